//! Invitations by mail, from the list of addresses to the membership.

use muster_domain::model::address_list;
use muster_domain::model::audit::AuditAction;
use muster_domain::model::invitation::InvitationState;
use muster_domain::model::mail::{Attempt, Delivery, Letter};
use muster_domain::model::membership::{JoinedBy, MemberRole, Role, Standing};
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::settings::{MailPolicy, SignUpPolicy};
use muster_domain::model::time::Duration;
use muster_domain::ports::Addressed;
use muster_domain::use_cases::invitation::{
    ChangeInvitationRole, Holder, InviteOutcome, InvitePeople, InviteResult, PreviewInvitation,
    RevokeInvitation, ShowInvitationLink, Which,
};
use muster_domain::use_cases::membership::{LeaveOrganization, RemoveMember, ViewMember};

use muster_domain::use_cases::organization::CreateOrganization;

use crate::world::{Guest, PASSWORD, World, address, code, visitor};

fn codes(results: &[InviteResult]) -> Vec<&'static str> {
    results.iter().map(|result| result.outcome.code()).collect()
}

async fn role_of(world: &World, host: &Guest, guest: &Guest) -> MemberRole {
    let organization = world.home(host).await;
    let user = guest.user;
    let member = world.sees(host, &ViewMember { organization, user }).await;
    member.expect("a member").member.role
}

async fn actions(world: &World, host: &Guest, action: AuditAction) -> usize {
    let log = world.log(host).await;
    log.iter()
        .filter(|entry| entry.event.happening.action == action)
        .count()
}

#[tokio::test]
async fn who_is_invited_is_in_as_soon_as_the_account_is_made() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let link = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    let (ann, accepted) = world.accepts(link, PASSWORD).await.expect("comes in");
    assert_eq!(accepted.standing, Standing::Active(Role::Reviewer));
    assert_eq!(world.home(&ann).await, world.home(&olga).await);
    let organization = world.home(&olga).await;
    let user = ann.user;
    let member = world
        .sees(&olga, &ViewMember { organization, user })
        .await
        .expect("listed");
    assert!(matches!(
        member.member.membership.joined_by,
        JoinedBy::Invitation(_)
    ));
    assert_eq!(member.member.invited.expect("by mail").by, Some(olga.user));
    assert_eq!(
        actions(&world, &olga, AuditAction::InvitationAccepted).await,
        1
    );
    let [invitation] = &world.invitations(&olga, None).await[..] else {
        panic!("one invitation");
    };
    assert_eq!(
        invitation.invitation.state(world.now()),
        InvitationState::Accepted
    );
    assert!(world.post().await.is_empty(), "nobody waits");
}

#[tokio::test]
async fn k02_a_used_an_expired_and_a_revoked_invitation_let_nobody_in_and_each_try_is_recorded() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let used = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    world.accepts(used, PASSWORD).await.expect("comes in");
    assert_eq!(code(world.accepts(used, PASSWORD).await), "invitation_used");
    let late = world
        .invites_one(&olga, "bob@example.com", MemberRole::Reviewer)
        .await;
    world.turn(Duration::days(7));
    let olga = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logs in");
    assert_eq!(
        code(world.accepts(late, PASSWORD).await),
        "invitation_expired"
    );
    let revoked = world
        .invites_one(&olga, "carl@example.com", MemberRole::Reviewer)
        .await;
    let revoke = RevokeInvitation {
        organization: world.home(&olga).await,
        which: Which::Address(address("CARL@example.com")),
    };
    world.runs(&olga, &revoke).await.expect("revoked");
    assert_eq!(
        code(world.accepts(revoked, PASSWORD).await),
        "invitation_revoked"
    );
    assert_eq!(
        actions(&world, &olga, AuditAction::InvitationRefused).await,
        3
    );
    for nobody in ["bob@example.com", "carl@example.com"] {
        assert_eq!(
            code(world.logs_in(nobody, PASSWORD).await),
            "unauthenticated"
        );
    }
    let entry = &world
        .invitations(&olga, Some(InvitationState::Revoked))
        .await[0];
    let end = entry.invitation.ended.expect("it ended");
    assert_eq!((end.by, end.at), (Some(olga.user), world.now()), "K19");
}

#[tokio::test]
async fn k01_looking_changes_nothing() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let link = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    for _ in 0..3 {
        let preview = world
            .muster
            .view(&visitor(), &PreviewInvitation { link })
            .await
            .expect("good");
        assert_eq!(preview.holder, Holder::Newcomer);
        assert_eq!(preview.role, MemberRole::Reviewer);
    }
    world.accepts(link, PASSWORD).await.expect("still good");
}

#[tokio::test]
async fn k03_k04_resending_renews_the_time_and_replaces_the_link() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let old = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    world.turn(Duration::days(8));
    let olga = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logs in");
    let entry = &world
        .invitations(&olga, Some(InvitationState::Expired))
        .await[0];
    assert_eq!(world.resends(&olga, entry.invitation.id).await, "ok");
    let new = world.mailed_link().await;
    assert_eq!(
        code(world.accepts(old, PASSWORD).await),
        "invitation_replaced"
    );
    assert_eq!(
        world
            .invitations(&olga, Some(InvitationState::Pending))
            .await
            .len(),
        1
    );
    world
        .accepts(new, PASSWORD)
        .await
        .expect("the new link is good");
    assert_eq!(
        world.resends(&olga, entry.invitation.id).await,
        "invitation_used"
    );
}

#[tokio::test]
async fn k04_k09_inviting_anew_replaces_what_was_pending_and_leaves_what_had_expired() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let first = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    let again = world
        .invites(&olga, "ANN@example.com", MemberRole::Manager)
        .await
        .expect("invited");
    assert_eq!(codes(&again), ["resent"]);
    assert_eq!(
        code(world.accepts(first, PASSWORD).await),
        "invitation_replaced"
    );
    world.turn(Duration::days(8));
    let olga = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logs in");
    assert!(
        world.post().await.is_empty(),
        "what has expired is not sent"
    );
    let third = world
        .invites(&olga, "ann@example.com", MemberRole::Manager)
        .await
        .expect("invited");
    assert_eq!(codes(&third), ["created"]);
    let states: Vec<_> = world
        .invitations(&olga, None)
        .await
        .iter()
        .map(|entry| entry.invitation.state(world.now()).code())
        .collect();
    assert_eq!(states, ["pending", "expired", "replaced"]);
    let (ann, _) = world
        .accepts(world.mailed_link().await, PASSWORD)
        .await
        .expect("good");
    assert_eq!(role_of(&world, &olga, &ann).await, MemberRole::Manager);
}

#[tokio::test]
async fn k05_k06_an_invitation_is_for_its_address_alone() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let eve = world.joins("eve@example.com", &olga).await;
    world.post().await;
    let link = world
        .invites_one(&olga, "bob@example.com", MemberRole::Administrator)
        .await;
    let preview = world
        .sees(&eve, &PreviewInvitation { link })
        .await
        .expect("good");
    assert_eq!(
        preview.holder,
        Holder::SomebodyElse(address("eve@example.com"))
    );
    let refused = world
        .joins_signed_in(&eve, link)
        .await
        .expect_err("refused");
    let told = refused.to_string();
    assert!(
        told.contains("bob@example.com") && told.contains("eve@example.com"),
        "{told}"
    );
    let other = Some(address("eve@example.com"));
    assert_eq!(
        code(world.accepts_as(other, link, PASSWORD).await),
        "invalid"
    );
    assert_eq!(role_of(&world, &olga, &eve).await, MemberRole::Pending);
    world
        .accepts(link, PASSWORD)
        .await
        .expect("still good for bob");
}

#[tokio::test]
async fn k07_without_mail_the_link_can_be_copied() {
    let world = World::new().restarted(|settings| settings.mail = MailPolicy::Off);
    let olga = world.founds("olga@example.com").await;
    let results = world
        .invites(&olga, "ann@example.com", MemberRole::Annotator)
        .await
        .expect("made");
    assert!(
        results[0].detail().contains("copy the link"),
        "{}",
        results[0].detail()
    );
    let [entry] = &world
        .invitations(&olga, Some(InvitationState::Pending))
        .await[..]
    else {
        panic!("listed");
    };
    assert_eq!(entry.delivery, Delivery::OFF);
    let organization = world.home(&olga).await;
    let invitation = entry.invitation.id;
    let show = ShowInvitationLink {
        organization,
        invitation,
    };
    let secret = world.runs(&olga, &show).await.expect("shown");
    assert_eq!(
        actions(&world, &olga, AuditAction::InvitationLinkShown).await,
        1
    );
    world
        .accepts(world.digest(secret.secret()), PASSWORD)
        .await
        .expect("good");
    assert_eq!(code(world.runs(&olga, &show).await), "invitation_used");
}

#[tokio::test]
async fn k08_who_was_removed_or_whose_invitation_was_revoked_can_be_invited_again() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let link = world
        .invites_one(&olga, "bob@example.com", MemberRole::Manager)
        .await;
    let (bob, _) = world.accepts(link, PASSWORD).await.expect("comes in");
    let remove = RemoveMember {
        organization,
        user: bob.user,
    };
    world.runs(&olga, &remove).await.expect("removed");
    world
        .invites(&olga, "bob@example.com", MemberRole::Reviewer)
        .await
        .expect("invited again");
    let revoke = RevokeInvitation {
        organization,
        which: Which::Address(address("bob@example.com")),
    };
    world.runs(&olga, &revoke).await.expect("revoked");
    assert!(
        world.post().await.is_empty(),
        "a revoked invitation is not sent"
    );
    let link = world
        .invites_one(&olga, "bob@example.com", MemberRole::Reviewer)
        .await;
    let (again, _) = world
        .accepts(link, PASSWORD)
        .await
        .expect("comes in with the old password");
    assert_eq!(again.user, bob.user);
    assert_eq!(role_of(&world, &olga, &again).await, MemberRole::Reviewer);
    assert_eq!(actions(&world, &olga, AuditAction::MemberRemoved).await, 1);
}

#[tokio::test]
async fn k12_a_role_that_was_taken_does_not_come_back_by_an_old_invitation() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let link = world
        .invites_one(&olga, "bob@example.com", MemberRole::Administrator)
        .await;
    let (bob, _) = world.accepts(link, PASSWORD).await.expect("comes in");
    world
        .gives(&olga, &bob, MemberRole::Annotator)
        .await
        .expect("demoted");
    assert_eq!(
        code(world.joins_signed_in(&bob, link).await),
        "invitation_used"
    );
    assert_eq!(role_of(&world, &olga, &bob).await, MemberRole::Annotator);
}

/// Somebody comes by the invite link while a mailed invitation is open; what is decided about the membership by hand
/// ends what the invitation offers.
#[tokio::test]
async fn a_decision_by_hand_ends_an_open_invitation() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let people = ["ann@example.com", "bob@example.com", "carl@example.com"];
    let mut links = Vec::new();
    let mut guests = Vec::new();
    for email in people {
        links.push(
            world
                .invites_one(&olga, email, MemberRole::Administrator)
                .await,
        );
        guests.push(world.joins(email, &olga).await);
        world.post().await;
    }
    world
        .gives(&olga, &guests[0], MemberRole::Annotator)
        .await
        .expect("given");
    let remove = RemoveMember {
        organization,
        user: guests[1].user,
    };
    world.runs(&olga, &remove).await.expect("removed");
    world
        .runs(&guests[2], &LeaveOrganization { organization })
        .await
        .expect("left");
    for link in links {
        assert_eq!(
            code(world.accepts(link, PASSWORD).await),
            "invitation_revoked"
        );
    }
    assert_eq!(
        role_of(&world, &olga, &guests[0]).await,
        MemberRole::Annotator
    );
}

#[tokio::test]
async fn who_waits_by_the_link_gets_the_role_of_an_open_invitation() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let link = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    let ann = world.joins("ann@example.com", &olga).await;
    assert_eq!(
        role_of(&world, &olga, &ann).await,
        MemberRole::Pending,
        "the link proves no address"
    );
    let preview = world
        .sees(&ann, &PreviewInvitation { link })
        .await
        .expect("good");
    assert_eq!(preview.holder, Holder::Invited);
    world.joins_signed_in(&ann, link).await.expect("accepted");
    assert_eq!(role_of(&world, &olga, &ann).await, MemberRole::Reviewer);
}

#[tokio::test]
async fn k13_owner_is_not_offered_by_invitation() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let refused = world
        .invites(&olga, "eve@example.com", MemberRole::Owner)
        .await;
    assert_eq!(code(refused), "owner_not_assignable");
    let refused = world
        .invites(&olga, "eve@example.com", MemberRole::Deactivated)
        .await;
    assert_eq!(code(refused), "invalid");
    let results = world
        .invites(&olga, "eve@example.com", MemberRole::Annotator)
        .await
        .expect("invited");
    let invitation = results[0].outcome.invitation().expect("made");
    let organization = world.home(&olga).await;
    let change = |role| ChangeInvitationRole {
        organization,
        invitation,
        role,
    };
    let refused = world.runs(&olga, &change(MemberRole::Owner)).await;
    assert_eq!(code(refused), "owner_not_assignable");
    world
        .runs(&olga, &change(MemberRole::Manager))
        .await
        .expect("changed");
    let (eve, _) = world
        .accepts(world.mailed_link().await, PASSWORD)
        .await
        .expect("good");
    assert_eq!(role_of(&world, &olga, &eve).await, MemberRole::Manager);
    assert_eq!(world.owner_of(&olga).await, olga.user);
}

#[tokio::test]
async fn k14_who_is_invited_comes_in_where_sign_up_is_closed() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let world = world.restarted(|settings| settings.sign_up = SignUpPolicy::LinkOnly);
    let link = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    world.accepts(link, PASSWORD).await.expect("comes in");
    assert_eq!(
        code(world.signs_up("bob@example.com", None).await),
        "signup_closed"
    );
}

#[tokio::test]
async fn k16_who_has_an_account_logs_in_and_gets_no_second_one() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let otto = world.founds("otto@example.com").await;
    let first = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    let second = world
        .invites_one(&otto, "ann@example.com", MemberRole::Manager)
        .await;
    let (ann, _) = world.accepts(first, PASSWORD).await.expect("comes in");
    let preview = world
        .muster
        .view(&visitor(), &PreviewInvitation { link: second })
        .await
        .expect("good");
    assert_eq!(preview.holder, Holder::HasAccount);
    assert_eq!(
        code(world.accepts(second, "another password").await),
        "invalid"
    );
    let (again, _) = world.accepts(second, PASSWORD).await.expect("comes in");
    assert_eq!(again.user, ann.user);
    assert_eq!(
        world.home(&again).await,
        world.home(&olga).await,
        "the active organization stays"
    );
    assert_eq!(role_of(&world, &otto, &again).await, MemberRole::Manager);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_accepts_two_at_once_gets_one_account_and_both_memberships() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let otto = world.founds("otto@example.com").await;
    let first = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    let second = world
        .invites_one(&otto, "ann@example.com", MemberRole::Manager)
        .await;
    let both = tokio::join!(
        world.accepts(first, PASSWORD),
        world.accepts(second, PASSWORD)
    );
    let (one, other) = (both.0.expect("comes in").0, both.1.expect("comes in").0);
    assert_eq!(one.user, other.user);
    assert_eq!(role_of(&world, &olga, &one).await, MemberRole::Reviewer);
    assert_eq!(role_of(&world, &otto, &one).await, MemberRole::Manager);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_accepted_once_however_many_try() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let link = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let world = world.clone();
            tokio::spawn(async move { code(world.accepts(link, PASSWORD).await) })
        })
        .collect();
    let mut came_in = 0;
    for attempt in tries {
        match attempt.await.expect("runs") {
            "ok" => came_in += 1,
            other => assert_eq!(other, "invitation_used"),
        }
    }
    assert_eq!(came_in, 1);
    assert_eq!(world.seats(&olga).await.seats.used, 2);
}

#[tokio::test]
async fn k22_who_accepts_when_no_seat_is_free_waits_and_administrators_are_told() {
    let world = World::with_seats(5);
    let olga = world.founds("olga@example.com").await;
    let mut links = Vec::new();
    for email in [
        "ann@example.com",
        "bob@example.com",
        "carl@example.com",
        "dora@example.com",
    ] {
        links.push(world.invites_one(&olga, email, MemberRole::Reviewer).await);
    }
    for link in &links[..2] {
        world.accepts(*link, PASSWORD).await.expect("comes in");
    }
    let world = world.restarted(|settings| settings.unlicensed_seats = SeatLimit::Limited(3));
    let (carl, accepted) = world
        .accepts(links[2], PASSWORD)
        .await
        .expect("keeps the account");
    assert!(
        matches!(accepted.standing, Standing::Pending { promise: Some(promise) } if promise.role == Role::Reviewer)
    );
    world
        .accepts(links[3], PASSWORD)
        .await
        .expect("keeps the account");
    let report = world.seats(&olga).await;
    assert_eq!((report.seats.used, report.headcount.waiting), (3, 2));
    assert_eq!(
        world.letters().await,
        [("olga@example.com".to_owned(), "somebody waits")]
    );
    assert_eq!(
        code(world.gives(&olga, &carl, MemberRole::Reviewer).await),
        "no_free_seat"
    );
}

#[tokio::test]
async fn k23_the_last_seat_can_be_filled_by_an_invitation() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let link = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    assert_eq!(
        world.seats(&olga).await.seats.used,
        1,
        "an open invitation holds no seat"
    );
    let (_, accepted) = world.accepts(link, PASSWORD).await.expect("comes in");
    assert_eq!(accepted.standing, Standing::Active(Role::Reviewer));
    assert_eq!(world.seats(&olga).await.seats.used, 2);
}

#[tokio::test]
async fn k35_k36_capitals_make_no_second_person() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let link = world
        .invites_one(&olga, "First.Last@Example.com", MemberRole::Reviewer)
        .await;
    let typed = Some(address("first.last@example.com"));
    let (first, _) = world
        .accepts_as(typed, link, PASSWORD)
        .await
        .expect("comes in");
    let organization = world.home(&olga).await;
    let member = world
        .sees(
            &olga,
            &ViewMember {
                organization,
                user: first.user,
            },
        )
        .await
        .expect("listed");
    assert_eq!(member.member.user.email.as_str(), "first.last@example.com");
    let refused = world
        .invites(&olga, "FIRST.LAST@EXAMPLE.COM", MemberRole::Manager)
        .await;
    assert_eq!(code(refused), "already_member");
    assert_eq!(world.invitations(&olga, None).await.len(), 1);
    assert!(world.post().await.is_empty());
}

#[tokio::test]
async fn k37_look_alikes_are_flagged_and_never_the_same_person() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let results = world
        .invites(
            &olga,
            "test@example.com, t\u{435}st@example.com, te\u{200b}st@example.com",
            MemberRole::Reviewer,
        )
        .await
        .expect("invited");
    assert_eq!(codes(&results), ["created", "created", "invalid"]);
    assert_eq!(results[0].detail(), "");
    assert!(
        results[1].detail().contains("looks like e"),
        "{}",
        results[1].detail()
    );
    assert_eq!(world.invitations(&olga, None).await.len(), 2);
}

#[tokio::test]
async fn k47_every_entry_gets_its_own_result_in_the_order_of_the_list() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    world.joins("bob@example.com", &olga).await;
    world.post().await;
    let results = world
        .invites(
            &olga,
            "ann@example.com, not-an-address, bob@example.com",
            MemberRole::Reviewer,
        )
        .await
        .expect("one was invited");
    assert_eq!(codes(&results), ["created", "invalid", "already_member"]);
    assert!(
        results
            .iter()
            .zip([true, false, false])
            .all(|(result, made)| result.outcome.invitation().is_some() == made)
    );
    let nobody = world
        .invites(
            &olga,
            "not-an-address, bob@example.com",
            MemberRole::Reviewer,
        )
        .await;
    assert_eq!(code(nobody), "invalid");
    assert_eq!(
        world.letters().await,
        [("ann@example.com".to_owned(), "invitation")]
    );
}

#[tokio::test]
async fn k50_invitations_of_another_organization_do_not_exist() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let otto = world.founds("otto@example.com").await;
    let results = world
        .invites(&olga, "ann@example.com", MemberRole::Reviewer)
        .await
        .expect("invited");
    let invitation = results[0].outcome.invitation().expect("made");
    assert_eq!(world.resends(&otto, invitation).await, "not_found");
    let organization = world.home(&otto).await;
    let revoke = |which| RevokeInvitation {
        organization,
        which,
    };
    assert_eq!(
        code(world.runs(&otto, &revoke(Which::Id(invitation))).await),
        "not_found"
    );
    let by_address = Which::Address(address("ann@example.com"));
    assert_eq!(
        code(world.runs(&otto, &revoke(by_address)).await),
        "not_found"
    );
    let show = ShowInvitationLink {
        organization,
        invitation,
    };
    assert_eq!(code(world.runs(&otto, &show).await), "not_found");
    let foreign = RevokeInvitation {
        organization: world.home(&olga).await,
        which: Which::Id(invitation),
    };
    assert_eq!(code(world.runs(&otto, &foreign).await), "not_found");
    world
        .accepts(world.mailed_link().await, PASSWORD)
        .await
        .expect("untouched");
}

#[tokio::test]
async fn only_owner_and_administrators_invite() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    assert_eq!(
        code(
            world
                .invites(&ann, "bob@example.com", MemberRole::Annotator)
                .await
        ),
        "membership_pending"
    );
    world
        .gives(&olga, &ann, MemberRole::Manager)
        .await
        .expect("given");
    assert_eq!(
        code(
            world
                .invites(&ann, "bob@example.com", MemberRole::Annotator)
                .await
        ),
        "forbidden"
    );
    world
        .gives(&olga, &ann, MemberRole::Administrator)
        .await
        .expect("given");
    world
        .invites(&ann, "bob@example.com", MemberRole::Administrator)
        .await
        .expect("invited");
}

#[tokio::test]
async fn an_invitation_is_worth_what_its_inviter_may_still_grant() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Administrator)
        .await
        .expect("given");
    world.post().await;
    let link = world
        .invites_one(&ann, "bob@example.com", MemberRole::Administrator)
        .await;
    let kept = world
        .invites_one(&ann, "carl@example.com", MemberRole::Administrator)
        .await;
    world
        .gives(&olga, &ann, MemberRole::Deactivated)
        .await
        .expect("taken");
    let preview = world
        .muster
        .view(&visitor(), &PreviewInvitation { link })
        .await
        .expect("good");
    assert_eq!(preview.role, MemberRole::Pending);
    let (bob, _) = world.accepts(link, PASSWORD).await.expect("comes in");
    assert_eq!(role_of(&world, &olga, &bob).await, MemberRole::Pending);
    world.post().await;
    let pending = &world
        .invitations(&olga, Some(InvitationState::Pending))
        .await[0];
    assert_eq!(
        world.resends(&olga, pending.invitation.id).await,
        "ok",
        "olga answers for it now"
    );
    assert_eq!(
        code(world.accepts(kept, PASSWORD).await),
        "invitation_replaced"
    );
    let (carl, _) = world
        .accepts(world.mailed_link().await, PASSWORD)
        .await
        .expect("comes in");
    assert_eq!(
        role_of(&world, &olga, &carl).await,
        MemberRole::Administrator
    );
}

#[tokio::test]
async fn k70_invitations_outlive_their_inviter() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let bob = world.joins("bob@example.com", &olga).await;
    world
        .gives(&olga, &bob, MemberRole::Administrator)
        .await
        .expect("given");
    let list = "a@example.com b@example.com c@example.com";
    world
        .invites(&bob, list, MemberRole::Annotator)
        .await
        .expect("invited");
    let organization = world.home(&olga).await;
    let remove = RemoveMember {
        organization,
        user: bob.user,
    };
    world.runs(&olga, &remove).await.expect("removed");
    let listed = world.invitations(&olga, None).await;
    assert_eq!(listed.len(), 3);
    for entry in listed {
        let (inviter, is_member) = entry.inviter.expect("kept");
        assert_eq!(
            (inviter.display_name().as_str(), is_member),
            ("Deleted User", false)
        );
    }
}

#[tokio::test]
async fn a_deactivated_member_is_not_let_back_in_by_an_invitation() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let otto = world.founds("otto@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Deactivated)
        .await
        .expect("taken");
    let refused = world
        .invites(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    assert_eq!(code(refused), "already_member");
    world.post().await;
    let link = world
        .invites_one(&otto, "ann@example.com", MemberRole::Reviewer)
        .await;
    let (ann, _) = world
        .accepts(link, PASSWORD)
        .await
        .expect("another organization may have her");
    assert_eq!(world.home(&ann).await, world.home(&otto).await);
    let there = Addressed::Organization(world.home(&olga).await);
    assert!(
        world.caller_in(&ann, there).await.is_err(),
        "still deactivated there"
    );
}

#[tokio::test]
async fn an_account_without_a_password_is_not_taken_over_by_an_invitation() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let create = CreateOrganization {
        owner: address("ann@example.com"),
        title: None,
    };
    world.operator_runs(&create).await.expect("created");
    let link = world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    let preview = world
        .muster
        .view(&visitor(), &PreviewInvitation { link })
        .await
        .expect("good");
    assert_eq!(preview.holder, Holder::HasNoPassword);
    let refused = world.accepts(link, PASSWORD).await.expect_err("refused");
    assert!(refused.to_string().contains("no password yet"), "{refused}");
}

#[tokio::test]
async fn the_operator_invites_too() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let invite = InvitePeople {
        organization: world.home(&olga).await,
        entries: address_list::parse(["ann@example.com"]).expect("short"),
        role: None,
    };
    let results = world.operator_runs(&invite).await.expect("invited");
    assert!(matches!(results[0].outcome, InviteOutcome::Created(..)));
    let (ann, _) = world
        .accepts(world.mailed_link().await, PASSWORD)
        .await
        .expect("comes in");
    assert_eq!(
        role_of(&world, &olga, &ann).await,
        MemberRole::Pending,
        "the default role"
    );
}

#[tokio::test]
async fn k44_the_list_tells_how_the_mail_fares() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    world
        .invites(&olga, "ann@example.com", MemberRole::Reviewer)
        .await
        .expect("invited");
    let claimed = world.claimed().await;
    let refused = "the mail server refused the connection".to_owned();
    world
        .records(&claimed[0], Attempt::NotNow(refused.clone()))
        .await;
    let delivery = world.invitations(&olga, None).await.remove(0).delivery;
    assert_eq!((delivery.attempts, delivery.last_error), (1, Some(refused)));
}

#[tokio::test]
async fn a_mail_that_has_not_left_says_what_the_invitation_offers_now() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let results = world
        .invites(&olga, "ann@example.com", MemberRole::Administrator)
        .await
        .expect("invited");
    let invitation = results[0].outcome.invitation().expect("made");
    let change = |role| ChangeInvitationRole {
        organization,
        invitation,
        role,
    };
    let annotator = change(MemberRole::Annotator);
    world.runs(&olga, &annotator).await.expect("changed");
    let mails = world.post().await;
    let [mail] = &mails[..] else {
        panic!("one mail: {mails:?}");
    };
    assert!(
        matches!(mail.letter, Letter::Invitation { role, .. } if role.as_member_role() == MemberRole::Annotator)
    );
    let manager = change(MemberRole::Manager);
    world.runs(&olga, &manager).await.expect("changed");
    assert!(world.post().await.is_empty(), "it has left already");
    world
        .accepts(world.link_of(mail), PASSWORD)
        .await
        .expect("the link stays");
}

#[tokio::test]
async fn an_administrator_can_vouch_for_an_invitation_whose_inviter_fell() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Administrator)
        .await
        .expect("given");
    world.post().await;
    let link = world
        .invites_one(&ann, "bob@example.com", MemberRole::Reviewer)
        .await;
    world
        .gives(&olga, &ann, MemberRole::Annotator)
        .await
        .expect("demoted");
    let pending = &world
        .invitations(&olga, Some(InvitationState::Pending))
        .await[0];
    let same = ChangeInvitationRole {
        organization: world.home(&olga).await,
        invitation: pending.invitation.id,
        role: MemberRole::Reviewer,
    };
    world.runs(&olga, &same).await.expect("vouched for");
    let (bob, _) = world.accepts(link, PASSWORD).await.expect("comes in");
    assert_eq!(role_of(&world, &olga, &bob).await, MemberRole::Reviewer);
}

#[tokio::test]
async fn without_mail_a_resent_invitation_does_not_read_as_sent() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    world
        .invites_one(&olga, "ann@example.com", MemberRole::Reviewer)
        .await;
    world
        .invites(&olga, "bob@example.com", MemberRole::Reviewer)
        .await
        .expect("invited");
    let world = world.restarted(|settings| settings.mail = MailPolicy::Off);
    let entries = world.invitations(&olga, None).await;
    let [bob, ann] = &entries[..] else {
        panic!("two invitations");
    };
    assert_eq!(bob.delivery, Delivery::OFF, "it does not leave");
    assert_ne!(ann.delivery, Delivery::OFF, "it has left");
    assert_eq!(world.resends(&olga, ann.invitation.id).await, "ok");
    let ann = world.invitations(&olga, None).await.remove(1);
    assert_eq!(ann.delivery, Delivery::OFF);
}

#[tokio::test]
async fn setting_a_waiting_person_to_pending_takes_back_what_was_offered() {
    let world = World::with_seats(1);
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let promised = world
        .invites_one(&olga, "bob@example.com", MemberRole::Reviewer)
        .await;
    let (bob, _) = world.accepts(promised, PASSWORD).await.expect("waits");
    world.post().await;
    let offered = world
        .invites_one(&olga, "ann@example.com", MemberRole::Administrator)
        .await;
    let ann = world.joins("ann@example.com", &olga).await;
    for guest in [&ann, &bob] {
        world
            .gives(&olga, guest, MemberRole::Pending)
            .await
            .expect("set");
    }
    assert_eq!(
        code(world.accepts(offered, PASSWORD).await),
        "invitation_revoked"
    );
    let user = bob.user;
    let member = world.sees(&olga, &ViewMember { organization, user }).await;
    assert_eq!(
        member.expect("listed").member.membership.standing,
        Standing::Pending { promise: None }
    );
}
