//! No report says two things: over every combination of time-stamp, evidence, signer's status, store and moment, the level, the
//! sentences, the values for programs and `with_evidence` agree with each other.

use doc_signatures::pades::{Evidence, Signed};
use doc_signatures::verify::{Indication, Level, Report, SignatureReport, verify_pdf};
use pki_types::cms::{Attribute, Content, SignatureParts, SignedAttributes, assemble};
use pki_types::crl::Reason;
use pki_types::ess::SigningCertificate;
use pki_types::ocsp::CertStatus;
use pki_types::{UnixTime, oid, sha256};
use test_country::{Holder, NOW, Profile, World, YEAR};

use crate::edit::{signed_octets, with_contents, with_store};
use crate::story::{
    ANSWERING, JUDGING, STAMPING, certificates, citizen_status, founded, root_crl, sign, table_sample,
    unit_status,
};

/// What stands in the place of the time-stamp.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stamp {
    Good,
    Missing,
    RevokedUnit,
    RevokedLater,
    NeverIssuedUnit,
    UnknownRoot,
    OverSomethingElse,
    FromTheFuture,
    Garbage,
}

const STAMPS: [Stamp; 9] = [
    Stamp::Good,
    Stamp::Missing,
    Stamp::RevokedUnit,
    Stamp::RevokedLater,
    Stamp::NeverIssuedUnit,
    Stamp::UnknownRoot,
    Stamp::OverSomethingElse,
    Stamp::FromTheFuture,
    Stamp::Garbage,
];

/// What the store says of the signer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum SignerStatus {
    Good,
    Missing,
    Stale,
    RevokedBefore,
    RevokedAfter,
    Suspended,
}

const SIGNER_STATUSES: [SignerStatus; 6] = [
    SignerStatus::Good,
    SignerStatus::Missing,
    SignerStatus::Stale,
    SignerStatus::RevokedBefore,
    SignerStatus::RevokedAfter,
    SignerStatus::Suspended,
];

/// What of the rest of the store is there.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rest {
    Whole,
    NoList,
    NoStore,
    /// All is there, and the page says something else than what was signed.
    Altered,
}

const RESTS: [Rest; 4] = [Rest::Whole, Rest::NoList, Rest::NoStore, Rest::Altered];

/// Now, a day later (answers are no longer of now), after the signer's certificate, after the unit's.
fn moments() -> [UnixTime; 4] {
    [JUDGING, JUDGING.plus(86_400), NOW.plus(3 * YEAR + 60), NOW.plus(5 * YEAR + 60)]
}

fn revoked(at: UnixTime, reason: Reason) -> CertStatus {
    CertStatus::Revoked { at, reason: Some(reason) }
}

/// The country, whose unit may be under a root that nobody trusts.
fn country(stamp: Stamp) -> World {
    let mut country = founded();
    if stamp == Stamp::UnknownRoot {
        let root = Holder::root("Nobody's Root");
        country.unit = root.issue(Profile::TimeStampingUnit, "Nobody's Unit");
    }
    country
}

fn token(country: &World, stamp: Stamp, signature: &[u8]) -> Option<Vec<u8>> {
    let over = |data: &[u8], time| Some(country.unit.time_stamp(data, time));
    match stamp {
        Stamp::Missing => None,
        Stamp::OverSomethingElse => over(b"something else", STAMPING),
        Stamp::FromTheFuture => over(signature, NOW.plus(6 * YEAR)),
        Stamp::Garbage => Some(vec![0x30, 0x03, 2, 1, 1]),
        _ => over(signature, STAMPING),
    }
}

fn evidence(country: &World, stamp: Stamp, signer: SignerStatus, rest: Rest) -> Evidence {
    let unit = match stamp {
        Stamp::RevokedUnit => revoked(NOW, Reason::KeyCompromise),
        Stamp::RevokedLater => revoked(ANSWERING, Reason::Superseded),
        Stamp::NeverIssuedUnit => CertStatus::Unknown,
        _ => CertStatus::Good,
    };
    let of_signer = |made, status| Some(citizen_status(country, made, status));
    let signer = match signer {
        SignerStatus::Good => of_signer(ANSWERING, CertStatus::Good),
        SignerStatus::Missing => None,
        SignerStatus::Stale => of_signer(STAMPING.minus(1), CertStatus::Good),
        SignerStatus::RevokedBefore => of_signer(ANSWERING, revoked(NOW, Reason::KeyCompromise)),
        SignerStatus::RevokedAfter => of_signer(ANSWERING, revoked(ANSWERING, Reason::Superseded)),
        SignerStatus::Suspended => of_signer(ANSWERING, revoked(NOW, Reason::CertificateHold)),
    };
    let unit = Some(unit_status(country, ANSWERING, unit));
    let crls = if rest == Rest::NoList { Vec::new() } else { vec![root_crl(country, Vec::new())] };
    let ocsp_responses = [signer, unit].into_iter().flatten().collect();
    Evidence { certificates: certificates(country), ocsp_responses, crls }
}

/// The document with this stamp in its signature, whatever the stamp is worth.
fn document(country: &World, stamp: Stamp, evidence: &Evidence, rest: Rest) -> Vec<u8> {
    let pdf = sign(country, &table_sample()).pdf().to_vec();
    let citizen = &country.signature;
    let bound = SigningCertificate::sha256_of(&citizen.certificate);
    let digest = sha256(&signed_octets(&pdf)).0;
    let attributes = SignedAttributes::new(oid::DATA, &digest, &bound, Vec::new()).unwrap();
    let signature = citizen.sign(attributes.to_be_signed());
    let token = token(country, stamp, &signature);
    let unsigned: Vec<_> =
        token.iter().map(|token| Attribute::new(oid::SIGNATURE_TIME_STAMP, token)).collect();
    let der = assemble(&SignatureParts {
        content: Content::Detached,
        signer: &citizen.certificate,
        certificates: &[citizen.certificate.clone(), country.citizens.certificate.clone()],
        signed_attributes: &attributes,
        algorithm: citizen.key.algorithm(),
        signature: &signature,
        unsigned_attributes: &unsigned,
    });
    let pdf = with_contents(&pdf, &der.unwrap());
    match rest {
        Rest::NoStore => pdf,
        Rest::Altered => {
            let mut pdf = with_store(&pdf, evidence);
            pdf[1500] ^= 1;
            pdf
        }
        Rest::Whole | Rest::NoList => with_store(&pdf, evidence),
    }
}

/// What must agree in every report.
fn assert_consistent(name: &str, report: &Report) {
    let text = report.to_text();
    let says = |words: &str| text.contains(words);
    let [signature] = report.signatures.as_slice() else { panic!("{name}: {text}") };
    let counted: Vec<_> = signature.time_stamps.iter().filter(|stamp| stamp.counts).collect();
    // 1. Time: proven by a stamp that counts or not at all, in values and in words.
    let is_proven = !counted.is_empty();
    assert_eq!(signature.proof.time().is_some(), is_proven, "{name}: {text}");
    assert_eq!(says("proven by the time-stamp of"), is_proven, "{name}: {text}");
    assert_eq!(says("no time-stamp proves it"), !is_proven, "{name}: {text}");
    assert!(!(is_proven && says("at a time that nothing proves")), "{name}: {text}");
    let earliest = counted.iter().map(|stamp| stamp.time).min();
    assert_eq!(signature.best_signature_time, earliest.unwrap_or(report.validation_time), "{name}");
    for stamp in &signature.time_stamps {
        assert_eq!(stamp.counts, stamp.problem.is_none(), "{name}: {text}");
    }
    // 2. Level: only what was verified.
    assert_level(name, signature, is_proven, &text);
    // 3. Verdict: headline, sentence, reasons and exit code.
    let passed = report.indication == Indication::TotalPassed;
    assert_eq!(report.indication, signature.indication, "{name}");
    assert_eq!(says("The signature holds."), passed, "{name}: {text}");
    assert_eq!(
        says("Signed by Anjali SPECIMEN on") || says("at a time that nothing proves"),
        passed,
        "{name}"
    );
    assert_eq!(says("Against it"), !passed, "{name}: {text}");
    assert_eq!(says("does NOT hold"), report.indication == Indication::TotalFailed, "{name}: {text}");
    assert_eq!(says("cannot be told"), report.indication == Indication::Indeterminate, "{name}: {text}");
    assert_eq!(report.exit_code() == 0, passed, "{name}");
    assert_eq!(says("Checkable until"), passed, "{name}: {text}");
    assert!(!passed || signature.trusted_root.is_some(), "{name}: {text}");
    // 4. Who signed: a name is told as one only where a trusted root stands for it.
    let is_vouched_for = signature.trusted_root.is_some();
    assert_eq!(says("\n  Signed by "), is_vouched_for && signature.signer.is_some(), "{name}: {text}");
    assert_eq!(says("\n  Claims to be "), !is_vouched_for && signature.signer.is_some(), "{name}: {text}");
    assert_eq!(says("who claims to be Anjali"), says("\n  Claims to be "), "{name}: {text}");
    // 5. What is shown that was not signed: nothing here.
    assert_eq!(says("; the document is as it was signed."), passed, "{name}: {text}");
    assert!(!says("but for") && signature.changes.iter().all(|change| change.shows.is_empty()), "{name}");
}

fn assert_level(name: &str, signature: &SignatureReport, is_proven: bool, text: &str) {
    let level = signature.level;
    assert_eq!(level.is_none(), signature.indication == Indication::TotalFailed, "{name}: {text}");
    assert_eq!(text.contains("  Level "), level.is_some(), "{name}: {text}");
    let beyond_b = level.is_some_and(|level| level >= Level::T);
    assert_eq!(beyond_b, is_proven && level.is_some(), "{name}: {text}");
    assert_eq!(text.contains("with proof of time"), beyond_b, "{name}: {text}");
    if level.is_some_and(|level| level >= Level::Lt) {
        // Signer, its CA, the unit and its CA.
        assert!(signature.evidence.len() >= 4, "{name}: {text}");
        assert!(!text.contains("no evidence on whether"), "{name}: {text}");
    }
}

#[test]
fn no_report_says_two_things() {
    let mut levels = Vec::new();
    let mut verdicts = Vec::new();
    for stamp in STAMPS {
        let country = country(stamp);
        for signer in SIGNER_STATUSES {
            for rest in RESTS {
                let evidence = evidence(&country, stamp, signer, rest);
                let pdf = document(&country, stamp, &evidence, rest);
                for at in moments() {
                    let report = verify_pdf(&pdf, &country.anchors(), at);
                    assert_consistent(&format!("{stamp:?}, {signer:?}, {rest:?}, {at}"), &report);
                    levels.push(report.signatures[0].level);
                    verdicts.push(report.indication);
                }
            }
        }
    }
    // The matrix reaches all that it should tell apart.
    for level in [None, Some(Level::B), Some(Level::T), Some(Level::Lt)] {
        assert!(levels.contains(&level), "{level:?}");
    }
    for verdict in [Indication::TotalPassed, Indication::Indeterminate, Indication::TotalFailed] {
        assert!(verdicts.contains(&verdict), "{verdict}");
    }
}

/// What `with_evidence` gives is at level LT with a stamp that counts; otherwise it gives nothing.
#[test]
fn a_promise_of_level_lt_is_kept() {
    let mut given = 0;
    for stamp in STAMPS {
        let country = country(stamp);
        for signer in SIGNER_STATUSES {
            for rest in [Rest::Whole, Rest::NoList] {
                let name = format!("{stamp:?}, {signer:?}, {rest:?}");
                let signed: Signed = sign(&country, &table_sample());
                let token = token(&country, stamp, signed.signature_value());
                let Some(stamped) = token.and_then(|token| signed.with_time_stamp(&token).ok()) else {
                    continue;
                };
                let Ok(pdf) = stamped.with_evidence(&evidence(&country, stamp, signer, rest), JUDGING) else {
                    continue;
                };
                given += 1;
                let report = verify_pdf(&pdf, &country.anchors(), JUDGING);
                assert_consistent(&name, &report);
                assert_eq!(report.indication, Indication::TotalPassed, "{name}");
                assert_eq!(report.signatures[0].level, Some(Level::Lt), "{name}");
                assert!(report.signatures[0].time_stamps[0].counts, "{name}");
                assert_eq!((stamp, rest), (Stamp::Good, Rest::Whole), "{name}");
            }
        }
    }
    assert_eq!(given, 2, "a signer that is good, and one that was revoked after the stamp");
}
