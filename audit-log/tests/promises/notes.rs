//! Signed notes and checkpoints.

use audit_log::{Checkpoint, Error, NoteVerifier};
use openssl::pkey::PKey;
use openssl::sign::Verifier;
use pki_types::{encoding, sha256};

use crate::country::{ORIGIN, note_signer};

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: ORIGIN.to_owned(), size: 1234, root: sha256(b"root") }
}

#[test]
fn a_checkpoint_has_the_form_of_the_standard_and_openssl_verifies_it() {
    let signer = note_signer(ORIGIN);
    let note = checkpoint().sign(&signer).unwrap();
    let root = encoding::base64(sha256(b"root").as_bytes());
    let text = format!("{ORIGIN}\n1234\n{root}\n");
    let line = note.strip_prefix(&format!("{text}\n\u{2014} {ORIGIN} ")).unwrap();
    let octets = encoding::base64_decode(line.trim_end()).unwrap();

    // The verifier key is name+id+key, and the key's id stands before each signature.
    let written = signer.verifier().to_string();
    let [name, id, key] = written.split('+').collect::<Vec<_>>()[..3].try_into().unwrap();
    assert_eq!(name, ORIGIN);
    assert_eq!(encoding::hex(&octets[..4]), id);
    // A plus may be a letter of the Base64, too.
    let key =
        encoding::base64_decode(&written[name.len() + id.len() + 2..]).unwrap_or_else(|_| panic!("{key}"));
    let openssl = PKey::public_key_from_raw_bytes(&key[1..], openssl::pkey::Id::ED25519).unwrap();
    let mut verifier = Verifier::new_without_digest(&openssl).unwrap();
    assert!(verifier.verify_oneshot(&octets[4..], text.as_bytes()).unwrap());

    let read = NoteVerifier::parse(&written).unwrap();
    assert_eq!(&read, signer.verifier());
    assert_eq!(Checkpoint::open(&note, &read).unwrap(), checkpoint());
}

#[test]
fn signatures_of_witnesses_are_passed_over() {
    let (log, witness) = (note_signer(ORIGIN), note_signer("witness.example"));
    let note = checkpoint().sign(&log).unwrap();
    let text = note.split_once("\n\n").unwrap().0.to_owned() + "\n";
    let other = witness.sign(&text).unwrap();
    let cosignature = other.rsplit_once("\n\n").unwrap().1;
    for both in [
        format!("{note}{cosignature}"),
        format!("{text}\n{cosignature}{}", note.rsplit_once("\n\n").unwrap().1),
    ] {
        assert_eq!(Checkpoint::open(&both, log.verifier()).unwrap(), checkpoint());
    }
    let alone = format!("{text}\n{cosignature}");
    assert!(matches!(Checkpoint::open(&alone, log.verifier()), Err(Error::Unsigned { .. })));
}

#[test]
fn what_is_no_checkpoint_of_this_log_is_refused() {
    let signer = note_signer(ORIGIN);
    let good = checkpoint().sign(&signer).unwrap();
    Checkpoint::open(&good, signer.verifier()).unwrap();
    for (wrong, why) in [
        (good.replace("1234", "1235"), "another size under the old signature"),
        (good.replacen('\n', "\r\n", 1), "a control character"),
        (good.trim_end().to_owned(), "a last line without end"),
        (good.replace('\u{2014}', "-"), "a hyphen for the dash"),
        (good.replace("\n\n", "\n"), "no empty line"),
        (String::new(), "nothing"),
    ] {
        Checkpoint::open(&wrong, signer.verifier()).expect_err(why);
    }
    // Another key under the same name, and the same key for another log.
    Checkpoint::open(&good, note_signer(ORIGIN).verifier()).expect_err("another key");
    let elsewhere = Checkpoint { origin: "log.example/elsewhere".to_owned(), ..checkpoint() };
    let signed = elsewhere.sign(&signer).unwrap();
    assert!(matches!(Checkpoint::open(&signed, signer.verifier()), Err(Error::Inconsistent { .. })));
    for body in ["01234\nroot\n", "-1\nroot\n", "99999999999999999999\nroot\n", "1234\nroot\n", "1234\n"] {
        let signed = signer.sign(&format!("{ORIGIN}\n{body}")).unwrap();
        assert!(
            matches!(Checkpoint::open(&signed, signer.verifier()), Err(Error::Malformed { .. })),
            "{body}"
        );
    }
}

#[test]
fn a_verifier_key_says_what_is_wrong_with_it() {
    let good = note_signer(ORIGIN).verifier().to_string();
    for wrong in ["", "name", "name+12345678", &good.replacen('+', "x+", 1), &good[..good.len() - 4]] {
        assert!(matches!(NoteVerifier::parse(wrong), Err(Error::Malformed { .. })), "{wrong}");
    }
    for name in ["", "a b", "a+b"] {
        assert!(NoteVerifier::new(name, crate::country::key().public_key()).is_err(), "{name:?}");
    }
}
