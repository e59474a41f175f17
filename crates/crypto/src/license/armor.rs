//! The armour: two lines, so that people see where a licence begins and ends, and lines short enough for any mail.

use muster_domain::model::license::UntrustedLicense;

const BEGIN: &str = "-----BEGIN MUSTER LICENSE-----";
const END: &str = "-----END MUSTER LICENSE-----";

/// How long the lines between the two are.
const WIDTH: usize = 64;

/// What mail and chat may add or take away. Nothing else is white space here: every other character counts.
const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// The text in its armour.
pub(super) fn put_on(compact: &str) -> String {
    let mut armored = format!("{BEGIN}\n");
    for (at, c) in compact.chars().enumerate() {
        if at > 0 && at % WIDTH == 0 {
            armored.push('\n');
        }
        armored.push(c);
    }
    armored + "\n" + END + "\n"
}

/// The text without what stands around it and is none: white space and a byte order mark.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim_matches(WHITE)
}

/// The text in the armour, without its line breaks.
pub(super) fn take_off(trimmed: &str) -> Result<String, UntrustedLicense> {
    if trimmed.matches(BEGIN).nth(1).is_some() {
        return Err(UntrustedLicense::Several);
    }
    trimmed
        .strip_prefix(BEGIN)
        .and_then(|rest| rest.strip_suffix(END))
        .map(|wrapped| wrapped.replace(WHITE, ""))
        .ok_or(UntrustedLicense::NotALicense)
}
