//! `Users`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use muster_domain::model::account::{Hotkeys, NewUser, User};
use muster_domain::model::id::UserId;
use muster_domain::model::secret::PasswordHash;
use muster_domain::model::text::{PersonName, Phone, Username};
use muster_domain::model::time::Duration;
use tokio::sync::oneshot;

use crate::World;
use crate::expect::{assert_missing, assert_refused, assert_same};
use crate::fixtures::{at, email, lock_user};

pub async fn an_insert_gives_the_defaults_of_a_new_one(world: &World<'_>) {
    let password = Some(PasswordHash::new(
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".into(),
    ));
    for (address, password) in [("Ann+Lab@Example.com", password), ("bob@example.com", None)] {
        let new = NewUser::new(email(address), password.clone(), at(7));
        let mut unit = world.begin().await;
        let inserted = unit
            .users()
            .insert(new.clone())
            .await
            .expect("the address is new");
        let meant = User {
            id: inserted.id,
            email: new.email,
            username: new.username,
            first_name: PersonName::default(),
            last_name: PersonName::default(),
            phone: Phone::default(),
            allow_newsletters: None,
            hotkeys: None,
            password,
            active_organization: None,
            date_joined: at(7),
            last_activity: at(7),
        };
        assert_same(&*inserted, &meant);
        unit.commit().await.expect("it commits");
        let found = world
            .handle
            .directory
            .find_user(meant.id)
            .await
            .expect("it is read");
        assert_same(&found, &Some(meant));
    }
}

pub async fn every_field_is_kept(world: &World<'_>) {
    let organization = world.organization().await;
    let user = world.user_at("A.Nn+x@B\u{fc}cher.example").await;
    let long = "\u{1f469}".repeat(256);
    let odd = " %_\\'\" \u{e9} e\u{301} \u{202e}\u{5d0}<b> ";
    let names = [("", ""), (odd, odd), (&long, &long), ("Ann", "")];
    let answers = [Some(true), Some(false), None];
    let longest = format!("{:?}", "\u{fc}".repeat(32_767));
    let hotkeys = [
        Some(r#"{"annotation:submit":{"key":"ctrl+\u0000","active":true}}"#.to_owned()),
        Some(format!("{{ {odd:?} : 1e0 ,\n\t\"a\":1,\"a\":2}}")),
        Some(longest),
        None,
    ];
    let hotkeys = hotkeys.map(|json| json.map(|json| Hotkeys::new(json).expect("short enough")));
    for (n, (name, phone)) in names.into_iter().enumerate() {
        let edited = world
            .edit_user(user.id, |user| {
                user.username = Username::parse(if name.is_empty() { "x" } else { name })
                    .expect("a valid short name");
                user.first_name = PersonName::parse(name).expect("a valid name");
                user.last_name = PersonName::parse(phone).expect("a valid name");
                user.phone = Phone::parse(phone).expect("a valid telephone");
                user.allow_newsletters = answers[n % answers.len()];
                user.hotkeys.clone_from(&hotkeys[n % hotkeys.len()]);
                user.password = (n % 2 == 0).then(|| PasswordHash::new(format!("$x${n}")));
                user.active_organization = (n % 2 == 0).then_some(organization.id);
                user.last_activity = at(30) + Duration::microseconds(i64::from(n % 2 == 0));
            })
            .await;
        let found = world
            .handle
            .directory
            .find_user(user.id)
            .await
            .expect("it is read");
        assert_same(&found, &Some(edited.clone()));
        let mut unit = world.begin().await;
        assert_same(&*lock_user(&mut *unit, user.id).await, &edited);
        let found = unit
            .users()
            .find_by_email(&user.email)
            .await
            .expect("it is read");
        assert_same(&found, &Some(edited));
    }
}

pub async fn one_is_found_without_a_lock(world: &World<'_>) {
    let user = world.user().await;
    let mut unit = world.begin().await;
    let users = unit.users();
    let unknown = users.find(UserId::new(i64::MAX)).await;
    assert_eq!(unknown.expect("it is looked for"), None);
    assert_same(&users.find(user.id).await.expect("it is read"), &Some(user));
    // And as the unit itself left it.
    let mut new = users
        .insert(world.new_user())
        .await
        .expect("the address is new");
    new.phone = Phone::parse("12").expect("a valid telephone");
    users.update(&new).await.expect("it is there");
    let found = users.find(new.id).await.expect("it is read");
    assert_same(&found, &Some(User::clone(&new)));
}

pub async fn an_unknown_one_is_not_locked(world: &World<'_>) {
    for id in [0, 1, -1, i64::MAX, i64::MIN] {
        let mut unit = world.begin().await;
        let locked = unit
            .users()
            .lock(UserId::new(id))
            .await
            .expect("it is looked for");
        assert!(locked.is_none(), "{id}");
    }
}

pub async fn a_second_lock_sees_what_the_first_committed(world: &World<'_>) {
    let id = world.user().await.id;
    let mut first = world.begin().await;
    let mut locked = lock_user(&mut *first, id).await;
    let ended = Arc::new(AtomicBool::new(false));
    let (asks, asking) = oneshot::channel();
    let second = tokio::spawn({
        let (handle, ended) = (world.open().await, Arc::clone(&ended));
        async move {
            asks.send(()).expect("the first waits for it");
            let seen = handle.insist(|handle| async move {
                let mut unit = handle.store.begin().await?;
                let locked = unit.users().lock(id).await?.expect("it is there");
                Ok(User::clone(&locked))
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
    locked.phone = Phone::parse("by the first").expect("a valid telephone");
    first.users().update(&locked).await.expect("it is there");
    ended.store(true, Ordering::SeqCst);
    first.commit().await.expect("it commits");
    let seen = second
        .await
        .expect("the second had the lock after the first");
    assert_eq!(seen.phone.as_str(), "by the first");
}

/// Each line is one account, in several spellings.
const SPELLINGS: [&[&str]; 6] = [
    &["ann@example.com", "ANN@EXAMPLE.COM", "Ann@Example.Com"],
    &["ann+lab@example.com", "Ann+Lab@example.com"],
    &[
        "ann@xn--bcher-kva.example",
        "ann@b\u{fc}cher.example",
        "ann@bu\u{308}CHER.example",
    ],
    &[
        "caf\u{e9}@example.com",
        "cafe\u{301}@example.com",
        "CAF\u{c9}@example.com",
    ],
    &["cafe@example.com"],
    // Cyrillic a: looks like the first line and is not.
    &["\u{430}nn@example.com", "\u{410}nn@example.com"],
];

pub async fn an_address_is_found_however_it_is_written(world: &World<'_>) {
    for line in SPELLINGS {
        let (first, _) = line.split_first().expect("a spelling");
        for spelling in line {
            let mut unit = world.begin().await;
            let found = unit
                .users()
                .find_by_email(&email(spelling))
                .await
                .expect("it is read");
            assert_eq!(found, None, "{spelling}");
            drop(unit);
            let found = world
                .handle
                .directory
                .find_user_by_email(&email(spelling))
                .await;
            assert_eq!(found.expect("it is read"), None, "{spelling}");
        }
        let user = world.user_at(first).await;
        for spelling in line {
            let mut unit = world.begin().await;
            let found = unit
                .users()
                .find_by_email(&email(spelling))
                .await
                .expect("it is read");
            assert_same(&found, &Some(user.clone()));
            drop(unit);
            let found = world
                .handle
                .directory
                .find_user_by_email(&email(spelling))
                .await;
            assert_same(&found.expect("it is read"), &Some(user.clone()));
        }
    }
}

pub async fn a_second_one_for_an_address_is_refused(world: &World<'_>) {
    for line in SPELLINGS {
        let user = world.user_at(line[0]).await;
        for spelling in line {
            let mut unit = world.begin().await;
            let second = NewUser::new(email(spelling), None, at(8));
            assert_refused(unit.users().insert(second).await);
            drop(unit);
            let found = world.handle.directory.find_user_by_email(&user.email).await;
            assert_same(&found.expect("it is read"), &Some(user.clone()));
        }
    }
}

pub async fn a_second_one_in_the_same_unit_is_refused(world: &World<'_>) {
    let mut unit = world.begin().await;
    let first = NewUser::new(email("ann@example.com"), None, at(8));
    unit.users().insert(first).await.expect("it is the first");
    let second = NewUser::new(email("Ann@example.com"), None, at(8));
    assert_refused(unit.users().insert(second).await);
}

pub async fn what_was_rolled_back_cannot_be_updated(world: &World<'_>) {
    let mut unit = world.begin().await;
    let gone = unit
        .users()
        .insert(world.new_user())
        .await
        .expect("the address is new");
    drop(unit);
    let mut unit = world.begin().await;
    assert_missing(unit.users().update(&gone).await);
}

pub async fn last_activity_moves_forward_and_never_back(world: &World<'_>) {
    let (user, other) = (world.user().await, world.user().await);
    let microsecond = Duration::microseconds(1);
    let moves = [
        (at(9), at(9)),
        (at(8), at(9)),
        (at(9) - microsecond, at(9)),
        (at(9), at(9)),
    ];
    let moves = moves
        .into_iter()
        .chain([(at(9) + microsecond, at(9) + microsecond)]);
    for (to, meant) in moves {
        let mut unit = world.begin().await;
        unit.users()
            .update_last_activity(user.id, to)
            .await
            .expect("it is moved or not");
        unit.commit().await.expect("it commits");
        let found = world
            .handle
            .directory
            .find_user(user.id)
            .await
            .expect("it is read");
        assert_same(
            &found,
            &Some(User {
                last_activity: meant,
                ..user.clone()
            }),
        );
    }
    let found = world
        .handle
        .directory
        .find_user(other.id)
        .await
        .expect("it is read");
    assert_same(&found, &Some(other));
}

pub async fn activity_of_an_account_that_is_gone_is_passed_over(world: &World<'_>) {
    let mut unit = world.begin().await;
    let unknown = UserId::new(i64::MAX);
    unit.users()
        .update_last_activity(unknown, at(9))
        .await
        .expect("it is passed over");
    unit.commit().await.expect("it commits");
}
