//! Label Studio's own Python SDK, unchanged, against the real binary.

use std::process::Command;

use crate::support::{Server, python};

const TOKEN: &str = "0123456789abcdef0123456789abcdef01234567";

#[test]
fn k51_scripts_written_for_label_studio_work_by_changing_the_address() {
    let server = Server::start_with(&[
        ("LABEL_STUDIO_USERNAME", "olga@example.com"),
        ("LABEL_STUDIO_PASSWORD", "from the environment"),
        ("LABEL_STUDIO_USER_TOKEN", TOKEN),
    ]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/contract.py");
    let output = Command::new(python())
        .args([script, &server.url(""), TOKEN])
        .output()
        .expect("Python runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
}
