//! What must be true of everything that is stored, and the names of what is not.

use super::id::OrganizationId;
use super::license::{InstalledLicense, License, UntrustedLicense, seats_under};
use super::membership::{Membership, Role, Standing};
use super::organization::Organization;
use super::seat_history::SeatDay;
use super::seats::{SeatLimit, Seats, holds_seat};
use super::time::Timestamp;

/// A row that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its table.
    pub table: &'static str,
    /// Its key.
    pub row: i64,
    /// The rule.
    pub fault: Fault,
}

/// How a row breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is no value of the domain. The reason never tells the value.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// A membership is counted as one with a seat and has none, or the other way round.
    #[error("it is stored as a membership {} a seat, and is none", if *.0 { "with" } else { "without" })]
    SeatMark(bool),
    /// A person is a member of an organization twice.
    #[error("the same person has another membership in the same organization that was not removed")]
    SecondMembership,
    /// An address has two open invitations to an organization.
    #[error("the same address has another open invitation to the same organization")]
    SecondInvitation,
    /// A licence is in force twice.
    #[error("the same licence is in force in another organization")]
    SecondLicense,
    /// A person is at work in an organization that is not there.
    #[error("the active organization {0} is not there")]
    NoSuchActiveOrganization(OrganizationId),
    /// The Owner is no member.
    #[error("the owner has no membership, or it was removed")]
    OwnerIsNoMember,
    /// The Owner's membership does not store an active Administrator.
    #[error("the owner's membership is not that of an active administrator")]
    OwnerIsNotActive,
    /// The numbers of seats taken differ.
    #[error(
        "{checked} seats are taken when the limit is checked, {shown} as pages and API show, and {} at the end of the \
         history",
        .recorded.map_or("no number stands".to_owned(), |number| number.to_string())
    )]
    SeatsDiffer {
        /// What the check counts.
        checked: u64,
        /// What is shown.
        shown: u64,
        /// What the seat history ends with.
        recorded: Option<u64>,
    },
    /// The licence's text is not what a trusted vendor signed.
    #[error("the text of the licence in force does not verify: {0}")]
    LicenseUntrusted(UntrustedLicense),
    /// What is stored of the licence is not what its text says.
    #[error("what is stored of the licence in force is not what its text says")]
    LicenseDiffers,
    /// More seats are taken than there are. No rule is broken.
    #[error("{0} more seats are taken than there are; nobody can be given one")]
    OverSeats(u64),
}

impl Fault {
    /// The stable word for it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::SeatMark(_) => "seat_mark",
            Self::SecondMembership => "second_membership",
            Self::SecondInvitation => "second_invitation",
            Self::SecondLicense => "second_license",
            Self::NoSuchActiveOrganization(_) => "no_such_active_organization",
            Self::OwnerIsNoMember => "owner_is_no_member",
            Self::OwnerIsNotActive => "owner_is_not_active",
            Self::SeatsDiffer { .. } => "seats_differ",
            Self::LicenseUntrusted(_) => "license_untrusted",
            Self::LicenseDiffers => "license_differs",
            Self::OverSeats(_) => "over_seats",
        }
    }

    /// Whether it only wants to be known: nothing is wrong with the row. Without a vendor's key nothing can be said of
    /// a licence.
    pub const fn is_note(&self) -> bool {
        matches!(
            self,
            Self::OverSeats(_) | Self::LicenseUntrusted(UntrustedLicense::NoKeys)
        )
    }
}

/// Whether a membership is stored as one that takes a seat, where that differs from what it is.
pub fn seat_mark(membership: &Membership, marked: bool) -> Option<Fault> {
    let holds = membership.removed_at.is_none() && holds_seat(membership.standing);
    (marked != holds).then_some(Fault::SeatMark(marked))
}

/// What is stored of one organization, as of one moment, as far as the parts have to agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// The organization.
    pub organization: Organization,
    /// The Owner's membership, unless it was removed.
    pub owner: Option<Membership>,
    /// How many seats the check counts.
    pub checked: u64,
    /// How many seats are shown.
    pub shown: u64,
    /// The last record of the seat history.
    pub last_day: Option<SeatDay>,
    /// The licence in force.
    pub license: Option<InstalledLicense>,
}

impl Vitals {
    /// The seats that everybody is shown.
    pub fn seats(&self, unlicensed: SeatLimit, now: Timestamp) -> Seats {
        let license = self.license.as_ref();
        let license = license.map(|installed| &installed.signed.license);
        seats_under(license, unlicensed, self.shown, now)
    }

    /// What does not agree. `verify` reads the text of a licence.
    pub fn findings(
        &self,
        seats: Seats,
        verify: impl Fn(&str) -> Result<License, UntrustedLicense>,
    ) -> Vec<Finding> {
        let license = self.license.as_ref().map(|installed| &installed.signed);
        let license = license.and_then(|signed| match verify(&signed.text) {
            Err(untrusted) => Some(Fault::LicenseUntrusted(untrusted)),
            Ok(license) if license != signed.license => Some(Fault::LicenseDiffers),
            Ok(_) => None,
        });
        let over = Some(seats.over()).filter(|over| *over > 0);
        let faults = [self.owner_fault(), self.seats_fault(), license];
        let faults = faults.into_iter().flatten();
        let faults = faults.chain(over.map(Fault::OverSeats));
        let finding = |fault| Finding {
            table: "organizations",
            row: self.organization.id.get(),
            fault,
        };
        faults.map(finding).collect()
    }

    fn owner_fault(&self) -> Option<Fault> {
        match &self.owner {
            None => Some(Fault::OwnerIsNoMember),
            Some(owner) if owner.standing != Standing::Active(Role::Administrator) => {
                Some(Fault::OwnerIsNotActive)
            }
            Some(_) => None,
        }
    }

    fn seats_fault(&self) -> Option<Fault> {
        let recorded = self.last_day.map(|day| day.used);
        let (checked, shown) = (self.checked, self.shown);
        // Where nothing changed since the history is kept, it has no record.
        let differ = checked != shown || recorded.is_some_and(|recorded| recorded != shown);
        differ.then_some(Fault::SeatsDiffer {
            checked,
            shown,
            recorded,
        })
    }
}
