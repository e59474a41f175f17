//! One unit of work: a transaction on which every port of the domain works.

use async_trait::async_trait;
use muster_domain::ports::{
    ApiTokens, AuditLog, Invitations, InviteLinks, Licenses, Memberships, Organizations, Outbox,
    PasswordResets, SeatHistory, Sessions, StoreError, UnitOfWork, Users,
};
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityName as _, EntityTrait, QueryFilter as _,
};

use crate::error::store_error;
use sea_orm::sea_query::IntoCondition;

/// A transaction. Dropped before [`commit`](UnitOfWork::commit), it is rolled back before its
/// connection serves anybody else.
pub(crate) struct SqlUnitOfWork {
    pub(crate) db: DatabaseTransaction,
}

impl SqlUnitOfWork {
    pub(crate) fn new(db: DatabaseTransaction) -> Self {
        Self { db }
    }

    /// Stores these values in the one row that is meant.
    pub(crate) async fn update_one<A>(
        &self,
        which: impl IntoCondition,
        row: A,
    ) -> Result<(), StoreError>
    where
        A: ActiveModelTrait,
    {
        let update = A::Entity::update_many().set(row).filter(which);
        let changed = update
            .exec(&self.db)
            .await
            .map_err(store_error)?
            .rows_affected;
        if changed == 0 {
            Err(StoreError::Missing(A::Entity::default().table_name()))
        } else {
            Ok(())
        }
    }
}

#[async_trait]
impl UnitOfWork for SqlUnitOfWork {
    fn organizations(&mut self) -> &mut dyn Organizations {
        self
    }

    fn invite_links(&mut self) -> &mut dyn InviteLinks {
        self
    }

    fn invitations(&mut self) -> &mut dyn Invitations {
        self
    }

    fn memberships(&mut self) -> &mut dyn Memberships {
        self
    }

    fn licenses(&mut self) -> &mut dyn Licenses {
        self
    }

    fn seat_history(&mut self) -> &mut dyn SeatHistory {
        self
    }

    fn users(&mut self) -> &mut dyn Users {
        self
    }

    fn sessions(&mut self) -> &mut dyn Sessions {
        self
    }

    fn api_tokens(&mut self) -> &mut dyn ApiTokens {
        self
    }

    fn password_resets(&mut self) -> &mut dyn PasswordResets {
        self
    }

    fn audit_log(&mut self) -> &mut dyn AuditLog {
        self
    }

    fn outbox(&mut self) -> &mut dyn Outbox {
        self
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.db.commit().await.map_err(store_error)
    }
}
