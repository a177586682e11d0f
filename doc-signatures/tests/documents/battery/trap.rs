//! The edits for which the traps were made.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::{COVERS, Cover};
use super::file::Row;
use super::values::Dict;

const CONTENT: &[u8] = b"BT /F1 30 Tf 20 100 Td (I owe nothing.) Tj ET";

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    match base.name {
        "gaps" => gaps(base),
        "versions" => returned(base),
        name if name.starts_with("catalog-as") => second_role(base),
        _ if base.is_trap => grown(base),
        _ => Vec::new(),
    }
}

/// What the catalog gains is, in its second role, a layer, a font, a state or a colour.
fn second_role<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let values = [
        ("/Type /OCG /Name (Hidden)", true),
        ("/Type /OCMD /OCGs [38 0 R]", true),
        ("/Type /ExtGState /ca 0 /CA 0", true),
        ("/Type /Font /Subtype /Type1 /BaseFont /Symbol", true),
        (
            "/ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function << /FunctionType 2 /Domain [0 1] /C0 [1 0 0] \
          /C1 [1 0 0] /N 1 >> /Extend [true true]",
            true,
        ),
        ("/ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >>", false),
        ("/Type /Extensions /ESIC << /BaseVersion /1.7 /ExtensionLevel 2 >>", false),
        (
            "/Type /Extensions /ESIC << /Type /DeveloperExtensions /BaseVersion /1.7 /ExtensionLevel 2 >>",
            false,
        ),
    ];
    let mut found = Vec::new();
    for (value, is_forbidden) in values {
        for cover in [Cover::Bare, Cover::Store, Cover::Genuine] {
            let mut changes = Changes::new();
            base.set(&mut changes, base.file.catalog(), "Extensions", format!("<< {value} >>"));
            let (name, file) = (format!("extensions {value} {cover:?}"), base.under(cover, &changes));
            // Whether or not extensions may be announced here, nobody may see a difference.
            found.push(if is_forbidden {
                Edit::forbidden("trap", name, file)
            } else {
                Edit::harmless("trap", name, file)
            });
        }
    }
    for (value, is_forbidden) in
        [("/OCG", true), ("/OCMD", true), ("/Font", true), ("/ExtGState", true), ("/DSS", false)]
    {
        let mut changes = Changes::new();
        base.add_evidence(&mut changes);
        base.set(&mut changes, base.new, "Type", value);
        let (name, file) = (format!("evidence of /Type {value}"), base.with(&changes));
        found.push(if is_forbidden {
            Edit::forbidden("trap", name, file)
        } else {
            Edit::harmless("trap", name, file)
        });
    }
    found
}

/// The stamp's widget goes to the page whose list of annotations has a second role.
fn grown<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for page in base.file.pages() {
        let mut changes = Changes::new();
        base.add_stamp(&mut changes, "");
        base.set(&mut changes, base.field(), "P", format!("{page} 0 R"));
        base.append(&mut changes, base.file.form(), "Fields", &format!("{} 0 R", base.field()));
        base.append(&mut changes, page, "Annots", &format!("{} 0 R", base.field()));
        let file = base.seal(Cover::Genuine, base.revision().put_all(&changes));
        found.push(Edit::harmless("trap", format!("a stamp on page {page}"), file));
    }
    found
}

/// Somebody left places empty; something comes into each.
fn gaps<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let stream = Dict::default().with_data(CONTENT).body();
    let form = Dict::parse(b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 200] >>")
        .unwrap()
        .with_data(CONTENT)
        .body();
    let fillings: [(u32, u32, Vec<u8>); 5] = [
        (900, 0, b"<< /Type /Annot /Subtype /Square /Rect [9 9 200 200] /IC [1 0 0] /F 4 >>".to_vec()),
        (901, 0, stream),
        (902, 0, b"<< >>".to_vec()),
        (903, 1, form),
        (904, 0, b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>".to_vec()),
    ];
    let mut found = Vec::new();
    for (number, generation, body) in fillings {
        for cover in COVERS {
            let mut changes = Changes::new();
            base.cover(cover, &mut changes);
            let plain = base.revision().put_all(&changes).put_as(number, generation, &body);
            found.push(Edit::forbidden("gap filled", format!("{number} {cover:?}"), base.seal(cover, plain)));
            let container =
                base.revision().put_all(&changes).pack(number, &[(base.new + 9, b"null".to_vec())]);
            found.push(Edit::forbidden(
                "gap filled",
                format!("{number} by an object stream {cover:?}"),
                base.seal(cover, container),
            ));
        }
        for list in ["Certs", "OCSPs", "CRLs"] {
            let mut changes = Changes::new();
            base.add_evidence(&mut changes);
            base.append(&mut changes, base.new, list, &format!("{number} {generation} R"));
            let revision = base.revision().put_all(&changes).put_as(number, generation, &body);
            found.push(Edit::forbidden(
                "gap filled",
                format!("{number} by {list}"),
                base.seal(Cover::Bare, revision),
            ));
        }
        let mut changes = Changes::new();
        base.add_evidence(&mut changes);
        base.set(&mut changes, base.new, "VRI", format!("<< /X << /TS {number} {generation} R >> >>"));
        let revision = base.revision().put_all(&changes).put_as(number, generation, &body);
        found.push(Edit::forbidden(
            "gap filled",
            format!("{number} by a time-stamp"),
            base.seal(Cover::Bare, revision),
        ));
        // The stamp's own field comes into the gap.
        let mut changes = Changes::new();
        base.add_stamp(&mut changes, "");
        let field = changes.remove(&base.field()).unwrap();
        let name = format!("{number} {generation} R");
        base.append(&mut changes, base.file.form(), "Fields", &name);
        base.append(&mut changes, base.file.pages()[0], "Annots", &name);
        let revision = base.revision().put_all(&changes).put_as(number, generation, field);
        found.push(Edit::forbidden(
            "gap filled",
            format!("{number} by a field"),
            base.seal(Cover::Genuine, revision),
        ));
    }
    found
}

/// What an earlier version had deleted or replaced comes back.
fn returned<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for number in [44, 45] {
        for cover in COVERS {
            for generation in [0, 1, 2] {
                let mut changes = Changes::new();
                base.cover(cover, &mut changes);
                let revision = base.revision().put_all(&changes).put_as(
                    number,
                    generation,
                    "<< /Type /Filespec /F (other.txt) >>",
                );
                let name = format!("{number} {generation} {cover:?}");
                found.push(Edit::forbidden("returned", name, base.seal(cover, revision)));
            }
            let mut changes = Changes::new();
            base.cover(cover, &mut changes);
            let head = format!("\n{number} 0 obj");
            let place = super::values::find(&base.file.bytes, head.as_bytes(), 0).unwrap() + 1;
            let revision = base.revision().put_all(&changes).row(number, Row::At(place, 0));
            found.push(Edit::forbidden(
                "returned",
                format!("{number} at its old place {cover:?}"),
                base.seal(cover, revision),
            ));
        }
    }
    found
}
