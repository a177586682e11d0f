//! What the verifier found, for programs (JSON) and, through [`Report::to_text`], for people.

use pki_types::{Certificate, UnixTime};
use serde::Serialize;

use super::indication::{Finding, Indication, SubIndication};
use super::proof::Proof;

/// The whole report on one file. Moments are RFC 3339 in JSON, in UTC; digests are lower-case hexadecimal. Names and
/// other values are as they were found; [`Report::to_text`] and [`Report::to_json`] show them so that none misleads.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The file, as who asked calls it; the verifier sees octets alone.
    pub file: Option<String>,
    /// The verdict on the document: that of the weakest signature.
    pub indication: Indication,
    /// Why, when it is not TOTAL-PASSED.
    pub sub_indication: Option<SubIndication>,
    /// The program that says so, with its version.
    pub verifier: &'static str,
    /// The moment for which all this is said.
    #[serde(serialize_with = "moment")]
    pub validation_time: UnixTime,
    /// SHA-256 of the whole file.
    pub document_sha256: String,
    /// Its length in octets.
    pub document_octets: usize,
    /// Why the file could not be read; then there are no signatures in this report.
    pub unreadable: Option<String>,
    /// How many times the file was saved by appending, the first version included.
    pub revisions: usize,
    /// The certificates that were trusted.
    pub trust_anchors: Vec<TrustAnchor>,
    /// Every signature and document time-stamp of every saved version, the oldest first.
    pub signatures: Vec<SignatureReport>,
    /// Until when TOTAL-PASSED can be found again without a network: the earliest of the signatures' own.
    #[serde(serialize_with = "optional_moment")]
    pub verifiable_until: Option<UnixTime>,
}

/// What was found about one signature or document time-stamp.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureReport {
    /// The full name of the form field that holds it; empty when none does.
    pub field: String,
    /// Signature of a person or organisation, or time-stamp over the document.
    pub kind: SignatureKind,
    /// The saved version that it covers: 1 is the first.
    pub revision: usize,
    /// The verdict.
    pub indication: Indication,
    /// The first reason's word, when it is not TOTAL-PASSED.
    pub sub_indication: Option<SubIndication>,
    /// All reasons against it, the decisive one first.
    pub findings: Vec<Finding>,
    /// The level of which everything was verified, by the name that EU DSS gives it: it may be lower than intended, and
    /// there is none where the signature does not hold.
    pub level: Option<Level>,
    /// What was verified about time and evidence: what `level`, `best_signature_time` and the words come from.
    #[serde(skip)]
    pub proof: Proof,
    /// Whether the document's digest is the signed one and the signature value verifies.
    pub integrity: Integrity,
    /// Who signed, as soon as the certificate could be identified.
    pub signer: Option<Signer>,
    /// The trusted certificate to which the signer's chain leads.
    pub trusted_root: Option<TrustAnchor>,
    /// The time that the signer's software claims (/M); nobody vouches for it.
    #[serde(serialize_with = "optional_moment")]
    pub claimed_time: Option<UnixTime>,
    /// The moment at which the signature is proven to have existed: the time-stamp's, else the validation time.
    #[serde(serialize_with = "moment")]
    pub best_signature_time: UnixTime,
    /// The time-stamps that speak for it.
    pub time_stamps: Vec<TimeStampReport>,
    /// The evidence of status that was relied upon.
    pub evidence: Vec<EvidenceReport>,
    /// Every later saved version and what it changed.
    pub changes: Vec<Change>,
    /// Until when this verdict can be reached without a network, and what ends then.
    pub verifiable_until: Option<Until>,
}

/// A certificate that was trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrustAnchor {
    /// Its common name, else its whole subject.
    pub name: String,
    /// SHA-256 of the certificate.
    pub sha256: String,
}

impl TrustAnchor {
    pub(super) fn of(certificate: &Certificate) -> Self {
        Self { name: super::path::display_name(certificate), sha256: certificate.sha256().to_string() }
    }
}

/// What a signature in a PDF is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureKind {
    /// /Type /Sig: somebody signed.
    Signature,
    /// /Type /DocTimeStamp: a time-stamp over the document so far.
    DocumentTimeStamp,
}

/// Baseline levels of EN 319 142-1, clause 6, by the names that EU DSS gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Level {
    /// A CMS signature as older PDFs have them; not a PAdES baseline signature.
    #[serde(rename = "PDF_NOT_ETSI")]
    NotEtsi,
    /// Signature and signing certificate.
    #[serde(rename = "PAdES_BASELINE_B")]
    B,
    /// With a time-stamp.
    #[serde(rename = "PAdES_BASELINE_T")]
    T,
    /// With certificates and status of all chains.
    #[serde(rename = "PAdES_BASELINE_LT")]
    Lt,
    /// With a time-stamp over all that.
    #[serde(rename = "PAdES_BASELINE_LTA")]
    Lta,
}

impl std::fmt::Display for Level {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::NotEtsi => "PDF_NOT_ETSI",
            Self::B => "PAdES_BASELINE_B",
            Self::T => "PAdES_BASELINE_T",
            Self::Lt => "PAdES_BASELINE_LT",
            Self::Lta => "PAdES_BASELINE_LTA",
        })
    }
}

/// The purely arithmetical part of the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Integrity {
    /// The signed octets are a whole saved version, without only the value of the signature itself.
    pub covers_its_revision: bool,
    /// The digest of these octets is the signed one.
    pub digest_matches: bool,
    /// The signature value verifies under the key of the signer's certificate.
    pub signature_verifies: bool,
}

/// The person or organisation of the signer's certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signer {
    /// Given name and surname where the certificate has both, else its common name.
    pub name: String,
    /// The serialNumber of the subject, such as `PNOMU-…`.
    pub identifier: Option<String>,
    /// The organisation, for e-seals.
    pub organization: Option<String>,
    /// The whole subject (RFC 4514).
    pub subject: String,
    /// The whole issuer (RFC 4514).
    pub issuer: String,
    /// SHA-256 of the certificate.
    pub certificate_sha256: String,
    /// First moment of the certificate.
    #[serde(serialize_with = "moment")]
    pub not_before: UnixTime,
    /// Last moment of the certificate.
    #[serde(serialize_with = "moment")]
    pub not_after: UnixTime,
}

/// One time-stamp over the signature or over the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimeStampReport {
    /// The time that it states.
    #[serde(serialize_with = "moment")]
    pub time: UnixTime,
    /// Who made it: the common name of the time-stamping unit.
    pub authority: String,
    /// SHA-256 of its certificate.
    pub certificate_sha256: Option<String>,
    /// Whether it counts as proof; if not, `problem` says why.
    pub counts: bool,
    /// Why it does not count.
    pub problem: Option<Finding>,
}

/// One answer or list that was relied upon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvidenceReport {
    /// The common name of the certificate that it speaks for.
    pub subject: String,
    /// SHA-256 of that certificate.
    pub certificate_sha256: String,
    /// OCSP answer or CRL.
    pub kind: EvidenceKind,
    /// SHA-256 of the answer or list.
    pub sha256: String,
    /// When it was made: thisUpdate.
    #[serde(serialize_with = "moment")]
    pub this_update: UnixTime,
    /// What it says: `good`, or since when the certificate is revoked or suspended.
    pub status: String,
    /// Last moment of the certificate that signed it.
    #[serde(serialize_with = "moment")]
    pub signer_not_after: UnixTime,
}

/// How a status was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// An OCSP answer (RFC 6960).
    Ocsp,
    /// A CRL (RFC 5280, 5).
    Crl,
}

/// A saved version behind the signed one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which version: 2 is the first update.
    pub revision: usize,
    /// Whether it may follow a signature.
    pub judgement: Judgement,
    /// What of the document it concerns; the gravest, if several.
    pub kind: ChangeKind,
    /// What it did, in a person's words.
    pub what: String,
    /// What a person sees of it, where it shows something and may: but for this, the document is as it was signed.
    pub shows: Vec<String>,
}

/// Whether what a version did may be done behind a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// It is on the closed list.
    Permitted,
    /// It is not, and need not change what was signed: the verdict stays open.
    Doubtful,
    /// It changed what was signed: the signature does not hold.
    Forbidden,
}

/// What of a document a later version concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Nothing at all.
    Nothing,
    /// Certificates and their status: permitted where they are nothing else.
    Evidence,
    /// Dates, title and the like.
    Metadata,
    /// A signature or a time-stamp over the document.
    Signature,
    /// The form and its fields.
    Form,
    /// What is drawn on a page.
    Content,
    /// Notes, links and other things on top of a page.
    Annotation,
    /// A whole page: its content, its size, its place.
    Page,
    /// The parts of which the document is made.
    Structure,
    /// How the octets of the later version are laid out.
    Layout,
}

/// The end of offline verifiability.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Until {
    /// The last moment.
    #[serde(serialize_with = "moment")]
    pub time: UnixTime,
    /// Whose certificate ends then.
    pub because: String,
}

impl Report {
    /// The exit code of the command: 0 TOTAL-PASSED, 1 TOTAL-FAILED, 2 INDETERMINATE, 3 the file cannot be read.
    pub fn exit_code(&self) -> u8 {
        match self.indication {
            _ if self.unreadable.is_some() => 3,
            Indication::TotalPassed => 0,
            Indication::TotalFailed => 1,
            Indication::Indeterminate => 2,
        }
    }
}

impl Report {
    /// The report in a person's words.
    pub fn to_text(&self) -> String {
        super::text::text(self)
    }

    /// The report in JSON, on one line, in which no character steers a terminal or misleads a reader.
    ///
    /// # Panics
    /// Never: every field has a form in JSON.
    pub fn to_json(&self) -> String {
        pki_types::display::json(&serde_json::to_string(self).expect("a report has no keys but texts"))
    }
}

impl SignatureReport {
    /// Notes what is proven: the one place that says so.
    pub(super) fn prove(&mut self, proof: Proof) {
        if let Some(proven) = proof.time() {
            self.best_signature_time = proven.time;
        }
        self.proof = proof;
    }
}

fn moment<S: serde::Serializer>(time: &UnixTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time.rfc3339())
}

fn optional_moment<S: serde::Serializer>(time: &Option<UnixTime>, serializer: S) -> Result<S::Ok, S::Error> {
    time.as_ref().map(|time| time.rfc3339()).serialize(serializer)
}
