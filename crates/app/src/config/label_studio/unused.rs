//! Label Studio's names that have no effect here, and why.

use crate::config::layers::{Layers, Origin};
use crate::config::no_effect::NoEffect;
use crate::config::setting::{LabelStudio, PREFIXES};
use crate::config::{SETTINGS, first_owner, license, server, unknown};

const COOKIES: &str = "how cookies are set follows from the public address";
const SESSIONS: &str = "each organization has a session policy, which its Owner sets";
const BY_HAND: &str = "roles are given by hand; this release has no SSO, workspaces or projects";

/// Names without prefix, each with the reason. One that ends in `_` stands for all that begin so.
static UNUSED: [(&str, &str); 16] = [
    ("REDIS_", "Muster needs no Redis"),
    (
        "DOMAIN_FROM_REQUEST",
        "links are built from the public address only",
    ),
    (
        "CSRF_TRUSTED_ORIGINS",
        "forms come from the public address or from the host they are sent to",
    ),
    (
        "CORS_ALLOWED_ORIGIN_REGEXES",
        "origins are listed in CORS_ALLOWED_ORIGINS",
    ),
    ("SESSION_COOKIE_", COOKIES),
    ("CSRF_COOKIE_", COOKIES),
    ("MAX_SESSION_AGE", SESSIONS),
    ("MAX_TIME_BETWEEN_ACTIVITY", SESSIONS),
    ("INACTIVITY_SESSION_TIMEOUT_ENABLED", SESSIONS),
    (
        "ALLOW_ORGANIZATION_CREATION",
        "organizations are founded by sign-up and by `muster organization create`",
    ),
    ("LOGOUT_REDIRECT_URL", "log-out leads to the log-in page"),
    ("JSON_LOG", "the log has one form"),
    ("MANUAL_ROLE_MANAGEMENT", BY_HAND),
    ("MANUAL_WORKSPACE_MANAGEMENT", BY_HAND),
    ("MANUAL_PROJECT_MEMBER_MANAGEMENT", BY_HAND),
    (
        "USE_USERNAME_FOR_LOGIN",
        "people log in with their e-mail address",
    ),
];

/// Names by which Label Studio phones home. Muster does not, so there is nothing to tell.
static SILENT: [&str; 4] = [
    "COLLECT_ANALYTICS",
    "LATEST_VERSION_CHECK",
    "SENTRY_",
    "FRONTEND_SENTRY_",
];

/// Secrets, which may stand in a file that the name with `_FILE` names.
static SECRETS: [&str; 6] = [
    "SECRET_KEY",
    "PASSWORD",
    "USER_TOKEN",
    "EMAIL_HOST_PASSWORD",
    "SENDGRID_API_KEY",
    "POSTGRE_PASSWORD",
];

/// What is set for Label Studio, by a prefix or in the env file, and changes nothing.
pub(crate) fn look_through(layers: &Layers) -> Vec<NoEffect> {
    let in_environment = layers.environment.keys().map(|name| {
        let origin = Origin::Variable(name.clone());
        (name, origin)
    });
    let in_env_file = layers.env_file.variables.keys();
    let in_env_file = in_env_file.map(|name| (name, layers.env_file.origin(name)));
    let on_purpose = in_environment
        .chain(in_env_file)
        .filter(|(name, origin)| origin.is_on_purpose() && !name.starts_with("MUSTER_"));
    let mut unused: Vec<_> = on_purpose
        .filter_map(|(name, origin)| {
            Some(NoEffect {
                place: origin.to_string(),
                why: reason(name)?,
            })
        })
        .collect();
    unused.extend(idle_host(layers));
    unused.extend(license::idle_address(layers));
    unused.extend(idle_owner(layers));
    unused
}

/// Why a name has no effect; none where it has one, or where that is of no interest.
fn reason(name: &str) -> Option<String> {
    let (prefix, bare) = PREFIXES
        .into_iter()
        .find_map(|prefix| Some((prefix, name.strip_prefix(prefix)?)))?;
    if used().any(|used| used == bare) || SILENT.iter().any(|known| stands_for(known, bare)) {
        return None;
    }
    if let Some((_, why)) = UNUSED.iter().find(|(known, _)| stands_for(known, bare)) {
        return Some((*why).to_owned());
    }
    let meant = unknown::nearest(bare, used());
    let meant = meant.map_or(String::new(), |meant| {
        format!("; did you mean {prefix}{meant}?")
    });
    Some(format!("Muster has no such setting{meant}"))
}

fn stands_for(known: &str, name: &str) -> bool {
    name == known || (known.ends_with('_') && name.starts_with(known))
}

/// Names that can have an effect.
fn used() -> impl Iterator<Item = String> {
    let settings = SETTINGS.iter();
    let settings =
        settings.flat_map(|setting| setting.label_studio.iter().flat_map(LabelStudio::names));
    let names = settings.chain(&first_owner::NAMES);
    let files = SECRETS.iter().map(|name| format!("{name}_FILE"));
    names.map(|name| (*name).to_owned()).chain(files)
}

/// Every name that is known, with an effect or without.
#[cfg(test)]
pub(in crate::config) fn known() -> impl Iterator<Item = String> {
    let unused = UNUSED.iter().map(|(name, _)| *name);
    let without = unused.chain(SILENT).map(str::to_owned);
    used()
        .filter(|name| !name.ends_with("_FILE"))
        .chain(without)
}

/// A `HOST` that is no address.
fn idle_host(layers: &Layers) -> Option<NoEffect> {
    let found = layers.theirs("HOST").ok()??;
    let is_idle = !found.text.is_empty() && !server::is_http(&found.text);
    (is_idle && found.origin.is_on_purpose()).then(|| NoEffect {
        place: found.origin.to_string(),
        why: "it does not begin with http:// or https://".to_owned(),
    })
}

/// A first Owner in the env file that does not count.
fn idle_owner(layers: &Layers) -> Vec<NoEffect> {
    if !matches!(first_owner::said(layers), Ok(None)) {
        return Vec::new();
    }
    let variables = &layers.env_file.variables;
    let in_file = first_owner::NAMES
        .into_iter()
        .filter(|name| variables.get(*name).is_some_and(|text| !text.is_empty()));
    let idle = in_file.map(|name| NoEffect {
        place: layers.env_file.origin(name).to_string(),
        why: "the first Owner needs an e-mail address as USERNAME, and a PASSWORD".to_owned(),
    });
    idle.collect()
}
