//! Licences: whose signature counts, and which one is installed at start.

use std::path::{Path, PathBuf};

use muster_crypto::VendorPublicKey;

use super::layers::Layers;
use super::no_effect::NoEffect;
use super::parse;
use super::setting::{Fallback, LabelStudio, Nature, Setting};
use super::values::{Noted, Values};
use crate::small_file;

pub(super) static LICENSE_PUBLIC_KEYS: Setting = Setting {
    key: "license_public_keys",
    about: "Files with the public keys of those whose licences count, divided by commas",
    fallback: Fallback::Words("none, so that no licence counts"),
    nature: Nature::Plain,
    label_studio: None,
};

pub(super) static LICENSE: Setting = Setting {
    key: "license",
    about: "File with the licence to install at start",
    fallback: Fallback::Words("none"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Name {
        name: NAME,
        adapt: file,
    }),
};

const NAME: &str = "LICENSE";

const FETCHES_NOTHING: &str =
    "is an address, and Muster fetches nothing; save the licence in a file, and name that";

/// Licences: whose signature counts, and which one is installed at start.
#[derive(Clone, Debug)]
pub(crate) struct Licensing {
    /// Whose signature counts.
    pub(crate) trusted: Vec<VendorPublicKey>,
    /// The licence to install at start, where one is named. Nobody has verified it.
    pub(crate) license: Option<LicenseFile>,
}

/// A licence as it lies in its file.
#[derive(Clone, Debug)]
pub(crate) struct LicenseFile {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Its text.
    pub(crate) text: String,
}

impl Licensing {
    pub(super) fn read(values: &mut Values<'_>) -> Result<Self, Noted> {
        let trusted = values.optional(&LICENSE_PUBLIC_KEYS, |files| {
            let files = parse::list(files);
            files.map(|file| public_key(Path::new(file))).collect()
        });
        let license = values.optional(&LICENSE, license);
        Ok(Self {
            trusted: trusted?.unwrap_or_default(),
            license: license?,
        })
    }
}

/// The public key in a file.
pub(crate) fn public_key(path: &Path) -> Result<VendorPublicKey, String> {
    VendorPublicKey::from_pem(&text(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn license(path: &str) -> Result<LicenseFile, String> {
    if is_address(path) {
        return Err(FETCHES_NOTHING.to_owned());
    }
    let path = PathBuf::from(path);
    let text = text(&path)?;
    Ok(LicenseFile { path, text })
}

fn text(path: &Path) -> Result<String, String> {
    small_file::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// `LICENSE`: a file. Label Studio would fetch an address as well.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other names of Label Studio can be wrong"
)]
fn file(text: &str, _below: Option<&str>) -> Result<Option<String>, String> {
    Ok((!is_address(text)).then(|| text.to_owned()))
}

/// A `LICENSE` that is an address. The environments of Label Studio have one, with which Muster is to start.
pub(super) fn idle_address(layers: &Layers) -> Option<NoEffect> {
    let found = layers.theirs(NAME).ok()??;
    is_address(&found.text).then(|| NoEffect {
        place: found.origin.to_string(),
        why: format!("it {FETCHES_NOTHING}"),
    })
}

fn is_address(text: &str) -> bool {
    text.contains("://")
}
