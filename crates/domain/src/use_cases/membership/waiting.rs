//! Telling Owner and Administrators that somebody waits.

use crate::model::account::User;
use crate::model::mail::{Letter, Mail, MailState};
use crate::model::membership::Standing;
use crate::model::organization::Organization;
use crate::model::time::{Duration, Timestamp};
use crate::ports::{Locked, StoreError};
use crate::use_cases::Scope;

/// The pause between two such letters about one organization.
const PAUSE: Duration = Duration::minutes(15);

/// Writes to Owner and Administrators if the person who just came in waits for a role or a seat. When many come, one
/// letter in a quarter of an hour speaks for all.
pub(in crate::use_cases) async fn tell_of_waiting(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    user: &User,
    standing: Standing,
) -> Result<(), StoreError> {
    let Standing::Pending { promise } = standing else {
        return Ok(());
    };
    let now = scope.now();
    let last = scope
        .outbox()
        .find_last_waiting_notice(organization.id)
        .await?;
    let Some(due_at) = next_letter(last.as_ref(), now) else {
        return Ok(());
    };
    let letter = Letter::SomebodyWaits {
        organization: organization.title.clone(),
        person: user.display_name(),
        email: user.email.clone(),
        promised: promise.map(|promise| promise.role),
    };
    scope
        .post_to_administrators(organization, &letter, due_at)
        .await
}

/// When the next letter may leave; none where one that has not left yet speaks for this person too.
fn next_letter(last: Option<&Mail>, now: Timestamp) -> Option<Timestamp> {
    let Some(last) = last else {
        return Some(now);
    };
    match last.state {
        // The first attempt is under way: it may have left already.
        MailState::Queued if last.attempts == 1 && last.last_error.is_none() => Some(now + PAUSE),
        MailState::Queued => None,
        MailState::Sent(at) | MailState::Failed(at) => Some(now.max(at + PAUSE)),
    }
}
