//! What a verdict may cost, in signatures computed: a count does not depend on the machine.

use doc_signatures::verify::{Indication, verify_pdf};
use pki_types::verified_here;

use crate::edit::with_store;
use crate::story::{JUDGING, evidence, founded, sign, stamp, table_sample};

/// The signature, the time-stamp, an answer on the signer, one on the time-stamping unit, and the root's list. That
/// certificates verify under their issuers' keys is remembered from the document before.
const SIGNATURES: u64 = 5;

#[test]
fn a_document_with_evidence_has_each_signature_verified_once() {
    let country = founded();
    let anchors = country.anchors();
    let stamped = stamp(&country, sign(&country, &table_sample()));
    let pdf = with_store(stamped.pdf(), &evidence(&country));
    let judge = || {
        let before = verified_here();
        assert_eq!(verify_pdf(&pdf, &anchors, JUDGING).indication, Indication::TotalPassed);
        verified_here() - before
    };
    judge();
    assert_eq!(judge(), SIGNATURES);
}
