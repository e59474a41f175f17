//! Whom to trust on an encrypted line, and who we are there.

use std::path::{Path, PathBuf};

use lettre::transport::smtp::client::{Certificate, Identity, TlsParameters};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::config::{ClientCertificate, SmtpConfig};

/// A file for TLS was not usable.
#[derive(Debug, thiserror::Error)]
pub enum TlsFileError {
    /// It cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no certificate in it, or a damaged one.
    #[error("{} holds no certificate in PEM form", path.display())]
    NoCertificate {
        /// Which.
        path: PathBuf,
    },
    /// The key is none, or that of another certificate.
    #[error("{} is not the private key, in PEM form, of {}", key.display(), certificate.display())]
    Key {
        /// Which key.
        key: PathBuf,
        /// Of which certificate.
        certificate: PathBuf,
    },
    /// TLS cannot be used at all.
    #[error("TLS cannot be set up: {0}")]
    Other(String),
}

/// Reads the files that the configuration names, and the system's root certificates.
pub(crate) fn parameters(config: &SmtpConfig) -> Result<TlsParameters, TlsFileError> {
    let mut builder = TlsParameters::builder(config.host.clone());
    if let Some(path) = &config.ca {
        for certificate in certificates(path)? {
            let root = Certificate::from_der(certificate.to_vec())
                .map_err(|_| TlsFileError::NoCertificate { path: path.clone() })?;
            builder = builder.add_root_certificate(root);
        }
    }
    let Some(client) = &config.client_certificate else {
        return builder.build().map_err(|error| match &config.ca {
            Some(path) => TlsFileError::NoCertificate { path: path.clone() },
            None => TlsFileError::Other(error.to_string()),
        });
    };
    builder
        .identify_with(identity(client)?)
        .build()
        .map_err(|_| key_error(client))
}

fn identity(client: &ClientCertificate) -> Result<Identity, TlsFileError> {
    let chain = certificates(&client.certificate)?;
    let own = chain.first().map_or(&[][..], |certificate| certificate);
    // lettre hands on what it is given as one certificate, undecoded: so it is given one, decoded.
    Identity::from_pem(own, &read(&client.key)?).map_err(|_| key_error(client))
}

fn key_error(client: &ClientCertificate) -> TlsFileError {
    TlsFileError::Key {
        key: client.key.clone(),
        certificate: client.certificate.clone(),
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsFileError> {
    let pem = read(path)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(TlsFileError::NoCertificate {
            path: path.to_owned(),
        }),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, TlsFileError> {
    std::fs::read(path).map_err(|source| TlsFileError::Read {
        path: path.to_owned(),
        source,
    })
}
