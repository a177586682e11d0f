//! The signature field: an invisible widget on the first page, in the document's form (ISO 32000-2, 12.7.5.5).

use crate::error::Error;
use crate::pdf::{Dictionary, Object, ObjectId, Update, View, field_tree, first_page, text_string};

/// Print and Locked (ISO 32000-2, table 167): it belongs to the document and cannot be moved away.
const WIDGET_FLAGS: i64 = 4 + 128;
/// SignaturesExist and AppendOnly (ISO 32000-2, table 225).
const SIGNATURE_FLAGS: i64 = 1 + 2;

/// Refuses a document whose signature would not last or not mean what the reader sees.
pub(crate) fn refuse_unsignable(view: &View<'_, '_>) -> Result<(), Error> {
    if let Some(found) = view.document().survey().signatures().first() {
        return Err(Error::AlreadySigned { what: format!("object {} is a signature", found.id) });
    }
    let catalog = view.catalog()?;
    // An empty dictionary permits nothing to nobody.
    let permissions = view.resolve_entry(&catalog, "Perms")?;
    if permissions
        .is_some_and(|permissions| permissions.as_dictionary().is_none_or(|granted| !granted.is_empty()))
    {
        return Err(Error::AlreadySigned {
            what: "the catalog grants permissions of an earlier signature".into(),
        });
    }
    if catalog.entry("DSS").is_some() {
        return Err(Error::AlreadySigned {
            what: "the catalog holds evidence of an earlier signature".into(),
        });
    }
    if let Some(form) = view.resolve_entry(&catalog, "AcroForm")? {
        let form = form.as_dictionary().ok_or_else(|| Error::damaged(0, "/AcroForm is not a dictionary"))?;
        if form.entry("XFA").is_some() {
            return Err(Error::FormProgram);
        }
    }
    Ok(())
}

/// Adds a field for the signature `signature`, and whatever must change for it: form, page, catalog.
///
/// The widget shows nothing: an empty rectangle, an appearance without content. PDF/A-1 wants an appearance of every
/// widget (ISO 19005-1, 6.9), and PDF/UA wants a widget in the structure or outside the page's crop box, which
/// an empty rectangle in its corner is (ISO 14289-1, 7.18.4).
pub(crate) fn add_field(
    update: &mut Update<'_, '_>,
    view: &View<'_, '_>,
    signature: ObjectId,
) -> Result<(), Error> {
    let (page_id, mut page) = first_page(view)?;
    let field_id = update.allocate()?;
    let field = Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Widget"))
        .with("FT", Object::name("Sig"))
        .with("T", Object::String(text_string(&free_name(view)?)))
        .with("V", Object::Reference(signature))
        .with("F", Object::Integer(WIDGET_FLAGS))
        .with("Rect", Object::Array(vec![Object::Integer(0); 4]))
        .with("AP", empty_appearance(update)?)
        .with("P", Object::Reference(page_id));
    update.put(field_id, &Object::Dictionary(field));
    let catalog = view.catalog()?;
    let tabs = order_of_tabs(view, &catalog, &page)?;
    if let Some(tabs) = &tabs {
        page.set("Tabs", tabs.clone());
    }
    if append(update, view, &mut page, "Annots", field_id)? || tabs.is_some() {
        update.put(page_id, &Object::Dictionary(page));
    }
    change_form(update, view, catalog, |update, form| {
        append(update, view, form, "Fields", field_id).map(drop)
    })
}

/// An appearance that shows nothing, the same to every reader: /N alone, a form without content (ISO 32000-2, 12.5.5).
pub(super) fn empty_appearance(update: &mut Update<'_, '_>) -> Result<Object, Error> {
    let form = Dictionary::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Form"))
        .with("BBox", Object::Array(vec![Object::Integer(0); 4]));
    let form = update.put_stream(form, &[])?;
    Ok(Object::Dictionary(Dictionary::new().with("N", Object::Reference(form))))
}

/// What a tagged document must say of a page that gets its first annotation: that the tab key follows the structure
/// (ISO 14289-1, 7.18.3).
fn order_of_tabs(
    view: &View<'_, '_>,
    catalog: &Dictionary,
    page: &Dictionary,
) -> Result<Option<Object>, Error> {
    let annotations = view.resolve_entry(page, "Annots")?;
    let has_none = annotations.as_ref().and_then(Object::as_array).is_none_or(<[Object]>::is_empty);
    let is_tagged = catalog.entry("StructTreeRoot").is_some();
    Ok((is_tagged && has_none && page.entry("Tabs").is_none()).then(|| Object::name("S")))
}

/// Writes form and catalog anew, with what `change` does to the form, and with what both say of signatures.
pub(super) fn change_form(
    update: &mut Update<'_, '_>,
    view: &View<'_, '_>,
    mut catalog: Dictionary,
    change: impl FnOnce(&mut Update<'_, '_>, &mut Dictionary) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut form = match view.resolve_entry(&catalog, "AcroForm")? {
        Some(Object::Dictionary(form)) => form,
        _ => Dictionary::new(),
    };
    change(update, &mut form)?;
    let flags = form.entry("SigFlags").and_then(Object::as_integer).unwrap_or(0);
    form.set("SigFlags", Object::Integer(flags | SIGNATURE_FLAGS));
    let form_id = catalog.entry("AcroForm").and_then(Object::as_reference);
    let form_id = form_id.map_or_else(|| update.allocate(), Ok)?;
    update.put(form_id, &Object::Dictionary(form));
    catalog.set("AcroForm", Object::Reference(form_id));
    announce_extensions(view, &mut catalog)?;
    update.put(view.catalog_id()?, &Object::Dictionary(catalog));
    Ok(())
}

/// A field name that the form does not have yet.
fn free_name(view: &View<'_, '_>) -> Result<String, Error> {
    let taken = field_tree(view)?;
    let names = (1..).map(|number: u32| format!("Signature{number}"));
    let mut free = names.filter(|name| taken.iter().all(|field| field.name != *name));
    Ok(free.next().expect("there are more names than fields"))
}

/// Appends a reference to the array under `key`, which may be missing, direct, or an object of its own; says
/// whether `dictionary` itself changed.
fn append(
    update: &mut Update<'_, '_>,
    view: &View<'_, '_>,
    dictionary: &mut Dictionary,
    key: &str,
    id: ObjectId,
) -> Result<bool, Error> {
    let mut items = match view.resolve_entry(dictionary, key)? {
        None => Vec::new(),
        Some(Object::Array(items)) => items,
        Some(other) => return Err(Error::damaged(0, format!("/{key} is {}, not an array", other.kind()))),
    };
    items.push(Object::Reference(id));
    match dictionary.entry(key).and_then(Object::as_reference) {
        Some(array_id) => update.put(array_id, &Object::Array(items)),
        None => {
            dictionary.set(key, Object::Array(items));
            return Ok(true);
        }
    }
    Ok(false)
}

/// Says in a PDF 1.7 that it uses what only 2.0 has: ETSI.CAdES.detached and the security store (ISO 32000-1, 7.12).
///
/// The base version of an extension must not be above the file's own, so older files announce nothing. Done before
/// signing, so that later updates need not touch it.
fn announce_extensions(view: &View<'_, '_>, catalog: &mut Dictionary) -> Result<(), Error> {
    if view.document().header_version() < (1, 7) || view.version()? >= (2, 0) {
        return Ok(());
    }
    let mut extensions = match view.resolve_entry(catalog, "Extensions")? {
        Some(Object::Dictionary(extensions)) => extensions,
        _ => Dictionary::new(),
    };
    if extensions.entry("ESIC").is_none() && extensions.entry("ADBE").is_none() {
        let extension = Dictionary::new()
            .with("BaseVersion", Object::name("1.7"))
            .with("ExtensionLevel", Object::Integer(8));
        extensions.set("ADBE", Object::Dictionary(extension));
        catalog.set("Extensions", Object::Dictionary(extensions));
    }
    Ok(())
}
