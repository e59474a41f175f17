//! Coming in by a mailed invitation.

use muster_domain::model::time::Duration;

use crate::world::{Browser, PASSWORD, Setup, World};

const ANN: &str = "ann@example.com";

async fn role_of(owner: &Browser, email: &str) -> String {
    let page = owner.get("/organization").await.ok();
    let row = page.row_of(email);
    let selected = row.split("\" selected").next().unwrap_or_default();
    selected.rsplit('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_newcomer_makes_an_account_and_joins() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let fields = [("first_name", "Olga"), ("last_name", "Olsen")];
    owner.post("/user/account", &fields).await.is(303);
    let link = world.invitation(&owner, ANN, "RE").await;
    let ann = world.browser();
    let page = ann.get(&link).await.ok();
    assert_eq!(page.cache_control, "no-store");
    assert_eq!(page.headers["referrer-policy"], "same-origin");
    assert_eq!(page.value_of("email"), ANN);
    page.says("<bdi>olga@example.com</bdi>")
        .says("<bdi>Olga Olsen</bdi>")
        .says("Reviewer")
        .says("Create account and join");
    let page = ann.accept(&link, ANN, "short").await.ok();
    assert_eq!(page.value_of("email"), ANN);
    page.says("8–128 characters in length")
        .says("password-error");
    ann.accept(&link, "eve@example.com", PASSWORD)
        .await
        .ok()
        .says("This invitation is for ann@example.com.")
        .says("value=\"eve@example.com\"");
    assert!(!ann.is_in().await);
    let page = ann.accept(&link, ANN, PASSWORD).await.is(302).leads_to("/");
    assert!(page.cookie("sessionid").contains("HttpOnly"));
    assert!(!page.cookie("flash").contains("token"));
    ann.get("/").await.leads_to("/user/account");
    ann.get("/user/account")
        .await
        .ok()
        .says("You joined <bdi>olga@example.com</bdi> as Reviewer.");
    assert_eq!(role_of(&owner, ANN).await, "RE");
    owner
        .get("/organization")
        .await
        .says("invited by <bdi>Olga Olsen</bdi>");
}

#[tokio::test]
async fn k01_looking_changes_nothing() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world.invitation(&owner, ANN, "AN").await;
    let scanner = world.browser();
    let head = scanner.head(&link).await.ok();
    assert!(head.html.is_empty());
    for _ in 0..3 {
        scanner.get(&link).await.ok();
    }
    assert!(scanner.cookie("sessionid").is_none());
    owner.get("/organization").await.says("1 person<");
    let ann = world.browser();
    ann.accept(&link, ANN, PASSWORD).await.is(302);
    owner.get("/organization").await.says("2 people<");
}

#[tokio::test]
async fn k02_a_used_or_expired_invitation_makes_no_account() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world.invitation(&owner, ANN, "AN").await;
    world.browser().accept(&link, ANN, PASSWORD).await.is(302);
    let late = world.invitation(&owner, "bob@example.com", "AN").await;
    world.wait(Duration::days(7));
    for (link, reason) in [
        (&link, "This invitation has been used"),
        (&late, "This invitation has expired"),
    ] {
        let eve = world.browser();
        eve.get(link)
            .await
            .is(410)
            .says(reason)
            .does_not_say("name=\"password\"");
        eve.head(link).await.is(410);
        eve.accept(link, "eve@example.com", PASSWORD)
            .await
            .is(410)
            .says(reason)
            .says("Owner")
            .does_not_say("name=\"password\"");
        assert!(!eve.is_in().await);
        eve.log_in("eve@example.com", PASSWORD).await.ok();
    }
    let refusals = world.count_events("invitation_refused").await;
    assert_eq!(refusals, 2, "one for each form, none for looking");
}

#[tokio::test]
async fn k03_k04_resending_renews_the_time_and_replaces_the_link() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let first = world.invitation(&owner, ANN, "AN").await;
    world.wait(Duration::days(8));
    owner.log_in("olga@example.com", PASSWORD).await;
    let resend = owner.invitation_form(ANN, "/resend").await;
    owner
        .post(&resend, &[])
        .await
        .is(303)
        .leads_to("/organization/invitations");
    let second = world.links_mailed_to(ANN).await.remove(0);
    let ann = world.browser();
    for page in [
        ann.get(&first).await,
        ann.accept(&first, ANN, PASSWORD).await,
    ] {
        page.is(410)
            .says("replaced by a newer one")
            .does_not_say("name=\"password\"");
    }
    let page = owner.get("/organization/invitations").await.ok();
    assert_eq!(page.html.matches("<th scope=\"row\">").count(), 1);
    ann.accept(&second, ANN, PASSWORD).await.is(302);
}

#[tokio::test]
async fn k05_k06_who_is_logged_in_as_somebody_else_is_told_both_addresses() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world.invitation(&owner, ANN, "AN").await;
    let bob = world.owner("bob@example.com").await;
    for (page, status) in [
        (bob.get(&link).await, 200),
        (bob.post(&link, &[]).await, 403),
    ] {
        page.is(status)
            .says("ann@example.com")
            .says("bob@example.com")
            .says("Log out and go on")
            .does_not_say("name=\"password\"")
            .does_not_say("no longer works");
    }
    let fields = [("email", ANN), ("password", PASSWORD)];
    bob.post(&link, &fields).await.is(403);
    owner.get("/organization").await.says("1 person<");
    owner
        .get("/organization/invitations?status=pending")
        .await
        .says("ann@example.com");
    // The button leads back here.
    bob.post_bare("/logout", &[("next", &link)]).await.is(403);
    assert!(bob.is_in().await);
    for evil in ["//evil.example", "https://evil.example/user/invitation"] {
        let page = world.owner(&format!("p{}@example.com", evil.len())).await;
        page.post("/logout", &[("next", evil)])
            .await
            .is(303)
            .leads_to("/");
    }
    bob.post("/logout", &[("next", &link)])
        .await
        .is(303)
        .leads_to(&link);
    bob.get(&link).await.ok().says("Create account and join");
    bob.accept(&link, ANN, PASSWORD).await.is(302);
}

#[tokio::test]
async fn k08_who_was_removed_or_revoked_is_invited_again() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world.invitation(&owner, ANN, "AN").await;
    let ann = world.browser();
    ann.accept(&link, ANN, PASSWORD).await.is(302);
    let remove = owner.role_form(ANN).await.replace("/role", "/remove");
    owner.post(&remove, &[]).await.is(303);
    let revoked = world.invitation(&owner, ANN, "MA").await;
    let revoke = owner.invitation_form(ANN, "/revoke").await;
    owner.post(&revoke, &[]).await.is(303);
    let link = world.invitation(&owner, ANN, "RE").await;
    let again = world.browser();
    again.get(&revoked).await.is(410).says("was revoked");
    again.get(&link).await.ok().says("Log in and join");
    again.accept(&link, ANN, PASSWORD).await.is(302);
    assert_eq!(role_of(&owner, ANN).await, "RE");
}

#[tokio::test]
async fn k09_a_lapsed_invitation_is_no_hindrance() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let lapsed = world.invitation(&owner, ANN, "AN").await;
    world.wait(Duration::days(8));
    owner.log_in("olga@example.com", PASSWORD).await;
    let link = world.invitation(&owner, ANN, "AN").await;
    owner
        .get("/organization/invitations?status=expired")
        .await
        .ok()
        .says("1 invitation expired")
        .says("ann@example.com");
    let ann = world.browser();
    ann.get(&lapsed).await.is(410);
    ann.accept(&link, ANN, PASSWORD).await.is(302);
}

#[tokio::test]
async fn k11_an_invitation_is_judged_when_the_form_is_sent() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world.invitation(&owner, ANN, "AN").await;
    let ann = world.browser();
    ann.get(&link).await.ok();
    let revoke = owner.invitation_form(ANN, "/revoke").await;
    owner.post(&revoke, &[]).await.is(303);
    ann.accept(&link, ANN, PASSWORD)
        .await
        .is(410)
        .says("was revoked")
        .does_not_say("name=\"password\"");
    for wrong in [
        "/user/invitation",
        "/user/invitation?token=",
        "/user/invitation?token=wrong",
        &format!("{link}x"),
    ] {
        for page in [ann.get(wrong).await, ann.accept(wrong, ANN, PASSWORD).await] {
            page.is(403)
                .says("This invitation is not valid")
                .does_not_say("name=\"password\"");
        }
    }
    assert!(!ann.is_in().await);
    owner.get("/organization").await.says("1 person<");
}

#[tokio::test]
async fn k12_an_old_invitation_gives_no_role_back() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world.invitation(&owner, ANN, "AD").await;
    let ann = world.browser();
    ann.accept(&link, ANN, PASSWORD).await.is(302);
    owner.gives_role(ANN, "AN").await.is(303);
    for page in [ann.get(&link).await, ann.post(&link, &[]).await] {
        page.is(410).says("has been used");
    }
    assert_eq!(role_of(&owner, ANN).await, "AN");
}

#[tokio::test]
async fn k14_an_invitation_lets_in_where_sign_up_is_closed() {
    let world = World::closed();
    let choose = world.organization_of("olga@example.com").await;
    let owner = world.browser();
    owner.post(&choose, &[("password", PASSWORD)]).await.is(303);
    owner.log_in("olga@example.com", PASSWORD).await.is(302);
    let link = world.invitation(&owner, ANN, "AN").await;
    let ann = world.browser();
    ann.get(&link).await.ok().says("Create account and join");
    ann.accept(&link, ANN, PASSWORD).await.is(302);
    assert_eq!(role_of(&owner, ANN).await, "AN");
}

#[tokio::test]
async fn k16_who_has_an_account_logs_in_and_joins() {
    let world = World::new();
    let olga = world.owner("olga@example.com").await;
    let oscar = world.owner("oscar@example.com").await;
    let first = world.invitation(&olga, ANN, "AN").await;
    let second = world.invitation(&oscar, ANN, "RE").await;
    world.browser().accept(&first, ANN, PASSWORD).await.is(302);
    let ann = world.browser();
    ann.get(&second)
        .await
        .ok()
        .says("Log in and join")
        .says("autocomplete=\"current-password\"")
        .does_not_say("Create account");
    ann.accept(&second, ANN, "wrong horse")
        .await
        .ok()
        .says("This is not the password of your account.");
    assert!(!ann.is_in().await);
    ann.accept(&second, ANN, PASSWORD)
        .await
        .is(302)
        .leads_to("/");
    assert_eq!(role_of(&oscar, ANN).await, "RE");
    ann.get("/user/account")
        .await
        .ok()
        .says("You joined <bdi>oscar@example.com</bdi> as Reviewer. To work there, switch to it");
}

#[tokio::test]
async fn who_is_logged_in_joins_by_a_button_and_is_a_member_then() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let bob = world.owner("bob@example.com").await;
    let link = world.invitation(&owner, "bob@example.com", "NO").await;
    bob.get(&link)
        .await
        .ok()
        .says("Join <bdi>olga@example.com</bdi>")
        .says("You are logged in as <bdi>bob@example.com</bdi>.")
        .does_not_say("name=\"password\"");
    bob.post(&link, &[]).await.is(303).leads_to("/");
    bob.get("/organization")
        .await
        .ok()
        .says("You joined <bdi>olga@example.com</bdi>. You wait there until");
    bob.get(&link).await.is(410).says("has been used");
    owner.get("/organization").await.says("2 people, 1 waiting");
}

#[tokio::test]
async fn who_came_by_the_invite_link_first_gets_the_promised_role_or_is_told_to_be_a_member() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world.invitation(&owner, ANN, "RE").await;
    let ann = world.guest(&owner.invite_link().await, ANN).await;
    ann.get(&link).await.ok().says("Join <bdi>");
    ann.post(&link, &[]).await.is(303);
    assert_eq!(role_of(&owner, ANN).await, "RE");
}

#[tokio::test]
async fn k35_an_address_is_one_however_it_is_written() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world
        .invitation(&owner, "First.Last@Example.com", "RE")
        .await;
    let guest = world.browser();
    let page = guest.get(&link).await.ok();
    assert_eq!(page.value_of("email"), "First.Last@Example.com");
    guest
        .accept(&link, "first.last@example.com", PASSWORD)
        .await
        .is(302);
    assert_eq!(role_of(&owner, "first.last@example.com").await, "RE");
    owner
        .get("/organization/invitations?status=pending")
        .await
        .says("No such invitation");
    owner.get("/organization").await.says("2 people<");
}

#[tokio::test]
async fn k41_signs_in_addresses_stay() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    for email in [
        "ann+lab@example.com",
        "o'brien@example.com",
        "a&b@example.com",
    ] {
        let link = world.invitation(&owner, email, "AN").await;
        let guest = world.browser();
        assert_eq!(guest.get(&link).await.ok().value_of("email"), email);
        guest.accept(&link, email, PASSWORD).await.is(302);
        let page = guest.get("/user/account").await.ok();
        assert_eq!(page.value_of("shown_email"), email);
    }
    // Without the tag it is somebody else.
    let link = world.invitation(&owner, ANN, "AN").await;
    let guest = world.browser();
    guest.get(&link).await.ok().says("Create account and join");
}

#[tokio::test]
async fn with_no_seat_free_the_person_waits_and_is_told_for_what() {
    let world = World::with_seats(1);
    let owner = world.owner("olga@example.com").await;
    owner
        .get("/organization")
        .await
        .says("No seat is free: whoever joins waits until one is.");
    let link = world.invitation(&owner, ANN, "RE").await;
    let ann = world.browser();
    ann.accept(&link, ANN, PASSWORD).await.is(302);
    ann.get("/").await.leads_to("/waiting");
    ann.get("/waiting")
        .await
        .ok()
        .says("No seat is free there: you wait for one, and the role Reviewer is meant for you.");
    owner
        .get("/organization")
        .await
        .says("promised Reviewer, waits for a seat");
}

#[tokio::test]
async fn one_person_accepts_in_two_organizations_at_once() {
    let world = World::new();
    let olga = world.owner("olga@example.com").await;
    let oscar = world.owner("oscar@example.com").await;
    let first = world.invitation(&olga, ANN, "AN").await;
    let second = world.invitation(&oscar, ANN, "RE").await;
    let (a, b) = (world.browser(), world.browser());
    let (one, other) = tokio::join!(
        a.accept(&first, ANN, PASSWORD),
        b.accept(&second, ANN, PASSWORD)
    );
    one.is(302);
    other.is(302);
    assert_eq!(role_of(&olga, ANN).await, "AN");
    assert_eq!(role_of(&oscar, ANN).await, "RE");
    let account = a.get("/user/account").await.ok();
    assert_eq!(account.html.matches("since <time").count(), 2);
}

#[tokio::test]
async fn a_deactivated_member_gets_no_access_back_and_may_join_elsewhere() {
    let world = World::new();
    let olga = world.owner("olga@example.com").await;
    let oscar = world.owner("oscar@example.com").await;
    let ann = world.guest(&olga.invite_link().await, ANN).await;
    olga.gives_role(ANN, "DI").await.is(303);
    let link = world.invitation(&oscar, ANN, "RE").await;
    ann.get(&link).await.ok().says("Log in and join");
    ann.accept(&link, ANN, PASSWORD).await.is(302);
    ann.get("/user/account").await.ok().says("as Reviewer.");
    assert_eq!(role_of(&olga, ANN).await, "DI");
    olga.invites(ANN, "AD")
        .await
        .ok()
        .says("Already a member")
        .says("Nobody was invited.");
    assert_eq!(role_of(&olga, ANN).await, "DI");
}

#[tokio::test]
async fn deactivating_somebody_takes_the_open_invitation_back() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world.invitation(&owner, ANN, "AD").await;
    let ann = world.guest(&owner.invite_link().await, ANN).await;
    owner.gives_role(ANN, "DI").await.is(303);
    for page in [ann.get(&link).await, ann.accept(&link, ANN, PASSWORD).await] {
        page.is(410).says("was revoked");
    }
    assert_eq!(role_of(&owner, ANN).await, "DI");
}

#[tokio::test]
async fn who_has_no_password_yet_is_helped_to_one_first() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    world.organization_of("oscar@example.com").await;
    let link = world.invitation(&owner, "oscar@example.com", "AN").await;
    let oscar = world.browser();
    for page in [
        oscar.get(&link).await,
        oscar.accept(&link, "oscar@example.com", PASSWORD).await,
    ] {
        page.ok()
            .says("it has no password yet")
            .says("href=\"/user/password-reset\"")
            .does_not_say("name=\"password\"");
    }
    oscar
        .post("/user/password-reset", &[("email", "oscar@example.com")])
        .await
        .is(303);
    let reset = world.links_mailed_to("oscar@example.com").await.remove(0);
    oscar.post(&reset, &[("password", PASSWORD)]).await.is(303);
    oscar
        .accept(&link, "oscar@example.com", PASSWORD)
        .await
        .is(302);
}

#[tokio::test]
async fn an_invitation_is_worth_what_its_inviter_may_still_grant() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let admin = world.invitation(&owner, "adam@example.com", "AD").await;
    let adam = world.browser();
    adam.accept(&admin, "adam@example.com", PASSWORD)
        .await
        .is(302);
    let link = world.invitation(&adam, ANN, "AD").await;
    let remove = owner.role_form("adam@example.com").await;
    let remove = remove.replace("/role", "/remove");
    owner.post(&remove, &[]).await.is(303);
    let ann = world.browser();
    ann.get(&link)
        .await
        .ok()
        .says("Deleted User")
        .says("you wait until the Owner or an Administrator gives you a role")
        .does_not_say("adam@example.com");
    ann.accept(&link, ANN, PASSWORD).await.is(302);
    ann.get("/").await.leads_to("/waiting");
    let page = owner.get("/organization").await.ok();
    assert!(
        page.row_of(ANN)
            .contains("invited by <bdi>Deleted User</bdi>")
    );
}

#[tokio::test]
async fn k45_a_title_or_name_is_text_on_every_page_of_an_invitation() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let name = "<img src=x>";
    let fields = [("first_name", name), ("last_name", "\"><b>")];
    owner.post("/user/account", &fields).await.is(303);
    world
        .rename("</b><a href=\"http://evil.example\">Verify</a>")
        .await;
    owner
        .invites("\"<i>Ann</i>\" <ann@example.com>", "AN")
        .await
        .is(303);
    let link = world.links_mailed_to(ANN).await.remove(0);
    let copy = owner.invitation_form(ANN, "/link").await;
    let eve = world.owner("eve@example.com").await;
    for page in [
        world.browser().get(&link).await.ok(),
        eve.get(&link).await.ok(),
        owner.get("/organization/invitations").await.ok(),
        owner.post(&copy, &[]).await.ok(),
        owner.invites("<script>alert(1)</script>", "AN").await.ok(),
        owner.get("/organization").await.ok(),
    ] {
        page.says("&#60;")
            .does_not_say("<img")
            .does_not_say("<script>")
            .does_not_say("<i>")
            .does_not_say("href=\"http://evil");
    }
    let ann = world.browser();
    ann.accept(&link, ANN, PASSWORD).await.is(302);
    ann.get("/user/account")
        .await
        .ok()
        .says("You joined <bdi>&#60;/b&#62;&#60;a href")
        .does_not_say("<a href=\"http");
}

#[tokio::test]
async fn k63_under_a_path_forms_and_redirects_carry_it() {
    let world = World::with(&Setup {
        public_url: "https://example.com/ls",
        ..Setup::default()
    });
    let owner = world.browser();
    owner
        .sign_up("/ls/user/signup", "olga@example.com")
        .await
        .is(302);
    owner
        .post(
            "/ls/organization/invitations",
            &[("emails", ANN), ("role", "AN")],
        )
        .await
        .is(303)
        .leads_to("/ls/organization/invitations");
    let link = world.links_mailed_to(ANN).await.remove(0);
    assert!(link.starts_with("/ls/user/invitation?token="), "{link}");
    let ann = world.browser();
    let token = link.strip_prefix("/ls").expect("a prefix");
    for link in [link.as_str(), token] {
        ann.get(link)
            .await
            .ok()
            .says(&format!("action=\"/ls{token}\""));
        // As a stranger, logged out from here, and back.
        owner.get(link).await.ok().says("action=\"/ls/logout\"");
    }
    let hidden = ("next", token);
    owner.post("/ls/logout", &[hidden]).await.leads_to(&link);
    ann.accept(&link, ANN, PASSWORD)
        .await
        .is(302)
        .leads_to("/ls/");
    let page = ann
        .post("/ls/user/password-reset", &[("email", ANN)])
        .await
        .is(303);
    page.leads_to("/ls/user/login");
}
