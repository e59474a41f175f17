//! The first Owner, by Label Studio's names: `USERNAME`, `PASSWORD` and `USER_TOKEN`.
//!
//! Behind a prefix they are meant for the server, and must be right. Without one they count only where they cannot
//! be meant otherwise, since shells and build machines have a `USERNAME` of their own.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::secret::{LegacyToken, Password};

use super::layers::{Found, Layers, Origin};
use super::problem::Problem;
use super::setting::PREFIXES;
use super::values::{Noted, Values};

const USERNAME: &str = "USERNAME";
const PASSWORD: &str = "PASSWORD";
const USER_TOKEN: &str = "USER_TOKEN";

/// All of them, without prefix.
pub(super) const NAMES: [&str; 3] = [USERNAME, PASSWORD, USER_TOKEN];

/// Tokens of this length or shorter are refused, as in Label Studio.
const SHORT: usize = 5;

/// Who owns the first organization.
#[derive(Clone, Debug)]
pub(crate) struct FirstOwner {
    /// The address.
    pub(crate) email: EmailAddress,
    /// The password.
    pub(crate) password: Password,
    /// The legacy token, where one is set.
    pub(crate) token: Option<LegacyToken>,
}

/// What was said about the first Owner, where that counts.
pub(super) struct Said {
    pub(super) username: Found,
    pub(super) password: Found,
    pub(super) token: Option<Found>,
}

impl FirstOwner {
    pub(super) fn read(values: &mut Values<'_>) -> Result<Option<Self>, Noted> {
        let said = match said(values.layers()) {
            Ok(Some(said)) => said,
            Ok(None) => return Ok(None),
            Err(problem) => return values.note(problem),
        };
        let email = values.parsed(&said.username, |text| {
            let wrong = |error| format!("{text:?} is not an e-mail address: {error}");
            EmailAddress::parse(text).map_err(wrong)
        });
        let password = values.parsed(&said.password, |text| {
            Password::parse(text.into())
                .map_err(|_| "a password has 8 to 128 characters".to_owned())
        });
        let token = match &said.token {
            Some(found) => values.parsed(found, token).map(Some),
            None => Ok(None),
        };
        Ok(Some(Self {
            email: email?,
            password: password?,
            token: token?,
        }))
    }
}

/// Finds what counts. Names behind a prefix that are not all there are a mistake.
pub(super) fn said(layers: &Layers) -> Result<Option<Said>, Problem> {
    let Some(prefixed) = first_prefixed(layers)? else {
        return bare(layers);
    };
    let missing = |name: &str| {
        let message = format!("is set, but LABEL_STUDIO_{name} is not");
        Err(Problem::new(&prefixed, message))
    };
    let Some(username) = set(layers.theirs(USERNAME)?) else {
        return missing(USERNAME);
    };
    let Some(password) = set(layers.their_secret(PASSWORD)?) else {
        return missing(PASSWORD);
    };
    Ok(Some(Said {
        username,
        password,
        token: set(layers.their_secret(USER_TOKEN)?),
    }))
}

/// Where the first of them stands that has a prefix and a value.
fn first_prefixed(layers: &Layers) -> Result<Option<Origin>, Problem> {
    for prefix in PREFIXES.into_iter().filter(|prefix| !prefix.is_empty()) {
        for name in NAMES {
            let name = format!("{prefix}{name}");
            if let Some(found) = set(layers.variable_or_file(&name)?) {
                return Ok(Some(found.origin));
            }
        }
    }
    Ok(None)
}

fn bare(layers: &Layers) -> Result<Option<Said>, Problem> {
    let username = layers.theirs(USERNAME)?;
    let Some(username) = username.filter(|found| EmailAddress::parse(&found.text).is_ok()) else {
        return Ok(None);
    };
    let Some(password) = set(layers.their_secret(PASSWORD)?) else {
        return Ok(None);
    };
    Ok(Some(Said {
        username,
        password,
        token: set(layers.their_secret(USER_TOKEN)?),
    }))
}

fn set(found: Option<Found>) -> Option<Found> {
    found.filter(|found| !found.text.is_empty())
}

/// A token as an `Authorization` header can carry it. Dots would make it look like a token of another kind.
fn token(text: &str) -> Result<LegacyToken, String> {
    if text.len() <= SHORT {
        return Err(format!("a token has more than {SHORT} characters"));
    }
    let fits = |b: u8| b.is_ascii_graphic() && b != b'.';
    if !text.bytes().all(fits) || text.starts_with("eyJ") {
        return Err(
            "a token has neither white space, dots nor letters beyond ASCII, and does not begin with eyJ"
                .to_owned(),
        );
    }
    Ok(LegacyToken::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(variables: &[(&str, &str)]) -> Result<Option<FirstOwner>, Vec<String>> {
        let layers = Layers::of_environment(variables);
        let mut values = Values::new(&layers);
        let read = FirstOwner::read(&mut values);
        let problems = values.into_problems();
        let problems = problems.iter().map(ToString::to_string).collect();
        read.map_err(|Noted| problems)
    }

    #[test]
    fn names_without_prefix_count_where_they_cannot_be_meant_otherwise() {
        let (olga, hush) = (("USERNAME", "olga@example.com"), ("PASSWORD", "hush hush"));
        let found = read(&[olga, hush]).expect("right").expect("it counts");
        assert_eq!(found.email.as_str(), "olga@example.com");
        assert!(found.token.is_none());
        for other in [
            &[("USERNAME", "root"), hush][..],
            &[olga],
            &[hush],
            &[olga, ("PASSWORD", "")],
            &[("USERNAME", "root"), ("PASSWORD", "x"), ("USER_TOKEN", "y")],
            &[("USERNAME", "root"), ("PASSWORD_FILE", "/no/such")],
        ] {
            assert!(read(other).expect("passed over").is_none(), "{other:?}");
        }
    }

    #[test]
    fn names_behind_a_prefix_must_be_right() {
        let olga = ("LABEL_STUDIO_USERNAME", "olga@example.com");
        let hush = ("HEARTEX_PASSWORD", "hush hush");
        let token = ("LABEL_STUDIO_USER_TOKEN", "olgas-token");
        let found = read(&[olga, hush, token]).expect("right").expect("set");
        assert!(found.token.is_some());
        for (variables, expected) in [
            (
                &[olga][..],
                "LABEL_STUDIO_USERNAME: is set, but LABEL_STUDIO_PASSWORD is not",
            ),
            (
                &[hush, ("USERNAME", "root")],
                "USERNAME: \"root\" is not an e-mail address",
            ),
            (
                &[token],
                "LABEL_STUDIO_USER_TOKEN: is set, but LABEL_STUDIO_USERNAME is not",
            ),
            (
                &[("LABEL_STUDIO_USERNAME", "olga"), hush],
                "LABEL_STUDIO_USERNAME: \"olga\" is not an e-mail address",
            ),
            (
                &[olga, ("LABEL_STUDIO_PASSWORD", "short")],
                "LABEL_STUDIO_PASSWORD: a password has 8 to 128",
            ),
            (
                &[olga, hush, ("USER_TOKEN", "12345")],
                "USER_TOKEN: a token has more than 5 characters",
            ),
            (
                &[olga, hush, ("USER_TOKEN", "a b c d e")],
                "USER_TOKEN: a token has neither white space",
            ),
        ] {
            let told = read(variables).expect_err("wrong");
            assert!(told[0].starts_with(expected), "{told:?}");
            assert!(!told.concat().contains("short"), "{told:?}");
        }
        let empty = [("LABEL_STUDIO_USERNAME", ""), ("LABEL_STUDIO_PASSWORD", "")];
        assert!(read(&empty).expect("nothing is set").is_none());
    }

    proptest! {
        #[test]
        fn any_values_are_read_or_refused(username in any::<String>(), password in any::<String>(), token in any::<String>()) {
            for prefix in PREFIXES {
                let names = NAMES.map(|name| format!("{prefix}{name}"));
                let _ = read(&[(&names[0], &username), (&names[1], &password), (&names[2], &token)]);
            }
        }
    }
}
