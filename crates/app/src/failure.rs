//! How the binary fails: one clear sentence, and an exit code.

use std::error::Error;
use std::process::ExitCode;

/// Why the binary ends without having done what it was asked for.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    exit: u8,
}

impl Failure {
    /// It was refused, or it failed.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            exit: 1,
        }
    }

    /// It was asked for in the wrong way.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            exit: 2,
        }
    }

    /// Tells it on standard error, and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        eprintln!("muster: {}", self.message);
        ExitCode::from(self.exit)
    }
}

/// With its causes, as far as they say more.
impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let said = cause.to_string();
            if !message.contains(&said) {
                message = format!("{message}: {said}");
            }
            source = cause.source();
        }
        Self::refused(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the lamp is off")]
    struct Lamp(#[source] std::io::Error);

    #[test]
    fn causes_are_told_once() {
        let failure = Failure::from(Lamp(std::io::Error::other("no current")));
        assert_eq!(failure.message, "the lamp is off: no current");
        let failure = Failure::from(Lamp(std::io::Error::other("the lamp is off")));
        assert_eq!(failure.message, "the lamp is off");
    }
}
