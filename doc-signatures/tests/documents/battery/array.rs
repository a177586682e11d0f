//! Every array of every object grows by the reference that an honest time-stamp adds to a form and a page.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::Cover;
use super::values::{Dict, array, items};

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    let field = format!("{} 0 R", base.field());
    let (form, page) = (base.file.form(), base.file.pages()[0]);
    for cover in [Cover::Store, Cover::Worthless, Cover::Genuine] {
        let mut covered = Changes::new();
        base.cover(cover, &mut covered);
        if matches!(cover, Cover::Bare | Cover::Store) {
            base.add_stamp(&mut covered, "");
        }
        for &number in base.file.bodies.keys() {
            for (place, grown) in grown(&base.current(&covered, number), &field) {
                let is_named = matches!(cover, Cover::Worthless | Cover::Genuine);
                if is_named && (number, place.as_str()) == (page, "Annots")
                    || (number, place.as_str()) == (form, "Fields")
                {
                    continue;
                }
                let mut changes = covered.clone();
                changes.insert(number, grown);
                let name = format!("{number} {place} {cover:?}");
                found.push(Edit::forbidden(
                    "array",
                    name,
                    base.seal(cover, base.revision().put_all(&changes)),
                ));
            }
        }
    }
    found
}

/// The object with each of its arrays one item longer, at the end and in front.
fn grown(body: &[u8], item: &str) -> Vec<(String, Vec<u8>)> {
    let item = item.as_bytes().to_vec();
    let longer = |old: &[u8]| {
        let old = items(old);
        let mut at_end = old.clone();
        at_end.push(item.clone());
        let in_front = [vec![item.clone()], old].concat();
        [("", array(&at_end)), (" in front", array(&in_front))]
    };
    if body.first() == Some(&b'[') {
        return longer(body).into_iter().map(|(place, value)| (format!("itself{place}"), value)).collect();
    }
    let Some(dictionary) = Dict::parse(body) else { return Vec::new() };
    let keys: Vec<String> = dictionary.keys().map(str::to_string).collect();
    let mut found = Vec::new();
    for key in keys {
        let value = dictionary.get(&key).unwrap();
        if value.first() != Some(&b'[') || key == "ByteRange" {
            continue;
        }
        for (place, value) in longer(value) {
            found.push((format!("{key}{place}"), dictionary.clone().with(&key, value).body()));
        }
    }
    found
}
