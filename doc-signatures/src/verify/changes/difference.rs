//! Which objects of two versions are not the same for every reader.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::Stop;
use super::{Departure, words};
use crate::error::Error;
use crate::pdf::{Dictionary, Entry, Located, Object, Place, View, Writing};
use crate::verify::report::ChangeKind;

/// What differs, by object number.
pub(super) struct Difference {
    /// Existed, and are another now.
    pub(super) replaced: BTreeSet<u32>,
    /// Did not exist, and nothing referred to them.
    pub(super) added: BTreeSet<u32>,
    /// What may be another for some readers, one of each kind.
    pub(super) doubts: Vec<Departure>,
}

/// Compares all objects of `after` with those of the version before it.
///
/// Whatever a version does not list is where it was before, but for one thing: objects in an object stream become others
/// when that is another. So object streams are never replaced, and never appear where an older object is looked for.
pub(super) fn difference(before: &View<'_, '_>, after: &View<'_, '_>) -> Result<Difference, Stop> {
    let mut difference = Difference { replaced: BTreeSet::new(), added: BTreeSet::new(), doubts: Vec::new() };
    let (mut reused, mut odd) = (None, None);
    for number in after.revision().numbers() {
        let (old, new) = (before.place(number), after.place(number));
        match (old, new) {
            (old, new) if old == new => {}
            (Some(_), None) => return Err(words::removed(before, number)),
            (Some(_), Some(_)) => {
                let is_same = is_same(before, after, number);
                if let Err(Error::Damaged { .. }) = is_same {
                    return Err(words::unreadable(before, number));
                }
                if !is_same? {
                    difference.replaced.insert(number);
                }
                if is_odd(before, number)? {
                    odd = Some(number);
                }
            }
            (None, _) => {
                check_new(before, after, number)?;
                difference.added.insert(number);
                if matches!(new, Some(Place::InFile { generation: 1.., .. })) {
                    reused = Some(number);
                }
            }
        }
    }
    let doubt = |number: u32, what: &str| Departure {
        kind: ChangeKind::Layout,
        what: format!("{what} (object {number})"),
    };
    let reused =
        reused.map(|number| doubt(number, "a new object has a number that is said to have been used before"));
    let odd = odd.map(|number| doubt(number, "an object was written again that programs read differently"));
    difference.doubts.extend(reused.into_iter().chain(odd));
    Ok(difference)
}

/// Whether programs take an object differently: written again in other octets, it may be another for some.
fn is_odd(view: &View<'_, '_>, number: u32) -> Result<bool, Error> {
    Ok(view.locate_sound(number)?.is_some_and(|located| located.writing == Writing::Odd))
}

/// A new object has a number that nobody used: not even a reference that led nowhere, or a place in an object stream.
fn check_new(before: &View<'_, '_>, after: &View<'_, '_>, number: u32) -> Result<(), Stop> {
    if after.document().survey().is_referred(number, before.index()) {
        let what = format!("something was put where the signed document refers to nothing (object {number})");
        return Err(Stop::forbidden(ChangeKind::Structure, what));
    }
    Ok(())
}

/// Whether an object that was written again is the same: content, generation, and not in an object stream, then or now.
/// Object streams and cross-references are never the same: others are found through them.
fn is_same(before: &View<'_, '_>, after: &View<'_, '_>, number: u32) -> Result<bool, Error> {
    let generation = |view: &View<'_, '_>| match view.entry(number) {
        Some(Entry::InFile { generation, .. }) => Some(generation),
        _ => None,
    };
    let (Some(old), Some(new)) = (generation(before), generation(after)) else { return Ok(false) };
    let (Some(old_object), Some(new_object)) = (before.locate_sound(number)?, after.locate(number)?) else {
        return Ok(false);
    };
    Ok(old == new && is_equal(&old_object, &new_object, before) && !is_container(&old_object.object))
}

fn is_equal(old: &Located, new: &Located, view: &View<'_, '_>) -> bool {
    match (&old.object, &new.object) {
        (Object::Stream(old), Object::Stream(new)) => {
            let document = view.document();
            without_length(&old.dictionary) == without_length(&new.dictionary)
                && document.packed(old) == document.packed(new)
        }
        (old, new) => old == new,
    }
}

/// /Length may be written as a number or as a reference; the data are compared themselves.
fn without_length(dictionary: &Dictionary) -> Dictionary {
    let mut dictionary = dictionary.clone();
    dictionary.remove("Length");
    dictionary
}

/// Whether other objects are found through it.
pub(super) fn is_container(object: &Object) -> bool {
    match object {
        Object::Stream(stream) => stream.dictionary.is_type("ObjStm") || stream.dictionary.is_type("XRef"),
        _ => false,
    }
}

/// How something refers to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// The entry of the dictionary from which it does so.
    pub(super) entry: Vec<u8>,
    /// Whether it stands in a list there.
    pub(super) in_list: bool,
}

/// Everything in `view` that refers to one of `numbers`, the trailers included.
pub(super) fn references_to(
    view: &View<'_, '_>,
    numbers: &BTreeSet<u32>,
) -> Result<BTreeMap<u32, Vec<Reference>>, Error> {
    let mut found: BTreeMap<u32, Vec<Reference>> = BTreeMap::new();
    let mut note = |number: u32, entry: &[u8], in_list: bool| {
        if numbers.contains(&number) {
            found.entry(number).or_default().push(Reference { entry: entry.to_vec(), in_list });
        }
    };
    view.trailer().iter().for_each(|(key, value)| each_role(value, key, false, &mut note));
    for number in view.numbers() {
        if let Some(located) = view.locate_sound(number)? {
            each_role(&located.object, b"", false, &mut note);
        }
    }
    Ok(found)
}

/// Calls `visit` with every reference in `value`, and the entry under which it stands.
fn each_role(value: &Object, entry: &[u8], in_list: bool, visit: &mut dyn FnMut(u32, &[u8], bool)) {
    match value {
        Object::Reference(id) => visit(id.number, entry, in_list),
        Object::Array(items) => items.iter().for_each(|item| each_role(item, entry, true, visit)),
        Object::Dictionary(dictionary) => {
            dictionary.iter().for_each(|(key, value)| each_role(value, key, false, visit));
        }
        Object::Stream(stream) => {
            stream.dictionary.iter().for_each(|(key, value)| each_role(value, key, false, visit));
        }
        _ => {}
    }
}
