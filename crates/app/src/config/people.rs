//! Who may come, and how many.

use muster_domain::model::api_token::TokenKinds;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::settings::{MailPolicy, Settings, SignUpPolicy};
use muster_domain::model::time::Duration;

use super::parse;
use super::setting::{Fallback, LabelStudio, Nature, Setting};
use super::values::{Noted, Values};

pub(super) static DISABLE_SIGNUP_WITHOUT_LINK: Setting = Setting {
    key: "disable_signup_without_link",
    about: "Whether people need an invite link to sign up: true or false",
    fallback: Fallback::Value("false"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Name {
        name: "DISABLE_SIGNUP_WITHOUT_LINK",
        adapt: parse::same,
    }),
};

pub(super) static UNLICENSED_SEATS: Setting = Setting {
    key: "unlicensed_seats",
    about: "Seats of an organization without a licence: a number, or unlimited",
    fallback: Fallback::Value("unlimited"),
    nature: Nature::Plain,
    label_studio: None,
};

pub(super) static INVITATION_DAYS: Setting = Setting {
    key: "invitation_days",
    about: "For how many days an e-mail invitation is good",
    fallback: Fallback::Value("7"),
    nature: Nature::Plain,
    label_studio: None,
};

/// Who may come, and how many.
#[derive(Clone, Debug)]
pub(super) struct People {
    unlicensed_seats: SeatLimit,
    sign_up: SignUpPolicy,
    invitation_life: Duration,
}

impl People {
    pub(super) fn read(values: &mut Values<'_>) -> Result<Self, Noted> {
        let link_only = values.switch(&DISABLE_SIGNUP_WITHOUT_LINK);
        let unlicensed_seats = values.required(&UNLICENSED_SEATS, seats);
        let invitation_life = values.required(&INVITATION_DAYS, days);
        let sign_up = if link_only? {
            SignUpPolicy::LinkOnly
        } else {
            SignUpPolicy::Open
        };
        Ok(Self {
            unlicensed_seats: unlicensed_seats?,
            sign_up,
            invitation_life: invitation_life?,
        })
    }

    /// What the domain is to know.
    pub(super) fn settings(self, mail: MailPolicy, token_kinds: TokenKinds) -> Settings {
        Settings {
            unlicensed_seats: self.unlicensed_seats,
            license: None,
            sign_up: self.sign_up,
            invitation_life: self.invitation_life,
            mail,
            token_kinds,
        }
    }
}

fn days(text: &str) -> Result<Duration, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=3650).contains(number));
    let wrong = || format!("{text:?} is not a number of days from 1 to 3650");
    number.map(Duration::days).ok_or_else(wrong)
}

/// `25`, or `unlimited`.
pub(crate) fn seats(text: &str) -> Result<SeatLimit, String> {
    if text.eq_ignore_ascii_case("unlimited") {
        return Ok(SeatLimit::Unlimited);
    }
    let number = text
        .parse()
        .map_err(|_| format!("{text:?} is neither a number of seats nor `unlimited`"));
    number.map(SeatLimit::Limited)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn seats_are_a_number_or_unlimited() {
        assert_eq!(seats("0"), Ok(SeatLimit::Limited(0)));
        assert_eq!(seats("25"), Ok(SeatLimit::Limited(25)));
        assert_eq!(seats("Unlimited"), Ok(SeatLimit::Unlimited));
        for text in ["-1", "1.5", "4294967296", "many", " 3"] {
            assert!(seats(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_invitation_is_good_for_a_day_to_ten_years() {
        assert_eq!(days("1"), Ok(Duration::days(1)));
        assert_eq!(days("3650"), Ok(Duration::days(3650)));
        for text in ["0", "-1", "3651", "1.5", "week", "99999999999999999999"] {
            assert!(days(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (seats(&text), days(&text));
        }
    }
}
