//! The outbox's worker: takes the mails that are due, sends them, and records what came of it.
//!
//! A mail is claimed, sent and recorded in this order, each in a unit of work of its own or in none: if the process
//! dies in between, the lease of the claim ends and the mail is sent again, by the same Message-ID.

use std::sync::Arc;
use std::time::Duration;

use muster_domain::Muster;
use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::audit::Cause;
use muster_domain::model::mail::{Attempt, LEASE, Urgency};
use muster_domain::ports::{Mailer, StoreError};
use muster_domain::use_cases::license::TellOfEndingLicense;
use muster_domain::use_cases::mail::{ClaimMails, ClaimedMail, RecordAttempt};
use muster_domain::use_cases::{AccessError, CleanUp};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

/// How many mails are on their way at once: one slow mail server, or one mail of which it thinks long, holds up no
/// other.
const SLOTS: usize = 8;

/// How many of them may be taken by invitations, of which thousands may wait.
const BULK_SLOTS: usize = 6;

/// How often it looks for mails that others wrote: commands, other servers, the clock.
const LOOK: Duration = Duration::from_secs(1);

/// How often what has no use any more is deleted, and licences are looked at.
const CLEAN_UP: Duration = Duration::from_hours(1);

/// How long to wait before the store is asked again to keep an outcome.
const BREATH: Duration = Duration::from_secs(1);

/// Works until `end` turns true or is dropped; mails on their way then have `grace` to arrive. Whatever the store
/// answers, it goes on.
pub(crate) async fn work(
    muster: Muster,
    mailer: Option<Arc<dyn Mailer>>,
    mut end: watch::Receiver<bool>,
    grace: Duration,
) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut clean_up = interval(CLEAN_UP);
    let mut on_their_way = JoinSet::new();
    let bulk = Arc::new(Semaphore::new(BULK_SLOTS));
    loop {
        tokio::select! {
            biased;
            () = told_to_end(&mut end) => break,
            _ = clean_up.tick() => {
                delete_useless(&muster).await;
                tell_of_ending_licenses(&muster).await;
            }
            Some(ended) = on_their_way.join_next() => note_panic(ended),
            _ = look.tick() => {}
        }
        while let Some(ended) = on_their_way.try_join_next() {
            note_panic(ended);
        }
        let Some(mailer) = &mailer else { continue };
        while on_their_way.len() < SLOTS {
            let claimed = claim(&muster, SLOTS - on_their_way.len(), &bulk).await;
            if claimed.is_empty() {
                break;
            }
            for claimed in claimed {
                let room = match claimed.mail.letter.urgency() {
                    Urgency::Prompt => None,
                    Urgency::Bulk => Arc::clone(&bulk).try_acquire_owned().ok(),
                };
                let (muster, mailer) = (muster.clone(), Arc::clone(mailer));
                on_their_way.spawn(async move {
                    deliver(muster, mailer, claimed).await;
                    drop(room);
                });
            }
        }
    }
    let arrival = async { while on_their_way.join_next().await.is_some() {} };
    if timeout(grace, arrival).await.is_err() {
        tracing::warn!("mails were still on their way at the end; they are sent again");
    }
}

async fn told_to_end(end: &mut watch::Receiver<bool>) {
    // An error says that nobody is left who could tell.
    _ = end.wait_for(|ends| *ends).await;
}

/// Takes due mails, at most so many. Where none is due nothing is written.
async fn claim(muster: &Muster, free: usize, bulk: &Semaphore) -> Vec<ClaimedMail> {
    let number = |number| u32::try_from(number).unwrap_or(u32::MAX);
    let claim = ClaimMails {
        limit: number(free),
        bulk: number(bulk.available_permits()),
    };
    let claimed = match is_due(muster).await {
        Ok(false) => return Vec::new(),
        Ok(true) => muster.run(&caller(), &claim).await,
        Err(error) => Err(error.into()),
    };
    claimed.unwrap_or_else(|error| {
        let cause = cause(&error);
        tracing::error!(error = %error, cause, "the outbox cannot be read; it is tried again");
        Vec::new()
    })
}

async fn is_due(muster: &Muster) -> Result<bool, StoreError> {
    let next = muster.directory().find_next_due_mail().await?;
    Ok(next.is_some_and(|due_at| due_at <= muster.tools().clock.now()))
}

/// Sends one mail and records what came of it.
async fn deliver(
    muster: Muster,
    mailer: Arc<dyn Mailer>,
    ClaimedMail { mail, attempt }: ClaimedMail,
) {
    let lease_ends = Instant::now() + LEASE.to_std().unwrap_or_default();
    let outcome = mailer.send(&mail).await;
    let id = mail.id.get();
    match &outcome {
        Attempt::Taken => tracing::info!(mail = id, attempt, "a mail was sent"),
        Attempt::NotNow(reason) => {
            let reason = without_addresses(reason);
            tracing::warn!(mail = id, attempt, reason, "a mail could not be sent now");
        }
        Attempt::Never(reason) => {
            let reason = without_addresses(reason);
            tracing::warn!(mail = id, attempt, reason, "a mail was given up");
        }
    }
    let record = RecordAttempt {
        mail: mail.id,
        attempt,
        outcome,
    };
    // While the lease lasts nobody else sends it. An outcome that is lost costs a second copy of the mail.
    while let Err(error) = muster.run(&caller(), &record).await {
        let cause = cause(&error);
        tracing::error!(mail = id, attempt, error = %error, cause, "what came of a mail cannot be recorded");
        if Instant::now() + BREATH >= lease_ends {
            return;
        }
        sleep(BREATH).await;
    }
}

async fn delete_useless(muster: &Muster) {
    match muster.run(&caller(), &CleanUp).await {
        Ok(deleted) => tracing::debug!(?deleted, "what has no use any more was deleted"),
        Err(error) => {
            let cause = cause(&error);
            tracing::error!(error = %error, cause, "what has no use any more cannot be deleted");
        }
    }
}

async fn tell_of_ending_licenses(muster: &Muster) {
    loop {
        match muster.run(&caller(), &TellOfEndingLicense).await {
            Ok(None) => return,
            Ok(Some(organization)) => {
                tracing::info!(%organization, "a licence ends; its administrators are told");
            }
            Err(error) => {
                let cause = cause(&error);
                tracing::error!(error = %error, cause, "licences cannot be looked at");
                return;
            }
        }
    }
}

fn note_panic(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(error = %error, "sending a mail went wrong; it is sent again");
    }
}

fn caller() -> Caller {
    Caller {
        actor: Actor::Operator,
        cause: Cause::command("serve"),
    }
}

/// What the store says of its failure.
fn cause(error: &AccessError) -> Option<String> {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let cause = cause.to_string();
    (cause != error.to_string()).then_some(cause)
}

/// A mail server's words, for the log: it may repeat to whom the mail went.
fn without_addresses(reason: &str) -> String {
    let word = |word| {
        if str::contains(word, '@') {
            "…"
        } else {
            word
        }
    };
    reason
        .split_whitespace()
        .map(word)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;
