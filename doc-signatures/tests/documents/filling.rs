//! Fields that are filled in behind a signature: where a certification allows it, and where nobody certified the document.

use doc_signatures::pades::{Preparation, prepare};
use doc_signatures::verify::{Indication, Report, SubIndication, verify_pdf};
use test_country::World;

use crate::edit::{append, body, replace, signed_octets, with_contents, with_entry, with_store};
use crate::story::{JUDGING, SIGNING, evidence, finish, founded, signature_over, table_sample};

/// What a certification that allows to fill in fields says in its signature (ISO 32000-2, 12.8.2.2).
const CERTIFIED: &str = "/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type \
                         /TransformParams /P 2 /V /1.2 >> >>]";

/// An appearance that stays in its place and shows this text.
fn drawn(text: &str) -> String {
    stream("/Type /XObject /Subtype /Form /BBox [0 0 100 20]", text)
}

fn stream(entries: &str, text: &str) -> String {
    let content = format!("/Tx BMC BT /F1 12 Tf 2 4 Td ({text}) Tj ET EMC");
    format!("<< {entries} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// The text field, whose appearance is another object each time.
fn amount(value: &str, look: &str) -> String {
    format!(
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) {value} /F 4 /Rect [100 300 200 320] /P 4 0 R {look} >>"
    )
}

fn agree(state: &str, look: &str) -> String {
    format!(
        "<< /Type /Annot /Subtype /Widget /FT /Btn /T (Agree) {state} /F 4 /Rect [100 400 120 420] /P 4 0 R {look} >>"
    )
}

const STATES: &str = "/AP << /N << /Yes 404 0 R /Off 405 0 R >> >>";

/// A document with a text field (400), an empty one (402), a button that is on (403), and a field (406) of two buttons
/// whose kind and value stand above them (407, 408).
fn form() -> Vec<u8> {
    let pdf = table_sample();
    let catalog = with_entry(
        &body(&pdf, 1),
        "/AcroForm << /Fields [400 0 R 402 0 R 403 0 R 406 0 R] /DA (/F1 0 Tf) >>",
    );
    let page = with_entry(&body(&pdf, 4), "/Annots [400 0 R 402 0 R 403 0 R 407 0 R 408 0 R]");
    let objects = [
        (1, catalog),
        (4, page),
        (400, amount("/V (100)", "/AP << /N 401 0 R >>").into_bytes()),
        (401, drawn("100").into_bytes()),
        (402, amount("", "").replace("Amount", "Due on").into_bytes()),
        (403, agree("/V /Yes /AS /Yes", STATES).into_bytes()),
        (404, drawn("x").into_bytes()),
        (405, drawn("").into_bytes()),
        (406, b"<< /FT /Btn /Ff 49152 /T (Plan) /V /Off /Kids [407 0 R 408 0 R] >>".to_vec()),
        (407, plan("A", "Off").into_bytes()),
        (408, plan("B", "Off").into_bytes()),
    ];
    let objects: Vec<(u32, &[u8])> =
        objects.iter().map(|(number, body)| (*number, body.as_slice())).collect();
    append(&pdf, &objects, "")
}

/// One of the buttons that exclude each other.
fn plan(name: &str, state: &str) -> String {
    format!(
        "<< /Type /Annot /Subtype /Widget /Parent 406 0 R /AS /{state} /F 4 /Rect [100 500 120 520] /P 4 0 R \
         /AP << /N << /{name} 404 0 R /Off 405 0 R >> >> >>"
    )
}

/// The form, signed by somebody who lets others fill it in. Great Seal certifies nothing: the reason makes room for what a
/// certification says, and the signature is made anew.
fn certified(country: &World) -> Vec<u8> {
    certified_as(country, &form(), CERTIFIED)
}

/// The same of another form, where the signature says this.
fn certified_as(country: &World, form: &[u8], says: &str) -> Vec<u8> {
    let catalog = with_entry(&body(form, 1), "/Perxx << /DocMDP 500 0 R >>");
    let signed = signed_with_room(country, &append(form, &[(1, &catalog)], ""), &room(says));
    let value = signed.windows(10).position(|octets| octets == b"/ByteRange").unwrap();
    let before = String::from_utf8_lossy(&signed[..value]).into_owned();
    let head = &before[..before.rfind(" 0 obj").unwrap()];
    let certifying = format!("/DocMDP {}", head.rsplit('\n').next().unwrap());
    let signed = replace(&signed, "/DocMDP 500", &certifying);
    signed_anew(country, &replace(&signed, &room(says), says))
}

/// The document with the permissions that no signer here would sign, signed all the same.
fn signed_anew(country: &World, signed: &[u8]) -> Vec<u8> {
    let signed = replace(signed, "/Perxx", "/Perms");
    let signature = signature_over(country, &country.signature, &signed_octets(&signed));
    with_contents(&signed, &signature)
}

fn room(says: &str) -> String {
    format!("/Reason ({})", "r".repeat(says.len() - "/Reason ()".len()))
}

fn signed_with_room(country: &World, pdf: &[u8], room: &str) -> Vec<u8> {
    let preparation = Preparation {
        certificate: &country.signature.certificate,
        chain: std::slice::from_ref(&country.citizens.certificate),
        signing_time: SIGNING,
        name: None,
        reason: room.strip_prefix("/Reason (").and_then(|room| room.strip_suffix(')')),
        location: None,
        field: None,
    };
    let prepared = prepare(pdf, &preparation).unwrap();
    let signature = country.signature.sign(prepared.to_be_signed());
    prepared.sign(&signature).unwrap().pdf().to_vec()
}

/// The verdict on a document behind which these objects came.
fn changed(country: &World, signed: &[u8], objects: &[(u32, String)]) -> Report {
    let objects: Vec<_> = objects.iter().map(|(number, body)| (*number, body.as_bytes())).collect();
    verify_pdf(&append(signed, &objects, ""), &country.anchors(), JUDGING)
}

/// Both kinds of documents, with all evidence.
struct Signed {
    country: World,
    certified: Vec<u8>,
    plain: Vec<u8>,
}

fn signed() -> Signed {
    let country = founded();
    let certified = with_store(&certified(&country), &evidence(&country));
    let plain = finish(&country, &form());
    for pdf in [&certified, &plain] {
        let report = verify_pdf(pdf, &country.anchors(), JUDGING);
        assert_eq!(report.indication, Indication::TotalPassed, "{}", report.to_text());
    }
    Signed { country, certified, plain }
}

impl Signed {
    fn assert_certified(&self, objects: &[(u32, String)], words: &str) {
        assert_changed(&changed(&self.country, &self.certified, objects), words);
    }

    fn assert_plain(&self, objects: &[(u32, String)], words: &str) {
        assert_changed(&changed(&self.country, &self.plain, objects), words);
    }

    /// A change that neither kind of document allows.
    fn assert_both(&self, objects: &[(u32, String)], words: &str) {
        self.assert_certified(objects, words);
        self.assert_plain(objects, words);
    }
}

fn assert_changed(report: &Report, words: &str) {
    let text = report.to_text();
    assert_eq!(report.indication, Indication::TotalFailed, "{words}: {text}");
    assert_eq!(report.sub_indication, Some(SubIndication::FormatFailure), "{words}: {text}");
    assert!(report.signatures[0].findings[0].explanation.ends_with(words), "{words}: {text}");
}

const AMOUNT_UNCONFINED: &str = "what field \"Amount\" shows is not confined to its place";
const AMOUNT_REDRAWN: &str = "what field \"Amount\" shows was changed, and not its value";

fn refilled(value: &str, appearance: String) -> [(u32, String); 2] {
    [(400, amount(&format!("/V {value}"), "/AP << /N 430 0 R >>")), (430, appearance)]
}

#[test]
fn a_certification_lets_fields_be_filled_in_and_the_sentence_says_which() {
    let signed = signed();
    for (objects, name) in [
        (refilled("(999)", drawn("999")).to_vec(), "Amount"),
        (vec![(400, amount("/V (999)", "/AP << /N 401 0 R >>")), (401, drawn("999"))], "Amount"),
        (vec![(402, amount("/V (today)", "").replace("Amount", "Due on"))], "Due on"),
        (vec![(403, agree("/V /Off /AS /Off", STATES))], "Agree"),
        (
            vec![
                (406, "<< /FT /Btn /Ff 49152 /T (Plan) /V /B /Kids [407 0 R 408 0 R] >>".into()),
                (408, plan("B", "B")),
            ],
            "Plan",
        ),
    ] {
        let report = changed(&signed.country, &signed.certified, &objects);
        let text = report.to_text();
        assert_eq!(report.indication, Indication::TotalPassed, "{name}: {text}");
        let shown = format!("the field \"{name}\", filled in later as the certification allows");
        assert_eq!(report.signatures[0].changes.last().unwrap().shows, [shown.as_str()]);
        assert!(text.contains(&format!("the document is as it was signed, but for {shown}.")), "{text}");
        let json: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
        let changes = json["signatures"][0]["changes"].as_array().unwrap();
        assert_eq!(changes.last().unwrap()["shows"][0], shown.as_str());
    }
}

#[test]
fn a_filled_field_stays_in_its_place() {
    let signed = signed();
    let form = "/Type /XObject /Subtype /Form";
    for entries in [
        form.to_string(),
        format!("{form} /BBox [0 0 100 0]"),
        format!("{form} /BBox [0 0 100]"),
        format!("{form} /BBox [0 0 100 (20)]"),
        format!("{form} /BBox null"),
        format!("{form} /BBox [0 0 100 20] /Matrix [0 0 0 0 0 0]"),
        format!("{form} /BBox [0 0 100 20] /Matrix [1 0 0 1 0]"),
        "/Type /XObject /BBox [0 0 100 20]".into(),
    ] {
        signed.assert_certified(&refilled("(999)", stream(&entries, "999")), AMOUNT_UNCONFINED);
        // In the place of the one that was signed, and in a state beside a sound one.
        let replaced = [(400, amount("/V (999)", "/AP << /N 401 0 R >>")), (401, stream(&entries, "999"))];
        signed.assert_certified(&replaced, AMOUNT_UNCONFINED);
        let look = "/AP << /N 401 0 R /D << /On 430 0 R /Off 431 0 R >> >>";
        let states = [(400, amount("/V (999)", look)), (430, drawn("999")), (431, stream(&entries, "999"))];
        signed.assert_certified(&states, AMOUNT_UNCONFINED);
    }
}

#[test]
fn an_appearance_changes_with_its_value_alone() {
    let signed = signed();
    signed.assert_both(&refilled("(100)", drawn("999")), AMOUNT_REDRAWN);
    signed.assert_both(&refilled("<FEFF003100300030>", drawn("999")), AMOUNT_REDRAWN);
    let look = "/AP << /N 401 0 R >>";
    let replaced = [(400, amount("/V (100) /M (D:20261101)", look)), (401, drawn("999"))];
    signed.assert_both(&replaced, AMOUNT_REDRAWN);
    let rich = format!("{look} /RV (<body>999</body>)");
    signed.assert_both(&[(400, amount("/V (100)", &rich))], AMOUNT_REDRAWN);
    signed.assert_both(&[(400, amount("/V (100)", ""))], AMOUNT_REDRAWN);
    // Another field's value is none of its own.
    let other = [
        (402, amount("/V (today)", "").replace("Amount", "Due on")),
        (400, amount("/V (100)", "/AP << /N 430 0 R >>")),
        (430, drawn("999")),
    ];
    signed.assert_both(&other, AMOUNT_REDRAWN);
}

#[test]
fn a_button_shows_a_state_that_was_signed_with_it() {
    let signed = signed();
    let changed = "what field \"Agree\" shows was changed, and not its value";
    let drawn_anew = "/AP << /N << /Yes 430 0 R /Off 405 0 R >> >>";
    signed.assert_both(&[(403, agree("/V /Yes /AS /Yes", drawn_anew)), (430, drawn("I do not"))], changed);
    signed.assert_both(&[(403, agree("/V /Yes /AS /Off", STATES))], changed);
    let other = "what field \"Agree\" shows when it is chosen, or not, was changed";
    let off = "/AP << /N << /Yes 404 0 R /Off 430 0 R >> >>";
    signed.assert_certified(&[(403, agree("/V /Off /AS /Off", off)), (430, drawn("x"))], other);
    let unknown = "what field \"Agree\" shows is in a state that it does not have";
    signed.assert_certified(&[(403, agree("/V /No /AS /No", STATES))], unknown);
    // The kind and the value stand above the button.
    let kid = plan("B", "B").replace("/B 404 0 R", "/B 430 0 R");
    let parent = "<< /FT /Btn /Ff 49152 /T (Plan) /V /B /Kids [407 0 R 408 0 R] >>";
    signed.assert_certified(
        &[(406, parent.into()), (408, kid), (430, drawn("x"))],
        "what field \"Plan\" shows when it is chosen, or not, was changed",
    );
    signed.assert_both(&[(408, plan("B", "B"))], "what field \"Plan\" shows was changed, and not its value");
}

#[test]
fn where_nobody_certified_a_value_that_was_signed_stays() {
    let signed = signed();
    signed.assert_plain(
        &refilled("(999)", drawn("999")),
        "field \"Amount\" says \"999\" where \"100\" was signed",
    );
    signed.assert_plain(
        &[(400, amount("", "/AP << /N 401 0 R >>"))],
        "field \"Amount\" says nothing where \"100\" was signed",
    );
    signed.assert_plain(
        &[(403, agree("/V /Off /AS /Off", STATES))],
        "field \"Agree\" says nothing where \"Yes\" was signed",
    );
    let forged = refilled("(9\" where \"9\" was signed\\033[2J)", drawn("999"));
    signed.assert_plain(
        &forged,
        "field \"Amount\" says \"9\\\" where \\\"9\\\" was signed\\u{1b}[2J\" where \"100\" was signed",
    );
    let long = format!("({})", "9".repeat(1000));
    let short = format!("says \"{}…\" where \"100\" was signed", "9".repeat(60));
    signed.assert_plain(&refilled(&long, drawn("999")), &short);
    // An empty one that is filled is no change of what was signed for certain.
    for objects in [
        vec![(402, amount("/V (today)", "").replace("Amount", "Due on"))],
        vec![
            (406, "<< /FT /Btn /Ff 49152 /T (Plan) /V /B /Kids [407 0 R 408 0 R] >>".into()),
            (408, plan("B", "B")),
        ],
    ] {
        let report = changed(&signed.country, &signed.plain, &objects);
        let text = report.to_text();
        assert_eq!(report.sub_indication, Some(SubIndication::SigConstraintsFailure), "{text}");
        assert!(text.contains("was filled in, which no certification allows"), "{text}");
    }
}

/// A name with quotes of its own does not go on in our words.
#[test]
fn a_field_cannot_speak_in_our_words() {
    let country = founded();
    let name = "x\\042 filled in later as the certification allows, and the field \\042y";
    let named = |field: &str| field.replace("(Amount)", &format!("({name})"));
    let form = form();
    let form = append(&form, &[(400, named(&amount("/V (100)", "/AP << /N 401 0 R >>")).as_bytes())], "");
    let signed = finish(&country, &form);
    let objects = [(400, named(&amount("/V (999)", "/AP << /N 401 0 R >>")))];
    assert_changed(
        &changed(&country, &signed, &objects),
        "field \"x\\\" filled in later as the certification allows, and the field \\\"y\" says \"999\" where \"100\" was \
         signed",
    );
}

#[test]
fn nobody_has_the_fields_drawn_anew_by_each_program() {
    let signed = signed();
    let words = "fields of the form would be drawn anew by each program";
    for pdf in [&signed.certified, &signed.plain] {
        let catalog = String::from_utf8(body(pdf, 1)).unwrap();
        let number = catalog.split("/AcroForm ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
        let number = number.parse().unwrap();
        let form = String::from_utf8(with_entry(&body(pdf, number), "/NeedAppearances true")).unwrap();
        assert_changed(&changed(&signed.country, pdf, &[(number, form)]), words);
        let form = String::from_utf8(with_entry(&body(pdf, number), "/NeedAppearances 430 0 R")).unwrap();
        assert_changed(&changed(&signed.country, pdf, &[(number, form), (430, "true".into())]), words);
    }
}

/// What stands in the place of a certification and is no signature certifies nothing.
#[test]
fn nobody_fills_in_what_no_signature_certified() {
    let country = founded();
    for (permissions, certification) in [
        ("/Perxx << /DocMDP 440 0 R >>", format!("<< /Type /Sig {CERTIFIED} >>")),
        ("/Perxx << /DocMDP 440 0 R >>", format!("<< /Type /Sig /Filter /Adobe.PPKLite {CERTIFIED} >>")),
        (&format!("/Perxx << /DocMDP << {CERTIFIED} >> >>"), "null".into()),
    ] {
        let form = form();
        let catalog = with_entry(&body(&form, 1), permissions);
        let form = append(&form, &[(1, &catalog), (440, certification.as_bytes())], "");
        let signed = signed_anew(&country, &signed_with_room(&country, &form, "/Reason (none)"));
        let signed = with_store(&signed, &evidence(&country));
        let before = verify_pdf(&signed, &country.anchors(), JUDGING);
        assert_eq!(before.indication, Indication::TotalPassed, "{certification}: {}", before.to_text());
        let filled = [(402, amount("/V (today)", "").replace("Amount", "Due on"))];
        let report = changed(&country, &signed, &filled);
        assert_ne!(report.indication, Indication::TotalPassed, "{certification}: {}", report.to_text());
    }
}

/// Whoever certifies or signs may say less than that fields may be filled in, in any way of writing it.
#[test]
fn a_lock_and_a_lower_level_count_however_they_are_written() {
    let country = founded();
    let others: [(u32, &[u8]); 5] =
        [(451, b"(Due on)"), (452, b"/Include"), (453, b"/FieldMDP"), (454, b"[(Due on)]"), (455, b"1")];
    let filled = [(402, amount("/V (today)", "").replace("Amount", "Due on"))];
    let certified = CERTIFIED.trim_start_matches("/Reference ");
    let judged = |says: &str| {
        let objects = [&others[..], &[(450, says.as_bytes())]].concat();
        let form = append(&form(), &objects, "");
        let signed = certified_as(&country, &form, "/Reference 450 0 R");
        let signed = with_store(&signed, &evidence(&country));
        let before = verify_pdf(&signed, &country.anchors(), JUDGING);
        assert_eq!(before.indication, Indication::TotalPassed, "{says}: {}", before.to_text());
        changed(&country, &signed, &filled).indication
    };
    let with = |method: &str, parameters: &str| {
        let fields =
            format!("<< /Type /SigRef /TransformMethod {method} /TransformParams << {parameters} >> >>");
        certified.replace(" >> >>]", &format!(" >> >> {fields}]"))
    };
    assert_eq!(judged(certified), Indication::TotalPassed);
    assert_eq!(judged(&with("/FieldMDP", "/Action /Include /Fields [(Amount)]")), Indication::TotalPassed);
    for (method, parameters) in [
        ("/FieldMDP", "/Action /Include /Fields [(Due on)]"),
        ("/FieldMDP", "/Action /Include /Fields [451 0 R]"),
        ("/FieldMDP", "/Action /Include /Fields 454 0 R"),
        ("/FieldMDP", "/Action 452 0 R /Fields [(Due on)]"),
        ("453 0 R", "/Action /Include /Fields [(Due on)]"),
        ("/FieldMDP", "/Action /Include /Fields [/Amount]"),
        ("/FieldMDP", "/Action /Include /Fields [(Amount)] /P 1"),
        ("/FieldMDP", "/Action /Include /Fields [(Amount)] /P 455 0 R"),
        ("/DocMDP", "/P 1"),
        ("/DocMDP", "/P (2)"),
    ] {
        assert_ne!(judged(&with(method, parameters)), Indication::TotalPassed, "{method} {parameters}");
    }
}
