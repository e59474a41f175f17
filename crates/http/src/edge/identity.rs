//! Who sends a request: asked once, before any handler.

use muster_domain::Muster;
use muster_domain::model::actor::Actor;
use muster_domain::model::id::OrganizationId;
use muster_domain::ports::{Addressed, Credential};
use muster_domain::use_cases::account::{AuthenticateError, RecordActivity};
use poem::Request;

use super::credential::{Shown, shown};
use super::info::RequestInfo;
use super::problem::Problem;

/// Who sends a request.
#[derive(Clone, Debug)]
pub(super) enum Identity {
    /// Nobody that we know.
    Visitor,
    /// A person with a valid credential.
    Person {
        /// The person.
        actor: Actor,
        /// Whether the credential is a cookie, which a browser sends without being asked.
        by_cookie: bool,
    },
    /// Somebody whose credential is refused.
    Refused(Problem),
}

/// Tells who sends the request, and notes the activity where that is due.
pub(super) async fn identify(muster: &Muster, request: &Request, info: &RequestInfo) -> Identity {
    let (credential, by_cookie) = match shown(request) {
        Ok(Shown::Nothing) => return Identity::Visitor,
        Ok(Shown::Session(secret)) => (
            Credential::Session(muster.tools().mint.digest(&secret)),
            true,
        ),
        Ok(Shown::Legacy(secret)) => (
            Credential::LegacyToken(muster.tools().mint.digest(&secret)),
            false,
        ),
        Ok(Shown::Signed(token)) => match muster.read_access_token(&token) {
            Ok(credential) => (credential, false),
            Err(refused) => return Identity::Refused(refused.into()),
        },
        Err(problem) => return Identity::Refused(problem),
    };
    let Some(addressed) = addressed(&info.path) else {
        return Identity::Refused(Problem::not_found());
    };
    match muster.authenticate(credential, addressed).await {
        Ok(found) => {
            if found.activity_is_due {
                record_activity(muster, info, found.actor.clone()).await;
            }
            Identity::Person {
                actor: found.actor,
                by_cookie,
            }
        }
        Err(AuthenticateError::Unknown) if by_cookie => {
            Identity::Refused(AuthenticateError::SessionEnded.into())
        }
        Err(error) => Identity::Refused(error.into()),
    }
}

/// A request is not refused because its time could not be written down.
async fn record_activity(muster: &Muster, info: &RequestInfo, actor: Actor) {
    let caller = info.caller(actor, 0);
    if let Err(error) = muster.run(&caller, &RecordActivity).await {
        tracing::warn!(id = %info.id, %error, "activity was not recorded");
    }
}

/// The organization that a path addresses; `None` where it names one that cannot be. Number 0 is the active one.
fn addressed(path: &str) -> Option<Addressed> {
    let mut segments = path.split('/').skip(1);
    match (segments.next(), segments.next(), segments.next()) {
        (Some("api"), Some("organizations"), Some(id)) => match id {
            "0" => Some(Addressed::Active),
            _ if id.starts_with('0') || !id.bytes().all(|b| b.is_ascii_digit()) => None,
            _ => Some(Addressed::Organization(OrganizationId::new(
                id.parse().ok()?,
            ))),
        },
        _ => Some(Addressed::Active),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_path_names_the_organization() {
        let seven = Addressed::Organization(OrganizationId::new(7));
        assert_eq!(addressed("/api/organizations/7"), Some(seven));
        assert_eq!(addressed("/api/organizations/7/memberships/3"), Some(seven));
        assert_eq!(
            addressed("/api/organizations/0/seats"),
            Some(Addressed::Active)
        );
        assert_eq!(addressed("/api/organization"), Some(Addressed::Active));
        assert_eq!(addressed("/organization"), Some(Addressed::Active));
        for id in ["-1", "+7", "07", "7a", "%37", "99999999999999999999"] {
            assert_eq!(addressed(&format!("/api/organizations/{id}")), None, "{id}");
        }
    }

    proptest! {
        #[test]
        fn any_path_addresses_something_or_nothing(path in any::<String>()) {
            let _ = addressed(&path);
            let _ = addressed(&format!("/api/organizations/{path}"));
        }
    }
}
