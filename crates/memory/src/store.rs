//! Units of work, one after the other.

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use muster_domain::ports::{
    ApiTokens, AuditLog, Invitations, InviteLinks, Licenses, Memberships, Organizations, Outbox,
    PasswordResets, SeatHistory, Sessions, Store, StoreError, UnitOfWork, Users,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::state::State;

/// An empty store that implements [`Store`] and [`Directory`](muster_domain::ports::Directory).
/// Clones share one state.
///
/// One unit of work is open at a time; the next one waits at [`begin`](Store::begin) until it was
/// committed or dropped. Reads never wait.
#[derive(Clone, Default)]
pub struct MemoryStore {
    turn: Arc<Mutex<()>>,
    committed: Arc<RwLock<Arc<State>>>,
}

impl MemoryStore {
    /// A store without anybody in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is committed now.
    pub(crate) fn committed(&self) -> Arc<State> {
        Arc::clone(
            &self
                .committed
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let state = State::clone(&self.committed());
        Ok(Box::new(MemoryUnit {
            state,
            store: self.clone(),
            _turn: turn,
        }))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A copy of the state that takes its place at commit. Dropped without, it was never there.
struct MemoryUnit {
    state: State,
    store: MemoryStore,
    _turn: OwnedMutexGuard<()>,
}

#[async_trait]
impl UnitOfWork for MemoryUnit {
    fn organizations(&mut self) -> &mut dyn Organizations {
        &mut self.state
    }
    fn invite_links(&mut self) -> &mut dyn InviteLinks {
        &mut self.state
    }
    fn invitations(&mut self) -> &mut dyn Invitations {
        &mut self.state
    }
    fn memberships(&mut self) -> &mut dyn Memberships {
        &mut self.state
    }
    fn licenses(&mut self) -> &mut dyn Licenses {
        &mut self.state
    }
    fn seat_history(&mut self) -> &mut dyn SeatHistory {
        &mut self.state
    }
    fn users(&mut self) -> &mut dyn Users {
        &mut self.state
    }
    fn sessions(&mut self) -> &mut dyn Sessions {
        &mut self.state
    }
    fn api_tokens(&mut self) -> &mut dyn ApiTokens {
        &mut self.state
    }
    fn password_resets(&mut self) -> &mut dyn PasswordResets {
        &mut self.state
    }
    fn audit_log(&mut self) -> &mut dyn AuditLog {
        &mut self.state
    }
    fn outbox(&mut self) -> &mut dyn Outbox {
        &mut self.state
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Self {
            state,
            store,
            _turn: turn,
        } = *self;
        *store
            .committed
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        drop(turn);
        Ok(())
    }
}
