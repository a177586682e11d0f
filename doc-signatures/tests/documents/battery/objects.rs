//! Every object replaced, freed, or given another generation, under every cover.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::{COVERS, Cover};
use super::file::Row;
use super::values::{Dict, array, items};

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    let numbers: Vec<u32> = base.file.bodies.keys().copied().collect();
    for number in numbers {
        let body = &base.file.bodies[&number];
        for cover in COVERS {
            let name = |what: &str| format!("{number} {what} {cover:?}");
            let variants =
                [("altered", altered(body)), ("null", b"null".to_vec()), ("emptied", emptied(body))];
            let is_empty = Dict::parse(body).is_some_and(|stream| stream.data() == Some(b"".as_slice()));
            for (what, other) in variants.into_iter().take(variety(cover)) {
                let file = base.under(cover, &Changes::from([(number, other)]));
                found.push(match what {
                    "emptied" if is_empty => Edit::told_otherwise(cover, "replaced", name(what), file),
                    _ => Edit::forbidden("replaced", name(what), file),
                });
            }
            found.extend(freed(base, cover, number));
            found.extend(regenerated(base, cover, number));
        }
    }
    found
}

/// The entry says that there is no such object.
fn freed<'b>(base: &'b Base<'_>, cover: Cover, number: u32) -> Vec<Edit<'b>> {
    let rows = [
        ("next", base.file.generation(number) + 1),
        ("last", 65_535),
        ("same", base.file.generation(number)),
    ];
    let edit = |(what, generation)| {
        let mut changes = Changes::new();
        base.cover(cover, &mut changes);
        changes.remove(&number);
        let revision = base.revision().put_all(&changes).row(number, Row::Free(0, generation));
        Edit::forbidden("freed", format!("{number} {what} {cover:?}"), base.seal(cover, revision))
    };
    rows.into_iter().take(variety(cover)).map(edit).collect()
}

/// The object comes back under another generation: references no longer name it, or name another one.
fn regenerated<'b>(base: &'b Base<'_>, cover: Cover, number: u32) -> Vec<Edit<'b>> {
    let body = &base.file.bodies[&number];
    let variants = [
        ("higher", base.file.generation(number) + 1, body.clone()),
        ("highest", 65_535, body.clone()),
        ("higher altered", base.file.generation(number) + 1, altered(body)),
    ];
    let edit = |(what, generation, body): (&str, u32, Vec<u8>)| {
        let mut changes = Changes::new();
        base.cover(cover, &mut changes);
        let body = changes.remove(&number).unwrap_or(body);
        let revision = base.revision().put_all(&changes).put_as(number, generation, body);
        Edit::forbidden("generation", format!("{number} {what} {cover:?}"), base.seal(cover, revision))
    };
    variants.into_iter().take(variety(cover)).map(edit).collect()
}

/// How many variants of an edit are made under a cover: all of them under evidence, which every document has.
fn variety(cover: Cover) -> usize {
    if cover == Cover::Store { usize::MAX } else { 1 }
}

/// The same kind of value with nothing in it.
pub(super) fn emptied(body: &[u8]) -> Vec<u8> {
    match (Dict::parse(body), body.first()) {
        (Some(dictionary), _) if dictionary.data().is_some() => dictionary.with_data(b"").body(),
        (Some(_), _) => b"<< >>".to_vec(),
        (None, Some(b'[')) => b"[]".to_vec(),
        (None, Some(b'(' | b'<')) => b"()".to_vec(),
        (None, Some(b'/')) => b"/None".to_vec(),
        _ => b"0".to_vec(),
    }
}

/// Another value of the same kind, that a reader would take for a good one.
pub(super) fn altered(body: &[u8]) -> Vec<u8> {
    if let Some(dictionary) = Dict::parse(body) {
        if dictionary.data().is_some() {
            let entries = dictionary.without("Filter").without("DecodeParms");
            return entries.with_data(b"BT /F1 30 Tf 20 100 Td (I owe nothing.) Tj ET").body();
        }
        let keep = ["Type", "Subtype", "Parent", "Kids", "Pages"];
        let key = dictionary.keys().find(|key| !keep.contains(key)).unwrap_or("Type").to_string();
        return dictionary.without(&key).with("Battery", "true").body();
    }
    match body.first() {
        Some(b'[') => {
            let mut shorter = items(body);
            shorter.pop();
            array(&shorter)
        }
        Some(b'(') => b"(other)".to_vec(),
        Some(b'/') => b"/Other".to_vec(),
        _ => b"7".to_vec(),
    }
}
