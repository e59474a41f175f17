//! Connections that wait for the next mail.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

use crate::connection::Connection;

/// How many connections wait at most.
const SIZE: usize = 8;

/// How long one waits: shorter than any usual server's patience.
const IDLE: Duration = Duration::from_secs(15);

#[derive(Default)]
pub(crate) struct Pool(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    waiting: Vec<(Instant, Connection)>,
    /// Whether somebody looks after what lies too long.
    watched: bool,
}

impl Pool {
    /// The connection that was used last, if one waits.
    pub(crate) fn take(&self) -> Option<Connection> {
        let (since, connection) = self.lock().waiting.pop()?;
        (since.elapsed() < IDLE).then_some(connection)
    }

    /// Keeps the connection for the next mail, if there is room.
    pub(crate) fn keep(self: &Arc<Self>, connection: Connection) {
        let mut kept = self.lock();
        if kept.waiting.len() == SIZE {
            drop(kept);
            tokio::spawn(connection.quit());
            return;
        }
        kept.waiting.push((Instant::now(), connection));
        if !kept.watched {
            kept.watched = true;
            tokio::spawn(watch(Arc::downgrade(self)));
        }
    }

    /// Forgets all: where one is dead, the others have likely died with it.
    pub(crate) fn clear(&self) {
        self.lock().waiting.clear();
    }

    /// Takes out what has waited too long, and whether that leaves nothing to look after.
    fn sift(&self) -> (Vec<Connection>, bool) {
        let mut kept = self.lock();
        let stale = kept
            .waiting
            .extract_if(.., |(since, _)| since.elapsed() >= IDLE)
            .map(|(_, connection)| connection)
            .collect();
        // Decided under the lock: who keeps one from now on finds a watcher or starts one.
        kept.watched = !kept.waiting.is_empty();
        (stale, !kept.watched)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes leave from what has waited too long, until nothing waits any more.
async fn watch(pool: Weak<Pool>) {
    loop {
        tokio::time::sleep(IDLE).await;
        let Some((stale, done)) = pool.upgrade().map(|pool| pool.sift()) else {
            return;
        };
        for connection in stale {
            connection.quit().await;
        }
        if done {
            return;
        }
    }
}
