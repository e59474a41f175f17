//! The account page's sections on tokens: made, shown once, revoked, switched off, and what a new password leaves.

use muster_domain::model::api_token::TokenKinds;
use poem::http::StatusCode;

use crate::world::{Browser, PASSWORD, Page, Setup, World};

const CREATE: &str = "/user/account/personal-token";
const REVOKE: &str = "/user/account/personal-token/revoke";
const SECTION: &str = "/user/account#personal-token";
const BUTTON: &str = "action=\"/user/account/personal-token\"";

const LEGACY_ONLY: TokenKinds = TokenKinds {
    personal: false,
    legacy: true,
};
const PERSONAL_ONLY: TokenKinds = TokenKinds {
    personal: true,
    legacy: false,
};

impl World {
    /// Exchanges a personal access token, as a script does.
    async fn refreshes(&self, token: &str) -> StatusCode {
        let fields = [("refresh", token)];
        let script = self.browser();
        script.post_bare("/api/token/refresh", &fields).await.status
    }
}

impl Browser {
    async fn account(&self) -> Page {
        self.get("/user/account").await.ok()
    }

    async fn creates_token(&self) -> String {
        self.post(CREATE, &[]).await.ok().value_of("personal_token")
    }

    /// Asks to revoke the token, and gives what the form of the question would send.
    async fn asks_to_revoke(&self) -> String {
        let question = self.get(REVOKE).await.ok();
        let field = question.html.split("name=\"token\" value=\"").nth(1);
        let value = field.and_then(|rest| rest.split('"').next());
        value.expect("a hidden field").to_owned()
    }
}

#[tokio::test]
async fn a_personal_token_is_shown_once_and_works() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    owner.account().await.says(BUTTON).does_not_say(REVOKE);
    let answer = owner.post(CREATE, &[]).await.ok();
    let token = answer.value_of("personal_token");
    assert_eq!(answer.cache_control, "no-store");
    assert_eq!(answer.location, "");
    assert!(!answer.cookies.iter().any(|cookie| cookie.contains(&token)));
    assert_eq!(world.refreshes(&token).await, StatusCode::OK);
    let (_, signature) = token.rsplit_once('.').expect("a signed token");
    for page in [owner.account().await, owner.get(REVOKE).await.ok()] {
        page.does_not_say(signature);
    }
    owner.account().await.says(REVOKE).does_not_say(BUTTON);
    owner
        .post(CREATE, &[])
        .await
        .is(409)
        .says("You already have a valid token.")
        .does_not_say(signature);
    assert_eq!(world.refreshes(&token).await, StatusCode::OK);
}

#[tokio::test]
async fn k54_a_personal_token_ends_at_once_after_a_question() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let token = owner.creates_token().await;
    let asked = owner.asks_to_revoke().await;
    assert_eq!(world.refreshes(&token).await, StatusCode::OK, "only asked");
    let fields = [("token", asked.as_str())];
    owner
        .post(REVOKE, &fields)
        .await
        .is(303)
        .leads_to(SECTION)
        .cookies
        .iter()
        .for_each(|cookie| assert!(!cookie.contains(&asked), "{cookie}"));
    assert_eq!(world.refreshes(&token).await, StatusCode::UNAUTHORIZED);
    let page = owner.account().await.says(BUTTON).does_not_say(REVOKE);
    page.says("The personal access token was revoked.");
    owner.get(REVOKE).await.leads_to(SECTION);
    owner.account().await.says("had ended already");
}

#[tokio::test]
async fn an_old_question_does_not_end_a_new_token() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    owner.creates_token().await;
    let old = owner.asks_to_revoke().await;
    owner.post(REVOKE, &[("token", &old)]).await.is(303);
    let new = owner.creates_token().await;
    for sent in [old.as_str(), "no token at all", ""] {
        let answer = owner.post(REVOKE, &[("token", sent)]).await;
        answer.is(303).leads_to(SECTION);
        owner.account().await.says("Nothing was revoked.");
    }
    owner.post(REVOKE, &[]).await.is(303);
    assert_eq!(world.refreshes(&new).await, StatusCode::OK);
}

#[tokio::test]
async fn k62_tokens_are_made_and_revoked_by_forms_of_ours_alone() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    owner.post_bare(CREATE, &[]).await.is(403);
    owner.account().await.says(BUTTON);
    let token = owner.creates_token().await;
    let asked = owner.asks_to_revoke().await;
    owner.post_bare(REVOKE, &[("token", &asked)]).await.is(403);
    assert_eq!(world.refreshes(&token).await, StatusCode::OK);
    let stranger = world.browser();
    for answer in [
        stranger.post(CREATE, &[]).await,
        stranger.get(REVOKE).await,
        stranger.post(REVOKE, &[("token", &asked)]).await,
    ] {
        assert!(answer.location.starts_with("/user/login"), "{answer:?}");
    }
    assert_eq!(world.refreshes(&token).await, StatusCode::OK);
}

#[tokio::test]
async fn k76_what_the_organization_switched_off_says_so() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let token = owner.creates_token().await;
    world.allow_tokens(LEGACY_ONLY).await;
    let off = "Personal access tokens are switched off in this organization.";
    owner.account().await.says(off).says(REVOKE);
    assert_eq!(world.refreshes(&token).await, StatusCode::UNAUTHORIZED);
    let asked = owner.asks_to_revoke().await;
    owner.post(REVOKE, &[("token", &asked)]).await.is(303);
    owner.account().await.says(off).does_not_say(BUTTON);
    let refused = owner.post(CREATE, &[]).await.is(403);
    refused
        .says("switched off")
        .does_not_say("personal_token\"");
    world.allow_tokens(PERSONAL_ONLY).await;
    let page = owner.account().await.says(BUTTON).does_not_say(off);
    page.says("Legacy tokens are switched off in this organization.");
}

#[tokio::test]
async fn what_the_operator_switched_off_says_so() {
    let world = World::with(&Setup {
        token_kinds: TokenKinds {
            personal: false,
            legacy: false,
        },
        ..Setup::default()
    });
    let owner = world.owner("olga@example.com").await;
    let page = owner.account().await.does_not_say(BUTTON);
    page.says("Personal access tokens are switched off on this server.")
        .says("Legacy tokens are switched off on this server.");
    owner.post(CREATE, &[]).await.is(403);
}

#[tokio::test]
async fn who_waits_keeps_his_token_and_makes_none() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    let once = "You can create one once you have a role";
    ann.account().await.says(once).does_not_say(BUTTON);
    ann.post(CREATE, &[]).await.is(403);
    owner.gives_role("ann@example.com", "AN").await.is(303);
    let token = ann.creates_token().await;
    owner.gives_role("ann@example.com", "NO").await.is(303);
    ann.account().await.says(REVOKE);
    let asked = ann.asks_to_revoke().await;
    ann.post(REVOKE, &[("token", &asked)]).await.is(303);
    ann.account().await.says(once).does_not_say(REVOKE);
    assert_eq!(world.refreshes(&token).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn k53_a_new_password_names_the_tokens_that_remain() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let token = owner.creates_token().await;
    let change = async |current, new| {
        let fields = [("current_password", current), ("new_password", new)];
        let answer = owner.post("/user/account/password", &fields).await;
        answer.is(303).leads_to("/user/account")
    };
    let answer = change(PASSWORD, "battery staple").await;
    let flash = answer.cookie("flash").split(';').next();
    assert_eq!(flash, Some("flash=password-changed.both"));
    let page = owner.account().await;
    page.says("Your legacy token and your personal access token stay valid.")
        .says("<a href=\"/user/account#legacy-token\">renew the legacy token</a>")
        .says("<a href=\"/user/account#personal-token\">revoke the personal access token</a>");
    assert_eq!(world.refreshes(&token).await, StatusCode::OK);
    let asked = owner.asks_to_revoke().await;
    owner.post(REVOKE, &[("token", &asked)]).await.is(303);
    owner.account().await;
    change("battery staple", PASSWORD).await;
    let page = owner.account().await;
    page.says("Your legacy token stays valid.")
        .does_not_say("<a href=\"/user/account#personal-token\">");
    let forged = world.owner("bob@example.com").await;
    forged.keeps_cookie("flash", "password-changed.<b>");
    forged.account().await.does_not_say("Password changed.");
}

#[tokio::test]
async fn the_active_organization_is_shown_in_full() {
    let world = World::with_seats(2);
    let owner = world.owner("olga@example.com").await;
    world.rename("<b>Acme</b> & \"Sons\"").await;
    let title = "<bdi>&#60;b&#62;Acme&#60;/b&#62; &#38; &#34;Sons&#34;</bdi>";
    let founded = world.muster.tools().clock.now();
    let founded = founded.format("<dt>Created</dt><dd><time datetime=\"%Y-%m-%dT");
    let founded = founded.to_string();
    let page = owner.account().await.says(title).says(&founded);
    page.says("<bdi>olga@example.com</bdi> <span class=\"muted\">(you)</span>")
        .says("<dd>Owner, since");
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    let page = ann.account().await.says(title).says(&founded);
    page.says("<dt>Owner</dt><dd><bdi>olga@example.com</bdi></dd>")
        .says("<dd>Pending, since")
        .says("You are waiting for a role.");
    owner.gives_role("ann@example.com", "RE").await.is(303);
    let page = ann.account().await.says("<dd>Reviewer, since");
    page.does_not_say("You are waiting");
    let invitation = world.invitation(&owner, "bob@example.com", "AN").await;
    let bob = world.browser();
    let joined = bob.accept(&invitation, "bob@example.com", PASSWORD).await;
    joined.is(302);
    let page = bob.account().await.says("You are waiting for a seat.");
    page.says("the role Annotator is meant for you");
}
