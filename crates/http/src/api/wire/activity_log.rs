//! The activity log on the wire.

use muster_domain::model::account::User;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::page::{Page, PageError, PageRequest};
use muster_domain::ports::{AuditEntry, AuditQuery};
use poem_openapi::{Enum, Object};

use super::day::{from_then_on, up_to_then};
use super::time::Time;
use crate::edge::{Fields, InvalidFields};

/// The methods that can be asked for.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "CLI"];

/// The same, and `all` for any; also in small letters.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename = "ActivityMethod", rename_all = "UPPERCASE")]
pub(crate) enum Method {
    #[oai(rename = "all")]
    All,
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Cli,
}

/// A part of the activity log.
#[derive(Object)]
#[expect(non_snake_case, reason = "the contract's names")]
pub(crate) struct ActivityLog {
    data: Vec<ActivityEntry>,
    /// Entries of the organization.
    recordsTotal: u64,
    /// Those that match.
    recordsFiltered: u64,
}

impl ActivityLog {
    pub(crate) fn new(found: Page<AuditEntry>, total: u64) -> Self {
        Self {
            recordsTotal: total,
            recordsFiltered: found.total,
            data: found.items.into_iter().map(Into::into).collect(),
        }
    }
}

/// Something that was done.
#[derive(Object)]
pub(crate) struct ActivityEntry {
    id: i64,
    datetime: Time,
    /// Who did it; null for the operator, and for people who had no account yet.
    user_id: Option<i64>,
    /// The address of who did it; empty where there is none.
    email: String,
    /// The method of the request, or `CLI` for a command of the operator.
    request_method: String,
    /// The path of the request, or the words of the command.
    request_url: String,
    /// What the request was answered.
    response_code: String,
    duration: Option<i64>,
    ip_address: Option<String>,
    user_agent: String,
    http_referer: String,
    user_session: Option<String>,
    organization_id: Option<i64>,
    project_id: Option<i64>,
    workspace_owner_id: Option<i64>,
    extra_data: ActivityData,
}

/// What was done.
#[derive(Object)]
pub(crate) struct ActivityData {
    /// A stable word, such as `role_changed`.
    action: String,
    /// To whom.
    subject: Option<ActivitySubject>,
    /// The address it concerns, where that need not be anybody's.
    address: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

/// To whom something was done.
#[derive(Object)]
pub(crate) struct ActivitySubject {
    /// The account.
    id: i64,
    email: String,
}

impl From<AuditEntry> for ActivityEntry {
    fn from(entry: AuditEntry) -> Self {
        let AuditEntry {
            event,
            actor,
            subject,
        } = entry;
        let happening = event.happening;
        Self {
            id: event.id.get(),
            datetime: Time(event.at),
            user_id: event.actor.map(UserId::get),
            email: actor.as_ref().map(address).unwrap_or_default(),
            request_method: event.cause.method,
            request_url: event.cause.path,
            response_code: event.cause.response_code.to_string(),
            duration: None,
            ip_address: event.cause.ip_address,
            user_agent: event.cause.user_agent.unwrap_or_default(),
            http_referer: String::new(),
            user_session: None,
            organization_id: happening.organization.map(OrganizationId::get),
            project_id: None,
            workspace_owner_id: None,
            extra_data: ActivityData {
                action: happening.action.code().to_owned(),
                subject: subject.as_ref().map(|subject| ActivitySubject {
                    id: subject.0.id.get(),
                    email: address(subject),
                }),
                address: happening.address.as_ref().map(written),
                before: happening.before,
                after: happening.after,
            },
        }
    }
}

fn address((user, _): &(User, bool)) -> String {
    written(&user.email)
}

fn written(email: &EmailAddress) -> String {
    email.as_str().to_owned()
}

/// Reads which entries are asked for, as name and text of each parameter.
pub(crate) fn query<const N: usize>(
    asked: [(&str, Option<String>); N],
) -> Result<AuditQuery, InvalidFields> {
    let mut fields = Fields::asked(asked);
    let page = page(&mut fields);
    let actor = fields.integer("user").map(UserId::new);
    let method = fields.parsed("method", method).flatten();
    let from = fields.parsed("start_date", from_then_on);
    let to = fields.parsed("end_date", up_to_then);
    let search = fields.text("search").map(|text| groups(&text));
    let ordering = fields.text("ordering");
    fields.finish(page.map(|page| AuditQuery {
        actor,
        method,
        from,
        to,
        search: search.unwrap_or_default(),
        oldest_first: ordering.as_deref() == Some("datetime"),
        ..AuditQuery::all(page)
    }))
}

/// The page by its number, or by the entries before it.
fn page(fields: &mut Fields) -> Option<PageRequest> {
    let start = fields.integer("start");
    let length = fields.integer("length");
    let size = fields.integer("page_size").or(length).unwrap_or(20);
    let size = size.min(i64::from(PageRequest::MAX_SIZE));
    let size_field = if length.is_some() {
        "length"
    } else {
        "page_size"
    };
    let numbered = fields.integer("page");
    let (field, page) = match (numbered, start) {
        (None, Some(start)) if start < 0 || (size > 0 && start % size != 0) => {
            let fault: Result<(), &str> = Err("It must be a multiple of length, from 0.");
            fields.judged("start", Some(()), |()| fault);
            return None;
        }
        // All at once, and passing over some of them.
        (None, Some(start)) if size <= 0 => ("start", if start == 0 { 1 } else { 2 }),
        (None, Some(start)) => ("start", start / size + 1),
        (page, _) => ("page", page.unwrap_or(1)),
    };
    let page = page.min(i64::from(u32::MAX));
    match PageRequest::new(page, size) {
        Ok(request) => Some(request),
        Err(error @ PageError::Page) => fields.judged(field, Some(()), |()| Err(error)),
        Err(error @ PageError::Size) => fields.judged(size_field, Some(()), |()| Err(error)),
    }
}

fn method(word: &str) -> Result<Option<String>, String> {
    let capitals = word.trim().to_ascii_uppercase();
    if capitals == "ALL" {
        Ok(None)
    } else if METHODS.contains(&capitals.as_str()) {
        Ok(Some(capitals))
    } else {
        Err(format!("\"{word}\" is not a valid choice."))
    }
}

/// The words of each alternative.
fn groups(text: &str) -> Vec<Vec<String>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .split(|word| *word == "OR")
        .map(|group| {
            let words = group.iter().filter(|word| **word != "AND");
            words.map(|word| (*word).to_owned()).collect()
        })
        .filter(|group: &Vec<String>| !group.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::refusal::Refusal as _;
    use muster_domain::model::time::Duration;
    use proptest::prelude::*;

    fn asked(name: &'static str, text: &str) -> Result<AuditQuery, InvalidFields> {
        query([(name, Some(text.to_owned()))])
    }

    #[test]
    fn words_are_grouped() {
        let search = |text| asked("search", text).expect("valid").search;
        assert_eq!(search("a AND b OR c d"), [vec!["a", "b"], vec!["c", "d"]]);
        assert_eq!(search("OR"), Vec::<Vec<String>>::new());
        assert_eq!(search("or"), [vec!["or"]]);
    }

    #[test]
    fn a_day_is_whole() {
        let from = asked("start_date", "2026-11-25").expect("valid").from;
        let to = asked("end_date", "2026-11-25").expect("valid").to;
        let (from, to) = from.zip(to).expect("both");
        assert_eq!(to - from, Duration::days(1) - Duration::microseconds(1));
        assert_eq!(
            asked("start_date", "2026-11-25T00:00:00Z")
                .expect("valid")
                .from,
            Some(from)
        );
        assert_eq!(
            asked("start_date", "2026-11-25T01:00:00+01:00")
                .expect("valid")
                .from,
            Some(from)
        );
    }

    #[test]
    fn a_page_is_named_in_either_way() {
        let page = |pairs: [(&'static str, &str); 2]| {
            query(pairs.map(|(name, text)| (name, Some(text.to_owned())))).map(|query| query.page)
        };
        let third = PageRequest::new(3, 10).ok();
        assert_eq!(page([("page", "3"), ("page_size", "10")]).ok(), third);
        assert_eq!(page([("start", "20"), ("length", "10")]).ok(), third);
        assert_eq!(
            page([("start", "0"), ("length", "-1")]).ok(),
            Some(PageRequest::everything())
        );
        let faults = page([("start", "5"), ("length", "10")]).expect_err("refused");
        assert_eq!(faults.fields()[0].field, "start");
        let faults = page([("start", "0"), ("length", "-2")]).expect_err("refused");
        assert_eq!(faults.fields()[0].field, "length");
    }

    #[test]
    fn a_method_is_one_that_there_is() {
        assert_eq!(asked("method", "all").expect("valid").method, None);
        let method = asked("method", "patch").expect("valid").method;
        assert_eq!(method.as_deref(), Some("PATCH"));
        assert!(asked("method", "FETCH").is_err());
    }

    proptest! {
        #[test]
        fn anything_is_a_query_or_refused(text in any::<String>(), number in any::<i64>()) {
            for name in [
                "user", "method", "start_date", "end_date", "search", "ordering", "page", "page_size", "start", "length",
            ] {
                let _ = asked(name, &text);
                let _ = asked(name, &number.to_string());
            }
        }
    }
}
