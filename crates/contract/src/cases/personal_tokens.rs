//! `ApiTokens`: personal access tokens.

use muster_domain::model::api_token::{NewPersonalToken, PersonalToken, TokenName};
use muster_domain::model::id::UserId;
use muster_domain::model::time::{Duration, Timestamp};

use crate::World;
use crate::expect::{assert_refused, assert_same};
use crate::fixtures::{at, token_name};

async fn find(world: &World<'_>, name: TokenName) -> Option<PersonalToken> {
    let mut unit = world.begin().await;
    let found = unit.api_tokens().find_personal(name).await;
    found.expect("it is looked for")
}

/// The tokens of a person that have not ended, as both sides list them.
async fn list(world: &World<'_>, user: UserId) -> Vec<PersonalToken> {
    let shown = world.handle.directory.list_personal_tokens(user).await;
    let shown = shown.expect("they are read");
    let mut unit = world.begin().await;
    let inside = unit.api_tokens().list_personal(user).await;
    assert_same(&inside.expect("they are read"), &shown);
    shown
}

fn ended(token: &PersonalToken, at: Timestamp) -> PersonalToken {
    PersonalToken {
        ended_at: Some(at),
        ..token.clone()
    }
}

pub async fn every_field_is_kept(world: &World<'_>) {
    let user = world.user().await.id;
    let names = [[0; 16], [0xff; 16], *b"x' OR name LIKE%", [0x7f; 16]];
    let lives = [
        Duration::days(1),
        Duration::days(73_000),
        Duration::zero(),
        Duration::microseconds(1),
    ];
    for (name, life) in names.into_iter().zip(lives) {
        let new = NewPersonalToken {
            user,
            name: TokenName::new(name),
            created_at: at(9),
            expires_at: at(9) + life,
        };
        let mut unit = world.begin().await;
        let inserted = unit.api_tokens().insert_personal(new.clone()).await;
        let inserted = inserted.expect("the name is new");
        let meant = PersonalToken {
            id: inserted.id,
            user,
            name: new.name,
            created_at: new.created_at,
            expires_at: new.expires_at,
            ended_at: None,
        };
        assert_same(&inserted, &meant);
        unit.commit().await.expect("it commits");
        assert_same(&find(world, new.name).await, &Some(meant.clone()));
        assert_same(&list(world, user).await.pop(), &Some(meant));
    }
}

pub async fn an_unknown_name_finds_none(world: &World<'_>) {
    let user = world.user().await.id;
    world.personal_token(user).await;
    assert_eq!(find(world, token_name(world.number())).await, None);
    assert_eq!(list(world, UserId::new(i64::MAX)).await, []);
}

/// Also where the first one has ended: its name stays a revoked one's.
pub async fn a_second_one_of_a_name_is_refused(world: &World<'_>) {
    let (user, other) = (world.user().await.id, world.user().await.id);
    let mut first = world.personal_token(user).await;
    for _ in 0..2 {
        for user in [user, other] {
            let second = NewPersonalToken {
                name: first.name,
                ..world.new_personal_token(user)
            };
            let mut unit = world.begin().await;
            assert_refused(unit.api_tokens().insert_personal(second).await);
        }
        assert_same(&find(world, first.name).await, &Some(first.clone()));
        assert_eq!(list(world, other).await, []);
        world.end_personal_token(first.name, at(50)).await;
        first = ended(&first, at(50));
    }
}

/// Time alone ends no token: one that expired is listed, for the person to see.
pub async fn one_that_ended_is_found_and_not_listed(world: &World<'_>) {
    let user = world.user().await.id;
    let token = world.personal_token(user).await;
    assert_same(&list(world, user).await, &vec![token.clone()]);
    world.end_personal_token(token.name, at(5_000)).await;
    assert_eq!(list(world, user).await, []);
    let meant = ended(&token, at(5_000));
    assert_same(&find(world, token.name).await, &Some(meant));
}

pub async fn those_of_a_person_come_oldest_first(world: &World<'_>) {
    let (user, other) = (world.user().await.id, world.user().await.id);
    let mut meant = Vec::new();
    for _ in 0..5 {
        world.personal_token(other).await;
        meant.push(world.personal_token(user).await);
    }
    assert_same(&list(world, user).await, &meant);
    world.end_personal_token(meant.remove(2).name, at(50)).await;
    meant.push(world.personal_token(user).await);
    assert_same(&list(world, user).await, &meant);
    assert_eq!(list(world, other).await.len(), 5);
}

pub async fn what_ended_keeps_its_time(world: &World<'_>) {
    let user = world.user().await.id;
    let token = world.personal_token(user).await;
    world.end_personal_token(token.name, at(50)).await;
    let meant = Some(ended(&token, at(50)));
    for again in [at(40), at(60)] {
        world.end_personal_token(token.name, again).await;
        assert_same(&find(world, token.name).await, &meant);
        let mut unit = world.begin().await;
        let tokens = unit.api_tokens();
        let outcome = tokens.end_personal_of(user, again).await;
        outcome.expect("there is none to end");
        unit.commit().await.expect("it commits");
        assert_same(&find(world, token.name).await, &meant);
    }
}

pub async fn an_unknown_one_is_not_ended(world: &World<'_>) {
    let token = world.personal_token(world.user().await.id).await;
    let unknown = token_name(world.number());
    world.end_personal_token(unknown, at(50)).await;
    assert_eq!(find(world, unknown).await, None);
    assert_same(&find(world, token.name).await, &Some(token));
}

pub async fn all_of_a_person_end_at_once(world: &World<'_>) {
    let (user, other) = (world.user().await.id, world.user().await.id);
    let bystander = world.personal_token(other).await;
    let tokens = [
        world.personal_token(user).await,
        world.personal_token(user).await,
    ];
    let mut unit = world.begin().await;
    let own = world.new_personal_token(user);
    let own = unit.api_tokens().insert_personal(own).await;
    let own = own.expect("the name is new");
    let outcome = unit.api_tokens().end_personal_of(user, at(50)).await;
    outcome.expect("they are ended");
    // Seen by the unit itself, and made after that it has not ended.
    let left = unit.api_tokens().list_personal(user).await;
    assert_eq!(left.expect("they are read"), []);
    let new = world.new_personal_token(user);
    let new = unit.api_tokens().insert_personal(new).await;
    let new = new.expect("the name is new");
    unit.commit().await.expect("it commits");
    for token in tokens.iter().chain([&own]) {
        let meant = ended(token, at(50));
        assert_same(&find(world, token.name).await, &Some(meant));
    }
    assert_same(&list(world, user).await, &vec![new]);
    assert_same(&list(world, other).await, &vec![bystander]);
}

pub async fn what_is_rolled_back_was_not_made_and_did_not_end(world: &World<'_>) {
    let user = world.user().await.id;
    let tokens = vec![
        world.personal_token(user).await,
        world.personal_token(user).await,
    ];
    let mut unit = world.begin().await;
    let ports = unit.api_tokens();
    let new = world.new_personal_token(user);
    let gone = ports.insert_personal(new).await.expect("the name is new");
    let outcome = ports.end_personal(tokens[0].name, at(50)).await;
    outcome.expect("it is ended");
    let outcome = ports.end_personal_of(user, at(51)).await;
    outcome.expect("they are ended");
    let left = ports.list_personal(user).await;
    assert_eq!(left.expect("they are read"), []);
    // Nobody else sees it yet.
    let shown = world.handle.directory.list_personal_tokens(user).await;
    assert_same(&shown.expect("they are read"), &tokens);
    drop(unit);
    assert_eq!(find(world, gone.name).await, None);
    assert_same(&list(world, user).await, &tokens);
}
