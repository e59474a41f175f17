//! A person's account: one for each e-mail address, whatever the number of organizations.

use super::email::EmailAddress;
use super::id::{OrganizationId, UserId};
use super::refusal::{Kind, Refusal};
use super::secret::PasswordHash;
use super::text::{PersonName, Phone, Username, searchable};
use super::time::Timestamp;

/// An account that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// The address that identifies the person.
    pub email: EmailAddress,
    /// The short name, at first the part of the address before the `@`.
    pub username: Username,
    /// The password's hash; none until the person chooses one by a reset link.
    pub password: Option<PasswordHash>,
    /// When the account was made.
    pub date_joined: Timestamp,
}

impl NewUser {
    /// A fresh account for this address.
    pub fn new(email: EmailAddress, password: Option<PasswordHash>, now: Timestamp) -> Self {
        let username = Username::parse(email.local_part())
            .expect("the part before the @ is a short text without control characters");
        Self {
            email,
            username,
            password,
            date_joined: now,
        }
    }
}

/// A JSON value that a client keeps for a person: custom keyboard shortcuts. Nobody here looks into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hotkeys(String);

/// The value is longer than 65,536 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Hotkeys may not be longer than 65536 bytes.")]
pub struct HotkeysTooLong;

impl Hotkeys {
    /// Wraps a JSON text.
    pub fn new(json: String) -> Result<Self, HotkeysTooLong> {
        if json.len() > 65_536 {
            return Err(HotkeysTooLong);
        }
        Ok(Self(json))
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The account's id.
    pub id: UserId,
    /// The address that identifies the person. It never changes.
    pub email: EmailAddress,
    /// The short name.
    pub username: Username,
    /// First name, often empty.
    pub first_name: PersonName,
    /// Last name, often empty.
    pub last_name: PersonName,
    /// Telephone, often empty.
    pub phone: Phone,
    /// Whether the person wants newsletters; `None` if never asked.
    pub allow_newsletters: Option<bool>,
    /// The keyboard shortcuts that the person set, as a client stored them.
    pub hotkeys: Option<Hotkeys>,
    /// The password's hash; none until the person chooses one by a reset link.
    pub password: Option<PasswordHash>,
    /// The organization that a request addresses when its path names none.
    pub active_organization: Option<OrganizationId>,
    /// When the account was made.
    pub date_joined: Timestamp,
    /// When the person last did anything, to within a minute.
    pub last_activity: Timestamp,
}

impl User {
    /// First and last name; the address where both are empty.
    pub fn display_name(&self) -> String {
        let name = format!("{} {}", self.first_name.as_str(), self.last_name.as_str());
        match name.trim() {
            "" => self.email.as_str().to_owned(),
            name => name.to_owned(),
        }
    }

    /// First and last name, to stand beside the address; empty where both are.
    pub fn full_name(&self) -> PersonName {
        let name = format!("{} {}", self.first_name.as_str(), self.last_name.as_str());
        PersonName::parse(name.trim()).unwrap_or_default()
    }

    /// The first letters of first and last name as typed; the address's first two where both are empty.
    pub fn initials(&self) -> String {
        let names = [self.first_name.as_str(), self.last_name.as_str()];
        let letters: String = names
            .iter()
            .filter_map(|name| name.trim().chars().next())
            .collect();
        if letters.is_empty() {
            self.email.as_str().chars().take(2).collect()
        } else {
            letters
        }
    }

    /// What is shown of a person whose membership was removed: "Deleted User" (Label Studio's words).
    #[must_use]
    pub fn deleted(self) -> Self {
        let name = |text| PersonName::parse(text).expect("a short text without control characters");
        Self {
            email: EmailAddress::deleted(),
            username: Username::parse("Deleted").expect("a short text without control characters"),
            first_name: name("Deleted"),
            last_name: name("User"),
            phone: Phone::default(),
            ..self
        }
    }

    /// What a search for people looks through: names and address in [`searchable`] form.
    pub fn search_text(&self) -> String {
        let [first, last] = [&self.first_name, &self.last_name].map(PersonName::as_str);
        searchable(&format!(
            "{first} {last} {} {}",
            self.email.as_str(),
            self.email.canonical()
        ))
    }
}

/// The address of an account is for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Cannot update read-only field: email")]
pub struct EmailIsFixed;

impl EmailIsFixed {
    /// Refuses another address than the account's own.
    pub fn check(user: &User, wished: Option<&EmailAddress>) -> Result<(), Self> {
        match wished {
            Some(email) if *email != user.email => Err(Self),
            _ => Ok(()),
        }
    }
}

impl Refusal for EmailIsFixed {
    fn kind(&self) -> Kind {
        Kind::NotAllowed
    }
    fn code(&self) -> &'static str {
        "email_fixed"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(first: &str, last: &str) -> User {
        let email = EmailAddress::parse("ann@example.com").expect("valid");
        User {
            id: UserId::new(1),
            username: NewUser::new(email.clone(), None, Timestamp::UNIX_EPOCH).username,
            email,
            first_name: PersonName::parse(first).expect("valid"),
            last_name: PersonName::parse(last).expect("valid"),
            phone: Phone::default(),
            allow_newsletters: None,
            hotkeys: None,
            password: None,
            active_organization: None,
            date_joined: Timestamp::UNIX_EPOCH,
            last_activity: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn names_and_initials_fall_back_to_the_address() {
        assert_eq!(user("", "").display_name(), "ann@example.com");
        assert_eq!(user("", "").initials(), "an");
        assert_eq!(user("Ann", "").display_name(), "Ann");
        assert_eq!(user("Ann", "nguyen").initials(), "An");
    }

    #[test]
    fn a_search_finds_names_and_addresses_without_case() {
        let text = user("Éva", "Nagy").search_text();
        assert!(text.contains(&searchable("E\u{301}VA")) && text.contains("ann@example"));
    }
}
