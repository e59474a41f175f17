//! Every page, judged by axe-core in light and in dark; and what a first visit costs.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::stories::owner;
use crate::support::Server;
use crate::vendor::{license, server_with_vendor};
use crate::window::{Script, Window};

/// Pages for everybody.
const OPEN: [&str; 4] = [
    "/user/login",
    "/user/signup",
    "/user/password-reset",
    "/no-such-page",
];

/// Pages of the Owner.
const OWN: [&str; 7] = [
    "/organization",
    "/organization?search=nobody",
    "/organization/invitations",
    "/organization/usage",
    "/organization/activity",
    "/organization/settings",
    "/user/account",
];

#[tokio::test]
async fn no_page_shuts_anybody_out() {
    let server = server_with_vendor(&[]);
    let window = Window::open(&server.url(""), Script::On).await;
    let mut found = Vec::new();
    for path in OPEN {
        window.go(path).await;
        judge(&window, path, &mut found).await;
    }
    let olga = owner(&server, Script::On).await;
    let link = olga.value("#invite_link").await;
    let ann = server.browser();
    ann.sign_up(&link, "ann@example.com").await;
    for path in OWN {
        olga.go(path).await;
        judge(&olga, path, &mut found).await;
    }
    olga.go("/organization").await;
    olga.press("Delete ann@example.com").await;
    olga.says("h1", "ann@example.com").await;
    judge(&olga, "the question before somebody is deleted", &mut found).await;
    olga.go("/organization?status=pending").await;
    olga.press("ann@example.com").await;
    olga.says("h1", "ann@example.com").await;
    judge(&olga, "one person beside the list", &mut found).await;
    olga.evaluate("location.reload()").await;
    olga.says("main h1", "ann@example.com").await;
    judge(&olga, "the page of one person", &mut found).await;
    olga.go("/organization").await;
    olga.evaluate("document.querySelector('[data-bulk-all]').click()")
        .await;
    judge(&olga, "the list with people ticked", &mut found).await;
    olga.press("Give role").await;
    olga.says("main", "Nothing is changed yet").await;
    judge(&olga, "what would come of a change", &mut found).await;
    olga.go("/organization/usage").await;
    olga.evaluate("document.querySelector('details').open = true")
        .await;
    judge(&olga, "the seats as a table", &mut found).await;
    olga.fill("#license", "nothing like it").await;
    olga.press("Show what would change").await;
    olga.says("#license-error", "").await;
    judge(&olga, "a licence that was refused", &mut found).await;
    for (what, last) in [("ended", "2020-01-01"), ("good", "2999-12-31")] {
        olga.fill("#license", &license(&server, 1, last)).await;
        olga.press("Show what would change").await;
        olga.says("main", "Nothing has changed yet").await;
        judge(
            &olga,
            &format!("what a licence that is {what} would change"),
            &mut found,
        )
        .await;
        if what == "ended" {
            olga.click("#confirm").await;
        }
        olga.press("Install").await;
        olga.at("/organization/usage").await;
        judge(&olga, &format!("a licence that is {what}"), &mut found).await;
    }
    for tab in ["#invite", "#invite-email"] {
        olga.go("/user/account").await;
        olga.go(&format!("/organization{tab}")).await;
        olga.holds("document.querySelector('dialog:modal')").await;
        judge(&olga, tab, &mut found).await;
    }
    let bob = Window::open(&server.url(""), Script::On).await;
    bob.go(&link).await;
    judge(&bob, "the invite link", &mut found).await;
    bob.sign_up(&link, "bob@example.com").await;
    bob.at("/waiting").await;
    judge(&bob, "/waiting", &mut found).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn a_first_visit_is_light_and_asks_nobody_else() {
    let server = Server::start();
    let window = owner(&server, Script::On).await;
    for path in ["/user/account", "/organization"] {
        window.go("/health").await;
        // A cache that was filled before would make any page light.
        window.forget_cache().await;
        window.go(path).await;
        window
            .holds(
                "document.readyState === 'complete' && document.documentElement.matches('.script')",
            )
            .await;
        let loaded = window
            .evaluate("[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(e => [e.name, e.transferSize])")
            .await;
        let loaded: Vec<(String, u64)> = serde_json::from_value(loaded).expect("a list");
        assert!(
            loaded.len() > 3,
            "{path}: sheet, script and page: {loaded:?}"
        );
        for (name, _) in &loaded {
            assert!(name.starts_with(&server.url("/")), "{path} asks for {name}");
        }
        let weight: u64 = loaded.iter().map(|(_, size)| size).sum();
        assert!(
            (10_000..100_000).contains(&weight),
            "{path}: {weight}: {loaded:?}"
        );
    }
}

/// Notes what axe-core calls serious or critical, in both schemes.
async fn judge(window: &Window, what: &str, found: &mut Vec<String>) {
    let axe = std::fs::read_to_string(axe()).expect("axe-core is there");
    window.run(&axe).await;
    for scheme in ["light", "dark"] {
        window.prefers(scheme).await;
        let violations = window
            .later(
                "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations));",
            )
            .await;
        for violation in violations.as_array().expect("a list") {
            if matches!(violation["impact"].as_str(), Some("serious" | "critical")) {
                let places: Vec<&Value> = violation["nodes"]
                    .as_array()
                    .expect("places")
                    .iter()
                    .map(|node| &node["html"])
                    .collect();
                found.push(format!(
                    "{what}, {scheme}: {}: {places:?}",
                    violation["help"]
                ));
            }
        }
    }
}

fn axe() -> PathBuf {
    let made = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../target/tools/axe-4.14.1/package/axe.min.js");
    let script = std::env::var_os("MUSTER_TEST_AXE").map_or(made, PathBuf::from);
    assert!(
        script.exists(),
        "there is no {}: `cargo xtask test browser` fetches it",
        script.display()
    );
    script
}
