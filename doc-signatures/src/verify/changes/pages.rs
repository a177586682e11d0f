//! Pages of a later version: one of them may hold the widget of the added signature field, and that is all.

use super::comparison::{Comparison, Stop, is_same_rectangle};
use super::permitted::{Position, Rule, rule};
use super::words;
use crate::pdf::{Dictionary, Object, ObjectId};
use crate::verify::report::ChangeKind;

impl Comparison<'_, '_> {
    /// Compares the pages that differ, or whose lists of annotations do.
    pub(super) fn pages(&mut self) -> Result<(), Stop> {
        if self.replaced.is_subset(&self.claimed) {
            return Ok(());
        }
        for (place, id) in self.page_list()?.to_vec().into_iter().enumerate() {
            let Object::Dictionary(before) = self.before.object(id)? else { continue };
            let annotations = before.entry("Annots").and_then(Object::as_reference);
            let holds_replaced = annotations.is_some_and(|list| self.replaced.contains(&list.number));
            let is_replaced = self.replaced.contains(&id.number);
            if !is_replaced && !holds_replaced {
                continue;
            }
            let Object::Dictionary(after) = self.after.object(id)? else {
                return Err(Stop::forbidden(ChangeKind::Page, "a page was removed"));
            };
            if let Some(key) = differing_entry(&before, &after) {
                return Err(words::page_changed(place + 1, &key));
            }
            if is_replaced {
                self.claim_in_role(id.number, Position::Page, "a page")?;
            }
            self.dictionary(Position::Page, &before, &after)?;
        }
        Ok(())
    }

    /// Nodes above the pages: a library notes its own version there.
    pub(super) fn page_tree(&mut self) -> Result<(), Stop> {
        let left: Vec<u32> = self.replaced.difference(&self.claimed).copied().collect();
        for id in left.into_iter().map(|number| ObjectId { number, generation: 0 }) {
            let (Object::Dictionary(before), Object::Dictionary(after)) =
                (self.before.object(id)?, self.after.object(id)?)
            else {
                continue;
            };
            if before.is_type("Pages") && after.is_type("Pages") {
                self.dictionary(Position::PageTree, &before, &after)?;
                self.claimed.insert(id.number);
            }
        }
        Ok(())
    }

    /// /Annots of a page.
    pub(super) fn its_widget(&mut self, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        let (before, after) = self.held(before, after, "a page's list of annotations")?;
        let what = "an annotation on a page";
        match self.appended(before.as_ref(), after.as_ref(), what) {
            Ok(None) => Ok(()),
            // One page, one widget: whoever takes it leaves none for another page.
            Ok(Some(widget)) if self.widgets.contains(&widget) => {
                self.widgets.retain(|known| *known != widget);
                Ok(())
            }
            Ok(Some(_)) | Err(Stop::Forbidden(_)) => Err(Stop::forbidden(
                ChangeKind::Annotation,
                format!("{what} was removed, exchanged or added"),
            )),
            Err(stop) => Err(stop),
        }
    }

    /// Whether any page has annotations that are no signature fields, listed in the form or not.
    pub(super) fn has_other_annotations(&self) -> Result<bool, Stop> {
        for page in self.page_list()? {
            let Object::Dictionary(page) = self.before.object(*page)? else { return Ok(true) };
            let annotations = self.before.resolve_entry(&page, "Annots")?;
            let annotations = annotations.as_ref().and_then(Object::as_array).unwrap_or_default();
            for annotation in annotations {
                let annotation = self.before.resolve(annotation)?;
                let kind = annotation.as_dictionary().and_then(|annotation| annotation.entry("FT"));
                if !kind.is_some_and(|kind| kind.is_name("Sig")) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The page that shows a widget, from 1: the one that its /P names, or that lists it.
    pub(super) fn page_of(&self, widget: ObjectId, field: &Dictionary) -> Result<usize, Stop> {
        let named = field.entry("P").and_then(Object::as_reference);
        for (place, page) in self.page_list()?.iter().enumerate() {
            if named == Some(*page) {
                return Ok(place + 1);
            }
            let Object::Dictionary(page) = self.after.object(*page)? else { continue };
            let annotations = self.after.resolve_entry(&page, "Annots")?;
            let annotations = annotations.as_ref().and_then(Object::as_array).unwrap_or_default();
            if annotations.contains(&Object::Reference(widget)) {
                return Ok(place + 1);
            }
        }
        Err(Stop::forbidden(ChangeKind::Form, "a signature field was added that belongs to no page"))
    }
}

/// An entry of a page that differs, apart from its annotations.
fn differing_entry(before: &Dictionary, after: &Dictionary) -> Option<Vec<u8>> {
    let mut keys = before.iter().chain(after.iter()).map(|(key, _)| key);
    let differs = |key: &&[u8]| match rule(Position::Page, key) {
        None => before.written(key) != after.written(key),
        Some(Rule::SameRectangle) => !is_same_rectangle(before.written(key), after.written(key)),
        Some(_) => false,
    };
    keys.find(differs).map(<[u8]>::to_vec)
}
