//! `Licenses`, and how they are read.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{InstalledLicense, License, LicenseId, SignedLicense, Term};
use muster_domain::model::organization::Organization;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::text::LicenseHolder;
use muster_domain::model::time::{Day, Duration, Timestamp};
use muster_domain::ports::StoreError;

use crate::World;
use crate::expect::{assert_refused, assert_same};
use crate::fixtures::{at, lock};

/// Quotes, text from right to left, and what databases stumble over.
const ODD: &str = "O'Brien & \"Söhne\" \\ % שלום 🦀";

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A licence with every field filled in.
fn full(id: &str, last: &str) -> InstalledLicense {
    let license = License {
        id: LicenseId::parse(id).expect("a licence id"),
        holder: LicenseHolder::parse(ODD).expect("a name"),
        seats: SeatLimit::Limited(u32::MAX),
        term: Term::new(Some(day("1970-01-01")), day(last)).expect("a term"),
        organization: Some(OrganizationId::new(7)),
        issued_at: at(1),
    };
    InstalledLicense {
        signed: SignedLicense {
            license,
            text: format!("-----BEGIN-----\r\n{ODD}\n-----END-----\n"),
        },
        installed_at: at(2),
        installed_by: None,
        noticed_at: Some(at(3)),
    }
}

/// One with every field empty that may be.
fn bare(id: &str, last: &str) -> InstalledLicense {
    let mut installed = full(id, last);
    installed.signed.license.seats = SeatLimit::Unlimited;
    installed.signed.license.term = Term::new(None, day(last)).expect("a term");
    installed.signed.license.organization = None;
    installed.noticed_at = None;
    installed
}

async fn try_put(
    world: &World<'_>,
    organization: &Organization,
    license: &InstalledLicense,
) -> Result<(), StoreError> {
    let mut unit = world.begin().await;
    let organization = lock(&mut *unit, organization.id).await;
    unit.licenses().put(&organization, license).await?;
    unit.commit().await
}

async fn put(world: &World<'_>, organization: &Organization, license: &InstalledLicense) {
    try_put(world, organization, license)
        .await
        .expect("it is stored");
}

async fn find(world: &World<'_>, organization: &Organization) -> Option<InstalledLicense> {
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let found = unit.licenses().find(&locked).await.expect("it is read");
    drop(unit);
    let directory = &world.handle.directory;
    let read = directory.find_license(organization.id).await;
    assert_eq!(read.expect("it is read"), found);
    let overview = directory.find_overview(organization.id, at(0)).await;
    let overview = overview.expect("it is read").expect("it is there");
    assert_eq!(overview.license, found);
    found
}

async fn unnoticed(world: &World<'_>, now: Timestamp) -> Vec<OrganizationId> {
    let mut unit = world.begin().await;
    let due = unit.licenses().list_unnoticed(now).await;
    due.expect("they are read")
}

pub async fn every_field_is_kept(world: &World<'_>) {
    let organization = world.organization().await;
    assert_eq!(find(world, &organization).await, None);
    let by = InstalledLicense {
        installed_by: Some(organization.owner),
        ..full("by", "9999-12-31")
    };
    for meant in [full("full", "2026-06-30"), bare("bare", "1970-01-01"), by] {
        put(world, &organization, &meant).await;
        let found = find(world, &organization).await.expect("it is there");
        assert_same(&found, &meant);
    }
}

pub async fn one_is_known_by_its_id_until_it_is_replaced(world: &World<'_>) {
    let (ours, theirs) = (world.organization().await, world.organization().await);
    put(world, &ours, &full("ours", "2026-06-30")).await;
    put(world, &theirs, &full("theirs", "2026-06-30")).await;
    let holder = async |id: &str| {
        let mut unit = world.begin().await;
        let id = LicenseId::parse(id).expect("a licence id");
        let found = unit.licenses().find_organization(&id).await;
        found.expect("it is read")
    };
    assert_eq!(holder("ours").await, Some(ours.id));
    assert_eq!(holder("theirs").await, Some(theirs.id));
    assert_eq!(holder("OURS").await, None);
    put(world, &ours, &full("next", "2027-06-30")).await;
    assert_eq!(holder("ours").await, None);
    put(world, &theirs, &full("ours", "2026-06-30")).await;
    assert_eq!(holder("ours").await, Some(theirs.id));
}

pub async fn one_is_in_force_in_one_organization(world: &World<'_>) {
    let (ours, theirs) = (world.organization().await, world.organization().await);
    let license = full("one", "2026-06-30");
    put(world, &ours, &license).await;
    put(world, &theirs, &bare("two", "2026-06-30")).await;
    assert_refused(try_put(world, &theirs, &license).await);
    let theirs = find(world, &theirs).await.expect("it is there");
    assert_eq!(theirs.signed.license.id.as_str(), "two");
    put(world, &ours, &license).await;
}

pub async fn those_whose_notice_is_due_come_first_ending_first(world: &World<'_>) {
    let organizations = [
        world.organization().await,
        world.organization().await,
        world.organization().await,
        world.organization().await,
    ];
    let [later, sooner, told, _none] = &organizations;
    put(world, later, &bare("later", "2026-07-02")).await;
    put(world, sooner, &bare("sooner", "2026-07-01")).await;
    put(world, told, &full("told", "2026-06-30")).await;
    let due = bare("x", "2026-07-02").signed.license.notice_from();
    assert_eq!(unnoticed(world, due).await, [sooner.id, later.id]);
    let before = due - Duration::microseconds(1);
    assert_eq!(unnoticed(world, before).await, [sooner.id]);
    put(
        world,
        sooner,
        &InstalledLicense {
            noticed_at: Some(at(9)),
            ..bare("sooner", "2026-07-01")
        },
    )
    .await;
    assert_eq!(unnoticed(world, due).await, [later.id]);
}
