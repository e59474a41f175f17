//! A crowd: an organization with many members whose values repeat, and what its list must hold.

use muster_domain::model::account::{NewUser, User};
use muster_domain::model::id::{MembershipId, OrganizationId};
use muster_domain::model::membership::{Member, Promise, Role, Standing};
use muster_domain::model::organization::Organization;
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::model::text::{PersonName, Username, searchable};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{MemberOrder, MemberQuery, MemberSort};

use crate::World;
use crate::brief::Brief as _;
use crate::fixtures::{ADMINISTRATOR, ANNOTATOR, PENDING, at, email, lock, new_membership};

/// Every sort there is.
pub(crate) const SORTS: [MemberSort; 10] = [
    MemberSort::Id,
    MemberSort::Role,
    MemberSort::Name,
    MemberSort::Email,
    MemberSort::Username,
    MemberSort::FirstName,
    MemberSort::LastName,
    MemberSort::LastActivity,
    MemberSort::DateJoined,
    MemberSort::Waiting,
];

/// Standings of every role but the Owner's.
pub(crate) const STANDINGS: [Standing; 7] = [
    ANNOTATOR,
    PENDING,
    Standing::Active(Role::Manager),
    Standing::Deactivated {
        before: Some(Role::Reviewer),
    },
    ADMINISTRATOR,
    Standing::Pending {
        promise: Some(Promise {
            role: Role::Annotator,
            since: Timestamp::UNIX_EPOCH,
        }),
    },
    Standing::Active(Role::Reviewer),
];

/// Names that case, composition, planes and LIKE treat differently.
const NAMES: [&str; 24] = [
    "ann",
    "Ann",
    "ANN",
    "\u{c1}nn",
    "a\u{301}nn",
    "",
    "Zo\u{eb}",
    "zoe",
    "100%",
    "100x",
    "a_b",
    "axb",
    "back\\slash",
    "O'Brien",
    "say \"hi\"",
    "[ab]*?",
    "\u{1f469}\u{200d}\u{1f52c}",
    "\u{ff41}nn",
    "\u{3a9}\u{3c3}",
    "stra\u{df}e",
    "STRASSE",
    "\u{130}stanbul",
    " ann",
    "-- ;",
];

/// The list as the directory tells it.
pub(crate) async fn list(
    world: &World<'_>,
    organization: OrganizationId,
    query: &MemberQuery,
) -> Page<Member> {
    let page = world
        .handle
        .directory
        .list_members(organization, query)
        .await;
    page.expect("they are read").map(|entry| entry.member)
}

/// All present members by membership id.
pub(crate) fn everybody() -> MemberQuery {
    MemberQuery::all(PageRequest::everything())
}

/// The ids of the memberships on a page.
pub(crate) fn ids(page: &Page<Member>) -> Vec<MembershipId> {
    page.items
        .iter()
        .map(|member| member.membership.id)
        .collect()
}

/// An organization with its Owner and many others, in one unit of work, and what its list must hold.
/// Values repeat, each with another period, so that every sort meets equal ones.
pub(crate) async fn crowd(world: &World<'_>, size: usize) -> (Organization, Vec<Member>) {
    let owner = world.user().await;
    let organization = world.organization_of(&owner).await;
    let founder = world
        .handle
        .directory
        .find_plain_member(organization.id, owner.id)
        .await;
    let mut members = vec![founder.expect("it is read").expect("the Owner is a member")];
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    for n in 0..size {
        let tail = (n * 37) % 101;
        let address = format!("P{tail:03}_{}@Ex{}mple.com", n % 3, ["a", "\u{e4}"][n % 2]);
        let joined = at([1, 2, 2, 3][n % 4]);
        let new = NewUser::new(email(&address), None, joined);
        let mut user = unit.users().insert(new).await.expect("the address is new");
        user.username =
            Username::parse(["zed", "Zed", "\u{e9}d", "e\u{301}d", "ann"][n % 5]).expect("valid");
        user.first_name = name(NAMES[n % NAMES.len()]);
        user.last_name = name(NAMES[(n * 5 + n / 11) % NAMES.len()]);
        user.last_activity = at([5, 5, 4, 6, 5][n % 5]);
        unit.users().update(&user).await.expect("it is there");
        let standing = since(STANDINGS[n % STANDINGS.len()], at([7, 9, 8, 7][n / 7 % 4]));
        let new = new_membership(user.id, standing);
        let membership = unit
            .memberships()
            .insert(&locked, new)
            .await
            .expect("it is the first");
        members.push(Member {
            membership,
            role: standing.role(),
            user: User::clone(&user),
            invited: None,
        });
    }
    unit.commit().await.expect("it commits");
    // Somebody else's people, who must not be listed here.
    let other = world.organization().await;
    world.join(&other, members[1].user.id, ANNOTATOR).await;
    (organization, members)
}

/// The same standing, of somebody who waits since then if at all.
fn since(standing: Standing, since: Timestamp) -> Standing {
    match standing.promise() {
        Some(promise) => Standing::Pending {
            promise: Some(Promise { since, ..promise }),
        },
        None => standing,
    }
}

/// A name.
pub(crate) fn name(text: &str) -> PersonName {
    PersonName::parse(text).expect("a valid name")
}

/// The members in the order asked for, as the port's text says it.
pub(crate) fn sorted(members: &[Member], order: MemberOrder) -> Vec<Member> {
    let mut members = members.to_vec();
    members.sort_by(|a, b| {
        let text = |of: fn(&User) -> &str| searchable(of(&a.user)).cmp(&searchable(of(&b.user)));
        let (mine, yours) = (a.membership.id, b.membership.id);
        let by_value = match order.by {
            MemberSort::Id => mine.cmp(&yours),
            MemberSort::Role => a.role.cmp(&b.role),
            MemberSort::Name => {
                let text = |member: &Member| member.user.search_text().trim_matches(' ').to_owned();
                text(a).cmp(&text(b))
            }
            MemberSort::Email => text(|user| user.email.canonical()),
            MemberSort::Username => text(|user| user.username.as_str()),
            MemberSort::FirstName => text(|user| user.first_name.as_str()),
            MemberSort::LastName => text(|user| user.last_name.as_str()),
            MemberSort::LastActivity => a.user.last_activity.cmp(&b.user.last_activity),
            MemberSort::DateJoined => a.user.date_joined.cmp(&b.user.date_joined),
            MemberSort::Waiting => {
                let since = |member: &Member| {
                    let promise = member.membership.standing.promise();
                    promise.map_or(Timestamp::MAX_UTC, |promise| promise.since)
                };
                since(a).cmp(&since(b))
            }
        };
        let by_value = if order.descending {
            by_value.reverse()
        } else {
            by_value
        };
        by_value.then(mine.cmp(&yours))
    });
    members
}
