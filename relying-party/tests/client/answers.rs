//! Answers of a service, or of whoever stands between: the good ones are believed, and of the others none.

use phone_protocol::receipt::ReceiptState;
use phone_protocol::request::Challenge;
use phone_protocol::statement::{Algorithm, Sign};
use pki_types::ocsp::CertStatus;
use pki_types::{Reason, sha256};
use relying_party::{Content, Request};
use test_country::{NOW, YEAR};
use words::{DeviceId, Purpose, SessionId};

use crate::country::{BATCH, CHALLENGE, Country, Parts};

/// Each of logins and signatures.
const BOTH: [usize; 2] = [0, 1];

#[test]
fn a_good_login_and_a_good_signature_are_believed() {
    let country = Country::new();
    for which in BOTH {
        let signature = country.answered(which, |_, _| {}).unwrap();
        assert!(signature.is_by_known_keys);
        assert_eq!(signature.completed_at, NOW.plus(9));
        assert!(!signature.receipt.is_empty() && !signature.statement.is_empty());
        // Without the pin all but the service's own signatures is proven.
        let signature = country.answered(which, |_, parts| parts.with_keys = false).unwrap();
        assert!(!signature.is_by_known_keys);
    }
}

#[test]
fn of_several_documents_those_are_signed_that_the_person_left() {
    let country = Country::new();
    let signatures = country.answered(BATCH, |_, _| {}).unwrap();
    let made: Vec<bool> = signatures.values.iter().map(Option::is_some).collect();
    assert_eq!(made, [true, false, true]);
    assert_eq!(Some(signatures.first()), signatures.values[0].as_deref());
}

/// How one answer differs from a good one, and what is said of it.
type Change = for<'a> fn(&'a Country, &mut Parts<'a>);

fn refused(country: &Country, which: usize, says: &str, change: Change) {
    let problem = country.answered(which, change).expect_err(says);
    let told = problem.in_full();
    assert!(told.contains(says), "{told:?} does not say {says:?}");
}

#[test]
fn no_statement_about_anything_else_is_believed() {
    let country = Country::new();
    let changes: [(&str, Change); 8] = [
        ("the session of the statement", |_, parts| parts.statement.session = SessionId::from_bytes([7; 16])),
        ("the request of the statement", |_, parts| parts.statement.request_sha256 = sha256(b"another")),
        ("the relying party's certificate in the statement", |_, parts| {
            parts.statement.relying_party.as_mut().unwrap().certificate_sha256 = sha256(b"another");
        }),
        ("the relying party of the statement", |_, parts| {
            parts.statement.relying_party.as_mut().unwrap().id = "second-service".to_owned()
        }),
        ("the certificate is", |country, parts| {
            parts.statement.certificate_sha256 = country.other[0].certificate.sha256();
        }),
        ("the text", |_, parts| parts.statement.display.text = None),
        ("expires_at", |_, parts| parts.statement.expires_at = NOW.plus(599)),
        ("the signature of the JWS does not verify", |country, parts| {
            parts.statement_key = &country.world.receipt;
        }),
    ];
    for which in BOTH {
        for (says, change) in changes {
            refused(&country, which, says, change);
        }
    }
    refused(&country, 0, "what is signed", |_, parts| {
        let challenge = Challenge::new(vec![43; 32]).unwrap();
        parts.statement.sign = Sign::Challenge { algorithm: Algorithm::Es256, challenge };
    });
    refused(&country, 1, "what is signed", |_, parts| {
        let Sign::Documents { documents, .. } = &mut parts.statement.sign else { panic!("it is a login") };
        documents[0].sha256 = sha256(b"another");
    });
    // A login in the place of a signature.
    refused(&country, 1, "the purpose", |_, parts| {
        let challenge = Challenge::new(vec![43; 32]).unwrap();
        parts.statement.purpose = Purpose::Authentication;
        parts.statement.sign = Sign::Challenge { algorithm: Algorithm::Es256, challenge };
    });
    // Which of the person's phones it was is nothing that the relying party asked for.
    country.answered(0, |_, parts| parts.statement.device = DeviceId::from_bytes([9; 16])).unwrap();
}

#[test]
fn no_other_signature_and_no_other_certificate_is_believed() {
    let country = Country::new();
    for which in BOTH {
        refused(&country, which, "the certificate of the answer", |country, parts| {
            parts.certificate = &country.other[0].certificate;
        });
        refused(&country, which, "the person's signature", |country, parts| {
            parts.signed_by = &country.other[0];
        });
        refused(&country, which, "the person's signature", |_, parts| {
            parts.signed = Some(vec![Some(b"something else".to_vec())]);
        });
        refused(&country, which, "does not lead to the country's root", |country, parts| {
            parts.root = &country.world.services.certificate;
        });
        refused(&country, which, "was valid until", |_, parts| parts.now = NOW.plus(4 * YEAR));
    }
    // The bare challenge, which any service may have put before the person.
    refused(&country, 0, "the person's signature", |_, parts| {
        parts.signed = Some(vec![Some(CHALLENGE.to_vec())]);
    });
}

#[test]
fn no_certificate_of_the_other_purpose_is_believed() {
    let mut country = Country::new();
    country.person.swap(0, 1);
    for which in BOTH {
        refused(&country, which, "the purpose of the person's certificate", |_, _| {});
    }
}

#[test]
fn no_receipt_for_anything_else_is_believed() {
    let country = Country::new();
    let changes: [(&str, Change); 8] = [
        ("the session of the receipt", |_, parts| {
            parts.receipt = Box::new(|receipt| receipt.session = SessionId::from_bytes([7; 16]));
        }),
        ("the relying party of the receipt", |_, parts| {
            parts.receipt = Box::new(|receipt| receipt.relying_party = "second-service".to_owned());
        }),
        ("the request of the receipt", |_, parts| {
            parts.receipt = Box::new(|receipt| receipt.request_sha256 = sha256(b"another"));
        }),
        ("the statement of the receipt", |_, parts| {
            parts.receipt = Box::new(|receipt| receipt.statement_sha256 = sha256(b"another"));
        }),
        ("the certificate of the receipt", |_, parts| {
            parts.receipt = Box::new(|receipt| receipt.certificate_sha256 = sha256(b"another"));
        }),
        ("the receipt confirms other signatures", |_, parts| {
            parts.receipt =
                Box::new(|receipt| receipt.signatures_sha256 = Some(vec![Some(sha256(b"another"))]));
        }),
        ("nothing was signed", |_, parts| {
            parts.receipt = Box::new(|receipt| {
                receipt.state = ReceiptState::Refused;
                receipt.signatures_sha256 = None;
            });
        }),
        ("the signature of the JWS does not verify", |country, parts| {
            parts.receipt_key = &country.world.statement;
        }),
    ];
    for which in BOTH {
        for (says, change) in changes {
            refused(&country, which, says, change);
        }
    }
}

#[test]
fn no_certificate_is_believed_without_its_status_from_after_the_signature() {
    let country = Country::new();
    let changes: [(&str, Change); 8] = [
        ("no status", |_, parts| parts.status = None),
        ("revoked or suspended since", |_, parts| {
            parts.status = Some(CertStatus::Revoked { at: NOW, reason: Some(Reason::KeyCompromise) });
        }),
        ("revoked or suspended since", |_, parts| {
            parts.status = Some(CertStatus::Revoked { at: NOW, reason: Some(Reason::CertificateHold) });
        }),
        ("does not know it", |_, parts| parts.status = Some(CertStatus::Unknown)),
        ("another certificate", |country, parts| parts.status_of = &country.other[0].certificate),
        ("the OCSP answer", |country, parts| parts.responder = &country.world.services),
        // Before the receipt, by more than clocks may differ.
        ("speaks of", |_, parts| parts.status_at = NOW.minus(60)),
        ("speaks of", |_, parts| parts.status_at = NOW.plus(100)),
    ];
    for which in BOTH {
        for (says, change) in changes {
            refused(&country, which, says, change);
        }
        refused(&country, which, "speaks of", |_, parts| parts.now = NOW.plus(200));
    }
}

#[test]
fn a_request_that_was_kept_is_the_same_request_and_of_the_same_person() {
    let country = Country::new();
    let request = country.request(&country.person[0], &Content::Challenge(&[1; 32]));
    let kept = Request::read(request.compact().to_owned(), request.person().unwrap()).unwrap();
    assert_eq!((kept.sha256(), kept.compact()), (request.sha256(), request.compact()));
    let other = country.found(&country.other[0]);
    let wrong = Request::read(request.compact().to_owned(), &other).unwrap_err().in_full();
    assert!(wrong.contains("the certificate that the request names"), "{wrong}");
}
