//! What a widget is drawn with: its appearance streams (ISO 32000-2, 12.5.5).
//!
//! A reader draws a stream within its /BBox and maps that onto the widget's /Rect. Where one of them is missing, or is no
//! plain numbers, some readers draw over the whole page: what a later version draws must be confined to its place.

use std::collections::BTreeMap;

use pki_types::display::quoted;

use super::comparison::{Comparison, Stop};
use crate::pdf::{Dictionary, Object, View};
use crate::verify::report::ChangeKind;

/// Larger numbers are no places on a page: the side of a page is at most 14,400 units (ISO 32000-1, annex C), and readers
/// with numbers of their own take what is far larger for something else.
const LARGEST: f64 = 1_000_000.0;
/// Longest number, in octets: readers cut longer ones.
const NUMBER_OCTETS: usize = 24;
/// A matrix with a smaller determinant maps everything onto a line.
const SMALLEST_DETERMINANT: f64 = 1e-6;

/// For what a stream is drawn (/N, /R, /D), and in which state of the widget, if it has states.
type Use = (Vec<u8>, Option<Vec<u8>>);

/// The streams that a widget is drawn with, as it refers to them.
fn drawings(view: &View<'_, '_>, widget: &Dictionary) -> Result<BTreeMap<Use, Object>, Stop> {
    let mut found = BTreeMap::new();
    let appearance = match view.resolve_entry(widget, "AP")? {
        None | Some(Object::Null) => return Ok(found),
        Some(Object::Dictionary(appearance)) => appearance,
        Some(other) => return Ok(BTreeMap::from([((Vec::new(), None), other)])),
    };
    for (purpose, value) in appearance.iter() {
        match view.resolve(value)? {
            Object::Null => {}
            Object::Dictionary(states) => {
                let of_state = |(state, value): (&[u8], &Object)| {
                    ((purpose.to_vec(), Some(state.to_vec())), value.clone())
                };
                found.extend(states.iter().map(of_state));
            }
            _ => drop(found.insert((purpose.to_vec(), None), value.clone())),
        }
    }
    Ok(found)
}

/// Whether a widget has a stream to be drawn with in this state.
pub(super) fn has_state(view: &View<'_, '_>, widget: &Dictionary, state: &[u8]) -> Result<bool, Stop> {
    let drawings = drawings(view, widget)?;
    Ok(drawings.is_empty() || drawings.contains_key(&(b"N".to_vec(), Some(state.to_vec()))))
}

impl Comparison<'_, '_> {
    /// Whether a widget is drawn with anything else than before.
    pub(super) fn is_redrawn(&self, before: &Dictionary, after: &Dictionary) -> Result<bool, Stop> {
        let (drawn, draws) = (drawings(&self.before, before)?, drawings(&self.after, after)?);
        let is_replaced =
            |value: &Object| value.as_reference().is_some_and(|id| self.replaced.contains(&id.number));
        Ok(drawn != draws || draws.values().any(is_replaced))
    }

    /// All that a widget of the later version is drawn with stays within its place.
    pub(super) fn confined(&self, widget: &Dictionary, field: &str) -> Result<(), Stop> {
        let drawings = drawings(&self.after, widget)?;
        let mut is_confined = drawings.is_empty() || rectangle(&self.after, widget.entry("Rect"))?.is_some();
        for drawing in drawings.values() {
            is_confined &= is_box(&self.after, drawing)?;
        }
        if is_confined {
            return Ok(());
        }
        let what = format!("what field {} shows is not confined to its place", quoted(field));
        Err(Stop::forbidden(ChangeKind::Form, what))
    }
}

/// Whether this is a form XObject with a box, and with a matrix that can be undone, if it has one (ISO 32000-2, table 93).
fn is_box(view: &View<'_, '_>, drawing: &Object) -> Result<bool, Stop> {
    let drawing = view.resolve(drawing)?;
    let Some(form) = form_of(&drawing) else { return Ok(false) };
    let has_type = form.entry("Type").is_none_or(|kind| kind.is_name("XObject"));
    let space = rectangle(view, form.entry("BBox"))?;
    let has_area = space.is_some_and(|[left, bottom, right, top]| left < right && bottom < top);
    let can_be_undone = match (form.entry("Matrix"), numbers(view, form.entry("Matrix"))?.as_deref()) {
        (None, _) => true,
        (_, Some([a, b, c, d, _, _])) => (a * d - b * c).abs() >= SMALLEST_DETERMINANT,
        _ => false,
    };
    Ok(has_type && has_area && can_be_undone)
}

/// The dictionary of a form XObject, if this is one (ISO 32000-2, 8.10).
pub(super) fn form_of(object: &Object) -> Option<&Dictionary> {
    let Object::Stream(stream) = object else { return None };
    Some(&stream.dictionary).filter(|form| form.entry("Subtype").is_some_and(|kind| kind.is_name("Form")))
}

/// A rectangle: its lower left and its upper right corner, whichever corners are written (ISO 32000-2, 7.9.5).
pub(super) fn rectangle(view: &View<'_, '_>, value: Option<&Object>) -> Result<Option<[f64; 4]>, Stop> {
    Ok(match numbers(view, value)?.as_deref() {
        Some(&[left, bottom, right, top]) => {
            Some([left.min(right), bottom.min(top), left.max(right), bottom.max(top)])
        }
        _ => None,
    })
}

/// An array of plain numbers.
fn numbers(view: &View<'_, '_>, value: Option<&Object>) -> Result<Option<Vec<f64>>, Stop> {
    let Some(Object::Array(array)) = value.map(|value| view.resolve(value)).transpose()? else {
        return Ok(None);
    };
    let array: Result<Vec<_>, _> = array.iter().map(|number| view.resolve(number)).collect();
    Ok(array?.iter().map(plain_number).collect())
}

/// A number that every reader reads alike.
pub(super) fn plain_number(value: &Object) -> Option<f64> {
    let number = match value {
        Object::Integer(value) => f64::from(i32::try_from(*value).ok()?),
        Object::Real(text) if text.len() <= NUMBER_OCTETS => std::str::from_utf8(text).ok()?.parse().ok()?,
        _ => return None,
    };
    (number.abs() <= LARGEST).then_some(number)
}
