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
use crate::pdf::{Dictionary, Object, ObjectId, Update, View, text};

/// A signature field that is ready to be filled.
pub(super) struct EmptyField {
    id: ObjectId,
    field: Dictionary,
    /// The one widget, where it is an object of its own.
    widget: Option<(ObjectId, Dictionary)>,
}

/// A signature field as the form has it.
struct Found {
    name: String,
    /// `None` when it lies inside another object, where it cannot be changed alone.
    id: Option<ObjectId>,
    field: Dictionary,
    is_signed: bool,
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
    let mut fields = signature_fields(view)?;
    let named = fields.iter().filter(|field| field.name == name).count();
    let refuse = |what: String| Err(Error::Field { what });
    let place = match (named, fields.iter().position(|field| field.name == name)) {
        (1, Some(place)) => place,
        (0, _) | (_, None) => return refuse(format!("there is no {name:?}; {}", empty_ones(&fields))),
        _ => return refuse(format!("{name:?} is the name of {named} fields")),
    };
    if fields.get(place).is_some_and(|field| field.is_signed) {
        return refuse(format!("{name:?} is signed already; {}", empty_ones(&fields)));
    }
    let Found { id, field, .. } = fields.swap_remove(place);
    // 2. At one place of the document.
    let Some(id) = id else { return refuse(format!("{name:?} is not an object of its own")) };
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
fn empty_ones(fields: &[Found]) -> String {
    let empty: Vec<_> =
        fields.iter().filter(|field| !field.is_signed).map(|field| format!("{:?}", field.name)).collect();
    match empty.as_slice() {
        [] => "the document has no empty signature field: leave the name out, and a new one is made".into(),
        names => format!("its empty signature fields are {}", names.join(", ")),
    }
}

/// All signature fields of the form, in its order. Kids without a name of their own are widgets of their parent
/// (ISO 32000-2, 12.7.4.1).
fn signature_fields(view: &View<'_, '_>) -> Result<Vec<Found>, Error> {
    let Some(form) = view.resolve_entry(&view.catalog()?, "AcroForm")? else { return Ok(Vec::new()) };
    let roots = match form.as_dictionary() {
        Some(form) => references(view, form, "Fields")?,
        None => Vec::new(),
    };
    let mut to_visit: Vec<_> =
        roots.into_iter().rev().map(|root| (root, String::new(), false, false)).collect();
    let mut found = Vec::new();
    let mut visited = 0;
    while let Some((value, parent, is_signature, is_signed)) = to_visit.pop() {
        visited += 1;
        if visited > limits::TREE_NODES {
            return Err(Error::Limit { what: "form fields", limit: limits::TREE_NODES });
        }
        let Object::Dictionary(field) = view.resolve(&value)? else { continue };
        let partial = field.entry("T").and_then(Object::as_string).map(text);
        let name = match (parent.is_empty(), partial) {
            (true, Some(partial)) => partial,
            (false, Some(partial)) => format!("{parent}.{partial}"),
            (_, None) => parent,
        };
        let name: String = name.chars().take(limits::FIELD_NAME).collect();
        let is_signature = field.entry("FT").map_or(is_signature, |kind| kind.is_name("Sig"));
        let is_signed = is_signed || view.resolve_entry(&field, "V")?.is_some();
        let kids = references(view, &field, "Kids")?;
        let mut has_fields = false;
        for kid in kids.iter().rev() {
            if view.resolve(kid)?.as_dictionary().is_some_and(|kid| kid.entry("T").is_some()) {
                has_fields = true;
                to_visit.push((kid.clone(), name.clone(), is_signature, is_signed));
            }
        }
        if is_signature && !has_fields {
            found.push(Found { name, id: value.as_reference(), field, is_signed });
        }
    }
    Ok(found)
}

fn references(view: &View<'_, '_>, dictionary: &Dictionary, key: &str) -> Result<Vec<Object>, Error> {
    let items = view.resolve_entry(dictionary, key)?;
    Ok(items.as_ref().and_then(Object::as_array).unwrap_or_default().to_vec())
}
