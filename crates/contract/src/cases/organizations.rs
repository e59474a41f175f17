//! `Organizations`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use muster_domain::model::api_token::{TokenKinds, TokenLife, TokenPolicy};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::MemberRole;
use muster_domain::model::organization::{DefaultRole, NewOrganization, Organization};
use muster_domain::model::session::{Minutes, SessionPolicy};
use muster_domain::model::text::OrganizationTitle;
use tokio::sync::oneshot;

use crate::World;
use crate::expect::{assert_missing, assert_same};
use crate::fixtures::{at, email, lock};

fn title(text: &str) -> OrganizationTitle {
    OrganizationTitle::parse(text).expect("a valid title")
}

pub async fn an_insert_gives_the_defaults_of_a_new_one(world: &World<'_>) {
    let owner = world.user().await;
    let mut unit = world.begin().await;
    let new = NewOrganization {
        title: title("New"),
        owner: owner.id,
        created_at: at(7),
    };
    let inserted = unit
        .organizations()
        .insert(new)
        .await
        .expect("it is stored");
    let meant = Organization {
        id: inserted.id,
        title: title("New"),
        contact_info: None,
        owner: owner.id,
        default_role: DefaultRole::PENDING,
        session_policy: SessionPolicy::of_new_organization(at(7)),
        token_policy: TokenPolicy::OF_NEW_ORGANIZATION,
        created_at: at(7),
        updated_at: at(7),
    };
    assert_same(&*inserted, &meant);
    unit.commit().await.expect("it commits");
    let found = world
        .handle
        .directory
        .find_organization(meant.id)
        .await
        .expect("it is read");
    assert_same(&found, &Some(meant));
}

pub async fn every_field_is_kept(world: &World<'_>) {
    let organization = world.organization().await;
    let heir = world.user().await;
    let texts = [
        " \u{1f469}\u{200d}\u{1f52c} \u{5d0} %_\\'\" \u{e9} e\u{301} ",
        &"\u{fc}".repeat(1000),
    ];
    let roles = [
        MemberRole::Annotator,
        MemberRole::Reviewer,
        MemberRole::Manager,
        MemberRole::Pending,
    ];
    let contacts = [Some("Ann+x@B\u{fc}cher.example"), None];
    let lives = [1, 73_000, 30, 72_999];
    for n in 0..roles.len() {
        let minutes = |number: i64| Minutes::new(number).expect("within range");
        let (max_age, max_idle) = (minutes(i64::from(Minutes::MAX)), minutes(1));
        let edited = world
            .edit_organization(organization.id, |organization| {
                organization.title = title(texts[n % texts.len()]);
                organization.contact_info = contacts[n % contacts.len()].map(email);
                organization.owner = if n % 2 == 0 {
                    heir.id
                } else {
                    organization.owner
                };
                organization.default_role = DefaultRole::new(roles[n]).expect("a default role");
                organization.session_policy = SessionPolicy {
                    max_age,
                    max_idle,
                    updated_at: at(20),
                };
                organization.token_policy = TokenPolicy {
                    kinds: TokenKinds {
                        personal: n % 2 == 0,
                        legacy: n / 2 == 0,
                    },
                    life: TokenLife::new(lives[n]).expect("within range"),
                };
                organization.updated_at = at(21);
            })
            .await;
        let found = world
            .handle
            .directory
            .find_organization(organization.id)
            .await;
        assert_same(&found.expect("it is read"), &Some(edited.clone()));
        let mut unit = world.begin().await;
        assert_same(&*lock(&mut *unit, organization.id).await, &edited);
    }
}

pub async fn an_unknown_one_is_not_locked(world: &World<'_>) {
    for id in [0, 1, -1, i64::MAX, i64::MIN] {
        let mut unit = world.begin().await;
        let locked = unit.organizations().lock(OrganizationId::new(id)).await;
        assert!(locked.expect("it is looked for").is_none(), "{id}");
    }
}

pub async fn a_lock_reads_what_the_unit_itself_changed(world: &World<'_>) {
    let organization = world.organization().await;
    let mut unit = world.begin().await;
    let mut locked = lock(&mut *unit, organization.id).await;
    locked.title = title("Renamed");
    unit.organizations()
        .update(&locked)
        .await
        .expect("it is there");
    assert_eq!(
        lock(&mut *unit, organization.id).await.title,
        title("Renamed")
    );
}

pub async fn a_second_lock_waits_and_sees_what_the_first_committed(world: &World<'_>) {
    let organization = world.organization().await;
    let seen = race_for_the_lock(world, organization.id, Ending::Commit).await;
    assert_eq!(seen.title, title("By the first"));
}

pub async fn a_second_lock_sees_nothing_of_what_was_dropped(world: &World<'_>) {
    let organization = world.organization().await;
    let seen = race_for_the_lock(world, organization.id, Ending::Drop).await;
    assert_same(&seen, &organization);
}

#[derive(Clone, Copy)]
enum Ending {
    Commit,
    Drop,
}

/// One unit locks and renames; another, on its own handle, asks for the lock meanwhile. What it sees.
async fn race_for_the_lock(world: &World<'_>, id: OrganizationId, ending: Ending) -> Organization {
    let mut first = world.begin().await;
    let mut locked = lock(&mut *first, id).await;
    let ended = Arc::new(AtomicBool::new(false));
    let (asks, asking) = oneshot::channel();
    let second = tokio::spawn({
        let (handle, ended) = (world.open().await, Arc::clone(&ended));
        async move {
            asks.send(()).expect("the first waits for it");
            let seen = handle.insist(|handle| async move {
                let mut unit = handle.store.begin().await?;
                let locked = unit.organizations().lock(id).await?.expect("it is there");
                Ok(Organization::clone(&locked))
            });
            let seen = seen.await;
            assert!(ended.load(Ordering::SeqCst), "two units hold one lock");
            seen
        }
    });
    asking.await.expect("the second asks");
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    locked.title = title("By the first");
    first
        .organizations()
        .update(&locked)
        .await
        .expect("it is there");
    ended.store(true, Ordering::SeqCst);
    match ending {
        Ending::Commit => first.commit().await.expect("it commits"),
        Ending::Drop => drop(first),
    }
    second
        .await
        .expect("the second had the lock after the first")
}

pub async fn what_was_rolled_back_cannot_be_updated(world: &World<'_>) {
    let owner = world.user().await;
    let mut unit = world.begin().await;
    let new = NewOrganization {
        title: title("New"),
        owner: owner.id,
        created_at: at(7),
    };
    let gone = unit
        .organizations()
        .insert(new)
        .await
        .expect("it is stored");
    drop(unit);
    let mut unit = world.begin().await;
    assert_missing(unit.organizations().update(&gone).await);
}
