//! The tree of pages (ISO 32000-2, 7.7.3).

use super::document::View;
use super::object::{Dictionary, Object, ObjectId};
use crate::error::Error;
use crate::limits;

/// The first page, where the invisible signature widget goes.
pub(crate) fn first_page(view: &View<'_, '_>) -> Result<(ObjectId, Dictionary), Error> {
    let catalog = view.catalog()?;
    let at = view.revision().newest().span.start;
    let root = catalog.entry("Pages").and_then(Object::as_reference);
    let mut to_visit = vec![root.ok_or_else(|| Error::damaged(at, "the catalog names no /Pages"))?];
    let mut visited = 0;
    while let Some(id) = to_visit.pop() {
        visited += 1;
        if visited > limits::TREE_NODES {
            return Err(Error::Limit { what: "nodes in the tree of pages", limit: limits::TREE_NODES });
        }
        let Object::Dictionary(node) = view.object(id)? else {
            return Err(Error::damaged(at, format!("object {id} in the tree of pages is not a dictionary")));
        };
        if node.is_type("Page") {
            return Ok((id, node));
        }
        let kids = view.resolve_entry(&node, "Kids")?;
        let kids = kids.as_ref().and_then(Object::as_array).unwrap_or_default();
        to_visit.extend(kids.iter().rev().filter_map(Object::as_reference));
    }
    Err(Error::damaged(at, "the document has no page"))
}
