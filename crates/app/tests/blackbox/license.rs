//! What a vendor does with licences, and what an operator's settings say of them: without a server or a database.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Outcome, Place};

/// A vendor's folder, with a key in `keys`.
fn vendor() -> Place {
    let place = Place::new();
    let told = place
        .command(&["license", "keygen", "--out", "keys"])
        .done();
    for file in ["keys/license.key", "keys/license.pub"] {
        assert!(told.contains(file), "{told}");
    }
    place
}

fn issue(place: &Place, more: &[&str]) -> Outcome {
    let key = ["license", "issue", "--key", "keys/license.key"];
    place.command(&[&key, more].concat())
}

const ACME: [&str; 6] = [
    "--holder",
    "Acme & Söhne",
    "--seats",
    "25",
    "--expires",
    "2999-12-31",
];

fn text(place: &Place, file: &str) -> String {
    std::fs::read_to_string(place.path(file)).expect("readable")
}

fn write(place: &Place, file: &str, text: impl AsRef<[u8]>) {
    std::fs::write(place.path(file), text).expect("written");
}

/// A licence for Acme, in `acme.txt`.
fn licensed() -> Place {
    let place = vendor();
    write(&place, "acme.txt", issue(&place, &ACME).done());
    place
}

#[test]
fn a_key_is_made_once() {
    let place = vendor();
    let mode = |file| {
        place
            .path(file)
            .metadata()
            .expect("there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode("keys/license.key"), 0o600);
    assert_eq!(mode("keys/license.pub") & 0o600, 0o600);
    let both = || {
        [
            text(&place, "keys/license.key"),
            text(&place, "keys/license.pub"),
        ]
    };
    let before = both();
    assert!(before[0].starts_with("-----BEGIN PRIVATE KEY-----\n"));
    assert!(before[1].starts_with("-----BEGIN PUBLIC KEY-----\n"));

    let again = ["license", "keygen", "--out", "keys"];
    let told = place.command(&again).refused(1);
    assert!(told.contains("never overwritten"), "{told}");
    assert_eq!(both(), before);
    for (taken, free) in [
        ("license.key", "license.pub"),
        ("license.pub", "license.key"),
    ] {
        let folder = place.path(taken).with_extension("d");
        std::fs::create_dir(&folder).expect("made");
        std::fs::write(folder.join(taken), "mine").expect("written");
        let out = folder.to_str().expect("UTF-8");
        place
            .command(&["license", "keygen", "--out", out])
            .refused(1);
        assert_eq!(
            std::fs::read_to_string(folder.join(taken)).expect("there"),
            "mine"
        );
        assert!(!folder.join(free).exists(), "half a key is left");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
    write(&place, "file", "");
    place
        .command(&["license", "keygen", "--out", "file"])
        .refused(1);
    place.command(&["license", "keygen"]).refused(2);
}

#[test]
fn a_licence_is_issued_and_shown() {
    let place = licensed();
    let lines = text(&place, "acme.txt");
    assert!(
        lines.starts_with("-----BEGIN MUSTER LICENSE-----\n"),
        "{lines}"
    );
    assert!(
        lines.ends_with("\n-----END MUSTER LICENSE-----\n"),
        "{lines}"
    );

    let show = [
        "license",
        "show",
        "acme.txt",
        "--public-key",
        "keys/license.pub",
    ];
    let told = place.command(&show).done();
    for said in [
        "Acme & Söhne",
        "25",
        "2999-12-31",
        "valid",
        "by a trusted key",
    ] {
        assert!(told.contains(said), "{told}");
    }
    let json = |words: &[&str]| {
        place
            .command(&[&show[..], &["--json"], words].concat())
            .json()
    };
    let mut shown = json(&[]);
    let random = |field: &mut Value| field.take().as_str().map(str::len);
    assert_eq!(random(&mut shown["id"]), Some(36));
    assert!(random(&mut shown["issued_at"]).is_some());
    let expected = json!({
        "id": null, "holder": "Acme & Söhne", "seats": 25, "not_before": null, "expires": "2999-12-31",
        "organization": null, "issued_at": null, "state": "valid",
    });
    assert_eq!(shown, expected);

    let everything = [
        "--holder",
        "Bee",
        "--seats",
        "unlimited",
        "--expires",
        "2999-12-31",
        "--not-before",
        "2999-01-01",
        "--organization",
        "7",
    ];
    write(&place, "acme.txt", issue(&place, &everything).done());
    let shown = json(&[]);
    let told = ["seats", "not_before", "organization", "state"].map(|name| &shown[name]);
    assert_eq!(
        told,
        [
            &json!("unlimited"),
            &json!("2999-01-01"),
            &json!(7),
            &json!("not_yet_valid")
        ]
    );
    assert!(
        !place.path("muster-data").exists(),
        "none of it needs a data folder"
    );
}

#[test]
fn a_day_that_is_past_is_noted_and_no_hindrance() {
    let place = vendor();
    let past = ["--holder", "Bee", "--seats", "0", "--expires", "2020-02-29"];
    let issued = issue(&place, &past);
    assert!(issued.stderr.contains("2020-02-29"), "{}", issued.stderr);
    write(&place, "past.txt", issued.done());
    let show = [
        "license",
        "show",
        "past.txt",
        "--public-key",
        "keys/license.pub",
        "--json",
    ];
    assert_eq!(place.command(&show).json()["state"], "expired");
    let future = issue(&place, &ACME);
    assert_eq!(future.stderr, "");
}

#[test]
fn what_makes_no_licence_is_wrong_usage() {
    let place = vendor();
    for (name, value, why) in [
        ("--holder", " ", "may not be blank"),
        ("--holder", "two\nlines", "Control characters"),
        ("--seats", "-1", "'-1'"),
        (
            "--seats",
            "4294967296",
            "neither a number of seats nor `unlimited`",
        ),
        (
            "--seats",
            "many",
            "neither a number of seats nor `unlimited`",
        ),
        ("--expires", "2026-02-30", "no day such as"),
        ("--expires", "2026-1-1", "no day such as"),
        ("--expires", "+12026-01-01", "four digits"),
        ("--not-before", "3000-01-01", "end before it begins"),
        ("--organization", "0", "not in 1.."),
        ("--organization", "bees", "invalid digit"),
    ] {
        let mut words = ACME.to_vec();
        match words.iter().position(|word| *word == name) {
            Some(at) => words[at + 1] = value,
            None => words.extend([name, value]),
        }
        let told = issue(&place, &words).refused(2);
        assert!(told.contains(why), "{name} {value:?}: {told}");
    }
    for at in [0, 2, 4] {
        let mut words = ACME.to_vec();
        words.drain(at..at + 2);
        issue(&place, &words).refused(2);
    }
    for key in ["keys/license.pub", "no/such.key", "."] {
        let words = ["license", "issue", "--key", key];
        let told = place.command(&[&words[..], &ACME].concat()).refused(1);
        assert!(told.contains(key), "{told}");
    }
}

#[test]
fn what_is_not_trusted_is_not_shown() {
    let mut place = licensed();
    let show = |place: &Place, more: &[&str]| {
        let words = ["license", "show", "acme.txt"];
        place.command(&[&words[..], more].concat())
    };
    let told = show(&place, &[]).refused(1);
    assert!(told.contains("MUSTER_LICENSE_PUBLIC_KEYS"), "{told}");
    place.set("MUSTER_LICENSE_PUBLIC_KEYS", Some("keys/license.pub"));
    assert!(show(&place, &[]).done().contains("Acme"));

    place.command(&["license", "keygen", "--out", "new"]).done();
    let told = show(&place, &["--public-key", "new/license.pub"]).refused(1);
    assert!(
        told.contains("acme.txt: its signature does not match"),
        "{told}"
    );
    let both = [
        "--public-key",
        "new/license.pub",
        "--public-key",
        "keys/license.pub",
    ];
    show(&place, &both).done();
    let told = show(&place, &["--public-key", "keys/license.key"]).refused(1);
    assert!(
        told.contains("keys/license.key: it is a private key"),
        "{told}"
    );
    let key = text(&place, "keys/license.key");
    let secret = key.lines().nth(1).expect("a key");
    assert!(!told.contains(secret), "{told}");

    let good = text(&place, "acme.txt");
    for (bad, why) in [
        (good[..200].to_owned(), "not a whole licence"),
        (good.replace("eyJ", "eyK"), "its signature does not match"),
        (good.repeat(2), "more than one licence"),
        (String::new(), "no licence in it"),
        ("x".repeat(10_000_000), "longer than 64 KiB"),
    ] {
        write(&place, "acme.txt", bad);
        let told = show(&place, &[]).refused(1);
        assert!(told.contains("acme.txt") && told.contains(why), "{told}");
    }
    write(&place, "acme.txt", [0xff, 0xfe]);
    assert!(show(&place, &[]).refused(1).contains("not text"));
    std::fs::remove_file(place.path("acme.txt")).expect("removed");
    assert!(show(&place, &[]).refused(1).contains("cannot be read"));
}

#[test]
fn a_licence_is_shown_from_standard_input() {
    let place = licensed();
    let words = ["license", "show", "-", "--public-key", "keys/license.pub"];
    let mut command = place.binary(&words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = command.spawn().expect("the binary runs");
    let mut stdin = running.stdin.take().expect("piped");
    let by_mail = text(&place, "acme.txt").replace('\n', " \r\n");
    stdin.write_all(by_mail.as_bytes()).expect("written");
    drop(stdin);
    let output = running.wait_with_output().expect("it ends");
    assert!(Outcome::from(output).done().contains("Acme"));
}

#[test]
fn settings_that_name_no_good_licence_are_told() {
    let mut place = licensed();
    let check = |place: &Place| place.command(&["config", "check"]);
    place.set("LICENSE", Some("acme.txt"));
    let told = check(&place).refused(1);
    assert!(
        told.contains("acme.txt: no vendor's key is known"),
        "{told}"
    );
    place.set("MUSTER_LICENSE_PUBLIC_KEYS", Some("keys/license.pub"));
    check(&place).done();
    let shown = place.command(&["config", "show"]).done();
    for said in ["MUSTER_LICENSE_PUBLIC_KEYS", "keys/license.pub", "acme.txt"] {
        assert!(shown.contains(said), "{shown}");
    }
    place.set("MUSTER_LICENSE_PUBLIC_KEYS", Some("keys/license.key"));
    let told = check(&place).refused(1);
    assert!(
        told.contains("MUSTER_LICENSE_PUBLIC_KEYS: keys/license.key: "),
        "{told}"
    );
    place.set("LICENSE", Some("https://vendor.example/license"));
    place.set("MUSTER_LICENSE_PUBLIC_KEYS", None);
    let told = check(&place).done();
    assert!(told.contains("Muster fetches nothing"), "{told}");
}
