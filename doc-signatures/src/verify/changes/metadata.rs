//! The document's metadata, in which programs write with every update when, and by which of them, it was saved.

use super::comparison::{Addition, Comparison, Stop};
use super::statements::{says_nothing_of_the_document, says_the_same};
use crate::error::Error;
use crate::pdf::{Object, View};
use crate::verify::report::ChangeKind;

impl Comparison<'_, '_> {
    /// /Metadata of the catalog (ISO 32000-2, 14.3.2).
    pub(super) fn metadata(&mut self, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        let is_replaced =
            after.and_then(Object::as_reference).is_some_and(|id| self.replaced.contains(&id.number));
        if before == after && !is_replaced {
            return Ok(());
        }
        let (before, after) = self.held(before, after, "the document's metadata")?;
        let Some(after) = after else { return Err(refuse("the document's metadata were removed")) };
        let new = packet(&self.after, &after)?;
        let is_permitted = match &before {
            Some(before) => says_the_same(&packet(&self.before, before)?, &new),
            None => says_nothing_of_the_document(&new),
        };
        if !is_permitted {
            return Err(refuse("what the metadata say of the document was changed"));
        }
        self.note(Addition::Dates);
        Ok(())
    }
}

/// The data of a stream of metadata, which is that and nothing else.
fn packet(view: &View<'_, '_>, object: &Object) -> Result<Vec<u8>, Stop> {
    let other = || refuse("the document's metadata are not written as such");
    let Object::Stream(stream) = object else { return Err(other()) };
    let dictionary = &stream.dictionary;
    let is_metadata =
        dictionary.is_type("Metadata") && dictionary.entry("Subtype").is_some_and(|kind| kind.is_name("XML"));
    let is_known =
        |key: &[u8]| [&b"Type"[..], b"Subtype", b"Length", b"Filter", b"DecodeParms"].contains(&key);
    if !is_metadata || !dictionary.iter().all(|(key, _)| is_known(key)) {
        return Err(other());
    }
    view.document().unpacked(stream).map_err(|problem| match problem {
        Error::Limit { .. } | Error::Work { .. } => Stop::from(problem),
        _ => other(),
    })
}

fn refuse(what: &str) -> Stop {
    Stop::doubtful(ChangeKind::Metadata, what)
}
