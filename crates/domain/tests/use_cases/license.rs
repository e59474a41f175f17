//! Licences: what they allow, how they are installed, and who is told.

use muster_domain::model::license::{Concern, LicenseState, SignedLicense};
use muster_domain::model::membership::MemberRole::{
    Administrator, Annotator, Deactivated, Manager,
};
use muster_domain::model::refusal::Refusal as _;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::settings::MailPolicy;
use muster_domain::model::time::{Day, Duration, Timestamp};
use muster_domain::use_cases::license::{
    InstallAtStart, InstallLicense, InstallManner, LicenseAtStart, TellOfEndingLicense,
    ViewSeatHistory,
};
use muster_domain::use_cases::organization::CreateOrganization;

use crate::world::{Guest, PASSWORD, World, address};

const THREE: &str = "signed l-3 3 ever 2030-06-30";
const FIVE: &str = "signed l-5 5 ever 2031-06-30";

impl World {
    async fn tries_license(
        &self,
        who: &Guest,
        text: &str,
        manner: InstallManner,
    ) -> Result<Vec<Concern>, &'static str> {
        let install = InstallLicense {
            organization: self.home(who).await,
            text: text.to_owned(),
            manner,
        };
        let installed = self.runs(who, &install).await;
        installed
            .map(|change| change.concerns())
            .map_err(|error| error.code())
    }

    async fn installs(&self, who: &Guest, text: &str) -> Result<Vec<Concern>, &'static str> {
        self.tries_license(who, text, InstallManner::Unconfirmed)
            .await
    }

    async fn confirms(&self, who: &Guest, text: &str) -> Result<Vec<Concern>, &'static str> {
        self.tries_license(who, text, InstallManner::Confirmed)
            .await
    }

    async fn in_force(&self, who: &Guest) -> Option<String> {
        let license = self.seats(who).await.license;
        license.map(|standing| standing.installed.signed.license.id.to_string())
    }

    /// People who signed up by the link of this person's organization.
    async fn newcomers<const N: usize>(&self, host: &Guest) -> [Guest; N] {
        let mut guests = Vec::new();
        for number in 0..N {
            let address = format!("new{number}@example.com");
            guests.push(self.joins(&address, host).await);
        }
        guests.try_into().expect("so many")
    }

    /// Whether a role is given, or the reason why not.
    async fn tries_to_give(&self, host: &Guest, to: &Guest) -> Result<(), String> {
        let given = self.gives(host, to, Annotator).await;
        given.map(drop).map_err(|error| error.to_string())
    }

    /// Turns the clock to the beginning of a day. The Owner signs in again.
    async fn turn_to(&self, day: &str) -> Guest {
        let then: Timestamp = format!("{day}T00:00:00Z").parse().expect("a day");
        self.turn(then - self.now());
        self.logs_in("olga@example.com", PASSWORD)
            .await
            .expect("K31: it is always possible")
    }

    async fn starts_with(&self, text: &str) -> LicenseAtStart {
        let license = self.muster.tools().licenses.verify(text);
        let signed = SignedLicense {
            license: license.expect("a licence"),
            text: text.to_owned(),
        };
        let directory = self.muster.directory();
        let install = InstallAtStart::prepare(signed, directory).await;
        self.operator_runs(&install.expect("prepared"))
            .await
            .expect("done")
    }

    /// The seats of these days, each with what was taken, the peak, and the limit.
    async fn history(
        &self,
        who: &Guest,
        from: &str,
        to: &str,
    ) -> Vec<(String, u64, u64, SeatLimit)> {
        let view = ViewSeatHistory {
            organization: self.home(who).await,
            from: Some(from.parse().expect("a day")),
            to: Some(to.parse().expect("a day")),
        };
        let days = self.sees(who, &view).await.expect("may see it");
        days.into_iter()
            .map(|day| (day.day.to_string(), day.used, day.peak, day.limit))
            .collect()
    }
}

#[tokio::test]
async fn a_vendors_licence_says_how_many_may_come_and_the_next_one_lets_more_in() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let [ann, bob, cy] = world.newcomers(&olga).await;
    assert_eq!(world.installs(&olga, THREE).await, Ok(vec![]));
    for guest in [&ann, &bob] {
        assert_eq!(world.tries_to_give(&olga, guest).await, Ok(()));
    }
    let refused = world.tries_to_give(&olga, &cy).await.expect_err("K20");
    assert!(refused.contains("3 of 3 are taken"), "{refused}");
    assert_eq!(world.installs(&olga, FIVE).await, Ok(vec![]));
    assert_eq!(world.tries_to_give(&olga, &cy).await, Ok(()));
    let report = world.seats(&olga).await;
    assert_eq!((report.seats.used, report.seats.free()), (4, Some(1)));
    let standing = report.license.expect("one is in force");
    assert_eq!(standing.state, LicenseState::Valid);
    let log = world.log(&olga).await;
    let installed = &log
        .iter()
        .find(|entry| entry.event.happening.action.code() == "license_installed");
    let happening = &installed.expect("it is logged").event.happening;
    assert_eq!(
        happening.before.as_deref(),
        Some("3 seats until 2030-06-30 (l-3)")
    );
    assert_eq!(
        happening.after.as_deref(),
        Some("5 seats until 2031-06-30 (l-5)")
    );
}

#[tokio::test]
async fn k29_without_a_limit_a_thousand_come_and_a_limit_of_one_then_holds() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let unlimited = "signed l-0 unlimited ever 2030-06-30";
    assert_eq!(world.installs(&olga, unlimited).await, Ok(vec![]));
    for number in 1..=1_000 {
        let guest = world.joins(&format!("p{number}@example.com"), &olga).await;
        let given = world.tries_to_give(&olga, &guest).await;
        assert_eq!(given, Ok(()), "member {}", number + 1);
    }
    assert_eq!(world.seats(&olga).await.seats.used, 1_001);
    let late = world.joins("late@example.com", &olga).await;
    let one = "signed l-1 1 ever 2030-06-30";
    world.confirms(&olga, one).await.expect("installed");
    let refused = world.tries_to_give(&olga, &late).await;
    let refused = refused.expect_err("the limit is one");
    assert!(refused.contains("1001 of 1 are taken"), "{refused}");
}

#[tokio::test]
async fn owner_and_administrators_install_and_nobody_else() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let [ada, mia, nora] = world.newcomers(&olga).await;
    world
        .gives(&olga, &ada, Administrator)
        .await
        .expect("given");
    world.gives(&olga, &mia, Manager).await.expect("given");
    assert_eq!(world.installs(&mia, THREE).await, Err("forbidden"));
    assert_eq!(
        world.installs(&nora, THREE).await,
        Err("membership_pending")
    );
    assert_eq!(
        world.installs(&mia, "no licence").await,
        Err("forbidden"),
        "who may not learns nothing about the text"
    );
    assert_eq!(world.in_force(&olga).await, None);
    assert_eq!(world.installs(&ada, THREE).await, Ok(vec![]));
}

#[tokio::test]
async fn k34_a_wrong_file_leaves_the_good_one_in_force() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let [ann, bob] = world.newcomers(&olga).await;
    for guest in [&ann, &bob] {
        world.gives(&olga, guest, Annotator).await.expect("given");
    }
    world.installs(&olga, THREE).await.expect("installed");
    let other = world.founds("otto@example.com").await;
    let theirs = format!(
        "signed l-9 9 ever 2030-06-30 for {}",
        world.home(&other).await
    );
    let small = "signed l-2 2 ever 2030-06-30";
    for (text, code) in [
        ("random", "license_signature"),
        (&*theirs, "license_not_yours"),
        (small, "license_needs_confirmation"),
    ] {
        assert_eq!(world.installs(&olga, text).await, Err(code), "{text}");
        assert_eq!(world.in_force(&olga).await.as_deref(), Some("l-3"));
    }
    let over = Concern::TooFewSeats { seats: 2, used: 3 };
    let preview = world.tries_license(&olga, small, InstallManner::Preview);
    assert_eq!(preview.await, Ok(vec![over]), "it shows what it would mean");
    assert_eq!(world.in_force(&olga).await.as_deref(), Some("l-3"));
    assert_eq!(world.confirms(&olga, small).await, Ok(vec![over]));
    assert_eq!(world.seats(&olga).await.seats.over(), 1);
    assert!(world.caller(&bob).await.is_ok(), "nobody loses access");
    assert!(
        world.tries_to_give(&olga, &bob).await.is_ok(),
        "who has a seat keeps it"
    );
    world
        .gives(&olga, &ann, Deactivated)
        .await
        .expect("always possible");
    let refused = world
        .changes(&olga, &ann, None)
        .await
        .expect_err("K25: 2 of 2");
    assert_eq!(refused.code(), "no_free_seat");
    assert_eq!(world.confirms(&other, theirs.as_str()).await, Ok(vec![]));
}

#[tokio::test]
async fn a_licence_is_in_force_in_one_organization() {
    let world = World::new();
    let (olga, otto) = (
        world.founds("olga@example.com").await,
        world.founds("otto@example.com").await,
    );
    world.installs(&olga, THREE).await.expect("installed");
    assert_eq!(world.confirms(&otto, THREE).await, Err("license_not_yours"));
    assert_eq!(
        world.installs(&olga, THREE).await,
        Ok(vec![]),
        "again is no harm"
    );
    let entries = world.log(&olga).await;
    let installed = |code: &str| {
        entries
            .iter()
            .filter(|entry| entry.event.happening.action.code() == code)
            .count()
    };
    assert_eq!(installed("license_installed"), 1);
    world.installs(&olga, FIVE).await.expect("installed");
    assert_eq!(
        world.installs(&otto, THREE).await,
        Ok(vec![]),
        "it is free again"
    );
}

#[tokio::test]
async fn k31_after_the_end_everything_but_growth_goes_on_and_a_new_one_ends_that() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let [ann, bob, cy] = world.newcomers(&olga).await;
    world
        .installs(&olga, "signed l-1 9 ever 2024-12-31")
        .await
        .expect("installed");
    let olga = world.turn_to("2025-01-14").await;
    world
        .gives(&olga, &ann, Annotator)
        .await
        .expect("grace: nothing stops yet");
    let olga = world.turn_to("2025-01-15").await;
    let refused = world
        .tries_to_give(&olga, &bob)
        .await
        .expect_err("growth has stopped");
    assert!(refused.contains("ended on 2024-12-31"), "{refused}");
    let report = world.seats(&olga).await;
    assert_eq!(
        report.license.expect("it stays").state,
        LicenseState::Expired
    );
    assert_eq!((report.seats.used, report.seats.free()), (2, Some(0)));
    world
        .invites(&olga, "dan@example.com", Annotator)
        .await
        .expect("invited");
    let link = world.mailed_link_to("dan@example.com").await;
    world
        .accepts(link, PASSWORD)
        .await
        .expect("the account is made");
    assert_eq!(
        world.seats(&olga).await.headcount.waiting,
        1,
        "K22: he waits"
    );
    world
        .gives(&olga, &cy, Deactivated)
        .await
        .expect("deactivation goes on");
    world.post().await;
    assert_eq!(world.installs(&olga, FIVE).await, Ok(vec![]));
    assert_eq!(
        world.letters().await,
        [("olga@example.com".to_owned(), "seat free")],
        "growth is possible again, and somebody waits"
    );
    world.gives(&olga, &bob, Annotator).await.expect("at once");
}

#[tokio::test]
async fn a_licence_that_begins_later_has_to_be_confirmed_and_begins_by_itself() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let later = "signed l-1 9 2024-11-01 2030-12-31";
    assert_eq!(
        world.installs(&olga, later).await,
        Err("license_needs_confirmation")
    );
    world.confirms(&olga, later).await.expect("installed");
    let refused = world.tries_to_give(&olga, &ann).await.expect_err("not yet");
    assert!(refused.contains("not valid before 2024-11-01"), "{refused}");
    let olga = world.turn_to("2024-11-01").await;
    assert_eq!(world.tries_to_give(&olga, &ann).await, Ok(()));
}

#[tokio::test]
async fn when_a_seat_comes_free_and_somebody_waits_administrators_are_told() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let [ann, bob] = world.newcomers(&olga).await;
    world
        .gives(&olga, &ann, Administrator)
        .await
        .expect("given");
    world.post().await;
    world.gives(&olga, &ann, Deactivated).await.expect("done");
    assert_eq!(world.letters().await, [], "nobody waits for a seat");
    world.changes(&olga, &ann, None).await.expect("reactivated");
    world
        .invites(&olga, "cy@example.com", Annotator)
        .await
        .expect("invited");
    let link = world.mailed_link_to("cy@example.com").await;
    let (cy, _) = world
        .accepts(link, PASSWORD)
        .await
        .expect("the account is made");
    world.post().await;
    world
        .changes(&olga, &ann, Some(Deactivated))
        .await
        .expect("done");
    assert_eq!(
        world.letters().await,
        [("olga@example.com".to_owned(), "seat free")]
    );
    world
        .changes(&olga, &bob, Some(Deactivated))
        .await
        .expect("done");
    assert_eq!(world.letters().await, [], "it was free before");
    world.gives(&olga, &cy, Annotator).await.expect("one press");
}

#[tokio::test]
async fn owner_and_administrators_are_told_once_that_the_licence_ends() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let [ada, ann] = world.newcomers(&olga).await;
    world
        .gives(&olga, &ada, Administrator)
        .await
        .expect("given");
    world.gives(&olga, &ann, Annotator).await.expect("given");
    world
        .installs(&olga, "signed l-1 9 ever 2024-12-31")
        .await
        .expect("installed");
    world.post().await;
    let tells = async || {
        let mut told = 0;
        while world
            .operator_runs(&TellOfEndingLicense)
            .await
            .expect("done")
            .is_some()
        {
            told += 1;
        }
        (told, world.letters().await)
    };
    let olga = world.turn_to("2024-12-02").await;
    world.turn(Duration::seconds(-1));
    assert_eq!(tells().await, (0, vec![]));
    world.turn(Duration::seconds(1));
    let letter = |to: &str| (to.to_owned(), "license ends");
    let (told, letters) = tells().await;
    assert_eq!(told, 1);
    assert_eq!(
        letters,
        [letter("new0@example.com"), letter("olga@example.com")]
    );
    assert_eq!(tells().await, (0, vec![]), "once");
    let mailless = world.restarted(|settings| settings.mail = MailPolicy::Off);
    mailless
        .installs(&olga, "signed l-2 9 ever 2024-12-30")
        .await
        .expect("installed");
    assert_eq!(
        mailless
            .operator_runs(&TellOfEndingLicense)
            .await
            .expect("done"),
        None
    );
    let told = world
        .operator_runs(&TellOfEndingLicense)
        .await
        .expect("done");
    assert!(told.is_some(), "as soon as mail is set up");
}

#[tokio::test]
async fn the_licence_at_start_never_undoes_what_came_later() {
    let world = World::new();
    assert_eq!(
        world.starts_with(THREE).await,
        LicenseAtStart::NoOrganization
    );
    let olga = world.founds("olga@example.com").await;
    let home = world.home(&olga).await;
    assert_eq!(
        world.starts_with(THREE).await,
        LicenseAtStart::Installed(home)
    );
    assert_eq!(
        world.starts_with(THREE).await,
        LicenseAtStart::InForce(home)
    );
    world.installs(&olga, FIVE).await.expect("installed");
    assert_eq!(world.starts_with(THREE).await, LicenseAtStart::Older);
    assert_eq!(world.in_force(&olga).await.as_deref(), Some("l-5"));
    let ended = "signed l-0 9 ever 2032-06-30";
    let olga = world.turn_to("2032-07-01").await;
    let outcome = world.starts_with(ended).await;
    assert!(
        matches!(outcome, LicenseAtStart::NeedsConfirmation(_)),
        "{outcome:?}"
    );
    assert_eq!(world.in_force(&olga).await.as_deref(), Some("l-5"));
    world.founds("otto@example.com").await;
    let next = "signed l-7 9 ever 2040-06-30";
    assert_eq!(
        world.starts_with(next).await,
        LicenseAtStart::SeveralOrganizations
    );
    let bound = format!("signed l-8 9 ever 2040-06-30 for {home}");
    assert_eq!(
        world.starts_with(&bound).await,
        LicenseAtStart::Installed(home)
    );
    let nobodys = "signed l-9 9 ever 2040-06-30 for 99";
    assert_eq!(
        world.starts_with(nobodys).await,
        LicenseAtStart::NoOrganization
    );
}

#[tokio::test]
async fn whoever_founds_has_the_licence_at_start_from_the_first_moment() {
    let world = World::new();
    let signed = SignedLicense {
        license: world
            .muster
            .tools()
            .licenses
            .verify(THREE)
            .expect("a licence"),
        text: THREE.to_owned(),
    };
    let world = world.restarted(|settings| settings.license = Some(signed));
    let olga = world.founds("olga@example.com").await;
    assert_eq!(world.in_force(&olga).await.as_deref(), Some("l-3"));
    let create = CreateOrganization {
        owner: address("otto@example.com"),
        title: None,
    };
    let second = world
        .operator_runs(&create)
        .await
        .expect("created")
        .organization
        .id;
    let directory = world.muster.directory();
    assert_eq!(
        directory.find_license(second).await.expect("read"),
        None,
        "it counts for one"
    );
}

#[tokio::test]
async fn the_history_keeps_what_was_taken_each_day_and_the_peak() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let [ann, bob] = world.newcomers(&olga).await;
    let olga = world.turn_to("2024-10-06").await;
    for guest in [&ann, &bob] {
        world.gives(&olga, guest, Annotator).await.expect("given");
    }
    world.gives(&olga, &ann, Deactivated).await.expect("done");
    let olga = world.turn_to("2024-10-08").await;
    world.installs(&olga, THREE).await.expect("installed");
    let olga = world.turn_to("2024-10-09").await;
    let three = SeatLimit::Limited(3);
    let day = |day: &str, used, peak, limit| (format!("2024-10-{day}"), used, peak, limit);
    assert_eq!(
        world.history(&olga, "2024-10-01", "2024-12-31").await,
        [
            day("04", 1, 1, SeatLimit::Unlimited),
            day("05", 1, 1, SeatLimit::Unlimited),
            day("06", 2, 3, SeatLimit::Unlimited),
            day("07", 2, 2, SeatLimit::Unlimited),
            day("08", 2, 2, three),
            day("09", 2, 2, three),
        ],
        "from the founding up to today"
    );
    let long = ViewSeatHistory {
        organization: world.home(&olga).await,
        from: Some(Day::MIN),
        to: None,
    };
    let refused = world.sees(&olga, &long).await.expect_err("too long");
    assert_eq!(refused.code(), "invalid");
    let month = ViewSeatHistory { from: None, ..long };
    assert_eq!(
        world.sees(&olga, &month).await.expect("may see it").len(),
        6
    );
}
