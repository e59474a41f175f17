//! Roles on the wire.

use muster_domain::model::membership::MemberRole;
use poem_openapi::Enum;

/// A member's role: Owner, Administrator, Manager, Reviewer, Annotator, Pending (`NO`) or Deactivated (`DI`).
#[derive(Clone, Copy, Debug, Enum)]
#[oai(remote = "MemberRole")]
pub(crate) enum Role {
    #[oai(rename = "OW")]
    Owner,
    #[oai(rename = "AD")]
    Administrator,
    #[oai(rename = "MA")]
    Manager,
    #[oai(rename = "RE")]
    Reviewer,
    #[oai(rename = "AN")]
    Annotator,
    #[oai(rename = "NO")]
    Pending,
    #[oai(rename = "DI")]
    Deactivated,
}
