//! The doors' own TLS certificates: made at the start, under the country's own CA, when the operator brings none.
//!
//! The key is drawn here and lies in `tls/` beside the configuration or where `tls.folder` says, because rustls needs it in memory anyway; it
//! has no authority over content. The certificate comes from the worker, for a request that the api process's
//! identity key signed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use http_kit::TlsFiles;
use pki_types::{Certificate, Clock, UnixTime};
use words::signer_request::SignerKind;

use super::keys::waits_for_keys;
use super::signer_requests::SignerRequests;
use crate::config::{Config, Door};
use crate::secrets;

/// A certificate with less than this left is renewed, in seconds.
const RENEW_BEFORE: i64 = 30 * 86_400;

/// Where the certificate and the key are that we make for a door.
pub fn own_files(name: &str, config: &Config) -> (PathBuf, PathBuf) {
    let folder = &config.tls_folder;
    (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key.pem")))
}

/// The certificate and key of one door: the operator's files, or ours, renewed if they are near their end, name
/// other hosts than the configuration does, or were lost in a restore.
pub async fn files(
    name: &str,
    door: &Door,
    config: &Config,
    requests: &SignerRequests,
    clock: &dyn Clock,
) -> Result<TlsFiles> {
    if let Some((certificate, key)) = &door.tls {
        secrets::require_private(key)?;
        return Ok(TlsFiles { certificate: certificate.clone(), key: key.clone() });
    }
    let (certificate, key) = own_files(name, config);
    let files = TlsFiles { certificate, key };
    let hosts = door.hosts();
    if let Some(certificate) = certificate_of(&files, &hosts)
        && may_be_shown(&certificate, clock.now())
        && certificate.not_after() > clock.now().plus(RENEW_BEFORE)
        && requests.is_in_force(&certificate).await?
    {
        return Ok(files);
    }
    // 1. A new key for every certificate.
    let (key_pem, signer) = hsm_adapter::generate_client_key().context("cannot make a TLS key")?;
    // 2. The certificate, with its issuer. One that is near its end goes on while no new one can be had; one that is revoked
    //    or suspended does not.
    let old = certificate_of(&files, &hosts).filter(|old| may_be_shown(old, clock.now()));
    let old = match old {
        Some(old) if requests.is_in_force(&old).await? => Some(old),
        _ => None,
    };
    let asked = requests.certificate(SignerKind::TlsServer, None, signer.public_key(), hosts.clone()).await;
    let certificate = match asked {
        Err(problem) if waits_for_keys(&problem) && old.is_some() => {
            tracing::warn!(problem = %format!("{problem:#}"), door = name, "a TLS certificate is not renewed");
            return Ok(files);
        }
        asked => asked.with_context(|| format!("no TLS certificate for the {name} door"))?,
    };
    let chain = format!("{}{}", certificate.pem(), requests.issuer_of(&certificate)?.pem());
    // 3. Both, the key first: a crash between them leaves a certificate of another key, which is made anew.
    let folder = &config.tls_folder;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    replace(&files.key, key_pem.as_bytes())?;
    replace(&files.certificate, chain.as_bytes())?;
    fs::write(hosts_file(&files.certificate), hosts.join("\n"))?;
    Ok(files)
}

/// Whether a certificate is neither over nor from the future. (The worker's clock may be a moment ahead.)
pub fn may_be_shown(certificate: &Certificate, now: UnixTime) -> bool {
    !certificate.is_over(now) && !certificate.not_before().is_from_the_future(now)
}

/// The certificate that a door shows.
pub fn first_certificate(files: &TlsFiles) -> Result<Certificate> {
    let path = files.certificate.display();
    let pem = fs::read_to_string(&files.certificate).with_context(|| format!("cannot read {path}"))?;
    let chain = Certificate::many_from_pem(&pem).with_context(|| format!("{path} is no certificate"))?;
    chain.into_iter().next().with_context(|| format!("{path} is empty"))
}

/// The certificate in these files, if they are whole and for these hosts.
fn certificate_of(files: &TlsFiles, hosts: &[String]) -> Option<Certificate> {
    let pem = fs::read_to_string(&files.certificate).ok()?;
    let certificate = Certificate::many_from_pem(&pem).ok()?.into_iter().next()?;
    let names = fs::read_to_string(hosts_file(&files.certificate)).unwrap_or_default();
    (files.key.exists() && names == hosts.join("\n")).then_some(certificate)
}

/// The file that remembers for which hosts the certificate beside it was made.
fn hosts_file(certificate: &Path) -> PathBuf {
    certificate.with_extension("hosts")
}

/// Writes a file of mode 0600 in one step: whoever reads sees the old one or the new one.
fn replace(path: &Path, contents: &[u8]) -> Result<()> {
    let new = path.with_extension("new");
    let _left_by_a_crash = fs::remove_file(&new);
    secrets::write_private(&new, contents.trim_ascii_end())?;
    fs::rename(&new, path).with_context(|| format!("cannot write {}", path.display()))
}
