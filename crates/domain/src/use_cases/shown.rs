//! How people appear to others.

use crate::model::account::User;

/// A person beside the word whether this is a member: who is not appears as "Deleted User".
pub(super) fn person_as_shown((user, is_member): (User, bool)) -> (User, bool) {
    let user = if is_member { user } else { user.deleted() };
    (user, is_member)
}
