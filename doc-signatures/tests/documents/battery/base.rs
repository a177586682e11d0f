//! A document that Great Seal signed at B-LT, ready to be altered.

use std::collections::BTreeMap;

use super::cover::{Cover, Plan};
use super::file::File;
use super::revision::Revision;
use super::values::{Dict, array, items, reference};
use doc_signatures::pades::{Preparation, prepare};
use test_country::World;

use crate::edit::contents;
use crate::story::{JUDGING, SIGNING, evidence, stamp};

/// Objects by number, as a later version has them.
pub(super) type Changes = BTreeMap<u32, Vec<u8>>;

/// The usual story up to B-LT, for a document that may be refused.
fn finished(country: &World, original: &[u8]) -> Option<Vec<u8>> {
    let preparation = Preparation {
        certificate: &country.signature.certificate,
        chain: std::slice::from_ref(&country.citizens.certificate),
        signing_time: SIGNING,
        name: None,
        reason: None,
        location: None,
        field: None,
    };
    let prepared = prepare(original, &preparation).ok()?;
    let signature = country.signature.sign(prepared.to_be_signed());
    let stamped = stamp(country, prepared.sign(&signature).unwrap());
    stamped.with_evidence(&evidence(country), JUDGING).ok()
}

/// The signed document with what the edits need to know of it.
pub(super) struct Base<'c> {
    pub(super) name: &'static str,
    pub(super) country: &'c World,
    pub(super) file: File,
    /// The first number that nothing uses.
    pub(super) new: u32,
    /// What the document contains only in order to be altered later: nothing honest is promised for it.
    pub(super) is_trap: bool,
}

impl<'c> Base<'c> {
    /// `None` when the document is one that cannot be signed at B-LT: what nobody can sign, nobody can forge.
    pub(super) fn sign(
        country: &'c World,
        name: &'static str,
        original: &[u8],
        is_trap: bool,
    ) -> Option<Self> {
        let file = File::read(finished(country, original)?);
        let new = file.next_number() + 20;
        Some(Self { name, country, file, new, is_trap })
    }

    pub(super) fn dict(&self, number: u32) -> Dict {
        self.file.dict(number).unwrap()
    }

    pub(super) fn catalog(&self) -> Dict {
        self.dict(self.file.catalog())
    }

    /// Whether any field or annotation is there that is no signature field.
    pub(super) fn has_other_fields(&self) -> bool {
        let others = |body: &Vec<u8>| {
            let dictionary = Dict::parse(body);
            dictionary.is_some_and(|held| {
                held.get("Subtype").is_some() && held.get("Rect").is_some() && held.get("FT") != Some(b"/Sig")
            })
        };
        self.file.bodies.values().any(others)
    }

    pub(super) fn revision(&self) -> Revision<'_> {
        Revision::of(&self.file)
    }

    /// The object as `changes` have it, or as it is.
    pub(super) fn current(&self, changes: &Changes, number: u32) -> Vec<u8> {
        changes
            .get(&number)
            .or_else(|| self.file.bodies.get(&number))
            .cloned()
            .unwrap_or_else(|| b"null".to_vec())
    }

    /// Puts an entry into the dictionary of an object.
    pub(super) fn set(&self, changes: &mut Changes, number: u32, key: &str, value: impl AsRef<[u8]>) {
        if let Some(dictionary) = Dict::parse(&self.current(changes, number)) {
            changes.insert(number, dictionary.with(key, value).body());
        }
    }

    /// Appends an item to the array under `key`, wherever it stands.
    pub(super) fn append(&self, changes: &mut Changes, number: u32, key: &str, item: &str) {
        let Some(dictionary) = Dict::parse(&self.current(changes, number)) else { return };
        let held = dictionary.get(key).map(<[u8]>::to_vec);
        let (owner, old) = match held.as_deref().and_then(reference) {
            Some(owner) => (Some(owner), self.current(changes, owner)),
            None => (None, held.unwrap_or_else(|| b"[]".to_vec())),
        };
        let mut grown = items(&old);
        grown.push(item.as_bytes().to_vec());
        match owner {
            Some(owner) => drop(changes.insert(owner, array(&grown))),
            None => self.set(changes, number, key, array(&grown)),
        }
    }

    /// These objects in a new version of the document's own style.
    pub(super) fn with(&self, changes: &Changes) -> Plan<'_> {
        self.under(Cover::Bare, changes)
    }

    pub(super) fn signature(&self) -> Vec<u8> {
        contents(&self.file.bytes)
    }

    pub(super) fn passes(&self, pdf: &[u8]) -> bool {
        let report = doc_signatures::verify::verify_pdf(pdf, &self.country.anchors(), JUDGING);
        report.exit_code() == 0
    }
}
