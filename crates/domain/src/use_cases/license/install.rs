//! Installing a licence.

use std::fmt;

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::OrganizationId;
use crate::model::license::{
    InstalledLicense, License, LicenseChange, SignedLicense, UntrustedLicense, seats_under,
};
use crate::model::organization::Organization;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::seats::SeatLimit;
use crate::ports::{Locked, StoreError};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Puts a licence in force in an organization, in place of the one before.
#[derive(Debug)]
pub struct InstallLicense {
    /// The organization.
    pub organization: OrganizationId,
    /// The text, as the vendor handed it over.
    pub text: String,
    /// Whether it is only shown what would change.
    pub manner: InstallManner,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallManner {
    /// Only say what would change.
    Preview,
    /// Install it unless something has to be confirmed first.
    Unconfirmed,
    /// Install it: what there is to confirm was confirmed.
    Confirmed,
}

/// Why the licence before stays in force.
#[derive(Debug, thiserror::Error)]
pub enum InstallLicenseError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The text is no licence that is trusted here.
    #[error("the licence was refused: {0}")]
    Untrusted(#[from] UntrustedLicense),
    /// It is for another organization.
    #[error(transparent)]
    NotYours(#[from] LicenseNotYours),
    /// It would stop growth, and nobody has confirmed that.
    #[error("the licence was not installed: {}; confirm it to install it all the same", Concerns(.0))]
    NeedsConfirmation(Box<LicenseChange>),
}

struct Concerns<'a>(&'a LicenseChange);

impl fmt::Display for Concerns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let concerns = self.0.concerns();
        let concerns: Vec<_> = concerns.iter().map(ToString::to_string).collect();
        f.write_str(&concerns.join("; "))
    }
}

/// A licence is for another organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LicenseNotYours {
    /// The vendor issued it for that one alone.
    #[error(
        "the licence was issued for organization {0}; ask the vendor for one for this organization"
    )]
    Bound(OrganizationId),
    /// It is in force there.
    #[error(
        "the licence is in force in another organization of this server, and counts for one only"
    )]
    InForceElsewhere,
}

impl Refusal for LicenseNotYours {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
    fn code(&self) -> &'static str {
        "license_not_yours"
    }
    fn fields(&self) -> Vec<FieldError> {
        vec![FieldError::new("license", self.to_string())]
    }
}

impl From<StoreError> for InstallLicenseError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for InstallLicenseError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::Untrusted(error) => error.kind(),
            Self::NotYours(error) => error.kind(),
            Self::NeedsConfirmation(_) => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::Untrusted(error) => error.code(),
            Self::NotYours(error) => error.code(),
            Self::NeedsConfirmation(_) => "license_needs_confirmation",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Access(error) => error.fields(),
            Self::Untrusted(error) => error.fields(),
            Self::NotYours(error) => error.fields(),
            Self::NeedsConfirmation(_) => vec![FieldError::new("confirm", self.to_string())],
        }
    }
}

#[async_trait]
impl UseCase for InstallLicense {
    type Output = LicenseChange;
    type Error = InstallLicenseError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<LicenseChange, InstallLicenseError> {
        let organization = scope.lock(self.organization, Action::ManageLicense).await?;
        let license = scope.tools.licenses.verify(&self.text)?;
        let signed = SignedLicense {
            license,
            text: self.text.clone(),
        };
        belongs(scope, &organization, &signed.license).await??;
        let change = change(scope, &organization, &signed.license).await?;
        match self.manner {
            InstallManner::Preview => {}
            InstallManner::Unconfirmed if !change.concerns().is_empty() => {
                return Err(InstallLicenseError::NeedsConfirmation(Box::new(change)));
            }
            InstallManner::Unconfirmed | InstallManner::Confirmed => {
                put(scope, &organization, signed, &change).await?;
            }
        }
        Ok(change)
    }
}

/// Whether the licence can be this organization's.
pub(super) async fn belongs(
    scope: &mut Scope<'_>,
    organization: &Organization,
    license: &License,
) -> Result<Result<(), LicenseNotYours>, StoreError> {
    if let Some(bound) = license.organization.filter(|id| *id != organization.id) {
        return Ok(Err(LicenseNotYours::Bound(bound)));
    }
    let holder = scope.licenses().find_organization(&license.id).await?;
    Ok(match holder {
        Some(holder) if holder != organization.id => Err(LicenseNotYours::InForceElsewhere),
        _ => Ok(()),
    })
}

/// What the licence would change.
pub(super) async fn change(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    license: &License,
) -> Result<LicenseChange, StoreError> {
    let now = scope.now();
    let old = scope.licenses().find(organization).await?;
    let before = scope.seats(organization).await?;
    Ok(LicenseChange {
        old: old.map(|old| old.signed.license),
        state: license.state(now),
        before,
        after: seats_under(Some(license), SeatLimit::Unlimited, before.used, now),
        new: license.clone(),
    })
}

/// Puts it in force. One that is in force already stays as it is.
pub(super) async fn put(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    signed: SignedLicense,
    change: &LicenseChange,
) -> Result<(), StoreError> {
    if change.old.as_ref() == Some(&change.new) {
        return Ok(());
    }
    let installed = InstalledLicense {
        signed,
        installed_at: scope.now(),
        installed_by: scope.actor().user(),
        noticed_at: None,
    };
    scope.licenses().put(organization, &installed).await?;
    let mut happening = Happening::in_organization(organization.id, AuditAction::LicenseInstalled)
        .to_value(summary(&change.new));
    if let Some(old) = &change.old {
        happening = happening.from_value(summary(old));
    }
    scope.record(happening).await?;
    scope.keep_seats(organization, Some(change.before)).await
}

/// One line for the activity log.
fn summary(license: &License) -> String {
    let seats = match license.seats {
        SeatLimit::Unlimited => "unlimited seats".to_owned(),
        SeatLimit::Limited(1) => "1 seat".to_owned(),
        SeatLimit::Limited(seats) => format!("{seats} seats"),
    };
    format!("{seats} until {} ({})", license.term.last(), license.id)
}
