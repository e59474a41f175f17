//! Label Studio's names for the origins whose scripts may call the API.

use super::names::Names;
use crate::config::layers::{Found, Layers};
use crate::config::problem::Problem;

const ORIGINS: &str = "CORS_ALLOWED_ORIGINS";
const ALL: &str = "CORS_ALLOW_ALL_ORIGINS";

/// All of them, without prefix.
pub(crate) const NAMES: [&str; 2] = [ORIGINS, ALL];

/// The list where there is one, as in Label Studio; else `*` where all are allowed. Unlike there, none is unless it
/// is set.
pub(crate) fn allowed_origins(layers: &Layers) -> Result<Option<Found>, Problem> {
    if let Some(found) = layers.theirs(ORIGINS)? {
        return Ok(Some(found));
    }
    let mut names = Names::new(layers);
    let all = names.switch(ALL)?;
    Ok(all.then(|| names.found("*".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_origins_are_allowed_only_if_no_list_is_there_and_somebody_says_so() {
        for (variables, expected) in [
            (&[][..], None),
            (&[(ALL, "false")], None),
            (&[(ALL, "1")], Some("*")),
            (
                &[(ORIGINS, "https://a.example"), (ALL, "1")],
                Some("https://a.example"),
            ),
        ] {
            let found = allowed_origins(&Layers::of_environment(variables)).expect("right");
            assert_eq!(found.map(|found| found.text).as_deref(), expected);
        }
        let wrong = Layers::of_environment(&[("LABEL_STUDIO_CORS_ALLOW_ALL_ORIGINS", "maybe")]);
        let problem = allowed_origins(&wrong).expect_err("wrong").to_string();
        assert!(problem.starts_with("LABEL_STUDIO_CORS_ALLOW_ALL_ORIGINS: "));
    }
}
