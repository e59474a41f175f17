//! Waiting and leaving.

use crate::world::{PASSWORD, World};

fn leave_link(html: &str) -> &str {
    let link = html.split('"').find(|part| part.ends_with("/leave"));
    link.expect("a Leave link")
}

#[tokio::test]
async fn k77_who_was_put_into_an_organization_can_leave_it() {
    let world = World::with_seats(2);
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    owner.gives_role("ann@example.com", "AN").await.is(303);
    owner.get("/organization").await.says("2 of 2 seats taken");
    let account = ann.get("/user/account").await.ok();
    let leave = leave_link(&account.html);
    ann.get(leave)
        .await
        .ok()
        .says("Leave <bdi>olga@example.com</bdi>");
    ann.post(leave, &[]).await.is(303).leads_to("/user/account");
    ann.get("/user/account")
        .await
        .ok()
        .says("You have left the organization.");
    ann.get("/").await.leads_to("/waiting");
    ann.get("/waiting")
        .await
        .ok()
        .says("You belong to no organization");
    owner.get("/organization").await.says("1 of 2 seats taken");
    let again = world.browser();
    again
        .log_in("ann@example.com", PASSWORD)
        .await
        .leads_to("/");
    again.get("/").await.leads_to("/waiting");
    again.get("/organization").await.is(403);
    again.get(&link).await.ok().says("Join with this account");
}

#[tokio::test]
async fn the_owner_cannot_leave() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let page = owner.get("/user/account").await.ok();
    assert!(!page.html.contains("/leave"));
    owner
        .post("/user/account/organizations/1/leave", &[])
        .await
        .is(403)
        .says("The owner cannot leave");
    owner
        .get("/user/account/organizations/999/leave")
        .await
        .is(404);
    owner
        .get("/user/account/organizations/x/leave")
        .await
        .is(404);
}

#[tokio::test]
async fn waiting_ends_with_a_role() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    ann.get("/user/account").await.ok().says("Waiting");
    owner.gives_role("ann@example.com", "AN").await.is(303);
    ann.get("/waiting").await.leads_to("/");
    ann.get("/").await.leads_to("/user/account");
    ann.get("/user/account").await.ok().does_not_say("Waiting");
    ann.get("/organization").await.is(403);
}
