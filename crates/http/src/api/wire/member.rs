//! Members on the wire.

use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership;
use muster_domain::model::membership::MemberRole;
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::model::text::searchable;
use muster_domain::ports::{MemberEntry, MemberOrder, MemberQuery, MemberSort};
use muster_domain::use_cases::membership::ChangeRole;
use poem_openapi::Object;

use super::day::{from_then_on, up_to_then};
use super::hotkeys;
use super::page::{PageLinks, page_request};
use super::role::Role;
use super::seat_type::{UserType, seat_type};
use super::sent::{Identifier, Sent};
use super::time::Time;
use super::user::LseFields;
use super::{AnyJson, nothing};
use crate::edge::{Fields, InvalidFields};

/// A member of an organization.
#[derive(Object)]
pub(crate) struct Member {
    /// The membership; not the account.
    id: i64,
    organization: i64,
    role: Role,
    role_source: Option<String>,
    user_type: Option<String>,
    tags: Vec<AnyJson>,
    flex: AnyJson,
    concurrency: AnyJson,
    created_projects: AnyJson,
    contributed_to_projects: AnyJson,
    /// The person.
    user: MemberUser,
}

/// The person of a membership.
#[derive(Object)]
pub(crate) struct MemberUser {
    id: i64,
    username: String,
    email: String,
    first_name: String,
    last_name: String,
    initials: String,
    avatar: Option<String>,
    phone: String,
    active_organization: Option<i64>,
    date_joined: Time,
    last_activity: Time,
    allow_newsletters: Option<bool>,
    custom_hotkeys: AnyJson,
    pause: AnyJson,
    created_projects: AnyJson,
    contributed_to_projects: AnyJson,
    lse_fields: LseFields,
}

impl From<membership::Member> for Member {
    fn from(member: membership::Member) -> Self {
        Self {
            id: member.membership.id.get(),
            organization: member.membership.organization.get(),
            role: member.role.into(),
            role_source: None,
            user_type: None,
            tags: Vec::new(),
            flex: nothing(),
            concurrency: nothing(),
            created_projects: nothing(),
            contributed_to_projects: nothing(),
            user: MemberUser::new(&member),
        }
    }
}

impl MemberUser {
    /// Of the person's organizations only this one is told.
    fn new(member: &membership::Member) -> Self {
        let user = &member.user;
        let here = member.membership.organization;
        let active = user.active_organization.filter(|active| *active == here);
        Self {
            id: user.id.get(),
            username: user.username.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            first_name: user.first_name.as_str().to_owned(),
            last_name: user.last_name.as_str().to_owned(),
            initials: user.initials(),
            avatar: None,
            phone: user.phone.as_str().to_owned(),
            active_organization: active.map(OrganizationId::get),
            date_joined: Time(user.date_joined),
            last_activity: Time(user.last_activity),
            allow_newsletters: user.allow_newsletters,
            custom_hotkeys: hotkeys::shown(user.hotkeys.as_ref()),
            pause: nothing(),
            created_projects: nothing(),
            contributed_to_projects: nothing(),
            lse_fields: LseFields::of(member.invited),
        }
    }
}

/// A page of members.
#[derive(Object)]
pub(crate) struct MemberPage {
    /// Members on all pages.
    count: u64,
    /// The link to the next page.
    next: Option<String>,
    /// The link to the page before.
    previous: Option<String>,
    results: Vec<Member>,
}

impl MemberPage {
    pub(crate) fn new(found: Page<MemberEntry>, request: PageRequest, links: &PageLinks) -> Self {
        Self {
            count: found.total,
            next: links.next(request, found.total),
            previous: links.previous(request),
            results: found
                .items
                .into_iter()
                .map(|entry| entry.member.into())
                .collect(),
        }
    }
}

/// What a member did.
#[derive(Object)]
pub(crate) struct MemberDetail {
    /// The account.
    user: i64,
    organization: i64,
    created_at: Time,
    annotations_count: i64,
    contributed_projects_count: i64,
    created_projects: AnyJson,
    contributed_to_projects: AnyJson,
}

impl From<membership::Member> for MemberDetail {
    fn from(member: membership::Member) -> Self {
        Self {
            user: member.user.id.get(),
            organization: member.membership.organization.get(),
            created_at: Time(member.membership.created_at),
            annotations_count: 0,
            contributed_projects_count: 0,
            created_projects: nothing(),
            contributed_to_projects: nothing(),
        }
    }
}

/// Who gets which role.
#[derive(Object)]
pub(crate) struct RoleChange {
    /// The account.
    user_id: Sent<Identifier>,
    /// The new role. Without one a deactivated member gets back what was held before.
    role: Option<Role>,
    /// `standard` and `flex` are the same here. There are no view-only seats.
    user_type: Option<UserType>,
}

/// Reads [`RoleChange`].
pub(crate) fn change_role(
    mut fields: Fields,
    organization: OrganizationId,
) -> Result<ChangeRole, InvalidFields> {
    let user = fields.required("user_id", Fields::integer);
    let to = fields.role("role");
    seat_type(&mut fields);
    fields.finish(user.map(|user| ChangeRole {
        organization,
        user: UserId::new(user),
        to,
    }))
}

/// From when on people were last active.
pub(crate) const ACTIVE_FROM: &str = "user__last_activity__gte";

/// Until when people were last active.
pub(crate) const ACTIVE_TO: &str = "user__last_activity__lte";

/// Reads which members are asked for, as name and text of each parameter.
pub(crate) fn member_query<const N: usize>(
    asked: [(&str, Option<String>); N],
) -> Result<MemberQuery, InvalidFields> {
    let mut fields = Fields::asked(asked);
    let page = page_request(&mut fields);
    let search = fields.text("search").map(|text| searchable(text.trim()));
    let roles = fields.parsed("role", roles);
    let order = fields.text("ordering").map(|text| member_order(&text));
    let active_from = fields.parsed(ACTIVE_FROM, from_then_on);
    let active_to = fields.parsed(ACTIVE_TO, up_to_then);
    let removed = fields.boolean("is_deleted");
    fields.finish(page.map(|page| MemberQuery {
        search: search.filter(|text| !text.is_empty()),
        roles: roles.unwrap_or_default(),
        active_from,
        active_to,
        removed: removed.unwrap_or(false),
        order: order.unwrap_or_default(),
        ..MemberQuery::all(page)
    }))
}

fn roles(codes: &str) -> Result<Vec<MemberRole>, String> {
    codes
        .split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(|code| {
            MemberRole::from_code(code).ok_or_else(|| format!("\"{code}\" is not a valid choice."))
        })
        .collect()
}

/// An order that is not known is none.
fn member_order(text: &str) -> MemberOrder {
    let (name, descending) = match text.strip_prefix('-') {
        Some(name) => (name, true),
        None => (text, false),
    };
    let by = match name.strip_prefix("user__").unwrap_or(name) {
        "role" => MemberSort::Role,
        "email" => MemberSort::Email,
        "username" => MemberSort::Username,
        "first_name" => MemberSort::FirstName,
        "last_name" => MemberSort::LastName,
        "last_activity" => MemberSort::LastActivity,
        "date_joined" => MemberSort::DateJoined,
        "id" => MemberSort::Id,
        _ => return MemberOrder::default(),
    };
    MemberOrder { by, descending }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::refusal::Refusal as _;
    use proptest::prelude::*;

    fn asked(name: &'static str, text: &str) -> Result<MemberQuery, InvalidFields> {
        member_query([(name, Some(text.to_owned()))])
    }

    #[test]
    fn a_list_is_asked_for() {
        let query = member_query([
            ("role", Some("AN, RE".to_owned())),
            ("ordering", Some("-user__email".to_owned())),
            ("page_size", Some("-1".to_owned())),
            ("search", None),
        ])
        .expect("valid");
        assert_eq!(query.roles, [MemberRole::Annotator, MemberRole::Reviewer]);
        assert_eq!(query.order.by, MemberSort::Email);
        assert!(query.order.descending && !query.removed);
        assert_eq!(query.page, PageRequest::everything());
        assert!(asked("page", "99999999999").is_ok());
    }

    #[test]
    fn what_makes_no_list_is_named() {
        for (name, text) in [
            ("page", "0"),
            ("page", "x"),
            ("page_size", "0"),
            ("page_size", "-2"),
            ("role", "AN,XX"),
            ("is_deleted", "perhaps"),
        ] {
            let faults = asked(name, text).expect_err("refused").fields();
            assert_eq!(faults.len(), 1, "{name}={text}");
            assert_eq!(faults[0].field, name);
        }
    }

    proptest! {
        #[test]
        fn anything_is_a_list_or_refused(text in any::<String>()) {
            for name in ["page", "page_size", "search", "role", "ordering", "is_deleted"] {
                let _ = asked(name, &text);
            }
        }
    }
}
