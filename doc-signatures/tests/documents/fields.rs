//! The field of a signature: a new one that shows nothing, or one that the document was prepared with.

use doc_signatures::Error;
use doc_signatures::pades::{Preparation, Prepared, prepare};
use doc_signatures::verify::{Indication, Level, verify_pdf};
use test_country::World;

use crate::edit::{append, body, with_entry};
use crate::story::{JUDGING, SIGNING, evidence, finish, founded, made_elsewhere, stamp, table_sample};

/// The sample with one form field more for each text, the first of them on the second page; numbers from 400 on.
fn prepared_with(fields: &[&str]) -> Vec<u8> {
    let pdf = table_sample();
    let names: String = (400..).take(fields.len()).map(|number| format!("{number} 0 R ")).collect();
    let catalog = with_entry(&body(&pdf, 1), &format!("/AcroForm << /Fields [{names}] >>"));
    let page = with_entry(&body(&pdf, 4), &format!("/Annots [{names}]"));
    let mut objects: Vec<(u32, &[u8])> = vec![(1, &catalog), (4, &page)];
    objects.extend((400..).zip(fields.iter().map(|field| field.as_bytes())));
    append(&pdf, &objects, "")
}

/// A visible signature field called Tenant, with these entries more.
fn tenant(more: &str) -> String {
    format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Tenant) /F 4 /Rect [100 300 400 340] /P 4 0 R {more} >>"
    )
}

fn try_to_fill(country: &World, pdf: &[u8], name: &str) -> Result<Prepared, Error> {
    let chain = [country.citizens.certificate.clone()];
    let preparation = Preparation {
        certificate: &country.signature.certificate,
        chain: &chain,
        signing_time: SIGNING,
        name: None,
        reason: None,
        location: None,
        field: Some(name),
    };
    prepare(pdf, &preparation)
}

/// Fills the field and goes on to level LT; the signature holds, in the field of this name.
fn filled(pdf: &[u8], name: &str) -> Vec<u8> {
    let country = founded();
    let prepared = try_to_fill(&country, pdf, name).unwrap();
    let signature = country.signature.sign(prepared.to_be_signed());
    let stamped = stamp(&country, prepared.sign(&signature).unwrap());
    let finished = stamped.with_evidence(&evidence(&country), JUDGING).unwrap();
    assert!(finished.starts_with(pdf), "the original octets are untouched");
    let report = verify_pdf(&finished, &country.anchors(), JUDGING);
    assert_eq!(report.indication, Indication::TotalPassed, "{}", report.to_text());
    assert_eq!(report.signatures[0].level, Some(Level::Lt));
    assert_eq!(report.signatures[0].field, name);
    finished
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

fn refusal(pdf: &[u8], name: &str) -> String {
    match try_to_fill(&founded(), pdf, name) {
        Err(problem @ Error::Field { .. }) => problem.to_string(),
        other => panic!("{other:?}"),
    }
}

/// PDF/A-1 wants an appearance (veraPDF 6.9-2), PDF/UA-1 an order of tabs (7.18.3-1); a file that is neither gets no /Tabs.
#[test]
fn a_new_field_shows_nothing_and_keeps_archived_files_archived() {
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/archived.pdf");
    for (pdf, is_tagged) in [(std::fs::read(sample).unwrap(), true), (table_sample(), false)] {
        let signed = finish(&founded(), &pdf);
        let added = text(&signed[pdf.len()..]);
        let field = &added[added.find("/FT /Sig").or(added.find("/FT/Sig")).unwrap()..];
        let field = field.replace("/ ", "/");
        let field = &field[..field.find("endobj").unwrap()];
        assert!(field.contains("/Rect") && field.contains("[0 0 0 0]"), "{field}");
        assert!(field.contains("/AP"), "{field}");
        assert_eq!(added.contains("/Tabs"), is_tagged);
        assert!(added.contains("/BBox"), "the appearance");
    }
}

#[test]
fn a_prepared_field_is_filled_and_keeps_its_place_and_look() {
    let look = "/AP << /N 401 0 R >> /MK << /BC [0 0 0] >>";
    let appearance = "<< /Type /XObject /Subtype /Form /BBox [0 0 300 40] /Length 16 >>\nstream\n0 0 300 40 re S \nendstream";
    let pdf = table_sample();
    let catalog = with_entry(&body(&pdf, 1), "/AcroForm << /Fields [400 0 R] >>");
    let page = with_entry(&body(&pdf, 4), "/Annots [400 0 R]");
    let field = tenant(look);
    let objects: [(u32, &[u8]); 4] =
        [(1, &catalog), (4, &page), (400, field.as_bytes()), (401, appearance.as_bytes())];
    let signed = filled(&append(&pdf, &objects, ""), "Tenant");
    let field = text(&body(&signed, 400));
    assert!(
        field.contains("[100 300 400 340]") && field.contains("401 0 R") && field.contains("/MK"),
        "{field}"
    );
    assert_eq!(text(&body(&signed, 401)), appearance, "the look is the same object");
    assert_eq!(text(&body(&signed, 4)), text(&page), "the page is not touched");
}

#[test]
fn a_field_without_look_gets_an_empty_one() {
    let signed = filled(&prepared_with(&[&tenant("")]), "Tenant");
    let field = text(&body(&signed, 400));
    assert!(field.contains("/AP") && field.contains("[100 300 400 340]"), "{field}");
}

/// Field and widget as two objects, and a name of two parts.
#[test]
fn a_field_with_a_widget_of_its_own_is_filled() {
    let fields = [
        "<< /T (Contract) /Kids [401 0 R] >>",
        "<< /FT /Sig /T (Tenant) /Parent 400 0 R /Kids [402 0 R] >>",
        "<< /Type /Annot /Subtype /Widget /Parent 401 0 R /F 4 /Rect [100 300 400 340] /P 4 0 R >>",
    ];
    let pdf = table_sample();
    let catalog = with_entry(&body(&pdf, 1), "/AcroForm << /Fields [400 0 R] >>");
    let page = with_entry(&body(&pdf, 4), "/Annots [402 0 R]");
    let mut objects: Vec<(u32, &[u8])> = vec![(1, &catalog), (4, &page)];
    objects.extend((400..).zip(fields.iter().map(|field| field.as_bytes())));
    let signed = filled(&append(&pdf, &objects, ""), "Contract.Tenant");
    assert!(text(&body(&signed, 401)).contains("/V"), "the field has the signature");
    assert!(text(&body(&signed, 402)).contains("/AP"), "the widget has the look");
}

#[test]
fn a_field_that_locks_others_says_so_in_the_signature() {
    let lock = tenant("/Lock << /Type /SigFieldLock /Action /Include /Fields [(Rent)] >>");
    let signed = filled(&prepared_with(&[&lock]), "Tenant");
    let added = text(&signed);
    for part in ["/FieldMDP", "/TransformParams", "/Include"] {
        assert!(added.contains(part), "{part}");
    }
}

#[test]
fn a_name_that_cannot_be_filled_is_refused_with_those_that_can() {
    let landlord = tenant("").replace("Tenant", "Landlord");
    let both = prepared_with(&[&tenant(""), &landlord]);
    let missing = refusal(&both, "Witness");
    assert!(missing.contains("\"Tenant\", \"Landlord\""), "{missing}");
    assert!(refusal(&table_sample(), "Tenant").contains("no empty signature field"));
    assert!(refusal(&prepared_with(&[&tenant(""), &tenant("")]), "Tenant").contains("2 fields"));
    let signed = refusal(&prepared_with(&[&tenant("/V 1 0 R"), &landlord]), "Tenant");
    assert!(signed.contains("signed already") && signed.contains("Landlord"), "{signed}");
    let nowhere = "<< /FT /Sig /T (Tenant) >>";
    assert!(refusal(&prepared_with(&[nowhere]), "Tenant").contains("no place"));
    let text_field = tenant("").replace("/Sig", "/Tx");
    assert!(refusal(&prepared_with(&[&text_field]), "Tenant").contains("there is no"));
    let forged = tenant("").replace("(Tenant)", "(Tenant\\033[2K\\rTOTAL-PASSED)");
    assert!(
        !refusal(&prepared_with(&[&forged]), "Witness").contains('\u{1b}'),
        "no escape reaches a terminal"
    );
}

/// Seed values: a wish that is required is met, or refused by its name.
#[test]
fn what_the_field_wants_is_met_or_refused() {
    let wish = |seed: &str| prepared_with(&[&tenant(&format!("/SV << /Type /SV {seed} >>"))]);
    for met in [
        "/Filter /Adobe.PPKLite /Ff 1",
        "/SubFilter [/adbe.pkcs7.detached /ETSI.CAdES.detached] /Ff 2",
        "/DigestMethod [(SHA1) (SHA256)] /Ff 64",
        "/Reasons [(.)] /Ff 8",
        "/V 3 /Ff 4",
        "/MDP << /P 0 >>",
        "/TimeStamp << /URL (http://tsa.example.org) /Ff 1 >>",
        "/SubFilter [/adbe.pkcs7.detached] /Reasons [(I agree)] /DigestMethod [(SHA512)]",
        "/Cert << /Type /SVCert /KeyUsage [(1)] >>",
    ] {
        filled(&wish(met), "Tenant");
    }
    for (unmet, name) in [
        ("/Filter /Entrust.PPKEF /Ff 1", "Entrust.PPKEF"),
        ("/SubFilter [/adbe.pkcs7.detached] /Ff 2", "SubFilter"),
        ("/DigestMethod [(SHA512)] /Ff 64", "SHA512"),
        ("/Reasons [(I agree) (I have read it)] /Ff 8", "I have read it"),
        ("/V 4 /Ff 4", "/V"),
        ("/LegalAttestation [(none)] /Ff 16", "LegalAttestation"),
        ("/AddRevInfo true /Ff 32", "AddRevInfo"),
        ("/LockDocument /true /Ff 128", "LockDocument"),
        ("/MDP << /P 2 >>", "certification"),
        ("/Cert << /Type /SVCert /Ff 64 /KeyUsage [(1)] >>", "certificate"),
    ] {
        let refusal = refusal(&wish(unmet), "Tenant");
        assert!(refusal.contains(name), "{unmet}: {refusal}");
    }
}

/// P-521, which pyHanko signed with and this program never does.
#[test]
fn a_document_signed_with_a_curve_of_others_holds() {
    let root = String::from_utf8(made_elsewhere("pyhanko-p521-root.pem")).unwrap();
    let root = pki_types::Certificate::from_pem(&root).unwrap();
    let pdf = made_elsewhere("pyhanko-p521.pdf");
    let report = verify_pdf(&pdf, std::slice::from_ref(&root), JUDGING);
    let signature = &report.signatures[0];
    assert!(
        signature.integrity.digest_matches && signature.integrity.signature_verifies,
        "{}",
        report.to_text()
    );
    assert_ne!(report.indication, Indication::TotalFailed, "{}", report.to_text());
}
