//! Something the catalog names moves onto an object that was there for another purpose, or an object is declared to be
//! evidence and replaced.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::Cover;
use super::objects::altered;
use super::values::{Dict, array, items};

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for &number in base.file.bodies.keys() {
        for cover in [Cover::Worthless, Cover::Genuine] {
            found.extend(moved_form(base, cover, number));
        }
        for cover in [Cover::Store, Cover::Genuine] {
            found.extend(moved_trailer(base, cover, number));
        }
        found.extend(declared_evidence(base, number));
    }
    found
}

/// Both dictionaries in one: what a reader of either needs is there.
fn merged(old: &[u8], more: &[u8]) -> Vec<u8> {
    let Some(more) = Dict::parse(more) else { return more.to_vec() };
    let mut both = Dict::parse(old).unwrap_or_default();
    let keys: Vec<String> = more.keys().map(str::to_string).collect();
    for key in keys {
        both = both.with(&key, more.get(&key).unwrap());
    }
    both.body()
}

/// The form, its list of fields, or a page's list of annotations gets the place of object `number`.
fn moved_form<'b>(base: &'b Base<'_>, cover: Cover, number: u32) -> Vec<Edit<'b>> {
    let form = base.file.form();
    let page = base.file.pages()[0];
    let mut found = Vec::new();
    let mut push = |what: &str, changes: &Changes, revision_cover: Cover| {
        let file = base.seal(revision_cover, base.revision().put_all(changes));
        found.push(Edit::forbidden("moved", format!("{what} {number} {cover:?}"), file));
    };
    let mut covered = Changes::new();
    base.cover(cover, &mut covered);
    let target = format!("{number} 0 R");
    if number != form {
        let whole = base.current(&covered, form);
        for (what, body) in
            [("form", whole.clone()), ("form merged", merged(&base.file.bodies[&number], &whole))]
        {
            let mut changes = covered.clone();
            changes.remove(&form);
            base.set(&mut changes, base.file.catalog(), "AcroForm", &target);
            changes.insert(
                number,
                if number == base.file.catalog() {
                    merged(&body, &base.current(&changes, number))
                } else {
                    body
                },
            );
            push(what, &changes, cover);
        }
    }
    for (what, owner, key) in [("fields", form, "Fields"), ("annotations", page, "Annots")] {
        let owned = Dict::parse(&base.current(&covered, owner)).unwrap();
        let list = owned.get(key).map_or_else(|| b"[]".to_vec(), <[u8]>::to_vec);
        let list = super::values::reference(&list).map_or(list.clone(), |held| base.current(&covered, held));
        if owned.reference(key) == Some(number) || number == owner {
            continue;
        }
        let mut changes = covered.clone();
        base.set(&mut changes, owner, key, &target);
        changes.insert(number, array(&items(&list)));
        push(what, &changes, cover);
    }
    found
}

/// Root, information or the evidence are said to be object `number`, which is given what they had.
fn moved_trailer<'b>(base: &'b Base<'_>, cover: Cover, number: u32) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    let mut covered = Changes::new();
    base.cover(cover, &mut covered);
    let catalog = base.file.catalog();
    let target = format!("{number} 0 R");
    for (key, owner) in [("Root", Some(catalog)), ("Info", base.file.trailer.reference("Info"))] {
        let Some(owner) = owner.filter(|owner| *owner != number) else { continue };
        let mut changes = covered.clone();
        changes.insert(number, merged(&base.file.bodies[&number], &base.current(&covered, owner)));
        let revision = base.revision().put_all(&changes).set(key, &target);
        found.push(Edit::forbidden(
            "redirected",
            format!("{key} {number} {cover:?}"),
            base.seal(cover, revision),
        ));
        let plain = base.revision().put_all(&covered).set(key, &target);
        found.push(Edit::forbidden(
            "redirected",
            format!("{key} to {number} as it is {cover:?}"),
            base.seal(cover, plain),
        ));
    }
    let mut extended = covered;
    let announced = b"<< /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >> >>";
    if base.catalog().reference("Extensions") != Some(number) && number != catalog {
        base.set(&mut extended, catalog, "Extensions", &target);
        extended.insert(number, merged(&base.file.bodies[&number], announced));
        let revision = base.revision().put_all(&extended);
        found.push(Edit::forbidden(
            "redirected",
            format!("Extensions {number} {cover:?}"),
            base.seal(cover, revision),
        ));
    }
    found
}

/// The object is named as evidence in the version that replaces it.
fn declared_evidence<'b>(base: &'b Base<'_>, number: u32) -> Vec<Edit<'b>> {
    let target = format!("{number} 0 R");
    let body = &base.file.bodies[&number];
    let mut found = Vec::new();
    for list in ["Certs", "OCSPs", "CRLs"] {
        let mut changes = Changes::new();
        base.add_evidence(&mut changes);
        base.append(&mut changes, base.new, list, &target);
        let listed = base.with(&changes);
        changes.insert(number, altered(body));
        found.push(Edit::forbidden("as evidence", format!("{number} in {list}"), base.with(&changes)));
        found.push(Edit::harmless("as evidence", format!("{number} in {list} as it is"), listed));
    }
    let related = [
        ("TS", format!("<< /X << /TS {target} >> >>")),
        ("TU", format!("<< /X << /TU {target} >> >>")),
        ("Cert", format!("<< /X << /Cert [{target}] >> >>")),
        ("Cert list", format!("<< /X << /Cert {target} >> >>")),
        ("entry", format!("<< /X {target} >>")),
        ("VRI", target.clone()),
    ];
    for (what, value) in related {
        let mut changes = Changes::new();
        base.add_evidence(&mut changes);
        base.set(&mut changes, base.new, "VRI", value);
        changes.insert(number, altered(body));
        found.push(Edit::forbidden("as evidence", format!("{number} as {what}"), base.with(&changes)));
    }
    if number != base.file.catalog() && base.catalog().reference("DSS") != Some(number) {
        let mut changes = Changes::new();
        base.add_evidence(&mut changes);
        let store = changes.remove(&base.new).unwrap();
        changes.insert(number, merged(body, &store));
        base.set(&mut changes, base.file.catalog(), "DSS", &target);
        found.push(Edit::forbidden("as evidence", format!("{number} as DSS"), base.with(&changes)));
    }
    found
}
