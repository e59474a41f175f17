//! What a mail says, in the form in which the outbox keeps it: JSON that outlives changes of the domain's own types.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::InvitationId;
use muster_domain::model::mail::{Letter, Sender};
use muster_domain::model::membership::Role;
use muster_domain::model::text::OrganizationTitle;
use muster_domain::model::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::invitations::invited_role;
use super::licenses::stored_day;
use crate::row::micros;

/// The kind of [`Letter::SomebodyWaits`].
pub(crate) const SOMEBODY_WAITS: &str = "somebody_waits";

/// A letter as it is stored: texts as written, roles by their codes, times in microseconds.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum StoredLetter {
    Invitation {
        invitation: i64,
        organization: String,
        inviter: Option<StoredSender>,
        role: Option<String>,
        expires_at: i64,
    },
    PasswordReset {
        expires_at: i64,
    },
    Added {
        organization: String,
        expires_at: i64,
    },
    PasswordChanged {
        at: i64,
    },
    RoleGiven {
        organization: String,
        role: String,
    },
    SomebodyWaits {
        organization: String,
        person: String,
        email: String,
        promised: Option<String>,
    },
    SeatFree {
        organization: String,
        waiting: u64,
    },
    LicenseEnds {
        organization: String,
        last: String,
        growth_ends: i64,
    },
    OwnershipTransferred {
        organization: String,
        from: String,
        to: String,
    },
}

/// The person in whose name a letter is written; none for the operator.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredSender {
    name: String,
    email: String,
}

/// A stored letter holds what the domain refuses.
pub(super) struct Refused;

/// The word by which a letter of this kind is looked for.
pub(super) fn kind(letter: &Letter) -> &'static str {
    match letter {
        Letter::Invitation { .. } => "invitation",
        Letter::PasswordReset { .. } => "password_reset",
        Letter::Added { .. } => "added",
        Letter::PasswordChanged { .. } => "password_changed",
        Letter::RoleGiven { .. } => "role_given",
        Letter::SomebodyWaits { .. } => SOMEBODY_WAITS,
        Letter::SeatFree { .. } => "seat_free",
        Letter::LicenseEnds { .. } => "license_ends",
        Letter::OwnershipTransferred { .. } => "ownership_transferred",
    }
}

impl From<&Letter> for StoredLetter {
    fn from(letter: &Letter) -> Self {
        let code = |role: Role| role.code().to_owned();
        let title = |title: &OrganizationTitle| title.as_str().to_owned();
        let address = |email: &EmailAddress| email.as_str().to_owned();
        match letter {
            Letter::Invitation {
                invitation,
                organization,
                inviter,
                role,
                expires_at,
            } => Self::Invitation {
                invitation: invitation.get(),
                organization: title(organization),
                inviter: match inviter {
                    Sender::Operator => None,
                    Sender::Person { name, email } => Some(StoredSender {
                        name: name.clone(),
                        email: address(email),
                    }),
                },
                role: role.role().map(code),
                expires_at: micros(*expires_at),
            },
            Letter::PasswordReset { expires_at } => Self::PasswordReset {
                expires_at: micros(*expires_at),
            },
            Letter::Added {
                organization,
                expires_at,
            } => Self::Added {
                organization: title(organization),
                expires_at: micros(*expires_at),
            },
            Letter::PasswordChanged { at } => Self::PasswordChanged { at: micros(*at) },
            Letter::RoleGiven { organization, role } => Self::RoleGiven {
                organization: title(organization),
                role: code(*role),
            },
            Letter::SomebodyWaits {
                organization,
                person,
                email,
                promised,
            } => Self::SomebodyWaits {
                organization: title(organization),
                person: person.clone(),
                email: address(email),
                promised: promised.map(code),
            },
            Letter::SeatFree {
                organization,
                waiting,
            } => Self::SeatFree {
                organization: title(organization),
                waiting: *waiting,
            },
            Letter::LicenseEnds {
                organization,
                last,
                growth_ends,
            } => Self::LicenseEnds {
                organization: title(organization),
                last: stored_day(*last),
                growth_ends: micros(*growth_ends),
            },
            Letter::OwnershipTransferred {
                organization,
                from,
                to,
            } => Self::OwnershipTransferred {
                organization: title(organization),
                from: address(from),
                to: address(to),
            },
        }
    }
}

impl TryFrom<StoredLetter> for Letter {
    type Error = Refused;

    fn try_from(stored: StoredLetter) -> Result<Self, Refused> {
        Ok(match stored {
            StoredLetter::Invitation {
                invitation,
                organization,
                inviter,
                role,
                expires_at,
            } => Self::Invitation {
                invitation: InvitationId::new(invitation),
                organization: title(&organization)?,
                inviter: match inviter {
                    None => Sender::Operator,
                    Some(StoredSender { name, email }) => Sender::Person {
                        name,
                        email: address(&email)?,
                    },
                },
                role: invited_role(role.as_deref()).ok_or(Refused)?,
                expires_at: time(expires_at)?,
            },
            StoredLetter::PasswordReset { expires_at } => Self::PasswordReset {
                expires_at: time(expires_at)?,
            },
            StoredLetter::Added {
                organization,
                expires_at,
            } => Self::Added {
                organization: title(&organization)?,
                expires_at: time(expires_at)?,
            },
            StoredLetter::PasswordChanged { at } => Self::PasswordChanged { at: time(at)? },
            StoredLetter::RoleGiven {
                organization,
                role: code,
            } => Self::RoleGiven {
                organization: title(&organization)?,
                role: role(&code)?,
            },
            StoredLetter::SomebodyWaits {
                organization,
                person,
                email,
                promised,
            } => Self::SomebodyWaits {
                organization: title(&organization)?,
                person,
                email: address(&email)?,
                promised: promised.as_deref().map(role).transpose()?,
            },
            StoredLetter::SeatFree {
                organization,
                waiting,
            } => Self::SeatFree {
                organization: title(&organization)?,
                waiting,
            },
            StoredLetter::LicenseEnds {
                organization,
                last,
                growth_ends,
            } => Self::LicenseEnds {
                organization: title(&organization)?,
                last: last.parse().map_err(|_| Refused)?,
                growth_ends: time(growth_ends)?,
            },
            StoredLetter::OwnershipTransferred {
                organization,
                from,
                to,
            } => Self::OwnershipTransferred {
                organization: title(&organization)?,
                from: address(&from)?,
                to: address(&to)?,
            },
        })
    }
}

fn title(text: &str) -> Result<OrganizationTitle, Refused> {
    OrganizationTitle::parse(text).map_err(|_| Refused)
}

fn address(text: &str) -> Result<EmailAddress, Refused> {
    EmailAddress::parse(text).map_err(|_| Refused)
}

fn role(code: &str) -> Result<Role, Refused> {
    Role::from_code(code).ok_or(Refused)
}

fn time(micros: i64) -> Result<Timestamp, Refused> {
    Timestamp::from_timestamp_micros(micros).ok_or(Refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_is_what_a_letter_calls_itself() {
        let at = Timestamp::UNIX_EPOCH;
        let title = || OrganizationTitle::parse("Lab").expect("valid");
        let email = || EmailAddress::parse("ann@example.com").expect("valid");
        for letter in [
            Letter::Invitation {
                invitation: InvitationId::new(1),
                organization: title(),
                inviter: Sender::Operator,
                role: invited_role(None).expect("can be offered"),
                expires_at: at,
            },
            Letter::PasswordReset { expires_at: at },
            Letter::Added {
                organization: title(),
                expires_at: at,
            },
            Letter::PasswordChanged { at },
            Letter::RoleGiven {
                organization: title(),
                role: Role::Manager,
            },
            Letter::SomebodyWaits {
                organization: title(),
                person: "Ann".to_owned(),
                email: email(),
                promised: None,
            },
            Letter::SeatFree {
                organization: title(),
                waiting: 1,
            },
            Letter::LicenseEnds {
                organization: title(),
                last: at.date_naive(),
                growth_ends: at,
            },
            Letter::OwnershipTransferred {
                organization: title(),
                from: email(),
                to: email(),
            },
        ] {
            let stored = serde_json::to_value(StoredLetter::from(&letter)).expect("JSON");
            assert_eq!(stored["kind"], kind(&letter));
        }
    }
}
