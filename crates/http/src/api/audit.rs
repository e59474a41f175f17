//! The activity log.

use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::model::page::PageRequest;
use muster_domain::ports::AuditQuery;
use muster_domain::use_cases::audit::ListAuditEvents;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::caller::By;
use super::query::Asked;
use super::wire::activity_log as wire;
use super::wire::sent::{DayOrMoment, PageNumber, PageSize, PassedOver, Sent};
use crate::edge::{Access, Member, Problem, RouteRule};

pub(super) struct ActivityLogApi;

pub(super) const RULES: [RouteRule; 1] = [RouteRule::new(
    "GET",
    "/api/activity-logs",
    Access::Role(Action::SeeActivity),
)];

#[OpenApi(prefix_path = "/api/activity-logs", tag = "Tag::ActivityLog")]
impl ActivityLogApi {
    /// Who did what
    ///
    /// In the caller's active organization, newest first. The contract has a list around the one object.
    #[oai(path = "/", method = "get")]
    #[expect(
        clippy::too_many_arguments,
        reason = "each parameter is documented as one"
    )]
    async fn list(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// Only what this account did.
        user: Asked<i64>,
        /// Only what was asked by this method: `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, or `CLI` for the operator's
        /// commands; `all` for any.
        method: Asked<wire::Method>,
        /// Only from this time or day on.
        start_date: Asked<Sent<DayOrMoment>>,
        /// Only up to this time or day, it included.
        end_date: Asked<Sent<DayOrMoment>>,
        /// Only where the path contains these words; `OR` between words parts alternatives, `AND` may stand between others.
        search: Asked<String>,
        /// `datetime` for oldest first, `-datetime` for newest first.
        ordering: Asked<String>,
        /// The page, from 1. Past the end `data` is empty.
        page: Asked<Sent<PageNumber>>,
        /// Entries on a page, 20 unless asked for; -1 for as many as one page may hold (10,000).
        page_size: Asked<Sent<PageSize>>,
        /// Instead of `page`: how many entries to pass over, a multiple of `length`.
        start: Asked<Sent<PassedOver>>,
        /// Instead of `page_size`.
        length: Asked<Sent<PageSize>>,
    ) -> Result<Json<Vec<wire::ActivityLog>>, Problem> {
        let query = wire::query([
            ("user", user.0),
            ("method", method.0),
            ("start_date", start_date.0),
            ("end_date", end_date.0),
            ("search", search.0),
            ("ordering", ordering.0),
            ("page", page.0),
            ("page_size", page_size.0),
            ("start", start.0),
            ("length", length.0),
        ])?;
        let organization = member.organization;
        let view = ListAuditEvents {
            organization,
            query,
        };
        let found = muster.view(&member.caller, &view).await?;
        let first = PageRequest { page: 1, size: 1 };
        let query = AuditQuery::all(first);
        let all = ListAuditEvents {
            organization,
            query,
        };
        let total = muster.view(&member.caller, &all).await?.total;
        Ok(Json(vec![wire::ActivityLog::new(found, total)]))
    }
}
