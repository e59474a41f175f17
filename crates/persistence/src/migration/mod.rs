//! The schema, as a sequence of changes. A file here is never edited after it was released: the next
//! change is the next file.
//!
//! Identifiers are integers that are never given twice. Points in time are microseconds since 1970.
//! There is no way back down: an older server runs beside the newer schema, or a backup is restored.

mod m0001_users;
mod m0002_organizations;
mod m0003_active_organization;
mod m0004_invite_links;
mod m0005_memberships;
mod m0006_sessions;
mod m0007_legacy_tokens;
mod m0008_password_resets;
mod m0009_audit_events;
mod m0010_server_settings;
mod m0011_invitations;
mod m0012_invitation_links;
mod m0013_mails;
mod m0014_memberships_by_invitation;
mod m0015_audit_addresses;
mod m0016_personal_tokens;
mod m0017_organization_tokens;
mod m0018_hotkeys;
mod m0019_audit_events_by_time;
mod m0020_audit_events_of_subject;
mod m0021_licenses;
mod m0022_seat_days;

use std::collections::HashSet;

use muster_domain::ports::StoreError;
use sea_orm::ConnectionTrait as _;
use sea_orm_migration::prelude::*;
use sea_orm_migration::seaql_migrations;

use crate::error::store_error;
use crate::reader::Reader;
use crate::row;

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_users::Migration),
            Box::new(m0002_organizations::Migration),
            Box::new(m0003_active_organization::Migration),
            Box::new(m0004_invite_links::Migration),
            Box::new(m0005_memberships::Migration),
            Box::new(m0006_sessions::Migration),
            Box::new(m0007_legacy_tokens::Migration),
            Box::new(m0008_password_resets::Migration),
            Box::new(m0009_audit_events::Migration),
            Box::new(m0010_server_settings::Migration),
            Box::new(m0011_invitations::Migration),
            Box::new(m0012_invitation_links::Migration),
            Box::new(m0013_mails::Migration),
            Box::new(m0014_memberships_by_invitation::Migration),
            Box::new(m0015_audit_addresses::Migration),
            Box::new(m0016_personal_tokens::Migration),
            Box::new(m0017_organization_tokens::Migration),
            Box::new(m0018_hotkeys::Migration),
            Box::new(m0019_audit_events_by_time::Migration),
            Box::new(m0020_audit_events_of_subject::Migration),
            Box::new(m0021_licenses::Migration),
            Box::new(m0022_seat_days::Migration),
        ]
    }
}

/// The names of the changes that were not applied yet, in their order. It only reads. Changes that
/// only a newer server knows are passed over.
pub(crate) async fn pending(db: &Reader) -> Result<Vec<String>, StoreError> {
    let known = Migrator::migrations()
        .into_iter()
        .map(|migration| migration.name().to_owned());
    let has_table = db.has_table("seaql_migrations").await;
    if !has_table.map_err(store_error)? {
        return Ok(known.collect());
    }
    let query = Query::select()
        .column(seaql_migrations::Column::Version)
        .from(seaql_migrations::Entity)
        .take();
    let rows = db.query_all(&query).await.map_err(store_error)?;
    let applied = rows
        .iter()
        .map(|found| row::computed(found, "version"))
        .collect::<Result<HashSet<String>, _>>()?;
    Ok(known.filter(|name| !applied.contains(name)).collect())
}
