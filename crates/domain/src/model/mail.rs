//! What leaves the server by post: letters, and how often they are tried.

use super::account::User;
use super::email::EmailAddress;
use super::id::{InvitationId, MailId, OrganizationId};
use super::invitation::InvitedRole;
use super::membership::Role;
use super::secret::Sealed;
use super::text::{OrganizationTitle, PersonName, is_control};
use super::time::{Day, Duration, Timestamp};

/// What a mail says. The names in it are those at the time of writing; a secret that its link carries
/// travels beside it, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letter {
    /// You are invited. Its link carries the invitation's secret.
    Invitation {
        /// Which invitation.
        invitation: InvitationId,
        /// Where to.
        organization: OrganizationTitle,
        /// Who invites.
        inviter: Sender,
        /// What is offered.
        role: InvitedRole,
        /// From when on the link no longer works.
        expires_at: Timestamp,
    },
    /// Here is the link to choose a new password that you asked for. It carries the reset's secret.
    PasswordReset {
        /// From when on the link no longer works.
        expires_at: Timestamp,
    },
    /// You were made a member without being asked; here is the link to choose a password. It carries the reset's secret.
    Added {
        /// Where.
        organization: OrganizationTitle,
        /// From when on the link no longer works.
        expires_at: Timestamp,
    },
    /// Your password was changed.
    PasswordChanged {
        /// When.
        at: Timestamp,
    },
    /// You were given a role and can begin.
    RoleGiven {
        /// Where.
        organization: OrganizationTitle,
        /// Which.
        role: Role,
    },
    /// Somebody waits for a role or a seat. To Owner and Administrators.
    SomebodyWaits {
        /// Where.
        organization: OrganizationTitle,
        /// Whose turn it is to wait, as [`User::display_name`](super::account::User::display_name) has it.
        person: String,
        /// That person's address.
        email: EmailAddress,
        /// What the person waits for: this role as soon as a seat is free, or any role.
        promised: Option<Role>,
    },
    /// A seat is free, and people wait for one. To Owner and Administrators.
    SeatFree {
        /// Where.
        organization: OrganizationTitle,
        /// How many wait.
        waiting: u64,
    },
    /// The licence ends, or ended. To Owner and Administrators.
    LicenseEnds {
        /// Whose it is.
        organization: OrganizationTitle,
        /// Its last day.
        last: Day,
        /// From when on nobody takes a seat by it.
        growth_ends: Timestamp,
    },
    /// Ownership moved. To the old Owner and to the new one.
    OwnershipTransferred {
        /// Of which organization.
        organization: OrganizationTitle,
        /// The address of the Owner before.
        from: EmailAddress,
        /// The address of the Owner now.
        to: EmailAddress,
    },
}

/// In whose name a letter is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A person.
    Person {
        /// The person's name, or address where there is none.
        name: String,
        /// The person's address.
        email: EmailAddress,
    },
    /// The operator of the server.
    Operator,
}

/// Which letters come first when many wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Urgency {
    /// Somebody waits for it, or should know at once.
    Prompt,
    /// What is written to thousands at once.
    Bulk,
}

impl Letter {
    /// Which come first.
    pub fn urgency(&self) -> Urgency {
        match self {
            Self::Invitation { .. } | Self::Added { .. } => Urgency::Bulk,
            _ => Urgency::Prompt,
        }
    }

    /// From when on there is no use in delivering it.
    fn useless_from(&self) -> Option<Timestamp> {
        match self {
            Self::Invitation { expires_at, .. }
            | Self::Added { expires_at, .. }
            | Self::PasswordReset { expires_at } => Some(*expires_at),
            _ => None,
        }
    }
}

/// A mail that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// Where it goes.
    pub to: EmailAddress,
    /// The recipient's name, often empty.
    pub name: PersonName,
    /// The organization it is about, if any.
    pub organization: Option<OrganizationId>,
    /// What it says.
    pub letter: Letter,
    /// The secret that its link carries.
    pub secret: Option<Sealed>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it may leave.
    pub due_at: Timestamp,
}

impl NewMail {
    /// To a person, to leave at once: about the account, without a link, until said otherwise.
    pub fn to(user: &User, letter: Letter, now: Timestamp) -> Self {
        Self {
            to: user.email.clone(),
            name: user.full_name(),
            organization: None,
            letter,
            secret: None,
            created_at: now,
            due_at: now,
        }
    }
}

/// A mail of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// Where it goes.
    pub to: EmailAddress,
    /// The recipient's name, often empty.
    pub name: PersonName,
    /// What it says.
    pub letter: Letter,
    /// The secret that its link carries; none once it was sent or given up.
    pub secret: Option<Sealed>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next. While it is being tried, the end of the lease.
    pub due_at: Timestamp,
    /// How often it was claimed. Each claim has its own number, by which its outcome is told from a late one.
    pub attempts: u32,
    /// What the last failed attempt was answered.
    pub last_error: Option<String>,
    /// Whether it is still to be sent.
    pub state: MailState,
}

/// Whether a mail is still to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailState {
    /// It waits for its next attempt, or is being tried.
    Queued,
    /// The mail server has taken it.
    Sent(Timestamp),
    /// It was given up; [`Mail::last_error`] says why.
    Failed(Timestamp),
}

/// How the delivery of an invitation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The mail's state; none where mail was not set up when it should have been written.
    pub state: Option<MailState>,
    /// How often it was tried.
    pub attempts: u32,
    /// What the last failed attempt was answered.
    pub last_error: Option<String>,
}

impl Delivery {
    /// No mail was written.
    pub const OFF: Self = Self {
        state: None,
        attempts: 0,
        last_error: None,
    };

    /// As the mail has it.
    pub fn of(mail: &Mail) -> Self {
        Self {
            state: Some(mail.state),
            attempts: mail.attempts,
            last_error: mail.last_error.clone(),
        }
    }
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The mail server has taken the mail.
    Taken,
    /// It may work later: the server could not be reached or asked to come again.
    NotNow(String),
    /// It will not work, however often it is tried.
    Never(String),
}

/// How long one process has a mail for itself. Another one may try it afterwards.
pub const LEASE: Duration = Duration::seconds(30);

/// How long a mail is tried at most.
const PATIENCE: Duration = Duration::days(3);

/// The longest answer of a mail server that is kept, in characters.
const MAX_ERROR_CHARS: usize = 500;

impl Mail {
    /// Takes it for one attempt. If that never tells how it ended, the next one comes when the lease has run out, or
    /// as late as after a failure.
    pub fn claim(&mut self, now: Timestamp) {
        self.attempts += 1;
        self.due_at = now + LEASE.max(backoff(self.id, self.attempts));
    }

    /// Records how an attempt ended: sent, given up with the reason, or to be tried again later.
    /// What is over forgets its secret.
    pub fn record(&mut self, attempt: Attempt, now: Timestamp) {
        let next = now + backoff(self.id, self.attempts);
        let last_chance = self.last_chance();
        let (state, error) = match attempt {
            Attempt::Taken => (MailState::Sent(now), None),
            Attempt::NotNow(reason) if next < last_chance => (MailState::Queued, Some(reason)),
            Attempt::NotNow(reason) | Attempt::Never(reason) => {
                (MailState::Failed(now), Some(reason))
            }
        };
        self.state = state;
        self.last_error = error.map(|text| on_one_line(&text));
        match state {
            MailState::Queued => self.due_at = next,
            MailState::Sent(_) | MailState::Failed(_) => self.secret = None,
        }
    }

    /// Whether it is too late for it: then it is given up untried, as one that lay while no mail left the server.
    pub fn is_too_late(&self, now: Timestamp) -> bool {
        now >= self.last_chance()
    }

    fn last_chance(&self) -> Timestamp {
        let patience = self.created_at + PATIENCE;
        self.letter
            .useless_from()
            .map_or(patience, |end| end.min(patience))
    }
}

/// What a mail server answered, without what no text of one line has, and not endless.
fn on_one_line(text: &str) -> String {
    let plain = |c| if is_control(c) { ' ' } else { c };
    text.chars().map(plain).take(MAX_ERROR_CHARS).collect()
}

/// How long to wait after an attempt: 3 seconds after the first, twice as long after each further one, a quarter of
/// an hour at most, give or take a fifth, so that what failed together is not tried together.
fn backoff(id: MailId, attempts: u32) -> Duration {
    let doubled = 3_000_i64 << attempts.saturating_sub(1).min(20);
    let base = doubled.min(900_000);
    let spread = base * 2 / 5;
    let mixed = (id.get().unsigned_abs() ^ (u64::from(attempts) << 40))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        >> 33;
    let jitter = i64::try_from(mixed).unwrap_or(0) % (spread + 1);
    Duration::milliseconds(base - spread / 2 + jitter)
}

/// How much waits in the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxReport {
    /// Mails that are still to be sent.
    pub queued: u64,
    /// Since when the oldest of them waits.
    pub oldest: Option<Timestamp>,
    /// Mails that were given up.
    pub failed: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn mail(letter: Letter) -> Mail {
        Mail {
            id: MailId::new(7),
            to: EmailAddress::parse("ann@example.com").expect("valid"),
            name: PersonName::default(),
            letter,
            secret: Some(Sealed::new(vec![1])),
            created_at: NOW,
            due_at: NOW,
            attempts: 0,
            last_error: None,
            state: MailState::Queued,
        }
    }

    #[test]
    fn what_was_sent_or_given_up_forgets_its_secret() {
        for attempt in [
            Attempt::Taken,
            Attempt::Never("550 no such user".to_owned()),
        ] {
            let mut mail = mail(Letter::PasswordChanged { at: NOW });
            mail.claim(NOW);
            mail.record(attempt, NOW);
            assert_ne!(mail.state, MailState::Queued);
            assert_eq!(mail.secret, None);
        }
    }

    #[test]
    fn a_failed_attempt_is_repeated_until_patience_ends() {
        let mut mail = mail(Letter::PasswordChanged { at: NOW });
        let mut now = NOW;
        while mail.state == MailState::Queued {
            mail.claim(now);
            mail.record(Attempt::NotNow("421 come again".to_owned()), now);
            assert!(mail.attempts < 500, "given up in the end");
            if mail.state == MailState::Queued {
                now = now.max(mail.due_at);
            }
        }
        assert!(now > NOW + Duration::days(2) && now <= NOW + PATIENCE);
        assert_eq!(mail.last_error.as_deref(), Some("421 come again"));
        assert_eq!(mail.secret, None);
    }

    #[test]
    fn what_lay_for_days_is_given_up_and_what_never_tells_its_outcome_is_tried_more_seldom() {
        let mut mail = mail(Letter::PasswordChanged { at: NOW });
        let mut now = NOW;
        while !mail.is_too_late(now) {
            mail.claim(now);
            now = mail.due_at;
        }
        assert!(
            now >= NOW + PATIENCE && mail.attempts < 500,
            "{}",
            mail.attempts
        );
        mail.attempts = 0;
        mail.claim(NOW);
        assert_eq!(mail.due_at, NOW + LEASE);
    }

    #[test]
    fn what_a_mail_server_answers_is_kept_as_a_line_of_text() {
        let mut mail = mail(Letter::PasswordChanged { at: NOW });
        let answer = format!("550 no\r\n\0such user {}", "x".repeat(1_000));
        mail.record(Attempt::Never(answer), NOW);
        let kept = mail.last_error.expect("kept");
        assert!(
            kept.starts_with("550 no   such user x") && kept.chars().count() == 500,
            "{kept}"
        );
    }

    #[test]
    fn a_link_is_not_sent_after_its_end() {
        let expires_at = NOW + Duration::hours(1);
        let mut mail = mail(Letter::PasswordReset { expires_at });
        mail.attempts = 13;
        let late = NOW + Duration::minutes(50);
        mail.record(Attempt::NotNow("down".to_owned()), late);
        assert_eq!(mail.state, MailState::Failed(late));
        assert!(mail.is_too_late(expires_at) && !mail.is_too_late(NOW));
    }

    proptest! {
        #[test]
        fn a_pause_is_within_a_fifth_of_its_base(id in 1i64.., attempts in 1u32..) {
            let base = if attempts > 9 { 900_000 } else { 3_000_i64 << (attempts - 1) };
            let pause = backoff(MailId::new(id), attempts).num_milliseconds();
            prop_assert!((base * 4 / 5..=base * 6 / 5).contains(&pause), "{}", pause);
        }
    }
}
