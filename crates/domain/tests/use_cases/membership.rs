//! Roles, seats, removal, joining, leaving.

use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::{JoinedBy, MemberRole};
use muster_domain::model::page::PageRequest;
use muster_domain::model::refusal::Refusal as _;
use muster_domain::ports::{Addressed, MemberQuery};
use muster_domain::use_cases::membership::{
    ChangeRole, JoinByLink, LeaveOrganization, ListMembers, PreviewInviteLink, RemoveMember,
    ViewMember,
};
use muster_domain::use_cases::organization::{ResetInviteLink, ViewOrganization, ViewSeats};

use crate::world::{PASSWORD, World, code};

#[tokio::test]
async fn by_the_link_people_come_in_as_pending_and_hold_no_seat() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let organization = world.home(&ann).await;
    assert_eq!(organization, world.home(&olga).await);
    let report = world.seats(&olga).await;
    assert_eq!(
        (
            report.seats.used,
            report.headcount.pending,
            report.headcount.waiting
        ),
        (1, 1, 0)
    );
    assert_eq!(
        code(world.sees(&ann, &ViewOrganization { organization }).await),
        "membership_pending"
    );
    let member = world
        .sees(
            &olga,
            &ViewMember {
                organization,
                user: ann.user,
            },
        )
        .await
        .expect("seen");
    assert!(matches!(
        member.member.membership.joined_by,
        JoinedBy::InviteLink(_)
    ));
}

#[tokio::test]
async fn k20_k25_the_limit_holds_when_a_role_is_given_and_when_one_is_given_back() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let [ann, bob] = [
        world.joins("ann@example.com", &olga).await,
        world.joins("bob@example.com", &olga).await,
    ];
    world
        .gives(&olga, &ann, MemberRole::Annotator)
        .await
        .expect("one seat is free");
    let refused = world
        .gives(&olga, &bob, MemberRole::Annotator)
        .await
        .expect_err("none is free");
    assert_eq!(refused.code(), "no_free_seat");
    assert_eq!(refused.seats().map(|seats| seats.used), Some(2));

    world
        .gives(&olga, &ann, MemberRole::Deactivated)
        .await
        .expect("freed");
    assert_eq!(world.seats(&olga).await.seats.used, 1);
    world
        .gives(&olga, &bob, MemberRole::Reviewer)
        .await
        .expect("fits");
    assert_eq!(code(world.changes(&olga, &ann, None).await), "no_free_seat");
    assert_eq!(
        code(world.gives(&olga, &ann, MemberRole::Annotator).await),
        "no_free_seat"
    );
    world
        .gives(&olga, &bob, MemberRole::Manager)
        .await
        .expect("a change of role takes no seat");
    assert_eq!(world.seats(&olga).await.seats.used, 2);
}

#[tokio::test]
async fn k30_reactivation_gives_back_what_was_held_before() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    assert_eq!(
        code(world.changes(&olga, &ann, None).await),
        "invalid",
        "she is not deactivated"
    );
    world
        .gives(&olga, &ann, MemberRole::Deactivated)
        .await
        .expect("deactivated");
    assert_eq!(
        world.changes(&olga, &ann, None).await.expect("reactivated"),
        MemberRole::Pending
    );
    assert_eq!(world.seats(&olga).await.seats.used, 1);
    world
        .gives(&olga, &ann, MemberRole::Reviewer)
        .await
        .expect("given");
    world
        .gives(&olga, &ann, MemberRole::Deactivated)
        .await
        .expect("deactivated");
    assert_eq!(
        world.changes(&olga, &ann, None).await.expect("reactivated"),
        MemberRole::Reviewer
    );
}

#[tokio::test]
async fn k13_owner_is_never_given() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    assert_eq!(
        code(world.gives(&olga, &ann, MemberRole::Owner).await),
        "owner_not_assignable"
    );
    assert_eq!(world.owner_of(&olga).await, olga.user);
}

#[tokio::test]
async fn k27_the_seats_shown_are_the_seats_checked() {
    let world = World::with_seats(3);
    let olga = world.founds("olga@example.com").await;
    for (name, role) in [
        ("a", MemberRole::Annotator),
        ("b", MemberRole::Manager),
        ("c", MemberRole::Pending),
        ("d", MemberRole::Deactivated),
    ] {
        let guest = world.joins(&format!("{name}@example.com"), &olga).await;
        world.gives(&olga, &guest, role).await.expect("given");
    }
    let report = world.seats(&olga).await;
    assert_eq!(
        (
            report.seats.used,
            report.headcount.pending,
            report.headcount.deactivated
        ),
        (3, 1, 1)
    );
    let last = world.joins("e@example.com", &olga).await;
    let refused = world
        .gives(&olga, &last, MemberRole::Annotator)
        .await
        .expect_err("full");
    assert_eq!(refused.seats(), Some(report.seats));
}

#[tokio::test]
async fn k50_nothing_of_another_organization_can_be_seen_or_changed() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let eve = world.founds("eve@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let theirs = world.home(&olga).await;
    for organization in [theirs, OrganizationId::new(4711)] {
        assert_eq!(
            code(world.sees(&eve, &ViewOrganization { organization }).await),
            "not_found"
        );
        assert_eq!(
            code(world.sees(&eve, &ViewSeats { organization }).await),
            "not_found"
        );
        let list = ListMembers {
            organization,
            query: MemberQuery::all(PageRequest::everything()),
        };
        assert_eq!(code(world.sees(&eve, &list).await), "not_found");
        assert_eq!(
            code(world.runs(&eve, &ResetInviteLink { organization }).await),
            "not_found"
        );
        let change = ChangeRole {
            organization,
            user: ann.user,
            to: Some(MemberRole::Deactivated),
        };
        assert_eq!(code(world.runs(&eve, &change).await), "not_found");
        assert_eq!(
            code(
                world
                    .runs(
                        &eve,
                        &RemoveMember {
                            organization,
                            user: ann.user
                        }
                    )
                    .await
            ),
            "not_found"
        );
        assert_eq!(
            code(world.runs(&eve, &LeaveOrganization { organization }).await),
            "not_found"
        );
        assert_eq!(
            code(
                world
                    .caller_in(&eve, Addressed::Organization(organization))
                    .await
            ),
            "not_found"
        );
    }
    let own = world.home(&eve).await;
    for user in [ann.user, UserId::new(4711)] {
        let change = ChangeRole {
            organization: own,
            user,
            to: Some(MemberRole::Annotator),
        };
        assert_eq!(code(world.runs(&eve, &change).await), "not_found");
        assert_eq!(
            code(
                world
                    .runs(
                        &eve,
                        &RemoveMember {
                            organization: own,
                            user
                        }
                    )
                    .await
            ),
            "not_found"
        );
    }
}

#[tokio::test]
async fn k52_access_ends_at_once_wherever_it_was_taken() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Annotator)
        .await
        .expect("given");
    assert_eq!(code(world.caller(&ann).await), "ok");
    world
        .gives(&olga, &ann, MemberRole::Deactivated)
        .await
        .expect("deactivated");
    assert_eq!(code(world.caller(&ann).await), "unauthenticated");
    assert_eq!(
        code(world.logs_in("ann@example.com", PASSWORD).await),
        "forbidden"
    );
    world.changes(&olga, &ann, None).await.expect("reactivated");
    assert_eq!(
        code(world.caller(&ann).await),
        "unauthenticated",
        "old sessions do not come back"
    );
    world
        .logs_in("ann@example.com", PASSWORD)
        .await
        .expect("she can log in again");
}

#[tokio::test]
async fn a_person_deactivated_in_one_of_two_organizations_keeps_the_other() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let eve = world.founds("eve@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let second = world.link(&eve).await;
    world
        .runs(&ann, &JoinByLink { link: second })
        .await
        .expect("joined");
    world
        .gives(&olga, &ann, MemberRole::Deactivated)
        .await
        .expect("deactivated");
    assert_eq!(code(world.caller(&ann).await), "unauthenticated");
    let elsewhere = Addressed::Organization(world.home(&eve).await);
    assert_eq!(code(world.caller_in(&ann, elsewhere).await), "ok");
    let again = world
        .logs_in("ann@example.com", PASSWORD)
        .await
        .expect("logged in");
    assert_eq!(world.home(&again).await, world.home(&eve).await);
}

#[tokio::test]
async fn k15_who_is_a_member_is_told_so() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let bob = world.joins("bob@example.com", &olga).await;
    let link = world.link(&olga).await;
    let preview = world
        .sees(&bob, &PreviewInviteLink { link: Some(link) })
        .await
        .expect("seen");
    assert!(preview.membership.is_some());
    assert_eq!(
        code(world.runs(&bob, &JoinByLink { link }).await),
        "already_member"
    );
    let eve = world.founds("eve@example.com").await;
    let preview = world
        .sees(&eve, &PreviewInviteLink { link: Some(link) })
        .await
        .expect("seen");
    assert!(preview.membership.is_none() && preview.organization.is_some());
    assert_eq!(
        world.seats(&olga).await.headcount.people(),
        2,
        "looking changes nothing"
    );
}

#[tokio::test]
async fn a_deactivated_person_does_not_come_back_by_the_link() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let eve = world.founds("eve@example.com").await;
    let link = world.link(&olga).await;
    world
        .runs(&eve, &JoinByLink { link })
        .await
        .expect("joined");
    world
        .gives(&olga, &eve, MemberRole::Deactivated)
        .await
        .expect("deactivated");
    assert_eq!(
        code(world.runs(&eve, &JoinByLink { link }).await),
        "already_member"
    );
}

#[tokio::test]
async fn k70_a_removed_member_leaves_traces_and_can_come_back_as_a_new_one() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let bob = world.joins("bob@example.com", &olga).await;
    world
        .gives(&olga, &bob, MemberRole::Administrator)
        .await
        .expect("given");
    world
        .runs(&bob, &ResetInviteLink { organization })
        .await
        .expect("reset");
    world
        .runs(
            &olga,
            &RemoveMember {
                organization,
                user: bob.user,
            },
        )
        .await
        .expect("removed");
    assert_eq!(world.seats(&olga).await.seats.used, 1);
    assert_eq!(code(world.caller(&bob).await), "unauthenticated");
    assert_eq!(
        code(
            world
                .runs(
                    &olga,
                    &RemoveMember {
                        organization,
                        user: bob.user
                    }
                )
                .await
        ),
        "not_found"
    );

    let log = world.log(&olga).await;
    let reset = log
        .iter()
        .find(|entry| entry.event.happening.action.code() == "invite_link_reset")
        .expect("recorded");
    let (actor, is_member) = reset.actor.as_ref().expect("somebody did it");
    assert_eq!(
        (actor.display_name().as_str(), *is_member),
        ("Deleted User", false)
    );

    let removed = MemberQuery {
        removed: true,
        ..MemberQuery::all(PageRequest::everything())
    };
    let list = world
        .sees(
            &olga,
            &ListMembers {
                organization,
                query: removed,
            },
        )
        .await
        .expect("listed");
    assert_eq!(
        list.items
            .iter()
            .map(|entry| entry.member.user.email.as_str())
            .collect::<Vec<_>>(),
        ["Deleted"]
    );

    let again = world
        .logs_in("bob@example.com", PASSWORD)
        .await
        .expect("the account is still his");
    let link = world.link(&olga).await;
    world
        .runs(&again, &JoinByLink { link })
        .await
        .expect("rejoined");
    let member = world
        .sees(
            &olga,
            &ViewMember {
                organization,
                user: bob.user,
            },
        )
        .await
        .expect("seen");
    assert_eq!(
        member.member.role,
        MemberRole::Pending,
        "the old role does not come back"
    );
}

#[tokio::test]
async fn k77_anybody_but_the_owner_can_leave() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Annotator)
        .await
        .expect("given");
    world
        .runs(&ann, &LeaveOrganization { organization })
        .await
        .expect("left");
    assert_eq!(world.seats(&olga).await.seats.free(), Some(1));
    assert_eq!(
        code(world.caller(&ann).await),
        "ok",
        "her own session goes on, nowhere"
    );
    let again = world
        .logs_in("ann@example.com", PASSWORD)
        .await
        .expect("the account is usable");
    assert_eq!(
        code(world.sees(&again, &ViewOrganization { organization }).await),
        "not_found"
    );
}
