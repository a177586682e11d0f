//! Documents that are not signed, each for one reason, which the refusal names.

use doc_signatures::Error;
use doc_signatures::limits;
use doc_signatures::pades::{Preparation, prepare};
use test_country::{Holder, NOW, Profile, World, YEAR, moment};

use crate::edit::{append, body, last_startxref, replace, with_entry};
use crate::story::{SIGNING, finish, founded, made_elsewhere, stream_sample, table_sample};

fn refusal(country: &World, pdf: &[u8]) -> Error {
    attempt(&country.signature, pdf, None).unwrap_err()
}

fn attempt(
    signer: &Holder,
    pdf: &[u8],
    name: Option<&str>,
) -> Result<doc_signatures::pades::Prepared, Error> {
    prepare(
        pdf,
        &Preparation {
            certificate: &signer.certificate,
            chain: &[],
            signing_time: SIGNING,
            name,
            reason: None,
            location: None,
            field: None,
        },
    )
}

/// What the signer has to write again would be another name, number or text for some programs.
#[test]
fn an_odd_object_is_not_written_again() {
    let country = founded();
    let sample = table_sample();
    let catalog = body(&sample, 1);
    let with_catalog = |odd: &str| append(&sample, &[(1, &with_entry(&catalog, odd))], "");
    for odd in ["/A /F#4g", "/B (one\rtwo)", "/C 0.12345678901234567890"] {
        let problem = refusal(&country, &with_catalog(odd)).to_string();
        assert!(problem.contains("has to be written again (1)"), "{odd}: {problem}");
    }
    for octet in [0x80, 0xff] {
        let mut odd = with_entry(&catalog, "/A_ 5");
        let place = odd.windows(3).rposition(|octets| octets == b"/A_").unwrap();
        odd[place + 2] = octet;
        let problem = refusal(&country, &append(&sample, &[(1, &odd)], "")).to_string();
        assert!(problem.contains("has to be written again (1)"), "{octet:02x}: {problem}");
    }
    // What need not be written again may be as it is.
    let font = with_entry(&body(&sample, 7), "/A /F#4g");
    finish(&country, &append(&sample, &[(7, &font)], ""));
    let long = format!("/C {}12", "0".repeat(70));
    let problem = refusal(&country, &with_catalog(&long)).to_string();
    assert!(problem.contains("which programs cut off"), "{problem}");
}

/// The sample with its trailer's `/Root 1 0 R` followed by something.
fn with_trailer(entry: &str) -> Vec<u8> {
    append(&table_sample(), &[], entry)
}

/// A version whose table says nothing new, and whose stream for new programs says that object 6 is at octet 20 of the file.
fn hybrid(sample: &[u8]) -> Vec<u8> {
    let mut pdf = sample.to_vec();
    let stream = pdf.len();
    let row = [1, 0, 0, 20, 0];
    pdf.extend_from_slice(
        b"900 0 obj\n<< /Type /XRef /Size 901 /W [1 3 1] /Index [6 1] /Root 1 0 R /Length 5 >>\nstream\n",
    );
    pdf.extend_from_slice(&row);
    pdf.extend_from_slice(b"\nendstream\nendobj\n");
    let (table, previous) = (pdf.len(), last_startxref(sample));
    let trailer = format!("<< /Size 901 /Root 1 0 R /Prev {previous} /XRefStm {stream} >>");
    pdf.extend_from_slice(format!("xref\n0 0\ntrailer\n{trailer}\nstartxref\n{table}\n%%EOF\n").as_bytes());
    pdf
}

#[test]
fn what_cannot_be_signed_safely() {
    let country = founded();
    let sample = table_sample();
    let catalog = body(&sample, 1);
    let with_catalog = |entry: &str| append(&sample, &[(1, &with_entry(&catalog, entry))], "");
    let cases: [(Vec<u8>, &str); 13] = [
        (made_elsewhere("qpdf-encrypted.pdf"), "is encrypted"),
        (b"Hello, this is a text.".to_vec(), "not a PDF file"),
        (Vec::new(), "not a PDF file"),
        (with_trailer("/Encrypt << /Filter /Standard /V 4 >>"), "is encrypted"),
        (hybrid(&sample), "hybrid file whose two cross-references differ (object 6"),
        (finish(&country, &sample), "already signed"),
        (finish(&country, &stream_sample()), "already signed"),
        (with_catalog("/Perms << /UR3 5 0 R >>"), "already signed"),
        (with_catalog("/DSS << /Certs [] >>"), "already signed"),
        (with_catalog("/AcroForm << /Fields [] /XFA (form) >>"), "XFA form"),
        (with_catalog("/Pages 7 0 R"), "stands twice"),
        (append(&sample, &[(2, b"<< /Type /Pages /Kids [] /Count 0 >>")], ""), "no page"),
        (append(&sample, &[(2, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")], ""), "stands twice"),
    ];
    for (pdf, expected) in cases {
        let Err(problem) = attempt(&country.signature, &pdf, None) else { panic!("accepted: {expected}") };
        let text = problem.to_string();
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn damaged_files_are_refused_with_the_place() {
    let country = founded();
    let sample = table_sample();
    let offset = last_startxref(&sample);
    let moved = {
        let mut pdf = sample.clone();
        // The table says where object 1 is; one octet further it is not.
        let digit = &mut pdf[offset + 10 + 20 + 9];
        assert!(digit.is_ascii_digit() && *digit < b'9');
        *digit += 1;
        pdf
    };
    let stream_offset = last_startxref(&stream_sample());
    let cases: [(&str, Vec<u8>); 12] = [
        ("cut off", sample[..sample.len() - 10].to_vec()),
        ("cut in half", sample[..sample.len() / 2].to_vec()),
        ("junk in front", [b"junk", &sample[..]].concat()),
        ("junk behind", [&sample[..], b"junk"].concat()),
        ("entry off by one", moved),
        ("wrong startxref", replace(&sample, &format!("{offset}\n%%EOF"), &format!("{}\n%%EOF", offset + 1))),
        ("wrong object number", replace(&sample, "\n8 0 obj", "\n7 0 obj")),
        ("missing endobj", replace(&sample, "endobj\n8 0 obj", "      \n8 0 obj")),
        ("wrong stream length, and two ends", {
            let hidden = b"<< /Length 5 >>\nstream\nA\nendstream\nendobj\nB\nendstream";
            append(&sample, &[(9, hidden)], "")
        }),
        ("circle of versions", append(&sample, &[], "").as_slice().to_vec()),
        ("not a cross-reference stream", replace(&stream_sample(), "/Type /XRef", "/Type /XReg")),
        ("packed table damaged", {
            let mut pdf = stream_sample();
            let place = pdf.windows(6).rposition(|octets| octets == b"stream").unwrap() - 12;
            assert!(place > stream_offset);
            pdf[place] ^= 0x55;
            pdf
        }),
    ];
    for (name, pdf) in cases {
        if name == "circle of versions" {
            let own = last_startxref(&pdf);
            let circle = replace(&pdf, &format!("/Prev {offset} "), &format!("/Prev {own} "));
            assert!(matches!(refusal(&country, &circle), Error::Damaged { .. }), "{name}");
            continue;
        }
        match refusal(&country, &pdf) {
            Error::NotPdf { .. } if name == "junk in front" => {}
            Error::Unsupported { .. } if name == "packed table damaged" => {}
            Error::Damaged { at, .. } => assert!(at <= pdf.len(), "{name}"),
            other => panic!("{name}: {other}"),
        }
    }
}

#[test]
fn limits_hold() {
    let country = founded();
    let mut deep = b"<< /A ".to_vec();
    deep.extend(std::iter::repeat_n(b'[', limits::DEPTH + 2));
    let text = refusal(&country, &append(&table_sample(), &[(400, &deep)], "")).to_string();
    assert!(text.contains("nested values above the limit"), "{text}");

    let large = with_trailer("").len();
    assert!(large < limits::FILE_OCTETS);
    let text = refusal(&country, &replace(&with_trailer(""), "/Size 500", "/Size 9e9")).to_string();
    assert!(text.contains("damaged"), "{text}");
    let sizes = replace(
        &append(&table_sample(), &[(7, b"null")], "/Other 1000000"),
        "/Size 500 /Root",
        "/Size 400 /Root",
    );
    assert!(attempt(&country.signature, &sizes, None).is_ok());
}

/// A few kilobytes that would unpack to hundreds of megabytes, or to millions of objects.
#[test]
fn bombs_are_given_up() {
    let country = founded();
    let bomb = |unpacked: usize, widths: &str, count: usize| {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::copy(
            &mut std::io::Read::take(std::io::repeat(0), u64::try_from(unpacked).unwrap()),
            &mut packer,
        )
        .unwrap();
        let packed = packer.finish().unwrap();
        let head = format!(
            "%PDF-1.7\n1 0 obj\n<< /Type /XRef /W [{widths}] /Index [0 {count}] /Size {count} /Root 2 0 R \
             /Filter /FlateDecode /Length {} >>\nstream\n",
            packed.len()
        );
        [head.as_bytes(), &packed, b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"].concat()
    };
    let cases = [
        bomb(limits::UNPACKED_OCTETS + 1, "1 2 1", 10),
        bomb(limits::OBJECTS + 10, "0 1 0", limits::OBJECTS + 10),
        bomb(100, "0 1 0", limits::OBJECTS + 10),
    ];
    for pdf in cases {
        assert!(pdf.len() < 200_000);
        let refused = refusal(&country, &pdf);
        assert!(matches!(refused, Error::Limit { .. } | Error::Damaged { .. }), "{refused}");
    }
}

#[test]
fn certificates_that_sign_no_documents() {
    let country = founded();
    let citizens = &country.citizens;
    let cases = [
        (citizens.issue(Profile::Authentication, "SPECIMEN,Anjali"), "nonRepudiation"),
        (citizens.issue(Profile::OcspSigner, "Test OCSP"), "nonRepudiation"),
        (citizens.issue(Profile::IssuingCa, "Test CA"), "nonRepudiation"),
        (expired(citizens), "it is valid from"),
    ];
    for (signer, expected) in cases {
        let text = attempt(&signer, &table_sample(), None).unwrap_err().to_string();
        assert!(text.contains(expected), "{text}");
    }
}

fn expired(issuer: &Holder) -> Holder {
    issuer.issue_with(Profile::Signature, "SPECIMEN,Old", |params| {
        params.not_before = moment(NOW.minus(2 * YEAR));
        params.not_after = moment(NOW.minus(1));
    })
}

#[test]
fn names_have_limits_and_any_script() {
    let country = founded();
    let signer = &country.signature;
    assert!(attempt(signer, &table_sample(), Some(&"x".repeat(201))).is_err());
    assert!(attempt(signer, &table_sample(), Some("line\nbreak")).is_err());
    for name in ["Anjali (Ann) \\ Specimen", "Añjali Σπέσιμεν", "安佳丽"] {
        assert!(attempt(signer, &table_sample(), Some(name)).is_ok(), "{name}");
    }
}

#[test]
fn a_signature_of_somebody_else_is_not_put_in() {
    let country = founded();
    let prepare = || attempt(&country.signature, &table_sample(), None).unwrap();
    let other = prepare();
    let wrong_key = country.unit.sign(other.to_be_signed());
    assert!(matches!(other.sign(&wrong_key), Err(Error::Signature { .. })));
    let wrong_bytes = country.signature.sign(b"something else");
    assert!(matches!(prepare().sign(&wrong_bytes), Err(Error::Signature { .. })));
}

/// A stored preparation whose document was exchanged is noticed before anybody signs.
#[test]
fn a_changed_preparation_is_refused() {
    let country = founded();
    let json = attempt(&country.signature, &table_sample(), None).unwrap().to_json();
    let mut value: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let mut pdf = pki_types::encoding::base64_decode(value["pdf"].as_str().unwrap()).unwrap();
    pdf[1500] ^= 1;
    value["pdf"] = pki_types::encoding::base64(&pdf).into();
    let changed = serde_json::to_vec(&value).unwrap();
    let read = doc_signatures::pades::Prepared::from_json;
    assert!(matches!(read(&changed), Err(Error::Preparation { .. })));
    assert!(matches!(read(b"{}"), Err(Error::Preparation { .. })));
    assert!(read(&json).is_ok());
}

/// Forms, annotations and versions that a document brings along stay, and are added to.
#[test]
fn forms_and_annotations_of_the_document_are_kept() {
    let country = founded();
    let sample = table_sample();
    let field = b"<< /FT /Sig /T (Signature1) /Type /Annot /Subtype /Widget /Rect [9 9 9 9] >>";
    let catalog = body(&sample, 1);
    let page = body(&sample, 3);
    let variants: [Vec<u8>; 3] = [
        append(
            &sample,
            &[(1, &with_entry(&catalog, "/AcroForm << /Fields [400 0 R] /DA (/F1 0 Tf) >>")), (400, field)],
            "",
        ),
        append(
            &sample,
            &[
                (
                    1,
                    &with_entry(
                        &catalog,
                        "/AcroForm 401 0 R /Extensions << /ADBE << /BaseVersion /1.7 >> >>",
                    ),
                ),
                (3, &with_entry(&page, "/Annots 403 0 R")),
                (400, field),
                (401, b"<< /Fields 402 0 R /SigFlags 0 >>"),
                (402, b"[400 0 R]"),
                (403, b"[400 0 R]"),
            ],
            "",
        ),
        append(&sample, &[(3, &with_entry(&page, "/Annots [400 0 R]")), (400, field)], ""),
    ];
    for pdf in variants {
        let report = doc_signatures::verify::verify_pdf(
            &finish(&country, &pdf),
            &country.anchors(),
            crate::story::JUDGING,
        );
        assert_eq!(report.exit_code(), 0, "{report:#?}");
        assert!(report.signatures[0].field.starts_with("Signature"));
    }
}
