//! The documents of the battery before anybody signed them: small, but with everything that a later version could
//! turn against its reader.

use std::collections::BTreeMap;

use super::file::{File, Row, Style};
use super::revision::Revision;
use super::values::Dict;

/// A document as it is written: objects in their order.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) version: &'static str,
    pub(super) style: Style,
    /// Whether everything but streams lies in an object stream.
    pub(super) packed: bool,
    pub(super) objects: BTreeMap<u32, Vec<u8>>,
}

impl Draft {
    pub(super) fn put(mut self, number: u32, body: impl AsRef<[u8]>) -> Self {
        self.objects.insert(number, body.as_ref().to_vec());
        self
    }

    pub(super) fn set(self, number: u32, key: &str, value: &str) -> Self {
        let changed = Dict::parse(&self.objects[&number]).unwrap().with(key, value).body();
        self.put(number, changed)
    }

    pub(super) fn unset(self, number: u32, key: &str) -> Self {
        let changed = Dict::parse(&self.objects[&number]).unwrap().without(key).body();
        self.put(number, changed)
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let trailer = Dict::default()
            .with("Root", "1 0 R")
            .with("Info", "9 0 R")
            .with("ID", "[<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]")
            .with("Size", "100");
        let nothing = File {
            bytes: format!("%PDF-{}\n%\u{e2}\u{e3}\n", self.version).into_bytes(),
            rows: BTreeMap::new(),
            bodies: BTreeMap::new(),
            trailer,
            style: self.style,
            sections: vec![0],
        };
        let mut revision = Revision::of(&nothing).unset("Prev").row(0, Row::Free(0, 65_535));
        let mut inside = Vec::new();
        for (number, body) in &self.objects {
            let is_stream = Dict::parse(body).is_some_and(|dictionary| dictionary.data().is_some());
            if self.packed && !is_stream {
                inside.push((*number, body.clone()));
            } else {
                revision = revision.put(*number, body);
            }
        }
        if inside.is_empty() { revision } else { revision.pack(80, &inside) }.finish()
    }
}

fn stream(entries: &str, data: &str) -> Vec<u8> {
    Dict::parse(format!("<< {entries} >>").as_bytes()).unwrap().with_data(data.as_bytes()).body()
}

const TO_UNICODE: &str = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def \
    1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <20> <7e> <0020> endbfrange endcmap end end";

/// Pages with inherited attributes, fonts, an image, layers, a form, annotations, names, outlines, metadata.
pub(super) fn rich() -> Draft {
    let mut draft = Draft { version: "1.7", style: Style::Table, packed: false, objects: BTreeMap::new() };
    let texts: &[(u32, &str)] = &[
        (
            1,
            "<< /Type /Catalog /Pages 2 0 R /AcroForm 20 0 R /Names 30 0 R /Outlines 33 0 R /Metadata 36 0 R \
             /OCProperties << /OCGs [37 0 R 38 0 R] /D << /BaseState /ON /OFF [38 0 R] /Order [37 0 R 38 0 R] >> >> \
             /PageLabels << /Nums [0 << /S /D >>] >> /ViewerPreferences << /DisplayDocTitle true >> \
             /OutputIntents [39 0 R] >>",
        ),
        (2, "<< /Type /Pages /Kids [3 0 R 8 0 R] /Count 3 /MediaBox [0 0 300 300] /Resources 4 0 R >>"),
        (3, "<< /Type /Pages /Parent 2 0 R /Kids [6 0 R 7 0 R] /Count 2 /Rotate 0 >>"),
        (
            4,
            "<< /Font << /F1 10 0 R /F2 11 0 R >> /XObject << /X1 12 0 R /I1 13 0 R >> /ExtGState << /G1 14 0 R >> \
             /Properties << /L1 37 0 R /L2 38 0 R >> /ColorSpace << /C1 15 0 R >> >>",
        ),
        (6, "<< /Type /Page /Parent 3 0 R /Contents 16 0 R /Annots [21 0 R 22 0 R] >>"),
        (7, "<< /Type /Page /Parent 3 0 R /Contents [17 0 R 18 0 R] /Annots 23 0 R >>"),
        (8, "<< /Type /Page /Parent 2 0 R /Contents 24 0 R >>"),
        (9, "<< /Title (Lease of a garden plot) /ModDate (D:20261101080000Z) >>"),
        (10, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding 26 0 R /ToUnicode 25 0 R >>"),
        (11, "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"),
        (14, "<< /Type /ExtGState /ca 1 >>"),
        (15, "[/Indexed /DeviceRGB 1 <ffffff0000ff>]"),
        (20, "<< /Fields [21 0 R 40 0 R] /DR 4 0 R /DA (/F1 10 Tf 0 g) >>"),
        (
            21,
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Tenant) /V (Anjali) /Rect [20 20 120 40] /F 4 /P 6 0 R \
             /AP << /N 41 0 R >> >>",
        ),
        (22, "<< /Type /Annot /Subtype /Square /Rect [200 20 280 60] /F 4 /C [1 0 0] /AP << /N 42 0 R >> >>"),
        (23, "[43 0 R 46 0 R]"),
        (24, "[16 0 R 19 0 R]"),
        (26, "<< /Type /Encoding /Differences 27 0 R >>"),
        (27, "[65 /A /B /C]"),
        (28, "[/ASCIIHexDecode]"),
        (30, "<< /Dests 31 0 R /EmbeddedFiles 32 0 R >>"),
        (31, "<< /Names [(one) [6 0 R /Fit]] >>"),
        (32, "<< /Names [(note.txt) 44 0 R] >>"),
        (33, "<< /Type /Outlines /First 34 0 R /Last 34 0 R /Count 1 >>"),
        (34, "<< /Title (Rent) /Parent 33 0 R /Dest [6 0 R /Fit] >>"),
        (37, "<< /Type /OCG /Name (Shown) >>"),
        (38, "<< /Type /OCG /Name (Hidden) >>"),
        (39, "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) >>"),
        (40, "<< /FT /Btn /T (Garden) /V /Off /Kids [46 0 R] >>"),
        (43, "<< /Type /Annot /Subtype /Link /Rect [20 250 90 270] /Border [0 0 0] /Dest [8 0 R /Fit] >>"),
        (44, "<< /Type /Filespec /F (note.txt) /EF << /F 45 0 R >> >>"),
        (
            46,
            "<< /Type /Annot /Subtype /Widget /Parent 40 0 R /Rect [150 150 170 170] /F 4 /P 7 0 R /AS /Off \
             /AP << /N << /Off 42 0 R /On 41 0 R >> >> >>",
        ),
    ];
    for (number, body) in texts {
        draft = draft.put(*number, body);
    }
    for (number, entries, data) in STREAMS {
        draft = draft.put(*number, stream(entries, data));
    }
    let image = Dict::parse(&stream(IMAGE, "00ff00ff ff00ff00 00ff00ff ff00ff00>")).unwrap();
    let image = image.with("Filter", "28 0 R").with("Length", "29 0 R");
    draft.put(13, image.body()).put(29, "36").put(25, stream("", TO_UNICODE))
}

const IMAGE: &str =
    "/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceGray";

const XMP: &str = "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
    <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
    xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Lease of a garden plot\
    </rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";

/// Number, entries, data.
const STREAMS: &[(u32, &str, &str)] = &[
    (
        12,
        "/Type /XObject /Subtype /Form /BBox [0 0 60 20] /Resources 4 0 R",
        "BT /F2 12 Tf 2 4 Td (Section 4) Tj ET",
    ),
    (16, "", "BT /F1 18 Tf 20 220 Td (The rent is 120 rupees.) Tj ET q /G1 gs 1 0 0 1 100 100 cm /X1 Do Q"),
    (17, "", "/OC /L1 BDC BT /F1 14 Tf 20 220 Td (Shown to everybody.) Tj ET EMC"),
    (
        18,
        "",
        "/OC /L2 BDC BT /F1 14 Tf 20 180 Td (Hidden from everybody.) Tj ET EMC q 40 0 0 40 200 200 cm /I1 Do Q",
    ),
    (19, "", "q /C1 cs 1 sc 30 30 80 40 re f Q BT /F2 14 Tf 20 150 Td (Signed in the garden.) Tj ET"),
    (36, "/Type /Metadata /Subtype /XML", XMP),
    (
        41,
        "/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources 4 0 R",
        "BT /F1 12 Tf 2 4 Td (Anjali) Tj ET",
    ),
    (42, "/Type /XObject /Subtype /Form /BBox [0 0 80 40]", "1 0 0 RG 2 2 76 36 re S"),
    (45, "/Type /EmbeddedFile", "the note"),
];

/// Without form, annotations and layers; the pages stand alone.
pub(super) fn plain() -> Draft {
    let mut draft = rich().unset(1, "AcroForm").unset(1, "OCProperties").unset(1, "Names");
    draft = draft.unset(6, "Annots").unset(7, "Annots").set(7, "Contents", "17 0 R");
    for number in [20, 21, 22, 23, 40, 41, 42, 43, 46, 30, 31, 32, 44, 45] {
        draft.objects.remove(&number);
    }
    Draft { version: "1.4", ..draft }
}

/// Everything that may be an object of its own is one.
pub(super) fn indirect() -> Draft {
    rich()
        .set(1, "OCProperties", "50 0 R")
        .set(1, "Extensions", "51 0 R")
        .set(1, "ViewerPreferences", "<< >>")
        .set(2, "Kids", "52 0 R")
        .set(6, "Annots", "53 0 R")
        .set(20, "Fields", "54 0 R")
        .set(4, "Font", "55 0 R")
        .put(50, "<< /OCGs 56 0 R /D 57 0 R >>")
        .put(51, "<< /ADBE << /BaseVersion /1.7 /ExtensionLevel 3 >> >>")
        .put(52, "[3 0 R 8 0 R]")
        .put(53, "[21 0 R 22 0 R]")
        .put(54, "[21 0 R 40 0 R]")
        .put(55, "<< /F1 10 0 R /F2 11 0 R >>")
        .put(56, "[37 0 R 38 0 R]")
        .put(57, "<< /OFF 58 0 R >>")
        .put(58, "[38 0 R]")
}

/// Saved twice before it was signed: the first version's amount, a deleted object and a deleted page are still in the file.
pub(super) fn two_versions() -> Vec<u8> {
    let first = rich().put(16, stream("", "BT /F1 18 Tf 20 220 Td (The rent is 999 rupees.) Tj ET")).write();
    let file = File::read(first);
    let second = rich();
    let revision = Revision::of(&file).put(16, &second.objects[&16]).put(9, &second.objects[&9]);
    revision.row(45, Row::Free(0, 1)).row(44, Row::Free(45, 1)).put(32, "<< /Names [] >>").finish()
}
