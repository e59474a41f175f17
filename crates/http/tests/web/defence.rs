//! What keeps strangers out: other sites, smuggled markup, other addresses.

use poem::http::StatusCode;

use crate::world::{PASSWORD, Setup, World};

#[tokio::test]
async fn k62_forms_come_from_pages_of_ours() {
    let world = World::with(&Setup {
        public_url: "https://ls.example.com",
        ..Setup::default()
    });
    let fields = [("email", "olga@example.com"), ("password", PASSWORD)];
    // TLS ends at the proxy: inside, the host is another and only the public address is set.
    let browser = world.browser();
    browser.sends("host", "10.0.0.7:8080");
    browser.sends("origin", "https://ls.example.com");
    let page = browser.post("/user/signup", &fields).await.is(302);
    assert!(page.cookie("sessionid").contains("Secure"));
    let evil = world.browser();
    evil.sends("host", "ls.example.com");
    evil.sends("origin", "https://evil.example");
    evil.post("/user/login", &fields)
        .await
        .is(403)
        .says("MUSTER_PUBLIC_URL");
    assert!(evil.cookie("sessionid").is_none());
}

#[tokio::test]
async fn k62_a_form_without_its_hidden_field_is_refused() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let before = owner.invite_link().await;
    owner
        .post_bare("/organization/invite-link/reset", &[])
        .await
        .is(403);
    let wrong = [(
        "csrfmiddlewaretoken",
        "0000000000000000000000000000000000000000",
    )];
    owner
        .post_bare("/organization/invite-link/reset", &wrong)
        .await
        .is(403);
    assert_eq!(owner.invite_link().await, before);
    owner
        .post_bare("/logout", &[])
        .await
        .is(403)
        .says("Load the page again");
    assert!(owner.is_in().await);
    let hidden = owner.get("/user/account").await.ok();
    let token = owner.cookie("csrftoken").expect("a token");
    hidden.says(&format!("name=\"csrfmiddlewaretoken\" value=\"{token}\""));
}

#[tokio::test]
async fn names_are_text_and_nothing_else() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    let name = "<script>alert(1)</script>";
    let fields = [("first_name", name), ("last_name", "\"><b>'&")];
    ann.post("/user/account", &fields).await.is(303);
    for page in [
        owner.get("/organization").await.ok(),
        owner.get("/organization?search=%3Cscript%3E").await.ok(),
        ann.get("/user/account").await.ok(),
    ] {
        page.says("&#60;script&#62;")
            .does_not_say("<script>")
            .does_not_say("<b>");
    }
    owner
        .get("/organization")
        .await
        .says("<bdi>&#60;script&#62;alert(1)&#60;/script&#62;");
}

#[tokio::test]
async fn k63_under_a_path_everything_carries_it() {
    let world = World::with(&Setup {
        public_url: "https://example.com/ls",
        ..Setup::default()
    });
    let owner = world.browser();
    let page = owner.sign_up("/ls/user/signup", "olga@example.com").await;
    let page = page.is(302).leads_to("/ls/");
    assert!(page.cookie("sessionid").contains("Path=/ls"));
    owner.get("/ls/").await.leads_to("/ls/organization");
    owner.get("/").await.leads_to("/ls/organization");
    let page = owner.get("/ls/organization").await.ok();
    let link = page.value_of("invite_link");
    assert!(
        link.starts_with("https://example.com/ls/user/signup/?token="),
        "{link}"
    );
    for page in [
        page,
        owner.get("/ls/user/account").await.ok(),
        owner.get("/ls/logout").await.ok(),
        world.browser().get("/ls/user/login").await.ok(),
        world.browser().get("/ls/user/signup").await.ok(),
        world.browser().get("/ls/nowhere").await.is(404),
    ] {
        for address in addresses(&page.html) {
            assert!(
                address.starts_with("/ls/") || address.starts_with('#'),
                "{address}"
            );
        }
    }
    let stranger = world.browser();
    stranger
        .get("/ls/organization")
        .await
        .leads_to("/ls/user/login?next=%2Fls%2Forganization");
    let fields = [("email", "olga@example.com"), ("password", PASSWORD)];
    for next in ["%2Fls%2Forganization", "%2Forganization"] {
        let page = stranger
            .post(&format!("/ls/user/login?next={next}"), &fields)
            .await;
        page.leads_to("/ls/organization");
    }
}

/// Where links, forms and assets of a page lead.
fn addresses(html: &str) -> impl Iterator<Item = &str> {
    [" href=\"", " action=\"", " src=\""]
        .into_iter()
        .flat_map(|attribute| html.split(attribute).skip(1))
        .filter_map(|rest| rest.split('"').next())
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_the_name_of_their_content() {
    let world = World::new();
    let browser = world.browser();
    let page = browser.get("/user/login").await.ok();
    let css = addresses(&page.html)
        .find(|address| address.contains("muster.css"))
        .expect("a style sheet");
    let sheet = browser.get(css).await.ok();
    assert_eq!(sheet.cache_control, "public, max-age=31536000, immutable");
    assert!(sheet.html.len() < 20_000);
    let js = addresses(&page.html)
        .find(|address| address.contains("muster.js"))
        .expect("a script");
    let folder = js.trim_end_matches("muster.js");
    let main = browser.get(js).await.ok().html;
    let mut script = main.len();
    for module in main.split("import \"./").skip(1) {
        let name = module.split('"').next().expect("a name");
        let module = browser.get(&format!("{folder}{name}")).await.ok();
        script += module.html.len();
    }
    let page = browser.get(&format!("{folder}page.js")).await.ok();
    script += page.html.len();
    assert!((10_000..20_000).contains(&script), "{script}");
    assert!(sheet.cookies.is_empty());
    let old = browser
        .get("/assets/0123456789abcdef/muster.css")
        .await
        .ok();
    assert_eq!(old.cache_control, "no-cache");
    assert_eq!(
        browser.get("/assets/x/y.css").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn errors_look_like_the_other_pages() {
    let world = World::new();
    let browser = world.browser();
    browser
        .get("/nowhere")
        .await
        .is(404)
        .says("There is no such page")
        .says("<h1>");
    browser
        .post("/", &[])
        .await
        .is(405)
        .says("This cannot be done here");
    browser.get("/organization/invite-link/reset").await.is(405);
    let waiting = world.owner("olga@example.com").await;
    let link = waiting.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    ann.get("/organization").await.is(403).says("<h1>");
}
