//! Making many people members at once, from a list that another system wrote.

use std::collections::HashMap;

use async_trait::async_trait;

use super::adding::{add, make_account};
use crate::model::access::Action;
use crate::model::account::{NewUser, User};
use crate::model::email::EmailAddress;
use crate::model::id::OrganizationId;
use crate::model::mail::{Letter, NewMail};
use crate::model::membership::{MemberRole, Role, Standing};
use crate::model::organization::Organization;
use crate::model::refusal::{Kind, Refusal};
use crate::model::seats::Seats;
use crate::model::settings::MailPolicy;
use crate::model::text::PersonName;
use crate::model::time::Duration;
use crate::ports::{Locked, Purpose, StoreError};
use crate::use_cases::account::issue_password_reset;
use crate::use_cases::{AccessError, Scope, UseCase};

/// How long the link in a mail to a person who was imported is good.
const LINK_LIFE: Duration = Duration::days(7);

/// Makes everybody on a list a member, in the order of the list, with the role named there if a seat is free. Who has
/// no account gets one without a password. Who is a member stays as he is.
///
/// The operator's alone: it makes members of people who have accounts, without asking them.
#[derive(Debug)]
pub struct ImportMembers {
    /// The organization.
    pub organization: OrganizationId,
    /// The list. At most [`ImportMembers::MOST`].
    pub people: Vec<ImportedPerson>,
    /// Whether it is done.
    pub manner: ImportManner,
    /// Whether each person who has no password yet is mailed a link to choose one.
    pub send_mail: bool,
}

/// A person on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedPerson {
    /// The address.
    pub email: EmailAddress,
    /// The first name of a new account.
    pub first_name: PersonName,
    /// The last name of a new account.
    pub last_name: PersonName,
    /// The role to give; none where the person is to be Pending.
    pub role: Option<Role>,
}

/// Whether an import is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportManner {
    /// It is done.
    Import,
    /// It is only told what would come of it.
    Preview {
        /// The seats that earlier parts of the same list would have taken.
        taken: u64,
    },
}

/// What came of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedMembers {
    /// What came, or would come, of each person, in the order of the list.
    pub outcomes: Vec<ImportOutcome>,
    /// The seats that these people took, or would take.
    pub taken: u64,
}

/// What came of one person on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// A new account, and its membership.
    Created(Standing),
    /// A membership of an account that was there, whose names are untouched.
    Joined(Standing),
    /// Nothing: the person is a member, perhaps a Pending or a Deactivated one.
    AlreadyMember(MemberRole),
}

impl ImportOutcome {
    /// The word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Created(Standing::Pending { promise: Some(_) })
            | Self::Joined(Standing::Pending { promise: Some(_) }) => "waits",
            Self::Created(_) => "created",
            Self::Joined(_) => "joined",
            Self::AlreadyMember(_) => "already_member",
        }
    }
}

/// Why nobody was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportMembersError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// One transaction holds only so many.
    #[error("at most {most} people can be imported at once", most = ImportMembers::MOST)]
    TooMany,
    /// People are to be mailed, and mail is not set up.
    #[error("this server sends no mail; import without it, and let people choose a password later")]
    MailOff,
}

impl From<StoreError> for ImportMembersError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for ImportMembersError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::TooMany => Kind::Invalid,
            Self::MailOff => Kind::Forbidden,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::TooMany => "invalid",
            Self::MailOff => "mail_off",
        }
    }
}

impl ImportMembers {
    /// The most people that are imported in one go.
    pub const MOST: usize = 500;
}

#[async_trait]
impl UseCase for ImportMembers {
    type Output = ImportedMembers;
    type Error = ImportMembersError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<ImportedMembers, ImportMembersError> {
        scope.for_the_operator().map_err(AccessError::from)?;
        if self.people.len() > Self::MOST {
            return Err(ImportMembersError::TooMany);
        }
        if self.send_mail && scope.settings().mail == MailPolicy::Off {
            return Err(ImportMembersError::MailOff);
        }
        let organization = scope.lock(self.organization, Action::ManagePeople).await?;
        let mut seats = scope.seats(&organization).await?;
        if let ImportManner::Preview { taken } = self.manner {
            seats.used += taken;
        }
        let start = seats.used;
        let mut added = HashMap::new();
        let mut outcomes = Vec::with_capacity(self.people.len());
        for person in &self.people {
            let account = scope.users().find_by_email(&person.email).await?;
            let outcome = match added.get(&person.email) {
                Some(standing) => ImportOutcome::AlreadyMember(Standing::role(*standing)),
                None => decide(scope, &organization, person, account.as_ref(), seats).await?,
            };
            if let ImportOutcome::Created(standing) | ImportOutcome::Joined(standing) = outcome {
                seats = seats.after(Standing::Pending { promise: None }, standing);
                added.insert(&person.email, standing);
                if self.manner == ImportManner::Import {
                    self.carry_out(scope, &organization, person, account, standing)
                        .await?;
                }
            }
            outcomes.push(outcome);
        }
        Ok(ImportedMembers {
            outcomes,
            taken: seats.used - start,
        })
    }
}

/// What comes of a person while so many seats are taken.
async fn decide(
    scope: &mut Scope<'_>,
    organization: &Organization,
    person: &ImportedPerson,
    account: Option<&User>,
    seats: Seats,
) -> Result<ImportOutcome, StoreError> {
    let standing = Standing::on_joining(person.role, seats, scope.now());
    let Some(user) = account else {
        return Ok(ImportOutcome::Created(standing));
    };
    let present = scope.memberships().find(organization.id, user.id).await?;
    Ok(match present {
        Some(present) => ImportOutcome::AlreadyMember(organization.role_of(&present)),
        None => ImportOutcome::Joined(standing),
    })
}

impl ImportMembers {
    async fn carry_out(
        &self,
        scope: &mut Scope<'_>,
        organization: &Locked<Organization>,
        person: &ImportedPerson,
        account: Option<User>,
        standing: Standing,
    ) -> Result<(), StoreError> {
        let user = if let Some(user) = account {
            make_active(scope, organization, user).await?
        } else {
            let new = NewUser::new(person.email.clone(), None, scope.now());
            let describe = |user: &mut User| {
                user.first_name = person.first_name.clone();
                user.last_name = person.last_name.clone();
            };
            let user = make_account(scope, organization.id, new, describe).await?;
            (*user).clone()
        };
        add(scope, organization, &user, standing).await?;
        if self.send_mail && user.password.is_none() {
            mail_link(scope, organization, &user).await?;
        }
        Ok(())
    }
}

/// Makes the organization the active one of a person who has none.
async fn make_active(
    scope: &mut Scope<'_>,
    organization: &Organization,
    user: User,
) -> Result<User, StoreError> {
    if user.active_organization.is_some() {
        return Ok(user);
    }
    let locked = scope.users().lock(user.id).await?;
    let mut user = locked.ok_or(StoreError::Missing("users"))?;
    user.active_organization = Some(organization.id);
    scope.users().update(&user).await?;
    Ok((*user).clone())
}

async fn mail_link(
    scope: &mut Scope<'_>,
    organization: &Organization,
    user: &User,
) -> Result<(), StoreError> {
    let (secret, expires_at) = issue_password_reset(scope, user, LINK_LIFE).await?;
    let sealed = scope.sealer().seal(Purpose::PasswordReset, secret.secret());
    let letter = Letter::Added {
        organization: organization.title.clone(),
        expires_at,
    };
    let mail = NewMail {
        secret: Some(sealed),
        organization: Some(organization.id),
        ..NewMail::to(user, letter, scope.now())
    };
    scope.post(vec![mail]).await
}
