//! What the organization uses of its licence, as Label Studio's clients ask on each page.

use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::use_cases::organization::ViewBilling;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::caller::By;
use super::wire::billing as wire;
use crate::edge::{Access, Member, Problem, RouteRule};

pub(super) struct BillingApi;

pub(super) const RULES: [RouteRule; 1] = [RouteRule::new(
    "GET",
    "/api/billing/info",
    Access::Role(Action::UseProduct),
)];

#[OpenApi(prefix_path = "/api/billing", tag = "Tag::Organizations")]
impl BillingApi {
    /// What the organization uses of its licence
    ///
    /// `users.count` is the seats taken: the number that the licence check itself uses. Unlimited seats are a `limit`
    /// of 0 that is never reached. What has no meaning here is a constant.
    #[oai(path = "/info", method = "get")]
    async fn info(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<wire::BillingInfo>, Problem> {
        let view = ViewBilling {
            organization: member.organization,
        };
        let report = muster.view(&member.caller, &view).await?;
        let mail = muster.settings().mail;
        Ok(Json(wire::BillingInfo::new(&report, mail)))
    }
}
