//! A request in the path of a GET (RFC 6960 appendix A.1, RFC 9919 §5).
//!
//! Clients disagree about nearly everything here. `/`, `+` and `=` of base64 come raw or as `%2F`, `%2B` and `%3D`; what a
//! form would make of `+` comes as `%20`; the padding is left out; the other alphabet of RFC 4648 §5 is used; lines are
//! broken (RFC 2045 §6.8); an address that ends with a slash is joined to the request by another one. None of these is a
//! second meaning: base64 has no spaces, and a request in it begins with `M` (a SEQUENCE). A slash or a space too many at
//! the end could be two more characters of base64; the request says itself where it ends. Escapes are decoded once;
//! `+` is a plus sign here and never a space; two slashes in a row are two characters of base64.

use pki_types::encoding::base64url_decode;

/// How many characters too many are borne at the end.
const MOST_TRAILING: usize = 4;

/// The DER that the rest of a path carries; `None` if it is not percent-encoded base64.
pub(crate) fn request_in(raw_path_rest: &str) -> Option<Vec<u8>> {
    let decoded = percent_decoded(raw_path_rest)?;
    let text = decoded.trim_start_matches('/');
    let mut as_written = None;
    let mut shortened = text;
    for _ in 0..=MOST_TRAILING {
        if let Some(octets) = base64_in(shortened) {
            if is_whole_sequence(&octets) {
                return Some(octets);
            }
            as_written = as_written.or(Some(octets));
        }
        match shortened.strip_suffix(['/', ' ', '\r', '\n']) {
            Some(shorter) => shortened = shorter,
            None => break,
        }
    }
    as_written
}

/// Whether it is one SEQUENCE and nothing behind it (X.690 §8.1.3), however malformed within.
fn is_whole_sequence(octets: &[u8]) -> bool {
    let (length, content) = match octets {
        [0x30, short @ ..=0x7f, content @ ..] => (usize::from(*short), content),
        [0x30, 0x81, length, content @ ..] => (usize::from(*length), content),
        [0x30, 0x82, high, low, content @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), content),
        _ => return false,
    };
    content.len() == length
}

fn base64_in(text: &str) -> Option<Vec<u8>> {
    let unpadded = text.trim_end_matches(['\r', '\n']).trim_end_matches('=');
    let whole = unpadded.chars().filter(|character| !matches!(character, '\r' | '\n'));
    let one_alphabet = whole.map(|character| match character {
        '+' | ' ' => '-',
        '/' => '_',
        other => other,
    });
    base64url_decode(&one_alphabet.collect::<String>()).ok()
}

fn percent_decoded(raw: &str) -> Option<String> {
    let mut decoded = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, escaped)) = rest.split_once('%') {
        decoded.push_str(plain);
        let digits = escaped.get(..2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let octet = u8::from_str_radix(digits, 16).ok()?;
        decoded.push(octet.is_ascii().then(|| char::from(octet))?);
        rest = &escaped[2..];
    }
    decoded.push_str(rest);
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use pki_types::encoding::base64;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_way_to_write_base64_means_the_same() {
        let octets = [0x30, 0xfb, 0xef, 0xff, 0xff, 0xff, 0x3e];
        for path in [
            "MPvv////Pg==",
            "MPvv%2F%2F%2F%2FPg%3D%3D",
            "MPvv%2f/%2F/Pg%3d=",
            "/MPvv////Pg==",
            "%2FMPvv////Pg==",
            "MPvv////Pg",
            "MPvv____Pg",
            "MPvv____Pg==",
            "MPvv%0A////Pg==%0D%0A",
        ] {
            assert_eq!(request_in(path).as_deref(), Some(&octets[..]), "{path}");
        }
        let plus = [0x30, 0x0f, 0xbe, 0xfb];
        let text = base64(&plus);
        assert!(text.contains('+'));
        for path in [text.clone(), text.replace('+', "%20"), text.replace('+', "%2B"), text.replace('+', "-")]
        {
            assert_eq!(request_in(&path).as_deref(), Some(&plus[..]), "{path}");
        }
    }

    #[test]
    fn what_is_too_much_at_the_end_is_borne_however_the_request_ends() {
        // Of one, two and three octets in the last group; the last characters may themselves be slashes.
        for content in [vec![0xff; 4], vec![0xff; 5], vec![0xff; 6], vec![0; 130], vec![0xff; 259]] {
            let length = u8::try_from(content.len());
            let head = match (length, content.len()) {
                (Ok(length @ ..=0x7f), _) => vec![0x30, length],
                (Ok(length), _) => vec![0x30, 0x81, length],
                (Err(_), length) => {
                    [&[0x30, 0x82], &u16::try_from(length).unwrap().to_be_bytes()[..]].concat()
                }
            };
            let octets = [head, content].concat();
            let padded = base64(&octets);
            for text in [padded.as_str(), padded.trim_end_matches('=')] {
                for end in ["", "/", "%2F", "%20", "//", "%20/", "%2f%20%0A"] {
                    let path = format!("{text}{end}");
                    assert_eq!(request_in(&path).as_ref(), Some(&octets), "{path}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn what_a_client_escapes_is_what_we_read(rest in prop::collection::vec(any::<u8>(), 0..200), escape in any::<[bool; 3]>()) {
            let octets = [&[0x30], &rest[..]].concat();
            let mut path = base64(&octets);
            for ((character, escaped), wanted) in [("/", "%2F"), ("+", "%2B"), ("=", "%3D")].into_iter().zip(escape) {
                if wanted {
                    path = path.replace(character, escaped);
                }
            }
            prop_assert_eq!(request_in(&path), Some(octets));
        }

        #[test]
        fn no_path_makes_it_panic(path in ".{0,100}") {
            let _ = request_in(&path);
        }
    }

    #[test]
    fn what_is_not_base64_once_decoded_is_refused() {
        for path in
            ["MA=A", "M", "MDB", "%252BMA==", "MA%", "MA%2", "%zz", "%+1", "MA%09", "M.A", "%ff", "Mé"]
        {
            assert_eq!(request_in(path), None, "{path}");
        }
    }
}
