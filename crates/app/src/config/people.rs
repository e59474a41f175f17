//! Who may come, and how many.

use muster_domain::model::seats::SeatLimit;
use muster_domain::model::settings::{Settings, SignUpPolicy};

use super::parse;
use super::setting::{Fallback, LabelStudio, Nature, Setting};
use super::values::{Noted, Values};

pub(super) static DISABLE_SIGNUP_WITHOUT_LINK: Setting = Setting {
    key: "disable_signup_without_link",
    about: "Whether people need an invite link to sign up: true or false",
    fallback: Fallback::Value("false"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio {
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

/// Reads what the domain is to know.
pub(super) fn read(values: &mut Values<'_>) -> Result<Settings, Noted> {
    let link_only = values.switch(&DISABLE_SIGNUP_WITHOUT_LINK);
    let unlicensed_seats = values.required(&UNLICENSED_SEATS, seats);
    let sign_up = if link_only? {
        SignUpPolicy::LinkOnly
    } else {
        SignUpPolicy::Open
    };
    Ok(Settings {
        unlicensed_seats: unlicensed_seats?,
        sign_up,
    })
}

fn seats(text: &str) -> Result<SeatLimit, String> {
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

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = seats(&text);
        }
    }
}
