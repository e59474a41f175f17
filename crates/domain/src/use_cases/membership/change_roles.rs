//! Changing what many members are, with a preview of what it does to the seats.

use std::collections::HashMap;

use async_trait::async_trait;

use super::change_role::{ChangeRoleError, RoleWish, apply};
use crate::model::access::Action;
use crate::model::id::{OrganizationId, UserId};
use crate::model::membership::{Membership, Standing};
use crate::model::organization::Organization;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::seats::Seats;
use crate::ports::{Locked, StoreError};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Changes what several members are, each by the rules of [`ChangeRole`](super::ChangeRole), one after the other: a
/// seat that one gives up is free for the next.
#[derive(Debug)]
pub struct ChangeRoles {
    /// The organization.
    pub organization: OrganizationId,
    /// Who is to be what, in this order. At most [`ChangeRoles::MOST`].
    pub wishes: Vec<RoleWish>,
    /// What one that is not possible means for the others.
    pub manner: Manner,
    /// Whether it is only told what would come of it.
    pub dry_run: bool,
}

/// What one change that is not possible means for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// None is made.
    AllOrNothing,
    /// Nothing: each that is possible is made.
    OneByOne,
}

/// What came of it.
#[derive(Debug)]
pub struct ChangedRoles {
    /// What came of each wish, in the order of the wishes; of a dry run, what would come.
    pub outcomes: Vec<(RoleWish, Outcome)>,
    /// The seats before.
    pub before: Seats,
    /// The seats after; of a dry run, as they would be.
    pub after: Seats,
}

/// What comes of one wish.
#[derive(Debug)]
pub enum Outcome {
    /// The member is changed.
    Changed {
        /// From this.
        from: Standing,
        /// To this.
        to: Standing,
    },
    /// The member is that already.
    Unchanged,
    /// It is possible, and is not made because another is not.
    HeldBack,
    /// It is not possible.
    Refused(ChangeRoleError),
}

/// Why nothing was looked at.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRolesError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// One transaction holds only so many.
    #[error("At most {most} people can be changed at once.", most = ChangeRoles::MOST)]
    TooMany,
}

impl From<StoreError> for ChangeRolesError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for ChangeRolesError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::TooMany => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::TooMany => "invalid",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Access(_) => Vec::new(),
            Self::TooMany => vec![FieldError::new("changes", self.to_string())],
        }
    }
}

impl ChangeRoles {
    /// The most wishes that are looked at in one go.
    pub const MOST: usize = 1_000;
}

#[async_trait]
impl UseCase for ChangeRoles {
    type Output = ChangedRoles;
    type Error = ChangeRolesError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<ChangedRoles, ChangeRolesError> {
        if self.wishes.len() > Self::MOST {
            return Err(ChangeRolesError::TooMany);
        }
        let organization = scope.lock(self.organization, Action::ManagePeople).await?;
        let before = scope.seats(&organization).await?;
        let mut decisions = Decisions::new(before);
        for wish in &self.wishes {
            let member = match decisions.members.remove(&wish.user) {
                Some(member) => Some(member),
                None => scope.memberships().find(organization.id, wish.user).await?,
            };
            decisions.take(scope.actor().user(), &organization, *wish, member);
        }
        if self.manner == Manner::AllOrNothing && !decisions.all_are_possible() {
            decisions.hold_back(before);
        }
        if !self.dry_run {
            carry_out(scope, &organization, decisions.possible).await?;
        }
        Ok(ChangedRoles {
            outcomes: decisions.outcomes,
            before,
            after: decisions.seats,
        })
    }
}

/// What is decided so far.
struct Decisions {
    seats: Seats,
    /// The members as they will be, those that were looked at.
    members: HashMap<UserId, Membership>,
    outcomes: Vec<(RoleWish, Outcome)>,
    possible: Vec<(Membership, RoleWish, Standing)>,
}

impl Decisions {
    fn new(seats: Seats) -> Self {
        Self {
            seats,
            members: HashMap::new(),
            outcomes: Vec::new(),
            possible: Vec::new(),
        }
    }

    fn take(
        &mut self,
        caller: Option<UserId>,
        organization: &Organization,
        wish: RoleWish,
        found: Option<Membership>,
    ) {
        let member = wish.of_whom(caller, organization, found.clone());
        let decided = member.and_then(|member| {
            let to = wish.standing(member.standing, self.seats)?;
            Ok((member, to))
        });
        let outcome = match decided {
            Err(error) => {
                self.members
                    .extend(found.map(|member| (member.user, member)));
                Outcome::Refused(error)
            }
            Ok((member, to)) => {
                let from = member.standing;
                self.seats = self.seats.after(from, to);
                let changed = Membership {
                    standing: to,
                    ..member.clone()
                };
                self.members.insert(member.user, changed);
                self.possible.push((member, wish, to));
                if from == to {
                    Outcome::Unchanged
                } else {
                    Outcome::Changed { from, to }
                }
            }
        };
        self.outcomes.push((wish, outcome));
    }

    /// Makes none of them.
    fn hold_back(&mut self, before: Seats) {
        self.seats = before;
        self.possible.clear();
        for (_, outcome) in &mut self.outcomes {
            if matches!(outcome, Outcome::Changed { .. }) {
                *outcome = Outcome::HeldBack;
            }
        }
    }

    fn all_are_possible(&self) -> bool {
        self.possible.len() == self.outcomes.len()
    }
}

/// Makes the changes, in the order of the accounts, so that two that meet in another organization do not lock each
/// other out.
async fn carry_out(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    mut changes: Vec<(Membership, RoleWish, Standing)>,
) -> Result<(), StoreError> {
    changes.sort_by_key(|(member, ..)| member.user);
    for (member, wish, to) in changes {
        apply(scope, organization, member, wish, to).await?;
    }
    Ok(())
}
