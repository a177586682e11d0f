//! A time-stamp over the document as an addition: one field, its invisible widget, and the places that name it
//! (ISO 32000-2, 12.8.5; EN 319 142-1, 5.5).

use super::changes::{Comparison, Outcome, differing_key};
use crate::pdf::{Dictionary, Object, ObjectId};

/// What a time-stamp's field may consist of. No appearance, no action, no trigger.
const FIELD_KEYS: [&str; 12] = ["Type", "Subtype", "FT", "T", "TU", "TM", "V", "F", "Ff", "Rect", "P", "DA"];
/// What a time-stamp's dictionary may consist of.
const STAMP_KEYS: [&str; 8] = ["Type", "Filter", "SubFilter", "ByteRange", "Contents", "M", "V", "Name"];

/// Accounts for a new time-stamp field, if the form of the later version differs.
pub(super) fn added_stamp_field(comparison: &mut Comparison<'_, '_>) -> Outcome<()> {
    let (before, after) = (comparison.before, comparison.after);
    let (old_catalog, new_catalog) = (before.catalog()?, after.catalog()?);
    let nothing = Dictionary::new();
    let old = before.resolve_entry(&old_catalog, "AcroForm")?;
    let new = after.resolve_entry(&new_catalog, "AcroForm")?;
    let (old_form, new_form) = match (&old, &new) {
        (Some(Object::Dictionary(old)), Some(Object::Dictionary(new))) => (old, new),
        (None, Some(Object::Dictionary(new))) => (&nothing, new),
        (None, None) => return Ok(Ok(())),
        _ => return Ok(Err("the form was removed".into())),
    };
    let old_fields = before.resolve_entry(old_form, "Fields")?;
    let new_fields = after.resolve_entry(new_form, "Fields")?;
    if old_form == new_form && old_fields == new_fields {
        return Ok(Ok(()));
    }
    if let Some(key) = differing_key(old_form, new_form, &["Fields", "SigFlags"]) {
        return Ok(Err(format!("/{key} of the form was changed")));
    }
    let field = match appended(old_fields.as_ref(), new_fields.as_ref()) {
        Some(field) if comparison.is_new(field) => field,
        _ => return Ok(Err("the fields of the form were changed".into())),
    };
    if let Err(problem) = check_field(comparison, field)? {
        return Ok(Err(problem));
    }
    for reference in [new_catalog.entry("AcroForm"), new_form.entry("Fields")] {
        comparison.explained.extend(reference.and_then(Object::as_reference).map(|id| id.number));
    }
    explain_annotation(comparison, field)?;
    comparison.done.push("time-stamp over the document added".into());
    Ok(Ok(()))
}

/// The one reference by which `new` is longer than `old`.
fn appended(old: Option<&Object>, new: Option<&Object>) -> Option<ObjectId> {
    let old = match old {
        None => &[],
        Some(old) => old.as_array()?,
    };
    match new?.as_array()?.split_last() {
        Some((Object::Reference(last), rest)) if rest == old => Some(*last),
        _ => None,
    }
}

/// The field is an invisible signature field that holds a time-stamp and nothing else.
fn check_field(comparison: &mut Comparison<'_, '_>, id: ObjectId) -> Outcome<()> {
    let Object::Dictionary(field) = comparison.after.object(id)? else {
        return Ok(Err("the new field is not a dictionary".into()));
    };
    if let Some(key) = unexpected_key(&field, &FIELD_KEYS) {
        return Ok(Err(format!("the new field has an entry /{key}")));
    }
    let is_widget = field.is_type("Annot") || field.entry("Type").is_none();
    let is_signature = field.entry("FT").is_some_and(|kind| kind.is_name("Sig"));
    if !is_widget || !is_signature || !is_invisible(&field) {
        return Ok(Err("the new field is not an invisible signature field".into()));
    }
    let value = field.entry("V").and_then(Object::as_reference).filter(|value| comparison.is_new(*value));
    let Some(value) = value else { return Ok(Err("the new field holds no new time-stamp".into())) };
    let Object::Dictionary(stamp) = comparison.after.object(value)? else {
        return Ok(Err("the new field's value is not a dictionary".into()));
    };
    let is_stamp = stamp.entry("SubFilter").is_some_and(|filter| filter.is_name("ETSI.RFC3161"));
    if !is_stamp || stamp.is_type("Sig") || unexpected_key(&stamp, &STAMP_KEYS).is_some() {
        return Ok(Err("a second signature was added".into()));
    }
    comparison.explained.extend([id.number, value.number]);
    Ok(Ok(()))
}

/// A rectangle without area shows nothing; without /Rect it is no widget at all.
fn is_invisible(field: &Dictionary) -> bool {
    let Some(rectangle) = field.entry("Rect") else { return true };
    match rectangle.as_array() {
        Some([left, bottom, right, top]) => left == right && bottom == top,
        _ => false,
    }
}

fn unexpected_key(dictionary: &Dictionary, expected: &[&str]) -> Option<String> {
    let mut keys = dictionary.iter().map(|(key, _)| String::from_utf8_lossy(key).into_owned());
    keys.find(|key| !expected.contains(&key.as_str()))
}

/// The page, or its list of annotations, may have grown by the widget.
fn explain_annotation(comparison: &mut Comparison<'_, '_>, field: ObjectId) -> Result<(), crate::Error> {
    let (before, after) = (comparison.before, comparison.after);
    for number in after.revision().numbers() {
        let (Some(old), Some(new)) = (before.locate_sound(number)?, after.locate(number)?) else { continue };
        let grew = match (&old.object, &new.object) {
            (Object::Array(_), Object::Array(_)) => {
                appended(Some(&old.object), Some(&new.object)) == Some(field)
            }
            (Object::Dictionary(old), Object::Dictionary(new)) if old.is_type("Page") => {
                let old_annotations = before.resolve_entry(old, "Annots")?;
                let grew = appended(old_annotations.as_ref(), new.entry("Annots")) == Some(field);
                grew && differing_key(old, new, &["Annots"]).is_none()
            }
            _ => false,
        };
        if grew {
            comparison.explained.insert(number);
        }
    }
    Ok(())
}
