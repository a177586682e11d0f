//! Writing an update behind the last version (ISO 32000-2, 7.5.6). Not one octet of the file is changed.

use std::collections::BTreeMap;

use pki_types::hash::sha256;

use super::cross_reference::{Entry, Style};
use super::document::View;
use super::object::{Dictionary, Object, ObjectId};
use super::reference::references_of_revision;
use super::write;
use crate::error::Error;
use crate::limits;

/// Entries of a cross-reference stream's dictionary that describe the stream and not the document.
const STREAM_KEYS: [&str; 9] =
    ["Type", "W", "Index", "Filter", "DecodeParms", "Length", "F", "FFilter", "FDecodeParms"];

/// An update in the making.
pub(crate) struct Update<'d, 'a> {
    view: View<'d, 'a>,
    objects: BTreeMap<u32, (u16, Vec<u8>)>,
    next_number: u32,
}

impl<'d, 'a> Update<'d, 'a> {
    /// Begins an update of the last version. New objects get numbers that nothing refers to yet, not even
    /// an empty reference: a new object must not appear where somebody left a gap.
    pub(crate) fn new(view: View<'d, 'a>) -> Result<Self, Error> {
        let document = view.document();
        let mut next_number = 1;
        for (index, revision) in document.revisions().iter().enumerate() {
            let size = revision.newest().size().unwrap_or(1);
            let referred = references_of_revision(document, index)?.into_iter().max().unwrap_or(0);
            next_number = next_number.max(size).max(referred.saturating_add(1));
        }
        if usize::try_from(next_number).unwrap_or(usize::MAX) >= limits::OBJECTS {
            return Err(Error::Limit { what: "objects", limit: limits::OBJECTS });
        }
        Ok(Self { view, objects: BTreeMap::new(), next_number })
    }

    /// A name for a new object.
    pub(crate) fn allocate(&mut self) -> ObjectId {
        let id = ObjectId { number: self.next_number, generation: 0 };
        self.next_number += 1;
        id
    }

    /// Adds a new object, or replaces an old one.
    pub(crate) fn put(&mut self, id: ObjectId, object: &Object) {
        let mut body = Vec::new();
        write::write(object, &mut body);
        self.put_written(id, body);
    }

    /// Adds an object that is written already.
    pub(crate) fn put_written(&mut self, id: ObjectId, body: Vec<u8>) {
        self.objects.insert(id.number, (id.generation, body));
    }

    /// Adds a new stream without filter.
    pub(crate) fn put_stream(&mut self, data: &[u8]) -> ObjectId {
        let id = self.allocate();
        let mut body = Vec::new();
        write::stream(Dictionary::new(), data, &mut body);
        self.put_written(id, body);
        id
    }

    /// The whole new file.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let original = self.view.document().bytes();
        let mut out = original.to_vec();
        if !original.ends_with(b"\n") {
            out.push(b'\n');
        }
        // 1. The objects.
        let mut entries = BTreeMap::new();
        for (number, (generation, body)) in &self.objects {
            entries.insert(*number, Entry::InFile { offset: out.len(), generation: *generation });
            out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
            out.extend_from_slice(body);
            out.extend_from_slice(b"\nendobj\n");
        }
        // 2. The cross-reference, in the style of the version before: mixing them would make readers differ.
        let offset = out.len();
        match self.view.revision().newest().style {
            Style::Table => {
                let trailer = self.trailer();
                table(&entries, &trailer, &mut out);
            }
            Style::Stream => {
                let id = self.allocate();
                entries.insert(id.number, Entry::InFile { offset, generation: 0 });
                let trailer = self.trailer();
                stream(id, &entries, trailer, &mut out);
            }
        }
        // 3. Where it is.
        out.extend_from_slice(format!("startxref\n{offset}\n%%EOF\n").as_bytes());
        out
    }

    /// The previous trailer with the new /Size and /Prev; the second half of /ID changes with the content
    /// (ISO 32000-2, 14.4).
    fn trailer(&self) -> Dictionary {
        let mut trailer = self.view.trailer().clone();
        STREAM_KEYS.iter().for_each(|key| trailer.remove(key));
        let previous = self.view.revision().newest().span.start;
        trailer.set("Size", Object::Integer(self.next_number.into()));
        trailer
            .set("Prev", Object::Integer(i64::try_from(previous).expect("the file is below the size limit")));
        if let Some([permanent, _]) = trailer.entry("ID").and_then(Object::as_array) {
            let mut content = self.view.document().bytes().to_vec();
            self.objects.values().for_each(|(_, body)| content.extend_from_slice(body));
            let changing =
                sha256(&content).0.first_chunk::<16>().map(|half| half.to_vec()).unwrap_or_default();
            let permanent = permanent.clone();
            trailer.set("ID", Object::Array(vec![permanent, Object::String(changing)]));
        }
        trailer
    }
}

/// Runs of consecutive numbers, as subsections want them.
fn runs(entries: &BTreeMap<u32, Entry>) -> Vec<(u32, Vec<Entry>)> {
    let mut runs: Vec<(u32, Vec<Entry>)> = Vec::new();
    let mut expected = None;
    for (number, entry) in entries {
        match runs.last_mut() {
            Some((_, run)) if expected == Some(*number) => run.push(*entry),
            _ => runs.push((*number, vec![*entry])),
        }
        expected = number.checked_add(1);
    }
    runs
}

fn table(entries: &BTreeMap<u32, Entry>, trailer: &Dictionary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"xref\n");
    for (first, run) in runs(entries) {
        out.extend_from_slice(format!("{first} {}\n", run.len()).as_bytes());
        for entry in run {
            if let Entry::InFile { offset, generation } = entry {
                out.extend_from_slice(format!("{offset:010} {generation:05} n \n").as_bytes());
            }
        }
    }
    out.extend_from_slice(b"trailer\n");
    write::dictionary(trailer, out);
    out.push(b'\n');
}

/// A cross-reference stream of fixed widths 1, 5 and 2 without filter (ISO 32000-2, 7.5.8.3).
fn stream(id: ObjectId, entries: &BTreeMap<u32, Entry>, trailer: Dictionary, out: &mut Vec<u8>) {
    let mut index = Vec::new();
    let mut data = Vec::new();
    for (first, run) in runs(entries) {
        let count = i64::try_from(run.len()).expect("a run is never longer than i64::MAX");
        index.extend([Object::Integer(first.into()), Object::Integer(count)]);
        for entry in run {
            if let Entry::InFile { offset, generation } = entry {
                let offset = u64::try_from(offset).expect("an offset fits 64 bits").to_be_bytes();
                data.push(1);
                data.extend_from_slice(offset.get(3..).unwrap_or_default());
                data.extend_from_slice(&generation.to_be_bytes());
            }
        }
    }
    let header = trailer
        .with("Type", Object::name("XRef"))
        .with("W", Object::Array([1, 5, 2].map(Object::Integer).to_vec()))
        .with("Index", Object::Array(index));
    out.extend_from_slice(format!("{id} obj\n").as_bytes());
    write::stream(header, &data, out);
    out.extend_from_slice(b"\nendobj\n");
}
