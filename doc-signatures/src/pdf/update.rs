//! Writing an update behind the last version (ISO 32000-2, 7.5.6). Not one octet of the file is changed.

use std::collections::{BTreeMap, BTreeSet};

use pki_types::hash::sha256;

use super::cross_reference::{Entry, Style};
use super::lexer::Writing;
use super::object::{Dictionary, Object, ObjectId};
use super::view::View;
use super::write;
use crate::error::Error;
use crate::limits;

/// The generation of a free number that is never used again (ISO 32000-2, 7.5.4).
const NEVER_AGAIN: u16 = 65_535;
/// Entries of a trailer that describe its own cross-reference and not the document.
const NOT_INHERITED: [&str; 10] =
    ["Type", "W", "Index", "Filter", "DecodeParms", "Length", "F", "FFilter", "FDecodeParms", "XRefStm"];
/// What an object takes beside its value, about, in octets.
const OBJECT_OCTETS: usize = 64;

/// An update in the making.
pub(crate) struct Update<'d, 'a> {
    view: View<'d, 'a>,
    objects: BTreeMap<u32, (u16, Vec<u8>)>,
    next_number: u32,
    /// The number below which all object numbers lie.
    size: u32,
}

/// What is written behind the file, and where in the new file the objects begin that were added.
pub(crate) struct Updated {
    pub(crate) appended: Vec<u8>,
    pub(crate) offsets: BTreeMap<u32, usize>,
}

impl<'d, 'a> Update<'d, 'a> {
    /// Begins an update of the last version.
    pub(crate) fn new(view: View<'d, 'a>) -> Self {
        let sections = view.document().revisions().iter().flat_map(|revision| &revision.sections);
        let above = sections.flat_map(|section| {
            // A cross-reference stream need not list itself, and programs take its number for free then.
            let listed = section.numbers().max().into_iter().chain(section.number);
            listed.map(|number| number.saturating_add(1)).chain([section.size()])
        });
        let size = above.max().unwrap_or(1);
        Self { view, objects: BTreeMap::new(), next_number: size, size }
    }

    /// A name for a new object, to which nothing refers yet, not even an empty reference: a new object must not appear
    /// where somebody left a gap.
    pub(crate) fn allocate(&mut self) -> Result<ObjectId, Error> {
        let mut has_wrapped = false;
        loop {
            // Numbers above all others come first; where there are none left, those that nobody ever used.
            if self.next_number > limits::OBJECT_NUMBER {
                if has_wrapped {
                    return Err(Error::Limit { what: "objects", limit: limits::OBJECTS });
                }
                (self.next_number, has_wrapped) = (1, true);
            }
            let number = self.next_number;
            self.next_number += 1;
            if self.is_unused(number) {
                self.size = self.size.max(self.next_number);
                return Ok(ObjectId { number, generation: 0 });
            }
        }
    }

    fn is_unused(&self, number: u32) -> bool {
        let document = self.view.document();
        let mut sections = document.revisions().iter().flat_map(|revision| &revision.sections);
        !document.survey().is_referred(number, document.revisions().len())
            && self.view.entry(number).is_none()
            && !self.objects.contains_key(&number)
            && sections.all(|section| section.number != Some(number))
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
    pub(crate) fn put_stream(&mut self, header: Dictionary, data: &[u8]) -> Result<ObjectId, Error> {
        let id = self.allocate()?;
        let mut body = Vec::new();
        write::stream(header, data, &mut body);
        self.put_written(id, body);
        Ok(id)
    }

    /// Writes the update behind the file.
    pub(crate) fn finish(mut self) -> Result<Updated, Error> {
        let original = self.view.document().bytes();
        let added: usize = self.objects.values().map(|(_, body)| body.len() + OBJECT_OCTETS).sum();
        let mut out = Vec::with_capacity(added);
        if !original.ends_with(b"\n") {
            out.push(b'\n');
        }
        let place = |out: &Vec<u8>| original.len() + out.len();
        // 1. The objects; none whose octets programs take differently, because it would not be the same for all of them.
        for number in self.objects.keys() {
            if let Some(odd) = self.view.locate(*number)?.filter(|located| located.writing == Writing::Odd) {
                let what = format!(
                    "a name, number or text that programs read differently, in an object that has to be written again ({number})"
                );
                return Err(Error::damaged(odd.span.start, what));
            }
        }
        let mut entries = self.older_entries()?;
        let mut offsets = BTreeMap::new();
        for (number, (generation, body)) in &self.objects {
            offsets.insert(*number, place(&out));
            entries.insert(*number, Entry::InFile { offset: place(&out), generation: *generation });
            out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
            out.extend_from_slice(body);
            out.extend_from_slice(b"\nendobj\n");
        }
        // 2. The cross-reference, in the style of the version before: mixing them would make readers differ.
        let offset = place(&out);
        match self.style(&entries) {
            Style::Table => {
                let trailer = self.trailer();
                table(&entries, &trailer, &mut out);
            }
            Style::Stream => {
                let id = self.allocate()?;
                entries.insert(id.number, Entry::InFile { offset, generation: 0 });
                let trailer = self.trailer();
                stream(id, &entries, trailer, &mut out);
            }
        }
        // 3. Where it is.
        out.extend_from_slice(format!("startxref\n{offset}\n%%EOF\n").as_bytes());
        Ok(Updated { appended: out, offsets })
    }

    /// What the older versions say, where readers need leniency to find it: said again exactly, nobody needs it any more.
    fn older_entries(&self) -> Result<BTreeMap<u32, Entry>, Error> {
        let document = self.view.document();
        let own = document.cross_reference_numbers();
        let numbers: BTreeSet<u32> = self.view.numbers().filter(|number| !own.contains(number)).collect();
        if document.is_plain() {
            return self.last_entry(&numbers);
        }
        let entries = numbers.into_iter().map(|number| Ok((number, self.exact_entry(number)?)));
        let mut entries: BTreeMap<u32, Entry> = entries.collect::<Result<_, Error>>()?;
        entries.insert(0, Entry::Free);
        Ok(entries)
    }

    /// Where the last object is, if this update uses none but lower numbers. MuPDF makes room for numbers that nobody
    /// lists one by one, all of it anew each time, unless the newest cross-reference lists the last number: millions of
    /// them take forever.
    fn last_entry(&self, numbers: &BTreeSet<u32>) -> Result<BTreeMap<u32, Entry>, Error> {
        let last_added = self.objects.last_key_value().map(|(number, _)| *number);
        let last = numbers.last().copied().filter(|last| Some(*last) > last_added);
        last.map(|last| Ok((last, self.exact_entry(last)?))).into_iter().collect()
    }

    fn exact_entry(&self, number: u32) -> Result<Entry, Error> {
        Ok(match (self.view.entry(number), self.view.locate_sound(number)?) {
            (Some(Entry::InFile { generation, .. }), Some(located)) => {
                Entry::InFile { offset: located.span.start, generation }
            }
            (Some(entry @ Entry::InStream { .. }), Some(_)) => entry,
            _ => Entry::Free,
        })
    }

    /// Whether nobody is to follow the older cross-references any more: all is said again, and no signature stands in a
    /// version that somebody must find. Strict readers would refuse the file for what the older ones say.
    fn begins_anew(&self) -> bool {
        let document = self.view.document();
        let survey = document.survey();
        let own = document.cross_reference_numbers();
        !document.is_plain()
            && survey.signatures().is_empty()
            && !own.iter().any(|number| survey.is_used(*number))
    }

    /// A table cannot lead into object streams.
    fn style(&self, entries: &BTreeMap<u32, Entry>) -> Style {
        let needs_stream = entries.values().any(|entry| matches!(entry, Entry::InStream { .. }));
        if needs_stream { Style::Stream } else { self.view.revision().newest().style }
    }

    /// The previous trailer with the new /Size and /Prev; the second half of /ID changes with the content
    /// (ISO 32000-2, 14.4).
    fn trailer(&self) -> Dictionary {
        let mut trailer = self.view.trailer().clone();
        NOT_INHERITED.iter().for_each(|key| trailer.remove(key));
        trailer.set("Size", Object::Integer(self.size.into()));
        trailer.remove("Prev");
        if !self.begins_anew() {
            let previous = self.view.revision().newest().span.start;
            let previous = i64::try_from(previous).expect("the file is below the size limit");
            trailer.set("Prev", Object::Integer(previous));
        }
        if let Some([permanent, _]) = trailer.entry("ID").and_then(Object::as_array) {
            let mut content = vec![sha256(self.view.document().bytes())];
            content.extend(self.objects.values().map(|(_, body)| sha256(body)));
            let content: Vec<u8> = content.iter().flat_map(|digest| digest.0).collect();
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
            let (offset, generation, kind) = match entry {
                Entry::InFile { offset, generation } => (offset, generation, 'n'),
                Entry::Free | Entry::InStream { .. } => (0, NEVER_AGAIN, 'f'),
            };
            out.extend_from_slice(format!("{offset:010} {generation:05} {kind} \n").as_bytes());
        }
    }
    out.extend_from_slice(b"trailer\n");
    write::dictionary(trailer, out);
    out.push(b'\n');
}

/// A cross-reference stream of fixed widths 1, 5 and 3 without filter (ISO 32000-2, 7.5.8.3).
fn stream(id: ObjectId, entries: &BTreeMap<u32, Entry>, trailer: Dictionary, out: &mut Vec<u8>) {
    let mut index = Vec::new();
    let mut data = Vec::new();
    for (first, run) in runs(entries) {
        let count = i64::try_from(run.len()).expect("a run is never longer than i64::MAX");
        index.extend([Object::Integer(first.into()), Object::Integer(count)]);
        for entry in run {
            let wide = |size: usize| u64::try_from(size).expect("a size fits 64 bits");
            let (kind, value, extra) = match entry {
                Entry::Free => (0, 0, u64::from(NEVER_AGAIN)),
                Entry::InFile { offset, generation } => (1, wide(offset), u64::from(generation)),
                Entry::InStream { stream, index } => (2, u64::from(stream), wide(index)),
            };
            data.push(kind);
            data.extend_from_slice(value.to_be_bytes().get(3..).unwrap_or_default());
            data.extend_from_slice(extra.to_be_bytes().get(5..).unwrap_or_default());
        }
    }
    let header = trailer
        .with("Type", Object::name("XRef"))
        .with("W", Object::Array([1, 5, 3].map(Object::Integer).to_vec()))
        .with("Index", Object::Array(index));
    out.extend_from_slice(format!("{id} obj\n").as_bytes());
    write::stream(header, &data, out);
    out.extend_from_slice(b"\nendobj\n");
}
