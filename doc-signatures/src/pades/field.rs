//! Filling a signature field that the document was prepared with (ISO 32000-2, 12.7.5.5).
//!
//! The field keeps its name, its place and its look: an appearance that is there stays, and where there is none an empty
//! one is put. Nothing is written on it: a picture of a signature proves nothing, and a text would need a font of its
//! own in PDF/A.

use pki_types::SignatureAlgorithm;

use super::form::{change_form, empty_appearance};
use super::prepare::Preparation;
use super::seed::check_seed;
use crate::error::Error;
use crate::limits;
use crate::pdf::{Dictionary, Field, Object, ObjectId, Update, View, field_tree};

/// A signature field that is ready to be filled.
pub(super) struct EmptyField {
    id: ObjectId,
    field: Dictionary,
    /// The one widget, where it is an object of its own.
    widget: Option<(ObjectId, Dictionary)>,
}

/// The empty field called `name`.
///
/// # Errors
/// [`Error::Field`] when there is none, several or a signed one, or when it asks for what this signature is not.
pub(super) fn find_field(
    view: &View<'_, '_>,
    name: &str,
    preparation: &Preparation<'_>,
    algorithm: SignatureAlgorithm,
) -> Result<EmptyField, Error> {
    // 1. One field of this name, which nobody has signed.
    let mut fields = field_tree(view)?;
    fields.retain(|field| field.is_signature && field.is_terminal);
    let refuse = |what: String| Err(Error::Field { what });
    let named: Vec<_> = fields.iter().filter(|field| field.name == name).collect();
    let id = match named.as_slice() {
        [] => return refuse(format!("there is no {name:?}; {}", empty_ones(view, &fields)?)),
        [field] => field.id,
        _ => return refuse(format!("{name:?} is the name of {} fields", named.len())),
    };
    // 2. An object of its own, which nobody has signed, at one place of the document.
    let Some(id) = id else { return refuse(format!("{name:?} is not an object of its own")) };
    let Object::Dictionary(field) = view.object(id)? else {
        return refuse(format!("{name:?} is not a dictionary"));
    };
    if is_signed(view, &field)? {
        return refuse(format!("{name:?} is signed already; {}", empty_ones(view, &fields)?));
    }
    let kids = view.resolve_entry(&field, "Kids")?;
    let kids = kids.as_ref().and_then(Object::as_array).unwrap_or_default();
    let widget = match kids {
        [] if field.entry("Subtype").is_some_and(|subtype| subtype.is_name("Widget")) => None,
        [Object::Reference(widget_id)] => match view.object(*widget_id)? {
            Object::Dictionary(widget) => Some((*widget_id, widget)),
            _ => return refuse(format!("{name:?} has a widget that is not a dictionary")),
        },
        [] => return refuse(format!("{name:?} has no place on a page")),
        _ => return refuse(format!("{name:?} stands at {} places of the document", kids.len())),
    };
    // 3. What whoever prepared it wants of the signature.
    check_seed(view, name, &field, preparation, algorithm)?;
    Ok(EmptyField { id, field, widget })
}

impl EmptyField {
    /// The signature dictionary's /Reference, when the field locks others: every reader is told by the signature itself
    /// which fields may not change any more (ISO 32000-2, 12.8.2.4).
    pub(super) fn reference(&self, view: &View<'_, '_>) -> Result<Option<Object>, Error> {
        let Some(Object::Dictionary(lock)) = view.resolve_entry(&self.field, "Lock")? else {
            return Ok(None);
        };
        let mut parameters =
            Dictionary::new().with("Type", Object::name("TransformParams")).with("V", Object::name("1.2"));
        for key in ["Action", "Fields"] {
            if let Some(value) = view.resolve_entry(&lock, key)? {
                parameters.set(key, value);
            }
        }
        let reference = Dictionary::new()
            .with("Type", Object::name("SigRef"))
            .with("TransformMethod", Object::name("FieldMDP"))
            .with("TransformParams", Object::Dictionary(parameters))
            .with("Data", Object::Reference(view.catalog_id()?));
        Ok(Some(Object::Array(vec![Object::Dictionary(reference)])))
    }

    /// Puts the signature `signature` into the field.
    pub(super) fn fill(
        mut self,
        update: &mut Update<'_, '_>,
        view: &View<'_, '_>,
        signature: ObjectId,
    ) -> Result<(), Error> {
        self.field.set("V", Object::Reference(signature));
        match self.widget {
            None => give_appearance(update, &mut self.field)?,
            Some((id, mut widget)) if widget.entry("AP").is_none() => {
                give_appearance(update, &mut widget)?;
                update.put(id, &Object::Dictionary(widget));
            }
            Some(_) => {}
        }
        update.put(self.id, &Object::Dictionary(self.field));
        change_form(update, view, view.catalog()?, |_, _| Ok(()))
    }
}

/// An appearance that is there stays.
fn give_appearance(update: &mut Update<'_, '_>, widget: &mut Dictionary) -> Result<(), Error> {
    if widget.entry("AP").is_none() {
        widget.set("AP", empty_appearance(update)?);
    }
    Ok(())
}

/// What a person can do instead.
fn empty_ones(view: &View<'_, '_>, fields: &[Field]) -> Result<String, Error> {
    let mut empty = Vec::new();
    for field in fields {
        let Some(id) = field.id else { continue };
        if view.object(id)?.as_dictionary().map(|field| is_signed(view, field)).transpose()? == Some(false) {
            empty.push(format!("{:?}", field.name));
        }
    }
    Ok(match empty.as_slice() {
        [] => "the document has no empty signature field: leave the name out, and a new one is made".into(),
        names => format!("its empty signature fields are {}", names.join(", ")),
    })
}

/// Whether the field has a value, of its own or of a field above it.
fn is_signed(view: &View<'_, '_>, field: &Dictionary) -> Result<bool, Error> {
    let mut above = field.clone();
    for _ in 0..=limits::DEPTH {
        if view.resolve_entry(&above, "V")?.is_some() {
            return Ok(true);
        }
        match view.resolve_entry(&above, "Parent")? {
            Some(Object::Dictionary(parent)) => above = parent,
            _ => return Ok(false),
        }
    }
    Err(Error::Limit { what: "nested form fields", limit: limits::DEPTH })
}
