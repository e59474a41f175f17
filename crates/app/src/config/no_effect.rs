//! What is set and changes nothing. It is accepted, so that a Label Studio environment works as it is, and told, so that
//! nobody relies on it.

/// Something that is set and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoEffect {
    /// Where it stands.
    pub(crate) place: String,
    /// Why it has none.
    pub(crate) why: String,
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
