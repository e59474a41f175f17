//! A vendor whom the server trusts.

use std::sync::LazyLock;

use muster_crypto::{Ed25519LicenseVerifier, VendorKey};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{License, LicenseId, Term};
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::text::LicenseHolder;
use muster_domain::model::time::{Day, Timestamp};

static VENDOR: LazyLock<VendorKey> = LazyLock::new(VendorKey::generate);

/// Trusts the vendor.
pub(crate) fn verifier() -> Ed25519LicenseVerifier {
    Ed25519LicenseVerifier::new(&[VENDOR.public_key()])
}

/// A licence that the vendor issued, good from ever on.
pub(crate) fn license(id: &str, seats: u32, last: &str) -> String {
    issue(id, seats, None, last, None)
}

/// A licence that the vendor issued.
pub(crate) fn issue(
    id: &str,
    seats: u32,
    first: Option<&str>,
    last: &str,
    organization: Option<i64>,
) -> String {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    VENDOR.issue(&License {
        id: LicenseId::parse(id).expect("an id"),
        holder: LicenseHolder::parse("Acme").expect("a name"),
        seats: SeatLimit::Limited(seats),
        term: Term::new(first.map(day), day(last)).expect("a term"),
        organization: organization.map(OrganizationId::new),
        issued_at: Timestamp::UNIX_EPOCH,
    })
}
