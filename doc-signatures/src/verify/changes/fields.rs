//! Signature fields of a later version: one that is added, or one that was prepared and is filled now (ISO 32000-2, 12.7.5.5).

use pki_types::display::quoted;

use super::appearance::plain_number;
use super::comparison::{Addition, Comparison, Place, Stop};
use super::filling::{forbids_signatures, transforms};
use super::permitted::{APPEARANCE, FIELD, OF_A_PERSON, Position, SIGNATURE, WIDGET};
use crate::pdf::{Dictionary, Object, ObjectId, field_tree, text};
use crate::verify::report::ChangeKind;

impl Comparison<'_, '_> {
    /// /AcroForm of the catalog.
    pub(super) fn form(&mut self, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        let (before, after) = self.held(before, after, "the form")?;
        let after = match (&before, after) {
            (None, None) => return Ok(()),
            (Some(_), None) => return Err(refuse("the form was removed")),
            (_, Some(Object::Dictionary(after))) => after,
            _ => return Err(refuse("the form is not written as a form")),
        };
        let before = before.as_ref().map_or(Some(Dictionary::new()), |form| form.as_dictionary().cloned());
        let Some(before) = before else { return Err(refuse("the form was not a form before")) };
        self.dictionary(Position::Form, &before, &after)
    }

    /// /Fields of the form.
    pub(super) fn one_more_field(
        &mut self,
        before: Option<&Object>,
        after: Option<&Object>,
    ) -> Result<(), Stop> {
        let (before, after) = self.held(before, after, "the list of fields")?;
        let Some(field) = self.appended(before.as_ref(), after.as_ref(), "a field of the form")? else {
            return Ok(());
        };
        let Object::Dictionary(dictionary) = self.after.object(field)? else {
            return Err(refuse("the new field is not a field"));
        };
        let is_signature = dictionary.entry("FT").is_some_and(|kind| kind.is_name("Sig"));
        let (widget_id, widget) = self.widget_of(field, &dictionary)?;
        let is_widget = widget.entry("Subtype").is_none_or(|kind| kind.is_name("Widget"));
        let has_type = widget.entry("Type").is_none_or(|kind| kind.is_name("Annot"));
        if !is_signature || !is_widget || !has_type {
            return Err(refuse("a field was added that is no signature field"));
        }
        let name = dictionary.entry("T").and_then(Object::as_string).map(text).unwrap_or_default();
        if name.is_empty() {
            return Err(refuse("a field without a name was added"));
        }
        if field_tree(&self.before)?.iter().any(|known| known.name == name) {
            return Err(refuse(&format!("a second field named {} was added", quoted(name))));
        }
        self.claimed.extend([field.number, widget_id.number]);
        // Without a place it is no widget, and a page that lists it has some programs draw it somewhere.
        if widget.entry("Rect").is_some() {
            self.widgets.push(widget_id);
        }
        let unexpected = unexpected(&dictionary, &FIELD);
        let shows_nothing = self.shows_nothing(&widget)?;
        let value = dictionary.entry("V");
        if value.is_none() && !shows_nothing {
            return Err(refuse("a field was added that shows something and holds no signature"));
        }
        if let Some(key) = unexpected {
            let what = format!("a field was added that does more than hold a signature (/{key})");
            return Err(Stop::doubtful(ChangeKind::Form, what));
        }
        let Some(value) = value else {
            self.claim_new(&Object::Dictionary(dictionary))?;
            self.note(Addition::EmptyField);
            return Ok(());
        };
        if !shows_nothing {
            self.confined(&widget, &name)?;
        }
        let shown_on = if shows_nothing { None } else { Some(self.place_of(widget_id, &widget)?) };
        let is_time_stamp = self.signature(value, name, shown_on)?;
        if is_time_stamp && dictionary.entry("Lock").is_some() {
            return Err(refuse("a time-stamp was added that would lock fields of the form"));
        }
        self.claim_new(&Object::Dictionary(widget))?;
        self.claim_new(&Object::Dictionary(dictionary))
    }

    /// The widget of a new field: the field itself, or its only child, which is new too (ISO 32000-2, 12.7.4.1).
    fn widget_of(
        &mut self,
        field: ObjectId,
        dictionary: &Dictionary,
    ) -> Result<(ObjectId, Dictionary), Stop> {
        let Some(children) = self.after.resolve_entry(dictionary, "Kids")? else {
            return Ok((field, dictionary.clone()));
        };
        let child = match children.as_array() {
            Some([Object::Reference(child)]) if self.added.contains(&child.number) => *child,
            _ => return Err(refuse("a field was added that has other fields below it")),
        };
        let Object::Dictionary(widget) = self.after.object(child)? else {
            return Err(refuse("a field was added that has no widget below it"));
        };
        // Some programs leave the way back out.
        let is_child = widget.entry("Parent").is_none_or(|parent| parent.as_reference() == Some(field));
        if !is_child || dictionary.entry("Rect").is_some() || unexpected(&widget, &WIDGET).is_some() {
            return Err(refuse("a field was added that has more below it than its widget"));
        }
        Ok((child, widget))
    }

    /// Prepared fields that hold a signature now.
    pub(super) fn prepared_fields(&mut self) -> Result<(), Stop> {
        if self.replaced.is_subset(&self.claimed) {
            return Ok(());
        }
        for known in field_tree(&self.before)? {
            let Some(id) = known.id.filter(|id| self.replaced.contains(&id.number)) else { continue };
            let (Object::Dictionary(before), Object::Dictionary(after)) =
                (self.before.object(id)?, self.after.object(id)?)
            else {
                continue;
            };
            if !known.is_signature || before.entry("V").is_some() {
                continue;
            }
            let Some(value) = after.entry("V") else { continue };
            self.claim_in_role(id.number, Position::PreparedField, "a prepared field")?;
            self.dictionary(Position::PreparedField, &before, &after)?;
            self.appearance(&before, &after)?;
            let shows_nothing = self.shows_nothing(&after)?;
            if !shows_nothing && self.is_redrawn(&before, &after)? {
                self.confined(&after, &known.name)?;
            }
            let shown_on = if shows_nothing { None } else { Some(self.place_of(id, &after)?) };
            let signed = self.signature(value, known.name, shown_on);
            self.unless_doubtful(signed.map(|_| ()))?;
        }
        Ok(())
    }

    /// The value of a signature field: a new signature or time-stamp; says which. Whether it verifies is told with it.
    fn signature(&mut self, value: &Object, field: String, shown_on: Option<Place>) -> Result<bool, Stop> {
        let id = value.as_reference().filter(|id| self.added.contains(&id.number));
        let id = id.ok_or_else(|| refuse("a field was given a signature that is not new"))?;
        let Object::Dictionary(signature) = self.after.object(id)? else {
            return Err(refuse("a field was given something that is no signature"));
        };
        let is_time_stamp = signature.is_type("DocTimeStamp");
        let of_a_person = if is_time_stamp { &[][..] } else { &OF_A_PERSON[..] };
        self.claimed.insert(id.number);
        self.claim_new(&Object::Dictionary(signature.clone()))?;
        if let Some(key) = unexpected(&signature, &[&SIGNATURE, of_a_person].concat()) {
            let what = format!("a signature was added that is more than that (/{key})");
            return Err(Stop::doubtful(ChangeKind::Signature, what));
        }
        let stamps = signature.entry("SubFilter").is_some_and(|filter| filter.is_name("ETSI.RFC3161"));
        if stamps != is_time_stamp {
            return Err(refuse("a signature was added that is declared to be something else"));
        }
        // A document is certified by its first signature or not at all (ISO 32000-2, 12.8.2.2).
        if !transforms(&self.after, &signature, "DocMDP")?.is_empty() {
            let what = "a signature was added that would say what may be changed in the document";
            return Err(Stop::doubtful(ChangeKind::Signature, what));
        }
        if !is_time_stamp && forbids_signatures(&self.before)? {
            let what =
                "a signature was added to a document of which a signature says that nothing may be added";
            self.doubt(ChangeKind::Signature, what);
        }
        self.note(Addition::Signature { value: id, field, is_time_stamp, shown_on });
        Ok(is_time_stamp)
    }

    /// Whether no reader draws anything for this widget: a rectangle without area, and an appearance without content.
    pub(super) fn shows_nothing(&self, field: &Dictionary) -> Result<bool, Stop> {
        let has_no_area = match field.entry("Rect").and_then(Object::as_array) {
            // Without /Rect it is no widget at all.
            None => field.entry("Rect").is_none(),
            Some([left, bottom, right, top]) => same_number(left, right) && same_number(bottom, top),
            Some(_) => false,
        };
        let Some(appearance) = self.after.resolve_entry(field, "AP")? else { return Ok(has_no_area) };
        let Object::Dictionary(appearance) = appearance else { return Ok(false) };
        for (key, value) in appearance.iter() {
            let Object::Stream(stream) = self.after.resolve(value)? else { return Ok(false) };
            let content = self.after.document().unpacked(&stream)?;
            let is_known = unexpected(&stream.dictionary, &APPEARANCE).is_none();
            if key != b"N" || !is_known || !content.iter().all(u8::is_ascii_whitespace) {
                return Ok(false);
            }
        }
        Ok(has_no_area)
    }

    /// The one reference by which the later list is longer than the earlier, if there is one. Lists of fields and widgets
    /// hold references to dictionaries; a list of something else must not be used for them.
    pub(super) fn appended(
        &self,
        before: Option<&Object>,
        after: Option<&Object>,
        what: &str,
    ) -> Result<Option<ObjectId>, Stop> {
        let changed = || Stop::forbidden(ChangeKind::Form, format!("{what} was removed, exchanged or added"));
        let list = |value: Option<&Object>| match value {
            None => Some(Vec::new()),
            Some(value) => value.as_array().map(<[Object]>::to_vec),
        };
        let (before, after) = (list(before).ok_or_else(changed)?, list(after).ok_or_else(changed)?);
        if before == after {
            return Ok(None);
        }
        let holds_dictionaries =
            |item: &Object| matches!(self.before.resolve(item), Ok(Object::Dictionary(_) | Object::Null));
        let place = before.iter().zip(&after).take_while(|(before, after)| before == after).count();
        let mut others = after;
        let added = if place < others.len() { Some(others.remove(place)) } else { None };
        match added {
            Some(Object::Reference(added))
                if others == before
                    && self.added.contains(&added.number)
                    && before.iter().all(holds_dictionaries) =>
            {
                Ok(Some(added))
            }
            _ => Err(changed()),
        }
    }
}

/// Whether two numbers are one, however they are written.
pub(super) fn same_number(first: &Object, second: &Object) -> bool {
    matches!(
        (plain_number(first), plain_number(second)),
        (Some(first), Some(second)) if (first - second).abs() < f64::EPSILON
    )
}

/// An entry that is not among the expected ones.
pub(super) fn unexpected(dictionary: &Dictionary, expected: &[&str]) -> Option<String> {
    let known = |key: &[u8]| expected.iter().any(|expected| expected.as_bytes() == key);
    let found = dictionary.iter().find(|(key, _)| !known(key));
    found.map(|(key, _)| String::from_utf8_lossy(key).into_owned())
}

fn refuse(what: &str) -> Stop {
    Stop::forbidden(ChangeKind::Form, what)
}
