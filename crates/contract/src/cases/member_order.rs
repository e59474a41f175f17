//! `Directory::list_members`: every order, page by page.

use muster_domain::model::membership::Member;
use muster_domain::model::page::PageRequest;
use muster_domain::ports::{MemberOrder, MemberQuery, MemberSort};

use crate::World;
use crate::crowd::{SORTS, crowd, everybody, ids, list, sorted};
use crate::expect::assert_same;
use crate::fixtures::{PENDING, at};

pub async fn k69_the_pages_of_every_order_are_everybody_once(world: &World<'_>) {
    let (organization, members) = crowd(world, 60).await;
    for by in SORTS {
        for descending in [false, true] {
            let order = MemberOrder { by, descending };
            let meant = sorted(&members, order);
            let mut found = Vec::new();
            for page in 1..=9 {
                let page = PageRequest { page, size: 7 };
                let query = MemberQuery {
                    order,
                    page,
                    ..everybody()
                };
                let page = list(world, organization.id, &query).await;
                assert_eq!(page.total, 61);
                found.extend(page.items);
            }
            assert_eq!(
                found
                    .iter()
                    .map(|member| member.membership.id)
                    .collect::<Vec<_>>(),
                meant
                    .iter()
                    .map(|member| member.membership.id)
                    .collect::<Vec<_>>(),
                "{order:?}"
            );
            assert_same(&found, &meant);
        }
    }
}

pub async fn k69_somebody_who_joins_between_two_pages_moves_nobody(world: &World<'_>) {
    let (organization, members) = crowd(world, 20).await;
    let page = |page| MemberQuery {
        page: PageRequest { page, size: 10 },
        ..everybody()
    };
    let mut found = ids(&list(world, organization.id, &page(1)).await);
    let late = world.member(&organization, PENDING).await;
    found.extend(ids(&list(world, organization.id, &page(2)).await));
    found.extend(ids(&list(world, organization.id, &page(3)).await));
    let mut meant: Vec<_> = members.iter().map(|member| member.membership.id).collect();
    meant.push(late.id);
    assert_eq!(found, meant);
}

pub async fn a_span_of_last_activity_includes_both_ends(world: &World<'_>) {
    let (organization, members) = crowd(world, 20).await;
    let ends = [None, Some(at(4)), Some(at(5)), Some(at(6))];
    for from in ends {
        for to in ends {
            for search in [None, Some("ex".to_owned())] {
                let query = MemberQuery {
                    active_from: from,
                    active_to: to,
                    search,
                    ..everybody()
                };
                let within = |member: &&Member| {
                    let active = member.user.last_activity;
                    from.is_none_or(|from| from <= active) && to.is_none_or(|to| active <= to)
                };
                let meant: Vec<_> = members.iter().filter(within).cloned().collect();
                let page = list(world, organization.id, &query).await;
                assert_eq!(page.total, meant.len() as u64);
                assert_same(&page.items, &meant);
            }
        }
    }
}

pub async fn who_waits_is_found_in_the_order_of_arrival(world: &World<'_>) {
    let (organization, members) = crowd(world, 60).await;
    let order = MemberOrder {
        by: MemberSort::Waiting,
        descending: false,
    };
    let waits = |member: &&Member| member.membership.standing.promise().is_some();
    let meant: Vec<_> = sorted(&members, order)
        .iter()
        .filter(waits)
        .cloned()
        .collect();
    assert!(meant.len() > 4, "{}", meant.len());
    let query = MemberQuery {
        waiting: true,
        order,
        ..everybody()
    };
    let page = list(world, organization.id, &query).await;
    assert_eq!(page.total, meant.len() as u64);
    assert_same(&page.items, &meant);
    let removed = MemberQuery {
        removed: true,
        ..query
    };
    let page = list(world, organization.id, &removed).await;
    assert_eq!(page.total, 0);
}

pub async fn past_the_end_there_are_no_items(world: &World<'_>) {
    let (organization, _) = crowd(world, 9).await;
    for (page, size, items) in [
        (1, 10, 10),
        (2, 10, 0),
        (2, 9, 1),
        (1_000, 1, 0),
        (1, 3, 3),
        (4, 3, 1),
    ] {
        let query = MemberQuery {
            page: PageRequest { page, size },
            ..everybody()
        };
        let page = list(world, organization.id, &query).await;
        assert_eq!((page.items.len(), page.total), (items, 10), "{query:?}");
    }
    let page = PageRequest {
        page: u32::MAX,
        size: PageRequest::MAX_SIZE,
    };
    let page = list(
        world,
        organization.id,
        &MemberQuery {
            page,
            ..everybody()
        },
    )
    .await;
    assert_eq!((page.items.len(), page.total), (0, 10));
}
