//! Accounts, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::account::{NewUser, User};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::UserId;
use muster_domain::model::text::{PersonName, Phone};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Locked, StoreError, Users};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::entity::users::{ActiveModel, Column, Entity};
use crate::error::{store_error, taken_is_busy};
use crate::row::{self, micros};
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl Users for SqlUnitOfWork {
    async fn lock(&mut self, id: UserId) -> Result<Option<Locked<User>>, StoreError> {
        let query = Entity::find_by_id(id.get()).lock(LockType::NoKeyUpdate);
        Ok(row::find(&self.db, query).await?.map(Locked::by_store))
    }

    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        row::find(&self.db, Entity::find_by_id(id.get())).await
    }

    async fn find_by_email(&mut self, email: &EmailAddress) -> Result<Option<User>, StoreError> {
        row::find(
            &self.db,
            Entity::find().filter(Column::EmailCanonical.eq(email.canonical())),
        )
        .await
    }

    async fn insert(&mut self, new: NewUser) -> Result<Locked<User>, StoreError> {
        let mut user = User {
            id: UserId::new(0),
            email: new.email,
            username: new.username,
            first_name: PersonName::default(),
            last_name: PersonName::default(),
            phone: Phone::default(),
            allow_newsletters: None,
            hotkeys: None,
            password: new.password,
            active_organization: None,
            date_joined: new.date_joined,
            last_activity: new.date_joined,
        };
        let inserted = Entity::insert(ActiveModel::from(&user))
            .exec(&self.db)
            .await
            .map_err(taken_is_busy)?;
        user.id = UserId::new(inserted.last_insert_id);
        Ok(Locked::by_store(user))
    }

    async fn update(&mut self, user: &Locked<User>) -> Result<(), StoreError> {
        self.update_one(Column::Id.eq(user.id.get()), ActiveModel::from(&**user))
            .await
    }

    async fn update_last_activity(
        &mut self,
        user: UserId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = Entity::update_many()
            .col_expr(Column::LastActivity, Expr::value(micros(at)))
            .filter(Column::Id.eq(user.get()))
            .filter(Column::LastActivity.lt(micros(at)));
        update.exec(&self.db).await.map(drop).map_err(store_error)
    }
}
