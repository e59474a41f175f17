//! `muster member export`: a table that `member import` reads back.

use muster_domain::model::cell::guarded;
use muster_domain::model::membership::{Member, MemberRole, Standing};

use super::for_each_page;
use crate::command::Context;
use crate::command::chosen::Chosen;
use crate::failure::Failure;
use crate::output;

const COLUMNS: [&str; 7] = [
    "email",
    "first_name",
    "last_name",
    "role",
    "status",
    "joined_at",
    "last_activity",
];

pub(super) async fn run(context: &Context, chosen: &Chosen) -> Result<(), Failure> {
    let organization = chosen.organization(&context.wired.muster).await?;
    let mut headings = Some(COLUMNS);
    for_each_page(context, organization, "member export", |members| {
        let mut table = csv::Writer::from_writer(Vec::new());
        if let Some(headings) = headings.take() {
            table.write_record(headings)?;
        }
        for member in &members {
            table.write_record(cells(member))?;
        }
        let text = table
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        output::print(&String::from_utf8(text)?)
    })
    .await
}

fn cells(member: &Member) -> [String; 7] {
    let user = &member.user;
    [
        guarded(user.email.as_str()).into_owned(),
        guarded(user.first_name.as_str()).into_owned(),
        guarded(user.last_name.as_str()).into_owned(),
        role(member.membership.standing).to_owned(),
        status(member).to_owned(),
        member.membership.created_at.to_rfc3339(),
        user.last_activity.to_rfc3339(),
    ]
}

/// The role that an import gives: the one held or promised. The Owner's is Administrator, since nobody is made Owner
/// by an import; who is Deactivated comes without one, so that an import gives no access back.
fn role(standing: Standing) -> &'static str {
    match standing {
        Standing::Active(role) => MemberRole::from(role).label(),
        Standing::Pending {
            promise: Some(promise),
        } => MemberRole::from(promise.role).label(),
        Standing::Pending { promise: None } | Standing::Deactivated { .. } => "",
    }
}

/// Owner and active hold a seat.
fn status(member: &Member) -> &'static str {
    match (member.role, member.membership.standing) {
        (MemberRole::Owner, _) => "owner",
        (_, Standing::Active(_)) => "active",
        (_, Standing::Pending { promise: Some(_) }) => "waiting",
        (_, Standing::Pending { promise: None }) => "pending",
        (_, Standing::Deactivated { .. }) => "deactivated",
    }
}
