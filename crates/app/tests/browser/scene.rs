//! A server on which everything happened that a page can show, and the walk through all its pages.

use std::fmt::Write as _;
use std::process::Command;

use serde_json::json;

use crate::support::{Api, PASSWORD, Server, eventually, link_in, python};
use crate::vendor::{day, license, server_with_vendor};
use crate::window::{Script, Window};

/// Whom the operator's table brings in: names that strain a page first. The last one finds no seat.
const PEOPLE: &str = "email,first_name,last_name,role\n\
    carla.de.la.cruz-montgomery@research.example.com,Carla,de la Cruz-Montgomery,RE\n\
    dimitri@example.com,Dimitri,Ek,AN\n\
    yael@example.com,יעל,בן־דוד,MA\n\
    omar@example.com,محمد عبد الرحمن,الأحمد,AN\n\
    zoe@example.com,Zoë 👩‍🚀,🦀🦀,AN\n\
    rob@example.com,<b>Robert</b>,<script>alert(1)</script> & Sons,AN\n\
    a.very.long.address.that.nobody.would.type.twice.in.one.day@department.of.examples.university.example.com,\
    Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe,\
    Maximiliana Philippina Theodora von und zu der Hohen Warte,RE\n\
    no-name-at-all@example.com,,,AN\n";

/// Olga's organization with people of all kinds, one person of which belongs to a second one.
pub(crate) struct Scene {
    server: Server,
    link: String,
    invitation: String,
    dead_link: String,
    reset: String,
}

impl Scene {
    /// With more people than fit on one page.
    pub(crate) async fn new() -> Self {
        let mut server = server_with_vendor(&[
            ("MUSTER_UNLICENSED_SEATS", "40"),
            ("MUSTER_RATE_LIMITS", "off"),
        ]);
        let olga = server.browser();
        olga.sign_up("/user/signup", "olga@example.com").await;
        let api = olga.api().await;
        name(&api, "olga@example.com", "Olga", "Olsen").await;
        done(&api, "/api/organization/", json!({"title": "Acme Lab"})).await;

        let dead_link = invite_link(&api).await;
        let reset = api.post("/api/invite/reset-token", json!({})).await;
        assert!(reset.status < 300, "{reset:?}");
        let link = invite_link(&api).await;
        for (email, first_name, last_name) in [
            ("ann@example.com", "Ann", "Nguyen"),
            ("pia@example.com", "Pia", "Lind"),
        ] {
            server.browser().sign_up(&link, email).await;
            name(&api, email, first_name, last_name).await;
        }
        invite(&api, "bob@example.com", "AD").await;
        let bobs = invitation_link(&api, "bob@example.com").await;
        server.browser().sign_up(&bobs, "bob@example.com").await;
        name(&api, "bob@example.com", "Bob", "Kowalski").await;

        import(&mut server, "1", &table());
        for person in ["dimitri@example.com", "person30@example.com"] {
            server.command(&["member", "deactivate", person]).done();
        }
        invite(&api, "ines@example.com", "RE").await;
        invite(&api, "jonas@example.com", "AN").await;
        let long = "another.address.that.nobody.would.type.twice@department.of.examples.university.example.com";
        invite(&api, long, "MA").await;
        let revoked = listed(&api, "jonas@example.com").await;
        let path = format!("/api/organizations/0/invitations/{revoked}");
        assert_eq!(api.delete(&path).await.status, 204);
        let invitation = invitation_link(&api, "ines@example.com").await;

        server
            .browser()
            .sign_up("/user/signup", "sam@example.com")
            .await;
        history(&mut server);
        let olga_again = "email,role\nolga@example.com,RE\n";
        import(&mut server, "2", olga_again);
        let reset = reset_link(&server).await;
        Self {
            server,
            link,
            invitation,
            dead_link,
            reset,
        }
    }

    /// Shows each page in a window, by name.
    pub(crate) async fn walk(&self, mut visit: impl AsyncFnMut(&str, &Window)) {
        let nobody = Window::open(&self.server.url(""), Script::On).await;
        for (name, path) in [
            ("sign-up", "/user/signup"),
            ("log-in", "/user/login"),
            ("reset", "/user/password-reset"),
            ("new-password", &self.reset),
            ("invite-link", &self.link),
            ("invitation", &self.invitation),
            ("dead-link", &self.dead_link),
            ("error", "/no-such-page"),
        ] {
            nobody.go(path).await;
            visit(name, &nobody).await;
        }
        nobody.go("/user/signup").await;
        nobody.fill("[name=email]", "nobody").await;
        nobody.press("Create Account").await;
        nobody.says("[role=alert]", "").await;
        visit("sign-up-refused", &nobody).await;

        self.log_in(&nobody, "ann@example.com", "/waiting").await;
        visit("waiting", &nobody).await;
        nobody.press("Menu").await;
        nobody.press("Log out").await;
        nobody.at("/user/login").await;

        let olga = nobody;
        self.log_in(&olga, "olga@example.com", "/organization")
            .await;
        for (name, path) in [
            ("people", "/organization"),
            ("people-pending", "/organization?status=pending"),
            ("people-none", "/organization?search=nobody+at+all&role=RE"),
            ("invitations", "/organization/invitations"),
            (
                "invitations-none",
                "/organization/invitations?status=expired",
            ),
            ("usage", "/organization/usage"),
            ("activity", "/organization/activity"),
            (
                "activity-none",
                "/organization/activity?person=nobody+at+all",
            ),
            ("settings", "/organization/settings"),
            ("leave", "/user/account/organizations/2/leave"),
            ("already-member", &self.link),
            ("invitation-of-another", &self.invitation),
            ("log-out", "/logout"),
            ("account", "/user/account"),
        ] {
            olga.go(path).await;
            visit(name, &olga).await;
        }
        olga.press("Menu").await;
        visit("menu", &olga).await;
        olga.go("/user/account").await;
        olga.press("Create").await;
        olga.says("main", "not shown again").await;
        visit("new-token", &olga).await;
        for (name, part) in [("invite", "#invite"), ("invite-email", "#invite-email")] {
            olga.go("/user/account").await;
            olga.go(&format!("/organization{part}")).await;
            olga.holds("document.querySelector('dialog:modal')").await;
            visit(name, &olga).await;
        }
        olga.fill("#emails", "kim@example.com, Lea <lea@example.com>, nobody")
            .await;
        olga.says("dialog .hint", "understood").await;
        visit("invite-email-filled", &olga).await;
        olga.press_in("dialog form:has(#emails)", "submit").await;
        olga.says("#results-title", "").await;
        visit("invite-results", &olga).await;

        olga.go("/organization?search=Robert").await;
        olga.press("<b>Robert</b> <script>alert(1)</script> & Sons")
            .await;
        olga.says("#facts-title", "").await;
        visit("person", &olga).await;
        olga.press("Delete Member").await;
        olga.says("h1", "Delete").await;
        visit("delete", &olga).await;

        olga.go("/organization").await;
        for nth in [2, 4, 5, 11] {
            let tick = format!(
                "document.querySelector('tbody tr:nth-child({nth}) [name=person]').click()"
            );
            olga.evaluate(&tick).await;
        }
        olga.says("[data-bulk-count]", "4 selected").await;
        visit("selected", &olga).await;
        olga.press("Give role").await;
        olga.says("main", "Nothing is changed yet").await;
        visit("bulk-preview", &olga).await;

        let plain = Window::open(&self.server.url(""), Script::Off).await;
        self.log_in(&plain, "olga@example.com", "/organization")
            .await;
        visit("people-without-script", &plain).await;
        self.walk_through_licenses(&olga, visit).await;
    }

    /// The same pages while licences of all kinds are in force.
    async fn walk_through_licenses(
        &self,
        olga: &Window,
        mut visit: impl AsyncFnMut(&str, &Window),
    ) {
        const USAGE: &str = "/organization/usage";
        olga.go(USAGE).await;
        olga.fill("#license", "Dear Olga, here is your licence")
            .await;
        olga.press("Show what would change").await;
        olga.says("#license-error", "").await;
        visit("license-refused", olga).await;
        let few = license(&self.server, 30, &day(400));
        olga.fill("#license", &few).await;
        olga.press("Show what would change").await;
        olga.says("main", "I have read this").await;
        visit("license-preview", olga).await;
        for (name, seats, last) in [
            ("over", 30, 400),
            ("grace", 60, -3),
            ("ended", 60, -30),
            ("expiring", 60, 20),
        ] {
            let text = license(&self.server, seats, &day(last));
            olga.go(USAGE).await;
            olga.fill("#license", &text).await;
            olga.press("Show what would change").await;
            olga.says("main", "Nothing has changed yet").await;
            if name != "expiring" {
                olga.click("#confirm").await;
            }
            olga.press("Install").await;
            olga.at(USAGE).await;
            olga.go(&format!("{USAGE}?days=90")).await;
            visit(&format!("usage-{name}"), olga).await;
        }
        for (name, path) in [
            ("people-seat-free", "/organization?status=waiting"),
            ("settings-notice", "/organization/settings"),
        ] {
            olga.go(path).await;
            visit(name, olga).await;
        }
    }

    async fn log_in(&self, window: &Window, email: &str, then: &str) {
        window.go("/user/login").await;
        window.fill("[name=email]", email).await;
        window.fill("[name=password]", PASSWORD).await;
        window.press("Log in").await;
        window.at(then).await;
    }
}

/// [`PEOPLE`], as many others as leave no seat, and one who waits for one.
fn table() -> String {
    const FIRST: [&str; 6] = ["Erik", "Fatima", "Grace", "Hugo", "Ivana", "Jun"];
    const LAST: [&str; 5] = ["Meyer", "Okafor", "Silva", "Tanaka", "Novak"];
    let mut table = PEOPLE.to_owned();
    let names = LAST
        .iter()
        .flat_map(|last| FIRST.iter().map(move |first| (first, last)));
    for (number, (first, last)) in (1..).zip(names) {
        writeln!(table, "person{number}@example.com,{first},{last},AN").expect("written");
    }
    table.push_str("wanda@example.com,Wanda,Weiss,AN\n");
    table
}

fn import(server: &mut Server, organization: &str, table: &str) {
    let place = server.place();
    std::fs::write(place.path("people.csv"), table).expect("written");
    let words = [
        "member",
        "import",
        "people.csv",
        "--organization",
        organization,
    ];
    place.command(&words).done();
}

/// Olga's organization has grown since long ago: she could not come here so often.
fn history(server: &mut Server) {
    let write = "import sqlite3, sys, datetime as d\n\
        db = sqlite3.connect(sys.argv[1], timeout=60)\n\
        today = d.datetime.now(d.timezone.utc).date()\n\
        for ago in range(80, 0, -3):\n\
        \tused = 36 - ago // 3 + ago % 4\n\
        \trow = (1, str(today - d.timedelta(ago)), used, used + (ago % 5 == 0), 25 if ago > 45 else 40)\n\
        \tdb.execute('insert into seat_days values (?, ?, ?, ?, ?)', row)\n\
        db.commit()";
    let written = Command::new(python())
        .args(["-c", write])
        .arg(server.place().path("muster-data/muster.db"))
        .output()
        .expect("Python runs");
    assert!(written.status.success(), "{written:?}");
}

async fn done(api: &Api, path: &str, change: serde_json::Value) {
    let answer = api.patch(path, change).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Writes a member's name.
async fn name(api: &Api, email: &str, first_name: &str, last_name: &str) {
    let path = format!("/api/organizations/0/memberships?search={email}");
    let found = api.get(&path).await;
    let user = &found.json["results"][0]["user"]["id"];
    let names = json!({"first_name": first_name, "last_name": last_name});
    done(api, &format!("/api/users/{user}"), names).await;
}

async fn invite_link(api: &Api) -> String {
    let answer = api.get("/api/invite").await;
    answer.json["invite_url"].as_str().expect("a link").into()
}

async fn invite(api: &Api, email: &str, role: &str) {
    let body = json!({"emails": [email], "role": role});
    let answer = api.post("/api/invite/send-email", body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// The id of the invitation for this address.
async fn listed(api: &Api, email: &str) -> u64 {
    let list = api.get("/api/organizations/0/invitations").await;
    let results = list.json["results"].as_array().expect("a page");
    let found = results.iter().find(|entry| entry["email"] == email);
    found.expect("it is listed")["id"].as_u64().expect("an id")
}

async fn invitation_link(api: &Api, email: &str) -> String {
    let id = listed(api, email).await;
    let path = format!("/api/organizations/0/invitations/{id}/link");
    let answer = api.get(&path).await;
    answer.json["url"].as_str().expect("a link").to_owned()
}

/// The link by which Pia chooses a new password, from the mail in the log.
async fn reset_link(server: &Server) -> String {
    const PATH: &str = "/user/password-reset?token=";
    let browser = server.browser();
    let page = browser.get("/user/password-reset").await;
    browser
        .submit(&page, "email", &[("email", "pia@example.com")])
        .await;
    eventually("the mail in the log", async || {
        let log = server.log();
        log.contains(PATH).then(|| link_in(&log, PATH))
    })
    .await
}
