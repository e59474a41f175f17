//! How often one may try. What is guessed here is a password or a token, what is flooded is somebody's mailbox.
//!
//! A try takes a drop from each of its buckets, which fill again with time (the generic cell rate algorithm): one of
//! the client's address, one of the account, and one of both together. Where a bucket is empty nothing is taken from
//! the others. The bucket of both is the smallest: so that who mistypes one password is stopped before the address is,
//! which he may share with a whole office. One address fills an account's bucket more slowly than it drains: so that a
//! stranger keeps nobody out of his account from there, and nobody for good.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use muster_domain::model::email::EmailAddress;
use muster_domain::model::time::{Duration, Timestamp};
use poem::Request;
use poem::http::{Method, StatusCode};
use sha2::{Digest as _, Sha256};

use super::fields::{Fields, form_pairs};
use super::identity::Identity;
use super::info::RequestInfo;
use super::limit::body_limit;
use super::problem::Problem;

/// The most buckets that are remembered: some ten megabytes. Beyond that the fullest are forgotten first.
const MOST_BUCKETS: usize = 100_000;

/// A bucket: so many tries at once, and one more each time so many seconds have passed.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    tries: i32,
    seconds: i32,
}

impl Bucket {
    const fn of(tries: i32, seconds: i32) -> Self {
        Self { tries, seconds }
    }

    fn refill(self) -> Duration {
        Duration::seconds(self.seconds.into())
    }
}

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    /// Logging in, or accepting an invitation, which asks for the same password.
    LogIn,
    /// Confirming something with one's password while signed in.
    Confirm,
    /// Signing up.
    SignUp,
    /// Asking for a link to choose a password, or using it.
    PasswordReset,
    /// An access token for a personal access token.
    TokenRefresh,
}

impl Door {
    fn of(method: &Method, path: &str) -> Option<Self> {
        match (method, path) {
            (&Method::POST, "/user/login" | "/user/invitation") => Some(Self::LogIn),
            (&Method::POST, "/user/account/password" | "/organization/settings/owner") => {
                Some(Self::Confirm)
            }
            (&Method::POST, "/user/signup") => Some(Self::SignUp),
            (&Method::POST, "/user/password-reset") => Some(Self::PasswordReset),
            (&Method::POST, "/api/token/refresh") => Some(Self::TokenRefresh),
            _ => None,
        }
    }

    /// Of one client address: as many as the people behind one address, who share it, may get wrong.
    const fn by_client(self) -> Bucket {
        match self {
            Self::LogIn | Self::Confirm | Self::PasswordReset => Bucket::of(20, 60),
            // A whole course that signs up in one room.
            Self::SignUp => Bucket::of(60, 30),
            // Machines, whose tokens are too long to be guessed.
            Self::TokenRefresh => Bucket::of(60, 1),
        }
    }

    /// Of one account, from wherever: more than one address has, and filling faster.
    const fn by_account(self) -> Bucket {
        match self {
            Self::LogIn | Self::Confirm => Bucket::of(30, 30),
            Self::SignUp => Bucket::of(10, 60),
            // The mails themselves are limited where they are written, without a word to strangers.
            Self::PasswordReset => Bucket::of(30, 60),
            Self::TokenRefresh => Bucket::of(30, 10),
        }
    }

    /// Of one account from one client address.
    const fn by_both(self) -> Bucket {
        match self {
            Self::LogIn | Self::Confirm => Bucket::of(10, 60),
            _ => self.by_account(),
        }
    }

    /// Whether a try that succeeds is taken back. It is not where success itself can be too much.
    const fn forgives_success(self) -> bool {
        matches!(self, Self::LogIn | Self::Confirm | Self::TokenRefresh)
    }

    /// The account that is tried, as far as the request names one.
    fn account(self, request: &Request, body: &[u8]) -> Option<String> {
        let sent = request.content_type().unwrap_or_default();
        match self {
            Self::TokenRefresh => Fields::of_body(sent, body).ok()?.text("refresh"),
            Self::Confirm => match request.data::<Identity>()? {
                Identity::Person { actor, .. } => actor.user().map(|user| user.to_string()),
                Identity::Visitor | Identity::Refused(_) => None,
            },
            Self::LogIn | Self::SignUp | Self::PasswordReset => {
                // An invitation names its account, and a reset link its own.
                let query = request.uri().query().unwrap_or_default();
                let token = match self {
                    Self::SignUp => None,
                    _ => value(query.as_bytes(), "token"),
                };
                token.or_else(|| {
                    let email = value(body, "email")?;
                    let parsed = EmailAddress::parse(&email);
                    Some(parsed.map_or(email, |email| email.canonical().to_owned()))
                })
            }
        }
        .filter(|account| !account.is_empty())
    }
}

fn value(pairs: &[u8], name: &str) -> Option<String> {
    form_pairs(pairs)
        .into_iter()
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// What a bucket is found by; the account itself is not kept.
type Key = [u8; 16];

/// Counts the tries of one server.
#[derive(Default)]
pub(super) struct RateLimiter {
    /// When each bucket that is not full will be.
    full_at: Mutex<HashMap<Key, Timestamp>>,
}

/// A try that was let pass.
pub(super) struct Try {
    door: Door,
    taken: Vec<(Key, Bucket)>,
}

impl RateLimiter {
    /// Lets a request pass, or says when to come back. The body stays readable.
    pub(super) async fn admit(
        &self,
        request: &mut Request,
        info: &RequestInfo,
        now: Timestamp,
    ) -> Result<Option<Try>, Problem> {
        let Some(door) = Door::of(&info.method, &info.path) else {
            return Ok(None);
        };
        let body = request
            .take_body()
            .into_bytes_limit(body_limit(&info.path))
            .await
            .map_err(|error| Problem::unread(&error))?;
        let account = door.account(request, &body);
        request.set_body(body);
        let taken = buckets(door, info.client(), account.as_deref());
        match self.take(&taken, now) {
            Ok(()) => Ok(Some(Try { door, taken })),
            Err(wait) => Err(Problem::too_many(wait)),
        }
    }

    /// Takes a try back that should not count: one that succeeded, or that the server itself failed.
    pub(super) fn settle(&self, tried: Try, status: StatusCode) {
        let succeeded =
            status.is_redirection() || (tried.door == Door::TokenRefresh && status.is_success());
        if status.is_server_error() || (succeeded && tried.door.forgives_success()) {
            let mut full_at = self.lock();
            for (key, bucket) in tried.taken {
                if let Some(full) = full_at.get_mut(&key) {
                    *full -= bucket.refill();
                }
            }
        }
    }

    /// Takes a drop from each bucket, or from none.
    fn take(&self, taken: &[(Key, Bucket)], now: Timestamp) -> Result<(), Duration> {
        let mut full_at = self.lock();
        let mut then = Vec::with_capacity(taken.len());
        for (key, bucket) in taken {
            // A clock that was put back keeps nobody waiting longer than an empty bucket does.
            let whole = bucket.refill() * bucket.tries;
            let full = full_at
                .get(key)
                .map_or(now, |full| (*full).clamp(now, now + whole));
            let after = full + bucket.refill();
            if after > now + whole {
                return Err(after - now - whole);
            }
            then.push((*key, after));
        }
        if full_at.len() + then.len() > MOST_BUCKETS {
            forget(&mut full_at, now);
        }
        full_at.extend(then);
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Timestamp>> {
        self.full_at
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Forgets the buckets that are full, and where most are not, the half that is nearest to it.
fn forget(full_at: &mut HashMap<Key, Timestamp>, now: Timestamp) {
    full_at.retain(|_, full| *full > now);
    if full_at.len() > MOST_BUCKETS / 2 {
        let mut times: Vec<Timestamp> = full_at.values().copied().collect();
        let (_, middle, _) = times.select_nth_unstable(full_at.len() / 2);
        let middle = *middle;
        full_at.retain(|_, full| *full > middle);
    }
}

/// The buckets of a try. Where the client is not known, as behind a socket file, only the account counts.
fn buckets(door: Door, client: Option<IpAddr>, account: Option<&str>) -> Vec<(Key, Bucket)> {
    let client = client.map(network);
    let key = |parts: &[&str]| {
        let mut hash = Sha256::new();
        for part in std::iter::once(&format!("{door:?}").as_str()).chain(parts) {
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut key = Key::default();
        key.copy_from_slice(&hash.finalize()[..16]);
        key
    };
    let mut buckets = Vec::new();
    if let (Some(client), Some(account)) = (&client, account) {
        buckets.push((key(&["both", client, account]), door.by_both()));
    }
    if let Some(client) = &client {
        buckets.push((key(&["client", client]), door.by_client()));
    }
    if let Some(account) = account {
        buckets.push((key(&["account", account]), door.by_account()));
    }
    buckets
}

/// The address, or of IPv6 the network, of which one customer has a whole one.
fn network(client: IpAddr) -> String {
    match client.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}/64", address.to_bits() >> 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn wrong(limiter: &RateLimiter, client: u8, account: &str, now: Timestamp) -> bool {
        let taken = buckets(Door::LogIn, Some(ip(client)), Some(account));
        limiter.take(&taken, now).is_ok()
    }

    #[test]
    fn k60_one_mistyped_account_leaves_the_others_behind_the_address_in_peace() {
        let limiter = RateLimiter::default();
        let let_pass = (0..30).filter(|_| wrong(&limiter, 1, "ann", NOW)).count();
        assert_eq!(let_pass, 10);
        assert!(wrong(&limiter, 1, "bob", NOW), "behind the same address");
        assert!(wrong(&limiter, 2, "ann", NOW), "the person from elsewhere");
    }

    #[test]
    fn k60_one_address_is_stopped_whatever_the_accounts() {
        let limiter = RateLimiter::default();
        let let_pass = (0..30)
            .filter(|n| wrong(&limiter, 1, &n.to_string(), NOW))
            .count();
        assert_eq!(let_pass, 20);
        assert!(wrong(&limiter, 2, "ann", NOW));
        assert!(wrong(&limiter, 1, "ann", NOW + Duration::seconds(60)));
    }

    #[test]
    fn k60_nobody_is_kept_out_for_good_from_one_address() {
        let limiter = RateLimiter::default();
        for second in 0..20_000 {
            wrong(&limiter, 1, "ann", NOW + Duration::seconds(second));
            if second % 1_000 == 0 {
                let taken = buckets(Door::LogIn, Some(ip(2)), Some("ann"));
                let now = NOW + Duration::seconds(second);
                assert_eq!(limiter.take(&taken, now), Ok(()), "after {second} seconds");
            }
        }
    }

    #[test]
    fn an_account_is_guarded_against_many_addresses() {
        let limiter = RateLimiter::default();
        let let_pass = (0..100).filter(|n| wrong(&limiter, *n, "ann", NOW)).count();
        assert_eq!(let_pass, 30);
    }

    #[test]
    fn a_try_that_succeeds_is_taken_back() {
        let limiter = RateLimiter::default();
        for _ in 0..100 {
            let taken = buckets(Door::LogIn, Some(ip(1)), Some("ann"));
            assert_eq!(limiter.take(&taken, NOW), Ok(()));
            let door = Door::LogIn;
            limiter.settle(Try { door, taken }, StatusCode::FOUND);
        }
    }

    #[test]
    fn what_is_remembered_is_bounded_and_the_emptiest_stay() {
        let limiter = RateLimiter::default();
        while wrong(&limiter, 1, "ann", NOW) {}
        for n in 0..MOST_BUCKETS {
            let taken = buckets(Door::LogIn, None, Some(&format!("other {n}")));
            let _ = limiter.take(&taken, NOW);
            let _ = limiter.take(&taken, NOW);
        }
        assert!(limiter.lock().len() <= MOST_BUCKETS);
        assert!(!wrong(&limiter, 1, "ann", NOW));
    }

    #[test]
    fn a_clock_that_is_put_back_locks_nobody_out() {
        let limiter = RateLimiter::default();
        wrong(&limiter, 1, "ann", NOW + Duration::days(1));
        let soon = NOW + Duration::minutes(1);
        assert!(!wrong(&limiter, 1, "ann", NOW) || wrong(&limiter, 1, "ann", soon));
    }
}
