//! Reads keys and licences. They are small: what is larger was named by mistake, and is not read to its end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use muster_crypto::Ed25519LicenseVerifier;

const MAX_BYTES: usize = Ed25519LicenseVerifier::MAX_BYTES;

/// The text in a file.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    text(File::open(path)?)
}

/// The text that comes from there.
pub(crate) fn text(source: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    let more = u64::try_from(MAX_BYTES + 1).unwrap_or(u64::MAX);
    source.take(more).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        let kind = io::ErrorKind::FileTooLarge;
        return Err(io::Error::new(kind, "it is longer than 64 KiB"));
    }
    String::from_utf8(bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_small_text_is_refused_without_reading_all_of_it() {
        let whole = "ä".repeat(MAX_BYTES / 2);
        assert_eq!(text(whole.as_bytes()).expect("it fits"), whole);
        let told = |source: &mut dyn Read| text(source).expect_err("refused").to_string();
        assert_eq!(told(&mut &b"\xff"[..]), "it is not text");
        assert_eq!(told(&mut io::repeat(b' ')), "it is longer than 64 KiB");
    }
}
