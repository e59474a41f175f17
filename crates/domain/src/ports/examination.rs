//! Reading everything that is stored, to see whether it is sound.

use async_trait::async_trait;

use super::StoreError;
use crate::model::examination::{Finding, Vitals};

/// A store that can be gone through from end to end. One that keeps values of the domain in memory has no need of it.
#[async_trait]
pub trait Examination: Send + Sync {
    /// Hands over every organization whose rows can be read, in the order of their ids, and names each row, of
    /// whatever table, that breaks a rule by itself or beside another. MUST read all as of one moment, MUST change
    /// nothing, and MUST NOT hold more at a time than a page of rows, or the history of one organization.
    async fn examine(
        &self,
        each: &mut (dyn FnMut(Vitals) + Send),
    ) -> Result<Vec<Finding>, StoreError>;
}
