//! The data folder: made private, and one server at a time.

use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataDirError {
    /// It cannot be made.
    #[error("the data folder {} cannot be made: {source}", path.display())]
    Make { path: PathBuf, source: io::Error },
    /// Another server runs on it.
    #[error("another server runs on the data folder {}; stop it first, or set another MUSTER_DATA_DIR", .0.display())]
    InUse(PathBuf),
    /// It cannot be locked.
    #[error("{} cannot be locked: {source}", path.display())]
    Lock { path: PathBuf, source: io::Error },
}

/// Makes the folder, for its owner alone, unless it is there.
pub(crate) fn make(path: &Path) -> Result<(), DataDirError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|source| DataDirError::Make {
        path: path.to_owned(),
        source,
    })
}

/// Takes the folder for one server, until what is returned is dropped or the process ends, however it ends.
/// Commands do not take it: they work beside a running server.
pub(crate) fn take(path: &Path) -> Result<File, DataDirError> {
    let file = path.join("muster.lock");
    let failed = |source| DataDirError::Lock {
        path: file.clone(),
        source,
    };
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&file)
        .map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(DataDirError::InUse(path.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// The mode of a file or folder, if it has any of these bits; none where it is not there.
pub(crate) fn open_to_others(path: &Path, bits: u32) -> Option<u32> {
    let mode = path.metadata().ok()?.permissions().mode() & 0o777;
    (mode & bits != 0).then_some(mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_private_and_taken_once() {
        let parent = tempfile::tempdir().expect("a folder");
        let path = parent.path().join("a/b");
        make(&path).expect("made");
        make(&path).expect("there already");
        let mode = path.metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        let taken = take(&path).expect("free");
        assert!(matches!(take(&path), Err(DataDirError::InUse(_))));
        drop(taken);
        take(&path).expect("free again");
    }

    #[test]
    fn a_file_in_its_place_is_told() {
        let parent = tempfile::tempdir().expect("a folder");
        let path = parent.path().join("file");
        std::fs::write(&path, "").expect("written");
        let error = make(&path.join("below")).expect_err("not a folder");
        assert!(error.to_string().contains("cannot be made"), "{error}");
    }
}
