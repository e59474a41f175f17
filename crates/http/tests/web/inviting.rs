//! Inviting by address, and the list of invitations.

use muster_domain::model::mail::Attempt;

use crate::world::{Browser, PASSWORD, World};

const LIST: &str = "/organization/invitations";

#[tokio::test]
async fn all_invited_leads_on_and_is_counted() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let page = owner.get("/organization").await.ok();
    let page = page.says("name=\"emails\"").says("name=\"role\"");
    page.says("No invitation is open")
        .does_not_say("stays good")
        .does_not_say("sends no mail");
    owner
        .invites("\"Doe, Ann\" <ann@example.com>; bob@example.com", "AN")
        .await
        .is(303)
        .leads_to(LIST);
    let list = owner.get(LIST).await.ok();
    let list = list.says("2 people were invited. Their mails are on the way.");
    let row = list.row_of("ann@example.com");
    assert!(row.contains("<bdi>Doe, Ann</bdi>") && row.contains("value=\"AN\" selected"));
    list.says("2 people are invited who did not join yet");
    owner
        .get("/organization")
        .await
        .ok()
        .says("2 open invitations")
        .says("2 mailed invitations stay good.");
    // The link's reset leaves them alive.
    let link = world.links_mailed_to("ann@example.com").await.remove(0);
    owner
        .post("/organization/invite-link/reset", &[])
        .await
        .is(303);
    world.browser().get(&link).await.ok();
}

#[tokio::test]
async fn k47_each_address_has_its_result_and_the_field_keeps_the_failed_ones() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    world
        .guest(&owner.invite_link().await, "bob@example.com")
        .await;
    let text = "ann@example.com, not-an-address, bob@example.com";
    let page = owner.invites(text, "RE").await.ok();
    let html = page.html.as_str();
    let places: Vec<_> = ["ann@example.com", "not-an-address", "bob@example.com"]
        .iter()
        .map(|address| {
            html.find(&format!("<bdi>{address}</bdi>"))
                .expect("a result")
        })
        .collect();
    assert!(places.is_sorted());
    let field = html.split("<textarea").nth(1).expect("the field");
    let field = field.split("</textarea>").next().expect("its end");
    assert!(
        field.ends_with(">\nnot-an-address\nbob@example.com"),
        "{field}"
    );
    page.says("1 of 3 people was invited.")
        .says("Already a member")
        .says("Enter a valid email address.")
        .says("value=\"RE\" selected");
    assert_eq!(world.links_mailed_to("ann@example.com").await.len(), 1);
    assert!(world.links_mailed_to("bob@example.com").await.is_empty());
}

#[tokio::test]
async fn it_is_said_how_many_would_find_no_seat() {
    let world = World::with_seats(3);
    let owner = world.owner("olga@example.com").await;
    let preview = async |emails: &str, role: &str| {
        let fields = [("emails", emails), ("role", role)];
        let path = "/organization/invitations/preview";
        owner.post(path, &fields).await.ok().html
    };
    let four = "a@example.com b@example.com c@example.com d@example.com x";
    let line = "2 of these 4 would wait for a seat.";
    assert!(preview(four, "AN").await.contains(line));
    for (emails, role) in [
        (four, "NO"),
        ("a@example.com b@example.com", "AN"),
        ("", "AN"),
    ] {
        let told = preview(emails, role).await;
        assert!(told.contains("\"seats\":null"), "{emails} {role}: {told}");
    }
    owner.invites(four, "AN").await.ok().says(line);
    owner
        .invites(four, "NO")
        .await
        .ok()
        .does_not_say("would wait");
    owner
        .invites("e@example.com f@example.com g@example.com", "RE")
        .await
        .is(303);
    owner
        .get(LIST)
        .await
        .says("1 of these 3 would wait for a seat.");
}

#[tokio::test]
async fn k36_a_member_is_not_invited_however_the_address_is_written() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    world
        .guest(&owner.invite_link().await, "ann@example.com")
        .await;
    world.deliver(&Attempt::Taken).await;
    owner
        .invites("ANN@EXAMPLE.COM", "AN")
        .await
        .ok()
        .says("Nobody was invited.")
        .says("Already a member");
    assert!(world.deliver(&Attempt::Taken).await.is_empty());
    owner
        .get(LIST)
        .await
        .says("Nobody was invited by e-mail yet");
}

#[tokio::test]
async fn k37_a_look_alike_is_flagged() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    owner
        .invites("t\u{435}st@example.com", "AN")
        .await
        .ok()
        .says("1 person was invited.")
        .says("U+0435");
    // It stays flagged in the list for as long as it is open.
    let warning = "Check the address: \u{435} (U+0435) looks like e.";
    let invited = "t\u{435}st@example.com";
    assert!(owner.get(LIST).await.row_of(invited).contains(warning));
    let revoke = owner.invitation_form(invited, "revoke").await;
    owner.post(&revoke, &[]).await.is(303);
    owner
        .get(LIST)
        .await
        .says(invited)
        .does_not_say("Check the address");
    owner
        .invites("te\u{200b}st@example.com", "AN")
        .await
        .ok()
        .says("invisible or control character");
}

#[tokio::test]
async fn k13_owner_is_no_role_of_an_invitation() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let page = owner.get("/organization").await.ok();
    let form = page.html.split("id=\"invite-email\"").nth(1);
    let form = form.expect("the form");
    assert!(!form.contains("value=\"OW\"") && !form.contains("value=\"DI\""));
    for (role, status, reason) in [
        ("OW", 403, "Owner is not a role that can be given"),
        ("DI", 400, "The role of an invitation is one of"),
        ("owner ", 400, "There is no such role."),
        ("Owner", 400, "There is no such role."),
        ("an", 400, "There is no such role."),
    ] {
        let page = owner.invites("eve@example.com", role).await.is(status);
        page.says(reason).says("eve@example.com</textarea>");
    }
    owner.invites("eve@example.com", "AN").await.is(303);
    let form = owner.invitation_form("eve@example.com", "/role").await;
    owner.post(&form, &[("role", "OW")]).await.is(403);
    owner.post(&form, &[("role", "xx")]).await.is(400);
    for empty in ["", " ,; \n"] {
        owner
            .invites(empty, "AN")
            .await
            .is(400)
            .says("This field is required.");
    }
}

#[tokio::test]
async fn k18_a_row_offers_resend_copy_link_change_role_and_revoke() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let ann = "ann@example.com";
    let first = world.invitation(&owner, ann, "AN").await;
    let page = owner.get(LIST).await.ok();
    let row = page.row_of(ann);
    for word in [
        "Resend",
        "Copy link",
        "Change",
        "Revoke",
        "Mailed now",
        "good until",
    ] {
        assert!(row.contains(word), "{word}");
    }
    // Change role: the link stays.
    let form = owner.invitation_form(ann, "/role").await;
    owner
        .post(&form, &[("role", "MA")])
        .await
        .is(303)
        .leads_to(LIST);
    owner
        .get(LIST)
        .await
        .says("Role saved.")
        .says("value=\"MA\" selected");
    world.browser().get(&first).await.ok().says("Manager");
    // Copy link: by a form alone, and recorded.
    let form = owner.invitation_form(ann, "/link").await;
    owner.get(&form).await.is(405);
    let page = owner.post(&form, &[]).await.ok();
    assert_eq!(page.cache_control, "no-store");
    let shown = page.value_of("invitation_link");
    assert_eq!(shown, format!("http://127.0.0.1:8080{first}"));
    assert_eq!(world.count_events("invitation_link_shown").await, 1);
    // Resend.
    let form = owner.invitation_form(ann, "/resend").await;
    owner.post(&form, &[]).await.is(303).leads_to(LIST);
    owner.get(LIST).await.says("The invitation was sent again");
    let second = world.links_mailed_to(ann).await.remove(0);
    assert_ne!(first, second);
    // Revoke; what has ended is not changed any more.
    let forms = ["/revoke", "/resend", "/link", "/role"];
    let mut addresses = Vec::new();
    for what in forms {
        addresses.push(owner.invitation_form(ann, what).await);
    }
    owner.post(&addresses[0], &[]).await.is(303).leads_to(LIST);
    let page = owner
        .get(LIST)
        .await
        .ok()
        .says("The invitation was revoked.");
    assert!(!page.row_of(ann).contains("<form"));
    for address in &addresses {
        owner
            .post(address, &[("role", "AN")])
            .await
            .is(410)
            .says("This invitation was revoked");
        assert_ne!(address, LIST);
    }
    for what in forms {
        let missing = format!("{LIST}/999{what}");
        owner.post(&missing, &[("role", "AN")]).await.is(404);
    }
}

#[tokio::test]
async fn k44_the_list_says_how_the_mail_fares_and_why() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    owner.invites("ann@example.com", "AN").await.is(303);
    owner.get(LIST).await.says("Mail waits to be sent");
    let down = Attempt::NotNow("connection <refused>".to_owned());
    world.deliver(&down).await;
    owner
        .get(LIST)
        .await
        .says("Mail not sent yet, tried once: <bdi>connection &#60;refused&#62;</bdi>")
        .says("Copy link");
    owner.invites("bob@example.com", "AN").await.is(303);
    world
        .deliver(&Attempt::Never("550 no such user".to_owned()))
        .await;
    let page = owner.get(LIST).await.ok();
    let row = page.row_of("bob@example.com");
    assert!(row.contains("Mail failed, tried once: <bdi>550 no such user</bdi>"));
    assert!(row.contains("Resend") && row.contains("Revoke"));
}

#[tokio::test]
async fn k07_without_mail_the_link_is_copied() {
    let world = World::without_mail();
    let owner = world.owner("olga@example.com").await;
    owner
        .get("/organization")
        .await
        .ok()
        .says("This server sends no mail: copy each link from the list");
    owner
        .invites("ann@example.com", "AN")
        .await
        .is(303)
        .leads_to(LIST);
    owner
        .get(LIST)
        .await
        .ok()
        .says("1 person was invited. This server sends no mail")
        .says("Not mailed: copy the link");
    let form = owner.invitation_form("ann@example.com", "/link").await;
    let url = owner
        .post(&form, &[])
        .await
        .ok()
        .value_of("invitation_link");
    let link = url.strip_prefix("http://127.0.0.1:8080").expect("our link");
    let ann = world.browser();
    ann.accept(link, "ann@example.com", PASSWORD).await.is(302);
    ann.get("/user/account").await.ok().says("as Annotator.");
}

#[tokio::test]
async fn k58_the_shown_link_is_of_the_public_address() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    owner.sends("host", "evil.example");
    owner.sends("x-forwarded-host", "evil.example");
    owner.invites("ann@example.com", "AN").await.is(303);
    let form = owner.invitation_form("ann@example.com", "/link").await;
    let url = owner
        .post(&form, &[])
        .await
        .ok()
        .value_of("invitation_link");
    assert!(url.starts_with("http://127.0.0.1:8080/user/invitation?token="));
}

#[tokio::test]
async fn invitations_are_filtered_and_paged() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let many: Vec<String> = (0..31).map(|n| format!("p{n:02}@example.com")).collect();
    owner.invites(&many.join(" "), "AN").await.is(303);
    owner
        .get(LIST)
        .await
        .ok()
        .says("1 to 30 of 31")
        .says("href=\"/organization/invitations?page=2\"");
    owner
        .get("/organization/invitations?page=2")
        .await
        .ok()
        .says("31 to 31 of 31")
        .says("/resend?page=2");
    owner
        .get("/organization/invitations?page=9")
        .await
        .ok()
        .says("No more invitations on this page");
    owner
        .get("/organization/invitations?status=revoked")
        .await
        .ok()
        .says("No such invitation")
        .says("0 invitations revoked");
    owner
        .get("/organization/invitations?status=nonsense&page=-1")
        .await
        .ok()
        .says("1 to 30 of 31");
}

/// Every form of these pages, for one invitation.
async fn forms(owner: &Browser) -> Vec<String> {
    owner.invites("ann@example.com", "AN").await.is(303);
    let mut forms = vec![LIST.to_owned()];
    for what in ["/resend", "/role", "/link", "/revoke"] {
        forms.push(owner.invitation_form("ann@example.com", what).await);
    }
    forms
}

#[tokio::test]
async fn these_pages_are_for_owner_and_administrators_alone() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let forms = forms(&owner).await;
    let link = owner.invite_link().await;
    let fields = [("emails", "eve@example.com"), ("role", "AD")];
    for role in ["MA", "RE", "AN", "NO"] {
        let email = format!("{role}@example.com");
        let person = world.guest(&link, &email).await;
        owner.gives_role(&email, role).await.is(303);
        person.get(LIST).await.is(403);
        for form in &forms {
            person.post(form, &fields).await.is(403);
        }
    }
    let stranger = world.browser();
    for form in &forms {
        stranger
            .post(form, &fields)
            .await
            .is(302)
            .leads_to("/user/login");
    }
    stranger
        .get(LIST)
        .await
        .leads_to("/user/login?next=%2Forganization%2Finvitations");
    // K50: who manages another organization does not find them.
    let oscar = world.owner("oscar@example.com").await;
    for form in forms.iter().skip(1) {
        oscar.post(form, &fields).await.is(404);
    }
    let page = owner.get(LIST).await.ok();
    assert!(
        page.row_of("ann@example.com")
            .contains("value=\"AN\" selected")
    );
    page.does_not_say("eve@example.com");
}

#[tokio::test]
async fn k62_each_form_needs_its_hidden_field() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = world.invitation(&owner, "bob@example.com", "AN").await;
    let mut forms = forms(&owner).await;
    let bare = [("emails", "eve@example.com"), ("role", "AD")];
    for form in &forms {
        owner.post_bare(form, &bare).await.is(403);
    }
    forms.push(link.clone());
    forms.push("/user/password-reset".to_owned());
    let evil = world.browser();
    evil.get(&link).await.ok();
    evil.sends("origin", "https://evil.example");
    for form in &forms {
        let fields = [("email", "bob@example.com"), ("password", PASSWORD)];
        evil.post(form, &fields)
            .await
            .is(403)
            .says("MUSTER_PUBLIC_URL");
        world.browser().post_bare(form, &fields).await.is(403);
    }
    let page = owner.get(LIST).await.ok();
    assert!(
        page.row_of("ann@example.com")
            .contains("value=\"AN\" selected")
    );
    page.does_not_say("eve@example.com");
    owner.get("/organization").await.says("1 person<");
}

#[tokio::test]
async fn a_form_of_a_page_from_before_a_switch_changes_nothing() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let stale = ("organization", "999");
    for form in forms(&owner).await {
        let fields = [stale, ("emails", "eve@example.com"), ("role", "MA")];
        owner
            .post(&form, &fields)
            .await
            .is(400)
            .says("nothing was changed");
    }
    let page = owner.get(LIST).await.ok();
    assert!(
        page.row_of("ann@example.com")
            .contains("value=\"AN\" selected")
    );
    page.does_not_say("eve@example.com");
}
