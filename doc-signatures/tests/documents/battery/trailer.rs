//! The trailer and the table: what they name, how long they say the file is, which version they continue.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::{COVERS, Cover};
use super::file::{Row, Style};
use super::values::{array, items};

/// Entries that the trailer gets; `NEW` is a new object.
const ENTRIES: &[(&str, &str)] = &[
    ("Root", "NEW"),
    ("Root", "999999 0 R"),
    ("Root", "<< /Type /Catalog >>"),
    ("Root", "null"),
    ("Info", "NEW"),
    ("Info", "<< /Title (Other) >>"),
    ("Info", "999999 0 R"),
    ("Encrypt", "NEW"),
    (
        "Encrypt",
        "<< /Filter /Standard /V 1 /R 2 /P -4 /O (00000000000000000000000000000000) /U (00000000000000000000000000000000) >>",
    ),
    ("Encrypt", "null"),
    ("Prev", "0"),
    ("Prev", "9999999"),
    ("Prev", "-1"),
    ("Prev", "NEW"),
    ("Prev", "null"),
    ("XRefStm", "0"),
    ("XRefStm", "9999999"),
    ("Other", "6 0 R"),
    ("DocChecksum", "/00"),
    ("AuthCode", "<< >>"),
];

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for cover in COVERS {
        found.extend(entries(base, cover));
        found.extend(sizes(base, cover));
        found.extend(identifiers(base, cover));
        found.extend(zero(base, cover));
        found.extend(styles(base, cover));
    }
    found
}

fn covered(base: &Base<'_>, cover: Cover) -> Changes {
    let mut changes = Changes::new();
    base.cover(cover, &mut changes);
    changes
}

fn entries<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for (key, value) in ENTRIES {
        let mut changes = covered(base, cover);
        let mut value = value.to_string();
        if value == "NEW" {
            changes.insert(base.new + 9, base.current(&changes, base.file.catalog()));
            value = format!("{} 0 R", base.new + 9);
        }
        let revision = base.revision().put_all(&changes).set(key, &value);
        let (name, file) = (format!("/{key} {value} {cover:?}"), base.seal(cover, revision));
        // An entry whose value is null is none (ISO 32000-2, 7.3.7); where there was none, nothing changes.
        let is_nothing = value == "null" && key == &"Encrypt" && cover.is_honest();
        found.push(if is_nothing {
            Edit::harmless("trailer", name, file)
        } else {
            Edit::forbidden("trailer", name, file)
        });
    }
    for key in ["Root", "Info", "ID", "Prev"] {
        if key != "Prev" && base.file.trailer.get(key).is_none() {
            continue;
        }
        let revision = base.revision().put_all(&covered(base, cover)).unset(key);
        let file = base.seal(cover, revision);
        let name = format!("without /{key} {cover:?}");
        found.push(Edit::forbidden("trailer", name, file));
    }
    found
}

/// An object at or above /Size is no object for some readers (ISO 32000-2, 7.5.5).
fn sizes<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let highest = base.file.bodies.keys().next_back().copied().unwrap();
    let small = [0, 1, 7, highest / 2, highest];
    let edit = |size: u32| {
        let mut revision = base.revision().put_all(&covered(base, cover));
        revision.size = Some(size);
        (size, base.seal(cover, revision))
    };
    let too_small = small.into_iter().map(edit);
    let mut found: Vec<Edit> =
        too_small.map(|(size, file)| Edit::forbidden("size", format!("{size} {cover:?}"), file)).collect();
    let (size, file) = edit(base.new + 5_000);
    found.push(Edit::told_otherwise(cover, "size", format!("{size} {cover:?}"), file));
    found
}

fn identifiers<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let Some(id) = base.file.trailer.get("ID") else { return Vec::new() };
    let halves = items(id);
    let other = b"<ffeeddccbbaa99887766554433221100>".to_vec();
    let variants = [
        ("first half", array(&[other.clone(), halves[1].clone()])),
        ("one half", array(&[halves[0].clone()])),
        ("three", array(&[halves[0].clone(), other.clone(), other])),
        ("no array", b"(text)".to_vec()),
        ("empty", b"[]".to_vec()),
    ];
    let edit = |(what, value): (&str, Vec<u8>)| {
        let revision = base.revision().put_all(&covered(base, cover)).set("ID", value);
        let (name, file) = (format!("{what} {cover:?}"), base.seal(cover, revision));
        if what.contains("half") || what == "three" {
            Edit::told_otherwise(cover, "identifier", name, file)
        } else {
            Edit::forbidden("identifier", name, file)
        }
    };
    variants.into_iter().map(edit).collect()
}

/// Object 0 heads the list of free objects and is nothing else (ISO 32000-2, 7.5.4).
fn zero<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let new = base.new + 9;
    let with = |row| base.seal(cover, base.revision().put_all(&covered(base, cover)).row(0, row));
    let written = base.revision().put_all(&covered(base, cover)).put_as(0, 0, "<< /Type /Page >>");
    vec![
        Edit::told_otherwise(cover, "zero", format!("as it is {cover:?}"), with(Row::Free(0, 65_535))),
        Edit::forbidden("zero", format!("in use {cover:?}"), with(Row::At(15, 0))),
        Edit::forbidden("zero", format!("written {cover:?}"), base.seal(cover, written)),
        Edit::told_otherwise(cover, "zero", format!("a list {cover:?}"), with(Row::Free(new, 65_535))),
    ]
}

/// A table behind a stream, a stream behind a table, both at once: the same said otherwise.
fn styles<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let styles = [Style::Table, Style::Stream, Style::Hybrid];
    let other = styles.into_iter().filter(|style| *style != base.file.style);
    let edit = |style: Style| {
        let revision = base.revision().put_all(&covered(base, cover)).styled(style);
        let (name, file) = (format!("{style:?} {cover:?}"), base.seal(cover, revision));
        Edit::told_otherwise(cover, "style", name, file)
    };
    other.map(edit).collect()
}
