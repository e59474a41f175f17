//! Cryptography behind the domain's ports: Argon2id, OS randomness, sealing and signing under the server key,
//! licences that vendors sign, and the system clock.
//!
//! **Invariant**: randomness comes from the operating system, and nothing here writes a secret down or logs one.

mod argon2_hasher;
mod jwt_token_signer;
mod license;
mod os_random;
mod os_token_mint;
mod sealer;
mod server_key;
mod system_clock;

pub use argon2_hasher::Argon2Hasher;
pub use jwt_token_signer::JwtTokenSigner;
pub use license::{
    Ed25519LicenseVerifier, LicenseKeyError, VendorKey, VendorPublicKey, new_license_id,
};
pub use os_token_mint::OsTokenMint;
pub use sealer::AeadSealer;
pub use server_key::{KeyMatch, ServerKey, ServerKeyError};
pub use system_clock::SystemClock;
