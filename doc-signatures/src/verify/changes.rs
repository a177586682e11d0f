//! What was added to a document after it was signed. Only two things may be: validation evidence, and time-stamps
//! over the document (EN 319 142-1, 5.4 and 5.5). Everything else changes what was signed, however harmless it looks.
//!
//! The white list is closed: an object of a later version is explained by one of the two, or the version counts as
//! a change. Attacks hide in what readers overlook, so a later version must also be laid out plainly: its objects, its
//! cross-reference, nothing else.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::report::Change;
use super::stamp_field::added_stamp_field;
use super::store::explain_store;
use crate::error::Error;
use crate::pdf::{
    Dictionary, Document, Entry, Located, Object, ObjectId, View, reachable_without, references_of_revision,
    skip_blank,
};

/// Entries of a trailer that may differ: they describe the cross-reference itself.
const TRAILER_KEYS: [&str; 10] =
    ["Size", "Prev", "ID", "Type", "W", "Index", "Filter", "DecodeParms", "Length", "XRefStm"];
/// Entries of the catalog that are compared by their own rules.
const CATALOG_KEYS: [&str; 3] = ["DSS", "Extensions", "AcroForm"];

/// Describes every version from `first` on, which is not the original; each compared with the one before it.
pub(super) fn changes_from(document: &Document<'_>, first: usize) -> Result<Vec<Change>, Error> {
    let mut referred = HashSet::new();
    let mut changes = Vec::new();
    for index in 0..document.revisions().len() {
        if index >= first {
            let outcome = compare(document, index, &referred)?;
            let permitted = outcome.is_ok();
            let what = outcome.unwrap_or_else(|problem| problem);
            changes.push(Change { revision: index + 1, permitted, what });
        }
        referred.extend(references_of_revision(document, index)?);
    }
    Ok(changes)
}

/// What is compared, and what has been explained so far.
pub(super) struct Comparison<'d, 'a> {
    pub(super) before: View<'d, 'a>,
    pub(super) after: View<'d, 'a>,
    /// Numbers of objects that an allowed addition accounts for.
    pub(super) explained: BTreeSet<u32>,
    /// Numbers of existing objects that may be replaced only if they belong to the evidence alone.
    pub(super) evidence_only: BTreeSet<u32>,
    /// What the version did, for the report.
    pub(super) done: Vec<String>,
}

/// The result of a comparison: what was added, or what is not permitted; an outer error means that the file
/// cannot be read.
pub(super) type Outcome<T> = Result<Result<T, String>, Error>;

impl Comparison<'_, '_> {
    pub(super) fn is_new(&self, id: ObjectId) -> bool {
        !matches!(self.before.entry(id.number), Some(Entry::InFile { .. } | Entry::InStream { .. }))
    }
}

/// Compares version `index` with the one before it; `referred` are the numbers that older objects refer to.
fn compare(document: &Document<'_>, index: usize, referred: &HashSet<u32>) -> Outcome<String> {
    let (before, after) = (document.view(index - 1), document.view(index));
    let mut comparison = Comparison {
        before,
        after,
        explained: BTreeSet::new(),
        evidence_only: BTreeSet::new(),
        done: Vec::new(),
    };
    // 0. A damaged file is repaired by programs from whatever they find, later versions included.
    if !document.is_sound() {
        return Ok(Err(
            "the file is damaged, so that what was added may show in place of what was signed".into()
        ));
    }
    // 1. The new octets are objects and their cross-reference, nothing else.
    if let Err(problem) = layout(document, index)? {
        return Ok(Err(problem));
    }
    // 2. Trailer and catalog are as before, but for what has its own rules.
    if let Err(problem) = trailer(before.trailer(), after.trailer()) {
        return Ok(Err(problem));
    }
    if let Err(problem) = catalog(&mut comparison)? {
        return Ok(Err(problem));
    }
    // 3. The three things with rules of their own.
    if let Err(problem) = explain_store(&mut comparison)? {
        return Ok(Err(problem));
    }
    if let Err(problem) = added_stamp_field(&mut comparison)? {
        return Ok(Err(problem));
    }
    // 4. Nothing is left unexplained.
    if let Err(problem) = objects(&comparison, referred)? {
        return Ok(Err(problem));
    }
    let done = if comparison.done.is_empty() { "nothing".into() } else { comparison.done.join(", ") };
    Ok(Ok(done))
}

/// Walks over the octets of a version: objects listed in its cross-reference, then that.
fn layout(document: &Document<'_>, index: usize) -> Outcome<()> {
    let view = document.view(index);
    let revision = view.revision();
    let [section] = revision.sections.as_slice() else {
        return Ok(Err("it has two cross-references".into()));
    };
    let mut spans = Vec::new();
    for (number, entry) in &section.entries {
        match entry {
            Entry::Free if *number == 0 => {}
            Entry::Free => return Ok(Err(format!("object {number} was deleted"))),
            Entry::InFile { offset, .. } if *offset < revision.span.start => {
                return Ok(Err(format!("object {number} of an older version was listed again")));
            }
            Entry::InFile { .. } | Entry::InStream { .. } => {
                spans.extend(view.locate(*number)?.map(|located| located.span));
            }
        }
    }
    spans.push(section.span.clone());
    spans.sort_by_key(|span| span.start);
    spans.dedup();
    let mut position = revision.span.start;
    for span in spans {
        if !is_blank(document.bytes(), position..span.start) {
            return Ok(Err(format!("octets at {position} belong to no object of this version")));
        }
        position = span.end;
    }
    if position != section.span.end {
        return Ok(Err("objects stand behind the cross-reference".into()));
    }
    Ok(Ok(()))
}

/// White space and comments alone; a comment that ends the file for some reader is none.
fn is_blank(bytes: &[u8], gap: Range<usize>) -> bool {
    let Some(octets) = bytes.get(gap.clone()) else { return false };
    let has_end = octets.windows(5).any(|window| window == b"%%EOF" || window == b"%PDF-");
    !has_end && skip_blank(bytes, gap.start) == gap.end
}

fn trailer(before: &Dictionary, after: &Dictionary) -> Result<(), String> {
    if let Some(key) = differing_key(before, after, &TRAILER_KEYS) {
        return Err(format!("/{key} of the trailer was changed"));
    }
    let permanent = |trailer: &Dictionary| {
        trailer.entry("ID").and_then(Object::as_array).and_then(|halves| halves.first().cloned())
    };
    if permanent(before) != permanent(after) {
        return Err("the permanent /ID of the document was changed".into());
    }
    Ok(())
}

fn catalog(comparison: &mut Comparison<'_, '_>) -> Outcome<()> {
    let (before, after) = (comparison.before.catalog()?, comparison.after.catalog()?);
    if let Some(key) = differing_key(&before, &after, &CATALOG_KEYS) {
        return Ok(Err(format!("/{key} of the catalog was changed")));
    }
    comparison.explained.insert(comparison.after.catalog_id()?.number);
    extensions(comparison, &before, &after)
}

/// Extensions may be announced in addition (ISO 32000-2, 7.12); none may go or change.
fn extensions(comparison: &mut Comparison<'_, '_>, before: &Dictionary, after: &Dictionary) -> Outcome<()> {
    if before.entry("Extensions") == after.entry("Extensions") {
        return Ok(Ok(()));
    }
    let old = comparison.before.resolve_entry(before, "Extensions")?;
    let new = comparison.after.resolve_entry(after, "Extensions")?;
    let nothing = Dictionary::new();
    let old = old.as_ref().and_then(Object::as_dictionary).unwrap_or(&nothing);
    let Some(Object::Dictionary(new)) = new else {
        return Ok(Err("/Extensions of the catalog was removed".into()));
    };
    let kept = old.iter().all(|(key, value)| new.iter().any(|(name, new)| name == key && new == value));
    if !kept {
        return Ok(Err("/Extensions of the catalog were changed".into()));
    }
    if let Some(id) =
        after.entry("Extensions").and_then(Object::as_reference).filter(|id| comparison.is_new(*id))
    {
        comparison.explained.insert(id.number);
    }
    comparison.done.push("extensions announced".into());
    Ok(Ok(()))
}

/// The first key whose values differ, `except` for these keys.
pub(super) fn differing_key(before: &Dictionary, after: &Dictionary, except: &[&str]) -> Option<String> {
    let keys: BTreeSet<&[u8]> = before.iter().chain(after.iter()).map(|(key, _)| key).collect();
    let keys = keys.into_iter().map(|key| String::from_utf8_lossy(key).into_owned());
    let mut differing =
        keys.filter(|key| !except.contains(&key.as_str()) && before.entry(key) != after.entry(key));
    differing.next()
}

/// Every object that the version adds or replaces is explained, or the same as before.
fn objects(comparison: &Comparison<'_, '_>, referred: &HashSet<u32>) -> Outcome<()> {
    let (before, after) = (comparison.before, comparison.after);
    let mut replaced_evidence = Vec::new();
    for number in after.revision().numbers() {
        let Some(new) = after.locate(number)? else { continue };
        let is_explained = comparison.explained.contains(&number);
        match before.locate_sound(number)? {
            Some(old) if same(&old, &new, after.document().bytes()) => {}
            Some(_) if comparison.evidence_only.contains(&number) => replaced_evidence.push(number),
            Some(_) if is_explained => {}
            Some(_) => return Ok(Err(format!("object {number} was replaced"))),
            None if referred.contains(&number) => {
                return Ok(Err(format!(
                    "object {number}, to which the signed document refers, was filled in"
                )));
            }
            None if is_explained || is_container(&new.object) => {}
            None => {
                return Ok(Err(format!(
                    "object {number} was added, which is neither evidence nor a time-stamp"
                )));
            }
        }
    }
    if replaced_evidence.is_empty() {
        return Ok(Ok(()));
    }
    // An object that serves as evidence and as something else at once could smuggle a change.
    let elsewhere = reachable_without(&before, "DSS")?;
    match replaced_evidence.iter().find(|number| elsewhere.contains(number)) {
        Some(number) => {
            Ok(Err(format!("object {number}, which the document uses elsewhere too, was replaced")))
        }
        None => Ok(Ok(())),
    }
}

fn same(old: &Located, new: &Located, bytes: &[u8]) -> bool {
    match (&old.object, &new.object) {
        (Object::Stream(old), Object::Stream(new)) => {
            old.dictionary == new.dictionary && bytes.get(old.data.clone()) == bytes.get(new.data.clone())
        }
        (old, new) => old == new,
    }
}

/// Object streams and cross-references hold objects that are looked at one by one.
fn is_container(object: &Object) -> bool {
    match object {
        Object::Stream(stream) => stream.dictionary.is_type("ObjStm") || stream.dictionary.is_type("XRef"),
        _ => false,
    }
}
