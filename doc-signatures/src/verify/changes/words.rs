//! What was changed, in a person's words: which page, which text.

use std::collections::HashSet;

use pki_types::display::quoted;

use super::comparison::{Comparison, Stop};
use super::permitted::Position;
use super::text::first_difference;
use crate::pdf::{Dictionary, Object, ObjectId, View, each_reference, pages};
use crate::verify::report::ChangeKind;

/// Entries that lead from a page's parts to somewhere else.
const ELSEWHERE: [&[u8]; 9] =
    [b"Parent", b"P", b"Dest", b"A", b"AA", b"StructParent", b"StructParents", b"Popup", b"IRT"];

/// An entry that no row of the closed list names has another value.
pub(super) fn entry_changed(position: Position, key: &[u8], value: Option<&Object>) -> Stop {
    let key = String::from_utf8_lossy(key).into_owned();
    let verb = if value.is_some() { "added or changed" } else { "removed" };
    let (kind, what) = match (position, key.as_str()) {
        (Position::Trailer, _) => (ChangeKind::Structure, format!("/{key} of the file's trailer was {verb}")),
        (Position::Information, _) => {
            (ChangeKind::Metadata, format!("the document's {} was {verb}", of_information(&key)))
        }
        (Position::Catalog, "Pages") => (ChangeKind::Page, "the pages were exchanged for others".into()),
        (Position::Catalog, _) => (ChangeKind::Structure, format!("{} {verb}", of_catalog(&key))),
        (Position::Form, "NeedAppearances") => {
            (ChangeKind::Form, "fields of the form would be drawn anew by each program".into())
        }
        (Position::Form, _) => (ChangeKind::Form, format!("/{key} of the form was {verb}")),
        (Position::PageTree, _) => (ChangeKind::Page, "the order of the pages was changed".into()),
        (Position::Page, _) => (ChangeKind::Page, format!("/{key} of a page was {verb}")),
        (Position::PreparedField | Position::FilledField, _) => {
            (ChangeKind::Form, format!("/{key} of a field of the form was {verb}"))
        }
    };
    let is_set = !matches!(value, None | Some(Object::Boolean(false)));
    match position {
        Position::Form if key == "NeedAppearances" && is_set => Stop::forbidden(kind, what),
        Position::Trailer | Position::Information | Position::Form => Stop::doubtful(kind, what),
        _ => Stop::forbidden(kind, what),
    }
}

fn of_information(key: &str) -> String {
    match key {
        "Title" | "Author" | "Subject" => key.to_lowercase(),
        other => format!("information (/{other})"),
    }
}

/// What a person knows an entry of the catalog by, with the verb's auxiliary.
fn of_catalog(key: &str) -> String {
    match key {
        "OCProperties" => "which layers are shown was".into(),
        "Names" => "the document's named parts (scripts, attachments, places) were".into(),
        "OpenAction" | "AA" => "what happens when the document is opened was".into(),
        "Outlines" => "the bookmarks were".into(),
        "Perms" => "a permission to change the document was".into(),
        "StructTreeRoot" | "MarkInfo" => "the structure that is read aloud was".into(),
        "Dests" => "places in the document were".into(),
        "PageLabels" => "the names of the pages were".into(),
        "ViewerPreferences" | "PageMode" | "PageLayout" => "how the document is presented was".into(),
        "Lang" => "the document's language was".into(),
        "AF" => "an attached file was".into(),
        other => format!("/{other} of the catalog was"),
    }
}

/// Which part of the document an object is.
struct Part {
    /// From 1.
    page: Option<usize>,
    kind: ChangeKind,
    name: String,
}

/// An object that existed is another now.
pub(super) fn replaced(comparison: &Comparison<'_, '_>, number: u32) -> Stop {
    let part = part(&comparison.before, number);
    let quoted = quotation(comparison, number, part.page);
    let what = match (part.page, quoted) {
        (Some(page), Some((before, after))) => {
            format!("page {page} shows {after} where {before} was signed")
        }
        (Some(page), None) => format!("{} on page {page} was changed (object {number})", part.name),
        (None, _) => format!("{} was changed (object {number})", part.name),
    };
    Stop::forbidden(part.kind, what)
}

/// A page is made of something else now.
pub(super) fn page_changed(page: usize, key: &[u8]) -> Stop {
    let what = match key {
        b"Contents" => format!("the content of page {page} was exchanged"),
        b"Resources" => format!("what page {page} is drawn with (fonts, images) was exchanged"),
        b"MediaBox" | b"CropBox" | b"Rotate" | b"UserUnit" => format!("another part of page {page} is shown"),
        other => format!("page {page} was changed (/{})", String::from_utf8_lossy(other)),
    };
    Stop::forbidden(ChangeKind::Page, what)
}

/// An object was added that nothing accounts for.
pub(super) fn added(comparison: &Comparison<'_, '_>, number: u32) -> Stop {
    let part = part(&comparison.after, number);
    let what = match part.page {
        Some(page) => format!("{} was added on page {page} (object {number})", part.name),
        None => {
            format!(
                "something was added that is neither evidence nor a signature or time-stamp (object {number})"
            )
        }
    };
    Stop::forbidden(part.kind, what)
}

/// An object was added to which nothing leads.
pub(super) fn unused(number: u32) -> Stop {
    let what = format!("something was added to which nothing in the document leads (object {number})");
    Stop::doubtful(ChangeKind::Structure, what)
}

/// An object that existed cannot be read any more.
pub(super) fn unreadable(before: &View<'_, '_>, number: u32) -> Stop {
    let part = part(before, number);
    let place = part.page.map_or_else(String::new, |page| format!(" on page {page}"));
    Stop::forbidden(part.kind, format!("{}{place} cannot be read any more (object {number})", part.name))
}

/// An object is not there any more.
pub(super) fn removed(before: &View<'_, '_>, number: u32) -> Stop {
    let part = part(before, number);
    let place = part.page.map_or_else(String::new, |page| format!(" on page {page}"));
    Stop::forbidden(part.kind, format!("{}{place} was removed (object {number})", part.name))
}

/// Finds the first page that uses an object; these are words, so what cannot be read is passed over.
fn part(view: &View<'_, '_>, number: u32) -> Part {
    let kind_of = |name: &str, kind| Part { page: None, kind, name: name.into() };
    let all = pages(view).unwrap_or_default();
    let mut visited: HashSet<u32> = all.iter().map(|page| page.number).collect();
    for (place, page) in all.iter().enumerate() {
        let Ok(Object::Dictionary(dictionary)) = view.object(*page) else { continue };
        if page.number == number {
            return Part { page: Some(place + 1), kind: ChangeKind::Page, name: "the page itself".into() };
        }
        for (key, value) in parts_of(&dictionary) {
            if reaches(view, value, number, &mut visited) {
                let (kind, name) = of_page(key);
                return Part { page: Some(place + 1), kind, name: name.into() };
            }
        }
    }
    match view.locate_sound(number).ok().flatten().map(|located| located.object) {
        Some(Object::Dictionary(dictionary)) if dictionary.is_type("Pages") => {
            kind_of("the order of the pages", ChangeKind::Page)
        }
        Some(Object::Stream(stream)) if stream.dictionary.is_type("ObjStm") => {
            kind_of("a bundle of objects of the signed document", ChangeKind::Structure)
        }
        Some(Object::Stream(stream)) if stream.dictionary.is_type("Metadata") => {
            kind_of("what the metadata say of the document", ChangeKind::Metadata)
        }
        _ => kind_of("a part of the signed document", ChangeKind::Structure),
    }
}

fn of_page(key: &[u8]) -> (ChangeKind, &'static str) {
    match key {
        b"Contents" => (ChangeKind::Content, "the content"),
        b"Annots" => (ChangeKind::Annotation, "an annotation or field"),
        b"Resources" => (ChangeKind::Content, "an image, font or drawing"),
        _ => (ChangeKind::Page, "a part"),
    }
}

/// The entries of a page's dictionary that belong to the page.
fn parts_of(page: &Dictionary) -> impl Iterator<Item = (&[u8], &Object)> {
    page.iter().filter(|(key, _)| !ELSEWHERE.contains(key))
}

/// Whether `number` can be reached from `value` without leaving the page.
fn reaches(view: &View<'_, '_>, value: &Object, number: u32, visited: &mut HashSet<u32>) -> bool {
    let mut to_visit = Vec::new();
    each_reference(value, &mut |found| to_visit.push(found));
    while let Some(next) = to_visit.pop() {
        if next == number {
            return true;
        }
        if !visited.insert(next) {
            continue;
        }
        let Ok(Some(located)) = view.locate_sound(next) else { continue };
        let mut follow = |value: &Object| each_reference(value, &mut |found| to_visit.push(found));
        match located.object.as_dictionary() {
            Some(dictionary) => parts_of(dictionary).for_each(|(_, value)| follow(value)),
            None => follow(&located.object),
        }
    }
    false
}

/// The texts that differ, where both contents can be read.
fn quotation(comparison: &Comparison<'_, '_>, number: u32, page: Option<usize>) -> Option<(String, String)> {
    page?;
    let id = ObjectId { number, generation: 0 };
    let content = |view: &View<'_, '_>| match view.object(id).ok()? {
        Object::Stream(stream) => view.document().unpacked(&stream).ok(),
        _ => None,
    };
    let (before, after) = first_difference(&content(&comparison.before)?, &content(&comparison.after)?)?;
    let quoted = |text: String| if text.is_empty() { "nothing".into() } else { quoted(text) };
    Some((quoted(before), quoted(after)))
}
