//! Whatever else a catalog may name: layers, names, actions, permissions, extensions. The additions alone, and under
//! every cover.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::COVERS;

/// Entries that the catalog gets; `NEW` is a new object with the value behind it.
const ENTRIES: &[(&str, &str)] = &[
    ("OpenAction", "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    ("OpenAction", "NEW << /S /Launch /F (other.pdf) >>"),
    ("AA", "<< /WC << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"),
    ("Names", "<< /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>"),
    ("Names", "<< /EmbeddedFiles << /Names [(other.txt) << /Type /Filespec /F (other.txt) >>] >> >>"),
    ("Names", "NEW << /Dests << /Names [] >> >>"),
    ("Dests", "<< /one [6 0 R /Fit] >>"),
    ("OCProperties", "<< /OCGs [37 0 R 38 0 R] /D << /OFF [37 0 R] >> >>"),
    ("OCProperties", "<< /OCGs [37 0 R 38 0 R] /D << /BaseState /OFF >> >>"),
    ("OCProperties", "<< /OCGs [37 0 R 38 0 R] /D << >> >>"),
    ("OCProperties", "NEW << /OCGs [] /D << >> >>"),
    ("Perms", "<< /DocMDP 60 0 R >>"),
    ("Perms", "<< /UR3 60 0 R >>"),
    ("Perms", "<< >>"),
    ("Extensions", "<< /ADBE 6 0 R >>"),
    ("Extensions", "<< /Type /OCG /Name (Hidden) >>"),
    ("Extensions", "<< /Type /ExtGState /ca 0 >>"),
    ("Extensions", "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"),
    ("Extensions", "NEW << /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"),
    (
        "Extensions",
        "<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function << /FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [1 0 0] /N 1 >> /Extend [true true] >>",
    ),
    ("Extensions", "(text)"),
    ("Extensions", "<< /XXXX [6 0 R] >>"),
    ("Extensions", "<< /XXXX << /BaseVersion /1.7 /ExtensionLevel 1 /URL 6 0 R >> >>"),
    ("Outlines", "NEW << /Type /Outlines >>"),
    ("PageLabels", "<< /Nums [0 << /S /R /St 7 >>] >>"),
    ("PageMode", "/FullScreen"),
    ("PageLayout", "/TwoColumnLeft"),
    ("Version", "/2.0"),
    ("Version", "/1.0"),
    ("Lang", "(xx)"),
    ("URI", "<< /Base (http://example.org) >>"),
    ("Threads", "[]"),
    ("Collection", "<< /View /D >>"),
    ("Requirements", "[<< /S /EnableJavaScripts >>]"),
    ("NeedsRendering", "true"),
    ("MarkInfo", "<< /Marked true >>"),
    ("StructTreeRoot", "NEW << /Type /StructTreeRoot >>"),
    ("ViewerPreferences", "<< /HideToolbar true >>"),
    ("Metadata", "16 0 R"),
    ("OutputIntents", "[]"),
    ("PieceInfo", "<< /X << /Private (text) >> >>"),
    ("AF", "[]"),
    ("DPartRoot", "<< >>"),
    ("Legal", "<< /JavaScriptActions 1 >>"),
    ("Type", "/Other"),
    ("Pages", "NEW << /Type /Pages /Kids [] /Count 0 >>"),
    ("Pages", "3 0 R"),
    ("Other", "6 0 R"),
    ("Other", "NEW (text)"),
];

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    let catalog = base.file.catalog();
    for (key, value) in ENTRIES {
        for cover in COVERS {
            let mut changes = Changes::new();
            match value.strip_prefix("NEW ") {
                None => base.set(&mut changes, catalog, key, value),
                Some(value) => {
                    changes.insert(base.new + 9, value.as_bytes().to_vec());
                    base.set(&mut changes, catalog, key, format!("{} 0 R", base.new + 9));
                }
            }
            if base.catalog().get(key) == Some(value.as_bytes()) {
                continue;
            }
            let (name, plan) = (format!("/{key} {value} {cover:?}"), base.under(cover, &changes));
            // Another version of PDF shows nothing else (ISO 32000-2, 7.2.2).
            found.push(match *key {
                "Version" => Edit::told_otherwise(cover, "catalog", name, plan),
                _ => Edit::forbidden("catalog", name, plan),
            });
        }
    }
    let keys: Vec<String> = base.catalog().keys().map(str::to_string).collect();
    for key in keys {
        for cover in COVERS {
            let plain = base.catalog().without(&key).body();
            let changes = Changes::from([(catalog, plain)]);
            // The cover of evidence puts /DSS back.
            let is_restored = key == "DSS";
            let file = base.under(cover, &changes);
            if !is_restored {
                found.push(Edit::forbidden("catalog", format!("without /{key} {cover:?}"), file));
            }
        }
    }
    found
}
