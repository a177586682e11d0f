//! Files of several pieces: what stories have no time for, because a store of theirs fits into one.

use std::io::Cursor;

use pki_types::{SeededRandom, SystemRandom};
use tempfile::TempDir;

use super::*;

struct Scene {
    folder: TempDir,
    recipient: Recipient,
    identity: Arc<Identity>,
}

fn scene() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("safe");
    let now = UnixTime::from_seconds(1_800_000_000);
    let recipient = Identity::draw(&name, now, &SystemRandom).unwrap();
    let identity = Arc::new(Identity::read(&name.with_extension("key")).unwrap());
    assert_eq!(identity.sha256(), recipient.sha256());
    assert_eq!(Recipient::read(&name.with_extension("pem")).unwrap().sha256(), recipient.sha256());
    Scene { folder, recipient, identity }
}

impl Scene {
    /// Contents of so many octets, encrypted.
    fn encrypted(&self, length: usize, seed: u64) -> (Vec<u8>, Vec<u8>) {
        let contents: Vec<u8> = (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect();
        let protection = Protection::to(vec![self.recipient.clone()], &SeededRandom::new(seed)).unwrap();
        let file = protection.protect(Vec::new(), |into| Ok(into.write_all(&contents)?)).unwrap();
        (contents, file)
    }

    /// What comes out of a file, or why nothing more does.
    fn opened(&self, file: &[u8]) -> Result<Vec<u8>, String> {
        let mut contents = Vec::new();
        let mut file =
            self.identity.open(Cursor::new(file.to_vec())).map_err(|problem| problem.to_string())?;
        file.read_to_end(&mut contents).map_err(|problem| problem.to_string())?;
        Ok(contents)
    }
}

/// Where the pieces of a file end.
fn pieces(file: &[u8]) -> Vec<&[u8]> {
    let (mut pieces, mut rest) = (Vec::new(), file);
    while let Some(octets) = rest.get(2..6) {
        let after = match rest[1] {
            0x82 => 4 + octets[..2].iter().fold(0, |length, octet| (length << 8) | usize::from(*octet)),
            0x83 => 5 + octets[..3].iter().fold(0, |length, octet| (length << 8) | usize::from(*octet)),
            other => panic!("no piece of these tests has a length of {other:#x}"),
        };
        let (piece, others) = rest.split_at(after);
        pieces.push(piece);
        rest = others;
    }
    pieces
}

#[test]
fn every_length_comes_back() {
    let scene = scene();
    for (length, count) in [(0, 1), (1, 1), (PIECE, 1), (PIECE + 1, 2), (2 * PIECE, 2), (2 * PIECE + 9, 3)] {
        let (contents, file) = scene.encrypted(length, 1);
        assert_eq!(pieces(&file).len(), count, "{length}");
        assert!(scene.opened(&file).unwrap() == contents, "{length}");
    }
}

#[test]
fn a_piece_that_is_missing_moved_or_anothers_is_noticed() {
    let scene = scene();
    let (_, file) = scene.encrypted(2 * PIECE + 9, 1);
    let (_, other_file) = scene.encrypted(2 * PIECE + 9, 2);
    let [first, second, last] = pieces(&file).try_into().unwrap();
    let others = pieces(&other_file)[1];
    for (what, of, said) in [
        ("the end", [first, second].as_slice(), "piece 2 is missing"),
        ("the beginning", &[second, last], "piece 0 stands in another's place"),
        ("the middle", &[first, last], "piece 1 stands in another's place"),
        ("order", &[first, last, second], "piece 1 stands in another's place"),
        ("twice", &[first, second, second, last], "piece 2 stands in another's place"),
        ("another file's", &[first, others, last], "piece 1 stands in another's place"),
        ("more", &[first, second, last, last], "something follows its last piece"),
    ] {
        assert_eq!(scene.opened(&of.concat()), Err(said.to_owned()), "{what}");
    }
    let mut altered = file.clone();
    let place = first.len() + second.len() / 2;
    altered[place] ^= 1;
    assert!(scene.opened(&altered).unwrap_err().contains("piece 1 does not open"));
    assert!(scene.opened(&[0x30, 0x80]).unwrap_err().contains("no definite length"));
    assert!(scene.opened(&[0x30, 0x84, 0xFF, 0, 0, 0]).unwrap_err().contains("too large"));
    assert!(scene.opened(&[0x30, 0x03, 0x02, 0x01, 0x00]).unwrap_err().contains("is no piece of a backup"));
}

#[test]
fn a_file_with_a_private_key_is_no_recipient() {
    let scene = scene();
    let folder = scene.folder.path();
    let certificate = scene.identity.certificate.to_pem().unwrap();
    let key = &scene.identity.key;
    let cipher = Cipher::aes_256_cbc();
    for key in [
        key.private_key_to_pem_pkcs8().unwrap(),
        key.private_key_to_pem_pkcs8_passphrase(cipher, b"correct horse").unwrap(),
        key.ec_key().unwrap().private_key_to_pem().unwrap(),
    ] {
        let file = folder.join("safe.key");
        for contents in [[&key[..], &certificate].concat(), [&certificate[..], &key].concat()] {
            fs::write(&file, contents).unwrap();
            let refused = Recipient::read(&file).map(drop).unwrap_err().to_string();
            assert!(refused.contains("safe.key holds a private key"), "{refused}");
            assert!(
                refused.contains("give the certificate alone") && refused.contains("safe.pem"),
                "{refused}"
            );
        }
    }
}

#[test]
fn a_recipient_has_an_ec_key_and_an_identity_its_own_certificate() {
    let scene = scene();
    let file = scene.folder.path().join("mixed.key");
    let other = scene.folder.path().join("other");
    Identity::draw(&other, UnixTime::from_seconds(1_800_000_000), &SystemRandom).unwrap();
    let key = scene.identity.key.private_key_to_pem_pkcs8().unwrap();
    let certificate = fs::read(other.with_extension("pem")).unwrap();
    write_private(&file, &[key, certificate].concat()).unwrap();
    let refused = Identity::read(&file).map(drop).unwrap_err().to_string();
    assert!(refused.contains("is of another key"), "{refused}");

    let rsa = PKey::from_rsa(openssl::rsa::Rsa::generate(2048).unwrap()).unwrap();
    let certificate = certificate_of(&rsa, UnixTime::from_seconds(1_800_000_000), &SystemRandom).unwrap();
    let refused = Recipient::new(certificate).map(drop).unwrap_err().to_string();
    assert!(refused.contains("another kind than EC"), "{refused}");
    let nobody = Protection::to(Vec::new(), &SystemRandom).map(drop).unwrap_err().to_string();
    assert!(nobody.contains("--plain makes a backup that anybody can read"), "{nobody}");
}
