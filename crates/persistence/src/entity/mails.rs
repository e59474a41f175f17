//! `mails`: the outbox.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, MailId, OrganizationId};
use muster_domain::model::mail::{Letter, Mail, MailState, NewMail};
use muster_domain::model::secret::Sealed;
use muster_domain::model::text::PersonName;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

use super::letter::{self, StoredLetter};
use crate::row::{Row, micros};

/// [`MailState::Queued`]. Then, and only then, `finished_at` is empty, as the index of what is due says.
pub(crate) const QUEUED: &str = "queued";
/// [`MailState::Sent`].
pub(crate) const SENT: &str = "sent";
/// [`MailState::Failed`].
pub(crate) const FAILED: &str = "failed";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub email: String,
    pub name: String,
    pub organization_id: Option<i64>,
    /// What the letter says of itself, written down for looking it up; never read back. So is `kind`.
    pub invitation_id: Option<i64>,
    pub kind: String,
    pub letter: String,
    pub sealed: Option<Vec<u8>>,
    pub created_at: i64,
    pub due_at: i64,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub state: String,
    pub finished_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Mail {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        let letter = serde_json::from_str::<StoredLetter>(&model.letter)
            .ok()
            .and_then(|stored| Letter::try_from(stored).ok());
        Ok(Self {
            id: MailId::new(model.id),
            to: row.need("email", EmailAddress::parse(&model.email).ok())?,
            name: row.need("name", PersonName::parse(&model.name).ok())?,
            letter: row.need("letter", letter)?,
            secret: model.sealed.map(Sealed::new),
            created_at: row.time("created_at", model.created_at)?,
            due_at: row.time("due_at", model.due_at)?,
            attempts: row.number("attempts", model.attempts)?,
            last_error: model.last_error,
            state: state(row, &model.state, model.finished_at)?,
        })
    }
}

/// The state that these two columns tell.
pub(crate) fn state(
    row: Row,
    state: &str,
    finished_at: Option<i64>,
) -> Result<MailState, StoreError> {
    let finished_at = row.optional_time("finished_at", finished_at)?;
    match (state, finished_at) {
        (QUEUED, None) => Ok(MailState::Queued),
        (SENT, Some(at)) => Ok(MailState::Sent(at)),
        (FAILED, Some(at)) => Ok(MailState::Failed(at)),
        _ => Err(row.damaged("state")),
    }
}

fn columns(state: MailState) -> (&'static str, Option<Timestamp>) {
    match state {
        MailState::Queued => (QUEUED, None),
        MailState::Sent(at) => (SENT, Some(at)),
        MailState::Failed(at) => (FAILED, Some(at)),
    }
}

fn invitation(letter: &Letter) -> Option<InvitationId> {
    match letter {
        Letter::Invitation { invitation, .. } => Some(*invitation),
        _ => None,
    }
}

/// Letters are made of texts and numbers under fixed names: there is nothing JSON could not hold.
fn json(letter: &Letter) -> String {
    serde_json::to_string(&StoredLetter::from(letter)).expect("a letter is JSON")
}

impl From<NewMail> for ActiveModel {
    fn from(new: NewMail) -> Self {
        Self {
            id: NotSet,
            email: Set(new.to.as_str().to_owned()),
            name: Set(new.name.as_str().to_owned()),
            organization_id: Set(new.organization.map(OrganizationId::get)),
            invitation_id: Set(invitation(&new.letter).map(InvitationId::get)),
            kind: Set(letter::kind(&new.letter).to_owned()),
            letter: Set(json(&new.letter)),
            sealed: Set(new.secret.map(|sealed| sealed.as_bytes().to_vec())),
            created_at: Set(micros(new.created_at)),
            due_at: Set(micros(new.due_at)),
            attempts: Set(0),
            last_error: NotSet,
            state: Set(QUEUED.to_owned()),
            finished_at: NotSet,
        }
    }
}

/// Everything but the id and the organization, which a mail does not know.
impl From<&Mail> for ActiveModel {
    fn from(mail: &Mail) -> Self {
        let (state, finished_at) = columns(mail.state);
        let sealed = mail.secret.as_ref();
        Self {
            id: NotSet,
            email: Set(mail.to.as_str().to_owned()),
            name: Set(mail.name.as_str().to_owned()),
            organization_id: NotSet,
            invitation_id: Set(invitation(&mail.letter).map(InvitationId::get)),
            kind: Set(letter::kind(&mail.letter).to_owned()),
            letter: Set(json(&mail.letter)),
            sealed: Set(sealed.map(|sealed| sealed.as_bytes().to_vec())),
            created_at: Set(micros(mail.created_at)),
            due_at: Set(micros(mail.due_at)),
            attempts: Set(mail.attempts.into()),
            last_error: Set(mail.last_error.clone()),
            state: Set(state.to_owned()),
            finished_at: Set(finished_at.map(micros)),
        }
    }
}
