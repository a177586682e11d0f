//! A finished file, taken apart: which objects it has, where each stands, what its trailer says.

use std::collections::BTreeMap;
use std::io::Read;

use super::values::{Dict, end_of_value, find, items, reference, references, skip_blank};

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Row {
    /// Nowhere; the next free number and the next generation.
    Free(u32, u32),
    /// At this offset, with this generation.
    At(usize, u32),
    /// In this object stream, at this place.
    In(u32, usize),
}

/// How cross-references are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Style {
    Table,
    Stream,
    /// A table that everybody reads, and a stream behind /XRefStm that newer readers ask first.
    Hybrid,
}

/// The file as its last cross-reference shows it.
pub(super) struct File {
    pub(super) bytes: Vec<u8>,
    pub(super) rows: BTreeMap<u32, Row>,
    /// Values of the objects by number, without `obj` and `endobj`.
    pub(super) bodies: BTreeMap<u32, Vec<u8>>,
    pub(super) trailer: Dict,
    pub(super) style: Style,
    /// Offsets of the cross-references, the last one first.
    pub(super) sections: Vec<usize>,
}

impl File {
    pub(super) fn read(bytes: Vec<u8>) -> Self {
        let mut rows = BTreeMap::new();
        let mut sections = Vec::new();
        let mut newest: Option<(Dict, Style)> = None;
        let mut next = Some(crate::edit::last_startxref(&bytes));
        while let Some(offset) = next {
            let (found, trailer, style) = section(&bytes, offset);
            found.into_iter().for_each(|(number, row)| {
                rows.entry(number).or_insert(row);
            });
            sections.push(offset);
            next = trailer.number("Prev");
            newest = newest.or(Some((trailer, style)));
        }
        let (trailer, style) = newest.unwrap();
        let mut bodies: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
        for (&number, row) in &rows {
            if let Row::At(offset, _) = *row {
                bodies.insert(number, body_at(&bytes, offset));
            }
        }
        for (&number, row) in &rows {
            if let Row::In(container, index) = *row {
                let value = packed(&bodies[&container], index);
                bodies.insert(number, value);
            }
        }
        Self { bytes, rows, bodies, trailer, style, sections }
    }

    pub(super) fn dict(&self, number: u32) -> Option<Dict> {
        Dict::parse(self.bodies.get(&number)?)
    }

    pub(super) fn generation(&self, number: u32) -> u32 {
        match self.rows.get(&number) {
            Some(Row::At(_, generation)) => *generation,
            _ => 0,
        }
    }

    pub(super) fn catalog(&self) -> u32 {
        self.trailer.reference("Root").unwrap()
    }

    /// The value itself, or what it refers to.
    pub(super) fn resolved(&self, value: &[u8]) -> Vec<u8> {
        match reference(value) {
            Some(number) => self.bodies.get(&number).cloned().unwrap_or_else(|| b"null".to_vec()),
            None => value.to_vec(),
        }
    }

    /// The pages in their order.
    pub(super) fn pages(&self) -> Vec<u32> {
        let root = self.dict(self.catalog()).unwrap().reference("Pages").unwrap();
        let mut to_visit = vec![root];
        let mut pages = Vec::new();
        while let Some(number) = to_visit.pop() {
            let Some(node) = self.dict(number) else { continue };
            match node.get("Kids") {
                Some(kids) => {
                    to_visit.extend(items(&self.resolved(kids)).iter().rev().filter_map(|kid| reference(kid)))
                }
                None => pages.push(number),
            }
        }
        pages
    }

    /// The form's object; signing always makes it one of its own.
    pub(super) fn form(&self) -> u32 {
        self.dict(self.catalog()).unwrap().reference("AcroForm").unwrap()
    }

    /// A number to which nothing refers and which nothing has.
    pub(super) fn next_number(&self) -> u32 {
        let named = self.bodies.values().flat_map(|body| references(body)).filter(|number| *number < 100_000);
        let size = number_of(self.trailer.number("Size").unwrap());
        named.chain(self.rows.keys().copied()).max().unwrap_or(0).max(size) + 1
    }
}

/// An object number or a generation; these files have no others.
fn number_of(value: usize) -> u32 {
    u32::try_from(value).unwrap()
}

type Section = (Vec<(u32, Row)>, Dict, Style);

fn section(bytes: &[u8], offset: usize) -> Section {
    let start = skip_blank(bytes, offset);
    if bytes[start..].starts_with(b"xref") {
        return table(bytes, start + 4);
    }
    let dictionary = Dict::parse(&body_at(bytes, start)).unwrap();
    let content = unpacked(&dictionary);
    let numbers = |value: &[u8]| -> Vec<usize> {
        items(value).iter().map(|item| std::str::from_utf8(item).unwrap().parse().unwrap()).collect()
    };
    let widths = numbers(dictionary.get("W").unwrap());
    let size = dictionary.number("Size").unwrap();
    let index = dictionary.get("Index").map_or_else(|| vec![0, size], numbers);
    let mut lines = content.chunks_exact(widths.iter().sum());
    let mut rows = Vec::new();
    for pair in index.chunks(2) {
        for number in pair[0]..pair[0] + pair[1] {
            let line = lines.next().unwrap();
            let value =
                |octets: &[u8]| octets.iter().fold(0_usize, |value, octet| value << 8 | usize::from(*octet));
            let (kind, rest) = line.split_at(widths[0]);
            let (first, second) = rest.split_at(widths[1]);
            let row = match if kind.is_empty() { 1 } else { value(kind) } {
                0 => Row::Free(number_of(value(first)), number_of(value(second))),
                1 => Row::At(value(first), number_of(value(second))),
                _ => Row::In(number_of(value(first)), value(second)),
            };
            rows.push((number_of(number), row));
        }
    }
    (rows, dictionary, Style::Stream)
}

fn table(bytes: &[u8], mut at: usize) -> Section {
    let mut rows = Vec::new();
    let word = |at: &mut usize| {
        *at = skip_blank(bytes, *at);
        let start = *at;
        *at = start
            + bytes[start..]
                .iter()
                .position(|octet| super::values::is_blank(*octet) || *octet == b'<')
                .unwrap();
        String::from_utf8_lossy(&bytes[start..*at]).into_owned()
    };
    loop {
        let first = word(&mut at);
        let Ok(first) = first.parse::<u32>() else { break };
        let count: u32 = word(&mut at).parse().unwrap();
        for number in first..first + count {
            let (offset, generation, kind) = (word(&mut at), word(&mut at), word(&mut at));
            let (offset, generation) = (offset.parse::<usize>().unwrap(), generation.parse().unwrap());
            let row = if kind == "n" {
                Row::At(offset, generation)
            } else {
                Row::Free(number_of(offset), generation)
            };
            rows.push((number, row));
        }
    }
    (rows, Dict::parse(&bytes[at..]).unwrap(), Style::Table)
}

/// The value of the indirect object that begins at `offset`.
fn body_at(bytes: &[u8], offset: usize) -> Vec<u8> {
    let start = skip_blank(bytes, find(bytes, b"obj", offset).unwrap() + 3);
    let end = end_of_value(bytes, start);
    let behind = skip_blank(bytes, end);
    if !bytes[behind..].starts_with(b"stream") {
        return bytes[start..end].to_vec();
    }
    let end = find(bytes, b"endstream", behind).unwrap() + 9;
    bytes[start..end].to_vec()
}

/// One object out of an object stream.
fn packed(container: &[u8], index: usize) -> Vec<u8> {
    let dictionary = Dict::parse(container).unwrap();
    let content = unpacked(&dictionary);
    let first = dictionary.number("First").unwrap();
    let head = String::from_utf8_lossy(&content[..first]).into_owned();
    let numbers: Vec<usize> = head.split_ascii_whitespace().map(|number| number.parse().unwrap()).collect();
    let start = skip_blank(&content, first + numbers[2 * index + 1]);
    content[start..end_of_value(&content, start)].to_vec()
}

/// The data of a stream without its filter, which is none or FlateDecode, with or without the PNG predictor "up".
pub(super) fn unpacked(dictionary: &Dict) -> Vec<u8> {
    let data = dictionary.data().unwrap();
    if dictionary.get("Filter").is_none() {
        return data.to_vec();
    }
    let mut content = Vec::new();
    flate2::read::ZlibDecoder::new(data).read_to_end(&mut content).unwrap();
    let Some(parameters) = dictionary.get("DecodeParms").and_then(Dict::parse) else { return content };
    let columns = parameters.number("Columns").unwrap();
    let mut above = vec![0; columns];
    let mut out = Vec::new();
    for line in content.chunks_exact(columns + 1) {
        above = line[1..].iter().zip(&above).map(|(octet, above)| octet.wrapping_add(*above)).collect();
        out.extend_from_slice(&above);
    }
    out
}
