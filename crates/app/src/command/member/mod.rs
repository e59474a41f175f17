//! `muster member list|set-role|deactivate|remove|import|export|reset-password`.

mod export;
mod import;
mod people_file;
mod report;

use clap::{Args, Subcommand};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::{Member, MemberRole};
use muster_domain::model::page::PageRequest;
use muster_domain::ports::MemberQuery;
use muster_domain::use_cases::account::IssuePasswordReset;
use muster_domain::use_cases::membership::{ChangeRole, ListMembers, RemoveMember};
use serde::Serialize;

use self::import::Import;
use super::Context;
use super::chosen::{self, Chosen};
use crate::failure::Failure;
use crate::output;

#[derive(Subcommand)]
pub(super) enum MemberCommand {
    /// List the people of an organization
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Give a member a role; also brings back who was deactivated
    SetRole {
        #[command(flatten)]
        person: Person,
        /// AD, MA, RE, AN, or NO for Pending; or the word, such as annotator
        #[arg(value_parser = role)]
        role: MemberRole,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Take a member's access away at once; the seat comes free
    Deactivate {
        #[command(flatten)]
        person: Person,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// End a membership; the account and what the person did stay
    Remove {
        #[command(flatten)]
        person: Person,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Make everybody in a table of people a member; who is one already stays as he is
    Import(Import),
    /// Print the people of an organization as a table (CSV) for spreadsheets, which `member import` reads too
    Export {
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Print a link to choose a new password, good for 7 days; for a server that sends no mail
    ResetPassword {
        #[command(flatten)]
        person: Person,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub(super) struct Person {
    /// The member's e-mail address
    #[arg(value_parser = chosen::email)]
    email: EmailAddress,
}

/// A member as printed.
#[derive(Serialize)]
struct Shown {
    user_id: i64,
    email: String,
    first_name: String,
    last_name: String,
    role: &'static str,
    date_joined: String,
    last_activity: String,
}

impl From<Member> for Shown {
    fn from(Member { role, user, .. }: Member) -> Self {
        Self {
            user_id: user.id.get(),
            email: user.email.as_str().to_owned(),
            first_name: user.first_name.as_str().to_owned(),
            last_name: user.last_name.as_str().to_owned(),
            role: role.code(),
            date_joined: user.date_joined.to_rfc3339(),
            last_activity: user.last_activity.to_rfc3339(),
        }
    }
}

impl MemberCommand {
    pub(super) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::List { json, chosen } => list(context, &chosen, json).await,
            Self::SetRole {
                person,
                role,
                chosen,
            } => change(context, &chosen, &person, role, "member set-role").await,
            Self::Deactivate { person, chosen } => {
                change(
                    context,
                    &chosen,
                    &person,
                    MemberRole::Deactivated,
                    "member deactivate",
                )
                .await
            }
            Self::Remove { person, chosen } => remove(context, &chosen, &person).await,
            Self::Import(import) => import.run(context).await,
            Self::Export { chosen } => export::run(context, &chosen).await,
            Self::ResetPassword { person, json } => reset_password(context, &person, json).await,
        }
    }
}

async fn list(context: &Context, chosen: &Chosen, json: bool) -> Result<(), Failure> {
    let organization = chosen.organization(&context.wired.muster).await?;
    let mut members = Vec::new();
    for_each_page(context, organization, "member list", |page| {
        members.extend(page);
        Ok(())
    })
    .await?;
    if json {
        let shown: Vec<_> = members.into_iter().map(Shown::from).collect();
        return output::print_json(&shown);
    }
    let text = |member: &Member| {
        let user = &member.user;
        [
            user.id.to_string(),
            member.role.label().to_owned(),
            user.email.as_str().to_owned(),
            user.display_name(),
        ]
    };
    let rows: Vec<_> = members.iter().map(text).collect();
    output::print(&output::table(["ID", "ROLE", "E-MAIL", "NAME"], &rows))
}

/// Reads the list page by page.
async fn for_each_page(
    context: &Context,
    organization: OrganizationId,
    words: &str,
    mut take: impl FnMut(Vec<Member>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let caller = Context::caller(words);
    let mut page = PageRequest::everything();
    loop {
        let list = ListMembers {
            organization,
            query: MemberQuery::all(page),
        };
        let found = context.wired.muster.view(&caller, &list).await?;
        let ended = found.items.is_empty() || page.offset() + u64::from(page.size) >= found.total;
        take(found.items.into_iter().map(|entry| entry.member).collect())?;
        if ended {
            return Ok(());
        }
        page.page += 1;
    }
}

async fn change(
    context: &Context,
    chosen: &Chosen,
    person: &Person,
    role: MemberRole,
    words: &str,
) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let organization = chosen.organization(muster).await?;
    let member = chosen::member(muster, organization, &person.email).await?;
    let change = ChangeRole {
        organization,
        user: member.user.id,
        to: Some(role),
    };
    let changed = muster.run(&Context::caller(words), &change).await?;
    output::print(&format!(
        "{} is now {}.\n",
        changed.user.email.as_str(),
        changed.role.label()
    ))
}

async fn remove(context: &Context, chosen: &Chosen, person: &Person) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let organization = chosen.organization(muster).await?;
    let member = chosen::member(muster, organization, &person.email).await?;
    let remove = RemoveMember {
        organization,
        user: member.user.id,
    };
    muster
        .run(&Context::caller("member remove"), &remove)
        .await?;
    output::print(&format!(
        "{} is no longer a member.\n",
        member.user.email.as_str()
    ))
}

async fn reset_password(context: &Context, person: &Person, json: bool) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let email = chosen::user(muster, &person.email).await?.email;
    let caller = Context::caller("member reset-password");
    let secret = muster.run(&caller, &IssuePasswordReset { email }).await?;
    let url = context.public_url().password_reset_link(&secret);
    if json {
        output::print_json(&serde_json::json!({ "password_reset_url": url }))
    } else {
        output::print(&format!("{url}\n"))
    }
}

/// A role by its two letters or its word, in any case. Whether it can be given is the domain's to say.
pub(super) fn role(text: &str) -> Result<MemberRole, String> {
    let meant = |role: &MemberRole| {
        text.eq_ignore_ascii_case(role.code()) || text.eq_ignore_ascii_case(role.label())
    };
    let roles = || {
        MemberRole::ALL
            .map(|role| format!("{} ({})", role.code(), role.label()))
            .join(", ")
    };
    MemberRole::ALL
        .into_iter()
        .find(meant)
        .ok_or_else(|| format!("the roles are {}", roles()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_role_is_named_by_letters_or_word() {
        assert_eq!(role("an"), Ok(MemberRole::Annotator));
        assert_eq!(role("Annotator"), Ok(MemberRole::Annotator));
        assert_eq!(role("NO"), Ok(MemberRole::Pending));
        assert!(role("king").is_err_and(|message| message.contains("AN (Annotator)")));
    }

    proptest! {
        #[test]
        fn any_text_is_a_role_or_not(text in any::<String>()) {
            let _ = (role(&text), chosen::email(&text));
        }
    }
}
