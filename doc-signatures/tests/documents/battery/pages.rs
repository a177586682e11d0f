//! The pages: their tree, their attributes, what they inherit, their annotations.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::{COVERS, Cover};
use super::values::{Dict, array, items, reference};

/// Entries that a page or a node of the tree gets.
const ENTRIES: &[(&str, &str)] = &[
    ("MediaBox", "[0 0 100 100]"),
    ("CropBox", "[0 0 50 50]"),
    ("Rotate", "90"),
    ("UserUnit", "4"),
    ("Resources", "<< >>"),
    ("Contents", "[]"),
    ("Contents", "NEW"),
    ("Group", "<< /S /Transparency /I true >>"),
    ("AA", "<< /O << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"),
    ("Trans", "<< /S /Dissolve >>"),
    ("Dur", "1"),
    ("Tabs", "/S"),
    ("Type", "/Template"),
    ("Parent", "2 0 R"),
    ("VP", "[]"),
    ("Metadata", "16 0 R"),
    ("Annots", "[]"),
    ("Annots", "null"),
    ("Thumb", "13 0 R"),
    ("B", "[]"),
    ("PieceInfo", "<< >>"),
    ("Count", "1"),
    ("Kids", "[]"),
];

const CONTENT: &[u8] = b"1 0 0 rg 0 0 300 300 re f";

/// Annotations that show something, or do something.
const ANNOTATIONS: &[&str] = &[
    "/Subtype /FreeText /Rect [10 100 200 140] /DA (/Helv 14 Tf 0 g) /Contents (I owe nothing.)",
    "/Subtype /Square /Rect [10 100 200 140] /IC [1 0 0]",
    "/Subtype /Highlight /Rect [10 100 200 140] /QuadPoints [10 140 200 140 10 100 200 100]",
    "/Subtype /Stamp /Rect [10 100 200 140] /Name /Draft",
    "/Subtype /Redact /Rect [10 200 290 250] /IC [0 0 0]",
    "/Subtype /Text /Rect [10 100 30 120] /Contents (I owe nothing.)",
    "/Subtype /Link /Rect [10 100 200 140] /A << /S /URI /URI (http://example.org) >>",
    "/Subtype /Widget /FT /Tx /T (Extra) /V (I owe nothing.) /Rect [10 100 200 140] /DA (/F1 12 Tf 0 g)",
    "/Subtype /Widget /FT /Sig /T (Extra) /Rect [10 100 200 140]",
    "/Subtype /Widget /FT /Sig /T (Extra) /Rect [0 0 0 0]",
    "/Subtype /Popup /Rect [10 100 200 140] /Open true",
    "/Subtype /FileAttachment /Rect [10 100 30 120] /FS << /Type /Filespec /F (other.txt) >>",
];

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    let nodes = base.file.bodies.keys().copied().filter(|number| {
        base.file.dict(*number).is_some_and(|node| node.is_type("Page") || node.is_type("Pages"))
    });
    for number in nodes {
        for cover in COVERS {
            for (key, value) in ENTRIES {
                let mut changes = Changes::new();
                let value = if *value == "NEW" { format!("{} 0 R", base.new + 9) } else { (*value).into() };
                if value.starts_with(&(base.new + 9).to_string()) {
                    changes.insert(base.new + 9, Dict::default().with_data(CONTENT).body());
                }
                base.set(&mut changes, number, key, &value);
                let name = format!("{number} /{key} {value} {cover:?}");
                // No list of annotations is the same as an empty one.
                let is_without = *key == "Annots" && base.dict(number).get(key).is_none();
                if is_without && (value == "[]" || value == "null") {
                    found.push(Edit::told_otherwise(cover, "page", name, base.under(cover, &changes)));
                } else if base.dict(number).get(key) != Some(value.as_bytes()) {
                    found.push(Edit::forbidden("page", name, base.under(cover, &changes)));
                }
            }
            found.extend(kids(base, cover, number));
        }
    }
    for cover in COVERS {
        found.extend(annotations(base, cover));
    }
    found
}

/// The order and the number of the pages.
fn kids<'b>(base: &'b Base<'_>, cover: Cover, node: u32) -> Vec<Edit<'b>> {
    let held = base.dict(node);
    let Some(list) = held.get("Kids") else { return Vec::new() };
    let all = items(&base.file.resolved(list));
    let extra = format!("{} 0 R", base.new + 9).into_bytes();
    let variants = [
        ("reversed", all.iter().rev().cloned().collect()),
        ("doubled", [all.clone(), all.clone()].concat()),
        ("shorter", all[..all.len() - 1].to_vec()),
        ("longer", [all.clone(), vec![extra.clone()]].concat()),
        ("longer in front", [vec![extra], all.clone()].concat()),
    ];
    let mut found = Vec::new();
    for (what, changed) in variants {
        if changed == all {
            continue;
        }
        let mut changes = Changes::new();
        if what.starts_with("longer") {
            let page = format!("<< /Type /Page /Parent {node} 0 R /MediaBox [0 0 100 100] >>");
            changes.insert(base.new + 9, page.into_bytes());
            base.set(&mut changes, node, "Count", (base.file.pages().len() + 1).to_string());
        }
        match reference(list) {
            Some(owner) => drop(changes.insert(owner, array(&changed))),
            None => base.set(&mut changes, node, "Kids", array(&changed)),
        }
        found.push(Edit::forbidden("kids", format!("{node} {what} {cover:?}"), base.under(cover, &changes)));
    }
    found
}

/// Annotations added, taken away, in another order.
fn annotations<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for page in base.file.pages() {
        for annotation in ANNOTATIONS {
            let mut changes = Changes::new();
            changes.insert(
                base.new + 9,
                format!("<< /Type /Annot {annotation} /P {page} 0 R /F 4 >>").into_bytes(),
            );
            base.append(&mut changes, page, "Annots", &format!("{} 0 R", base.new + 9));
            found.push(Edit::forbidden(
                "annotation",
                format!("{page} {annotation} {cover:?}"),
                base.under(cover, &changes),
            ));
        }
        let held = base.dict(page);
        let Some(list) = held.get("Annots") else { continue };
        let all = items(&base.file.resolved(list));
        let variants = [
            ("reversed", all.iter().rev().cloned().collect::<Vec<_>>()),
            ("shorter", all[1.min(all.len())..].to_vec()),
        ];
        for (what, changed) in variants.into_iter().filter(|(_, changed)| *changed != all) {
            let mut changes = Changes::new();
            match reference(list) {
                Some(owner) => drop(changes.insert(owner, array(&changed))),
                None => base.set(&mut changes, page, "Annots", array(&changed)),
            }
            found.push(Edit::forbidden(
                "annotation",
                format!("{page} {what} {cover:?}"),
                base.under(cover, &changes),
            ));
        }
    }
    found
}
