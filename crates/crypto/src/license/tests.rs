//! What a licence has to stand, and what it must not.

#![expect(clippy::disallowed_methods, reason = "tests look at keys of their own")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, KeyInit as _, Mac as _};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{License, LicenseId, Term, UntrustedLicense};
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::text::LicenseHolder;
use muster_domain::model::time::{Day, Timestamp};
use muster_domain::ports::LicenseVerifier as _;
use proptest::prelude::*;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use super::{
    Ed25519LicenseVerifier, LicenseKeyError, VendorKey, VendorPublicKey, armor, jws, new_license_id,
};
use UntrustedLicense::{Empty, NoKeys, NotALicense, NotUnderstood, Several, Signature, TooLong};

/// Written by openssl 3.0 (`genpkey -algorithm ed25519`, `pkey -pubout`), and used for nothing else.
const OPENSSLS_KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIIt/khU1TK8P9eJLaAMVxZB5eOrDFRGTsVtbkk6dhxdg
-----END PRIVATE KEY-----
";
const OPENSSLS_PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA416xY11pilHRmfav8erOMzIbvJqKwqTyqT65VPK9OHc=
-----END PUBLIC KEY-----
";

/// Written by Python and signed by openssl (`pkeyutl -sign -rawin`), with a field more than this version has.
const OPENSSLS_LICENSE: &str = "-----BEGIN MUSTER LICENSE-----
eyJhbGciOiJFZERTQSIsInR5cCI6Im11c3Rlci1saWNlbnNlK2p3cyJ9.eyJ2ZXJ
zaW9uIjoxLCJpZCI6Im9wZW5zc2wtMSIsImhvbGRlciI6Ilpvw6sgJiBTw7ZobmU
iLCJzZWF0cyI6MjUsIm5vdF9iZWZvcmUiOiIyMDI2LTAxLTAxIiwiZXhwaXJlcyI
6IjIwMjYtMTItMzEiLCJvcmdhbml6YXRpb24iOjcsImlzc3VlZF9hdCI6IjIwMjU
tMTItMDFUMDg6MDA6MDBaIiwic3VwcG9ydCI6eyJsZXZlbCI6ImdvbGQifX0.HOm
t6d35QlzEOLvDAm2mUBUsVJ6d2edXnh6xAGKO4ShRszIY4In3cACbflch5egKSDF
9JcvDWav7rVrR4K6kCQ
-----END MUSTER LICENSE-----
";

/// Issued by version 0.1 of Muster, with a key that was thrown away. Licences that people hold look like this: whatever
/// later versions do, it stays good.
const FIRST_LICENSE: &str = "-----BEGIN MUSTER LICENSE-----
eyJhbGciOiJFZERTQSIsInR5cCI6Im11c3Rlci1saWNlbnNlK2p3cyJ9.eyJ2ZXJ
zaW9uIjoxLCJpZCI6IjcyNDdhZjQ5LTMxYzgtNDE5YS1hNjc4LTk3MzBjYjI4N2Y
wNyIsImhvbGRlciI6IkJlZSBMYWIiLCJzZWF0cyI6MTIsIm5vdF9iZWZvcmUiOiI
yMDI2LTExLTAxIiwiZXhwaXJlcyI6IjIwMjctMTAtMzEiLCJvcmdhbml6YXRpb24
iOjMsImlzc3VlZF9hdCI6IjIwMjYtMTEtMjdUMTQ6NDk6MjZaIn0.4PD2CLhNBby
lVrYGa6NDEdQ4JAfn-FoI5YlmFXtYuqAmFf2l7ScSlmEVGf9qqn6x0cEOQnDmqos
8RhIA8ozuAA
-----END MUSTER LICENSE-----
";
const FIRST_PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA67Zp9r/aCsH1el/m95gjDEheL2Yc/oo20EDeF3HUdIs=
-----END PUBLIC KEY-----
";

fn key(seed: u8) -> VendorKey {
    VendorKey(SigningKey::from_bytes(&[seed; 32]))
}

fn trusting(keys: &[&VendorKey]) -> Ed25519LicenseVerifier {
    let keys: Vec<_> = keys.iter().map(|key| key.public_key()).collect();
    Ed25519LicenseVerifier::new(&keys)
}

fn read(text: &str) -> Result<License, UntrustedLicense> {
    trusting(&[&key(1)]).verify(text)
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn license() -> License {
    License {
        id: LicenseId::parse("openssl-1").expect("an id"),
        holder: LicenseHolder::parse("Zoë & Söhne").expect("a holder"),
        seats: SeatLimit::Limited(25),
        term: Term::new(Some(day("2026-01-01")), day("2026-12-31")).expect("a term"),
        organization: Some(OrganizationId::new(7)),
        issued_at: "2025-12-01T08:00:00Z".parse().expect("a time"),
    }
}

/// Any JSON, signed as our own is.
fn of_payload(json: &str) -> String {
    armor::put_on(&jws::sign(json.as_bytes(), &key(1).0))
}

/// The three parts of the token in a licence.
fn parts(text: &str) -> [String; 3] {
    let compact = armor::take_off(armor::trimmed(text)).expect("armored");
    let parts: Vec<_> = compact.split('.').map(str::to_owned).collect();
    parts.try_into().expect("a token has three parts")
}

fn of_parts(parts: [&str; 3]) -> String {
    armor::put_on(&parts.join("."))
}

#[test]
fn a_licence_of_openssl_is_read_and_its_new_fields_are_passed_over() {
    let key = VendorPublicKey::from_pem(OPENSSLS_PUBLIC_KEY).expect("a key");
    let read = Ed25519LicenseVerifier::new(&[key]).verify(OPENSSLS_LICENSE);
    assert_eq!(read, Ok(license()));
}

/// K33.
#[test]
fn a_licence_of_an_earlier_version_reads_the_same() {
    let key = VendorPublicKey::from_pem(FIRST_PUBLIC_KEY).expect("a key");
    let read = Ed25519LicenseVerifier::new(&[key]).verify(FIRST_LICENSE);
    let expected = License {
        id: LicenseId::parse("7247af49-31c8-419a-a678-9730cb287f07").expect("an id"),
        holder: LicenseHolder::parse("Bee Lab").expect("a holder"),
        seats: SeatLimit::Limited(12),
        term: Term::new(Some(day("2026-11-01")), day("2027-10-31")).expect("a term"),
        organization: Some(OrganizationId::new(3)),
        issued_at: "2026-11-27T14:49:26Z".parse().expect("a time"),
    };
    assert_eq!(read, Ok(expected));
}

#[test]
fn keys_are_written_as_openssl_writes_them() {
    let key = VendorKey::from_pem(&OPENSSLS_KEY.into()).expect("a key");
    assert_eq!(key.to_pem().expose_secret(), OPENSSLS_KEY);
    assert_eq!(key.public_key().to_pem(), OPENSSLS_PUBLIC_KEY);
}

#[test]
fn a_key_comes_back_and_never_twice() {
    let (one, two) = (VendorKey::generate(), VendorKey::generate());
    assert_ne!(one.public_key(), two.public_key());
    let again = VendorKey::from_pem(&one.to_pem()).expect("a key");
    assert_eq!(again.public_key(), one.public_key());
    let pem = one.public_key().to_pem();
    assert_eq!(VendorPublicKey::from_pem(&pem), Ok(one.public_key()));
    assert!(!format!("{one:?}").contains(one.to_pem().expose_secret()));
    assert_eq!(format!("{one:?}"), "VendorKey { .. }");
}

#[test]
fn what_is_no_key_is_refused_with_the_reason() {
    let wrong = |pem: &str| VendorPublicKey::from_pem(pem).expect_err("refused");
    assert_eq!(wrong(OPENSSLS_KEY), LicenseKeyError::PrivateForPublic);
    let twice = OPENSSLS_PUBLIC_KEY.repeat(2);
    // The neutral element, for which anybody can sign.
    let weak = OPENSSLS_PUBLIC_KEY.replace(
        "416xY11pilHRmfav8erOMzIbvJqKwqTyqT65VPK9OHc=",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    );
    let rsa = OPENSSLS_PUBLIC_KEY.replace("MCowBQYDK2Vw", "MCowBQYDK2Vx");
    for bad in ["", "hello", &twice, &weak, &rsa, OPENSSLS_LICENSE] {
        assert_eq!(wrong(bad), LicenseKeyError::NotPublic, "{bad}");
    }
    for bad in ["", "hello", OPENSSLS_PUBLIC_KEY, &OPENSSLS_KEY[..80]] {
        let key = VendorKey::from_pem(&SecretString::from(bad));
        assert_eq!(key.expect_err("refused"), LicenseKeyError::NotPrivate);
    }
}

#[test]
fn ids_are_random_uuids() {
    let (one, two) = (new_license_id(), new_license_id());
    assert_ne!(one, two);
    let marks = [8, 13, 14, 18, 23].map(|at| one.as_str().as_bytes()[at]);
    assert_eq!(marks, *b"--4--");
}

/// K32, and more: whatever is changed, it is refused. The text has white space that is white space after no flip.
#[test]
fn no_bit_of_a_licence_can_be_flipped() {
    let text = key(1).issue(&license());
    assert!(read(&text).is_ok());
    let mut judged = 0;
    for at in 0..text.len() {
        for flip in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
            let mut changed = text.clone().into_bytes();
            changed[at] ^= flip;
            if let Ok(changed) = String::from_utf8(changed) {
                let refused = read(&changed).expect_err("it was changed");
                assert!(matches!(refused, NotALicense | Signature), "{refused}");
                judged += 1;
            }
        }
    }
    assert_eq!(judged, text.len() * 7, "the others are not UTF-8");
}

/// The same with the line ends of Windows, where a flip can turn a carriage return into a tab: what is accepted says
/// what was signed.
#[test]
fn no_bit_flipped_changes_what_a_licence_says() {
    let license = license();
    let text = key(1).issue(&license).replace('\n', "\r\n");
    for at in 0..text.len() {
        for bit in 0..7 {
            let mut changed = text.clone().into_bytes();
            changed[at] ^= 1 << bit;
            let became = changed[at];
            let changed = String::from_utf8(changed).expect("ASCII");
            if let Ok(read) = read(&changed) {
                assert_eq!((became, &read), (b'\t', &license), "{changed}");
            }
        }
    }
}

#[test]
fn a_part_of_a_licence_is_none() {
    let text = key(1).issue(&license());
    let text = text.trim_end();
    for at in 0..text.len() {
        let expected = if at == 0 { Empty } else { NotALicense };
        assert_eq!(read(&text[..at]), Err(expected), "cut to {at}");
        let rest = &text[at + 1..];
        let expected = if rest.is_empty() { Empty } else { NotALicense };
        assert_eq!(read(rest), Err(expected), "begun at {}", at + 1);
    }
    let lines: Vec<_> = text.lines().collect();
    for left_out in 0..lines.len() {
        let mut lines = lines.clone();
        lines.remove(left_out);
        let refused = read(&lines.join("\n")).expect_err("a line is missing");
        assert!(matches!(refused, NotALicense | Signature), "{refused}");
    }
}

/// In lines of another length.
fn wrapped(compact: &str, width: usize) -> String {
    let lines = compact.as_bytes().chunks(width);
    let lines = lines.map(|line| str::from_utf8(line).expect("ASCII"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn mail_and_chat_do_no_harm() {
    let license = license();
    let text = key(1).issue(&license);
    let compact = parts(&text).join(".");
    let (begin, end) = (
        "-----BEGIN MUSTER LICENSE-----",
        "-----END MUSTER LICENSE-----",
    );
    for survived in [
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r"),
        text.replace('\n', " \t\n"),
        text.replace('\n', "\n\n"),
        text.replace('\n', "\n  "),
        text.trim_end().to_owned(),
        format!("\u{feff}{text}"),
        format!("\u{feff}\r\n \t{text} \n\n"),
        format!("{begin}\n{compact}\n{end}"),
        format!("{begin} {compact} {end}"),
        format!("{begin}\n{}\n{end}", wrapped(&compact, 30)),
    ] {
        assert_eq!(read(&survived), Ok(license.clone()), "{survived:?}");
    }
    for (changed, expected) in [
        (format!("Dear Olga,\n{text}"), NotALicense),
        (format!("{text}Best regards"), NotALicense),
        (format!("> {}", text.replace('\n', "\n> ")), NotALicense),
        (text.to_lowercase(), NotALicense),
        (text.replace(' ', "\u{a0}"), NotALicense),
        (text.replace("-----", "—"), NotALicense),
        (text.replacen('\n', "\u{b}", 1), Signature),
        (text.replacen('.', "\u{200b}.", 1), Signature),
        (format!("{begin}{end}"), Signature),
        (format!("{begin}\nhello\n{end}"), Signature),
        (compact.clone(), NotALicense),
    ] {
        assert_eq!(read(&changed), Err(expected), "{changed:?}");
    }
}

#[test]
fn nothing_and_too_much_are_told_before_all_else() {
    let nobody = Ed25519LicenseVerifier::default();
    for verifier in [&nobody, &trusting(&[&key(1)])] {
        for empty in ["", " \r\n\t", "\u{feff}\n"] {
            assert_eq!(verifier.verify(empty), Err(Empty));
        }
        for length in [Ed25519LicenseVerifier::MAX_BYTES + 1, 10_000_000] {
            assert_eq!(verifier.verify(&" ".repeat(length)), Err(TooLong));
        }
    }
    let text = key(1).issue(&license());
    assert_eq!(nobody.verify(&text), Err(NoKeys));
    assert_eq!(nobody.verify("hello"), Err(NoKeys));
    let room = Ed25519LicenseVerifier::MAX_BYTES - text.len();
    assert!(read(&(text + &" ".repeat(room))).is_ok());
}

#[test]
fn two_licences_are_one_too_many() {
    let (one, two) = (key(1).issue(&license()), key(2).issue(&license()));
    for both in [
        format!("{one}{two}"),
        format!("{one}{one}"),
        format!("first:\n{one}\nsecond:\n{two}"),
        format!("{one}{}", &two[..100]),
    ] {
        assert_eq!(read(&both), Err(Several), "{both}");
    }
}

#[test]
fn every_trusted_vendor_counts_and_nobody_else() {
    let license = license();
    let (old, new, other) = (key(1), key(2), key(3));
    let rotating = trusting(&[&old, &new]);
    for (vendor, expected) in [
        (&old, Ok(license.clone())),
        (&new, Ok(license.clone())),
        (&other, Err(Signature)),
    ] {
        assert_eq!(rotating.verify(&vendor.issue(&license)), expected);
    }
    assert_eq!(
        trusting(&[&new]).verify(&old.issue(&license)),
        Err(Signature)
    );
}

/// K32.
#[test]
fn a_signature_belongs_to_its_own_licence() {
    let one = parts(&key(1).issue(&license()));
    let mut larger = license();
    larger.seats = SeatLimit::Limited(26);
    let two = parts(&key(1).issue(&larger));
    let [header, payload, signature] = one.each_ref().map(String::as_str);
    let [_, other_payload, other_signature] = two.each_ref().map(String::as_str);
    for changed in [
        [header, payload, other_signature],
        [header, other_payload, signature],
        [header, payload, &signature[..40]],
        [header, payload, ""],
        [header, "", signature],
        [header, payload, payload],
    ] {
        assert_eq!(read(&of_parts(changed)), Err(Signature));
    }
    let edited = URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    let edited = String::from_utf8(edited).expect("JSON");
    for (from, to) in [("2026-12-31", "2099-12-31"), (":25,", ":99,")] {
        assert!(edited.contains(from), "{from} is there to be changed");
        let edited = URL_SAFE_NO_PAD.encode(edited.replace(from, to));
        assert_eq!(
            read(&of_parts([header, &edited, signature])),
            Err(Signature)
        );
    }
}

/// Whoever signed it, and with whatever the header names.
#[test]
fn no_other_header_is_taken() {
    let text = key(1).issue(&license());
    let [header, payload, signature] = parts(&text);
    let plain = r#"{"alg":"EdDSA","typ":"muster-license+jws"}"#;
    assert_eq!(URL_SAFE_NO_PAD.encode(plain), header);
    for other in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"none","typ":"muster-license+jws"}"#,
        r#"{"alg":"HS256","typ":"muster-license+jws"}"#,
        r#"{"alg":"EdDSA"}"#,
        r#"{"typ":"muster-license+jws","alg":"EdDSA"}"#,
        r#"{"alg":"EdDSA","typ":"muster-license+jws","kid":"1"}"#,
        "{}",
        "",
    ] {
        let truncated = format!("{}.{payload}", URL_SAFE_NO_PAD.encode(other));
        let signed = ed25519_dalek::Signer::sign(&key(1).0, truncated.as_bytes());
        let public = key(1).public_key();
        for signature in [
            URL_SAFE_NO_PAD.encode(signed.to_bytes()),
            by_hmac(public.0.as_bytes(), &truncated),
            by_hmac(public.to_pem().as_bytes(), &truncated),
            signature.clone(),
            String::new(),
        ] {
            let forged = armor::put_on(&format!("{truncated}.{signature}"));
            assert_eq!(read(&forged), Err(Signature), "{other}");
        }
        assert_eq!(read(&armor::put_on(&truncated)), Err(Signature));
    }
}

fn by_hmac(key: &[u8], text: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    URL_SAFE_NO_PAD.encode(mac.chain_update(text).finalize().into_bytes())
}

#[test]
fn base64_has_one_form() {
    let mut license = license();
    // Somewhere in it is `_`, which is `/` in the other alphabet.
    license.holder = LicenseHolder::parse("?????").expect("a holder");
    let text = key(1).issue(&license);
    let [header, payload, signature] = parts(&text);
    // 64 bytes: the last character has four bits to spare.
    let (rest, last) = signature.split_at(signature.len() - 1);
    assert!("AQgw".contains(last), "{last}");
    let spare = char::from(last.as_bytes()[0] + 1);
    let standard = format!("{header}.{payload}.{signature}")
        .replace('-', "+")
        .replace('_', "/");
    assert_ne!(
        standard,
        parts(&text).join("."),
        "there is something to replace"
    );
    for bad in [
        format!("{header}.{payload}.{rest}{spare}"),
        format!("{header}.{payload}.{signature}=="),
        format!("{header}.{payload}=.{signature}"),
        format!("{header}..{payload}.{signature}"),
        format!("{header}.{payload}.{signature}."),
        format!(".{header}.{payload}.{signature}"),
        standard,
    ] {
        assert_eq!(read(&armor::put_on(&bad)), Err(Signature), "{bad}");
    }
}

#[test]
fn a_payload_that_is_not_understood_says_why_even_signed() {
    let whole = r#"{"version":1,"id":"l-1","holder":"Acme","seats":3,"not_before":"2026-01-01","expires":"2026-12-31","organization":7,"issued_at":"2025-12-01T08:00:00Z"}"#;
    let good = read(&of_payload(whole)).expect("good");
    let later = whole.replace('}', r#","features":["sso",{"a":[]}],"note":null}"#);
    assert_eq!(read(&of_payload(&later)), Ok(good));
    for (from, to, why) in [
        (r#""version":1,"#, "", "missing field `version`"),
        (r#""version":1"#, r#""version":2"#, "newer Muster"),
        (
            r#""version":1"#,
            r#""version":2,"seats":{}"#,
            "newer Muster",
        ),
        (r#""version":1"#, r#""version":"1""#, "invalid type"),
        (r#""id":"l-1","#, "", "missing field `id`"),
        (r#""l-1""#, r#""l 1""#, "`id`"),
        (r#""holder":"Acme","#, "", "missing field `holder`"),
        (r#""Acme""#, r#""Ac\nme""#, "`holder`: Control characters"),
        (
            r#""Acme""#,
            r#""Ac\u001b[2Jme""#,
            "`holder`: Control characters",
        ),
        (
            r#""Acme""#,
            r#"" ""#,
            "`holder`: This field may not be blank",
        ),
        (r#""seats":3,"#, "", "missing field `seats`"),
        (r#""seats":3"#, r#""seats":null"#, "`seats` is neither"),
        (r#""seats":3"#, r#""seats":-1"#, "`seats` is neither"),
        (
            r#""seats":3"#,
            r#""seats":4294967296"#,
            "`seats` is neither",
        ),
        (r#""seats":3"#, r#""seats":3.0"#, "`seats` is neither"),
        (r#""seats":3"#, r#""seats":"3""#, "`seats` is neither"),
        (
            r#""seats":3"#,
            r#""seats":"Unlimited""#,
            "`seats` is neither",
        ),
        (r#""seats":3"#, r#""seats":"""#, "`seats` is neither"),
        (
            r#""seats":3"#,
            r#""seats":3,"seats":4"#,
            "duplicate field `seats`",
        ),
        (r#""2026-01-01""#, r#""2027-01-01""#, "end before it begins"),
        (r#""2026-01-01""#, r#""2026-1-1""#, "no day"),
        (r#","expires":"2026-12-31""#, "", "missing field `expires`"),
        (r#""2026-12-31""#, "null", "invalid type"),
        (r#""2026-12-31""#, r#""2026-02-30""#, "no day"),
        (r#""2026-12-31""#, r#""+12026-12-31""#, "four digits"),
        (r#""2026-12-31""#, r#""2026-12-31T00:00:00Z""#, "no day"),
        (
            r#""organization":7"#,
            r#""organization":"7""#,
            "invalid type",
        ),
        (
            r#""organization":7"#,
            r#""organization":7.5"#,
            "invalid type",
        ),
        (
            r#","issued_at":"2025-12-01T08:00:00Z""#,
            "",
            "missing field `issued_at`",
        ),
        ("08:00:00Z", "08:00:00.5Z", "`issued_at`"),
        ("08:00:00Z", "08:00:00", "`issued_at`"),
        ("}", "}}", "trailing characters"),
        ("}", "", "EOF"),
    ] {
        let changed = whole.replace(from, to);
        assert_ne!(changed, whole, "{from} is there to be changed");
        match read(&of_payload(&changed)) {
            Err(NotUnderstood(told)) => assert!(told.contains(why), "{changed}: {told}"),
            other => panic!("{changed}: {other:?}"),
        }
    }
    for bad in [
        "",
        "[1]",
        "1",
        "null",
        r#"[1,"l-1","Acme",3,null,"2026-12-31",null,"2025-12-01T08:00:00Z"]"#,
    ] {
        assert!(
            matches!(read(&of_payload(bad)), Err(NotUnderstood(_))),
            "{bad}"
        );
    }
}

#[test]
fn what_is_left_out_binds_nothing() {
    let least = r#"{"version":1,"id":"l-1","holder":"Acme","seats":"unlimited","expires":"2026-12-31","issued_at":"2025-12-01T09:00:00+01:00"}"#;
    let read = read(&of_payload(least)).expect("good");
    assert_eq!(read.seats, SeatLimit::Unlimited);
    assert_eq!((read.term.not_before(), read.organization), (None, None));
    assert_eq!(read.issued_at, license().issued_at);
}

fn licenses() -> impl Strategy<Value = License> {
    let seats = prop_oneof![
        Just(SeatLimit::Unlimited),
        any::<u32>().prop_map(SeatLimit::Limited)
    ];
    let day = || {
        (365_243..3_652_059_i32)
            .prop_map(|days| Day::from_num_days_from_ce_opt(days).expect("in range"))
    };
    let holder = "\\PC{1,256}".prop_filter_map("a holder", |text| LicenseHolder::parse(&text).ok());
    let days = (prop::option::of(day()), day());
    let term = days.prop_filter_map("a term", |(first, last)| Term::new(first, last).ok());
    let organization = prop::option::of(any::<i64>().prop_map(OrganizationId::new));
    (holder, seats, term, organization, 0..253_402_300_800_i64).prop_map(
        |(holder, seats, term, organization, issued_at)| License {
            id: new_license_id(),
            holder,
            seats,
            term,
            organization,
            issued_at: Timestamp::from_timestamp(issued_at, 0).expect("in range"),
        },
    )
}

proptest! {
    #[test]
    fn any_licence_comes_back(license in licenses(), seed in any::<[u8; 32]>()) {
        let vendor = VendorKey(SigningKey::from_bytes(&seed));
        let text = vendor.issue(&license);
        prop_assert!(text.len() <= Ed25519LicenseVerifier::MAX_BYTES);
        prop_assert!(text.lines().all(|line| line.len() <= 64 && line.is_ascii()));
        prop_assert_eq!(trusting(&[&vendor]).verify(&text), Ok(license));
        prop_assert_eq!(trusting(&[&key(1)]).verify(&text), Err(Signature));
    }

    #[test]
    fn anything_else_is_refused(text in any::<String>(), payload in any::<Vec<u8>>()) {
        prop_assert!(read(&text).is_err());
        prop_assert!(read(&armor::put_on(&text)).is_err());
        let signed = armor::put_on(&jws::sign(&payload, &key(1).0));
        prop_assert!(matches!(read(&signed), Err(NotUnderstood(_))));
        let _ = VendorPublicKey::from_pem(&text);
    }
}
