//! The value of /Contents: one CMS structure in front, zeros behind (ISO 32000-2, 12.8.1).
//!
//! The standards want DER. Widespread software wrote the outer layers with indefinite lengths (X.690, 8.1.3.6); these
//! are given their definite lengths here, so that what follows need read only DER. What was signed inside is DER
//! in either case (RFC 5652, 5.4).

/// Deepest nesting that is followed; a CMS with a time-stamp and its chain has less than half.
const DEPTH: usize = 48;

const END_OF_CONTENTS: [u8; 2] = [0, 0];
const CONSTRUCTED: u8 = 0x20;
const OCTET_STRING: u8 = 0x04;

/// The structure without its padding, with definite lengths; `None` if it is not one followed by zeros.
pub(super) fn without_padding(contents: &[u8]) -> Option<Vec<u8>> {
    let (structure, padding) = definite(contents, 0)?;
    let is_sequence = structure.first() == Some(&0x30);
    (is_sequence && padding.iter().all(|octet| *octet == 0)).then_some(structure)
}

/// Whether these octets are one structure in DER, as certificates and what speaks of their status are, and nothing else.
pub(super) fn is_one_structure(octets: &[u8]) -> bool {
    match octets {
        [0x30, first @ ..0x80, rest @ ..] => rest.len() == usize::from(*first),
        [0x30, first, rest @ ..] => length(*first, rest).is_some_and(|(length, rest)| rest.len() == length),
        _ => false,
    }
}

/// Takes one element off the front; gives it with definite lengths all through, and the rest.
fn definite(octets: &[u8], depth: usize) -> Option<(Vec<u8>, &[u8])> {
    if depth > DEPTH {
        return None;
    }
    let (&tag, rest) = octets.split_first()?;
    // Tag numbers above 30 occur in nothing that is read here.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    if first != 0x80 {
        let (length, rest) = length(first, rest)?;
        let (content, rest) = rest.split_at_checked(length)?;
        return Some((element(tag, content), rest));
    }
    if tag & CONSTRUCTED == 0 {
        return None;
    }
    let mut content = Vec::new();
    let mut rest = rest;
    loop {
        if let Some(behind) = rest.strip_prefix(&END_OF_CONTENTS) {
            let is_string = tag == OCTET_STRING | CONSTRUCTED;
            let whole =
                if is_string { element(OCTET_STRING, &joined(&content)?) } else { element(tag, &content) };
            return Some((whole, behind));
        }
        let (inner, behind) = definite(rest, depth + 1)?;
        content.extend_from_slice(&inner);
        rest = behind;
    }
}

/// The length octets after the first: short form, or long form of up to four octets.
fn length(first: u8, rest: &[u8]) -> Option<(usize, &[u8])> {
    if first < 0x80 {
        return Some((first.into(), rest));
    }
    let count = usize::from(first & 0x7f);
    let (octets, rest) = rest.split_at_checked(count).filter(|_| count <= 4)?;
    Some((octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), rest))
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len().to_be_bytes();
    let significant = length.iter().position(|octet| *octet != 0).unwrap_or(length.len());
    match length.get(significant..).unwrap_or_default() {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        octets => {
            out.push(0x80 | u8::try_from(octets.len()).expect("a length has at most eight octets"));
            out.extend_from_slice(octets);
        }
    }
    out.extend_from_slice(content);
    out
}

/// The pieces of an octet string that was written in pieces.
fn joined(pieces: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    let mut rest = pieces;
    while let Some((&tag, behind)) = rest.split_first() {
        let (&first, behind) = behind.split_first().filter(|_| tag == OCTET_STRING)?;
        let (length, behind) = length(first, behind)?;
        let (piece, behind) = behind.split_at_checked(length)?;
        whole.extend_from_slice(piece);
        rest = behind;
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::without_padding;

    #[test]
    fn indefinite_lengths_become_definite() {
        let indefinite =
            [0x30, 0x80, 0x02, 0x01, 0x05, 0x24, 0x80, 0x04, 0x01, 0xaa, 0x04, 0x01, 0xbb, 0, 0, 0, 0];
        let definite = [0x30, 0x07, 0x02, 0x01, 0x05, 0x04, 0x02, 0xaa, 0xbb];
        assert_eq!(without_padding(&indefinite).as_deref(), Some(&definite[..]));
        assert_eq!(without_padding(&definite).as_deref(), Some(&definite[..]));
        let padded = [&indefinite[..], &[0; 9]].concat();
        assert_eq!(without_padding(&padded).as_deref(), Some(&definite[..]));
    }

    #[test]
    fn anything_else_is_refused() {
        let cases: [&[u8]; 7] = [
            &[],
            &[0x30],
            &[0x30, 0x80],
            &[0x30, 0x80, 0x04, 0x80, 0, 0, 0, 0],
            &[0x04, 0x01, 0x05],
            &[0x30, 0x03, 0x02, 0x01, 0x05, 0x01],
            &[0x30, 0x85, 0, 0, 0, 0, 1, 5],
        ];
        for case in cases {
            assert_eq!(without_padding(case), None, "{case:x?}");
        }
        assert_eq!(without_padding(&[[0x30, 0x80]; 200].concat()), None, "too deep");
    }
}
