//! Changes to finished files, as an attacker or a careless program makes them. Written without the crate's own writer.

use doc_signatures::limits;
use doc_signatures::pades::Evidence;

/// The last `startxref` offset.
pub(crate) fn last_startxref(pdf: &[u8]) -> usize {
    let found = pdf.windows(9).rposition(|octets| octets == b"startxref").unwrap();
    let text = std::str::from_utf8(&pdf[found + 9..]).unwrap();
    text.split_whitespace().next().unwrap().parse().unwrap()
}

/// Appends objects, a cross-reference table and a trailer to a file with tables; `trailer` is added to the usual entries.
pub(crate) fn append(pdf: &[u8], objects: &[(u32, &[u8])], trailer: &str) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let mut table = String::new();
    for (number, body) in objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendobj\n");
    }
    let offset = out.len();
    let previous = last_startxref(pdf);
    let id = permanent_id(pdf);
    let size = last_size(pdf).max(500);
    out.extend_from_slice(
        format!(
            "xref\n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 9 0 R {id} /Prev {previous} {trailer} >>\n\
             startxref\n{offset}\n%%EOF\n"
        )
        .as_bytes(),
    );
    out
}

/// The /ID entry of the first trailer, as it stands there.
fn permanent_id(pdf: &[u8]) -> String {
    let text = String::from_utf8_lossy(pdf);
    let start = text.find("/ID [").unwrap();
    let end = start + text[start..].find(']').unwrap() + 1;
    text[start..end].to_string()
}

/// The body of the last object of this number, between `obj` and `endobj`.
pub(crate) fn body(pdf: &[u8], number: u32) -> Vec<u8> {
    let head = format!("\n{number} 0 obj\n").into_bytes();
    let start = pdf.windows(head.len()).rposition(|octets| octets == head).unwrap() + head.len();
    let length = pdf[start..].windows(7).position(|octets| octets == b"\nendobj").unwrap();
    pdf[start..start + length].to_vec()
}

/// The body of an object with an entry put into its dictionary.
pub(crate) fn with_entry(body: &[u8], entry: &str) -> Vec<u8> {
    let end = body.windows(2).rposition(|octets| octets == b">>").unwrap();
    [&body[..end], format!(" {entry} ").as_bytes(), &body[end..]].concat()
}

/// A third page at the end.
pub(crate) fn add_page(pdf: &[u8]) -> Vec<u8> {
    let pages = b"<< /Type /Pages /Kids [3 0 R 4 0 R 400 0 R] /Count 3 >>";
    let page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
        /Resources << /Font << /F1 7 0 R /F2 8 0 R >> >> >>";
    append(pdf, &[(2, pages), (400, page)], "")
}

/// A visible note on the second page.
pub(crate) fn add_annotation(pdf: &[u8]) -> Vec<u8> {
    let page = with_entry(&body(pdf, 4), "/Annots [400 0 R]");
    let note = b"<< /Type /Annot /Subtype /FreeText /Rect [100 300 400 340] /DA (/Helv 14 Tf 0 g) \
        /Contents (The rent is 9,999 rupees.) >>";
    append(pdf, &[(4, &page), (400, note)], "")
}

/// Other words on the first page.
pub(crate) fn replace_content(pdf: &[u8]) -> Vec<u8> {
    append(pdf, &[(5, OTHER_CONTENT)], "")
}

/// Page content that nobody signed.
pub(crate) const OTHER_CONTENT: &[u8] =
    b"<< /Length 45 >>\nstream\nBT /F1 30 Tf 71 700 Td (I owe nothing.) Tj ET\nendstream";

/// Where the hexadecimal digits of the signature stand.
pub(crate) fn contents_digits(pdf: &[u8]) -> std::ops::Range<usize> {
    let start = pdf.windows(11).position(|octets| octets == b"/Contents <").unwrap() + 11;
    let length = pdf[start..].iter().position(|octet| *octet == b'>').unwrap();
    start..start + length
}

/// The signature with its padding.
pub(crate) fn contents(pdf: &[u8]) -> Vec<u8> {
    pki_types::encoding::hex_decode(std::str::from_utf8(&pdf[contents_digits(pdf)]).unwrap()).unwrap()
}

/// The same file with another signature in its place.
pub(crate) fn with_contents(pdf: &[u8], der: &[u8]) -> Vec<u8> {
    assert!(der.len() < limits::CONTENTS_OCTETS);
    let place = contents_digits(pdf);
    let digits = format!("{:0<width$}", pki_types::encoding::hex(der), width = place.len());
    let mut changed = pdf.to_vec();
    changed[place].copy_from_slice(digits.as_bytes());
    changed
}

/// Everything that the ByteRange covers.
pub(crate) fn signed_octets(pdf: &[u8]) -> Vec<u8> {
    let start = pdf.windows(11).position(|octets| octets == b"/ByteRange ").unwrap() + 12;
    let text = String::from_utf8_lossy(&pdf[start..start + 60]);
    let numbers: Vec<usize> =
        text.split([']', ' ']).filter_map(|number| number.parse().ok()).take(4).collect();
    [&pdf[..numbers[1]], &pdf[numbers[2]..numbers[2] + numbers[3]]].concat()
}

/// The same file with `from` replaced by `to`, which must be as long, at its only or last place.
pub(crate) fn replace(pdf: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let place = pdf.windows(from.len()).rposition(|octets| octets == from.as_bytes()).unwrap();
    let mut changed = pdf.to_vec();
    changed[place..place + from.len()].copy_from_slice(to.as_bytes());
    changed
}

/// A document security store with whatever is given, right or wrong.
pub(crate) fn with_store(pdf: &[u8], evidence: &Evidence) -> Vec<u8> {
    let certificates: Vec<_> =
        evidence.certificates.iter().map(|certificate| certificate.der().to_vec()).collect();
    let lists = [("Certs", &certificates), ("OCSPs", &evidence.ocsp_responses), ("CRLs", &evidence.crls)];
    let mut objects = Vec::new();
    let mut store = String::from("<<");
    for (key, ders) in lists {
        store.push_str(&format!(" /{key} ["));
        for der in ders {
            let number = 410 + u32::try_from(objects.len()).unwrap();
            store.push_str(&format!(" {number} 0 R"));
            let head = format!("<< /Length {} >>\nstream\n", der.len());
            objects.push((number, [head.as_bytes(), der, b"\nendstream"].concat()));
        }
        store.push_str(" ]");
    }
    objects.push((409, format!("{store} >>").into_bytes()));
    objects.push((1, with_entry(&body(pdf, 1), "/DSS 409 0 R")));
    let objects: Vec<_> = objects.iter().map(|(number, body)| (*number, body.as_slice())).collect();
    append(pdf, &objects, "")
}

/// A time-stamp over the document so far, as archives add them: field 401 with signature 400 on page 3.
pub(crate) fn add_document_stamp(pdf: &[u8], stamp: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Archive1) /V 400 0 R /F 132 /Rect [0 0 0 0] /P 3 0 R >>";
    let kind = "/Type /DocTimeStamp /SubFilter /ETSI.RFC3161";
    add_signed_field(pdf, kind, &[(401, field.as_bytes())], stamp)
}

/// A further signature of this kind over the document so far, its value at 400, on page 3; 401 is the field, others may
/// come with it.
pub(crate) fn add_signed_field(
    pdf: &[u8],
    kind: &str,
    field: &[(u32, &[u8])],
    sign: impl Fn(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let place = "[0 0000000000 0000000000 0000000000]";
    let digits = "0".repeat(16_000);
    let value = format!("<< {kind} /Filter /Adobe.PPKLite /ByteRange {place} /Contents <{digits}> >>");
    let form_number = reference_after(&body(pdf, 1), "/AcroForm ");
    let form = with_item(&body(pdf, form_number), "/Fields [", "401 0 R");
    let page = with_item(&body(pdf, 3), "/Annots [", "401 0 R");
    let added: [(u32, &[u8]); 3] = [(3, &page), (form_number, &form), (400, value.as_bytes())];
    let mut file = append(pdf, &[&added, field].concat(), "");
    let start = file.windows(11).rposition(|octets| octets == b"/Contents <").unwrap() + 10;
    let end = start + 16_002;
    let range = format!("[0 {start} {end} {}", file.len() - end);
    let range = format!("{range:width$}]", width = place.len() - 1);
    let at = file.windows(place.len()).rposition(|octets| octets == place.as_bytes()).unwrap();
    file[at..at + place.len()].copy_from_slice(range.as_bytes());
    let value = sign(&[&file[..start], &file[end..]].concat());
    let digits = format!("{:0<16000}", pki_types::encoding::hex(&value));
    file[start + 1..end - 1].copy_from_slice(digits.as_bytes());
    file
}

fn reference_after(body: &[u8], key: &str) -> u32 {
    let text = String::from_utf8_lossy(body);
    let start = text.find(key).unwrap() + key.len();
    text[start..].split_whitespace().next().unwrap().parse().unwrap()
}

/// The body with one more item at the end of the array that begins with `array`.
fn with_item(body: &[u8], array: &str, item: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(body).into_owned();
    let start = text.find(array).unwrap() + array.len();
    let end = start + text[start..].find(']').unwrap();
    format!("{} {item}{}", &text[..end], &text[end..]).into_bytes()
}

/// The /Size of the last trailer.
fn last_size(pdf: &[u8]) -> usize {
    let at = pdf.windows(6).rposition(|octets| octets == b"/Size ").unwrap() + 6;
    let digits: String =
        pdf[at..].iter().take_while(|octet| octet.is_ascii_digit()).map(|octet| char::from(*octet)).collect();
    digits.parse().unwrap_or(0)
}
