//! Whom mails come from.

use std::fmt;
use std::net::Ipv4Addr;

use lettre::Address;
use lettre::message::Mailbox;
use muster_domain::model::email::EmailAddress;

/// The sender of every mail: a name, often empty, and an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFrom {
    name: String,
    address: Address,
}

/// Why a sender was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailFromError {
    /// Neither an address nor `Name <address>`.
    #[error("it must be an address, or a name and an address as in: Muster <muster@example.com>")]
    Malformed,
    /// The address has letters outside ASCII before the `@`.
    #[error("the part before the @ must be plain ASCII: many mail servers take no other sender")]
    NotAscii,
    /// The name holds a line break or the like.
    #[error("the name must not hold control characters")]
    Control,
}

impl MailFrom {
    /// Reads `address` or `Name <address>`; the name may stand in double quotes.
    pub fn parse(text: &str) -> Result<Self, MailFromError> {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(MailFromError::Control);
        }
        let (name, address) = match text.strip_suffix('>') {
            Some(text) => text.rsplit_once('<').ok_or(MailFromError::Malformed)?,
            None => ("", text),
        };
        let from = Self {
            name: unquoted(name.trim()),
            address: parse_address(address.trim())?,
        };
        // lettre reads the sender back from the header that it has made of it.
        match from.mailbox().to_string().parse::<Mailbox>() {
            Ok(_) => Ok(from),
            Err(_) => Err(MailFromError::Malformed),
        }
    }

    /// `Muster <muster@HOST>`, for where nothing is configured. `localhost` stands for what cannot be in an address.
    pub fn of_host(host: &str) -> Self {
        let of = |host: &str| Self::parse(&format!("Muster <muster@{host}>"));
        let is_number = host.parse::<Ipv4Addr>().is_ok();
        of(host)
            .ok()
            .filter(|_| !is_number)
            .unwrap_or_else(|| Self {
                name: "Muster".to_owned(),
                address: Address::new_dangerous("muster", "localhost"),
            })
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    pub(crate) fn mailbox(&self) -> Mailbox {
        let name = (!self.name.is_empty()).then(|| self.name.clone());
        Mailbox::new(name, self.address.clone())
    }
}

/// In the form that [`MailFrom::parse`] reads.
impl fmt::Display for MailFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "" => write!(f, "{}", self.address),
            name => write!(f, "{name} <{}>", self.address),
        }
    }
}

/// The domain goes out in its ASCII form. Hosts without a dot are common behind a relay, and allowed.
fn parse_address(text: &str) -> Result<Address, MailFromError> {
    let address = match EmailAddress::parse(text) {
        Ok(email) => ascii_domain(&email),
        Err(_) => text.parse().map_err(|_| MailFromError::Malformed)?,
    };
    if address.user().is_ascii() && address.domain().is_ascii() {
        Ok(address)
    } else {
        Err(MailFromError::NotAscii)
    }
}

/// The address as it goes over the wire: the local part as written, the domain in ASCII.
pub(crate) fn ascii_domain(email: &EmailAddress) -> Address {
    let canonical = email.canonical();
    let domain = canonical
        .rsplit_once('@')
        .map_or(canonical, |(_, domain)| domain);
    // The domain's own type has judged it already, and is less strict about lengths than lettre.
    Address::new_dangerous(email.local_part(), domain)
}

fn unquoted(name: &str) -> String {
    let inner = name
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(
        || name.to_owned(),
        |inner| inner.replace("\\\"", "\"").replace("\\\\", "\\"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Result<String, MailFromError> {
        MailFrom::parse(text).map(|from| from.to_string())
    }

    #[test]
    fn an_address_with_or_without_a_name_is_read() {
        for (text, expected) in [
            ("hello@example.com", "hello@example.com"),
            ("<hello@example.com>", "hello@example.com"),
            (
                "Label Studio <hello@example.com>",
                "Label Studio <hello@example.com>",
            ),
            (
                "\"Lab, \\\"A\\\"\" <a@example.com>",
                "Lab, \"A\" <a@example.com>",
            ),
            ("Büro <a@bücher.example>", "Büro <a@xn--bcher-kva.example>"),
            ("root@localhost", "root@localhost"),
            ("muster@mailhost", "muster@mailhost"),
            ("Muster 2.0 <a@example.com>", "Muster 2.0 <a@example.com>"),
            ("Dr. A. B. <a@example.com>", "Dr. A. B. <a@example.com>"),
            (
                "Lab (A), B: C; @D <a@example.com>",
                "Lab (A), B: C; @D <a@example.com>",
            ),
        ] {
            assert_eq!(shown(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_sender_is_refused() {
        for (text, error) in [
            ("", MailFromError::Malformed),
            ("Muster", MailFromError::Malformed),
            ("Muster <muster>", MailFromError::Malformed),
            ("muster@example.com>", MailFromError::Malformed),
            ("a@example.com, b@example.com", MailFromError::Malformed),
            ("bücher@example.com", MailFromError::NotAscii),
            (
                "A\r\nBcc: b@example.com <a@example.com>",
                MailFromError::Control,
            ),
        ] {
            assert_eq!(shown(text), Err(error), "{text}");
        }
    }

    #[test]
    fn any_host_gives_a_sender() {
        for (host, expected) in [
            ("lab.example.com", "Muster <muster@lab.example.com>"),
            ("localhost", "Muster <muster@localhost>"),
            ("intranet", "Muster <muster@intranet>"),
            ("127.0.0.1", "Muster <muster@localhost>"),
            (
                "b\u{fc}cher.example",
                "Muster <muster@xn--bcher-kva.example>",
            ),
            ("[::1]", "Muster <muster@localhost>"),
            ("", "Muster <muster@localhost>"),
        ] {
            assert_eq!(MailFrom::of_host(host).to_string(), expected);
        }
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(text in any::<String>()) {
            _ = MailFrom::parse(&text);
            _ = MailFrom::of_host(&text);
        }
    }
}
