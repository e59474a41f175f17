//! The log: on standard error, in colour only on a terminal.

use std::io::IsTerminal as _;

use crate::config::Log;

/// Begins to log; `otherwise` holds where the operator did not say what the log tells.
pub(crate) fn start(log: &Log, otherwise: &str) {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(colour)
        .with_env_filter(log.filter(otherwise))
        .init();
}
