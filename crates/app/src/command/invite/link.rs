//! The invite link of an organization.

use muster_domain::use_cases::organization::{ResetInviteLink, ShownInviteLink, ViewInviteLink};
use serde::Serialize;

use crate::command::Context;
use crate::command::chosen::Chosen;
use crate::failure::Failure;
use crate::output;

/// The link as printed.
#[derive(Serialize)]
struct Shown {
    url: String,
    expires_at: Option<String>,
    max_uses: Option<u32>,
    used: u32,
}

pub(super) async fn run(
    context: &Context,
    chosen: &Chosen,
    reset: bool,
    json: bool,
) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let organization = chosen.organization(muster).await?;
    let link = if reset {
        muster
            .run(
                &Context::caller("invite link --reset"),
                &ResetInviteLink { organization },
            )
            .await?
    } else {
        muster
            .view(
                &Context::caller("invite link"),
                &ViewInviteLink { organization },
            )
            .await?
    };
    let shown = shown(context, &link)?;
    if json {
        output::print_json(&shown)
    } else {
        output::print(&format!("{}\n", shown.url))
    }
}

fn shown(context: &Context, link: &ShownInviteLink) -> Result<Shown, Failure> {
    let unreadable = |error| {
        Failure::refused(format!(
            "the invite link cannot be shown: {error}; add --reset to make one"
        ))
    };
    let token = link.token.as_ref().map_err(unreadable)?;
    Ok(Shown {
        url: context.public_url().invite_link(token),
        expires_at: link.expires_at.map(|at| at.to_rfc3339()),
        max_uses: link.max_uses,
        used: link.used,
    })
}
