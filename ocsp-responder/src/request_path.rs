//! A request in the path of a GET (RFC 6960 appendix A.1, RFC 9919 §5).
//!
//! Clients disagree about what to escape: `/`, `+` and `=` of base64 come raw or as `%2F`, `%2B` and `%3D`. Escapes are
//! decoded once; `+` is a plus sign here and never a space; two slashes in a row are two characters of base64.

use pki_types::encoding::base64_decode;

/// The DER that the rest of a path carries; `None` if it is not percent-encoded base64.
pub(crate) fn request_in(raw_path_rest: &str) -> Option<Vec<u8>> {
    base64_decode(&percent_decoded(raw_path_rest)?).ok()
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

    /// 0xfb 0xff 0xfe has `+` and two `/` in base64.
    #[test]
    fn every_way_to_escape_base64_means_the_same() {
        let octets = [0xfb, 0xef, 0xff, 0xff, 0xff];
        for path in ["++////8=", "%2B%2B////8%3D", "%2b+%2F/%2F/8=", "++%2f%2f%2f%2f8%3d"] {
            assert_eq!(request_in(path).as_deref(), Some(&octets[..]), "{path}");
        }
    }

    proptest! {
        #[test]
        fn what_a_client_escapes_is_what_we_read(octets in prop::collection::vec(any::<u8>(), 0..200), escape in any::<[bool; 3]>()) {
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
            ["++////8", "  ////8=", "%252B+////8=", "+%", "+%2", "%zz", "%+1", "++////8=\n", "-_", "%ff"]
        {
            assert_eq!(request_in(path), None, "{path}");
        }
    }
}
