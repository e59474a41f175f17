//! `muster license keygen`: the two halves of a vendor's key, each in a file. What is there is never overwritten.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use clap::Args;
use muster_crypto::VendorKey;
use secrecy::ExposeSecret as _;

use crate::failure::Failure;
use crate::output;

#[derive(Args)]
pub(in crate::command) struct Keygen {
    /// Folder for the two files; it is made unless it is there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Keygen {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let mut folder = DirBuilder::new();
        let made = folder.recursive(true).mode(0o700).create(&self.out);
        made.map_err(|error| unmade(&self.out, &error))?;
        let key = VendorKey::generate();
        let public = self.out.join("license.pub");
        let private = self.out.join("license.key");
        write_new(&public, 0o644, &key.public_key().to_pem())?;
        #[expect(
            clippy::disallowed_methods,
            reason = "the key is written to its file, once"
        )]
        let written = write_new(&private, 0o600, key.to_pem().expose_secret());
        if written.is_err() {
            // Half a key would only stand in the way of the next try.
            _ = fs::remove_file(&public);
        }
        written?;
        output::print(&format!(
            "{} signs licences: keep it secret, and keep a copy.\n\
             {} is what servers trust, by MUSTER_LICENSE_PUBLIC_KEYS.\n",
            private.display(),
            public.display()
        ))
    }
}

/// Writes a file that was not there, or none.
fn write_new(path: &Path, mode: u32, text: &str) -> Result<(), Failure> {
    let mut options = File::options();
    let opened = options.write(true).create_new(true).mode(mode).open(path);
    let mut file = opened.map_err(|error| unmade(path, &error))?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    written.map_err(|error| {
        _ = fs::remove_file(path);
        unmade(path, &error)
    })
}

fn unmade(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    Failure::refused(match error.kind() {
        io::ErrorKind::AlreadyExists => {
            format!("{path} is there already, and is never overwritten; name another folder")
        }
        _ => format!("{path} cannot be made: {error}"),
    })
}
