//! What every page owes to those who do not see it: one heading, labels, no script and no style of its own.

use crate::world::{Browser, World};

const PATHS: [&str; 21] = [
    "/user/signup",
    "/user/login",
    "/user/account",
    "/user/account/personal-token/revoke",
    "/user/password-reset",
    "/logout",
    "/waiting",
    "/organization",
    "/organization?role=DI",
    "/organization?search=nobody",
    "/organization/people/2/remove",
    "/organization/invitations",
    "/organization/invitations?status=revoked",
    "/organization/usage",
    "/organization/activity",
    "/organization/activity?person=example",
    "/organization/activity?actor=99",
    "/organization/settings",
    "/user/invitation?token=wrong",
    "/user/account/organizations/1/leave",
    "/nowhere",
];

#[tokio::test]
async fn pages_have_one_heading_labels_and_nothing_inline() {
    let world = World::with_seats(2);
    let owner = world.owner("olga@example.com").await;
    owner.post("/user/account/personal-token", &[]).await.ok();
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    let stranger = world.browser();
    let bob = "bob@example.com";
    let invitation = world.invitation(&owner, bob, "AN").await;
    let invited = world.owner(bob).await;
    let mut seen = 0;
    for browser in [&owner, &ann, &invited, &stranger] {
        for path in PATHS.iter().copied().chain([link.as_str(), &invitation]) {
            seen += usize::from(judge(browser, path).await);
        }
    }
    assert!(seen > 20, "{seen} pages");
}

async fn judge(browser: &Browser, path: &str) -> bool {
    let page = browser.get(path).await;
    if page.status.is_redirection() {
        return false;
    }
    let html = page.html.as_str();
    assert_eq!(html.matches("<h1").count(), 1, "{path}: {html}");
    assert_eq!(html.matches("<main").count(), 1, "{path}");
    assert!(html.contains("<html lang=\"en\">"), "{path}");
    assert_eq!(html.matches("<script").count(), 1, "{path}");
    assert!(
        html.contains("<script type=\"module\" src=\"/assets/"),
        "{path}"
    );
    for inline in ["<style", " style=", " onclick", "javascript:"] {
        assert!(!html.contains(inline), "{path} has {inline}");
    }
    let fields = ["<input ", "<select ", "<textarea "];
    for field in fields.iter().flat_map(|tag| html.split(tag).skip(1)) {
        let field = field.split('>').next().unwrap_or_default();
        let hidden = field.contains("type=\"hidden\"");
        let labelled = field.contains("aria-label=")
            || field.contains("type=\"checkbox\"")
            || id_of(field).is_some_and(|id| html.contains(&format!("for=\"{id}\"")));
        assert!(hidden || labelled, "{path}: {field}");
    }
    for form in html.split("<form").skip(1) {
        let form = form.split("</form>").next().unwrap_or_default();
        if form.contains("method=\"post\"") {
            assert!(form.contains("csrfmiddlewaretoken"), "{path}: {form}");
        }
    }
    true
}

fn id_of(field: &str) -> Option<&str> {
    field.split("id=\"").nth(1)?.split('"').next()
}
