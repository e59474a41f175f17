//! Names that are not settings: a slip of the pen is refused, with the name that was probably meant.

use super::SETTINGS;
use super::layers::Layers;
use super::problem::Problem;

/// What is refused: variables that begin with `MUSTER_`, and keys of the file, that are no settings.
pub(super) fn look_through(layers: &Layers) -> Vec<Problem> {
    let is_known = |key: &str| known().any(|known| known == key);
    let refused = own_names(layers)
        .into_iter()
        .filter(|own| !is_known(&own.key));
    let problem = |own: Own| {
        let meant = nearest(&own.key, known()).map_or(String::new(), |meant| {
            format!("; did you mean {}?", own.written(&meant))
        });
        Problem::new(&own.place, format!("there is no such setting{meant}"))
    };
    refused.map(problem).collect()
}

/// A name that can only be meant for Muster.
struct Own {
    /// As a key of the file.
    key: String,
    place: String,
    is_variable: bool,
}

impl Own {
    /// Another key, as this one was written.
    fn written(&self, key: &str) -> String {
        if self.is_variable {
            format!("MUSTER_{}", key.to_ascii_uppercase())
        } else {
            key.to_owned()
        }
    }
}

fn own_names(layers: &Layers) -> Vec<Own> {
    let variable = |name: &str, place: String| {
        Some(Own {
            key: name.strip_prefix("MUSTER_")?.to_ascii_lowercase(),
            place,
            is_variable: true,
        })
    };
    let in_environment = layers.environment.iter().filter_map(|(name, value)| {
        variable(name, name.clone()).filter(|_| !is_from_kubernetes(name, &value.to_string_lossy()))
    });
    let env_file = &layers.env_file;
    let in_env_file = env_file.variables.keys();
    let in_env_file =
        in_env_file.filter_map(|name| variable(name, env_file.origin(name).to_string()));
    let in_file = layers.file.values.keys().map(|key| Own {
        key: key.clone(),
        place: format!("{} ({key})", layers.file.path.display()),
        is_variable: false,
    });
    in_environment.chain(in_env_file).chain(in_file).collect()
}

fn known() -> impl Iterator<Item = String> {
    SETTINGS.iter().flat_map(|setting| {
        let file = setting.is_secret().then(|| format!("{}_file", setting.key));
        [Some(setting.key.to_owned()), file].into_iter().flatten()
    })
}

/// Kubernetes puts the addresses of services into every container: for a service named `muster`, `MUSTER_PORT` and
/// `MUSTER_SERVICE_HOST`, for `muster-db`, `MUSTER_DB_PORT_5432_TCP`. They are nobody's settings.
fn is_from_kubernetes(key: &str, value: &str) -> bool {
    let is_address =
        value.starts_with("tcp://") || value.starts_with("udp://") || value.starts_with("sctp://");
    let ports = key.contains("PORT_")
        && ["_TCP", "_UDP", "_SCTP"]
            .iter()
            .any(|protocol| key.contains(protocol));
    ports
        || key.ends_with("SERVICE_HOST")
        || key.ends_with("SERVICE_PORT")
        || key.contains("SERVICE_PORT_")
        || (key.ends_with("PORT") && is_address)
}

/// The known name that a slip could have come from: at most three letters away, and not most of them.
pub(super) fn nearest(key: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let candidates = known.map(|known| (distance(key, &known), known));
    let (distance, known) = candidates.min()?;
    (distance <= 3 && distance * 2 < known.len()).then_some(known)
}

/// How many letters must be put in, taken out or exchanged to turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_slip_of_the_pen_is_refused_with_what_was_meant() {
        let unknown = look_through(&Layers::of_environment(&[
            ("MUSTER_LISTN", "x"),
            ("MUSTER_QUITE_ELSE", "x"),
            ("OTHER", "x"),
        ]));
        let problems: Vec<_> = unknown.iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "MUSTER_LISTN: there is no such setting; did you mean MUSTER_LISTEN?",
                "MUSTER_QUITE_ELSE: there is no such setting"
            ]
        );
    }

    #[test]
    fn what_kubernetes_adds_for_a_service_of_this_name_is_no_setting() {
        let unknown = look_through(&Layers::of_environment(&[
            ("MUSTER_PORT", "tcp://10.0.0.1:8080"),
            ("MUSTER_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
            ("MUSTER_PORT_8080_TCP_ADDR", "10.0.0.1"),
            ("MUSTER_SERVICE_HOST", "10.0.0.1"),
            ("MUSTER_SERVICE_PORT", "8080"),
            ("MUSTER_SERVICE_PORT_HTTP", "8080"),
            ("MUSTER_DB_SERVICE_HOST", "10.0.0.2"),
        ]));
        assert_eq!(unknown, []);
        assert_eq!(
            look_through(&Layers::of_environment(&[("MUSTER_PORT", "8080")])).len(),
            1
        );
    }

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("listn", "listen", 1),
            ("data_dri", "data_dir", 2),
        ] {
            assert_eq!(distance(a, b), expected);
        }
    }

    proptest! {
        #[test]
        fn any_name_is_judged(name in "\\PC{0,30}", value in any::<String>()) {
            look_through(&Layers::of_environment(&[(&format!("MUSTER_{name}"), &value)]));
        }

        #[test]
        fn a_distance_is_a_metric(a in "[a-d]{0,8}", b in "[a-d]{0,8}", c in "[a-d]{0,8}") {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            prop_assert_eq!(distance(&a, &b) == 0, a == b);
            prop_assert!(distance(&a, &c) <= distance(&a, &b) + distance(&b, &c));
        }
    }
}
