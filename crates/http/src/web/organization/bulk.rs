//! Changing several people at once: first the page that says what would come of it, then the change.

use std::collections::HashMap;

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::refusal::{Kind, Refusal as _};
use muster_domain::model::seats::{SeatLimit, Seats};
use muster_domain::use_cases::membership::{
    ChangeRoleError, ChangeRoles, ChangedRoles, Manner, Outcome, RoleWish, ViewMember,
};
use muster_domain::use_cases::organization::ViewOverview;
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};

use super::people;
use super::query::PeopleQuery;
use super::shown::counted;
use super::tabs::Tabs;
use crate::edge::Problem;
use crate::web::browser::{Browser, faults, page};
use crate::web::errors::{FormErrors, sentence};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;

#[derive(Template)]
#[template(path = "organization/bulk.html")]
struct BulkPage {
    frame: PageFrame,
    errors: FormErrors,
    organization_id: OrganizationId,
    title: String,
    seats: String,
    rows: Vec<Row>,
    /// Those whom the form changes, and how many they are.
    changed: Vec<UserId>,
    button: String,
    role: &'static str,
    action: String,
    back: String,
    tabs: Tabs,
}

/// One person, and what comes of it.
struct Row {
    /// None of somebody who is no member any more.
    name: Option<String>,
    effect: Effect,
}

enum Effect {
    Changed {
        from: &'static str,
        to: &'static str,
    },
    Unchanged,
    Refused(String),
}

/// What the form says.
#[derive(Default)]
struct Sent {
    organization: Option<OrganizationId>,
    people: Vec<UserId>,
    role: Option<MemberRole>,
    deactivate: bool,
    apply: bool,
}

impl Sent {
    fn read(fields: &[(String, String)]) -> Self {
        let mut sent = Self::default();
        for (name, value) in fields {
            match (name.as_str(), value.as_str()) {
                ("organization", id) => {
                    sent.organization = id.parse().ok().map(OrganizationId::new);
                }
                ("person", id) => sent.people.extend(id.parse().ok().map(UserId::new)),
                ("role", code) => sent.role = MemberRole::from_code(code),
                ("do", "deactivate") => sent.deactivate = true,
                ("step", "apply") => sent.apply = true,
                _ => {}
            }
        }
        let mut seen = std::collections::HashSet::new();
        sent.people.retain(|person| seen.insert(*person));
        sent
    }

    fn to(&self) -> Option<MemberRole> {
        if self.deactivate {
            Some(MemberRole::Deactivated)
        } else {
            self.role
        }
    }
}

/// Says what would come of it, or changes those who can be changed. What stands in the way is judged again then.
#[handler]
pub(super) async fn submit(
    browser: Browser,
    query: PeopleQuery,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let sent = Sent::read(&fields);
    let place = browser
        .place_of_form(Action::ManagePeople, sent.organization)
        .await?;
    let wrong = async |status, errors| people::list(&browser, &query, status, errors, None).await;
    let Some(to) = sent.to() else {
        let errors = FormErrors::whole("There is no such role. Choose one from the list.");
        return wrong(StatusCode::BAD_REQUEST, errors).await;
    };
    if sent.people.is_empty() {
        let errors = FormErrors::whole("Nobody is ticked. Tick the people in the list first.");
        return wrong(StatusCode::BAD_REQUEST, errors).await;
    }
    let wish = |user| RoleWish { user, to: Some(to) };
    let change = ChangeRoles {
        organization: place.organization,
        wishes: sent.people.iter().copied().map(wish).collect(),
        manner: Manner::OneByOne,
        dry_run: !sent.apply,
    };
    let caller = browser.answering(StatusCode::SEE_OTHER);
    let came = match browser.muster.run(&caller, &change).await {
        Ok(came) => came,
        Err(error) => {
            let (status, errors) = faults(error)?;
            return wrong(status, errors).await;
        }
    };
    let (changed, refused) = count(&came);
    let all_refused = refused == came.outcomes.len();
    if sent.apply && !all_refused {
        let say = Flash::PeopleChanged(changed, refused);
        return Ok(browser.see_and_say(&query.at("/organization"), say));
    }
    let errors = if sent.apply {
        FormErrors::whole("Nobody was changed.")
    } else {
        FormErrors::default()
    };
    let status = match came.outcomes.first() {
        Some((_, Outcome::Refused(error))) if sent.apply => status_of(error),
        _ => StatusCode::OK,
    };
    let shown = shown(&browser, &query, place.organization, to, errors, &came).await?;
    page(status, &shown)
}

/// How many were changed, and how many could not be.
fn count(came: &ChangedRoles) -> (usize, usize) {
    let of = |kind: fn(&Outcome) -> bool| {
        let outcomes = came.outcomes.iter();
        outcomes.filter(|(_, outcome)| kind(outcome)).count()
    };
    (
        of(|outcome| matches!(outcome, Outcome::Changed { .. })),
        of(|outcome| matches!(outcome, Outcome::Refused(_))),
    )
}

fn status_of(error: &ChangeRoleError) -> StatusCode {
    match error.kind() {
        Kind::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::FORBIDDEN,
    }
}

async fn shown(
    browser: &Browser,
    query: &PeopleQuery,
    organization: OrganizationId,
    to: MemberRole,
    errors: FormErrors,
    came: &ChangedRoles,
) -> Result<BulkPage> {
    let overview = browser.view(&ViewOverview { organization }).await?;
    let mut names = names(browser, query, organization, came).await?;
    let changed: Vec<UserId> = came
        .outcomes
        .iter()
        .filter(|(_, outcome)| matches!(outcome, Outcome::Changed { .. }))
        .map(|(wish, _)| wish.user)
        .collect();
    let rows = came.outcomes.iter().map(|(wish, outcome)| Row {
        name: names.remove(&wish.user),
        effect: effect(outcome),
    });
    let frame = browser.frame().await?;
    Ok(BulkPage {
        errors,
        organization_id: organization,
        title: match to {
            MemberRole::Deactivated => "Deactivate people".to_owned(),
            role => format!("Give the role {}", role.label()),
        },
        seats: seats(came.before, came.after),
        rows: rows.collect(),
        button: format!(
            "Change {}",
            counted(changed.len() as u64, "person", "people")
        ),
        changed,
        role: to.code(),
        action: frame.href(&query.at("/organization/people/bulk")),
        back: frame.href(&query.at("/organization")),
        tabs: Tabs::new(&overview),
        frame,
    })
}

/// The names of those who are members. Most stand on the page on which they were ticked.
async fn names(
    browser: &Browser,
    query: &PeopleQuery,
    organization: OrganizationId,
    came: &ChangedRoles,
) -> Result<HashMap<UserId, String>> {
    let listed = browser.view(&people::members(organization, query)).await?;
    let id_and_name = |entry: &muster_domain::ports::MemberEntry| {
        let user = &entry.member.user;
        (user.id, user.display_name())
    };
    let mut names: HashMap<UserId, String> = listed
        .items
        .iter()
        .filter(|entry| entry.member.membership.removed_at.is_none())
        .map(id_and_name)
        .collect();
    for (wish, _) in &came.outcomes {
        if names.contains_key(&wish.user) {
            continue;
        }
        let view = ViewMember {
            organization,
            user: wish.user,
        };
        match browser.muster.view(browser.caller(), &view).await {
            Ok(entry) => names.extend([id_and_name(&entry)]),
            Err(error) if error.kind() == Kind::NotFound => {}
            Err(error) => return Err(Problem::from(error).into()),
        }
    }
    Ok(names)
}

fn effect(outcome: &Outcome) -> Effect {
    match outcome {
        Outcome::Changed { from, to } => Effect::Changed {
            from: from.role().label(),
            to: to.role().label(),
        },
        Outcome::Unchanged | Outcome::HeldBack => Effect::Unchanged,
        Outcome::Refused(error) if error.kind() == Kind::NotFound => {
            Effect::Refused("No member of the organization any more.".to_owned())
        }
        Outcome::Refused(error) => Effect::Refused(sentence(&error.to_string())),
    }
}

fn seats(before: Seats, after: Seats) -> String {
    let of = match before.limit {
        SeatLimit::Limited(limit) => format!(" of {limit}"),
        SeatLimit::Unlimited => String::new(),
    };
    format!(
        "Seats taken: {} now, {}{of} afterwards.",
        before.used, after.used
    )
}
