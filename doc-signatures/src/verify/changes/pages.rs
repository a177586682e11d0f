//! Pages of a later version: one of them may hold the widget of the added signature field, and that is all.

use super::appearance::rectangle;
use super::comparison::{Comparison, Place, Stop, is_same_rectangle};
use super::permitted::{Position, Rule, rule};
use super::words;
use crate::limits;
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

    /// Where a page shows a widget.
    pub(super) fn place_of(&self, widget: ObjectId, field: &Dictionary) -> Result<Place, Stop> {
        let page = self.page_of(widget, field)?;
        let Some(id) = self.page_list()?.get(page - 1) else { return Ok(Place { page, percent: None }) };
        let Object::Dictionary(dictionary) = self.after.object(*id)? else {
            return Ok(Place { page, percent: None });
        };
        let (media, crop) = (self.box_of(&dictionary, "MediaBox")?, self.box_of(&dictionary, "CropBox")?);
        let shown = match (media, crop) {
            (Some(Some(media)), None) => Some((media, media)),
            (Some(Some(media)), Some(Some(crop))) => Some((media, intersection(crop, media))),
            _ => None,
        };
        let percent = match (rectangle(&self.after, field.entry("Rect"))?, shown) {
            (Some(place), Some((media, shown))) if is_within(place, media) => covered(place, shown),
            _ => None,
        };
        Ok(Place { page, percent })
    }

    /// A box of a page: its own, or that of the nearest node above it which has one. `Some(None)` where it is none that all
    /// programs take alike.
    fn box_of(&self, page: &Dictionary, key: &str) -> Result<Option<Option<[f64; 4]>>, Stop> {
        let mut node = page.clone();
        for _ in 0..limits::DEPTH {
            if let Some(written) = node.written(key.as_bytes()) {
                return Ok(Some(rectangle(&self.after, Some(written))?));
            }
            match self.after.resolve_entry(&node, "Parent")? {
                Some(Object::Dictionary(parent)) => node = parent,
                _ => break,
            }
        }
        Ok(None)
    }

    /// The page that shows a widget, from 1: the one that lists it, else the one that its /P names, as readers have it.
    fn page_of(&self, widget: ObjectId, field: &Dictionary) -> Result<usize, Stop> {
        let named = field.entry("P").and_then(Object::as_reference);
        let mut place_of_named = None;
        for (place, page) in self.page_list()?.iter().enumerate() {
            if named == Some(*page) {
                place_of_named = Some(place + 1);
            }
            let Object::Dictionary(page) = self.after.object(*page)? else { continue };
            let annotations = self.after.resolve_entry(&page, "Annots")?;
            let annotations = annotations.as_ref().and_then(Object::as_array).unwrap_or_default();
            if annotations.contains(&Object::Reference(widget)) {
                return Ok(place + 1);
            }
        }
        place_of_named.ok_or_else(|| {
            Stop::forbidden(ChangeKind::Form, "a signature field was added that belongs to no page")
        })
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

/// Programs round: what juts out by a unit lies within.
const SLACK: f64 = 1.0;

fn is_within(inner: [f64; 4], outer: [f64; 4]) -> bool {
    inner[0] >= outer[0] - SLACK
        && inner[1] >= outer[1] - SLACK
        && inner[2] <= outer[2] + SLACK
        && inner[3] <= outer[3] + SLACK
}

fn intersection(first: [f64; 4], second: [f64; 4]) -> [f64; 4] {
    [first[0].max(second[0]), first[1].max(second[1]), first[2].min(second[2]), first[3].min(second[3])]
}

fn area([left, bottom, right, top]: [f64; 4]) -> f64 {
    (right - left).max(0.0) * (top - bottom).max(0.0)
}

/// How many hundredths of a page lie below a place, rounded up; `None` for a page without area.
fn covered(place: [f64; 4], page: [f64; 4]) -> Option<u32> {
    let share = area(intersection(place, page)) / area(page) * 100.0;
    (0..=100).find(|percent| share <= f64::from(*percent))
}
