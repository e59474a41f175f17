//! `secret.key` in the data folder: the server key that is made where none is configured.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use muster_crypto::{OsTokenMint, ServerKey};
use muster_domain::ports::TokenMint as _;
use secrecy::{ExposeSecret as _, SecretString};

use crate::data_dir;

/// The key's file was not usable.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyFileError {
    /// It cannot be read.
    #[error("the server key {} cannot be read: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// It cannot be made.
    #[error("the server key {} cannot be made: {source}", path.display())]
    Make { path: PathBuf, source: io::Error },
}

/// Where the key lies.
pub(crate) fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("secret.key")
}

/// Reads the key; `None` where there is none.
pub(crate) fn read(data_dir: &Path) -> Result<Option<SecretString>, KeyFileError> {
    let path = path(data_dir);
    match fs::read_to_string(&path) {
        Ok(text) => {
            warn_if_others_can_read(&path);
            Ok(Some(text.trim_end_matches(['\n', '\r']).into()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeyFileError::Read { path, source }),
    }
}

/// Makes a key, readable by its owner alone, and reads it back. Whole or not at all, also when the machine fails
/// meanwhile; where two do it at once, both get the same key.
pub(crate) fn make(data_dir: &Path) -> Result<SecretString, KeyFileError> {
    let path = path(data_dir);
    let made = write_new(data_dir, &path, &ServerKey::generate());
    made.map_err(|source| KeyFileError::Make {
        path: path.clone(),
        source,
    })?;
    let missing = || KeyFileError::Read {
        path,
        source: io::ErrorKind::NotFound.into(),
    };
    read(data_dir)?.ok_or_else(missing)
}

fn write_new(data_dir: &Path, path: &Path, key: &SecretString) -> io::Result<()> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the key is written to its file, once; the other is a random name"
    )]
    let (key, name) = (
        key.expose_secret(),
        OsTokenMint
            .invite_token()
            .secret()
            .expose_secret()
            .to_owned(),
    );
    let draft = data_dir.join(format!(".secret.key.{name}"));
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    let written = writeln!(file, "{key}")
        .and_then(|()| file.sync_all())
        .and_then(|()| publish(&draft, path));
    // Where the draft itself got the name, there is nothing left to remove.
    _ = fs::remove_file(&draft);
    written?;
    File::open(data_dir)?.sync_all()
}

/// Gives the draft its name, unless somebody else was faster.
fn publish(draft: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(draft, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // Some file systems have no hard links.
        Err(_) => fs::rename(draft, path),
    }
}

fn warn_if_others_can_read(path: &Path) {
    if let Some(mode) = data_dir::open_to_others(path, 0o077) {
        tracing::warn!(path = %path.display(), mode = format!("{mode:o}"), "others can read the server key; its mode should be 600");
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at keys of their own")]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_is_made_once_private_and_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(read(folder.path()).expect("readable").is_none());
        let made = make(folder.path()).expect("made");
        assert_eq!(made.expose_secret().len(), 64);
        let again = make(folder.path()).expect("there already");
        assert_eq!(made.expose_secret(), again.expose_secret());
        let permissions = path(folder.path())
            .metadata()
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(permissions & 0o777, 0o600);
        let files = fs::read_dir(folder.path()).expect("readable").count();
        assert_eq!(files, 1, "no draft is left");
    }

    #[test]
    fn those_who_make_it_at_once_get_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let make = || {
            make(folder.path())
                .expect("made")
                .expose_secret()
                .to_owned()
        };
        let keys: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }
}
