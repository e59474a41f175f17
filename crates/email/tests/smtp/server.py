"""A mail server for tests: it keeps what it is sent, and misbehaves when told to.

Prints its port as one line on standard output once it listens. Into DIR it writes

- NNNN.eml     each message it has taken, whole when it appears
- NNNN.json    there before the message, its envelope (from, to, options, tls, user, connection) and the message as
               Python's standard library reads it (headers as pairs, text, html, defects)
- log.jsonl    what happened, a line each: {"connection": 1, "event": "connect" | "tls" | "command" | "message" |
               "close", ...}; a command has its "line", a message its "file" and "to"
- ca.pem, client.pem, client.key   with --tls: whom to trust, and who to be

Needs aiosmtpd, and trustme for --tls.
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import os
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--dir", required=True, help="where messages and the log go")
    add("--host", default="127.0.0.1", help="where to listen")
    add("--port", type=int, default=0, help="0 for any that is free")
    add("--until-stdin-closes", action="store_true", help="end with the process that started this one")
    add("--tls", choices=["none", "starttls", "implicit"], default="none", help="with a certificate of its own making")
    add("--name", default="127.0.0.1", help="the host that the certificate is for")
    add("--require-tls", action="store_true", help="take nothing before STARTTLS")
    add("--require-client-certificate", action="store_true")
    add("--auth", nargs=2, metavar=("USER", "PASSWORD"), help="take nothing without this login")
    add("--no-smtputf8", action="store_true", help="do not offer SMTPUTF8")
    add("--silent", action="store_true", help="accept connections and never say a word")
    add("--greeting", metavar="LINE", help="greet with this line, such as `554 go away`, and hang up")
    add("--stall", metavar="COMMAND", help="never answer this command, such as RCPT")
    add("--delay", type=float, default=0, metavar="SECONDS", help="wait before each message is confirmed")
    add("--idle", type=float, default=300, metavar="SECONDS", help="hang up on who says nothing for so long")
    add("--refuse", nargs=2, action="append", default=[], metavar=("ADDRESS", "CODE"), help="answer RCPT so")
    add("--refuse-sender", metavar="CODE", help="answer every MAIL so")
    add("--refuse-content", metavar="CODE", help="answer every message so")
    add("--fail-first", nargs=2, metavar=("N", "CODE"), help="answer the first N RCPT so")
    add("--fail-first-of-each", metavar="CODE", help="answer the first RCPT of each address so")
    add("--temporary-fraction", type=float, default=0, metavar="F", help="answer this share of the messages 451")
    add("--drop-after-data", type=int, default=0, metavar="N", help="hang up on the first N messages, unconfirmed")
    add("--hang-up-after", type=int, default=0, metavar="N", help="hang up after N messages of a connection")
    return parser.parse_args()


class Book:
    """What was taken and what happened."""

    def __init__(self, folder):
        self.folder = folder
        self.taken = 0
        os.makedirs(folder, exist_ok=True)
        self.log = open(os.path.join(folder, "log.jsonl"), "a", encoding="utf-8")

    def note(self, connection, event, **more):
        line = {"connection": connection, "event": event, **more}
        self.log.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.log.flush()

    def keep(self, envelope, **more):
        self.taken += 1
        name = f"{self.taken:04}"
        self.write(f"{name}.json", json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "options": envelope.mail_options,
            **more,
            **read(envelope.original_content),
        }, ensure_ascii=False).encode())
        self.write(f"{name}.eml", envelope.original_content)
        return f"{name}.eml"

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path + ".part", "wb") as file:
            file.write(content)
        os.rename(path + ".part", path)


def read(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    headers = [[name, str(value)] for name, value in message.items()]
    defects = [part.defects for part in message.walk()] + [value.defects for value in message.values()]
    return {
        "headers": headers,
        "text": parts["text/plain"].get_content() if "text/plain" in parts else None,
        "html": parts["text/html"].get_content() if "text/html" in parts else None,
        "defects": [str(defect) for found in defects for defect in found],
    }


class Behaviour:
    """What the server answers, as the flags have it."""

    def __init__(self, args, book):
        self.args = args
        self.book = book
        self.refused = {address.lower(): code for address, code in args.refuse}
        self.failures = int(args.fail_first[0]) if args.fail_first else 0
        self.seen = set()
        self.messages = 0
        self.to_drop = args.drop_after_data

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.args.refuse_sender:
            return f"{self.args.refuse_sender} sender refused"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        key = address.lower()
        if key in self.refused:
            return f"{self.refused[key]} <{address}> refused"
        if self.failures > 0:
            self.failures -= 1
            return f"{self.args.fail_first[1]} come again"
        if self.args.fail_first_of_each and key not in self.seen:
            self.seen.add(key)
            return f"{self.args.fail_first_of_each} come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.args.delay)
        self.messages += 1
        if self.to_drop > 0:
            self.to_drop -= 1
            server.transport.abort()
            await asyncio.sleep(3600)
        if self.args.refuse_content:
            return f"{self.args.refuse_content} content refused"
        share = self.args.temporary_fraction
        if int(self.messages * share) > int((self.messages - 1) * share):
            return "451 come again"
        file = self.book.keep(envelope, tls=server.is_encrypted(), user=server.user, connection=server.number)
        self.book.note(server.number, "message", file=file, to=envelope.rcpt_tos)
        server.messages += 1
        return "250 taken"


class Server(SMTP):
    """aiosmtpd's server with a number for each connection, and a log."""

    connections = 0

    def __init__(self, args, book, behaviour, tls):
        Server.connections += 1
        self.number = Server.connections
        self.args = args
        self.book = book
        self.messages = 0
        self.user = None
        super().__init__(
            behaviour,
            hostname="mail.test",
            ident="for tests",
            enable_SMTPUTF8=not args.no_smtputf8,
            tls_context=tls if args.tls == "starttls" else None,
            require_starttls=args.require_tls,
            timeout=args.idle,
            auth_required=args.auth is not None,
            auth_require_tls=args.auth is None,
            authenticator=self.authenticate,
        )
        for name, method in list(self._smtp_methods.items()):
            self._smtp_methods[name] = self.watched(name, method)

    def watched(self, name, method):
        async def run(argument):
            self.book.note(self.number, "command", line=f"{name} {argument or ''}".rstrip())
            if name == (self.args.stall or "").upper():
                await asyncio.sleep(3600)
            await method(argument)
            if name == "STARTTLS" and self.is_encrypted():
                self.book.note(self.number, "tls")
            if name == "DATA" and self.messages == self.args.hang_up_after > 0:
                self.transport.close()
        return run

    def is_encrypted(self):
        return self.transport is not None and self.transport.get_extra_info("ssl_object") is not None

    def authenticate(self, server, session, envelope, mechanism, data):
        given = [data.login.decode(), data.password.decode()]
        self.user = given[0] if given == self.args.auth else None
        return AuthResult(success=self.user is not None, handled=False)

    def connection_made(self, transport):
        first = self.transport is None
        super().connection_made(transport)
        if first:
            self.book.note(self.number, "connect")
            if self.args.tls == "implicit":
                self.book.note(self.number, "tls")

    def connection_lost(self, error):
        self.book.note(self.number, "close")
        super().connection_lost(error)

    async def _handle_client(self):
        if self.args.silent:
            await asyncio.sleep(3600)
        if self.args.greeting:
            await self.push(self.args.greeting)
            self.transport.close()
            return
        await super()._handle_client()


def tls_context(args):
    import trustme

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(args.name).configure_cert(context)
    if args.require_client_certificate:
        authority.configure_trust(context)
        context.verify_mode = ssl.CERT_REQUIRED
    client = authority.issue_cert("client@mail.test")
    client.private_key_pem.write_to_path(os.path.join(args.dir, "client.key"))
    client.cert_chain_pems[0].write_to_path(os.path.join(args.dir, "client.pem"))
    authority.cert_pem.write_to_path(os.path.join(args.dir, "ca.pem"))
    return context


async def serve(args):
    book = Book(args.dir)
    tls = tls_context(args) if args.tls != "none" else None
    behaviour = Behaviour(args, book)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(args, book, behaviour, tls),
        args.host,
        args.port,
        ssl=tls if args.tls == "implicit" else None,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    if args.until_stdin_closes:
        await loop.run_in_executor(None, sys.stdin.buffer.read)
        os._exit(0)
    await server.serve_forever()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    asyncio.run(serve(arguments()))
