//! Octets of a version that are neither its objects nor its cross-reference: what a program might take for either when it
//! repairs, searches, or begins at another place.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::{COVERS, Cover};
use super::objects::altered;
use super::values::find;

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for cover in COVERS {
        found.extend(gaps(base, cover));
        found.extend(starts(base, cover));
    }
    found.extend(whole(base));
    found
}

/// Before the objects, before the cross-reference, behind the end.
fn gaps<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let page = base.file.pages()[0];
    let other = String::from_utf8_lossy(&altered(&base.file.bodies[&page])).into_owned();
    let object = format!("{page} 0 obj\n{other}\nendobj\n");
    let smuggled = [
        ("object", object.clone()),
        ("object behind a comment", format!("%\r{object}")),
        ("header", "%PDF-1.4\n".into()),
        ("end", "%%EOF\n".into()),
        ("comment with an end", "% text %%EOF\n".into()),
        ("start", "startxref\n0\n%%EOF\n".into()),
        ("comment with a start", "%\nstartxref\n0\n%%EOF\n".into()),
        ("trailer", format!("trailer\n<< /Root {page} 0 R /Size 9 >>\n")),
        ("text", "text\n".into()),
        ("bracket", ">>\n".into()),
        ("endobj", "endobj\n".into()),
        ("endstream", "endstream\nendobj\n".into()),
        ("another file", String::from_utf8_lossy(&super::bases::plain().write()).into_owned()),
    ];
    let mut found = Vec::new();
    for (what, octets) in smuggled {
        for (place, where_) in ["in front", "in between", "behind"].into_iter().enumerate() {
            let mut changes = Changes::new();
            base.cover(cover, &mut changes);
            let revision = base.revision().put_all(&changes).gap(place, &octets);
            found.push(Edit::forbidden(
                "gap",
                format!("{what} {where_} {cover:?}"),
                base.seal(cover, revision),
            ));
        }
    }
    for (what, octets) in [
        ("spaces", "  \n \n"),
        ("comment", "% a comment\n"),
        ("comment like an object", "% 6 0 obj << >> endobj\n"),
    ] {
        for place in 0..2 {
            let mut changes = Changes::new();
            base.cover(cover, &mut changes);
            let file = base.seal(cover, base.revision().put_all(&changes).gap(place, octets));
            let name = format!("{what} {place} {cover:?}");
            found.push(Edit::told_otherwise(cover, "gap", name, file));
        }
    }
    found
}

/// `startxref` leads elsewhere.
fn starts<'b>(base: &'b Base<'_>, cover: Cover) -> Vec<Edit<'b>> {
    let (length, last) = (base.file.bytes.len(), base.file.sections[0]);
    let first = *base.file.sections.last().unwrap();
    let places = [
        ("zero", 0),
        ("the last version's", last),
        ("the first version's", first),
        ("the end", length + 7),
        ("nowhere", 99_999_999),
    ];
    let edit = |(what, place)| {
        let mut changes = Changes::new();
        base.cover(cover, &mut changes);
        let mut revision = base.revision().put_all(&changes);
        revision.start = Some(place);
        Edit::forbidden("start", format!("{what} {cover:?}"), base.seal(cover, revision))
    };
    places.into_iter().map(edit).collect()
}

/// The file as a whole: in front, behind, twice, cut, and each octet of white space that nobody signed.
fn whole<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let good = &base.file.bytes;
    let other = super::bases::plain().write();
    let mut found = vec![
        Edit::forbidden("whole", "a line in front", [b"\n", good.as_slice()].concat()),
        Edit::forbidden("whole", "a comment in front", [b"% comment\n", good.as_slice()].concat()),
        Edit::forbidden("whole", "another file in front", [other.as_slice(), good].concat()),
        Edit::forbidden("whole", "another file behind", [good.as_slice(), &other].concat()),
        Edit::forbidden("whole", "itself behind", [good.as_slice(), good].concat()),
        Edit::forbidden("whole", "text behind", [good.as_slice(), b"text"].concat()),
        Edit::forbidden(
            "whole",
            "a zero and an object behind",
            [good.as_slice(), b"\0\n6 0 obj\n<< >>\nendobj\n"].concat(),
        ),
        Edit::harmless("whole", "white space behind", [good.as_slice(), b" \n\r\n"].concat()),
    ];
    // What was said last is taken away: the end of the evidence, and words in it.
    let last = base.file.sections[0];
    for (what, word, with) in [
        ("no end", "%%EOF", "%%eof"),
        ("no startxref", "startxref", "startxxxx"),
        ("no trailer", "trailer", "trailxx"),
        ("no previous", "/Prev", "/Prex"),
        ("no root", "/Root", "/Roox"),
    ] {
        let Some(place) = find(good, word.as_bytes(), last) else { continue };
        let mut changed = good.clone();
        changed[place..place + word.len()].copy_from_slice(with.as_bytes());
        found.push(Edit::forbidden("whole", what, changed));
    }
    found
}
