//! Mails that are printed because there is no mail server.

use std::io::Write;
use std::sync::{Arc, Mutex};

use muster_domain::model::mail::Attempt;
use muster_domain::ports::Mailer as _;
use muster_email::LogMailer;

use crate::support::{TestLinks, mail};

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("whole").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_printed_mail_tells_recipient_and_link() {
    let page = Page::default();
    let writer = page.clone();
    let log = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(log);
    let mailer = LogMailer::new(Arc::new(TestLinks));
    assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    drop(guard);
    let printed = String::from_utf8(page.0.lock().expect("whole").clone()).expect("text");
    assert!(printed.contains("to=\"bob@example.com\""), "{printed}");
    assert!(
        printed.contains("\nhttps://lab.example.com/invitation/mi_hush\n"),
        "{printed}"
    );
}
