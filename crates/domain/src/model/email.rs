//! E-mail addresses as identity.

use std::fmt;
use std::hash::{Hash, Hasher};

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::skeleton;

use super::text::is_control;

/// An e-mail address: shown as its holder wrote it, and compared in its canonical form.
///
/// The canonical form is NFC, lower-cased (not case-folded: `ß` stays), with the domain in its
/// ASCII form, so that `Ann@BÜCHER.example` and `ann@xn--bcher-kva.example` are one person.
/// A plus tag belongs to the address. Look-alike letters of other scripts stay different.
///
/// ```
/// use muster_domain::model::email::EmailAddress;
///
/// let written = EmailAddress::parse("Ann@BÜCHER.example")?;
/// assert_eq!(written, EmailAddress::parse("ann@xn--bcher-kva.example")?);
/// assert_eq!(written.as_str(), "Ann@BÜCHER.example");
/// # Ok::<(), muster_domain::model::email::EmailError>(())
/// ```
#[derive(Clone, Debug)]
pub struct EmailAddress {
    written: String,
    canonical: String,
}

/// Why an address was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// No address at all.
    #[error("This field may not be blank.")]
    Blank,
    /// 256 characters or more.
    #[error("Email is too long")]
    TooLong,
    /// A character that cannot be seen, or a control character.
    #[error("The address holds an invisible or control character. Type it again by hand.")]
    Invisible,
    /// Not of the form `name@domain`.
    #[error("Enter a valid email address.")]
    Malformed,
}

impl EmailAddress {
    /// The longest address, in characters.
    pub const MAX_CHARS: usize = 255;

    /// Reads an address. White space around it is not part of it.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let written = text.trim_matches([' ', '\t', '\r', '\n']);
        if written.is_empty() {
            return Err(EmailError::Blank);
        }
        if written.chars().count() > Self::MAX_CHARS {
            return Err(EmailError::TooLong);
        }
        if written.chars().any(|c| is_control(c) || is_invisible(c)) {
            return Err(EmailError::Invisible);
        }
        let (local, domain) = written.rsplit_once('@').ok_or(EmailError::Malformed)?;
        let canonical = format!("{}@{}", canonical_local(local)?, canonical_domain(domain)?);
        if canonical.chars().count() > Self::MAX_CHARS {
            return Err(EmailError::TooLong);
        }
        Ok(Self {
            written: written.to_owned(),
            canonical,
        })
    }

    /// What stands in the place of the address of somebody who was removed. It is no address.
    pub(crate) fn deleted() -> Self {
        Self {
            written: "Deleted".to_owned(),
            canonical: "deleted".to_owned(),
        }
    }

    /// The address as its holder wrote it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The form in which addresses are compared, hashed and indexed.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The part before the `@`, as written.
    pub fn local_part(&self) -> &str {
        self.written
            .rsplit_once('@')
            .map_or(&self.written, |(local, _)| local)
    }
}

/// Letters of an address that look like Latin ones but are others, so that one address can pass for another.
/// Shows as a sentence; empty where there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookAlikes(Vec<(char, String)>);

impl LookAlikes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for LookAlikes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<String> = self
            .0
            .iter()
            .map(|(letter, like)| {
                format!("{letter} (U+{:04X}) looks like {like}", u32::from(*letter))
            })
            .collect();
        match told.join(", ").as_str() {
            "" => Ok(()),
            told => write!(f, "Check the address: {told}."),
        }
    }
}

impl EmailAddress {
    /// The letters in it that look like Latin ones but are others (UTS #39, confusable characters).
    pub fn look_alikes(&self) -> LookAlikes {
        let (local, domain) = self
            .canonical
            .rsplit_once('@')
            .unwrap_or((&self.canonical, ""));
        let (domain, _) =
            Uts46::new().to_unicode(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow);
        let mut found: Vec<(char, String)> = Vec::new();
        for letter in local
            .chars()
            .chain(domain.chars())
            .filter(|c| !c.is_ascii())
        {
            let like: String = skeleton(letter.encode_utf8(&mut [0; 4])).collect();
            if like.is_ascii() && !found.iter().any(|(known, _)| *known == letter) {
                found.push((letter, like));
            }
        }
        LookAlikes(found)
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for EmailAddress {}

impl Hash for EmailAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

/// The name in lower case, if it is atoms divided by single dots (RFC 5322 dot-atom, with the
/// letters of other scripts that RFC 6531 adds).
fn canonical_local(local: &str) -> Result<String, EmailError> {
    let lowered: String = local
        .nfc()
        .collect::<String>()
        .to_lowercase()
        .nfc()
        .collect();
    let atom = |c: char| {
        if c.is_ascii() {
            c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
        } else {
            !c.is_whitespace()
        }
    };
    let well_formed = lowered
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(atom));
    if well_formed {
        Ok(lowered)
    } else {
        Err(EmailError::Malformed)
    }
}

/// The domain in its ASCII form (UTS #46), if it is a host name that can be looked up.
fn canonical_domain(domain: &str) -> Result<String, EmailError> {
    let ascii = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map_err(|_| EmailError::Malformed)?;
    let last = ascii.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|b| b.is_ascii_digit()) || (!ascii.contains('.') && ascii != "localhost") {
        return Err(EmailError::Malformed);
    }
    Ok(ascii.into_owned())
}

/// Characters that leave no mark: Unicode's `Default_Ignorable_Code_Point`, the format characters
/// outside it, and the blank braille pattern.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canonical(text: &str) -> Result<String, EmailError> {
        EmailAddress::parse(text).map(|email| email.canonical)
    }

    #[test]
    fn an_address_is_kept_as_written_and_compared_without_case() {
        let email = EmailAddress::parse(" First.Last+lab@Example.COM ").expect("valid");
        assert_eq!(email.as_str(), "First.Last+lab@Example.COM");
        assert_eq!(email.canonical(), "first.last+lab@example.com");
        assert_eq!(email.local_part(), "First.Last+lab");
        assert_ne!(
            email,
            EmailAddress::parse("first.last@example.com").expect("valid")
        );
    }

    #[test]
    fn k37_look_alikes_differ_and_invisible_characters_are_refused() {
        assert_ne!(
            canonical("t\u{435}st@example.com"),
            canonical("test@example.com")
        );
        for text in [
            "te\u{200b}st@example.com",
            "te\u{ad}st@example.com",
            "te\u{7}st@example.com",
            "a@exa\u{2060}mple.com",
        ] {
            assert_eq!(canonical(text), Err(EmailError::Invisible), "{text:?}");
        }
    }

    #[test]
    fn k37_look_alikes_are_named() {
        let told = |text| {
            EmailAddress::parse(text)
                .expect("valid")
                .look_alikes()
                .to_string()
        };
        assert_eq!(
            told("t\u{435}st@example.com"),
            "Check the address: \u{435} (U+0435) looks like e."
        );
        assert!(
            told("ann@xn--exmple-4nf.com").contains("U+0430"),
            "{}",
            told("ann@xn--exmple-4nf.com")
        );
        for plain in ["test@example.com", "müller@bücher.example", "用户@例え.jp"] {
            assert_eq!(told(plain), "");
        }
    }

    #[test]
    fn k38_both_spellings_of_a_domain_are_one_address() {
        assert_eq!(
            canonical("ann@Bücher.example"),
            Ok("ann@xn--bcher-kva.example".to_owned())
        );
        assert_eq!(
            canonical("ann@bu\u{308}cher.example"),
            canonical("ann@xn--bcher-kva.example")
        );
        assert_eq!(
            canonical("Cafe\u{301}@example.com"),
            canonical("café@example.com")
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "ann",
            "@example.com",
            "ann@",
            "a..b@example.com",
            ".a@example.com",
            "a b@example.com",
            "a@b",
            "a@1.2.3.4",
            "a@-x.example",
            "a@x..example",
            "a@[127.0.0.1]",
            "a@b@example.com",
            "\"a\"@example.com",
            "a,b@example.com",
            "a@exa_mple.com",
        ] {
            assert_eq!(canonical(text), Err(EmailError::Malformed), "{text:?}");
        }
        assert_eq!(canonical("  "), Err(EmailError::Blank));
        assert_eq!(
            canonical(&format!("{}@example.com", "a".repeat(250))),
            Err(EmailError::TooLong)
        );
        assert!(canonical("o'brien&sons@example.com").is_ok());
        assert!(canonical("root@localhost").is_ok());
    }

    proptest! {
        #[test]
        fn a_canonical_form_is_canonical(text in "\\PC{1,20}@[a-zA-ZäöüßА-я0-9.-]{1,30}") {
            if let Ok(email) = EmailAddress::parse(&text) {
                let again = EmailAddress::parse(email.canonical()).expect("a canonical address is an address");
                prop_assert_eq!(again.canonical(), email.canonical());
                prop_assert!(email.canonical().chars().count() <= EmailAddress::MAX_CHARS);
            }
        }

        #[test]
        fn anything_is_read_or_refused(text in any::<String>()) {
            let _ = EmailAddress::parse(&text);
        }
    }
}
