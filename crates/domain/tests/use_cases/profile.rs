//! Adding people directly, and changing the profiles of others.

use muster_domain::model::membership::{JoinedBy, MemberRole, Standing};
use muster_domain::model::refusal::Refusal as _;
use muster_domain::model::text::{PersonName, Phone};
use muster_domain::use_cases::membership::{
    CreateMember, CreateMemberError, UpdateProfile, ViewMember,
};
use muster_domain::use_cases::organization::SetDefaultRole;

use crate::world::{Guest, World, address, code};

fn name(text: &str) -> PersonName {
    PersonName::parse(text).expect("a name")
}

async fn creates(
    world: &World,
    host: &Guest,
    email: &str,
) -> Result<muster_domain::model::membership::Member, CreateMemberError> {
    let create = CreateMember {
        organization: world.home(host).await,
        email: address(email),
        username: None,
        first_name: name("Ann"),
        last_name: name("Nguyen"),
        phone: Phone::default(),
        allow_newsletters: None,
        password: None,
    };
    world.runs(host, &create).await
}

#[tokio::test]
async fn who_is_added_directly_waits_unless_there_is_a_default_role() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let ann = creates(&world, &olga, "ann@example.com")
        .await
        .expect("added");
    assert_eq!(
        (ann.role, ann.membership.joined_by),
        (MemberRole::Pending, JoinedBy::Direct)
    );
    assert_eq!(ann.user.display_name(), "Ann Nguyen");
    let organization = world.home(&olga).await;
    let set = SetDefaultRole {
        organization,
        default_role: MemberRole::Annotator,
    };
    world.runs(&olga, &set).await.expect("set");
    let bob = creates(&world, &olga, "bob@example.com")
        .await
        .expect("added");
    assert_eq!(bob.role, MemberRole::Annotator);
    let carl = creates(&world, &olga, "carl@example.com")
        .await
        .expect("added");
    assert!(
        matches!(
            carl.membership.standing,
            Standing::Pending { promise: Some(_) }
        ),
        "no seat is free"
    );
    assert_eq!(world.seats(&olga).await.seats.used, 2);
}

#[tokio::test]
async fn an_address_with_an_account_is_not_added() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    world.founds("otto@example.com").await;
    assert_eq!(
        code(creates(&world, &olga, "OTTO@example.com").await),
        "invalid"
    );
    assert_eq!(
        code(creates(&world, &olga, "olga@example.com").await),
        "invalid"
    );
}

#[tokio::test]
async fn adding_somebody_ends_an_open_invitation() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let link = world
        .invites_one(&olga, "ann@example.com", MemberRole::Administrator)
        .await;
    creates(&world, &olga, "ann@example.com")
        .await
        .expect("added");
    assert_eq!(
        code(world.accepts(link, crate::world::PASSWORD).await),
        "invitation_revoked"
    );
}

#[tokio::test]
async fn administrators_change_names_and_phone_of_others_and_nothing_else() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    world
        .gives(&olga, &ann, MemberRole::Administrator)
        .await
        .expect("given");
    let bob = world.joins("bob@example.com", &olga).await;
    let organization = world.home(&olga).await;
    let update = |user, and_more| UpdateProfile {
        organization,
        user,
        first_name: Some(name("Robert")),
        last_name: None,
        phone: None,
        email: None,
        and_more,
    };
    world
        .runs(&ann, &update(bob.user, false))
        .await
        .expect("changed");
    let shown = world
        .sees(
            &olga,
            &ViewMember {
                organization,
                user: bob.user,
            },
        )
        .await
        .expect("shown");
    assert_eq!(shown.member.user.first_name, name("Robert"));
    assert_eq!(
        code(world.runs(&ann, &update(bob.user, true)).await),
        "forbidden"
    );
    for (email, answer) in [
        ("BOB@example.com", None),
        ("rob@example.com", Some("email_fixed")),
    ] {
        let update = UpdateProfile {
            email: Some(address(email)),
            ..update(bob.user, false)
        };
        let outcome = world.runs(&ann, &update).await;
        assert_eq!(outcome.err().map(|error| error.code()), answer);
    }
    assert_eq!(
        code(world.runs(&ann, &update(olga.user, false)).await),
        "owner_protected"
    );
    assert_eq!(
        code(world.runs(&bob, &update(ann.user, false)).await),
        "membership_pending"
    );
    let otto = world.founds("otto@example.com").await;
    assert_eq!(
        code(world.runs(&olga, &update(otto.user, false)).await),
        "not_found",
        "K50"
    );
}
