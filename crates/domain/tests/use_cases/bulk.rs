//! Changing many members at once.

use muster_domain::model::membership::MemberRole::{
    self, Administrator, Annotator, Deactivated, Owner, Pending, Reviewer,
};
use muster_domain::model::refusal::Refusal as _;
use muster_domain::use_cases::membership::{
    ChangeRoles, ChangeRolesError, ChangedRoles, Manner, Outcome, RoleWish, ViewMember,
};

use crate::world::{Guest, World, code};

async fn bulk(
    world: &World,
    by: &Guest,
    wishes: &[(&Guest, Option<MemberRole>)],
    manner: Manner,
    dry_run: bool,
) -> Result<ChangedRoles, ChangeRolesError> {
    let wish = |(guest, to): &(&Guest, Option<MemberRole>)| RoleWish {
        user: guest.user,
        to: *to,
    };
    let change = ChangeRoles {
        organization: world.home(by).await,
        wishes: wishes.iter().map(wish).collect(),
        manner,
        dry_run,
    };
    world.runs(by, &change).await
}

fn told(done: &ChangedRoles) -> Vec<&'static str> {
    let tell = |(_, outcome): &(RoleWish, Outcome)| match outcome {
        Outcome::Changed { .. } => "changed",
        Outcome::Unchanged => "unchanged",
        Outcome::HeldBack => "held back",
        Outcome::Refused(error) => error.code(),
    };
    done.outcomes.iter().map(tell).collect()
}

async fn role(world: &World, host: &Guest, of: &Guest) -> MemberRole {
    let view = ViewMember {
        organization: world.home(host).await,
        user: of.user,
    };
    let found = world.sees(host, &view).await;
    found.expect("a member").member.role
}

#[tokio::test]
async fn a_preview_tells_what_would_come_and_changes_nothing() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let bob = world.joins("bob@example.com", &olga).await;
    let wishes = [(&ann, Some(Annotator)), (&bob, Some(Reviewer))];
    let before = world.log(&olga).await.len();
    let preview = bulk(&world, &olga, &wishes, Manner::OneByOne, true).await;
    let preview = preview.expect("looked at");
    assert_eq!(told(&preview), ["changed", "no_free_seat"]);
    assert_eq!((preview.before.used, preview.after.used), (1, 2));
    assert_eq!(role(&world, &olga, &ann).await, Pending);
    assert_eq!(world.seats(&olga).await.seats.used, 1);
    assert_eq!(world.log(&olga).await.len(), before);
}

#[tokio::test]
async fn all_or_nothing_changes_nobody_where_one_cannot_be_changed() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let bob = world.joins("bob@example.com", &olga).await;
    let both = [(&ann, Some(Annotator)), (&bob, Some(Reviewer))];
    for dry_run in [true, false] {
        let done = bulk(&world, &olga, &both, Manner::AllOrNothing, dry_run).await;
        let done = done.expect("looked at");
        assert_eq!(told(&done), ["held back", "no_free_seat"]);
        assert_eq!(done.after, done.before);
        assert_eq!(role(&world, &olga, &ann).await, Pending);
    }

    let one = [(&ann, Some(Annotator)), (&bob, Some(Deactivated))];
    let done = bulk(&world, &olga, &one, Manner::AllOrNothing, false).await;
    let done = done.expect("looked at");
    assert_eq!(told(&done), ["changed", "changed"]);
    assert_eq!(done.after, world.seats(&olga).await.seats);
    assert_eq!(role(&world, &olga, &ann).await, Annotator);
    assert_eq!(role(&world, &olga, &bob).await, Deactivated);
}

#[tokio::test]
async fn one_by_one_a_seat_that_is_given_up_is_free_for_the_next() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let bob = world.joins("bob@example.com", &olga).await;
    let cem = world.joins("cem@example.com", &olga).await;
    let given = world.gives(&olga, &ann, Annotator).await;
    given.expect("one seat is free");
    let wishes = [
        (&bob, Some(Reviewer)),
        (&ann, Some(Deactivated)),
        (&cem, Some(Reviewer)),
        (&cem, Some(Annotator)),
        (&ann, None),
    ];
    let done = bulk(&world, &olga, &wishes, Manner::OneByOne, false).await;
    let done = done.expect("looked at");
    assert_eq!(
        told(&done),
        [
            "no_free_seat",
            "changed",
            "changed",
            "changed",
            "no_free_seat"
        ]
    );
    assert_eq!(
        role(&world, &olga, &cem).await,
        Annotator,
        "the last word holds"
    );
    assert_eq!(done.after, world.seats(&olga).await.seats);
    assert!(
        world.caller(&ann).await.is_err(),
        "her access ended with it"
    );
}

#[tokio::test]
async fn k13_each_rule_of_a_single_change_holds_for_many() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let ann = world.joins("ann@example.com", &olga).await;
    let bob = world.joins("bob@example.com", &olga).await;
    let stranger = world.founds("stranger@example.com").await;
    let given = world.gives(&olga, &ann, Administrator).await;
    given.expect("given");
    let wishes = [
        (&ann, Some(Deactivated)),
        (&bob, Some(Owner)),
        (&olga, Some(Deactivated)),
        (&stranger, Some(Annotator)),
        (&bob, None),
        (&bob, Some(Pending)),
    ];
    let done = bulk(&world, &ann, &wishes, Manner::OneByOne, false).await;
    assert_eq!(
        told(&done.expect("looked at")),
        [
            "self_change",
            "owner_not_assignable",
            "owner_protected",
            "not_found",
            "invalid",
            "unchanged"
        ]
    );
    assert_eq!(world.owner_of(&olga).await, olga.user);
    let refused = bulk(&world, &bob, &wishes, Manner::OneByOne, true).await;
    assert_eq!(code(refused), "membership_pending");
    let many = vec![(&bob, None); ChangeRoles::MOST + 1];
    let refused = bulk(&world, &ann, &many, Manner::OneByOne, true).await;
    assert_eq!(code(refused), "invalid");
}
