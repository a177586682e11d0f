//! The form and its fields: values, defaults, flags, order.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::{COVERS, Cover};
use super::values::{Dict, array, items, reference};

/// Entries that the form gets.
const FORM: &[(&str, &str)] = &[
    ("NeedAppearances", "true"),
    ("NeedAppearances", "16 0 R"),
    ("DA", "(/F2 30 Tf 1 0 0 rg)"),
    ("DR", "<< >>"),
    ("DR", "6 0 R"),
    ("Q", "2"),
    ("CO", "[21 0 R]"),
    ("XFA", "[(template) 16 0 R]"),
    ("XFA", "16 0 R"),
    ("SigFlags", "0"),
    ("SigFlags", "1"),
    ("SigFlags", "7"),
    ("SigFlags", "21 0 R"),
    ("Fields", "[]"),
    ("Fields", "null"),
    ("Other", "6 0 R"),
];

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    let form = base.file.form();
    for cover in COVERS {
        for (key, value) in FORM {
            let mut changes = Changes::new();
            base.set(&mut changes, form, key, value);
            let file = base.under(cover, &changes);
            let name = format!("/{key} {value} {cover:?}");
            // Defaults from which no field draws.
            let is_idle = ["DA", "DR"].contains(key) && !value.contains(" R") && !base.has_other_fields();
            found.push(if is_idle {
                Edit::told_otherwise(cover, "form", name, file)
            } else {
                Edit::forbidden("form", name, file)
            });
        }
        found.extend(fields(base, cover));
        found.extend(removed(base, cover));
    }
    found
}

/// The form is taken out of the catalog, or comes as another one.
fn removed<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let (catalog, new) = (base.file.catalog(), base.new + 9);
    let mut without = Changes::new();
    base.cover(cover, &mut without);
    let plain = Dict::parse(&base.current(&without, catalog)).unwrap().without("AcroForm");
    without.insert(catalog, plain.body());
    let mut other = Changes::new();
    base.cover(cover, &mut other);
    base.set(&mut other, catalog, "AcroForm", format!("{new} 0 R"));
    other.insert(new, b"<< /Fields [] >>".to_vec());
    let seal = |changes: &Changes| base.seal(cover, base.revision().put_all(changes));
    vec![
        Edit::forbidden("form", format!("removed {cover:?}"), seal(&without)),
        Edit::forbidden("form", format!("another {cover:?}"), seal(&other)),
    ]
}

/// Order, number and values of the fields.
fn fields<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let form = base.file.form();
    let held = base.dict(form);
    let list = held.get("Fields").unwrap();
    let owner = reference(list);
    let all = items(&base.file.resolved(list));
    let mut found = Vec::new();
    let mut with_list = |what: &str, changed: Vec<Vec<u8>>| {
        if changed == all {
            return;
        }
        let mut changes = Changes::new();
        match owner {
            Some(owner) => drop(changes.insert(owner, array(&changed))),
            None => base.set(&mut changes, form, "Fields", array(&changed)),
        }
        found.push(Edit::forbidden("fields", format!("{what} {cover:?}"), base.under(cover, &changes)));
    };
    let reversed: Vec<_> = all.iter().rev().cloned().collect();
    with_list("reversed", reversed);
    with_list("doubled", [all.clone(), all.clone()].concat());
    with_list("without the signature", all[..all.len() - 1].to_vec());
    with_list("without the first", all[1..].to_vec());
    with_list(
        "with a page",
        [all.clone(), vec![format!("{} 0 R", base.file.pages()[0]).into_bytes()]].concat(),
    );
    for field in all.iter().filter_map(|field| reference(field)) {
        for (key, value) in [
            ("V", "(I owe nothing)"),
            ("V", "/On"),
            ("AS", "/On"),
            ("F", "2"),
            ("F", "4"),
            ("Ff", "1"),
            ("Rect", "[0 0 250 250]"),
            ("T", "(Other)"),
            ("Lock", "<< /Type /SigFieldLock /Action /All >>"),
            ("MK", "<< /BG [1 0 0] >>"),
            ("AP", "<< /N 16 0 R >>"),
            ("AP", "<< /N << /On 16 0 R >> >>"),
            ("AA", "<< /F << /S /JavaScript /JS (event.value=7) >> >>"),
        ] {
            let mut changes = Changes::new();
            base.set(&mut changes, field, key, value);
            if base.dict(field).get(key) != Some(value.as_bytes()) {
                found.push(Edit::forbidden(
                    "fields",
                    format!("{field} /{key} {value} {cover:?}"),
                    base.under(cover, &changes),
                ));
            }
        }
    }
    found
}
