//! Whether the metadata of two versions say the same of the document, but for who saved it and when.

use super::dates::is_program;
use super::xmp::{self, Name, Property, Structure, Value};

/// A namespace, a name in it, and what its value may be.
type Term = (&'static str, &'static str, fn(&str) -> bool);

const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const MEDIA: &str = "http://ns.adobe.com/xap/1.0/mm/";
const PDF: &str = "http://ns.adobe.com/pdf/1.3/";

/// What may differ, come and go: it speaks of who saved the document last, and when (ISO 16684-1, 8.4 and 8.6).
const SAVED: [Term; 4] = [
    (XMP, "ModifyDate", is_date),
    (XMP, "MetadataDate", is_date),
    (MEDIA, "InstanceID", is_short),
    (PDF, "Producer", is_short),
];
/// What metadata may say in addition where there were none: who made the document, and when.
const MADE: [Term; 3] =
    [(XMP, "CreateDate", is_date), (XMP, "CreatorTool", is_short), (MEDIA, "DocumentID", is_short)];

/// Whether two packets say the same but for who saved the document, and when.
pub(super) fn says_the_same(before: &[u8], after: &[u8]) -> bool {
    if before == after {
        return true;
    }
    let (Some(before), Some(after)) = (xmp::read(before), xmp::read(after)) else { return false };
    // Without a name it is about the document that it is in (ISO 16684-1, 7.4).
    (after.about.is_empty() || before.about == after.about)
        && (before.toolkit == after.toolkit || is_short(&after.toolkit))
        && beside_saving(&before.properties).eq(beside_saving(&after.properties))
}

/// Whether a packet is only about who made and saved the document, and when.
pub(super) fn says_nothing_of_the_document(packet: &[u8]) -> bool {
    xmp::read(packet).is_some_and(|new| {
        let is_permitted =
            |(name, property)| is_among(&SAVED, name, property) || is_among(&MADE, name, property);
        is_short(&new.toolkit) && is_short(&new.about) && new.properties.iter().all(is_permitted)
    })
}

fn beside_saving(properties: &Structure) -> impl Iterator<Item = (&Name, &Property)> {
    properties.iter().filter(|(name, property)| !is_among(&SAVED, name, property))
}

/// Whether this is one of the terms, with a value as it has; a language, or structure, is none.
fn is_among(terms: &[Term], name: &Name, property: &Property) -> bool {
    let Property { language: None, value: Value::Text(text) } = property else { return false };
    let term = terms.iter().find(|(namespace, local, _)| (*namespace, *local) == (&name.0, &name.1));
    term.is_some_and(|(_, _, is_such)| is_such(text))
}

/// `2026-11-24T10:15:30+04:00`, ever less of it (ISO 16684-1, 8.2.1.2).
fn is_date(text: &str) -> bool {
    (4..=35).contains(&text.len())
        && text.bytes().all(|octet| octet.is_ascii_digit() || b"-T:.+Z".contains(&octet))
}

/// A name or identifier, without marks of a packet of its own.
fn is_short(text: &str) -> bool {
    is_program(text.as_bytes()) && !text.contains(['<', '>'])
}

#[cfg(test)]
mod tests {
    use super::{says_nothing_of_the_document, says_the_same};

    /// A packet with this in its one description: attributes, `>`, elements.
    fn packet(content: &str) -> String {
        rdf(&format!("<rdf:Description rdf:about=''{content}</rdf:Description>"))
    }

    /// A packet of these descriptions.
    fn rdf(descriptions: &str) -> String {
        format!(
            "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
             <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
             xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' \
             xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/' xmlns:pdf='http://ns.adobe.com/pdf/1.3/' \
             xmlns:ours='http://example.org/'>{descriptions}</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
        )
    }

    const TITLE: &str = "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Lease</rdf:li></rdf:Alt></dc:title>";

    fn base() -> String {
        packet(&format!(
            " xmp:CreatorTool='Words'>{TITLE}<xmpMM:DerivedFrom rdf:parseType='Resource'>\
             <ours:part>1</ours:part></xmpMM:DerivedFrom>"
        ))
    }

    /// The base with one thing written otherwise.
    fn with(from: &str, to: &str) -> String {
        let base = base();
        assert!(base.contains(from), "{from}");
        base.replacen(from, to, 1)
    }

    /// The base with this beside the title.
    fn and(more: &str) -> String {
        with("<dc:title>", &format!("{more}<dc:title>"))
    }

    fn is_same(before: &str, after: &str) -> bool {
        says_the_same(before.as_bytes(), after.as_bytes())
    }

    #[test]
    fn what_is_written_otherwise_says_the_same() {
        let rewritten = [
            base().replace("dc:", "x1:").replace("xmlns:dc", "xmlns:x1").replace('\'', "\""),
            base().replace("><", ">\r\n\t<"),
            with("Lease", "\n Lease "),
            with("Lease", "<![CDATA[Lea]]>se"),
            with("Lease", "&#76;ease"),
            and("<!-- by a program -->"),
            with("begin='' id", "begin='\u{feff}' id"),
            with("<?xpacket", "\u{feff}<?xpacket"),
            with("<x:xmpmeta", "<?adobe-xap-filters esc='CRLF'?><x:xmpmeta"),
            with("<?xpacket", "<?xml version='1.0' encoding='UTF-8'?><?xpacket"),
            with("x='adobe:ns:meta/'", "x='adobe:ns:meta/' x:xmptk='Program 2.0'"),
            with(" xmp:CreatorTool='Words'>", "><xmp:CreatorTool>Words</xmp:CreatorTool>"),
            with(
                "<dc:title>",
                "</rdf:Description><rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>",
            ),
            with(
                " rdf:parseType='Resource'><ours:part>1</ours:part></xmpMM:DerivedFrom>",
                " ours:part='1'/>",
            ),
            base()
                .replace(" rdf:parseType='Resource'>", "><rdf:Description>")
                .replace("</xmpMM", "</rdf:Description></xmpMM"),
            base()
                .replace(" rdf:parseType='Resource'>", "><rdf:Description ours:part='1'/>")
                .replace("<ours:part>1</ours:part>", ""),
        ];
        for after in rewritten {
            assert!(is_same(&base(), &after) && is_same(&after, &base()), "{after}");
        }
        let named = with("rdf:about=''", "rdf:about='uuid:1'");
        assert!(is_same(&named, &base()), "pyHanko writes no name");
        assert!(is_same(&named, &with("rdf:about=''", "about='uuid:1'")), "as older programs name it");
        let bare = base().replace("<x:xmpmeta xmlns:x='adobe:ns:meta/'>", "").replace("</x:xmpmeta>", "");
        assert!(is_same(&base(), &bare));
    }

    #[test]
    fn who_saved_it_and_when_may_differ() {
        let terms = [
            ("xmp:ModifyDate", "2026-11-24T10:15:30+04:00", "2026"),
            ("xmp:MetadataDate", "2026-11-24", "2026-11-24T10:15:30.25Z"),
            ("xmpMM:InstanceID", "uuid:1", "uuid:2"),
            ("pdf:Producer", "Words 1", "Words &amp; more"),
        ];
        for (name, one, other) in terms {
            let element = |value: &str| and(&format!("<{name}>{value}</{name}>"));
            let attribute = |value: &str| with(" xmp:", &format!(" {name}='{value}' xmp:"));
            for after in [element(one), attribute(one)] {
                assert!(is_same(&base(), &after), "{name} comes");
                assert!(is_same(&after, &element(other)), "{name} changes");
                assert!(is_same(&after, &base()), "{name} goes");
            }
            let unlike = [
                element(&"1".repeat(201)),
                element("<rdf:Bag><rdf:li>1</rdf:li></rdf:Bag>"),
                element("<dc:title>1</dc:title>"),
                element("2026<!-- -->11"),
                element("&lt;2026"),
                and(&format!("<{name} xml:lang='en'>{one}</{name}>")),
                and(&format!("<{name} rdf:resource='{one}'/>")),
                and(&format!("<{name} ours:part='{one}'/>")),
                and(&format!("<{name} rdf:parseType='Resource'><ours:part>1</ours:part></{name}>")),
                and(&format!("<{name}>{one}</{name}><{name}>{one}</{name}>")),
                with("<ours:part>", &format!("<{name}>{one}</{name}><ours:part>")),
            ];
            for after in unlike {
                assert!(!is_same(&base(), &after), "{after}");
            }
        }
        assert!(!is_same(&base(), &and("<xmp:ModifyDate>I owe nothing</xmp:ModifyDate>")));
        let toolkit =
            |text: &str| with("x='adobe:ns:meta/'", &format!("x='adobe:ns:meta/' x:xmptk='{text}'"));
        assert!(!is_same(&base(), &toolkit(&"1".repeat(201))));
    }

    #[test]
    fn anything_else_that_is_said_differs() {
        let title = TITLE.replace("Lease", "Gift");
        let changed = [
            with("Lease", "Gift"),
            with("Lease", "Lease of 1"),
            with("x-default", "en"),
            with(TITLE, ""),
            with(TITLE, &format!("<pdf:Producer>{title}</pdf:Producer>")),
            with(TITLE, "<pdf:Producer>Lease</pdf:Producer>"),
            with("<rdf:li", "<rdf:li xml:lang='en'>Gift</rdf:li><rdf:li"),
            base().replace("rdf:Alt", "rdf:Seq"),
            with("'Words'", "'Other words'"),
            with("purl.org/dc", "purl.org/other"),
            with("<ours:part>1", "<ours:part>2"),
            with("rdf:about=''", "rdf:about='uuid:2'"),
            and("<dc:creator>Anjali</dc:creator>"),
            and("<xmp:CreateDate>2026</xmp:CreateDate>"),
            and("<xmp:Label>1</xmp:Label>"),
            and("<ours:Producer>1</ours:Producer>"),
            // A second title, for readers that take the first or the last.
            and(&title),
            with("</rdf:RDF>", &format!("<rdf:Description rdf:about=''>{title}</rdf:Description></rdf:RDF>")),
            with(
                "</rdf:RDF>",
                &format!("<rdf:Description rdf:about='a'>{title}</rdf:Description></rdf:RDF>"),
            ),
            with("</x:xmpmeta>", "<rdf:RDF><rdf:Description/></rdf:RDF></x:xmpmeta>"),
            with("</rdf:RDF>", "Gift</rdf:RDF>"),
        ];
        for after in changed {
            assert!(!is_same(&base(), &after), "{after}");
        }
    }

    #[test]
    fn what_readers_may_read_in_two_ways_is_not_read() {
        let deep = |levels: usize| {
            let (open, close) = ("<ours:a rdf:parseType='Resource'>", "</ours:a>");
            and(&format!("{}{}", open.repeat(levels), close.repeat(levels)))
        };
        let odd = [
            with("Lease", "Le<!-- -->ase"),
            with("Lease", "Le<?xpacket ?>ase"),
            with("Lease", "&title;"),
            with("<x:xmpmeta", "<!-- <x:xmpmeta>Gift</x:xmpmeta> --><x:xmpmeta"),
            with("rdf:about=''", "rdf:about='' about='Gift'"),
            with("<x:xmpmeta", "<!DOCTYPE x [<!ENTITY title 'Lease'>]><x:xmpmeta"),
            with("<x:xmpmeta", "<?xml-stylesheet href='other'?><x:xmpmeta"),
            with("id='W5M0", "encoding='UTF-16' id='W5M0"),
            with("<?xpacket", "<?xml version='1.0' encoding='ISO-8859-1'?><?xpacket"),
            with("xmlns:x='adobe:ns:meta/'", "xmlns:x='adobe:ns:meta/' xml:lang='en'"),
            with("<xmpMM:DerivedFrom", "<xmpMM:DerivedFrom ours:part='1'"),
            with(" rdf:parseType='Resource'", " rdf:parseType='Literal'"),
            with("</rdf:Description>", ""),
        ];
        for after in odd {
            assert!(!is_same(&base(), &after), "{after}");
            assert!(is_same(&after, &after), "the same octets");
        }
        assert!(is_same(&deep(30), &format!("{} ", deep(30))), "deep");
        assert!(!is_same(&deep(40), &format!("{} ", deep(40))), "too deep");
        let wide: Vec<u8> = base().encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(says_the_same(&wide, &wide) && !says_the_same(&wide, base().as_bytes()), "UTF-16");
    }

    #[test]
    fn hostile_packets_cost_little() {
        let names = |form: fn(usize) -> String| (0..80_000).map(form).collect::<String>();
        let hostile = [
            format!("<a {}/>", names(|number| format!(" a{number}=''"))),
            format!("<a {}/>", names(|number| format!(" xmlns:a{number}='b'"))),
            format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000)),
            and(&"<ours:a/>".repeat(100_000)),
            "<a".repeat(500_000),
            "x".repeat(2_000_000),
        ];
        for after in hostile {
            assert!(!is_same(&base(), &after));
        }
    }

    #[test]
    fn new_metadata_speak_of_programs_alone() {
        let new = |content: &str| says_nothing_of_the_document(packet(content).as_bytes());
        assert!(new(">"));
        assert!(new(" xmp:ModifyDate='2026' pdf:Producer='Words'><xmp:CreateDate>2026</xmp:CreateDate>\
             <xmp:CreatorTool>Words</xmp:CreatorTool><xmpMM:DocumentID>uuid:1</xmpMM:DocumentID>"));
        for content in [
            " pdf:Keywords='Gift'>",
            " xmp:Label='Gift'>",
            &format!(">{TITLE}"),
            "><xmp:CreateDate>x</xmp:CreateDate>",
        ] {
            assert!(!new(content), "{content}");
        }
        assert!(!says_nothing_of_the_document(b"Gift"));
    }
}
