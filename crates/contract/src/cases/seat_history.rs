//! `SeatHistory`, and how it is read.

use muster_domain::model::organization::Organization;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::time::Day;

use crate::World;
use crate::fixtures::lock;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn record(day_of: &str, used: u64) -> SeatDay {
    SeatDay {
        day: day(day_of),
        used,
        peak: used + 2,
        limit: SeatLimit::Limited(u32::MAX),
    }
}

async fn put(world: &World<'_>, organization: &Organization, record: SeatDay) {
    let mut unit = world.begin().await;
    let organization = lock(&mut *unit, organization.id).await;
    unit.seat_history()
        .put(&organization, record)
        .await
        .expect("it is stored");
    unit.commit().await.expect("it commits");
}

async fn last(world: &World<'_>, organization: &Organization) -> Option<SeatDay> {
    let mut unit = world.begin().await;
    let organization = lock(&mut *unit, organization.id).await;
    let found = unit.seat_history().find_last(&organization).await;
    found.expect("it is read")
}

async fn list(
    world: &World<'_>,
    organization: &Organization,
    from: &str,
    to: &str,
) -> Vec<SeatDay> {
    let directory = &world.handle.directory;
    let found = directory.list_seat_days(organization.id, day(from), day(to));
    found.await.expect("they are read")
}

pub async fn a_day_is_kept_and_replaced(world: &World<'_>) {
    let organization = world.organization().await;
    let other = world.organization().await;
    assert_eq!(last(world, &organization).await, None);
    for record in [
        record("2026-01-09", 0),
        record("2026-01-10", 1 << 40),
        SeatDay {
            limit: SeatLimit::Unlimited,
            ..record("2026-01-10", 3)
        },
    ] {
        put(world, &organization, record).await;
        assert_eq!(last(world, &organization).await, Some(record));
    }
    assert_eq!(last(world, &other).await, None);
    put(world, &organization, record("2025-12-31", 9)).await;
    let latest = last(world, &organization).await.expect("there are some");
    assert_eq!(latest.day, day("2026-01-10"));
    let all = list(world, &organization, "1000-01-01", "9999-12-31").await;
    assert_eq!(all.len(), 3, "the replaced one is gone: {all:?}");
}

pub async fn days_are_listed_with_the_last_one_before(world: &World<'_>) {
    let organization = world.organization().await;
    let other = world.organization().await;
    let records = ["2026-01-31", "2026-02-02", "2026-02-10"].map(|day| record(day, 1));
    for record in records.iter().rev() {
        put(world, &organization, *record).await;
    }
    put(world, &other, record("2026-02-01", 7)).await;
    let [first, second, third] = records;
    let found = async |from, to| list(world, &organization, from, to).await;
    assert_eq!(found("2026-02-01", "2026-02-09").await, [first, second]);
    assert_eq!(
        found("2026-02-02", "2026-02-10").await,
        [first, second, third]
    );
    assert_eq!(found("2026-01-01", "2026-01-31").await, [first]);
    assert_eq!(found("2026-03-01", "2026-03-31").await, [third]);
    assert_eq!(found("2026-01-01", "2026-01-30").await, []);
}
