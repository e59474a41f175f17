//! Passwords by Argon2id, off the async threads and at most one for each core.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use muster_domain::model::secret::{Password, PasswordHash};
use muster_domain::ports::{HasherError, PasswordHasher};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::os_random;

/// How long somebody waits for a turn before he is told to come back later.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most memory, in KiB, and the most passes that a stored hash may ask for. More is damage.
const MAX_MEMORY: u32 = 1 << 20;
const MAX_PASSES: u32 = 64;

/// Hashes with Argon2id. Cheap to clone; clones share their turns.
#[derive(Clone)]
pub struct Argon2Hasher {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    patience: Duration,
    /// What a password is compared with where there is no hash, so that this takes as long.
    nobodys: phc::PasswordHash,
}

impl Argon2Hasher {
    /// As OWASP advises: 19 MiB of memory, two passes, one lane.
    pub fn new() -> Self {
        Self::with(19_456, 2)
    }

    /// As cheap as Argon2id can be. For tests: such a hash protects nothing.
    pub fn for_tests() -> Self {
        Self::with(8, 1)
    }

    fn with(memory: u32, passes: u32) -> Self {
        let params = Params::new(memory, passes, 1, None).expect("these parameters are valid");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobodys = argon2
            .hash_password_with_salt(b"nobody's password", &[0; 16])
            .expect("a short password and a salt of 16 bytes can be hashed");
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            argon2,
            turns: Arc::new(Semaphore::new(cores)),
            patience: PATIENCE,
            nobodys,
        }
    }

    /// Waits for a turn and works on a blocking thread. The work keeps its turn when the caller goes away.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(Self) -> T + Send + 'static,
    ) -> Result<T, HasherError> {
        let turn = tokio::time::timeout(self.patience, Arc::clone(&self.turns).acquire_owned());
        let turn = turn
            .await
            .map_err(|_| HasherError)?
            .map_err(|_| HasherError)?;
        let hasher = self.clone();
        let work = move || {
            let done = work(hasher);
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| HasherError)
    }

    /// Whether the password is the one that was hashed. A damaged hash is nobody's.
    fn verify_now(&self, password: &SecretString, hash: Option<&str>) -> bool {
        #[expect(clippy::disallowed_methods, reason = "the hasher reads the password")]
        let password = password.expose_secret().as_bytes();
        let (kept, whose) = self.compared_with(hash);
        // Compared whosever it is, so that nobody's answer does not come sooner.
        let is_the_same = self.argon2.verify_password(password, &kept).is_ok();
        is_the_same && whose == Whose::Somebodys
    }

    /// What a password is compared with. Nobody's costs as much as the hashes that are made now.
    fn compared_with(&self, hash: Option<&str>) -> (phc::PasswordHash, Whose) {
        let kept = hash
            .and_then(|hash| phc::PasswordHash::new(hash).ok())
            .filter(is_affordable);
        match kept {
            Some(kept) => (kept, Whose::Somebodys),
            None => (self.nobodys.clone(), Whose::Nobodys),
        }
    }
}

impl Default for Argon2Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Argon2Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Argon2Hasher")
            .field("params", self.argon2.params())
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HasherError> {
        let password = password.secret().clone();
        let hash = self.in_turn(move |hasher| {
            #[expect(clippy::disallowed_methods, reason = "the hasher reads the password")]
            let password = password.expose_secret().as_bytes();
            let salt = os_random::bytes::<16>();
            hasher
                .argon2
                .hash_password_with_salt(password, &salt)
                .map(|hash| hash.to_string())
        });
        hash.await?.map(PasswordHash::new).map_err(|_| HasherError)
    }

    async fn verify(
        &self,
        password: &SecretString,
        hash: Option<PasswordHash>,
    ) -> Result<bool, HasherError> {
        let password = password.clone();
        let verify = move |hasher: Self| {
            hasher.verify_now(&password, hash.as_ref().map(PasswordHash::as_str))
        };
        self.in_turn(verify).await
    }
}

/// Whose a hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// An account's.
    Somebodys,
    /// That of no account.
    Nobodys,
}

/// Whether verifying this hash costs no more than any release of ours has asked for.
fn is_affordable(hash: &phc::PasswordHash) -> bool {
    Params::try_from(hash).is_ok_and(|params| {
        params.m_cost() <= MAX_MEMORY && params.t_cost() <= MAX_PASSES && params.p_cost() <= 16
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn password(text: &str) -> Password {
        Password::parse(text.into()).expect("long enough")
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash() {
        let hasher = Argon2Hasher::new();
        let hash = hasher.hash(&password("pässword 1")).await.expect("hashed");
        assert!(
            hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            hash.as_str()
        );
        assert!(
            hasher
                .verify(&"pässword 1".into(), Some(hash.clone()))
                .await
                .expect("verified")
        );
        assert!(
            !hasher
                .verify(&"pässword 2".into(), Some(hash.clone()))
                .await
                .expect("verified")
        );
        assert!(
            !hasher
                .verify(&"".into(), Some(hash))
                .await
                .expect("verified")
        );
    }

    #[tokio::test]
    async fn the_same_password_never_hashes_the_same() {
        let hasher = Argon2Hasher::for_tests();
        let one = hasher.hash(&password("password")).await.expect("hashed");
        let other = hasher.hash(&password("password")).await.expect("hashed");
        assert_ne!(one, other);
    }

    #[tokio::test]
    async fn a_hash_of_other_cost_still_verifies() {
        let hash = Argon2Hasher::for_tests()
            .hash(&password("password"))
            .await
            .expect("hashed");
        assert!(
            Argon2Hasher::new()
                .verify(&"password".into(), Some(hash))
                .await
                .expect("verified")
        );
    }

    #[tokio::test]
    async fn without_a_hash_the_answer_is_no_and_costs_as_much() {
        let hasher = Argon2Hasher::new();
        for password in ["nobody's password", "another"] {
            let verified = hasher.verify(&password.into(), None).await;
            assert!(!verified.expect("verified"));
        }
        let hash = hasher.hash(&password("password")).await.expect("hashed");
        let cost = |kept: &phc::PasswordHash| {
            Params::try_from(kept).map(|params| (params.m_cost(), params.t_cost(), params.p_cost()))
        };
        let (somebodys, whose) = hasher.compared_with(Some(hash.as_str()));
        assert_eq!(whose, Whose::Somebodys);
        for missing in [None, Some(""), Some("damaged")] {
            let (nobodys, whose) = hasher.compared_with(missing);
            assert_eq!(whose, Whose::Nobodys);
            assert_eq!(cost(&nobodys), cost(&somebodys));
        }
    }

    #[tokio::test]
    async fn a_damaged_hash_is_nobodys() {
        let hasher = Argon2Hasher::for_tests();
        let whole = hasher.hash(&password("password")).await.expect("hashed");
        for cut in 0..whole.as_str().len() {
            let damaged = PasswordHash::new(whole.as_str()[..cut].to_owned());
            let answer = hasher.verify(&"password".into(), Some(damaged)).await;
            assert!(!answer.expect("verified"), "cut to {cut}");
        }
        let greedy = whole.as_str().replace("m=8,", "m=4294967295,");
        let answer = hasher
            .verify(&"password".into(), Some(PasswordHash::new(greedy)))
            .await;
        assert!(!answer.expect("verified"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn at_most_one_works_for_each_core_and_nobody_waits_for_ever() {
        let mut hasher = Argon2Hasher::for_tests();
        hasher.turns = Arc::new(Semaphore::new(1));
        hasher.patience = Duration::from_millis(20);
        let (release, held) = std::sync::mpsc::channel::<()>();
        let busy = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.in_turn(move |_| held.recv()).await }
        });
        while hasher.turns.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(hasher.hash(&password("password")).await.is_err());
        drop(release);
        busy.await
            .expect("not cancelled")
            .expect("done")
            .expect_err("the sender is gone");
        assert!(hasher.hash(&password("password")).await.is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_password_and_any_stored_text_is_judged(text in any::<String>(), hash in any::<String>()) {
            let hasher = Argon2Hasher::for_tests();
            prop_assert!(!hasher.verify_now(&text.into(), Some(&hash)));
        }

        #[test]
        fn any_long_enough_text_is_a_password(text in "\\PC{8,60}") {
            let hasher = Argon2Hasher::for_tests();
            let hash = hasher.argon2.hash_password_with_salt(text.as_bytes(), &[1; 16]).expect("hashed");
            prop_assert!(hasher.verify_now(&text.clone().into(), Some(&hash.to_string())));
            let other = format!("{text} ");
            prop_assert!(!hasher.verify_now(&other.into(), Some(&hash.to_string())));
        }
    }
}
