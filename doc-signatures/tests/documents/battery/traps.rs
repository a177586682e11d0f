//! Documents whose author prepared them before anybody signed: one object has two roles, and what an honest addition
//! does to it in one role shows in the other. Each is harmless until then.

use super::bases::{Draft, rich};
use super::values::Dict;

/// Name and document.
pub(super) fn traps() -> Vec<(&'static str, Draft)> {
    let base = rich();
    let text = |data: &str| Dict::parse(b"<< >>").unwrap().with_data(data.as_bytes()).body();
    let page = |content: &str| base.clone().put(16, text(content));
    let marked = |key: &str| {
        page(&format!("/OC /{key} BDC BT /F1 18 Tf 20 220 Td (The rent is 120 rupees.) Tj ET EMC"))
    };
    let resources = |draft: Draft, kind: &str| draft.set(4, kind, "1 0 R");
    let off = "<< /OCGs [37 0 R] /D << /BaseState /OFF /ON [37 0 R] >> >>";
    vec![
        ("catalog-as-layers-store", resources(marked("DSS"), "Properties").set(1, "OCProperties", off)),
        (
            "catalog-as-layers-extensions",
            resources(marked("Extensions"), "Properties").set(1, "OCProperties", off).version("1.4"),
        ),
        (
            "catalog-as-graphics-states",
            resources(
                page("q /Extensions gs BT /F1 18 Tf 20 220 Td (The rent is 120 rupees.) Tj ET Q"),
                "ExtGState",
            )
            .version("1.4"),
        ),
        (
            "catalog-as-fonts",
            resources(page("BT /Extensions 18 Tf 20 220 Td (The rent is 120 rupees.) Tj ET"), "Font")
                .version("1.4"),
        ),
        (
            "catalog-as-shadings",
            resources(page("q 100 100 50 50 re W n /Extensions sh Q"), "Shading").version("1.4"),
        ),
        ("annotations-as-filter", base.clone().set(8, "Annots", "28 0 R")),
        ("annotations-as-contents", base.clone().set(8, "Annots", "24 0 R")),
        (
            "annotations-as-pages",
            base.clone().set(2, "Kids", "52 0 R").put(52, "[3 0 R 8 0 R]").set(8, "Annots", "52 0 R"),
        ),
        ("fields-as-contents", base.clone().set(20, "Fields", "24 0 R")),
        ("fields-as-filter", base.clone().set(20, "Fields", "28 0 R")),
        ("fields-as-annotations", base.clone().set(20, "Fields", "23 0 R")),
        ("form-as-resources", base.clone().set(1, "AcroForm", "4 0 R")),
        ("form-as-page", base.clone().set(1, "AcroForm", "8 0 R")),
        ("shared-annotations", base.clone().set(6, "Annots", "23 0 R")),
        ("annotations-as-differences", base.clone().set(8, "Annots", "27 0 R")),
        (
            "annotations-as-layers",
            base.clone()
                .set(1, "OCProperties", "<< /OCGs [37 0 R 38 0 R] /D << /OFF 58 0 R >> >>")
                .put(58, "[38 0 R]")
                .set(8, "Annots", "58 0 R"),
        ),
        ("shadow-objects", shadows()),
        ("gaps", gaps()),
    ]
}

impl Draft {
    fn version(self, version: &'static str) -> Self {
        Draft { version, ..self }
    }
}

/// Other objects lie inside an attachment, where nobody looks for objects.
fn shadows() -> Draft {
    let other = "BT /F1 18 Tf 20 220 Td (The rent is 999 rupees.) Tj ET";
    let shadow = format!(
        "note\n16 0 obj\n<< /Length {} >>\nstream\n{other}\nendstream\nendobj\n6 0 obj\n<< /Type /Page /Parent 3 0 R >>\nendobj\n",
        other.len()
    );
    let attachment = Dict::parse(b"<< /Type /EmbeddedFile >>").unwrap().with_data(shadow.as_bytes());
    rich().put(45, attachment.body())
}

/// References to nothing, everywhere where an object would show; 900 and up are nobody's.
fn gaps() -> Draft {
    rich()
        .set(8, "Annots", "[900 0 R]")
        .set(8, "Contents", "[16 0 R 901 0 R]")
        .set(7, "Resources", "902 0 R")
        .set(22, "AP", "<< /N 903 1 R >>")
        .set(20, "XFA", "null")
        .set(1, "OpenAction", "904 0 R")
        .unset(20, "XFA")
}
