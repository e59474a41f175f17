//! Each row that breaks a rule is named, and nothing is changed by looking.

use muster_domain::model::examination::{Fault, Finding};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{
    InstalledLicense, License, LicenseId, SignedLicense, Term, UntrustedLicense,
};
use muster_domain::model::membership::{Role, Standing};
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::seats::{SeatLimit, Seats};
use muster_domain::model::text::LicenseHolder;
use muster_domain::ports::{LicenseVerifier, NoVendors};
use muster_domain::use_cases::{Diagnosis, examine};

use crate::world::{NOW, World, begin, found, invite, join};

/// Trusts every text, which is the id of a licence.
struct Trusting;

impl LicenseVerifier for Trusting {
    fn verify(&self, text: &str) -> Result<License, UntrustedLicense> {
        if text.starts_with('-') {
            return Err(UntrustedLicense::Signature);
        }
        Ok(license(text))
    }
}

fn license(id: &str) -> License {
    License {
        id: LicenseId::parse(id).expect("an id"),
        holder: LicenseHolder::parse("Acme").expect("a name"),
        seats: SeatLimit::Limited(3),
        term: Term::new(None, "2030-12-31".parse().expect("a day")).expect("a term"),
        organization: None,
        issued_at: NOW,
    }
}

/// An organization of its Owner, Ann, and Bob, who is deactivated; with a licence, an invitation and a history.
async fn world() -> World {
    let world = World::migrated().await;
    let store = world.open().await;
    let (id, _) = found(&store, "olga").await;
    let active = Standing::Active(Role::Annotator);
    let joined = join(&store, id, &["ann".to_owned()], active).await;
    joined.expect("joined");
    let deactivated = Standing::Deactivated { before: None };
    let joined = join(&store, id, &["bob".to_owned()], deactivated).await;
    joined.expect("joined");
    invite(&store, id, "carl").await;
    let mut unit = begin(&store).await;
    let locked = unit.organizations().lock(id).await.expect("read");
    let locked = locked.expect("it is there");
    let installed = InstalledLicense {
        signed: SignedLicense {
            license: license("l-1"),
            text: "l-1".to_owned(),
        },
        installed_at: NOW,
        installed_by: None,
        noticed_at: None,
    };
    let put = unit.licenses().put(&locked, &installed).await;
    put.expect("in force");
    let seats = Seats::open(SeatLimit::Limited(3), 2);
    let today = SeatDay::after(None, NOW.date_naive(), seats);
    let put = unit.seat_history().put(&locked, today).await;
    put.expect("kept");
    unit.commit().await.expect("committed");
    store.close().await.expect("closed");
    world
}

async fn diagnosis(world: &World, licenses: &dyn LicenseVerifier) -> Diagnosis {
    let store = world.open().await;
    let found = examine(&store, licenses, SeatLimit::Unlimited, NOW).await;
    store.close().await.expect("closed");
    found.expect("it is examined")
}

/// What is found after some damage was done.
async fn after(sql: &str) -> Vec<Finding> {
    let world = world().await;
    world.vandalize(sql).await;
    diagnosis(&world, &Trusting).await.findings
}

fn finding(table: &'static str, row: i64, fault: Fault) -> Finding {
    Finding { table, row, fault }
}

#[tokio::test]
async fn k27_a_sound_database_has_no_findings_and_the_seats_that_everybody_sees() {
    let world = world().await;
    let before = std::fs::read(world.file()).expect("read");
    let diagnosis = diagnosis(&world, &Trusting).await;
    assert_eq!(diagnosis.findings, []);
    let seats = Seats::open(SeatLimit::Limited(3), 2);
    assert_eq!(diagnosis.seats, [(OrganizationId::new(1), seats)]);
    let after = std::fs::read(world.file()).expect("read");
    assert!(before == after, "looking changed the file");
}

#[tokio::test]
async fn an_owner_without_membership_or_role_is_named() {
    let removed = after("UPDATE memberships SET removed_at = 0, holds_seat = 0 WHERE user_id = 1");
    let removed = removed.await;
    assert_eq!(
        removed[0],
        finding("organizations", 1, Fault::OwnerIsNoMember)
    );
    let pending = after("UPDATE memberships SET role = 'AN' WHERE user_id = 1").await;
    assert_eq!(
        pending,
        [finding("organizations", 1, Fault::OwnerIsNotActive)]
    );
    let nobody = after("UPDATE organizations SET owner_id = 99").await;
    assert_eq!(
        nobody,
        [finding("organizations", 1, Fault::OwnerIsNoMember)]
    );
}

#[tokio::test]
async fn seats_that_are_counted_otherwise_than_they_are_held_are_named() {
    let differ = |checked, shown, recorded| {
        let fault = Fault::SeatsDiffer {
            checked,
            shown,
            recorded: Some(recorded),
        };
        finding("organizations", 1, fault)
    };
    let marked = after("UPDATE memberships SET holds_seat = 1 WHERE user_id = 3").await;
    let mark = finding("memberships", 3, Fault::SeatMark(true));
    assert_eq!(marked, [differ(3, 3, 2), mark]);
    let removed = after("UPDATE memberships SET removed_at = 1 WHERE user_id = 2").await;
    let mark = finding("memberships", 2, Fault::SeatMark(true));
    assert_eq!(removed, [differ(2, 1, 2), mark]);
    let history = after("UPDATE seat_days SET used = 7, peak = 7").await;
    assert_eq!(history, [differ(2, 2, 7)]);
}

#[tokio::test]
async fn what_there_may_be_one_of_is_named_where_there_are_two() {
    let copy = |table: &str, columns: &str| {
        format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} LIMIT 1")
    };
    let member = "organization_id, user_id, standing, role, holds_seat, joined_by, created_at";
    let members = format!(
        "DROP INDEX memberships_live; {}",
        copy("memberships", member)
    );
    let found = after(&members).await;
    assert!(
        found.contains(&finding("memberships", 4, Fault::SecondMembership)),
        "{found:?}"
    );
    let invitation =
        "organization_id, email, email_canonical, name, role, digest, created_at, expires_at";
    let indexes = "DROP INDEX invitations_open;";
    let found = after(&format!("{indexes} {}", copy("invitations", invitation))).await;
    assert_eq!(found, [finding("invitations", 2, Fault::SecondInvitation)]);
    // A copy of the table has no constraints.
    let twice = "CREATE TABLE copied AS SELECT * FROM licenses; DROP TABLE licenses; \
                 ALTER TABLE copied RENAME TO licenses; \
                 INSERT INTO licenses SELECT 2, 2, license_id, signed_text, holder, seats, not_before, last_day, \
                 bound_to, issued_at, notice_from, installed_at, installed_by, noticed_at FROM licenses";
    let found = after(twice).await;
    assert_eq!(found, [finding("licenses", 2, Fault::SecondLicense)]);
}

#[tokio::test]
async fn a_licence_that_its_text_does_not_bear_out_is_named() {
    let more = after("UPDATE licenses SET seats = 100").await;
    assert_eq!(more, [finding("organizations", 1, Fault::LicenseDiffers)]);
    let forged = after("UPDATE licenses SET signed_text = '-'").await;
    let untrusted = Fault::LicenseUntrusted(UntrustedLicense::Signature);
    assert_eq!(forged, [finding("organizations", 1, untrusted)]);
    let unknown = diagnosis(&world().await, &NoVendors).await.findings;
    assert!(
        matches!(&*unknown, [only] if only.fault.is_note()),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn more_seats_than_there_are_is_no_fault() {
    let found =
        after("UPDATE licenses SET seats = 1, signed_text = 'l-1'; UPDATE licenses SET seats = 1")
            .await;
    assert!(found.contains(&finding("organizations", 1, Fault::OverSeats(1))));
    assert!(Fault::OverSeats(1).is_note());
}

#[tokio::test]
async fn an_active_organization_that_is_not_there_is_named() {
    let found = after("UPDATE users SET active_organization_id = 9 WHERE id = 2").await;
    let missing = Fault::NoSuchActiveOrganization(OrganizationId::new(9));
    assert_eq!(found, [finding("users", 2, missing)]);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_named_in_each_table_and_the_others_are_read() {
    for (table, column) in [
        ("users", "date_joined"),
        ("organizations", "default_role"),
        ("memberships", "standing"),
        ("invitations", "expires_at"),
        ("licenses", "last_day"),
        ("seat_days", "used"),
        ("legacy_tokens", "digest"),
        ("mails", "letter"),
    ] {
        let world = world().await;
        let odd = format!("UPDATE {table} SET {column} = 'odd' WHERE rowid = 1");
        world.vandalize(&odd).await;
        let found = diagnosis(&world, &Trusting).await.findings;
        let named = found.iter().any(|found| {
            let reason =
                matches!(&found.fault, Fault::Unreadable(reason) if reason.contains(column));
            found.table == table && found.row == 1 && reason
        });
        assert!(named, "{table}: {found:?}");
    }
}

#[tokio::test]
async fn more_rows_than_a_page_are_all_looked_at() {
    let world = World::migrated().await;
    let store = world.open().await;
    let (id, _) = found(&store, "olga").await;
    let crowd: Vec<_> = (0..1_001).map(|number| format!("p{number}")).collect();
    let joined = join(&store, id, &crowd, Standing::Pending { promise: None }).await;
    joined.expect("joined");
    world
        .vandalize("UPDATE memberships SET holds_seat = 1 WHERE id IN (500, 501, 1000, 1002)")
        .await;
    let found = diagnosis(&world, &NoVendors).await.findings;
    let rows: Vec<_> = found.iter().map(|found| (found.table, found.row)).collect();
    let marks = [500, 501, 1_000, 1_002].map(|row| ("memberships", row));
    assert_eq!(rows, marks);
}
