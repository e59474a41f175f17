//! Whose licences count, and which one is installed at start.

use muster_crypto::VendorKey;

use super::*;

/// Files in a folder of their own; their paths.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("a path in UTF-8").to_owned()
    }
}

#[test]
fn several_vendors_are_trusted_at_once() {
    let files = Files::new();
    let (old, new) = (VendorKey::generate(), VendorKey::generate());
    let (old, new) = (old.public_key(), new.public_key());
    let (one, two) = (
        files.write("old.pub", old.to_pem()),
        files.write("new.pub", new.to_pem()),
    );
    let both = [old, new];
    let list = format!("{one}, {two}");
    let variable = read("", &[("MUSTER_LICENSE_PUBLIC_KEYS", &list)]);
    assert_eq!(variable.licensing.trusted, both);
    let toml = format!("license_public_keys = ['{one}', '{two}']");
    assert_eq!(read(&toml, &[]).licensing.trusted, both);
    let nobody = read(&toml, &[("MUSTER_LICENSE_PUBLIC_KEYS", "")]);
    assert_eq!(nobody.licensing.trusted, []);
    let shown = row(&layers(&toml, &[], &[]), "MUSTER_LICENSE_PUBLIC_KEYS");
    assert_eq!(shown.0, Some(format!("{one},{two}")));
}

#[test]
fn a_bad_key_file_is_named() {
    let files = Files::new();
    let key = VendorKey::generate().public_key().to_pem();
    let good = files.write("good.pub", key);
    for (bad, why) in [
        (files.write("a", "hello"), "no Ed25519 public key"),
        (files.write("b", [0xff]), "it is not text"),
        (files.write("c", " ".repeat(70_000)), "longer than 64 KiB"),
        ("/no/such.pub".to_owned(), "cannot be read"),
    ] {
        let list = format!("{good},{bad}");
        let told = problems("", &[("MUSTER_LICENSE_PUBLIC_KEYS", &list)]);
        let start = format!("MUSTER_LICENSE_PUBLIC_KEYS: {bad}");
        assert!(
            told.len() == 1 && told[0].starts_with(&start) && told[0].contains(why),
            "{told:?}"
        );
    }
}

#[test]
fn a_licence_to_install_stands_in_a_file() {
    let files = Files::new();
    let own = files.write("own", "ours");
    let theirs = files.write("theirs", "theirs");
    let text = |environment: &[(&str, &str)]| {
        let license = read("", environment).licensing.license;
        license.map(|license| license.text)
    };
    for name in ["LICENSE", "HEARTEX_LICENSE", "LABEL_STUDIO_LICENSE"] {
        assert_eq!(text(&[(name, &theirs)]).as_deref(), Some("theirs"));
    }
    let both = [("LABEL_STUDIO_LICENSE", &*theirs), ("MUSTER_LICENSE", &own)];
    assert_eq!(text(&both).as_deref(), Some("ours"));
    assert_eq!(text(&[("MUSTER_LICENSE", "")]), None);
    for name in ["LICENSE", "MUSTER_LICENSE"] {
        let told = problems("", &[(name, "/no/such")]).concat();
        let start = format!("{name}: /no/such cannot be read");
        assert!(told.starts_with(&start), "{told}");
    }
}

#[test]
fn a_licence_is_never_fetched() {
    let address = "https://vendor.example/license?key=hush";
    let told = problems("", &[("MUSTER_LICENSE", address)]);
    assert!(told[0].contains("Muster fetches nothing"), "{told:?}");
    assert!(!told[0].contains("hush"), "{told:?}");
    for name in ["LICENSE", "LABEL_STUDIO_LICENSE"] {
        let config = read("", &[(name, address)]);
        assert!(config.licensing.license.is_none());
        let [told] = &config.no_effect[..] else {
            panic!("{:?}", config.no_effect);
        };
        assert_eq!(told.place, name);
        assert!(told.why.contains("Muster fetches nothing"), "{}", told.why);
    }
}
