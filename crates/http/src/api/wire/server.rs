//! Version and health on the wire.

use poem_openapi::Object;

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
