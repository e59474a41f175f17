//! The body of every answer that is no success, for the API's description. The edge writes it.

use std::collections::BTreeMap;

use poem_openapi::Object;

use super::AnyJson;
use super::invitation::InviteResult;

/// An answer that is no success.
#[derive(Object)]
pub(crate) struct Error {
    /// The request's id, as the server's log has it.
    id: String,
    /// The HTTP status.
    status_code: u16,
    /// The server's version.
    version: String,
    /// What is wrong, for the person who can act.
    detail: String,
    /// What is wrong, as a stable word for machines.
    code: String,
    /// Always null.
    exc_info: AnyJson,
    /// Every field at fault with its messages.
    #[oai(skip_serializing_if_is_none)]
    validation_errors: Option<BTreeMap<String, Vec<String>>>,
    /// With `no_free_seat`: seats taken.
    #[oai(skip_serializing_if_is_none)]
    used: Option<u64>,
    /// With `no_free_seat`: seats there are.
    #[oai(skip_serializing_if_is_none)]
    limit: Option<u32>,
    /// Where nobody on a list could be invited: what became of each entry.
    #[oai(skip_serializing_if_is_none)]
    results: Option<Vec<InviteResult>>,
}

/// A refusal that the contract answers without the error envelope.
#[derive(Object)]
pub(crate) struct BareDetail {
    /// What is wrong, for the person who can act.
    detail: String,
}

impl BareDetail {
    pub(crate) fn new(error: &impl std::fmt::Display) -> Self {
        Self {
            detail: error.to_string(),
        }
    }
}

/// Hotkeys that cannot be right, in the contract's form.
#[derive(Object)]
pub(crate) struct InvalidHotkeys {
    /// Always `Invalid hotkeys configuration`.
    error: String,
    /// What is wrong with them.
    details: BTreeMap<String, Vec<String>>,
}

impl InvalidHotkeys {
    pub(crate) fn new(fault: String) -> Self {
        Self {
            error: "Invalid hotkeys configuration".to_owned(),
            details: BTreeMap::from([("custom_hotkeys".to_owned(), vec![fault])]),
        }
    }
}
