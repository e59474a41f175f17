//! Accepting an invitation while others do the same, or while the organization changes its mind. Whatever comes first,
//! both sides are told the same story, and seats and members agree in the end.

use std::future::Future;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Api, Browser, Lab, PASSWORD, Page};

/// What became of somebody who tried to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    In,
    Used,
    Revoked,
    Replaced,
    /// The page was drawn for somebody who had a role by then.
    Member,
}

impl Entry {
    /// Reads the answer to the form. Anything but these is a failure of the server.
    fn of(page: &Page) -> Self {
        match page.status {
            302 | 303 if page.location == "/" => Self::In,
            410 if page.says("invitation has been used") => Self::Used,
            410 if page.says("invitation was revoked") => Self::Revoked,
            410 if page.says("invitation was replaced") => Self::Replaced,
            200 if page.says("Already a member") => Self::Member,
            status => panic!("{status} {} {}", page.location, page.html),
        }
    }
}

/// Somebody signed in who has an organization of his own, and so keeps access whatever becomes of him in Olga's. To
/// accept takes him a press of a button and no hash.
struct Guest {
    browser: Browser,
    email: &'static str,
}

impl Guest {
    async fn new(lab: &Lab, email: &'static str) -> Self {
        let browser = lab.server.browser();
        let founded = browser.sign_up("/user/signup", email).await;
        assert_eq!(founded.status, 302, "{}", founded.html);
        Self { browser, email }
    }

    /// Presses the button of a page that was opened before.
    async fn press(&self, page: &Page) -> Entry {
        let form = page.form_to("/user/invitation");
        Entry::of(&self.browser.submit_form(page, form, &[]).await)
    }

    /// Comes in by the invite link, and waits for a role.
    async fn join_by_link(&self, link: &str) {
        let page = self.browser.get(link).await;
        let form = page.form_to("/user/signup");
        let joined = self.browser.submit_form(&page, form, &[("join", "yes")]);
        assert_eq!(joined.await.status, 303);
    }
}

/// Olga invites somebody; the invitation's id.
async fn invite(lab: &Lab, email: &str, role: &str) -> i64 {
    let result = lab.invite(email, role).await;
    result["invitation_id"].as_i64().expect("it was made")
}

/// The link of an invitation.
async fn link(owner: &Api, id: i64) -> String {
    let path = format!("/api/organizations/0/invitations/{id}/link");
    let answer = owner.get(&path).await;
    answer.json["url"].as_str().expect("a link").to_owned()
}

/// Olga removes a member.
async fn remove(lab: &Lab, email: &str) {
    let user = &lab.member(email).await["user"]["id"];
    let path = format!("/api/organizations/0/memberships/{user}");
    assert_eq!(lab.api.delete(&path).await.status, 204);
}

/// Somebody without an account opens the link in a new browser.
async fn open(lab: &Lab, link: &str) -> (Browser, Page) {
    let browser = lab.server.browser();
    let page = browser.get(link).await;
    (browser, page)
}

/// Somebody without an account chooses a password and sends the form.
async fn enter(browser: &Browser, page: &Page, password: &str) -> Entry {
    let filled = [("password", password)];
    Entry::of(&browser.submit(page, "password", &filled).await)
}

/// Both at once. In later rounds the second starts later, by a few requests, so that now one and now the other is first.
async fn race<A, B>(
    lab: &Lab,
    round: usize,
    first: impl Future<Output = A>,
    second: impl Future<Output = B>,
) -> (A, B) {
    tokio::join!(first, async {
        for _ in 0..round % 5 {
            lab.seats().await;
        }
        second.await
    })
}

/// The seats are those that the list of members makes them, and no more are taken than there are.
async fn assert_seats_agree(lab: &Lab) {
    let path = "/api/organizations/0/memberships?page_size=-1";
    let members = lab.api.get(path).await.json;
    let members = members["results"].as_array().expect("a list");
    let count = |roles: &[&str]| {
        let is_one = |member: &&Value| roles.contains(&member["role"].as_str().expect("a role"));
        members.iter().filter(is_one).count()
    };
    let seats = lab.seats().await;
    let used = count(&["OW", "AD", "MA", "RE", "AN"]);
    assert_eq!(seats["used"], used, "{members:?}");
    assert_eq!(seats["pending"], count(&["NO"]), "{members:?}");
    assert_eq!(seats["deactivated"], count(&["DI"]), "{members:?}");
    if let Some(limit) = seats["limit"].as_u64() {
        assert!(used as u64 <= limit, "{seats}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_accept_one_invitation_and_one_comes_in() {
    let lab = Lab::without_mail_server(&[("MUSTER_RATE_LIMITS", "off")]).await;
    let id = invite(&lab, "ann@example.com", "AN").await;
    let link = link(&lab.api, id).await;
    let mut opened = Vec::new();
    for _ in 0..20 {
        opened.push(open(&lab, &link).await);
    }
    let mut tries = JoinSet::new();
    for (number, (browser, page)) in opened.into_iter().enumerate() {
        tries.spawn(async move {
            let password = format!("{PASSWORD} {number}");
            (enter(&browser, &page, &password).await, browser, password)
        });
    }
    let tries = tries.join_all().await;
    let (winners, losers): (Vec<_>, Vec<_>) = tries
        .into_iter()
        .partition(|(entry, ..)| *entry == Entry::In);
    let [(_, browser, password)] = winners.as_slice() else {
        panic!("{} came in", winners.len());
    };
    assert!(losers.iter().all(|(entry, ..)| *entry == Entry::Used));

    // The account is that of the one who came in.
    assert_eq!(browser.get("/user/account").await.status, 200);
    let again = lab.server.browser();
    assert_eq!(again.log_in("ann@example.com", password).await.status, 302);
    let (_, loser, others) = &losers[0];
    let elsewhere = lab.server.browser();
    let refused = elsewhere.log_in("ann@example.com", others).await;
    assert_ne!(refused.status, 302);
    let turned_away = loser.get("/user/account").await;
    assert!(turned_away.location.starts_with("/user/login"));

    assert_eq!(lab.listed("ann@example.com").await["status"], "accepted");
    assert_eq!(lab.role("ann@example.com").await, "AN");
    let members = lab.server.command(&["member", "list", "--json"]).json();
    assert_eq!(members.as_array().map(Vec::len), Some(2), "{members}");
    assert_eq!(lab.seats().await["used"], 2);
    assert_seats_agree(&lab).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_organizations_at_once_make_one_account_and_two_memberships() {
    let lab = Lab::without_mail_server(&[("MUSTER_RATE_LIMITS", "off")]).await;
    let zoe = lab.server.browser();
    zoe.sign_up("/user/signup", "zoe@example.com").await;
    let zoe = zoe.api().await;
    for round in 0..5 {
        let email = format!("p{round}@example.com");
        let id = invite(&lab, &email, "AN").await;
        let here = link(&lab.api, id).await;
        let body = json!({"emails": [email], "role": "RE"});
        let invited = zoe.post("/api/invite/send-email", body).await.json;
        let id = invited["results"][0]["invitation_id"].as_i64();
        let there = link(&zoe, id.expect("it was made")).await;

        let (a, here) = open(&lab, &here).await;
        let (b, there) = open(&lab, &there).await;
        let entries = tokio::join!(enter(&a, &here, PASSWORD), enter(&b, &there, PASSWORD));
        assert_eq!(entries, (Entry::In, Entry::In), "round {round}");
        for browser in [&a, &b] {
            assert_eq!(browser.get("/user/account").await.status, 200);
        }

        let path = format!("/api/organizations/0/memberships?search={email}");
        let there = zoe.get(&path).await.json["results"].clone();
        let here = lab.api.get(&path).await.json["results"].clone();
        assert_eq!(
            (here[0]["role"].as_str(), here[1].is_null()),
            (Some("AN"), true)
        );
        assert_eq!(
            (there[0]["role"].as_str(), there[1].is_null()),
            (Some("RE"), true)
        );
        assert_eq!(here[0]["user"]["id"], there[0]["user"]["id"]);
    }
    assert_seats_agree(&lab).await;
    assert_eq!(zoe.get("/api/organizations/0/seats").await.json["used"], 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_accept_for_one_free_seat_and_one_of_them_waits() {
    let lab = Lab::without_mail_server(&[("MUSTER_UNLICENSED_SEATS", "2")]).await;
    for round in 0..5 {
        let people = [
            format!("a{round}@example.com"),
            format!("b{round}@example.com"),
        ];
        let mut comers = JoinSet::new();
        for email in people.clone() {
            let id = invite(&lab, &email, "AN").await;
            let (browser, page) = open(&lab, &link(&lab.api, id).await).await;
            comers.spawn(async move {
                assert_eq!(enter(&browser, &page, PASSWORD).await, Entry::In);
                browser.get("/").await.location
            });
        }
        let mut homes = comers.join_all().await;
        homes.sort();
        assert_eq!(homes, ["/user/account", "/waiting"], "round {round}");
        let seats = lab.seats().await;
        let expected = json!({
            "limit": 2, "used": 2, "free": 0, "pending": 1, "waiting": 1, "deactivated": 0
        });
        assert_eq!(seats, expected, "round {round}");
        assert_seats_agree(&lab).await;
        for email in &people {
            // Both keep the account.
            lab.logged_in(email).await;
            remove(&lab, email).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepting_or_revoking_but_never_both() {
    let lab = Lab::without_mail_server(&[("MUSTER_RATE_LIMITS", "off")]).await;
    let ann = Guest::new(&lab, "ann@example.com").await;
    for round in 0..20 {
        let id = invite(&lab, ann.email, "AN").await;
        let page = ann.browser.get(&link(&lab.api, id).await).await;
        let path = format!("/api/organizations/0/invitations/{id}");
        let (entry, revoked) = race(&lab, round, ann.press(&page), lab.api.delete(&path)).await;
        let listed = lab.listed(ann.email).await["status"].clone();
        match (entry, revoked.status) {
            (Entry::In, 410) => {
                assert_eq!(revoked.json["code"], "invitation_used");
                assert_eq!(listed, "accepted");
                assert_eq!(lab.role(ann.email).await, "AN");
                remove(&lab, ann.email).await;
            }
            (Entry::Revoked, 204) => {
                assert_eq!(listed, "revoked");
                assert!(lab.member(ann.email).await.is_null());
            }
            both => panic!("round {round}: {both:?} {revoked:?}"),
        }
        assert_eq!(lab.seats().await["used"], 1);
    }
    assert_seats_agree(&lab).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepting_or_resending_but_never_both() {
    let lab = Lab::without_mail_server(&[("MUSTER_RATE_LIMITS", "off")]).await;
    let ann = Guest::new(&lab, "ann@example.com").await;
    for round in 0..20 {
        let id = invite(&lab, ann.email, "AN").await;
        let page = ann.browser.get(&link(&lab.api, id).await).await;
        let path = format!("/api/organizations/0/invitations/{id}/resend");
        let second = lab.api.post(&path, json!({}));
        let (entry, resent) = race(&lab, round, ann.press(&page), second).await;
        match (entry, resent.status) {
            (Entry::In, 410) => assert_eq!(resent.json["code"], "invitation_used"),
            (Entry::Replaced, 200) => {
                assert_eq!(resent.json["status"], "pending");
                let newer = ann.browser.get(&link(&lab.api, id).await).await;
                assert_eq!(ann.press(&newer).await, Entry::In, "the newer link works");
            }
            both => panic!("round {round}: {both:?} {resent:?}"),
        }
        assert_eq!(lab.listed(ann.email).await["status"], "accepted");
        assert_eq!(lab.seats().await["used"], 2);
        remove(&lab, ann.email).await;
    }
    assert_seats_agree(&lab).await;
}

/// What happened in Olga's organization since the invitations of this round, oldest first: action and value after it.
fn log(lab: &mut Lab, actions: &[&str]) -> Vec<(String, Value)> {
    let query =
        "SELECT action, value_after FROM audit_events WHERE organization_id = 1 ORDER BY id";
    let found = lab.server.rows(query).into_iter().map(|event| {
        let action = event["action"].as_str().expect("an action").to_owned();
        (action, event["value_after"].clone())
    });
    let is_asked = |event: &(String, Value)| actions.contains(&event.0.as_str());
    found.filter(is_asked).collect()
}

/// Who accepts after the inviter lost the right to invite only waits; before it, the role is given.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_is_worth_what_its_inviter_may_grant_at_that_moment() {
    let mut lab = Lab::without_mail_server(&[("MUSTER_RATE_LIMITS", "off")]).await;
    let ann = Guest::new(&lab, "ann@example.com").await;
    let bob = Guest::new(&lab, "bob@example.com").await;
    let home = lab.api.get("/api/organization").await.json["id"].clone();
    let bobs = bob.browser.api().await;
    let whoami = bobs.get("/api/current-user/whoami").await.json;
    let (bobs_id, bobs_own) = (&whoami["id"], &whoami["active_organization"]);
    let moves = async |organization: &Value| {
        let there = json!({ "active_organization": organization });
        let moved = bobs.patch("/api/current-user", there).await;
        assert_eq!(moved.status, 200, "{moved:?}");
    };
    for round in 0..20 {
        let id = invite(&lab, bob.email, "AD").await;
        let page = bob.browser.get(&link(&lab.api, id).await).await;
        assert_eq!(bob.press(&page).await, Entry::In);
        moves(&home).await;
        let body = json!({"emails": [ann.email], "role": "AD"});
        let invited = bobs.post("/api/invite/send-email", body).await;
        let id = invited.json["results"][0]["invitation_id"].as_i64();
        moves(bobs_own).await;
        let url = link(&lab.api, id.expect("it was made")).await;
        let page = ann.browser.get(&url).await;

        let is_removed = round % 2 == 0;
        let fall = async {
            if is_removed {
                let path = format!("/api/organizations/0/memberships/{bobs_id}");
                (lab.api.delete(&path).await.status, 204)
            } else {
                let change = json!({"user_id": bobs_id, "role": "DI"});
                let path = "/api/organizations/0/memberships";
                (lab.api.patch(path, change).await.status, 200)
            }
        };
        let (entry, (status, done)) = race(&lab, round, ann.press(&page), fall).await;
        assert_eq!((entry, status), (Entry::In, done), "round {round}");

        let role = lab.role(ann.email).await;
        let ended = if is_removed {
            "member_removed"
        } else {
            "role_changed"
        };
        let happened = log(&mut lab, &["invitation_accepted", ended]);
        let before = match happened.as_slice() {
            [.., (first, _), (second, _)] if first == "invitation_accepted" && second == ended => {
                "AD"
            }
            [.., (first, _), (second, _)] if first == ended && second == "invitation_accepted" => {
                "NO"
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(role, before, "round {round}: {happened:?}");
        let seats = lab.seats().await;
        assert_eq!(seats["waiting"], 0, "nothing was promised: {seats}");
        assert_seats_agree(&lab).await;
        remove(&lab, ann.email).await;
        if !is_removed {
            remove(&lab, bob.email).await;
        }
    }
}

/// The role that an Administrator gives is the last word: an older offer is worth nothing after it, and what it gave
/// before is overruled.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_given_to_who_waits_wins_over_an_older_invitation() {
    let mut lab = Lab::without_mail_server(&[("MUSTER_RATE_LIMITS", "off")]).await;
    let ann = Guest::new(&lab, "ann@example.com").await;
    let invite_link = lab.api.get("/api/invite").await.json["invite_url"].clone();
    let invite_link = invite_link.as_str().expect("a link");
    let mut came_in = 0;
    for round in 0..20 {
        let id = invite(&lab, ann.email, "AD").await;
        ann.join_by_link(invite_link).await;
        assert_eq!(lab.role(ann.email).await, "NO");
        let user = lab.member(ann.email).await["user"]["id"].clone();
        let page = ann.browser.get(&link(&lab.api, id).await).await;

        let change = json!({"user_id": user, "role": "AN"});
        let given = lab.api.patch("/api/organizations/0/memberships", change);
        let (entry, given) = race(&lab, round, ann.press(&page), given).await;
        assert_eq!((given.status, &given.json["role"]), (200, &json!("AN")));
        assert_eq!(lab.role(ann.email).await, "AN", "round {round}: {entry:?}");
        let listed = lab.listed(ann.email).await["status"].clone();
        match entry {
            Entry::In => assert_eq!(listed, "accepted"),
            Entry::Revoked | Entry::Member => assert_eq!(listed, "revoked"),
            other => panic!("round {round}: {other:?}"),
        }
        came_in += usize::from(entry == Entry::In);
        assert_eq!(lab.seats().await["used"], 2);
        remove(&lab, ann.email).await;
    }
    assert_seats_agree(&lab).await;

    // Whenever she came in, the role was given after that: its change is in the log behind it.
    let happened = log(&mut lab, &["invitation_accepted", "role_changed"]);
    let accepted = |event: &&(String, Value)| event.0 == "invitation_accepted";
    assert_eq!(happened.iter().filter(accepted).count(), came_in);
    for (at, (action, after)) in happened.iter().enumerate() {
        if action == "invitation_accepted" {
            assert_eq!(after, "AD");
            assert_eq!(
                happened.get(at + 1),
                Some(&("role_changed".to_owned(), json!("AN")))
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_invite_one_address_and_one_invitation_is_open() {
    let lab = Lab::without_mail_server(&[("MUSTER_RATE_LIMITS", "off")]).await;
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        let owner = lab.server.api(&lab.olga.token().await);
        calls.spawn(async move {
            let body = json!({"emails": ["ann@example.com"], "role": "AN"});
            let answer = owner.post("/api/invite/send-email", body).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            answer.json["results"][0]["status"].clone()
        });
    }
    let told = calls.join_all().await;
    let count = |word: &str| told.iter().filter(|told| *told == word).count();
    assert_eq!((count("created"), count("resent")), (1, 19), "{told:?}");
    let path = "/api/organizations/0/invitations?page_size=-1&status=";
    for (status, expected) in [("pending", 1), ("replaced", 19), ("", 20)] {
        let listed = lab.api.get(&format!("{path}{status}")).await;
        assert_eq!(listed.json["count"], expected, "{status}: {listed:?}");
    }
    // It is the one that works.
    let open = lab.api.get(&format!("{path}pending")).await.json;
    let id = open["results"][0]["id"].as_i64().expect("an id");
    let url = link(&lab.api, id).await;
    lab.follow(&url, "ann@example.com").await;
    assert_eq!(lab.role("ann@example.com").await, "AN");
    assert_seats_agree(&lab).await;
}
