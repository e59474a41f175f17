//! Many at once.

use std::collections::HashSet;

use muster_domain::model::membership::MemberRole;
use muster_domain::use_cases::organization::TransferOwnership;
use tokio::task::JoinSet;

use crate::world::{World, code};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k21_fifty_for_one_free_seat_and_one_gets_it() {
    let world = World::with_seats(2);
    let olga = world.founds("olga@example.com").await;
    let mut people = Vec::new();
    for number in 0..50 {
        people.push(world.joins(&format!("p{number}@example.com"), &olga).await);
    }
    let mut tries = JoinSet::new();
    for person in people {
        let (world, olga) = (world.clone(), olga.clone());
        tries.spawn(async move { code(world.gives(&olga, &person, MemberRole::Annotator).await) });
    }
    let outcomes = tries.join_all().await;
    assert_eq!(outcomes.iter().filter(|code| **code == "ok").count(), 1);
    assert_eq!(
        outcomes
            .iter()
            .filter(|code| **code == "no_free_seat")
            .count(),
        49
    );
    assert_eq!(world.seats(&olga).await.seats.used, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k48_twenty_first_visitors_own_twenty_organizations() {
    let world = World::new();
    let mut visitors = JoinSet::new();
    for number in 0..20 {
        let world = world.clone();
        visitors.spawn(async move {
            let guest = world.founds(&format!("p{number}@example.com")).await;
            assert_eq!(world.owner_of(&guest).await, guest.user);
            world.home(&guest).await
        });
    }
    let homes: HashSet<_> = visitors.join_all().await.into_iter().collect();
    assert_eq!(homes.len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_sign_ups_with_one_address_make_one_account() {
    let world = World::new();
    let mut visitors = JoinSet::new();
    for _ in 0..20 {
        let world = world.clone();
        visitors.spawn(async move { code(world.signs_up("ann@example.com", None).await) });
    }
    let outcomes = visitors.join_all().await;
    assert_eq!(outcomes.iter().filter(|code| **code == "ok").count(), 1);
    assert_eq!(
        outcomes.iter().filter(|code| **code == "invalid").count(),
        19
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_transfers_at_once_one_finds_the_owner_gone() {
    let world = World::new();
    let olga = world.founds("olga@example.com").await;
    let organization = world.home(&olga).await;
    let mut transfers = JoinSet::new();
    for name in ["ann", "bob", "carl"] {
        let guest = world.joins(&format!("{name}@example.com"), &olga).await;
        world
            .gives(&olga, &guest, MemberRole::Manager)
            .await
            .expect("given");
        let (world, olga) = (world.clone(), olga.clone());
        transfers.spawn(async move {
            code(
                world
                    .runs(
                        &olga,
                        &TransferOwnership {
                            organization,
                            to: guest.user,
                            confirmed: None,
                        },
                    )
                    .await,
            )
        });
    }
    let outcomes = transfers.join_all().await;
    assert_eq!(outcomes.iter().filter(|code| **code == "ok").count(), 1);
    assert_eq!(
        outcomes.iter().filter(|code| **code == "forbidden").count(),
        2
    );
}
