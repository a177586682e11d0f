//! A store of evidence that is more, or something else, than evidence.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::{Cover, Plan};
use super::values::Dict;

/// Entries that the store gets.
const STORE: &[(&str, &str)] = &[
    ("Type", "/OCG"),
    ("Type", "/Font"),
    ("Type", "/Page"),
    ("Type", "(text)"),
    ("Type", "6 0 R"),
    ("Name", "(Hidden)"),
    ("Subtype", "/Type1"),
    ("S", "/JavaScript"),
    ("Contents", "16 0 R"),
    ("Kids", "[6 0 R]"),
    ("VRI", "[6 0 R]"),
    ("VRI", "<< /X << /Other 6 0 R >> >>"),
    ("VRI", "<< /X << /TU 16 0 R >> >>"),
    ("VRI", "<< /Type 6 0 R >>"),
    ("VRI", "<< /X << /Type 6 0 R >> >>"),
    ("VRI", "<< /X << /TU << /A [6 0 R] >> >> >>"),
    ("Certs", "6 0 R"),
    ("Certs", "[(text)]"),
    ("Certs", "[null]"),
    ("Certs", "[6 0 R]"),
    ("Certs", "null"),
    ("OCSPs", "[]"),
    ("CRLs", "<< >>"),
];

/// Entries that the stream of a new certificate gets, and whether they make it something else.
const STREAM: &[(&str, &str, bool)] = &[
    ("Type", "/ObjStm", true),
    ("Type", "/XRef", true),
    ("Type", "/XObject", false),
    ("Subtype", "/Form", false),
    ("F", "(elsewhere.der)", true),
    ("Parent", "6 0 R", false),
    ("Extends", "80 0 R", false),
    ("Length", "999999 0 R", true),
    ("Resources", "4 0 R", false),
];

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for cover in [Cover::Store, Cover::Genuine] {
        for (key, value) in STORE {
            let name = format!("store /{key} {value} {cover:?}");
            let file = evidence(base, cover, |changes| base.set(changes, base.new, key, value));
            found.push(Edit::forbidden("evidence", name, file));
        }
    }
    for (key, value, is_forbidden) in STREAM {
        let change = |changes: &mut Changes| base.set(changes, base.new + 1, key, value);
        let (name, file) = (format!("certificate /{key} {value}"), evidence(base, Cover::Store, change));
        found.push(if *is_forbidden {
            Edit::forbidden("evidence", name, file)
        } else {
            Edit::harmless("evidence", name, file)
        });
    }
    found.extend(contents(base));
    found.extend(places(base));
    found
}

fn evidence<'b>(base: &'b Base<'_>, cover: Cover, change: impl FnOnce(&mut Changes)) -> Plan<'b> {
    let mut changes = Changes::new();
    base.add_evidence(&mut changes);
    change(&mut changes);
    if cover == Cover::Genuine {
        base.cover(cover, &mut changes);
    }
    base.seal(cover, base.revision().put_all(&changes))
}

/// Octets that are no certificate. They show nothing, unless a program repairs the file from what it finds in them.
fn contents<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let page = base.file.pages()[0];
    let whole = "BT /F1 30 Tf 20 100 Td (I owe nothing.) Tj ET";
    let smuggled = [
        ("nothing", String::new()),
        ("text", whole.to_string()),
        ("an object", format!("{page} 0 obj\n<< /Type /Page >>\nendobj\n")),
        ("an end", "endstream\nendobj\nstartxref\n0\n%%EOF\n".into()),
        ("an object behind an end", format!("endstream\nendobj\n{page} 0 obj\n<< /Type /Page >>\nendobj\n")),
        ("a header", "%PDF-1.7\n".into()),
        ("a trailer", format!("trailer\n<< /Root {} 0 R /Size 9 >>\n", base.new)),
    ];
    let edit = |(what, data): &(&str, String)| {
        let file = evidence(base, Cover::Store, |changes| {
            let body = Dict::default().with_data(data.as_bytes()).body();
            changes.insert(base.new + 1, body);
        });
        Edit::harmless("evidence", format!("a certificate that is {what}"), file)
    };
    let mut found: Vec<Edit> = smuggled.iter().map(edit).collect();
    for length in [0_usize, 5, 9_999] {
        let file = evidence(base, Cover::Store, |changes| {
            base.set(changes, base.new + 1, "Length", length.to_string())
        });
        found.push(Edit::forbidden("evidence", format!("a certificate of /Length {length}"), file));
    }
    found
}

/// The store in places where it does not belong, and objects beside it.
fn places<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let (catalog, extra) = (base.file.catalog(), base.new + 9);
    let mut found = Vec::new();
    let direct = evidence(base, Cover::Store, |changes| {
        let store = changes.remove(&base.new).unwrap();
        base.set(changes, catalog, "DSS", store);
    });
    found.push(Edit::harmless("evidence", "a store inside the catalog", direct));
    let removed = {
        let mut changes = Changes::new();
        changes.insert(catalog, base.catalog().without("DSS").body());
        base.with(&changes)
    };
    found.push(Edit::forbidden("evidence", "removed", removed));
    for (what, body) in [
        ("a page", "<< /Type /Page >>"),
        ("a text", "(text)"),
        ("a script", "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        ("nothing", "null"),
    ] {
        let file = evidence(base, Cover::Store, |changes| drop(changes.insert(extra, body.into())));
        found.push(Edit::forbidden("evidence", format!("{what} lies beside it"), file));
    }
    for key in ["DSS ", "Dss", "DSS2", "D#53S"] {
        let file = evidence(base, Cover::Store, |changes| {
            let moved = Dict::parse(&changes[&catalog]).unwrap();
            let store = moved.get("DSS").unwrap().to_vec();
            let old = format!("{} 0 R", base.catalog().reference("DSS").unwrap());
            changes.insert(catalog, moved.with("DSS", old).with(key.trim(), store).body());
        });
        let edit = if key.trim() == "DSS" { continue } else { file };
        found.push(Edit::forbidden("evidence", format!("under /{key}"), edit));
    }
    found
}
