//! The outbox: claimed once, tried again, given up; and what leaves by post.

use muster_domain::model::mail::{Attempt, LEASE, MailState};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::settings::MailPolicy;
use muster_domain::model::time::Duration;
use muster_domain::use_cases::CleanUp;
use muster_domain::use_cases::account::{ChangePassword, RequestPasswordReset, ResetPassword};
use muster_domain::use_cases::mail::ClaimMails;
use muster_domain::use_cases::organization::TransferOwnership;

use crate::world::{Guest, PASSWORD, World, address, code, password, visitor};

async fn asks_for_reset(world: &World, email: &str) {
    let email = address(email);
    let request = RequestPasswordReset::prepare(&email, world.muster.directory());
    if let Some(request) = request.await.expect("looked for") {
        let asked = world.muster.run(&visitor(), &request).await;
        asked.expect("asked");
    }
}

#[tokio::test]
async fn a_claimed_mail_is_nobody_elses_until_its_lease_ends() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    world
        .invites(&olga, "ann@example.com", MemberRole::Reviewer)
        .await
        .expect("invited");
    let first = world.claimed().await;
    assert_eq!(first.len(), 1);
    assert!(world.claimed().await.is_empty());
    // The process that claimed it was killed.
    world.turn(LEASE);
    let second = world.claimed().await;
    assert_eq!(second[0].mail.id, first[0].mail.id);
    // It was not killed after all: its late failure does not count, its late success does.
    world
        .records(&first[0], Attempt::NotNow("late".to_owned()))
        .await;
    let delivery = world.invitations(&olga, None).await.remove(0).delivery;
    assert_eq!(delivery.last_error, None);
    world.records(&first[0], Attempt::Taken).await;
    world
        .records(&second[0], Attempt::Never("late".to_owned()))
        .await;
    let delivery = world.invitations(&olga, None).await.remove(0).delivery;
    assert!(
        matches!(delivery.state, Some(MailState::Sent(_))),
        "{delivery:?}"
    );
}

#[tokio::test]
async fn a_refused_address_holds_up_no_other() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    world
        .invites(
            &olga,
            "a@example.com, b@example.com, c@example.com",
            MemberRole::Reviewer,
        )
        .await
        .expect("invited");
    let claimed = world.claimed().await;
    world
        .records(&claimed[0], Attempt::Never("550 no such user".to_owned()))
        .await;
    world
        .records(&claimed[1], Attempt::NotNow("451 later".to_owned()))
        .await;
    world.records(&claimed[2], Attempt::Taken).await;
    assert!(world.claimed().await.is_empty());
    world.turn(Duration::seconds(4));
    let again = world.claimed().await;
    assert_eq!(again.len(), 1);
    assert_eq!(
        (again[0].mail.id, again[0].attempt),
        (claimed[1].mail.id, 2)
    );
    let report = world
        .muster
        .directory()
        .report_outbox()
        .await
        .expect("counted");
    assert_eq!((report.queued, report.failed), (1, 1));
}

#[tokio::test]
async fn a_secret_under_a_lost_key_is_given_up_with_the_reason() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    world
        .invites(&olga, "ann@example.com", MemberRole::Reviewer)
        .await
        .expect("invited");
    let world = world.with_another_key();
    assert!(world.claimed().await.is_empty());
    let delivery = world.invitations(&olga, None).await.remove(0).delivery;
    assert!(matches!(delivery.state, Some(MailState::Failed(_))));
    assert!(
        delivery
            .last_error
            .expect("kept")
            .contains("another server key")
    );
}

#[tokio::test]
async fn only_the_server_empties_the_outbox() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    assert_eq!(
        code(world.runs(&olga, &ClaimMails { limit: 1, bulk: 1 }).await),
        "forbidden"
    );
    assert_eq!(code(world.runs(&olga, &CleanUp).await), "forbidden");
}

#[tokio::test]
async fn who_gets_a_role_is_told_once() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    assert_eq!(
        world.letters().await,
        [("olga@example.com".to_owned(), "somebody waits")]
    );
    world
        .gives(&olga, &ann, MemberRole::Annotator)
        .await
        .expect("given");
    world
        .gives(&olga, &ann, MemberRole::Reviewer)
        .await
        .expect("given");
    assert_eq!(
        world.letters().await,
        [("ann@example.com".to_owned(), "role given")]
    );
}

#[tokio::test]
async fn k28_a_crowd_that_waits_fills_no_mailbox_and_nobody_is_forgotten() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Administrator)
        .await
        .expect("given");
    world.letters().await;
    world.turn(Duration::minutes(20));
    world.joins("p0@example.com", &olga).await;
    let told = world.letters().await;
    assert_eq!(
        told,
        ["ann", "olga"].map(|who| (format!("{who}@example.com"), "somebody waits"))
    );
    for n in 1..30 {
        world.joins(&format!("p{n}@example.com"), &olga).await;
    }
    assert!(world.post().await.is_empty());
    world.turn(Duration::minutes(15));
    assert_eq!(
        world.letters().await.len(),
        2,
        "one letter each speaks for all"
    );
}

#[tokio::test]
async fn k49_both_owners_are_told_of_a_transfer() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Administrator)
        .await
        .expect("given");
    world.post().await;
    let organization = world.home(&olga).await;
    world
        .runs(
            &olga,
            &TransferOwnership {
                organization,
                to: ann.user,
                confirmed: None,
            },
        )
        .await
        .expect("transferred");
    let told = ["ann", "olga"].map(|who| (format!("{who}@example.com"), "ownership transferred"));
    assert_eq!(world.letters().await, told);
}

async fn changes_password(world: &World, guest: &Guest, new: &str) {
    let caller = world.caller(guest).await.expect("signed in");
    let (present, new) = (PASSWORD.into(), password(new));
    let directory = world.muster.directory();
    let hasher = &*world.muster.tools().hasher;
    let change = ChangePassword::prepare(&caller.actor, &present, &new, directory, hasher);
    world
        .runs(guest, &change.await.expect("the present password is right"))
        .await
        .expect("changed");
}

#[tokio::test]
async fn k53_a_reset_by_mail_ends_every_session_and_is_told() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    asks_for_reset(&world, "OLGA@example.com").await;
    asks_for_reset(&world, "olga@example.com").await;
    let mails = world.post().await;
    let links: Vec<_> = mails.iter().map(|mail| world.link_of(mail)).collect();
    let tools = world.muster.tools();
    let new = password("a new password");
    let reset = |link| ResetPassword::prepare(link, &new, &*tools.hasher);
    let visitor = visitor();
    let first = reset(links[0]).await.expect("hashes");
    world.muster.run(&visitor, &first).await.expect("reset");
    assert!(world.caller(&olga).await.is_err(), "the browser is out");
    let second = reset(links[1]).await.expect("hashes");
    assert_eq!(
        code(world.muster.run(&visitor, &second).await),
        "password_reset_used"
    );
    assert_eq!(
        world.letters().await,
        [("olga@example.com".to_owned(), "password changed")]
    );
    world
        .logs_in("olga@example.com", "a new password")
        .await
        .expect("the new one works");
}

#[tokio::test]
async fn a_change_of_password_is_told_and_ends_reset_links() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    asks_for_reset(&world, "olga@example.com").await;
    let link = world.mailed_link().await;
    changes_password(&world, &olga, "a new password").await;
    assert_eq!(
        world.letters().await,
        [("olga@example.com".to_owned(), "password changed")]
    );
    let reset = ResetPassword::prepare(
        link,
        &password("a new password"),
        &*world.muster.tools().hasher,
    )
    .await
    .expect("hashes");
    assert_eq!(
        code(world.muster.run(&visitor(), &reset).await),
        "password_reset_used"
    );
}

#[tokio::test]
async fn a_reset_link_is_good_for_an_hour() {
    let world = World::new();
    world.founds("olga@example.com").await;
    asks_for_reset(&world, "olga@example.com").await;
    let link = world.mailed_link().await;
    world.turn(Duration::hours(1));
    let reset = ResetPassword::prepare(
        link,
        &password("a new password"),
        &*world.muster.tools().hasher,
    )
    .await
    .expect("hashes");
    assert_eq!(
        code(world.muster.run(&visitor(), &reset).await),
        "password_reset_expired"
    );
}

#[tokio::test]
async fn k59_asking_for_an_unknown_address_does_nothing_and_many_requests_fill_no_mailbox() {
    let world = World::new();
    world.founds("olga@example.com").await;
    asks_for_reset(&world, "nobody@example.com").await;
    assert!(world.post().await.is_empty());
    for _ in 0..20 {
        asks_for_reset(&world, "olga@example.com").await;
    }
    assert_eq!(world.post().await.len(), 5);
    world.turn(Duration::minutes(61));
    asks_for_reset(&world, "olga@example.com").await;
    assert_eq!(world.post().await.len(), 1);
}

#[tokio::test]
async fn without_mail_nothing_is_written_and_a_reset_is_not_promised() {
    let world = World::new().restarted(|settings| settings.mail = MailPolicy::Off);
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Annotator)
        .await
        .expect("given");
    changes_password(&world, &olga, "a new password").await;
    let email = address("olga@example.com");
    let request = RequestPasswordReset::prepare(&email, world.muster.directory());
    let request = request.await.expect("looked for").expect("found");
    assert_eq!(
        code(world.muster.run(&visitor(), &request).await),
        "mail_off"
    );
    let report = world
        .muster
        .directory()
        .report_outbox()
        .await
        .expect("counted");
    assert_eq!(report.queued, 0);
}

#[tokio::test]
async fn what_left_long_ago_is_forgotten_and_invitations_are_not() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    world
        .invites(&olga, "ann@example.com", MemberRole::Reviewer)
        .await
        .expect("invited");
    asks_for_reset(&world, "olga@example.com").await;
    world.post().await;
    world.turn(Duration::days(31));
    let cleaned = world.operator_runs(&CleanUp).await.expect("cleaned");
    assert_eq!(
        (cleaned.sessions, cleaned.password_resets, cleaned.mails),
        (0, 1, 1)
    );
    world.turn(Duration::days(400));
    let cleaned = world.operator_runs(&CleanUp).await.expect("cleaned");
    assert_eq!(
        (cleaned.sessions, cleaned.password_resets, cleaned.mails),
        (1, 0, 0)
    );
    let olga = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logs in");
    let delivery = world.invitations(&olga, None).await.remove(0).delivery;
    assert!(matches!(delivery.state, Some(MailState::Sent(_))));
}

#[tokio::test]
async fn a_long_list_leaves_room_for_a_password_reset() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let list: Vec<_> = (0..30).map(|n| format!("p{n}@example.com")).collect();
    let list = list.join(" ");
    world
        .invites(&olga, &list, MemberRole::Reviewer)
        .await
        .expect("invited");
    world.turn(Duration::seconds(1));
    asks_for_reset(&world, "olga@example.com").await;
    let claim = ClaimMails { limit: 8, bulk: 6 };
    let claimed = world.operator_runs(&claim).await.expect("claimed");
    assert_eq!(claimed.len(), 7);
    assert_eq!(claimed[0].mail.to, address("olga@example.com"));
    let one = ClaimMails { limit: 1, bulk: 0 };
    assert!(world.operator_runs(&one).await.expect("claimed").is_empty());
}

#[tokio::test]
async fn a_reset_link_that_has_ended_is_not_mailed() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    asks_for_reset(&world, "olga@example.com").await;
    changes_password(&world, &olga, "a new password").await;
    assert_eq!(
        world.letters().await,
        [("olga@example.com".to_owned(), "password changed")]
    );
    let report = world
        .muster
        .directory()
        .report_outbox()
        .await
        .expect("counted");
    assert_eq!((report.queued, report.failed), (0, 1));
}

#[tokio::test]
async fn an_outage_piles_up_no_notices() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    for n in 0..10 {
        world.joins(&format!("p{n}@example.com"), &olga).await;
        for claimed in world.claimed().await {
            let down = Attempt::NotNow("down".to_owned());
            world.records(&claimed, down).await;
        }
        world.turn(Duration::minutes(30));
    }
    assert_eq!(world.post().await.len(), 1);
}
