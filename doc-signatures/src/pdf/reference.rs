//! Which objects refer to which. Both signing and verifying must know: an object that is referred to but does not
//! exist is an empty place that a later version could fill with anything.

use std::collections::HashSet;

use super::document::{Document, View};
use super::object::{Dictionary, Object};
use crate::error::Error;

/// Adds the numbers that `object` refers to. Nesting is bounded by the parser.
pub(crate) fn collect_references(object: &Object, into: &mut HashSet<u32>) {
    match object {
        Object::Reference(id) => {
            into.insert(id.number);
        }
        Object::Array(items) => items.iter().for_each(|item| collect_references(item, into)),
        Object::Dictionary(dictionary) => collect_from_dictionary(dictionary, into),
        Object::Stream(stream) => collect_from_dictionary(&stream.dictionary, into),
        _ => {}
    }
}

fn collect_from_dictionary(dictionary: &Dictionary, into: &mut HashSet<u32>) {
    dictionary.iter().for_each(|(_, value)| collect_references(value, into));
}

/// The numbers that the objects and the trailer of one version refer to.
pub(crate) fn references_of_revision(document: &Document<'_>, index: usize) -> Result<HashSet<u32>, Error> {
    let view = document.view(index);
    let mut found = HashSet::new();
    collect_from_dictionary(view.trailer(), &mut found);
    for &number in &view.revision().introduced {
        if let Some(located) = view.locate_sound(number)? {
            collect_references(&located.object, &mut found);
        }
    }
    Ok(found)
}

/// The numbers of all objects that can be reached in `view` from the trailer without passing through the
/// catalog's entry `without`.
pub(crate) fn reachable_without(view: &View<'_, '_>, without: &str) -> Result<HashSet<u32>, Error> {
    let catalog = view.catalog_id()?;
    let mut reached = HashSet::new();
    let mut found = HashSet::new();
    collect_from_dictionary(view.trailer(), &mut found);
    let mut to_visit: Vec<u32> = found.into_iter().collect();
    while let Some(number) = to_visit.pop() {
        if !reached.insert(number) {
            continue;
        }
        let Some(located) = view.locate(number)? else { continue };
        let mut object = located.object;
        if let (Object::Dictionary(dictionary), true) = (&mut object, number == catalog.number) {
            dictionary.remove(without);
        }
        let mut found = HashSet::new();
        collect_references(&object, &mut found);
        to_visit.extend(found.difference(&reached));
    }
    Ok(reached)
}
