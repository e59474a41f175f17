//! The seed's numbered lists, clicked through: found an organization, invite by link, invite by e-mail. Each with script
//! and without.

use crate::support::{MailServer, Server};
use crate::window::{Script, Window};

#[tokio::test]
async fn by_link_with_script() {
    by_link(Script::On).await;
}

#[tokio::test]
async fn by_link_without_script() {
    by_link(Script::Off).await;
}

#[tokio::test]
async fn by_mail_with_script() {
    by_mail(Script::On).await;
}

#[tokio::test]
async fn by_mail_without_script() {
    by_mail(Script::Off).await;
}

/// Who signs up is the Owner; menu, Organization, Invite People, link; the newcomer waits until a role is given.
async fn by_link(script: Script) {
    let server = Server::start();
    let olga = owner(&server, script).await;

    olga.press("Invite People").await;
    let link = olga.value("#invite_link").await;
    let ann = Window::open(&server.url(""), script).await;
    ann.sign_up(&link, "ann@example.com").await;
    ann.at("/waiting").await;

    olga.go("/organization?role=NO").await;
    olga.says("tbody tr", "ann@example.com").await;
    olga.says("tbody tr", "Pending").await;
    olga.choose("tbody select[name=role]", "AN").await;
    match script {
        Script::On => olga.says("tbody tr", "Saved").await,
        Script::Off => {
            olga.press_in("tbody form.role", "submit").await;
            olga.says("[role=status]", "Role saved.").await;
        }
    }
    ann.go("/").await;
    ann.at("/user/account").await;

    // Reset Link: who has the old one can no longer sign up.
    olga.go("/organization").await;
    olga.press("Invite People").await;
    olga.press("Reset Link").await;
    olga.says("[role=status]", "The invite link was reset.")
        .await;
    let eve = Window::open(&server.url(""), script).await;
    eve.go(&link).await;
    eve.says("h1", "no longer").await;
}

#[tokio::test]
async fn who_is_in_two_organizations_switches_by_the_menu_without_script() {
    let server = Server::start();
    let olga = owner(&server, Script::Off).await;
    let link = olga.value("#invite_link").await;
    let bob = Window::open(&server.url(""), Script::Off).await;
    bob.sign_up("/user/signup", "bob@example.com").await;
    bob.go(&link).await;
    bob.press("Join with this account").await;
    bob.at("/user/account").await;
    for (title, page) in [
        ("olga@example.com", "/waiting"),
        ("bob@example.com", "/organization"),
    ] {
        bob.press("Menu").await;
        bob.press("Switch organization").await;
        bob.press(&format!("Switch to {title}")).await;
        bob.at(page).await;
        bob.says(".where", title).await;
    }
}

/// A list of addresses and a role; each gets a mail, and is in as soon as the account is made.
async fn by_mail(script: Script) {
    let mail = MailServer::up();
    let server = Server::start_with(&[("MUSTER_SMTP_URL", &mail.url())]);
    let olga = owner(&server, script).await;

    olga.press("Invite People").await;
    if script == Script::On {
        olga.press("Invite via email").await;
    }
    olga.fill("#emails", "ann@example.com, bob@example.com")
        .await;
    olga.choose("#role", "RE").await;
    olga.press_in("form:has(#emails)", "submit").await;
    olga.at("/organization/invitations").await;
    olga.says("[role=status]", "2 people were invited.").await;

    let received = mail
        .mail("ann@example.com", "/user/invitation?token=")
        .await;
    let ann = Window::open(&server.url(""), script).await;
    ann.sign_up(&received.link("/user/invitation"), "ann@example.com")
        .await;
    ann.at("/user/account").await;
    olga.go("/organization?search=ann").await;
    olga.says("tbody tr", "Active").await;
}

/// Olga signs up without a link, and comes to the Organization page by the menu.
pub(crate) async fn owner(server: &Server, script: Script) -> Window {
    let olga = Window::open(&server.url(""), script).await;
    olga.sign_up("/user/signup", "olga@example.com").await;
    olga.at("/organization").await;
    olga.says("tbody", "Owner").await;
    olga.go("/user/account").await;
    olga.press("Menu").await;
    olga.press("Organization").await;
    olga.at("/organization").await;
    olga
}
