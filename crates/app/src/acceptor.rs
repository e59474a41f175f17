//! Takes connections: at once, and patiently where the machine has no more to give.

use std::io;
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use tokio::net::TcpStream;

/// How long it waits after a connection could not be taken, for example because all file descriptors are in use.
const BREATH: Duration = Duration::from_millis(100);

/// A TCP acceptor that sends answers without delay, and does not spin where connections cannot be taken.
pub(crate) struct PatientAcceptor(TcpAcceptor);

impl PatientAcceptor {
    /// Takes the connections of this one.
    pub(crate) fn new(inner: TcpAcceptor) -> Self {
        Self(inner)
    }
}

impl Acceptor for PatientAcceptor {
    type Io = TcpStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.0.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(TcpStream, LocalAddr, RemoteAddr, Scheme)> {
        match self.0.accept().await {
            Ok(connection) => {
                // Without this a small answer may wait for the client's acknowledgement. It is no fault where refused.
                _ = connection.0.set_nodelay(true);
                Ok(connection)
            }
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be taken");
                tokio::time::sleep(BREATH).await;
                Err(error)
            }
        }
    }
}
