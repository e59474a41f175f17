//! A store that counts what is committed, and in a rehearsal keeps none of it: so that one small world serves for
//! every try, and a refusal can be seen to have changed nothing whatever.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use muster_domain::ports::{
    ApiTokens, AuditLog, Invitations, InviteLinks, Licenses, Memberships, Organizations, Outbox,
    PasswordResets, SeatHistory, Sessions, Store, StoreError, UnitOfWork, Users,
};
use muster_memory::MemoryStore;

/// The store in memory, watched. Clones share one state.
#[derive(Clone, Default)]
pub(super) struct Rehearsal {
    memory: MemoryStore,
    watch: Arc<Watch>,
}

#[derive(Default)]
struct Watch {
    is_on: AtomicBool,
    commits: AtomicUsize,
}

impl Rehearsal {
    pub(super) fn memory(&self) -> MemoryStore {
        self.memory.clone()
    }

    /// From now on nothing is kept.
    pub(super) fn begin(&self) {
        self.watch.is_on.store(true, Ordering::SeqCst);
    }

    /// How many units of work were committed since this was asked last.
    pub(super) fn commits(&self) -> usize {
        self.watch.commits.swap(0, Ordering::SeqCst)
    }
}

#[async_trait]
impl Store for Rehearsal {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(Watched {
            unit: self.memory.begin().await?,
            watch: Arc::clone(&self.watch),
        }))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.memory.ping().await
    }
}

struct Watched {
    unit: Box<dyn UnitOfWork>,
    watch: Arc<Watch>,
}

#[async_trait]
impl UnitOfWork for Watched {
    fn organizations(&mut self) -> &mut dyn Organizations {
        self.unit.organizations()
    }
    fn invite_links(&mut self) -> &mut dyn InviteLinks {
        self.unit.invite_links()
    }
    fn invitations(&mut self) -> &mut dyn Invitations {
        self.unit.invitations()
    }
    fn memberships(&mut self) -> &mut dyn Memberships {
        self.unit.memberships()
    }
    fn licenses(&mut self) -> &mut dyn Licenses {
        self.unit.licenses()
    }
    fn seat_history(&mut self) -> &mut dyn SeatHistory {
        self.unit.seat_history()
    }
    fn users(&mut self) -> &mut dyn Users {
        self.unit.users()
    }
    fn sessions(&mut self) -> &mut dyn Sessions {
        self.unit.sessions()
    }
    fn api_tokens(&mut self) -> &mut dyn ApiTokens {
        self.unit.api_tokens()
    }
    fn password_resets(&mut self) -> &mut dyn PasswordResets {
        self.unit.password_resets()
    }
    fn audit_log(&mut self) -> &mut dyn AuditLog {
        self.unit.audit_log()
    }
    fn outbox(&mut self) -> &mut dyn Outbox {
        self.unit.outbox()
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.watch.commits.fetch_add(1, Ordering::SeqCst);
        if self.watch.is_on.load(Ordering::SeqCst) {
            return Ok(());
        }
        self.unit.commit().await
    }
}
