//! A line to the database that can be cut, and mended.

use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Passes everything on while it is open. Closed, it breaks every connection, and takes none.
pub(crate) struct Gate {
    port: u16,
    open: Arc<watch::Sender<bool>>,
}

impl Gate {
    /// Open, on a port of its own, before this one.
    pub(crate) async fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let gate = Self {
            port: listener.local_addr().expect("an address").port(),
            open: Arc::new(watch::channel(true).0),
        };
        let open = Arc::clone(&gate.open);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let mut is_open = open.subscribe();
                if !*is_open.borrow() {
                    continue;
                }
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(("127.0.0.1", port))
                        .await
                        .expect("it listens");
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
                        _ = is_open.wait_for(|is_open| !is_open) => {}
                    }
                });
            }
        });
        gate
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn close(&self) {
        self.open.send_replace(false);
    }

    pub(crate) fn open(&self) {
        self.open.send_replace(true);
    }
}
