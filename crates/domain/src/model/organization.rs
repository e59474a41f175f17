//! An organization and its single Owner.

use super::api_token::TokenPolicy;
use super::email::EmailAddress;
use super::id::{OrganizationId, UserId};
use super::membership::{MemberRole, Membership, Role, Standing};
use super::refusal::{Kind, Refusal};
use super::session::SessionPolicy;
use super::text::OrganizationTitle;
use super::time::Timestamp;

/// What newcomers by the invite link get: nothing yet, or one of the roles without rights over people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DefaultRole(Option<Role>);

/// The role cannot be a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The default role is one of NO, AN, RE, MA.")]
pub struct NotADefaultRole;

impl DefaultRole {
    /// Newcomers wait until they are given a role.
    pub const PENDING: Self = Self(None);

    /// Takes Pending, Annotator, Reviewer or Manager.
    pub fn new(role: MemberRole) -> Result<Self, NotADefaultRole> {
        match role {
            MemberRole::Pending => Ok(Self(None)),
            MemberRole::Annotator => Ok(Self(Some(Role::Annotator))),
            MemberRole::Reviewer => Ok(Self(Some(Role::Reviewer))),
            MemberRole::Manager => Ok(Self(Some(Role::Manager))),
            MemberRole::Owner | MemberRole::Administrator | MemberRole::Deactivated => {
                Err(NotADefaultRole)
            }
        }
    }

    /// The role to give, if any.
    pub fn role(self) -> Option<Role> {
        self.0
    }

    /// As others see it: Pending where no role is given.
    pub fn as_member_role(self) -> MemberRole {
        self.0.map_or(MemberRole::Pending, MemberRole::from)
    }
}

/// An organization that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrganization {
    /// Its name.
    pub title: OrganizationTitle,
    /// Its Owner, whose membership is stored in the same unit of work.
    pub owner: UserId,
    /// When it was founded.
    pub created_at: Timestamp,
}

impl NewOrganization {
    /// Founded by this person. Its title is the founder's address until changed.
    pub fn founded_by(
        owner: UserId,
        email: &EmailAddress,
        title: Option<OrganizationTitle>,
        now: Timestamp,
    ) -> Self {
        let title = title.unwrap_or_else(|| {
            OrganizationTitle::parse(email.as_str()).expect("an address is a valid title")
        });
        Self {
            title,
            owner,
            created_at: now,
        }
    }
}

/// An organization. It has exactly one Owner, by structure: the field cannot be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name.
    pub title: OrganizationTitle,
    /// An address for enquiries.
    pub contact_info: Option<EmailAddress>,
    /// The Owner. The Owner's membership stores Administrator.
    pub owner: UserId,
    /// What newcomers by the invite link get.
    pub default_role: DefaultRole,
    /// How long sessions last here.
    pub session_policy: SessionPolicy,
    /// How tokens may be used here.
    pub token_policy: TokenPolicy,
    /// When it was founded.
    pub created_at: Timestamp,
    /// When any of the above last changed.
    pub updated_at: Timestamp,
}

/// Why ownership does not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NewOwnerError {
    /// The person is Pending or Deactivated.
    #[error("ownership can only go to an active member; give the person a role first")]
    NotActive,
    /// The person is the Owner.
    #[error("this person is the owner already")]
    AlreadyOwner,
}

impl Refusal for NewOwnerError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
    fn code(&self) -> &'static str {
        "invalid"
    }
    fn fields(&self) -> Vec<super::refusal::FieldError> {
        vec![super::refusal::FieldError::new("user_id", self.to_string())]
    }
}

impl Organization {
    /// The member's role as others see it. The Owner is told by the organization, not by the membership.
    pub fn role_of(&self, membership: &Membership) -> MemberRole {
        if membership.user == self.owner && membership.removed_at.is_none() {
            MemberRole::Owner
        } else {
            membership.standing.role()
        }
    }

    /// Makes the member the Owner. The old Owner's membership already stores Administrator, and so
    /// must the new one's from now on; neither changes the number of seats taken.
    pub fn transfer_to(&mut self, membership: &mut Membership) -> Result<(), NewOwnerError> {
        match (membership.standing, membership.user == self.owner) {
            (_, true) => Err(NewOwnerError::AlreadyOwner),
            (Standing::Active(_), false) => {
                self.owner = membership.user;
                membership.standing = Standing::Active(Role::Administrator);
                Ok(())
            }
            (Standing::Pending { .. } | Standing::Deactivated { .. }, false) => {
                Err(NewOwnerError::NotActive)
            }
        }
    }
}
