//! Unpacking of cross-reference and object streams (ISO 32000-2, 7.4).
//!
//! Only what these two need is here: no filter or FlateDecode, with PNG predictors. Pages are never unpacked.

use std::io::Read;

use super::object::{Dictionary, Object};
use super::work::Work;
use crate::error::Error;

/// Unpacks `data` of a stream with this dictionary, paid for by `work`.
///
/// Filter and parameters must be direct values here, as they are in every file that can be read without
/// its cross-reference.
pub(crate) fn unpack(dictionary: &Dictionary, data: &[u8], work: &Work) -> Result<Vec<u8>, Error> {
    let unpacked = match sole(dictionary.entry("Filter"))? {
        None => data.to_vec(),
        Some(filter) if filter.is_name("FlateDecode") => inflate(data, work)?,
        Some(_) => {
            return Err(Error::Unsupported {
                what: "a cross-reference or object stream that is not FlateDecode".into(),
            });
        }
    };
    work.unpacked(unpacked.len())?;
    match sole(dictionary.entry("DecodeParms"))? {
        None => Ok(unpacked),
        Some(Object::Dictionary(parameters)) => undo_predictor(parameters, unpacked),
        Some(other) => Err(Error::Unsupported { what: format!("{} as /DecodeParms", other.kind()) }),
    }
}

/// A value that may stand alone or as the only member of an array.
fn sole(value: Option<&Object>) -> Result<Option<&Object>, Error> {
    match value {
        Some(Object::Array(items)) => match items.as_slice() {
            [] | [Object::Null] => Ok(None),
            [item] => Ok(Some(item)),
            _ => Err(Error::Unsupported {
                what: "several filters on a cross-reference or object stream".into(),
            }),
        },
        other => Ok(other),
    }
}

fn inflate(data: &[u8], work: &Work) -> Result<Vec<u8>, Error> {
    let budget = work.unpackable();
    let limit = u64::try_from(budget).unwrap_or(u64::MAX).saturating_add(1);
    let mut unpacked = Vec::new();
    let read = flate2::read::ZlibDecoder::new(data).take(limit).read_to_end(&mut unpacked);
    read.map_err(|problem| Error::Unsupported {
        what: format!("a packed stream that cannot be unpacked: {problem}"),
    })?;
    if unpacked.len() > budget { Err(work.too_much_unpacked()) } else { Ok(unpacked) }
}

/// ISO 32000-2, 7.4.4.4: PNG predictors, one algorithm octet before each row.
fn undo_predictor(parameters: &Dictionary, data: Vec<u8>) -> Result<Vec<u8>, Error> {
    let number = |key: &str, default: i64| match parameters.entry(key) {
        None => Some(default),
        Some(value) => value.as_integer(),
    };
    let unsupported = || Error::Unsupported { what: "this predictor of a packed stream".into() };
    match number("Predictor", 1) {
        Some(1) => return Ok(data),
        Some(10..=15) => {}
        _ => return Err(unsupported()),
    }
    if number("Colors", 1) != Some(1) || number("BitsPerComponent", 8) != Some(8) {
        return Err(unsupported());
    }
    let columns = number("Columns", 1).and_then(|columns| usize::try_from(columns).ok());
    let columns = columns.filter(|columns| (1..=1024).contains(columns)).ok_or_else(unsupported)?;
    let mut rows = Vec::with_capacity(data.len());
    let mut above = vec![0_u8; columns];
    for row in data.chunks(columns + 1) {
        let (Some(algorithm), Some(row)) = (row.first(), row.get(1..).filter(|row| row.len() == columns))
        else {
            return Err(Error::Unsupported { what: "a packed stream whose last row is cut off".into() });
        };
        above = undo_row(*algorithm, row, &above).ok_or_else(unsupported)?;
        rows.extend_from_slice(&above);
    }
    Ok(rows)
}

/// One row of PNG filtering (W3C PNG, 9.2), one octet per pixel.
fn undo_row(algorithm: u8, row: &[u8], above: &[u8]) -> Option<Vec<u8>> {
    let mut undone = Vec::with_capacity(row.len());
    let (mut left, mut above_left) = (0_u8, 0_u8);
    for (&octet, &up) in row.iter().zip(above) {
        let prediction = match algorithm {
            0 => 0,
            1 => left,
            2 => up,
            3 => u8::try_from(u16::midpoint(left.into(), up.into())).unwrap_or_default(),
            4 => paeth(left, up, above_left),
            _ => return None,
        };
        left = octet.wrapping_add(prediction);
        above_left = up;
        undone.push(left);
    }
    Some(undone)
}

fn paeth(left: u8, up: u8, above_left: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(above_left);
    let distance = |octet: u8| (estimate - i16::from(octet)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(above_left) {
        left
    } else if distance(up) <= distance(above_left) {
        up
    } else {
        above_left
    }
}
