//! How mails leave the server.

use std::net::IpAddr;

use muster_domain::model::settings::MailPolicy;
use muster_domain::ports::Links as _;
use muster_email::{MailFrom, SmtpConfig};
use muster_http::PublicUrl;
use secrecy::SecretString;

use super::label_studio;
use super::setting::{Fallback, LabelStudio, Nature, Setting};
use super::values::{Noted, Values};

pub(super) static SMTP_URL: Setting = Setting {
    key: "smtp_url",
    about: "The mail server: smtp://user:password@host:port?tls=required|opportunistic|none or smtps://…; off for none",
    fallback: Fallback::Words(
        "mails are printed in the log while the public address is loopback; else none is sent",
    ),
    nature: Nature::AddressWithPassword,
    label_studio: Some(LabelStudio::Names {
        names: &label_studio::mail::NAMES,
        find: label_studio::mail::smtp_url,
    }),
};

pub(super) static MAIL_FROM: Setting = Setting {
    key: "mail_from",
    about: "Whom mails come from: an address, or Name <address>",
    fallback: Fallback::Words("Muster <muster@…> at the host of the public address"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Name {
        name: "FROM_EMAIL",
        adapt: label_studio::mail::sender,
    }),
};

/// How mails leave the server.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    chosen: Option<Chosen>,
    from: Option<MailFrom>,
}

/// What the operator chose.
#[derive(Clone, Debug)]
enum Chosen {
    Smtp(SmtpConfig),
    Log,
    Off,
}

/// The way that mails take.
#[derive(Clone, Debug)]
pub(crate) enum Way<'a> {
    /// To this mail server.
    Smtp(&'a SmtpConfig),
    /// Into the log.
    Log,
    /// None: no mail is written.
    Off,
}

impl Mail {
    pub(super) fn read(values: &mut Values<'_>) -> Result<Self, Noted> {
        let chosen = values.optional(&SMTP_URL, chosen);
        let from = values.optional(&MAIL_FROM, |text| {
            MailFrom::parse(text).map_err(|error| error.to_string())
        });
        Ok(Self {
            chosen: chosen?,
            from: from?,
        })
    }

    /// The same, for a server that others may reach although its public address is a guess: no link is printed.
    pub(super) fn without_log(self) -> Self {
        let chosen = match self.chosen {
            None | Some(Chosen::Log) => Some(Chosen::Off),
            chosen => chosen,
        };
        Self { chosen, ..self }
    }

    /// The way that mails take from a server with this public address. Links in a log are for the person before the
    /// screen: where others reach the server, none are printed.
    pub(crate) fn way(&self, public_url: &PublicUrl) -> Way<'_> {
        match &self.chosen {
            Some(Chosen::Smtp(config)) => Way::Smtp(config),
            None | Some(Chosen::Log) if is_loopback(public_url.host()) => Way::Log,
            None | Some(Chosen::Log | Chosen::Off) => Way::Off,
        }
    }

    /// Whether mails are written at all, with this public address.
    pub(super) fn policy(&self, public_url: &PublicUrl) -> MailPolicy {
        match self.way(public_url) {
            Way::Smtp(_) | Way::Log => MailPolicy::On,
            Way::Off => MailPolicy::Off,
        }
    }

    /// Whom mails come from, with this public address.
    pub(crate) fn from(&self, public_url: &PublicUrl) -> MailFrom {
        let of_host = || MailFrom::of_host(public_url.host());
        self.from.clone().unwrap_or_else(of_host)
    }
}

fn chosen(text: &str) -> Result<Chosen, String> {
    match text.trim() {
        "off" => Ok(Chosen::Off),
        "log" => Ok(Chosen::Log),
        url => match SmtpConfig::parse(&SecretString::from(url)) {
            Ok(config) => Ok(Chosen::Smtp(config)),
            Err(error) => Err(error.to_string()),
        },
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn policy(smtp_url: Option<&str>, public_url: &str) -> MailPolicy {
        let mail = Mail {
            chosen: smtp_url.map(|url| chosen(url).expect("right")),
            from: None,
        };
        mail.policy(&PublicUrl::parse(public_url).expect("right"))
    }

    #[test]
    fn without_a_mail_server_mails_are_printed_on_loopback_alone() {
        for (public_url, expected) in [
            ("http://127.0.0.1:8080", MailPolicy::On),
            ("http://127.9.9.9", MailPolicy::On),
            ("http://[::1]:8080", MailPolicy::On),
            ("http://localhost:8080/ls", MailPolicy::On),
            ("http://LS.localhost", MailPolicy::On),
            ("http://192.0.2.1:8080", MailPolicy::Off),
            ("https://localhost.example.com", MailPolicy::Off),
            ("https://127.0.0.1.example.com", MailPolicy::Off),
        ] {
            for unset in [None, Some("log")] {
                assert_eq!(policy(unset, public_url), expected, "{public_url}");
            }
            assert_eq!(policy(Some("off"), public_url), MailPolicy::Off);
            let server = Some("smtp://mail.example");
            assert_eq!(policy(server, public_url), MailPolicy::On);
        }
    }

    #[test]
    fn a_server_that_others_reach_prints_no_links() {
        for (text, is_off) in [
            (None, true),
            (Some("log"), true),
            (Some("smtp://mail.example"), false),
        ] {
            let mail = Mail {
                chosen: text.map(|url| chosen(url).expect("right")),
                from: None,
            };
            let local = PublicUrl::parse("http://127.0.0.1:8080").expect("right");
            let policy = mail.without_log().policy(&local);
            assert_eq!(policy == MailPolicy::Off, is_off, "{text:?}");
        }
    }

    #[test]
    fn mails_come_from_the_host_of_the_public_address_unless_told() {
        let public_url = PublicUrl::parse("https://people.example:8443/ls").expect("right");
        let mut mail = Mail {
            chosen: None,
            from: None,
        };
        let shown = mail.from(&public_url).to_string();
        assert_eq!(shown, "Muster <muster@people.example>");
        mail.from = Some(MailFrom::parse("Lab <lab@example.com>").expect("right"));
        let shown = mail.from(&public_url).to_string();
        assert_eq!(shown, "Lab <lab@example.com>");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (chosen(&text), is_loopback(&text));
        }
    }
}
