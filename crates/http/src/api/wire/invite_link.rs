//! The invite link on the wire.

use std::num::NonZeroU32;

use muster_domain::model::id::OrganizationId;
use muster_domain::model::secret::InviteToken;
use muster_domain::use_cases::organization::{LimitInviteLink, ShownInviteLink};
use poem_openapi::Object;
use secrecy::ExposeSecret as _;

use super::sent::{Moment, OrNone, Sent, UpTo};
use super::time::Time;
use crate::edge::{Fields, InvalidFields, Problem, PublicUrl};

/// The invite link.
#[derive(Object)]
pub(crate) struct Invite {
    /// Its token: 40 letters and digits.
    token: String,
    /// The full link to the sign-up page.
    invite_url: String,
}

impl Invite {
    /// # Errors
    /// If the token was sealed under another server key.
    pub(crate) fn new(link: &ShownInviteLink, public: &PublicUrl) -> Result<Self, Problem> {
        let token = link.token.as_ref().map_err(|unreadable| {
            Problem::unreadable(format!(
                "The invite link cannot be shown: {unreadable}. Make one by POST /api/invite/reset-token."
            ))
        })?;
        Ok(Self {
            token: shown(token),
            invite_url: public.invite_link(token),
        })
    }
}

/// The invite link and its limits.
#[derive(Object)]
pub(crate) struct InviteLink {
    /// The full link; null where it can only be replaced, because it was sealed under another server key.
    url: Option<String>,
    /// From when on it no longer works.
    expires_at: Option<Time>,
    /// How many people may join by it.
    max_uses: Option<u32>,
    /// How many have.
    used: u32,
}

impl InviteLink {
    pub(crate) fn new(link: &ShownInviteLink, public: &PublicUrl) -> Self {
        Self {
            url: link
                .token
                .as_ref()
                .ok()
                .map(|token| public.invite_link(token)),
            expires_at: link.expires_at.map(Time),
            max_uses: link.max_uses,
            used: link.used,
        }
    }
}

/// The limits to set; null for none, and what is not sent stays.
#[derive(Object)]
pub(crate) struct InviteLinkPatch {
    /// From when on it shall not work any more.
    expires_at: Option<Sent<OrNone<Moment>>>,
    /// How many people may join by it, from 1.
    max_uses: Option<Sent<OrNone<UpTo<{ u32::MAX }>>>>,
}

/// Reads [`InviteLinkPatch`].
pub(crate) fn limit_invite_link(
    mut fields: Fields,
    organization: OrganizationId,
) -> Result<LimitInviteLink, InvalidFields> {
    let command = LimitInviteLink {
        organization,
        expires_at: fields.nullable("expires_at", Fields::time),
        max_uses: fields.nullable("max_uses", |fields, field| {
            let uses = fields.integer(field);
            fields.judged(field, uses, |uses| {
                u32::try_from(uses)
                    .and_then(NonZeroU32::try_from)
                    .map_err(|_| "Enter a whole number from 1.")
            })
        }),
    };
    fields.finish(Some(command))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the invite link is what these answers are for"
)]
fn shown(token: &InviteToken) -> String {
    token.secret().expose_secret().to_owned()
}
