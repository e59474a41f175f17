//! API tokens: the legacy token, and personal access tokens with the short-lived tokens made from them.

use super::id::{PersonalTokenId, UserId};
use super::refusal::{Kind, Refusal};
use super::secret::{Digest, Sealed};
use super::time::{Duration, Timestamp};

/// What a store keeps of a legacy token: one for each account, shown again on request, without end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLegacyToken {
    /// Whose it is.
    pub user: UserId,
    /// The digest by which a bearer is recognised.
    pub digest: Digest,
    /// The token, to be shown again.
    pub sealed: Sealed,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The kinds of token that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenKinds {
    /// Personal access tokens, and the access tokens made from them.
    pub personal: bool,
    /// Legacy tokens.
    pub legacy: bool,
}

impl TokenKinds {
    /// Both: what a new organization and a server begin with.
    pub const BOTH: Self = Self {
        personal: true,
        legacy: true,
    };

    /// The kinds that both allow.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            personal: self.personal && other.personal,
            legacy: self.legacy && other.legacy,
        }
    }
}

/// Who switched a kind of token off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwitchedOff {
    /// The operator, for all organizations.
    OnServer,
    /// The organization.
    InOrganization,
}

impl SwitchedOff {
    /// By whom a kind is switched off that the server takes or not, and that may be used in the organization or not.
    pub(crate) const fn find(server: bool, here: bool) -> Option<Self> {
        match (server, here) {
            (true, true) => None,
            (true, false) => Some(Self::InOrganization),
            (false, _) => Some(Self::OnServer),
        }
    }
}

/// How an organization lets its people use tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPolicy {
    /// Which kinds.
    pub kinds: TokenKinds,
    /// How long a new personal access token is good.
    pub life: TokenLife,
}

impl TokenPolicy {
    /// A new organization's: both kinds, and tokens of the longest life (Label Studio's default).
    pub const OF_NEW_ORGANIZATION: Self = Self {
        kinds: TokenKinds::BOTH,
        life: TokenLife(TokenLife::MAX),
    };
}

/// The life of a personal access token, in days: 1 to 73,000, which are 200 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenLife(u32);

/// The number of days is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Ensure this value is between 1 and {}.", TokenLife::MAX)]
pub struct TokenLifeError;

impl TokenLife {
    /// The longest, in days.
    pub const MAX: u32 = 73_000;

    /// Takes 1 to [`TokenLife::MAX`] days.
    pub fn new(days: i64) -> Result<Self, TokenLifeError> {
        match u32::try_from(days) {
            Ok(days) if (1..=Self::MAX).contains(&days) => Ok(Self(days)),
            _ => Err(TokenLifeError),
        }
    }

    /// The number of days.
    pub const fn days(self) -> u32 {
        self.0
    }

    /// As a span of time.
    pub fn duration(self) -> Duration {
        Duration::days(i64::from(self.0))
    }
}

/// The name of a personal access token, 32 hexadecimal digits: what its claims call `jti`. It is no secret: only the
/// signature makes a token of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenName([u8; 16]);

impl TokenName {
    /// Wraps random bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads the digits, in lower case as they are written.
    pub fn parse(digits: &str) -> Option<Self> {
        let written = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 32 || !digits.as_bytes().iter().all(written) {
            return None;
        }
        u128::from_str_radix(digits, 16)
            .ok()
            .map(|number| Self(number.to_be_bytes()))
    }
}

impl std::fmt::Display for TokenName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// A personal access token that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPersonalToken {
    /// Whose it is.
    pub user: UserId,
    /// Its name.
    pub name: TokenName,
    /// When it was made, in whole seconds.
    pub created_at: Timestamp,
    /// From when on it no longer works, in whole seconds.
    pub expires_at: Timestamp,
}

/// A personal access token. An account has at most one that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalToken {
    /// Its id.
    pub id: PersonalTokenId,
    /// Whose it is.
    pub user: UserId,
    /// Its name.
    pub name: TokenName,
    /// When it was made, in whole seconds.
    pub created_at: Timestamp,
    /// From when on it no longer works, in whole seconds.
    pub expires_at: Timestamp,
    /// When it was revoked or rotated, or ended with all the person's access.
    pub ended_at: Option<Timestamp>,
}

/// Why a token is refused (Label Studio's words).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    /// Its signature is not ours, or it is no such token at all.
    #[error("Token is invalid")]
    Invalid,
    /// Its time is over.
    #[error("Token is expired")]
    Expired,
    /// It was revoked or rotated.
    #[error("Token is blacklisted")]
    Ended,
    /// A personal access token was shown where the access token made from it belongs.
    #[error(
        "This is a personal access token. Exchange it for an access token at POST /api/token/refresh/ and send that \
         as \"Authorization: Bearer <access token>\"."
    )]
    NotAnAccessToken,
}

impl Refusal for TokenRefused {
    fn kind(&self) -> Kind {
        Kind::Unauthenticated
    }
    fn code(&self) -> &'static str {
        "unauthenticated"
    }
}

impl PersonalToken {
    /// Whether it can be used.
    pub fn admit(&self, now: Timestamp) -> Result<(), TokenRefused> {
        match self.ended_at {
            Some(_) => Err(TokenRefused::Ended),
            None if now >= self.expires_at => Err(TokenRefused::Expired),
            None => Ok(()),
        }
    }

    /// What the token itself says.
    pub fn claims(&self) -> TokenClaims {
        TokenClaims {
            purpose: TokenPurpose::Refresh,
            user: self.user,
            name: self.name,
            issued_at: self.created_at,
            expires_at: self.expires_at,
        }
    }

    /// What a short-lived access token made from it says. It never outlives the token itself.
    pub fn access(&self, now: Timestamp) -> TokenClaims {
        TokenClaims {
            purpose: TokenPurpose::Access,
            issued_at: now,
            expires_at: (now + ACCESS_LIFE).min(self.expires_at),
            ..self.claims()
        }
    }
}

/// How long an access token is good (Label Studio's five minutes).
const ACCESS_LIFE: Duration = Duration::minutes(5);

/// What a signed token says. Times are whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenClaims {
    /// What it is for.
    pub purpose: TokenPurpose,
    /// Whose it is.
    pub user: UserId,
    /// The name of the personal access token: an access token has that of the one it was made from.
    pub name: TokenName,
    /// When it was made.
    pub issued_at: Timestamp,
    /// From when on it no longer works.
    pub expires_at: Timestamp,
}

/// What a signed token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenPurpose {
    /// A personal access token: access tokens are made from it.
    Refresh,
    /// An access token: requests show it.
    Access,
}

impl TokenPurpose {
    /// The word in the claim `token_type`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refresh => "refresh",
            Self::Access => "access",
        }
    }
}

impl TokenClaims {
    /// Whether it may be shown with a request.
    pub fn admit_access(&self, now: Timestamp) -> Result<TokenName, TokenRefused> {
        match self.purpose {
            TokenPurpose::Refresh => Err(TokenRefused::NotAnAccessToken),
            TokenPurpose::Access if now >= self.expires_at => Err(TokenRefused::Expired),
            TokenPurpose::Access => Ok(self.name),
        }
    }

    /// Whether it may be one that access tokens are made from; the store knows whether it was revoked.
    pub fn admit_refresh(&self, now: Timestamp) -> Result<TokenName, TokenRefused> {
        match self.purpose {
            TokenPurpose::Access => Err(TokenRefused::Invalid),
            TokenPurpose::Refresh if now >= self.expires_at => Err(TokenRefused::Expired),
            TokenPurpose::Refresh => Ok(self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> PersonalToken {
        PersonalToken {
            id: PersonalTokenId::new(1),
            user: UserId::new(1),
            name: TokenName::new([7; 16]),
            created_at: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::UNIX_EPOCH + Duration::days(1),
            ended_at: None,
        }
    }

    #[test]
    fn a_name_is_read_as_it_is_written() {
        let name = TokenName::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]);
        assert_eq!(TokenName::parse(&name.to_string()), Some(name));
        for wrong in [
            "",
            "00",
            "000102030405060708090A0B0C0D0EFF",
            "+00102030405060708090a0b0c0d0eff",
        ] {
            assert_eq!(TokenName::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_access_token_lives_five_minutes_and_never_longer_than_what_it_was_made_from() {
        let token = token();
        let access = token.access(token.created_at);
        assert_eq!(access.expires_at, token.created_at + Duration::minutes(5));
        assert_eq!(access.admit_access(token.created_at), Ok(token.name));
        assert_eq!(
            access.admit_access(access.expires_at),
            Err(TokenRefused::Expired)
        );
        assert_eq!(
            access.admit_refresh(token.created_at),
            Err(TokenRefused::Invalid)
        );
        let late = token.access(token.expires_at - Duration::seconds(1));
        assert_eq!(late.expires_at, token.expires_at);
    }

    #[test]
    fn k75_a_personal_access_token_is_no_access_token() {
        let claims = token().claims();
        assert_eq!(
            claims.admit_access(claims.issued_at),
            Err(TokenRefused::NotAnAccessToken)
        );
        assert_eq!(claims.admit_refresh(claims.issued_at), Ok(claims.name));
    }

    #[test]
    fn k54_a_revoked_token_is_refused() {
        let mut token = token();
        assert_eq!(token.admit(token.created_at), Ok(()));
        assert_eq!(token.admit(token.expires_at), Err(TokenRefused::Expired));
        token.ended_at = Some(token.created_at);
        assert_eq!(token.admit(token.created_at), Err(TokenRefused::Ended));
    }

    #[test]
    fn a_life_has_1_to_73000_days() {
        for (days, allowed) in [
            (0, false),
            (1, true),
            (73_000, true),
            (73_001, false),
            (-1, false),
        ] {
            assert_eq!(TokenLife::new(days).is_ok(), allowed, "{days}");
        }
    }
}
