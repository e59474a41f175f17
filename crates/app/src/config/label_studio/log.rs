//! Label Studio's names for what the log tells: `LOG_LEVEL`, else `DEBUG`.

use super::names::Names;
use crate::config::layers::{Found, Layers};
use crate::config::parse;
use crate::config::problem::Problem;

const LEVEL: &str = "LOG_LEVEL";
const DEBUG: &str = "DEBUG";

/// All of them, without prefix.
pub(crate) const NAMES: [&str; 2] = [LEVEL, DEBUG];

/// `debug` for Muster's own parts: those of others tell too much then.
const ALL: &str = "info,muster=debug";

/// What they say, as `MUSTER_LOG` would say it. Many programs have such variables, each with words of its own: behind
/// a prefix or in an env file they must be right, else only Python's words count.
pub(crate) fn filter(layers: &Layers) -> Result<Option<Found>, Problem> {
    let mut names = Names::new(layers);
    if let Some(level) = names.text(LEVEL)? {
        let filter = match level.to_ascii_uppercase().as_str() {
            "CRITICAL" | "FATAL" | "ERROR" => "error",
            "WARNING" | "WARN" => "warn",
            "INFO" => "info",
            "DEBUG" => ALL,
            _ if !names.is_on_purpose() => return Ok(None),
            _ => {
                let wrong = "is none of DEBUG, INFO, WARNING, ERROR and CRITICAL";
                return Err(names.problem(format!("{level:?} {wrong}")));
            }
        };
        return Ok(Some(names.found(filter.to_owned())));
    }
    let Some(debug) = names.text(DEBUG)?.filter(|_| names.is_on_purpose()) else {
        return Ok(None);
    };
    let debug = parse::switch(&debug).map_err(|message| names.problem(message))?;
    Ok(debug.then(|| names.found(ALL.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::EnvFilter;

    fn read(name: &str, value: &str) -> Result<Option<String>, String> {
        let found = filter(&Layers::of_environment(&[(name, value)]));
        found
            .map(|found| found.map(|found| found.text))
            .map_err(|problem| problem.to_string())
    }

    #[test]
    fn pythons_levels_have_theirs_here() {
        for (level, expected) in [
            ("critical", "error"),
            ("WARNING", "warn"),
            ("Info", "info"),
            ("DEBUG", "info,muster=debug"),
        ] {
            assert_eq!(read("LOG_LEVEL", level), Ok(Some(expected.to_owned())));
            EnvFilter::builder().parse(expected).expect("a filter");
        }
        let debug = read("LABEL_STUDIO_DEBUG", "yes");
        assert_eq!(debug, Ok(Some(ALL.to_owned())));
        assert_eq!(read("LABEL_STUDIO_DEBUG", "0"), Ok(None));
    }

    #[test]
    fn words_of_other_programs_count_only_where_we_are_meant() {
        for (name, value) in [("LOG_LEVEL", "verbose"), ("DEBUG", "app:*"), ("DEBUG", "1")] {
            assert_eq!(read(name, value), Ok(None), "{name}={value}");
        }
        for (name, value) in [
            ("HEARTEX_LOG_LEVEL", "verbose"),
            ("LABEL_STUDIO_DEBUG", "app:*"),
        ] {
            let told = read(name, value).expect_err("wrong");
            assert!(told.starts_with(name), "{told}");
        }
    }
}
