//! How many seats there are, who takes them, how that went day by day, and the licence.

mod chart;
mod install;
mod license;
mod numbers;

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::LicenseState;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::time::{Day, Duration};
use muster_domain::use_cases::license::ViewSeatHistory;
use muster_domain::use_cases::organization::ViewOverview;
use poem::http::StatusCode;
use poem::{FromRequest, Request, RequestBody, Response, Result, handler};

use super::seats::SeatCard;
use super::tabs::Tabs;
use crate::edge::{Access, Pages};
use crate::web::browser::{Browser, page};
use crate::web::draft::keeping;
use crate::web::errors::FormErrors;
use crate::web::frame::PageFrame;
use crate::web::moment::Date;
use chart::Chart;
use license::{Installer, LicenseCard};
use numbers::{Limit, Number, limits, numbers};

const PATH: &str = "/organization/usage";

/// How many days the chart may show.
const PERIODS: [u16; 3] = [30, 90, 365];

/// Adds these pages.
pub(super) fn routes(pages: Pages) -> Pages {
    const LICENSE: Access = Access::Role(Action::ManageLicense);
    pages.get(PATH, Access::Role(Action::SeeSeats), show).post(
        install::PATH,
        LICENSE,
        keeping("/organization/usage#license", install::submit),
    )
}

#[derive(Template)]
#[template(path = "organization/usage.html")]
struct UsagePage {
    frame: PageFrame,
    errors: FormErrors,
    organization_id: OrganizationId,
    organization: String,
    tabs: Tabs,
    seats: SeatCard,
    numbers: [Number; 6],
    chart: Option<Chart>,
    periods: Vec<Period>,
    /// The days of the chart, latest first.
    days: Vec<DayRow>,
    /// The licence in force.
    license: Option<LicenseCard>,
    limits: Vec<Limit>,
    /// The text in the form.
    typed: String,
}

/// A number of days to choose.
struct Period {
    days: u16,
    link: String,
    chosen: bool,
}

struct DayRow {
    day: Date,
    used: u64,
    peak: u64,
    limit: String,
}

/// How many days are asked for, one of [`PERIODS`]. What makes no sense is passed over.
struct Days(u16);

impl Default for Days {
    fn default() -> Self {
        Self(PERIODS[0])
    }
}

impl<'a> FromRequest<'a> for Days {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        let query = request.uri().query().unwrap_or_default();
        let said: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let asked = said.iter().rfind(|(name, _)| name == "days");
        let days = asked.and_then(|(_, days)| days.parse().ok());
        let offered = days.filter(|days| PERIODS.contains(days));
        Ok(offered.map_or_else(Self::default, Self))
    }
}

/// The page.
#[handler]
async fn show(browser: Browser, days: Days) -> Result<Response> {
    let typed = install::draft(&browser).unwrap_or_default();
    let (status, errors) = (StatusCode::OK, FormErrors::default());
    usage(&browser, &days, status, errors, typed).await
}

/// The page, with a text for a licence and what is wrong with it.
async fn usage(
    browser: &Browser,
    days: &Days,
    status: StatusCode,
    errors: FormErrors,
    typed: String,
) -> Result<Response> {
    let organization = browser.place(Action::SeeSeats)?.organization;
    let overview = browser.view(&ViewOverview { organization }).await?;
    let history = ViewSeatHistory {
        organization,
        from: Some(first(browser, days.0)),
        to: None,
    };
    let history = browser.view(&history).await?;
    let license = overview.seats.license.as_ref();
    let shown = UsagePage {
        frame: browser.frame().await?,
        errors,
        organization_id: organization,
        organization: overview.organization.title.as_str().to_owned(),
        tabs: Tabs::above_seats(&overview),
        seats: SeatCard::new(&overview.seats),
        numbers: numbers(&overview.seats),
        chart: Chart::new(&history),
        periods: periods(browser, days.0),
        days: history.iter().rev().map(DayRow::new).collect(),
        license: match license {
            Some(standing) => Some(LicenseCard::read(browser, organization, standing).await?),
            None => None,
        },
        limits: limits(browser, &overview),
        typed,
    };
    page(status, &shown)
}

/// The first of so many days, of which today is the last.
fn first(browser: &Browser, days: u16) -> Day {
    let before = Duration::days(i64::from(days) - 1);
    (browser.now() - before).date_naive()
}

fn periods(browser: &Browser, chosen: u16) -> Vec<Period> {
    let period = |days| Period {
        days,
        link: browser.href(&format!("{PATH}?days={days}#chart")),
        chosen: days == chosen,
    };
    PERIODS.map(period).into()
}

impl DayRow {
    fn new(day: &SeatDay) -> Self {
        Self {
            day: Date::new(day.day),
            used: day.used,
            peak: day.peak,
            limit: words(day.limit),
        }
    }
}

/// A limit as people read it.
fn words(limit: SeatLimit) -> String {
    match limit {
        SeatLimit::Limited(limit) => limit.to_string(),
        SeatLimit::Unlimited => "No limit".to_owned(),
    }
}
