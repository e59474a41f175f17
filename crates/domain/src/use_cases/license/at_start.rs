//! The licence that the operator hands over when the server starts.

use async_trait::async_trait;

use super::install::{belongs, change, put};
use crate::model::id::OrganizationId;
use crate::model::license::{LicenseChange, SignedLicense};
use crate::model::organization::Organization;
use crate::model::page::PageRequest;
use crate::ports::{Directory, Locked, StoreError};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Installs the licence of the settings, unless it is older than the one in force or has to be confirmed. The server's
/// alone.
#[derive(Debug)]
pub struct InstallAtStart {
    signed: SignedLicense,
    whose: Whose,
}

#[derive(Debug)]
enum Whose {
    One(OrganizationId),
    /// None is there yet.
    Nobodys,
    /// There are several, and the licence names none.
    Unclear,
}

/// What came of the licence that the operator handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LicenseAtStart {
    /// It is in force from now on.
    Installed(OrganizationId),
    /// It was in force before.
    InForce(OrganizationId),
    /// The licence in force was issued later, and stays.
    Older,
    /// It is only installed by hand, with confirmation.
    NeedsConfirmation(Box<LicenseChange>),
    /// Its organization is not there yet. It will be in force there from the founding on.
    NoOrganization,
    /// There are several organizations, and it names none. It is only installed by hand.
    SeveralOrganizations,
}

impl InstallAtStart {
    /// Finds out whose the licence is: the organization's that it names, else the only one's.
    pub async fn prepare(
        signed: SignedLicense,
        directory: &dyn Directory,
    ) -> Result<Self, StoreError> {
        let whose = match signed.license.organization {
            Some(id) if directory.find_organization(id).await?.is_some() => Whose::One(id),
            Some(_) => Whose::Nobodys,
            None => {
                let two = PageRequest { page: 1, size: 2 };
                let found = directory.list_organizations(two).await?.items;
                match found.as_slice() {
                    [] => Whose::Nobodys,
                    [(organization, _)] => Whose::One(organization.id),
                    _ => Whose::Unclear,
                }
            }
        };
        Ok(Self { signed, whose })
    }
}

#[async_trait]
impl UseCase for InstallAtStart {
    type Output = LicenseAtStart;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<LicenseAtStart, AccessError> {
        scope.for_the_operator()?;
        let id = &self.signed.license.id;
        if let Some(holder) = scope.licenses().find_organization(id).await? {
            return Ok(LicenseAtStart::InForce(holder));
        }
        let organization = match self.whose {
            Whose::Nobodys => return Ok(LicenseAtStart::NoOrganization),
            Whose::Unclear => return Ok(LicenseAtStart::SeveralOrganizations),
            Whose::One(id) => scope.organizations().lock(id).await?,
        };
        match organization {
            Some(organization) => Ok(install(scope, &organization, self.signed.clone()).await?),
            None => Ok(LicenseAtStart::NoOrganization),
        }
    }
}

async fn install(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    signed: SignedLicense,
) -> Result<LicenseAtStart, StoreError> {
    let change = change(scope, organization, &signed.license).await?;
    let issued_at = signed.license.issued_at;
    if change
        .old
        .as_ref()
        .is_some_and(|old| old.issued_at >= issued_at)
    {
        return Ok(LicenseAtStart::Older);
    }
    if !change.concerns().is_empty() {
        return Ok(LicenseAtStart::NeedsConfirmation(Box::new(change)));
    }
    put(scope, organization, signed, &change).await?;
    Ok(LicenseAtStart::Installed(organization.id))
}

/// Puts the licence of the settings in force in an organization that was just founded, if it can be this one's and
/// there is nothing to confirm.
pub(in crate::use_cases) async fn install_at_founding(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
) -> Result<(), StoreError> {
    let Some(signed) = scope.settings().license.clone() else {
        return Ok(());
    };
    if belongs(scope, organization, &signed.license).await?.is_ok() {
        install(scope, organization, signed).await?;
    }
    Ok(())
}
