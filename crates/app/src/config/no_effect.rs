//! What is set and changes nothing. It is accepted, so that a Label Studio environment works as it is, and told, so that
//! nobody relies on it.

use super::label_studio::unused;
use super::layers::Layers;
use super::unknown;

/// Something that is set and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoEffect {
    /// Where it stands.
    pub(crate) place: String,
    /// Why it has none.
    pub(crate) why: String,
}

/// All of it.
pub(super) fn look_through(layers: &Layers) -> Vec<NoEffect> {
    let not_used_yet = unknown::not_used_yet(layers).map(|place| NoEffect {
        place,
        why: unused::NOT_YET.to_owned(),
    });
    not_used_yet.chain(unused::look_through(layers)).collect()
}

/// The places for each reason, so that one line tells all of them.
pub(crate) fn by_reason(no_effect: &[NoEffect]) -> Vec<(String, &str)> {
    let mut reasons: Vec<(String, &str)> = Vec::new();
    for NoEffect { place, why } in no_effect {
        match reasons.iter_mut().find(|(_, known)| known == why) {
            Some((places, _)) => *places = format!("{places}, {place}"),
            None => reasons.push((place.clone(), why)),
        }
    }
    reasons
}
