//! The closed list: what may be added behind a signature, as careful programs add it.

use super::Edit;
use super::base::{Base, Changes};
use super::cover::{Cover, Plan};
use super::file::{File, Style};
use super::values::Dict;

pub(super) fn edits<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    if base.is_trap {
        // Each addition is honest by itself; what it does to a document that was made to be changed by it is seen by the
        // renderers.
        let covers = [Cover::Store, Cover::Genuine];
        return covers
            .map(|cover| Edit::harmless("honest", format!("{cover:?}"), base.under(cover, &Changes::new())))
            .into();
    }
    let mut found = vec![
        Edit::permitted(
            "honest",
            "evidence in a store of another number",
            base.under(Cover::Store, &Changes::new()),
        ),
        Edit::permitted("honest", "a time-stamp", base.under(Cover::Genuine, &Changes::new())),
        Edit::permitted(
            "honest",
            "a time-stamp behind evidence",
            chained(base, &[Cover::Store, Cover::Genuine]),
        ),
        Edit::permitted(
            "honest",
            "evidence behind a time-stamp",
            chained(base, &[Cover::Genuine, Cover::Store]),
        ),
        Edit::permitted(
            "honest",
            "evidence, time-stamp, evidence",
            chained(base, &[Cover::Store, Cover::Genuine, Cover::Store]),
        ),
    ];
    found.push(Edit::permitted("honest", "the store grows in its place", base.with(&in_place(base))));
    found.push(Edit::permitted("honest", "evidence and time-stamp at once", at_once(base)));
    found.push(Edit::permitted("honest", "a time-stamp on the last page", on_last_page(base)));
    let renewed = base.revision().set("ID", renewed_id(base));
    let mut changes = Changes::new();
    base.cover(Cover::Store, &mut changes);
    found.push(Edit::permitted(
        "honest",
        "the second half of /ID",
        base.seal(Cover::Bare, renewed.put_all(&changes)),
    ));
    found.extend(by_related(base));
    if base.file.style == Style::Stream {
        found.push(Edit::permitted("honest", "evidence in an object stream", packed(base)));
    }
    found
}

/// One addition after the other, each in a version of its own.
fn chained(base: &Base<'_>, covers: &[Cover]) -> Vec<u8> {
    let mut current = base.file.bytes.clone();
    for cover in covers {
        let next = base.again(current);
        current = next.written(next.under(*cover, &Changes::new()));
    }
    current
}

impl<'c> Base<'c> {
    /// The same document with more versions.
    fn again(&self, bytes: Vec<u8>) -> Base<'c> {
        let file = File::read(bytes);
        let new = file.next_number();
        Base { file, new, ..*self }
    }
}

fn in_place(base: &Base<'_>) -> Changes {
    let (store, certificate) = (base.catalog().reference("DSS").unwrap(), base.new + 1);
    let der = base.country.root.certificate.der();
    let mut changes = Changes::from([(certificate, Dict::default().with_data(der).body())]);
    base.append(&mut changes, store, "Certs", &format!("{certificate} 0 R"));
    changes
}

fn at_once<'b>(base: &'b Base<'_>) -> Plan<'b> {
    let mut changes = Changes::new();
    base.add_evidence(&mut changes);
    base.under(Cover::Genuine, &changes)
}

fn on_last_page<'b>(base: &'b Base<'_>) -> Plan<'b> {
    let page = *base.file.pages().last().unwrap();
    let mut changes = Changes::new();
    base.add_stamp(&mut changes, "");
    base.set(&mut changes, base.field(), "P", format!("{page} 0 R"));
    base.append(&mut changes, base.file.form(), "Fields", &format!("{} 0 R", base.field()));
    base.append(&mut changes, page, "Annots", &format!("{} 0 R", base.field()));
    base.seal(Cover::Genuine, base.revision().put_all(&changes))
}

fn renewed_id(base: &Base<'_>) -> Vec<u8> {
    let halves = super::values::items(base.file.trailer.get("ID").unwrap());
    super::values::array(&[halves[0].clone(), b"<ffeeddccbbaa99887766554433221100>".to_vec()])
}

/// The store's part for one signature, as others write it.
fn by_related<'b>(base: &'b Base<'_>) -> Vec<Edit<'b>> {
    let name =
        pki_types::encoding::hex(&pki_types::HashAlgorithm::Sha1.digest(&base.signature())).to_uppercase();
    let certificate = base.new + 1;
    let entries = [
        ("of its own", format!("<< /{name} << /Cert [{certificate} 0 R] >> >>")),
        (
            "with its time",
            format!("<< /{name} << /Type /VRI /TU (D:20261101090006Z) /Cert [{certificate} 0 R] >> >>"),
        ),
    ];
    let edit = |(what, value): (&str, String)| {
        let mut changes = Changes::new();
        base.add_evidence(&mut changes);
        // What was there before stays.
        let store = Dict::parse(&changes[&base.new]).unwrap();
        let related = store
            .get("VRI")
            .map(|related| base.file.resolved(related))
            .and_then(|related| Dict::parse(&related));
        let mut kept = related.unwrap_or_default();
        let fresh = Dict::parse(value.as_bytes()).unwrap();
        let entry = Dict::parse(fresh.get(&name).unwrap()).unwrap();
        let mut grown = kept
            .get(&name)
            .map(|old| base.file.resolved(old))
            .and_then(|old| Dict::parse(&old))
            .unwrap_or_default();
        for key in ["Type", "TU"] {
            grown = entry.get(key).map_or(grown.clone(), |value| grown.clone().with(key, value));
        }
        kept = kept.with(&name, grown.body());
        base.set(&mut changes, base.new, "VRI", kept.body());
        Edit::permitted("honest", format!("the signature's part {what}"), base.with(&changes))
    };
    entries.into_iter().map(edit).collect()
}

/// As programs do that pack what they add.
fn packed<'b>(base: &'b Base<'_>) -> Plan<'b> {
    let mut changes = Changes::new();
    base.add_evidence(&mut changes);
    let is_stream = |body: &[u8]| Dict::parse(body).is_some_and(|dictionary| dictionary.data().is_some());
    let (streams, others): (Changes, Changes) = changes.into_iter().partition(|(_, body)| is_stream(body));
    let others: Vec<(u32, Vec<u8>)> = others.into_iter().collect();
    base.seal(Cover::Bare, base.revision().put_all(&streams).pack(base.new + 8, &others))
}
