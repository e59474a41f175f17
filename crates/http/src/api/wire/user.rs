//! The caller on the wire.

use std::collections::BTreeMap;

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::{self, Invited, MemberRole, Standing};
use muster_domain::model::secret::Password;
use muster_domain::model::text::{PersonName, Phone, Username};
use muster_domain::ports::Belonging;
use muster_domain::use_cases::account::{Account, UpdateAccount};
use muster_domain::use_cases::membership::{CreateMember, UpdateProfile};
use poem_openapi::Object;

use super::hotkeys::{self, Hotkey};
use super::role::Role;
use super::sent::{
    Address, Identifier, Line, NewPassword, OrNone, Sent, Visible, VisibleOrEmpty, YesOrNo,
};
use super::time::Time;
use super::{AnyJson, no_settings, nothing};
use crate::edge::{Fields, InvalidFields};

/// A person's account.
#[derive(Object)]
pub(crate) struct User {
    id: i64,
    first_name: String,
    last_name: String,
    username: String,
    email: String,
    last_activity: Time,
    custom_hotkeys: AnyJson,
    avatar: Option<String>,
    initials: String,
    phone: String,
    active_organization: Option<i64>,
    active_organization_meta: ActiveOrganizationMeta,
    allow_newsletters: Option<bool>,
    date_joined: Time,
    /// All memberships.
    org_membership: Vec<Membership>,
    /// The one in the active organization.
    organization_membership: Option<Membership>,
    lse_fields: LseFields,
    pause: AnyJson,
}

/// The active organization in short; empty texts where there is none.
#[derive(Object)]
pub(crate) struct ActiveOrganizationMeta {
    title: String,
    /// The Owner's address.
    email: String,
}

/// One of the caller's memberships.
#[derive(Clone, Object)]
#[oai(rename = "UserMembership")]
pub(crate) struct Membership {
    role: Role,
    /// Whether the membership gives access.
    active: bool,
    organization_id: i64,
    user_type: Option<String>,
    flex: AnyJson,
}

/// The caller, with what he may do.
#[derive(Object)]
pub(crate) struct WhoAmI {
    id: i64,
    first_name: String,
    last_name: String,
    username: String,
    email: String,
    last_activity: Time,
    custom_hotkeys: AnyJson,
    avatar: Option<String>,
    initials: String,
    phone: String,
    active_organization: Option<i64>,
    active_organization_meta: ActiveOrganizationMeta,
    allow_newsletters: Option<bool>,
    date_joined: Time,
    /// All memberships.
    org_membership: Vec<Membership>,
    /// The one in the active organization.
    organization_membership: Option<Membership>,
    lse_fields: LseFields,
    pause: AnyJson,
    /// What the caller may do in the active organization.
    permissions: Vec<String>,
    social_accounts: Vec<AnyJson>,
}

/// How the person came in by an e-mail invitation, and fields without meaning here.
#[derive(Object)]
pub(crate) struct LseFields {
    /// When the invitation was made that the person accepted.
    invited_at: Option<Time>,
    /// The account of who answered for it; null for the operator.
    invited_by: Option<i64>,
    /// True for a person who accepted an invitation.
    invite_activated: Option<bool>,
    invite_expired: Option<bool>,
    invite_expired_at: Option<Time>,
    onboarding_state: Option<String>,
    social_auth_finished: Option<bool>,
    active_organization_external_id: Option<String>,
    email_notification_settings: AnyJson,
    trial_company: Option<String>,
    trial_experience: Option<String>,
    trial_license_enterprise: Option<bool>,
    trial_models_in_production: Option<String>,
    trial_role: Option<String>,
}

impl LseFields {
    /// Of a member who came by this invitation, if by any.
    pub(crate) fn of(invited: Option<Invited>) -> Self {
        Self {
            invited_at: invited.map(|invited| Time(invited.at)),
            invited_by: invited.and_then(|invited| invited.by).map(UserId::get),
            invite_activated: invited.map(|_| true),
            invite_expired: None,
            invite_expired_at: None,
            onboarding_state: None,
            social_auth_finished: None,
            active_organization_external_id: None,
            email_notification_settings: no_settings(),
            trial_company: None,
            trial_experience: None,
            trial_license_enterprise: None,
            trial_models_in_production: None,
            trial_role: None,
        }
    }
}

impl From<&Belonging> for Membership {
    fn from(belonging: &Belonging) -> Self {
        let role = belonging.organization.role_of(&belonging.membership);
        Self {
            role: role.into(),
            active: matches!(belonging.membership.standing, Standing::Active(_)),
            organization_id: belonging.organization.id.get(),
            user_type: None,
            flex: nothing(),
        }
    }
}

impl User {
    pub(crate) fn new(account: &Account) -> Self {
        let active = account.active();
        let user = &account.user;
        Self {
            id: user.id.get(),
            first_name: user.first_name.as_str().to_owned(),
            last_name: user.last_name.as_str().to_owned(),
            username: user.username.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            last_activity: Time(user.last_activity),
            custom_hotkeys: hotkeys::shown(user.hotkeys.as_ref()),
            avatar: None,
            initials: user.initials(),
            phone: user.phone.as_str().to_owned(),
            active_organization: active.map(|active| active.organization.id.get()),
            active_organization_meta: ActiveOrganizationMeta {
                title: active
                    .map(|active| active.organization.title.as_str().to_owned())
                    .unwrap_or_default(),
                email: active
                    .map(|active| active.owner_email.as_str().to_owned())
                    .unwrap_or_default(),
            },
            allow_newsletters: user.allow_newsletters,
            date_joined: Time(user.date_joined),
            org_membership: account.belongings.iter().map(Into::into).collect(),
            organization_membership: active.map(Into::into),
            lse_fields: LseFields::of(account.active().and_then(|active| active.invited)),
            pause: nothing(),
        }
    }
}

impl User {
    /// Somebody as the people of one organization see him: as if he belonged to no other.
    pub(crate) fn of_member(member: &membership::Member, here: &Belonging) -> Self {
        let user = &member.user;
        let active = user.active_organization == Some(here.organization.id);
        let belonging = Membership {
            role: member.role.into(),
            active: matches!(member.membership.standing, Standing::Active(_)),
            organization_id: here.organization.id.get(),
            user_type: None,
            flex: nothing(),
        };
        let shown = |text: &str| {
            if active {
                text.to_owned()
            } else {
                String::new()
            }
        };
        Self {
            id: user.id.get(),
            first_name: user.first_name.as_str().to_owned(),
            last_name: user.last_name.as_str().to_owned(),
            username: user.username.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            last_activity: Time(user.last_activity),
            custom_hotkeys: hotkeys::shown(user.hotkeys.as_ref()),
            avatar: None,
            initials: user.initials(),
            phone: user.phone.as_str().to_owned(),
            active_organization: active.then(|| here.organization.id.get()),
            active_organization_meta: ActiveOrganizationMeta {
                title: shown(here.organization.title.as_str()),
                email: shown(here.owner_email.as_str()),
            },
            allow_newsletters: user.allow_newsletters,
            date_joined: Time(user.date_joined),
            org_membership: vec![belonging.clone()],
            organization_membership: active.then_some(belonging),
            lse_fields: LseFields::of(member.invited),
            pause: nothing(),
        }
    }
}

impl WhoAmI {
    /// The same, with what the person may do there.
    pub(crate) fn new(account: &Account) -> Self {
        let role = account
            .active()
            .map(|active| active.organization.role_of(&active.membership));
        let user = User::new(account);
        Self {
            id: user.id,
            first_name: user.first_name,
            last_name: user.last_name,
            username: user.username,
            email: user.email,
            last_activity: user.last_activity,
            custom_hotkeys: user.custom_hotkeys,
            avatar: user.avatar,
            initials: user.initials,
            phone: user.phone,
            active_organization: user.active_organization,
            active_organization_meta: user.active_organization_meta,
            allow_newsletters: user.allow_newsletters,
            date_joined: user.date_joined,
            org_membership: user.org_membership,
            organization_membership: user.organization_membership,
            lse_fields: user.lse_fields,
            pause: user.pause,
            permissions: role.map(permissions).unwrap_or_default(),
            social_accounts: Vec::new(),
        }
    }
}

/// The contract's names for what a role may do.
fn permissions(role: MemberRole) -> Vec<String> {
    use muster_domain::model::access::{Action, permits};
    [
        (Action::UseProduct, "organizations.view"),
        (Action::EditOrganization, "organizations.change"),
        (Action::ManageInviteLink, "organizations.invite"),
        (Action::UseProduct, "users.token.any"),
    ]
    .into_iter()
    .filter(|(action, _)| permits(role, *action))
    .map(|(_, name)| name.to_owned())
    .collect()
}

/// What to change; what is not sent stays. Other fields of a user are passed over.
#[derive(Object)]
pub(crate) struct UserPatch {
    first_name: Option<Sent<Line<256>>>,
    last_name: Option<Sent<Line<256>>>,
    phone: Option<Sent<Line<256>>>,
    username: Option<Sent<Visible<256>>>,
    /// Null for never asked.
    allow_newsletters: Option<Sent<OrNone<YesOrNo>>>,
    /// One of the caller's organizations; null changes nothing.
    active_organization: Option<Sent<OrNone<Identifier>>>,
    /// By `section:action`.
    custom_hotkeys: Option<BTreeMap<String, Hotkey>>,
    /// 8 to 128 characters. All other sessions end.
    password: Option<Sent<NewPassword>>,
    /// The present address; another one is refused (405).
    email: Option<Sent<Address>>,
}

/// Reads [`UserPatch`]. The password is still to be hashed.
pub(crate) fn update_account(
    mut fields: Fields,
) -> Result<(UpdateAccount, Option<Password>), InvalidFields> {
    let hotkeys = fields.value("custom_hotkeys");
    let hotkeys = fields.judged("custom_hotkeys", hotkeys, hotkeys::parse);
    let active = fields.nullable("active_organization", Fields::integer);
    let command = UpdateAccount {
        first_name: fields.parsed("first_name", PersonName::parse),
        last_name: fields.parsed("last_name", PersonName::parse),
        phone: fields.parsed("phone", Phone::parse),
        username: fields.parsed("username", Username::parse),
        allow_newsletters: fields.nullable("allow_newsletters", Fields::boolean),
        hotkeys,
        active_organization: active.flatten().map(OrganizationId::new),
        email: fields.parsed("email", EmailAddress::parse),
        password: None,
    };
    let password = fields.secret("password");
    let password = fields.judged("password", password, Password::parse);
    fields.finish(Some((command, password)))
}

/// Who is to be added. Other fields of a user are passed over.
#[derive(Object)]
pub(crate) struct NewUser {
    /// The address that identifies the person. Needed where `username` is none.
    email: Option<Sent<Address>>,
    /// The short name; or the address, where `email` is left away.
    username: Option<Sent<VisibleOrEmpty<256>>>,
    first_name: Option<Sent<Line<256>>>,
    last_name: Option<Sent<Line<256>>>,
    phone: Option<Sent<Line<256>>>,
    allow_newsletters: Option<Sent<OrNone<YesOrNo>>>,
    /// 8 to 128 characters. Without one the person chooses one by a reset link.
    password: Option<Sent<NewPassword>>,
}

/// Reads [`NewUser`]. The password is still to be hashed.
pub(crate) fn create_member(
    mut fields: Fields,
    organization: OrganizationId,
) -> Result<(CreateMember, Option<Password>), InvalidFields> {
    let username = fields.text("username");
    let email = if fields.has("email") {
        fields.parsed("email", EmailAddress::parse)
    } else {
        match username.as_deref().map(EmailAddress::parse) {
            Some(Ok(address)) => Some(address),
            Some(Err(_)) | None => fields.required("email", |_, _| None),
        }
    };
    let username = username.filter(|username| !username.is_empty());
    let username = fields.judged("username", username, |text| Username::parse(&text));
    let first_name = fields.parsed("first_name", PersonName::parse);
    let last_name = fields.parsed("last_name", PersonName::parse);
    let phone = fields.parsed("phone", Phone::parse);
    let allow_newsletters = fields.nullable("allow_newsletters", Fields::boolean);
    let password = fields.secret("password");
    let password = fields.judged("password", password, Password::parse);
    let command = email.map(|email| CreateMember {
        organization,
        email,
        username,
        first_name: first_name.unwrap_or_default(),
        last_name: last_name.unwrap_or_default(),
        phone: phone.unwrap_or_default(),
        allow_newsletters: allow_newsletters.flatten(),
        password: None,
    });
    fields.finish(command.map(|command| (command, password)))
}

/// Reads the part of [`UserPatch`] that may be changed of somebody else.
pub(crate) fn update_profile(
    mut fields: Fields,
    organization: OrganizationId,
    user: UserId,
) -> Result<UpdateProfile, InvalidFields> {
    let command = UpdateProfile {
        organization,
        user,
        first_name: fields.parsed("first_name", PersonName::parse),
        last_name: fields.parsed("last_name", PersonName::parse),
        phone: fields.parsed("phone", Phone::parse),
        email: fields.parsed("email", EmailAddress::parse),
        and_more: fields.has_more(),
    };
    fields.finish(Some(command))
}
