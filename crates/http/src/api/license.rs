//! The licence, and the seats that were taken day by day.

use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::use_cases::license::InstallManner;
use muster_domain::use_cases::organization::ViewSeats;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::Tag;
use super::body::Body;
use super::caller::By;
use super::query::Asked;
use super::wire::license as wire;
use super::wire::sent::{Calendar, Sent};
use crate::edge::{Access, Member, Problem, RouteRule};

pub(super) struct LicensesApi;

pub(super) const RULES: [RouteRule; 3] = {
    const SEES: Access = Access::Role(Action::SeeSeats);
    [
        RouteRule::new("GET", "/api/organizations/:id/license", SEES),
        RouteRule::new(
            "PUT",
            "/api/organizations/:id/license",
            Access::Role(Action::ManageLicense),
        ),
        RouteRule::new("GET", "/api/organizations/:id/seats/history", SEES),
    ]
};

#[OpenApi(prefix_path = "/api", tag = "Tag::Licenses")]
impl LicensesApi {
    /// The licence in force
    #[oai(path = "/organizations/:id/license", method = "get")]
    async fn get(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
    ) -> Result<Json<wire::LicenseInForce>, Problem> {
        let _ = id;
        let view = ViewSeats {
            organization: member.organization,
        };
        Ok(Json(muster.view(&member.caller, &view).await?.into()))
    }

    /// Install a licence
    ///
    /// With `dry_run` it is only told what would change. A licence that has fewer seats than are taken, begins later or
    /// has ended is installed only with `confirm`: nobody loses access by it, and nobody can be given a seat.
    #[oai(path = "/organizations/:id/license", method = "put")]
    async fn install(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        body: Body<wire::NewLicense>,
    ) -> Result<Json<wire::LicenseChange>, Problem> {
        let _ = id;
        let command = wire::install(body.0, member.organization)?;
        let change = muster.run(&member.caller, &command).await?;
        let installed = command.manner != InstallManner::Preview;
        Ok(Json(wire::LicenseChange::new(&change, installed)))
    }

    /// Seats taken, day by day
    ///
    /// From the founding of the organization up to today, by default the last 30 days.
    #[oai(path = "/organizations/:id/seats/history", method = "get")]
    async fn history(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        /// The first day; 29 days before the last unless asked for.
        from: Asked<Sent<Calendar>>,
        /// The last day; today unless asked for.
        to: Asked<Sent<Calendar>>,
    ) -> Result<Json<Vec<wire::SeatDay>>, Problem> {
        let _ = id;
        let view = wire::history([("from", from.0), ("to", to.0)], member.organization)?;
        let days = muster.view(&member.caller, &view).await?;
        Ok(Json(days.into_iter().map(Into::into).collect()))
    }
}
