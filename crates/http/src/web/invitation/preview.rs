//! What the server understands of a list of addresses, while it is typed. Nothing is changed by asking.

use muster_domain::model::access::Action;
use muster_domain::model::address_list::{self, Entry};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::MemberRole;
use muster_domain::use_cases::organization::ViewSeats;
use poem::web::{Form, Json};
use poem::{Result, handler};
use serde::{Deserialize, Serialize};

use super::form::{given, would_wait};
use crate::web::browser::Browser;
use crate::web::errors::sentence;
use crate::web::organization::counted;

/// How many that are no addresses are named.
const NAMED: usize = 3;

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    emails: String,
    #[serde(default)]
    role: String,
    organization: Option<i64>,
}

/// For the script.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Preview {
    /// Stands below the field.
    told: String,
    /// Stands on the button.
    button: String,
    /// Stands in place of what is said of free seats, where not everybody would find one.
    seats: Option<String>,
}

/// Counts them.
#[handler]
pub(super) async fn show(browser: Browser, Form(sent): Form<Sent>) -> Result<Json<Preview>> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser.place_of_form(Action::Invite, shown).await?;
    let seats = ViewSeats {
        organization: place.organization,
    };
    let seats = browser.view(&seats).await?.seats;
    let role = MemberRole::from_code(&sent.role).and_then(given);
    let mails = browser.sends_mail();
    Ok(Json(match address_list::parse([sent.emails.as_str()]) {
        Ok(entries) => preview(&entries, mails, |people| seats.would_wait(people, role)),
        Err(error) => Preview {
            told: sentence(&error.to_string()),
            button: button(0, mails),
            seats: None,
        },
    }))
}

fn preview(entries: &[Entry], mails: bool, waiting: impl FnOnce(u64) -> u64) -> Preview {
    let failed: Vec<&str> = entries
        .iter()
        .filter(|entry| entry.recipient.is_err())
        .map(|entry| entry.written.as_str())
        .collect();
    let understood = u64::try_from(entries.len() - failed.len()).unwrap_or(u64::MAX);
    let told = format!("{} understood", counted(understood, "address", "addresses"));
    Preview {
        told: match failed.as_slice() {
            [] => format!("{told}."),
            named if named.len() <= NAMED => {
                format!("{told}; {} not: {}", failed.len(), named.join(", "))
            }
            more => format!(
                "{told}; {} not: {}, …",
                more.len(),
                more[..NAMED].join(", ")
            ),
        },
        button: button(understood, mails),
        seats: would_wait(waiting(understood), understood),
    }
}

fn button(understood: u64, mails: bool) -> String {
    match (mails, understood) {
        (true, 0) => "Send invitations".to_owned(),
        (true, some) => format!("Send {}", counted(some, "invitation", "invitations")),
        (false, 0) => "Make invitations".to_owned(),
        (false, some) => format!("Make {}", counted(some, "invitation", "invitations")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_no_addresses_are_named() {
        let told = |text: &str| {
            let entries = address_list::parse([text]).expect("few");
            let preview = preview(&entries, true, |_| 0);
            (preview.told, preview.button)
        };
        let pair = |told: &str, button: &str| (told.to_owned(), button.to_owned());
        assert_eq!(
            told("a@example.com, b@example.com"),
            pair("2 addresses understood.", "Send 2 invitations")
        );
        assert_eq!(
            told("a@example.com, nobody"),
            pair("1 address understood; 1 not: nobody", "Send 1 invitation")
        );
        assert_eq!(
            told("k,l,m,n"),
            pair(
                "0 addresses understood; 4 not: k, l, m, …",
                "Send invitations"
            )
        );
    }
}
