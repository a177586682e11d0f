//! Metadata that another program writes anew behind a signature: they may say who saved the document, and nothing else of it.

use doc_signatures::verify::{Indication, Report, SubIndication, verify_pdf};

use crate::edit::{append, body, with_entry};
use crate::story::{JUDGING, finish, founded, table_sample};

/// As the document's author wrote them.
const AUTHORS: &str = "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
    <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
    xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Lease of a garden plot\
    </rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";

/// As pyHanko 0.38 writes the same.
const PYHANKOS: &str = concat!(
    "<?xpacket begin='\u{feff}' id='W5M0MpCehiHzreSzNTczkc9d'?>",
    r#"
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="pyHanko 0.38.0">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" rdf:about="" xmp:ModifyDate="2026-11-29T00:57:11+00:00" pdf:Producer="pyHanko 0.38.0"><dc:title xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt><rdf:li xml:lang="x-default">Lease of a garden plot</rdf:li></rdf:Alt></dc:title></rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"#
);

const NUMBER: u32 = 300;

fn stream(packet: &str) -> Vec<u8> {
    let length = packet.len();
    format!("<< /Type /Metadata /Subtype /XML /Length {length} >>\nstream\n{packet}\nendstream").into_bytes()
}

fn judged(signed: &[u8], packet: &str) -> Report {
    let changed = append(signed, &[(NUMBER, &stream(packet))], "");
    verify_pdf(&changed, &founded().anchors(), JUDGING)
}

#[test]
fn metadata_may_be_written_anew_when_they_say_the_same() {
    let sample = table_sample();
    let catalog = with_entry(&body(&sample, 1), &format!("/Metadata {NUMBER} 0 R"));
    let described = append(&sample, &[(1, &catalog), (NUMBER, &stream(AUTHORS))], "");
    let signed = finish(&founded(), &described);

    let report = judged(&signed, PYHANKOS);
    assert_eq!(report.indication, Indication::TotalPassed, "{}", report.to_text());
    let told = "dates of modification, or the name of the program that saved it, updated";
    assert!(report.to_text().contains(told), "{}", report.to_text());

    let others = [
        PYHANKOS.replace("Lease of a garden plot", "Gift of a garden plot"),
        PYHANKOS.replace("pdf:Producer", "pdf:Keywords"),
        PYHANKOS.replace("2026-11-29T00:57:11+00:00", "I owe nothing"),
        PYHANKOS.replace("</x:xmpmeta>", ""),
    ];
    for packet in others {
        let report = judged(&signed, &packet);
        assert_eq!(report.indication, Indication::Indeterminate, "{}", report.to_text());
        assert_eq!(report.sub_indication, Some(SubIndication::SigConstraintsFailure), "{}", report.to_text());
    }
}
