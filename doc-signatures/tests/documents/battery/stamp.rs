//! A time-stamp over the document, each time with one thing about its field, its widget or its value that it must not have.
//! The token itself is genuine wherever the name does not say otherwise.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::{Cover, Plan, stamp_value};

/// Entries that the field gets.
const FIELD: &[(&str, &str)] = &[
    ("Rect", "[0 0 200 200]"),
    ("Rect", "[0 0 0 200]"),
    ("Rect", "[300 300 0 0]"),
    ("Rect", "900 0 R"),
    ("AA", "<< /Fo << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"),
    ("A", "<< /S /URI /URI (http://example.org) >>"),
    ("AP", "<< /N 42 0 R >>"),
    ("AP", "<< /N 16 0 R >>"),
    ("Kids", "[6 0 R]"),
    ("Parent", "40 0 R"),
    ("Parent", "20 0 R"),
    ("FT", "/Tx"),
    ("FT", "/Btn"),
    ("Subtype", "/Square"),
    ("Subtype", "/FreeText"),
    ("Contents", "(I owe nothing)"),
    ("Lock", "<< /Type /SigFieldLock /Action /All >>"),
    ("SV", "<< /Type /SV >>"),
    ("OC", "38 0 R"),
    ("V", "null"),
    ("V", "(text)"),
    ("V", "16 0 R"),
    ("T", "(Signature1)"),
    ("T", "(Tenant)"),
    ("StructParent", "0"),
    ("Popup", "22 0 R"),
];

/// Entries that mean nothing in a field that shows nothing (0) or in its value (1).
const WITHOUT_MEANING: &[(u32, &str, &str)] = &[
    (0, "MK", "<< /BG [1 0 0] /CA (I owe nothing) >>"),
    (0, "BS", "<< /W 40 >>"),
    (0, "Border", "[0 0 40]"),
    (0, "NM", "(Signature1)"),
    (1, "Cert", "(none)"),
    (1, "Prop_Build", "<< >>"),
];

/// Entries that the value gets.
const VALUE: &[(&str, &str)] = &[
    ("Type", "/Sig"),
    ("SubFilter", "/ETSI.CAdES.detached"),
    ("SubFilter", "/adbe.pkcs7.detached"),
    ("Reference", "[<< /Type /SigRef /TransformMethod /DocMDP >>]"),
    ("Kids", "[6 0 R]"),
    ("Changes", "[1 2 3]"),
];

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for cover in [Cover::Worthless, Cover::Replayed] {
        let file = base.under(cover, &Changes::new());
        found.push(Edit::forbidden("stamp", format!("{cover:?}"), file));
    }
    // A name is taken only where a field has it.
    let is_taken = |value: &str| base.file.bytes.windows(value.len()).any(|found| found == value.as_bytes());
    for (key, value) in FIELD.iter().filter(|(key, value)| *key != "T" || is_taken(value)) {
        let name = format!("field /{key} {value}");
        found.push(Edit::forbidden(
            "stamp",
            name,
            with_field(base, |changes| base.set(changes, base.field(), key, value)),
        ));
    }
    for (key, value) in VALUE {
        let change = |changes: &mut Changes| base.set(changes, base.field() + 1, key, value);
        found.push(Edit::forbidden("stamp", format!("value /{key} {value}"), with_field(base, change)));
    }
    for (place, key, value) in WITHOUT_MEANING {
        let change = |changes: &mut Changes| base.set(changes, base.field() + place, key, value);
        found.push(Edit::harmless(
            "stamp",
            format!("without meaning /{key} {value}"),
            with_field(base, change),
        ));
    }
    found.extend(flags(base));
    found.extend(names(base));
    found.extend(values(base));
    found
}

fn with_field<'b>(base: &'b Base<'_>, change: impl FnOnce(&mut Changes)) -> Plan<'b> {
    let mut changes = Changes::new();
    base.cover(Cover::Genuine, &mut changes);
    change(&mut changes);
    base.seal(Cover::Genuine, base.revision().put_all(&changes))
}

/// Flags of a widget that shows nothing have no meaning.
fn flags<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let flags = ["0", "2", "4", "32", "128", "6", "1023"];
    let edit = |value: &&str| {
        let file = with_field(base, |changes| base.set(changes, base.field(), "F", value));
        Edit::harmless("stamp", format!("field /F {value}"), file)
    };
    flags.iter().map(edit).collect()
}

/// Who names the field, and where.
fn names<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let field = format!("{} 0 R", base.field());
    let (form, catalog) = (base.file.form(), base.file.catalog());
    let pages = base.file.pages();
    let other = *pages.last().unwrap();
    let mut found = Vec::new();
    let plain = |change: &dyn Fn(&mut Changes)| {
        let mut changes = Changes::new();
        base.add_stamp(&mut changes, "");
        change(&mut changes);
        base.seal(Cover::Genuine, base.revision().put_all(&changes))
    };
    found.push(Edit::forbidden("stamp", "nobody names the field", plain(&|_| {})));
    found.push(Edit::forbidden(
        "stamp",
        "the page alone names the field",
        plain(&|changes| base.append(changes, other, "Annots", &field)),
    ));
    found.push(Edit::harmless(
        "stamp",
        "the form alone names the field",
        plain(&|changes| base.append(changes, form, "Fields", &field)),
    ));
    found.push(Edit::forbidden(
        "stamp",
        "the form names the field twice",
        with_field(base, |changes| base.append(changes, form, "Fields", &field)),
    ));
    found.push(Edit::forbidden(
        "stamp",
        "the page names the field twice",
        with_field(base, |changes| base.append(changes, pages[0], "Annots", &field)),
    ));
    if other != pages[0] {
        found.push(Edit::forbidden(
            "stamp",
            "two pages name the field",
            with_field(base, |changes| base.append(changes, other, "Annots", &field)),
        ));
    }
    found.push(Edit::forbidden(
        "stamp",
        "the form moves to a new object without its fields",
        with_field(base, |changes| {
            changes.insert(base.new + 9, format!("<< /Fields [{field}] /SigFlags 3 >>").into_bytes());
            base.set(changes, catalog, "AcroForm", format!("{} 0 R", base.new + 9));
        }),
    ));
    found.push(Edit::forbidden(
        "stamp",
        "the list of fields moves to a new object without its fields",
        with_field(base, |changes| {
            changes.insert(base.new + 9, format!("[{field}]").into_bytes());
            base.set(changes, form, "Fields", format!("{} 0 R", base.new + 9));
        }),
    ));
    found.push(Edit::forbidden(
        "stamp",
        "the field is not one of its own",
        with_field(base, |changes| {
            let direct = base.current(changes, base.field());
            changes.remove(&base.field());
            base.append(changes, form, "Fields", &String::from_utf8_lossy(&direct));
        }),
    ));
    found
}

/// What the field holds.
fn values<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let form = base.dict(base.file.form());
    let fields = super::values::items(&base.file.resolved(form.get("Fields").unwrap()));
    let field = super::values::reference(fields.last().unwrap()).unwrap();
    let signature = base.dict(field).reference("V").unwrap();
    let held = |value: String, keep: bool| {
        with_field(base, |changes| {
            base.set(changes, base.field(), "V", value);
            if !keep {
                changes.remove(&(base.field() + 1));
            }
        })
    };
    vec![
        Edit::forbidden("stamp", "holds the signature itself", held(format!("{signature} 0 R"), false)),
        Edit::forbidden(
            "stamp",
            "holds the signature itself, and a stamp lies beside",
            held(format!("{signature} 0 R"), true),
        ),
        Edit::forbidden("stamp", "holds nothing", held("999999 0 R".into(), false)),
        Edit::forbidden("stamp", "holds a dictionary of its own", held(stamp_value(""), false)),
    ]
}
