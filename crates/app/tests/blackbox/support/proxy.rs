//! A line to the mail server on which its last word can get lost.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Passes everything on to the mail server, and back; but once a whole mail went out, nothing comes back any more: the
/// mail server has it, and who sent it never learns. Its own port.
pub(crate) async fn losing_the_last_word(mail_server: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(("127.0.0.1", mail_server)).await;
            let (from_server, to_server) = server.expect("it listens").into_split();
            let (from_client, to_client) = client.into_split();
            let (lose, is_lost) = watch::channel(false);
            tokio::spawn(forth(from_client, to_server, lose));
            tokio::spawn(back(from_server, to_client, is_lost));
        }
    });
    port
}

async fn forth(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, lose: watch::Sender<bool>) {
    let mut sent = Vec::new();
    while let Some(piece) = piece(&mut from).await {
        sent.extend_from_slice(&piece);
        if sent.ends_with(b"\r\n.\r\n") {
            lose.send_replace(true);
        }
        if to.write_all(&piece).await.is_err() {
            return;
        }
    }
}

async fn back(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, is_lost: watch::Receiver<bool>) {
    while let Some(piece) = piece(&mut from).await {
        if !*is_lost.borrow() && to.write_all(&piece).await.is_err() {
            return;
        }
    }
}

async fn piece(from: &mut OwnedReadHalf) -> Option<Vec<u8>> {
    let mut piece = vec![0; 4096];
    let length = from.read(&mut piece).await.ok()?;
    piece.truncate(length);
    (length > 0).then_some(piece)
}
