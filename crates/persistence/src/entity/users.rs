//! `users`: the accounts.

use muster_domain::model::account::{Hotkeys, User};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::secret::PasswordHash;
use muster_domain::model::text::{PersonName, Phone, Username, searchable};
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

use crate::row::{Row, micros};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub email: String,
    pub email_canonical: String,
    /// The four columns by which people are sorted hold UTF-8 as bytes: these have the same order in
    /// every database, whatever its collation.
    pub email_sort: Vec<u8>,
    pub username: String,
    pub username_sort: Vec<u8>,
    pub first_name: String,
    pub first_name_sort: Vec<u8>,
    pub last_name: String,
    pub last_name_sort: Vec<u8>,
    pub phone: String,
    pub allow_newsletters: Option<bool>,
    pub password_hash: Option<String>,
    pub search_text: String,
    pub date_joined: i64,
    pub last_activity: i64,
    pub active_organization_id: Option<i64>,
    pub hotkeys: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for User {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        let hotkeys = model
            .hotkeys
            .map(|json| row.need("hotkeys", Hotkeys::new(json).ok()));
        Ok(Self {
            id: UserId::new(model.id),
            email: row.need("email", EmailAddress::parse(&model.email).ok())?,
            username: row.need("username", Username::parse(&model.username).ok())?,
            first_name: row.need("first_name", PersonName::parse(&model.first_name).ok())?,
            last_name: row.need("last_name", PersonName::parse(&model.last_name).ok())?,
            phone: row.need("phone", Phone::parse(&model.phone).ok())?,
            allow_newsletters: model.allow_newsletters,
            hotkeys: hotkeys.transpose()?,
            password: model.password_hash.map(PasswordHash::new),
            active_organization: model.active_organization_id.map(OrganizationId::new),
            date_joined: row.time("date_joined", model.date_joined)?,
            last_activity: row.time("last_activity", model.last_activity)?,
        })
    }
}

/// Everything but the id.
impl From<&User> for ActiveModel {
    fn from(user: &User) -> Self {
        let sort = |text: &str| Set(searchable(text).into_bytes());
        Self {
            id: NotSet,
            email: Set(user.email.as_str().to_owned()),
            email_canonical: Set(user.email.canonical().to_owned()),
            email_sort: Set(user.email.canonical().as_bytes().to_owned()),
            username: Set(user.username.as_str().to_owned()),
            username_sort: sort(user.username.as_str()),
            first_name: Set(user.first_name.as_str().to_owned()),
            first_name_sort: sort(user.first_name.as_str()),
            last_name: Set(user.last_name.as_str().to_owned()),
            last_name_sort: sort(user.last_name.as_str()),
            phone: Set(user.phone.as_str().to_owned()),
            allow_newsletters: Set(user.allow_newsletters),
            password_hash: Set(user.password.as_ref().map(|hash| hash.as_str().to_owned())),
            search_text: Set(user.search_text()),
            date_joined: Set(micros(user.date_joined)),
            last_activity: Set(micros(user.last_activity)),
            active_organization_id: Set(user.active_organization.map(OrganizationId::get)),
            hotkeys: Set(user
                .hotkeys
                .as_ref()
                .map(|hotkeys| hotkeys.as_str().to_owned())),
        }
    }
}
