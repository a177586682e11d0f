//! The tree of pages (ISO 32000-2, 7.7.3).

use std::collections::HashSet;

use super::object::{Dictionary, Object, ObjectId};
use super::view::View;
use crate::error::Error;
use crate::limits;

/// The first page, where the invisible signature widget goes.
pub(crate) fn first_page(view: &View<'_, '_>) -> Result<(ObjectId, Dictionary), Error> {
    let mut first = None;
    visit_pages(view, &mut |id, page| {
        first = Some((id, page));
        false
    })?;
    first.ok_or_else(|| Error::damaged(view.revision().newest().span.start, "the document has no page"))
}

/// The names of all pages, in the order in which they are shown.
pub(crate) fn pages(view: &View<'_, '_>) -> Result<Vec<ObjectId>, Error> {
    let mut pages = Vec::new();
    visit_pages(view, &mut |id, _| {
        pages.push(id);
        true
    })?;
    Ok(pages)
}

/// Calls `visit` with each page until it says that this was enough. What has no /Kids is a page, whatever its /Type says:
/// so all readers take it.
fn visit_pages(
    view: &View<'_, '_>,
    visit: &mut dyn FnMut(ObjectId, Dictionary) -> bool,
) -> Result<(), Error> {
    let at = view.revision().newest().span.start;
    let root = view.catalog()?.entry("Pages").and_then(Object::as_reference);
    let mut to_visit = vec![root.ok_or_else(|| Error::damaged(at, "the catalog names no /Pages"))?];
    let mut visited = HashSet::new();
    while let Some(id) = to_visit.pop() {
        if visited.len() > limits::TREE_NODES {
            return Err(Error::Limit { what: "nodes in the tree of pages", limit: limits::TREE_NODES });
        }
        if !visited.insert(id.number) {
            return Err(Error::damaged(at, format!("object {id} stands twice in the tree of pages")));
        }
        let Object::Dictionary(node) = view.object(id)? else {
            return Err(Error::damaged(at, format!("object {id} in the tree of pages is not a dictionary")));
        };
        match view.resolve_entry(&node, "Kids")? {
            Some(Object::Array(kids)) => to_visit.extend(kids.iter().rev().filter_map(Object::as_reference)),
            Some(_) => return Err(Error::damaged(at, format!("/Kids of object {id} is not an array"))),
            None if node.is_type("Pages") => {}
            None if !visit(id, node) => return Ok(()),
            None => {}
        }
    }
    Ok(())
}
