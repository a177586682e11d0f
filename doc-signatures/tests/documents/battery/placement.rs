//! Where an object is said to stand: in an object stream, at another object's place, at an older version's, or in two
//! places at once, of which each reader chooses one.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::Cover;
use super::file::{File, Row, Style, unpacked};
use super::objects::altered;
use super::revision::Revision;
use super::values::{Dict, find};

const SOME_COVERS: [Cover; 2] = [Cover::Store, Cover::Genuine];

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for (&number, body) in &base.file.bodies {
        for cover in SOME_COVERS {
            found.extend(moved(base, cover, number, body));
            found.extend(listed_elsewhere(base, cover, number));
            found.extend(doubled(base, cover, number, body));
        }
        if Dict::parse(body).is_some_and(|dictionary| dictionary.is_type("ObjStm")) {
            found.extend(containers(base, number));
        }
    }
    found.extend(older_versions(base));
    found
}

/// A version with what the cover adds, to which the edit adds more.
fn covered<'b>(base: &'b Base<'_>, cover: Cover, except: u32) -> Revision<'b> {
    let mut changes = Changes::new();
    base.cover(cover, &mut changes);
    changes.remove(&except);
    base.revision().put_all(&changes)
}

/// Into an object stream, as it is or altered; streams cannot go there (ISO 32000-2, 7.5.7).
fn moved<'b>(base: &'b Base<'_>, cover: Cover, number: u32, body: &[u8]) -> Vec<Edit<'b>> {
    if Dict::parse(body).is_some_and(|dictionary| dictionary.data().is_some()) {
        return Vec::new();
    }
    let container = base.new + 8;
    let name = |what: &str| format!("{number} {what} {cover:?}");
    let packed =
        |body: Vec<u8>| base.seal(cover, covered(base, cover, number).pack(container, &[(number, body)]));
    // The pair is there twice: readers that go by the number alone take one of them.
    let twice = covered(base, cover, number)
        .pack_unlisted(container, "", &[(number, body.to_vec()), (number, altered(body))])
        .row(number, Row::In(container, 0));
    let extended = covered(base, cover, number)
        .pack_unlisted(container, &format!("/Extends {} 0 R", container + 1), &[])
        .pack_unlisted(container + 1, "", &[(number, altered(body))])
        .row(number, Row::In(container, 0));
    let hidden = covered(base, cover, number)
        .pack_unlisted(container, "", &[(number, altered(body))])
        .styled(Style::Table)
        .hide(number, Row::In(container, 0));
    let is_untouched = {
        let mut changes = Changes::new();
        base.cover(cover, &mut changes);
        !changes.contains_key(&number)
    };
    let mut found = vec![
        Edit::forbidden("packed", name("altered"), packed(altered(body))),
        Edit::forbidden("packed", name("twice"), base.seal(cover, twice)),
        Edit::forbidden("packed", name("extended"), base.seal(cover, extended)),
        Edit::forbidden("hybrid", name("packed"), base.seal(cover, hidden)),
    ];
    // Where the cover itself changes the object, the cover would not be whole.
    if is_untouched {
        found.push(Edit::harmless("packed", name("same"), packed(body.to_vec())));
    }
    found
}

/// The cross-reference leads to a place where another object stands, or none.
fn listed_elsewhere<'b>(base: &'b Base<'_>, cover: Cover, number: u32) -> Vec<Edit<'b>> {
    let Some(Row::At(offset, generation)) = base.file.rows.get(&number).copied() else { return Vec::new() };
    let other = base.file.rows.iter().find_map(|(other, row)| match row {
        Row::At(place, _) if *other != number && *place != offset => Some(*place),
        _ => None,
    });
    let rows = [
        ("another's", Row::At(other.unwrap_or(9), generation)),
        ("nowhere", Row::At(0, generation)),
        ("behind the end", Row::At(9_999_999, generation)),
        ("one before", Row::At(offset - 1, generation)),
        ("one behind", Row::At(offset + 1, generation)),
        ("generation", Row::At(offset, generation + 1)),
    ];
    let edit = |(what, row)| {
        let file = base.seal(cover, covered(base, cover, number).row(number, row));
        let name = format!("{number} {what} {cover:?}");
        // One octet of white space before an object is read over by everybody.
        if what == "one before" {
            Edit::harmless("listed", name, file)
        } else {
            Edit::forbidden("listed", name, file)
        }
    };
    rows.into_iter().map(edit).collect()
}

/// Two objects of one number in one version: listed once, twice, or where only some readers look.
fn doubled<'b>(base: &'b Base<'_>, cover: Cover, number: u32, body: &[u8]) -> Vec<Edit<'b>> {
    let generation = base.file.generation(number);
    let name = |what: &str| format!("{number} {what} {cover:?}");
    let Some(row) = base.file.rows.get(&number).copied() else { return Vec::new() };
    let other = format!("{number} {generation} obj\n");
    let unlisted = [other.as_bytes(), &altered(body), b"\nendobj\n"].concat();
    let listed_twice = |first: bool| {
        let revision = covered(base, cover, number);
        let revision = if first { revision.row(number, row) } else { revision };
        let revision = revision.put(number, altered(body));
        if first { revision } else { revision.row(number, row) }
    };
    let place = base.file.bytes.len();
    let place = place + usize::from(!base.file.bytes.ends_with(b"\n"));
    let hidden = covered(base, cover, number)
        .gap(0, &unlisted)
        .styled(Style::Table)
        .hide(number, Row::At(place, generation));
    vec![
        Edit::forbidden(
            "doubled",
            name("unlisted"),
            base.seal(cover, covered(base, cover, number).gap(1, &unlisted)),
        ),
        Edit::forbidden(
            "doubled",
            name("behind"),
            base.seal(cover, covered(base, cover, number).gap(2, &unlisted)),
        ),
        Edit::forbidden("doubled", name("old first"), base.seal(cover, listed_twice(true))),
        Edit::forbidden("doubled", name("new first"), base.seal(cover, listed_twice(false))),
        Edit::forbidden("hybrid", name("replaced"), base.seal(cover, hidden)),
    ]
}

/// An existing object stream replaced by one in which each object in turn is another.
fn containers<'b>(base: &'b Base<'_>, container: u32) -> Vec<Edit<'b>> {
    let old = base.dict(container);
    let (content, first) = (unpacked(&old), old.number("First").unwrap());
    let head = String::from_utf8_lossy(&content[..first]).into_owned();
    let numbers: Vec<u32> =
        head.split_ascii_whitespace().step_by(2).map(|number| number.parse().unwrap()).collect();
    let mut found = Vec::new();
    for target in &numbers {
        let objects: Vec<(u32, Vec<u8>)> = numbers
            .iter()
            .map(|number| {
                let body = &base.file.bodies[number];
                (*number, if number == target { altered(body) } else { body.clone() })
            })
            .collect();
        for cover in super::cover::COVERS {
            let revision = covered(base, cover, container).pack_unlisted(container, "", &objects);
            found.push(Edit::forbidden(
                "container",
                format!("{container}/{target} {cover:?}"),
                base.seal(cover, revision),
            ));
        }
        for list in ["Certs", "OCSPs", "CRLs"] {
            let mut changes = Changes::new();
            base.add_evidence(&mut changes);
            base.append(&mut changes, base.new, list, &format!("{container} 0 R"));
            let revision = base.revision().put_all(&changes).pack_unlisted(container, "", &objects);
            found.push(Edit::forbidden(
                "container",
                format!("{container}/{target} as {list}"),
                base.seal(Cover::Bare, revision),
            ));
        }
    }
    found
}

/// An object is listed where an older version, or the inside of another object, has it.
fn older_versions<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let mut found = Vec::new();
    for number in base.file.bodies.keys() {
        let head = format!("\n{number} 0 obj");
        let mut from = 0;
        while let Some(place) = find(&base.file.bytes, head.as_bytes(), from) {
            from = place + 1;
            if base.file.rows.get(number) == Some(&Row::At(place + 1, 0)) {
                continue;
            }
            for cover in SOME_COVERS {
                let revision = covered(base, cover, *number).row(*number, Row::At(place + 1, 0));
                found.push(Edit::forbidden(
                    "older",
                    format!("{number} at {place} {cover:?}"),
                    base.seal(cover, revision),
                ));
            }
        }
    }
    // The chain of versions leaves one out, or begins at an older one.
    for (index, offset) in base.file.sections.iter().enumerate().skip(1) {
        for cover in SOME_COVERS {
            let revision = covered(base, cover, 0).set("Prev", offset.to_string());
            found.push(Edit::forbidden(
                "older",
                format!("back to {index} {cover:?}"),
                base.seal(cover, revision),
            ));
            let mut everything = covered(base, cover, 0).set("Prev", offset.to_string());
            for (number, row) in &File::read(base.file.bytes.clone()).rows {
                let listed = matches!(row, Row::At(place, _) if place > offset);
                everything = if listed { everything.row(*number, *row) } else { everything };
            }
            found.push(Edit::forbidden(
                "older",
                format!("over {index} {cover:?}"),
                base.seal(cover, everything),
            ));
        }
    }
    found
}
