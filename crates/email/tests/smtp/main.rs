//! Mails handed to a real SMTP server, `server.py`, that is told how to behave.

mod content;
mod log;
mod login;
mod pool;
mod protection;
mod refusals;
mod support;
