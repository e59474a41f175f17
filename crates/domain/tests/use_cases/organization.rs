//! Founding, details, invite link, ownership.

use std::num::NonZeroU32;

use muster_domain::model::membership::MemberRole;
use muster_domain::model::page::PageRequest;
use muster_domain::model::refusal::Refusal as _;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::session::Minutes;
use muster_domain::model::settings::SignUpPolicy;
use muster_domain::model::text::OrganizationTitle;
use muster_domain::model::time::Duration;
use muster_domain::use_cases::account::{
    ChangePassword, ConfirmedPassword, ResetPassword, ViewAccount,
};
use muster_domain::use_cases::membership::{LeaveOrganization, RemoveMember};
use muster_domain::use_cases::organization::{
    CreateOrganization, LimitInviteLink, ListOrganizations, ResetInviteLink, SetDefaultRole,
    SetSessionPolicy, TransferOwnership, UpdateOrganization, ViewInviteLink, ViewOrganization,
};

use secrecy::SecretString;

use crate::world::{PASSWORD, World, address, code, operator, password, visitor};

fn rename(
    organization: muster_domain::model::id::OrganizationId,
    title: &str,
) -> UpdateOrganization {
    let title = OrganizationTitle::parse(title).expect("a title");
    UpdateOrganization {
        organization,
        title: Some(title),
        contact_info: None,
        token: None,
    }
}

#[tokio::test]
async fn who_signs_up_without_a_link_founds_an_organization_named_by_the_address() {
    let world = World::new();
    let olga = world.founds("Olga@example.com").await;
    let details = world
        .sees(
            &olga,
            &ViewOrganization {
                organization: world.home(&olga).await,
            },
        )
        .await
        .expect("seen");
    assert_eq!(details.organization.title.as_str(), "Olga@example.com");
    assert_eq!(details.organization.owner, olga.user);
    assert_eq!(world.seats(&olga).await.seats.used, 1);
    let bob = world.founds("bob@example.com").await;
    assert_ne!(world.home(&bob).await, world.home(&olga).await);
}

#[tokio::test]
async fn k10_only_reset_link_changes_the_link() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let link = world.link(&olga).await;
    world
        .runs(&olga, &rename(organization, "New Lab"))
        .await
        .expect("renamed");
    world
        .runs(
            &olga,
            &SetDefaultRole {
                organization,
                default_role: MemberRole::Annotator,
            },
        )
        .await
        .expect("set");
    let minutes = Minutes::new(60).ok();
    world
        .runs(
            &olga,
            &SetSessionPolicy {
                organization,
                max_age: minutes,
                max_idle: None,
            },
        )
        .await
        .expect("set");
    assert_eq!(world.link(&olga).await, link);
    let sent_back = UpdateOrganization {
        token: Some(link),
        ..rename(organization, "Newer Lab")
    };
    assert_eq!(code(world.runs(&olga, &sent_back).await), "ok");
    let another = world.digest(&"another".into());
    let replaced = UpdateOrganization {
        token: Some(another),
        ..rename(organization, "Newest Lab")
    };
    assert_eq!(code(world.runs(&olga, &replaced).await), "invalid");
    world
        .runs(&olga, &ResetInviteLink { organization })
        .await
        .expect("reset");
    assert_ne!(world.link(&olga).await, link);
}

#[tokio::test]
async fn k11_a_link_is_judged_when_the_form_is_sent() {
    let world = World::with(SeatLimit::Unlimited, SignUpPolicy::LinkOnly);
    let created = CreateOrganization {
        owner: address("olga@example.com"),
        title: None,
    };
    let created = world.operator_runs(&created).await.expect("created");
    let reset = world.digest(created.password_reset.expect("without a password").secret());
    let use_case =
        ResetPassword::prepare(reset, &password(PASSWORD), &*world.muster.tools().hasher)
            .await
            .expect("hashed");
    world
        .muster
        .run(&visitor(), &use_case)
        .await
        .expect("chosen");
    let olga = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logged in");

    let old = world.link(&olga).await;
    world
        .runs(
            &olga,
            &ResetInviteLink {
                organization: created.organization.id,
            },
        )
        .await
        .expect("reset");
    assert_eq!(
        code(world.signs_up("ann@example.com", Some(old)).await),
        "invite_link_reset"
    );
    assert_eq!(
        code(world.signs_up("ann@example.com", None).await),
        "signup_closed"
    );
    let wrong = world.digest(&"".into());
    assert_eq!(
        code(world.signs_up("ann@example.com", Some(wrong)).await),
        "invite_link_invalid"
    );
    assert_eq!(world.seats(&olga).await.headcount.people(), 1);
    world.joins("ann@example.com", &olga).await;
}

#[tokio::test]
async fn k17_a_link_ends_by_number_and_by_time() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let limit = LimitInviteLink {
        organization,
        expires_at: Some(Some(world.now() + Duration::days(7))),
        max_uses: Some(NonZeroU32::new(2)),
    };
    world.runs(&olga, &limit).await.expect("limited");
    let link = world.link(&olga).await;
    world
        .signs_up("a@example.com", Some(link))
        .await
        .expect("first");
    world
        .signs_up("b@example.com", Some(link))
        .await
        .expect("second");
    assert_eq!(
        code(world.signs_up("c@example.com", Some(link)).await),
        "invite_link_used_up"
    );
    let lifted = LimitInviteLink {
        organization,
        expires_at: None,
        max_uses: Some(None),
    };
    assert_eq!(world.runs(&olga, &lifted).await.expect("lifted").used, 2);
    world.turn(Duration::days(7));
    let olga = world
        .logs_in("olga@example.com", PASSWORD)
        .await
        .expect("logged in");
    assert_eq!(
        code(world.signs_up("c@example.com", Some(link)).await),
        "invite_link_expired"
    );
    let shown = world
        .sees(&olga, &ViewInviteLink { organization })
        .await
        .expect("seen");
    assert!(shown.max_uses.is_none() && shown.expires_at.is_some());
}

#[tokio::test]
async fn k49_ownership_moves_in_one_step_and_never_gets_lost() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let bob = world.joins("bob@example.com", &olga).await;
    assert_eq!(
        code(world.runs(&olga, &LeaveOrganization { organization }).await),
        "owner_cannot_leave"
    );
    assert_eq!(
        code(world.gives(&olga, &olga, MemberRole::Deactivated).await),
        "self_change"
    );
    assert_eq!(
        code(world.gives(&olga, &olga, MemberRole::Annotator).await),
        "self_change"
    );
    assert_eq!(
        code(
            world
                .runs(
                    &olga,
                    &RemoveMember {
                        organization,
                        user: olga.user
                    }
                )
                .await
        ),
        "self_change"
    );

    let transfer = TransferOwnership {
        organization,
        to: bob.user,
        confirmed: None,
    };
    assert_eq!(
        code(world.runs(&olga, &transfer).await),
        "invalid",
        "bob is Pending"
    );
    world
        .gives(&olga, &bob, MemberRole::Reviewer)
        .await
        .expect("given");
    let used = world.seats(&olga).await.seats.used;
    world.runs(&olga, &transfer).await.expect("transferred");
    assert_eq!(world.owner_of(&bob).await, bob.user);
    assert_eq!(world.seats(&bob).await.seats.used, used);
    assert_eq!(
        code(world.gives(&bob, &olga, MemberRole::Annotator).await),
        "ok",
        "olga is Administrator, not Owner"
    );
    assert_eq!(code(world.runs(&olga, &transfer).await), "forbidden");
    let back = TransferOwnership {
        organization,
        to: olga.user,
        confirmed: None,
    };
    world
        .operator_runs(&back)
        .await
        .expect("the operator hands over for an Owner who is gone");
    assert_eq!(world.owner_of(&olga).await, olga.user);
    assert!(
        world
            .log(&olga)
            .await
            .iter()
            .filter(|entry| entry.event.happening.action.code() == "ownership_transferred")
            .count()
            == 2
    );
}

#[tokio::test]
async fn ownership_moves_by_the_password_that_is_right_when_it_moves() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Annotator)
        .await
        .expect("given");
    let organization = world.home(&olga).await;
    let caller = world.caller(&olga).await.expect("signed in");
    let hasher = world.muster.tools().hasher.as_ref();
    let directory = world.muster.directory();
    let confirm = async |text: &str| {
        let text = SecretString::from(text);
        ConfirmedPassword::prepare(&caller.actor, &text, directory, hasher).await
    };
    let refused = confirm("wrong horse").await.expect_err("refused");
    assert_eq!(refused.fields()[0].field, "current_password");

    let transfer = TransferOwnership {
        organization,
        to: ann.user,
        confirmed: Some(confirm(PASSWORD).await.expect("right")),
    };
    let new = password("battery staple");
    let current = SecretString::from(PASSWORD);
    let change = ChangePassword::prepare(&caller.actor, &current, &new, directory, hasher);
    let change = change.await.expect("right");
    world.muster.run(&caller, &change).await.expect("changed");
    let outcome = world.muster.run(&caller, &transfer).await;
    assert_eq!(
        code(outcome),
        "invalid",
        "the password was changed meanwhile"
    );
    assert_eq!(world.owner_of(&olga).await, olga.user);

    let transfer = TransferOwnership {
        confirmed: Some(confirm("battery staple").await.expect("right")),
        ..transfer
    };
    let outcome = world.muster.run(&caller, &transfer).await;
    outcome.expect("transferred");
    assert_eq!(world.owner_of(&olga).await, ann.user);
}

#[tokio::test]
async fn each_role_may_what_the_table_says() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let guest = world.joins("ann@example.com", &olga).await;
    for (role, rename_code, policy_code) in [
        (
            MemberRole::Pending,
            "membership_pending",
            "membership_pending",
        ),
        (MemberRole::Annotator, "forbidden", "forbidden"),
        (MemberRole::Reviewer, "forbidden", "forbidden"),
        (MemberRole::Manager, "forbidden", "forbidden"),
        (MemberRole::Administrator, "ok", "forbidden"),
    ] {
        world.gives(&olga, &guest, role).await.expect("given");
        assert_eq!(
            code(world.runs(&guest, &rename(organization, "Lab")).await),
            rename_code,
            "{role:?}"
        );
        let policy = SetSessionPolicy {
            organization,
            max_age: None,
            max_idle: None,
        };
        assert_eq!(
            code(world.runs(&guest, &policy).await),
            policy_code,
            "{role:?}"
        );
        assert_eq!(
            code(world.runs(&guest, &ResetInviteLink { organization }).await),
            rename_code,
            "{role:?}"
        );
        let details = world.sees(&guest, &ViewOrganization { organization }).await;
        assert_eq!(
            details.is_ok_and(|details| details.invite_token.is_some()),
            rename_code == "ok",
            "{role:?}"
        );
    }
    assert_eq!(
        code(world.gives(&guest, &olga, MemberRole::Annotator).await),
        "owner_protected"
    );
    assert_eq!(
        code(
            world
                .runs(
                    &guest,
                    &RemoveMember {
                        organization,
                        user: olga.user
                    }
                )
                .await
        ),
        "owner_protected"
    );
    assert_eq!(
        code(
            world
                .sees(
                    &olga,
                    &ListOrganizations {
                        page: PageRequest::everything()
                    }
                )
                .await
        ),
        "forbidden"
    );
}

#[tokio::test]
async fn the_default_role_is_one_without_rights_over_people() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let set = |default_role| SetDefaultRole {
        organization,
        default_role,
    };
    assert_eq!(
        code(world.runs(&olga, &set(MemberRole::Owner)).await),
        "owner_not_assignable"
    );
    assert_eq!(
        code(world.runs(&olga, &set(MemberRole::Administrator)).await),
        "invalid"
    );
    assert_eq!(
        code(world.runs(&olga, &set(MemberRole::Deactivated)).await),
        "invalid"
    );
    world
        .runs(&olga, &set(MemberRole::Reviewer))
        .await
        .expect("set");
    world.joins("ann@example.com", &olga).await;
    world.joins("bob@example.com", &olga).await;
    let report = world.seats(&olga).await;
    assert_eq!(
        (
            report.seats.used,
            report.headcount.pending,
            report.headcount.waiting
        ),
        (2, 1, 1)
    );
}

#[tokio::test]
async fn the_operator_makes_an_organization_for_a_known_person_too() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let first = world.home(&olga).await;
    let create = CreateOrganization {
        owner: address("OLGA@example.com"),
        title: None,
    };
    let created = world.operator_runs(&create).await.expect("created");
    assert!(created.password_reset.is_none());
    assert_eq!(
        world.home(&olga).await,
        first,
        "the active organization is the person's to change"
    );
    assert_eq!(
        world
            .sees(&olga, &ViewAccount)
            .await
            .expect("seen")
            .belongings
            .len(),
        2
    );
    assert_eq!(code(world.runs(&olga, &create).await), "forbidden");
    let all = world
        .muster
        .view(
            &operator(),
            &ListOrganizations {
                page: PageRequest::everything(),
            },
        )
        .await
        .expect("listed");
    assert_eq!(all.total, 2);
}
