//! How a use case says no: what kind of no, a stable word for machines, and the fields at fault.

use super::seats::Seats;

/// The kinds of refusal. The HTTP adapter turns each into one status; nothing else maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The input cannot be right, whoever sends it.
    Invalid,
    /// The caller has no valid credential, or his access has ended.
    Unauthenticated,
    /// The caller is known and may not do this.
    Forbidden,
    /// There is no such thing, or it is none of the caller's.
    NotFound,
    /// The thing exists and this is never done to it.
    NotAllowed,
    /// A link that once worked does not any more.
    Gone,
    /// The request contradicts what is there, and no retry heals it.
    Conflict,
    /// Every seat is taken.
    NoSeat,
    /// Too many tries; later again.
    TooMany,
    /// The server cannot do it now; a retry may work.
    Unavailable,
    /// A fault of ours or of the machine.
    Internal,
}

/// What is wrong with one field of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name on the wire.
    pub field: &'static str,
    /// What to do about it, for the person who can.
    pub message: String,
}

impl FieldError {
    /// Names the field and says what is wrong with it.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}

/// An error of a use case. Its `Display` is a sentence for the person who can act.
pub trait Refusal: std::error::Error + Send + Sync + 'static {
    /// What kind of no it is.
    fn kind(&self) -> Kind;

    /// A stable word for machines, in lower snake case.
    fn code(&self) -> &'static str;

    /// The fields at fault, where the input has fields.
    fn fields(&self) -> Vec<FieldError> {
        Vec::new()
    }

    /// The seats as they were found, where there was none free.
    fn seats(&self) -> Option<Seats> {
        None
    }
}

/// Implements [`Refusal`] for an enum whose every variant holds one error that is a refusal.
macro_rules! delegate_refusal {
    ($error:ident { $($variant:ident),+ $(,)? }) => {
        impl $crate::model::refusal::Refusal for $error {
            fn kind(&self) -> $crate::model::refusal::Kind {
                match self { $(Self::$variant(inner) => inner.kind()),+ }
            }
            fn code(&self) -> &'static str {
                match self { $(Self::$variant(inner) => inner.code()),+ }
            }
            fn fields(&self) -> Vec<$crate::model::refusal::FieldError> {
                match self { $(Self::$variant(inner) => inner.fields()),+ }
            }
            fn seats(&self) -> Option<$crate::model::seats::Seats> {
                match self { $(Self::$variant(inner) => inner.seats()),+ }
            }
        }
    };
}
pub(crate) use delegate_refusal;
