//! `muster invite link|email|list|resend|set-role|revoke`. Mails that these cause are sent by the running server.

mod email;
mod link;
mod list;
mod open;

use clap::Subcommand;
use muster_domain::model::invitation::InvitationState;
use muster_domain::model::membership::MemberRole;

use self::email::Source;
use self::open::Who;
use super::chosen::Chosen;
use super::{Context, member};
use crate::failure::Failure;

#[derive(Subcommand)]
pub(super) enum InviteCommand {
    /// Print the link by which people join
    Link {
        /// Replace it first; nobody joins by the old one any more
        #[arg(long, conflicts_with = "for")]
        reset: bool,
        /// Print the link of this open invitation instead: its address or its id
        #[arg(long = "for", id = "for", value_name = "WHO", value_parser = open::who)]
        of: Option<Who>,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Invite people by their addresses, each by a mail of one's own
    Email {
        #[command(flatten)]
        source: Source,
        /// AD, MA, RE, AN, or NO for Pending; without it the organization's default role
        #[arg(long, value_parser = member::role)]
        role: Option<MemberRole>,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// List invitations and how their mails fared, the newest first
    List {
        /// Only those in this state: pending, accepted, expired, revoked or replaced
        #[arg(long, value_parser = list::state)]
        status: Option<InvitationState>,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Send an invitation again, with a new link that is good for the full time
    Resend {
        /// The address invited, or the invitation's id
        #[arg(value_parser = open::who)]
        who: Who,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Offer another role; the link stays
    SetRole {
        /// The address invited, or the invitation's id
        #[arg(value_parser = open::who)]
        who: Who,
        /// AD, MA, RE, AN, or NO for Pending
        #[arg(value_parser = member::role)]
        role: MemberRole,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Take an invitation back; nobody joins by it any more
    Revoke {
        /// The address invited, or the invitation's id
        #[arg(value_parser = open::who)]
        who: Who,
        #[command(flatten)]
        chosen: Chosen,
    },
}

impl InviteCommand {
    pub(super) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Link {
                of: Some(who),
                json,
                chosen,
                ..
            } => open::link(context, &chosen, who, json).await,
            Self::Link {
                reset,
                json,
                chosen,
                ..
            } => link::run(context, &chosen, reset, json).await,
            Self::Email {
                source,
                role,
                json,
                chosen,
            } => email::run(context, &chosen, &source, role, json).await,
            Self::List {
                status,
                json,
                chosen,
            } => list::run(context, &chosen, status, json).await,
            Self::Resend { who, chosen } => open::resend(context, &chosen, who).await,
            Self::SetRole { who, role, chosen } => {
                open::set_role(context, &chosen, who, role).await
            }
            Self::Revoke { who, chosen } => open::revoke(context, &chosen, who).await,
        }
    }
}
