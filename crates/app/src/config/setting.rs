//! What a setting is: its names, its default, and how it may be shown.

use super::layers::{Found, Layers};
use super::problem::Problem;

/// One setting. It has one name in four forms: the key in `muster.toml`, the variable (the key in capitals behind
/// `MUSTER_`), the flag (the key with hyphens), and for some the name that Label Studio gave it.
#[derive(Debug)]
pub(crate) struct Setting {
    /// The key in `muster.toml`.
    pub(crate) key: &'static str,
    /// What it decides, in one line.
    pub(crate) about: &'static str,
    /// What holds where it is not set.
    pub(crate) fallback: Fallback,
    /// How it may be shown.
    pub(crate) nature: Nature,
    /// Label Studio's name for it.
    pub(crate) label_studio: Option<LabelStudio>,
}

/// What holds where a setting is not set.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fallback {
    /// This value, read like any other.
    Value(&'static str),
    /// Something that follows from elsewhere, in words.
    Words(&'static str),
}

/// How a value may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// As it is.
    Plain,
    /// Never.
    Secret,
    /// Without the password in it.
    AddressWithPassword,
}

/// What a setting is in Label Studio, which reads `LABEL_STUDIO_NAME`, `HEARTEX_NAME` and `NAME`.
#[derive(Debug)]
pub(crate) enum LabelStudio {
    /// One name.
    Name {
        /// The name without prefix.
        name: &'static str,
        /// Turns Label Studio's value into ours, given what the layers below say. `None` where it says nothing to us.
        adapt: fn(value: &str, below: Option<&str>) -> Result<Option<String>, String>,
    },
    /// Several names that say it together.
    Names {
        /// The names without prefix.
        names: &'static [&'static str],
        /// Finds them and turns them into ours. `None` where they say nothing to us.
        find: fn(&Layers) -> Result<Option<Found>, Problem>,
    },
}

impl LabelStudio {
    /// The names without prefix.
    pub(super) fn names(&self) -> &[&'static str] {
        match self {
            Self::Name { name, .. } => std::slice::from_ref(name),
            Self::Names { names, .. } => names,
        }
    }
}

impl Setting {
    /// The name of its variable.
    pub(crate) fn variable(&self) -> String {
        format!("MUSTER_{}", self.key.to_ascii_uppercase())
    }

    /// Its flag, without the two hyphens.
    pub(crate) fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// Whether a file may hold it: `NAME_FILE` names the file.
    pub(crate) fn is_secret(&self) -> bool {
        self.nature != Nature::Plain
    }

    /// The value as it may be shown.
    pub(crate) fn masked(&self, value: &str) -> String {
        match self.nature {
            Nature::Plain => value.to_owned(),
            Nature::Secret => MASK.to_owned(),
            Nature::AddressWithPassword => without_password(value),
        }
    }
}

/// What Label Studio puts before a name, in the order in which it looks for them.
pub(super) const PREFIXES: [&str; 3] = ["LABEL_STUDIO_", "HEARTEX_", ""];

pub(super) const MASK: &str = "********";

/// All between the first colon after the slashes and the last `@` counts as password, whatever it holds.
fn without_password(url: &str) -> String {
    let (login, rest) = match (url.find("//"), url.rfind('@')) {
        (Some(slashes), Some(at)) if slashes < at => {
            let user = &url[slashes + 2..at];
            let user = user
                .split_once(':')
                .map_or(user.to_owned(), |(user, _)| format!("{user}:{MASK}"));
            (format!("{}//{user}", &url[..slashes]), &url[at..])
        }
        _ => (String::new(), url),
    };
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let masked = format!("{login}{address}");
    match query {
        "" => masked,
        query if query.to_ascii_lowercase().contains("pass") => format!("{masked}?{MASK}"),
        query => format!("{masked}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn passwords_in_addresses_are_masked() {
        for (url, shown) in [
            ("sqlite:./muster.db", "sqlite:./muster.db"),
            ("sqlite:./muster.db?mode=rw", "sqlite:./muster.db?mode=rw"),
            ("postgres://me@db/muster", "postgres://me@db/muster"),
            (
                "smtp://me:what?@mail:25?tls=none",
                "smtp://me:********@mail:25?tls=none",
            ),
            (
                "postgres://me:s@cret@db:5432/muster",
                "postgres://me:********@db:5432/muster",
            ),
            (
                "postgres://db/muster?password=secret",
                "postgres://db/muster?********",
            ),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }

    proptest! {
        #[test]
        fn no_password_shows(user in "[a-z]{0,5}", password in "[A-Z][A-Z:@/?]{3,8}", rest in "[a-z/?=]{0,9}") {
            let shown = without_password(&format!("postgres://{user}:{password}@db/{rest}"));
            prop_assert!(!shown.contains(&password), "{}", shown);
        }

        #[test]
        fn any_address_is_shown(url in any::<String>()) {
            let _ = without_password(&url);
        }
    }
}
