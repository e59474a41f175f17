//! Random operations on a store and on a simple model of it, which must agree after each unit of work.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::model::{Model, Step, Taken, step};
use crate::{Handle, World};

pub async fn random_units_agree_with_a_model(world: &World<'_>) {
    let handles = world.open_several(2).await;
    let mut config = Config::with_cases(16);
    config.max_shrink_iters = 256;
    // A case is not repeatable from its seed alone, since ids go on; what failed is printed.
    config.failure_persistence = None;
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let script = prop::collection::vec(step(), 1..50);
        let outcome = TestRunner::new(config).run(&script, |script| {
            runtime.block_on(crate::run(play(world, &handles, script)));
            Ok(())
        });
        if let Err(failure) = outcome {
            panic!("{failure}");
        }
    });
}

/// Plays a script, each unit of work on the next handle.
async fn play(world: &World<'_>, handles: &[Handle], script: Vec<Step>) {
    let mut committed = Model::found(world).await;
    committed.check(world).await;
    let mut steps = script.into_iter().chain([Step::Commit]).peekable();
    let mut handles = handles.iter().cycle();
    while steps.peek().is_some() {
        let handle = handles.next().expect("they go round");
        let mut unit = handle.begin().await;
        let mut draft = committed.clone();
        let ending = loop {
            match steps.next() {
                ending @ (None | Some(Step::Commit | Step::Rollback)) => break ending,
                Some(step) => {
                    if draft.take(world, &mut *unit, step).await == Taken::Refused {
                        break None;
                    }
                }
            }
        };
        committed.check(world).await;
        if let Some(Step::Commit) = ending {
            unit.commit().await.expect("it commits");
            committed = draft;
        } else {
            drop(unit);
        }
        committed.check(world).await;
    }
}
