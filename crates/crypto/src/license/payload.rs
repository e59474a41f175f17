//! What a licence says, as JSON. Fields may be added to it later, and older servers pass over them; what a server must
//! not pass over gets another version.

use chrono::{DateTime, SecondsFormat, Timelike as _, Utc};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{License, LicenseId, Term};
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::text::LicenseHolder;
use muster_domain::model::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// The version of the form below.
const VERSION: u64 = 1;

/// What is read of every version.
#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    version: u64,
    id: String,
    holder: String,
    seats: Seats,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    expires: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<i64>,
    issued_at: String,
}

/// A number, or the word. There is no third: a licence without seats says nothing.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "`seats` is neither a number from 0 to 4294967295 nor \"unlimited\""
)]
enum Seats {
    Limited(u32),
    Unlimited(Unlimited),
}

#[derive(Serialize, Deserialize)]
enum Unlimited {
    #[serde(rename = "unlimited")]
    Word,
}

/// The licence as JSON.
pub(super) fn write(license: &License) -> Vec<u8> {
    let payload = Payload {
        version: VERSION,
        id: license.id.as_str().to_owned(),
        holder: license.holder.as_str().to_owned(),
        seats: match license.seats {
            SeatLimit::Limited(number) => Seats::Limited(number),
            SeatLimit::Unlimited => Seats::Unlimited(Unlimited::Word),
        },
        not_before: license.term.not_before().map(|day| day.to_string()),
        expires: license.term.last().to_string(),
        organization: license.organization.map(OrganizationId::get),
        issued_at: license.issued_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    serde_json::to_vec(&payload).expect("texts and numbers can be written as JSON")
}

/// The licence, or what is not understood of it, as the second half of a sentence.
pub(super) fn read(json: &[u8]) -> Result<License, String> {
    // serde would also take the values in a list, without their names.
    if !json.starts_with(b"{") {
        return Err("it is no JSON object".to_owned());
    }
    let Versioned { version } = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    if version != VERSION {
        return Err(format!(
            "it was made for a newer Muster (form {version}); upgrade this server"
        ));
    }
    let payload: Payload = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    let holder = LicenseHolder::parse(&payload.holder);
    let not_before = payload.not_before.as_deref().map(day).transpose()?;
    let term = Term::new(not_before, day(&payload.expires)?);
    Ok(License {
        id: LicenseId::parse(&payload.id).ok_or("`id` is no id of a licence")?,
        holder: holder.map_err(|error| format!("`holder`: {error}"))?,
        seats: match payload.seats {
            Seats::Limited(number) => SeatLimit::Limited(number),
            Seats::Unlimited(Unlimited::Word) => SeatLimit::Unlimited,
        },
        term: term.map_err(|error| error.to_string())?,
        organization: payload.organization.map(OrganizationId::new),
        issued_at: moment(&payload.issued_at).ok_or("`issued_at` is no time in whole seconds")?,
    })
}

/// A day in its one form; chrono would take others.
fn day(text: &str) -> Result<Day, String> {
    let day = text.parse().ok();
    day.filter(|day: &Day| day.to_string() == text)
        .ok_or_else(|| format!("{text:?} is no day such as 2030-12-31"))
}

fn moment(text: &str) -> Option<Timestamp> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    (moment.nanosecond() == 0).then(|| moment.with_timezone(&Utc))
}
