//! What the domain asks of the world. Traits only, and the few types that belong to one of them.
//!
//! Each sentence with MUST is a promise that `muster-contract` tests on every store.

mod api_tokens;
mod audit_log;
mod clock;
mod directory;
mod examination;
mod invitations;
mod invite_links;
mod license_verifier;
mod licenses;
mod links;
mod mailer;
mod memberships;
mod organizations;
mod outbox;
mod password_hasher;
mod password_resets;
mod sealer;
mod seat_history;
mod sessions;
mod store;
mod token_mint;
mod token_signer;
mod tools;
mod users;

pub use api_tokens::ApiTokens;
pub use audit_log::AuditLog;
pub use clock::Clock;
pub use directory::{
    Account, Addressed, AuditEntry, AuditQuery, Bearer, Belonging, Credential, Directory,
    FoundInvitation, FoundMembership, InvitationEntry, InvitationQuery, MemberEntry, MemberOrder,
    MemberQuery, MemberSort, Overview, Presence,
};
pub use examination::Examination;
pub use invitations::Invitations;
pub use invite_links::InviteLinks;
pub use license_verifier::{LicenseVerifier, NoVendors};
pub use licenses::Licenses;
pub use links::Links;
pub use mailer::{MailSecret, Mailer, OutgoingMail};
pub use memberships::Memberships;
pub use organizations::Organizations;
pub use outbox::Outbox;
pub use password_hasher::{HasherError, PasswordHasher};
pub use password_resets::PasswordResets;
pub use sealer::{Purpose, Sealer};
pub use seat_history::SeatHistory;
pub use sessions::Sessions;
pub use store::{Locked, Store, StoreError, UnitOfWork};
pub use token_mint::TokenMint;
pub use token_signer::TokenSigner;
pub use tools::Tools;
pub use users::Users;

#[cfg(feature = "mock")]
pub use license_verifier::MockLicenseVerifier;
#[cfg(feature = "mock")]
pub use mailer::MockMailer;
#[cfg(feature = "mock")]
pub use password_hasher::MockPasswordHasher;
#[cfg(feature = "mock")]
pub use store::MockStore;
