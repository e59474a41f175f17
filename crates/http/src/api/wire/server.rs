//! Version, health and counts on the wire.

use muster_domain::model::mail::OutboxReport;
use muster_domain::model::time::{Duration, Timestamp};
use poem_openapi::payload::PlainText;
use poem_openapi::{ApiResponse, Object};

use super::{AnyJson, no_settings};

/// The version of the server.
#[derive(Object)]
pub(crate) struct Version {
    release: String,
    edition: String,
    #[oai(rename = "label-studio-os-package")]
    package: Package,
    #[oai(rename = "label-studio-os-backend")]
    os_backend: AnyJson,
    #[oai(rename = "label-studio-frontend")]
    frontend: AnyJson,
    dm2: AnyJson,
    lsf: AnyJson,
    #[oai(rename = "label-studio-converter")]
    converter: AnyJson,
    backend: AnyJson,
}

/// The package that runs. Nothing is asked of any registry.
#[derive(Object)]
pub(crate) struct Package {
    version: String,
    short_version: String,
    latest_version_from_pypi: Option<String>,
    latest_version_upload_time: Option<String>,
    current_version_is_outdated: bool,
}

impl Version {
    pub(crate) fn new(version: &str) -> Self {
        let short_version = version.split('.').take(2).collect::<Vec<_>>().join(".");
        Self {
            release: version.to_owned(),
            edition: "Enterprise".to_owned(),
            package: Package {
                version: version.to_owned(),
                short_version,
                latest_version_from_pypi: None,
                latest_version_upload_time: None,
                current_version_is_outdated: false,
            },
            os_backend: no_settings(),
            frontend: no_settings(),
            dm2: no_settings(),
            lsf: no_settings(),
            converter: no_settings(),
            backend: no_settings(),
        }
    }
}

/// Whether the server is up.
#[derive(Object)]
pub(crate) struct Health {
    status: String,
}

impl Health {
    pub(crate) fn up() -> Self {
        Self {
            status: "UP".to_owned(),
        }
    }
}

/// Counts in the text format of Prometheus.
#[derive(ApiResponse)]
pub(crate) enum Metrics {
    /// The counts.
    #[oai(
        status = 200,
        content_type = "text/plain; version=0.0.4; charset=utf-8"
    )]
    Counted(PlainText<String>),
}

impl Metrics {
    pub(crate) fn new(outbox: OutboxReport, now: Timestamp, version: &str) -> Self {
        let OutboxReport { queued, failed, .. } = outbox;
        let oldest = outbox
            .oldest
            .map_or(0, |since| (now - since).max(Duration::zero()).num_seconds());
        Self::Counted(PlainText(format!(
            "# HELP muster_outbox_mails Mails of the outbox that were not sent.\n\
             # TYPE muster_outbox_mails gauge\n\
             muster_outbox_mails{{state=\"queued\"}} {queued}\n\
             muster_outbox_mails{{state=\"failed\"}} {failed}\n\
             # HELP muster_outbox_oldest_seconds For how long the oldest queued mail has waited.\n\
             # TYPE muster_outbox_oldest_seconds gauge\n\
             muster_outbox_oldest_seconds {oldest}\n\
             # HELP muster_build_info The version that runs.\n\
             # TYPE muster_build_info gauge\n\
             muster_build_info{{version=\"{version}\"}} 1\n"
        )))
    }
}
