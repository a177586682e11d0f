//! A revocation list of a million entries, signed and read back before anybody sees it, beside one that rcgen signs.
//!
//! Each is made in a process of its own, so that what one used does not hide what the other needs.

use std::ffi::OsStr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use ca_core::status::list;
use hsm_adapter::{Signer, generate_client_key};
use pki_types::crl::{CrlContents, Reason, RevokedEntry};
use pki_types::{Certificate, SerialNumber, UnixTime, sha256};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, RevocationReason, RevokedCertParams,
};
use time::OffsetDateTime;

use crate::measure::{Figures, ROUNDS, count, figures_of_a_process, peak_mebibytes, resident_mebibytes};
use crate::report::{Goal, Report};

/// A process that makes one list has this in its environment: whose.
pub(crate) const MAKER: &str = "GREATSEAL_BENCH_LIST";

const ENTRIES: u32 = 1_000_000;
const MADE: UnixTime = UnixTime::from_seconds(1_796_000_000);

/// What one list took.
struct Made {
    seconds: f64,
    /// MiB more than before its entries were there, at the most.
    peak: f64,
    /// MiB.
    size: f64,
}

/// Prints both.
pub(crate) fn of_a_million(report: &mut Report) -> Result<()> {
    let (mut ours, mut theirs, mut memory) = (Figures::default(), Figures::default(), Figures::default());
    let mut their_memory = Figures::default();
    for _ in 0..ROUNDS {
        let (made, by_rcgen) = (made_by("us")?, made_by("rcgen")?);
        ours.add(made.seconds);
        theirs.add(by_rcgen.seconds);
        memory.add(made.peak / made.size);
        their_memory.add(by_rcgen.peak / by_rcgen.size);
    }
    eprintln!(
        "list of {ENTRIES} entries: {ours} s, signed, read back and compared; rcgen's {theirs} s; peak {memory} of its octets, \
         rcgen's {their_memory}"
    );
    report.promise("list of a million entries, of rcgen's time", ours.beside(&theirs), Goal::AtMost(2.0));
    report.promise("its most memory, of its octets", memory, Goal::AtMost(2.0));
    Ok(())
}

fn made_by(whom: &str) -> Result<Made> {
    let [seconds, peak, size] = figures_of_a_process(MAKER, whom)?;
    Ok(Made { seconds, peak, size })
}

/// Makes one list and says what it took.
pub(crate) fn be_the_maker(whom: &OsStr) -> Result<()> {
    let (pem, signer) = generate_client_key()?;
    let key = KeyPair::from_pem(&pem)?;
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let issuer = params.self_signed(&key)?;
    let before = resident_mebibytes()?;
    let (took, octets) = match whom.to_str() {
        Some("us") => ours(&Certificate::from_der(issuer.der())?, signer.as_ref())?,
        _ => theirs(&Issuer::new(params, key))?,
    };
    let size = count(octets) / f64::from(1 << 20);
    println!("{} {} {size}", took.as_secs_f64(), peak_mebibytes()? - before);
    Ok(())
}

/// What is revoked, by serial: its serial, and seconds before the list is made.
fn revoked() -> impl Iterator<Item = ([u8; 16], i64)> {
    (0..ENTRIES).map(|number| {
        let random = sha256(&number.to_be_bytes()).0;
        let mut serial = [0x40; 16];
        serial[1..5].copy_from_slice(&number.to_be_bytes());
        serial[5..].copy_from_slice(&random[..11]);
        (serial, i64::from(number))
    })
}

fn ours(issuer: &Certificate, signer: &dyn Signer) -> Result<(Duration, usize)> {
    let mut contents = CrlContents {
        issuer_der: issuer.subject_der().to_vec(),
        authority_key_identifier: issuer.subject_key_identifier().context("a key identifier")?.to_vec(),
        number: 1,
        this_update: MADE,
        next_update: MADE.plus(86_400),
        shard_url: Some("http://pki.example.org/crl/citizens/0.crl".to_owned()),
        entries: Vec::new(),
    };
    for (serial, ago) in revoked() {
        contents.entries.push(RevokedEntry {
            serial: SerialNumber::from_bytes(&serial)?,
            revoked_at: MADE.minus(ago),
            reason: Some(Reason::KeyCompromise),
        });
    }
    let began = Instant::now();
    let made = list::sign(&contents, issuer, signer)?;
    Ok((began.elapsed(), made.der().len()))
}

fn theirs(issuer: &Issuer<'_, KeyPair>) -> Result<(Duration, usize)> {
    let mut params = CertificateRevocationListParams {
        this_update: OffsetDateTime::from_unix_timestamp(MADE.seconds())?,
        next_update: OffsetDateTime::from_unix_timestamp(MADE.plus(86_400).seconds())?,
        crl_number: 1.into(),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    for (serial, ago) in revoked() {
        params.revoked_certs.push(RevokedCertParams {
            serial_number: serial.to_vec().into(),
            revocation_time: OffsetDateTime::from_unix_timestamp(MADE.minus(ago).seconds())?,
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        });
    }
    let began = Instant::now();
    let made = params.signed_by(issuer)?;
    Ok((began.elapsed(), made.der().len()))
}
