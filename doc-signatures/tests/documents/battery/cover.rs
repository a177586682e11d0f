//! Under what cover a change comes: alone, or together with an addition that is permitted by itself.

use super::base::{Base, Changes};
use super::revision::Revision;
use super::values::Dict;
use crate::story::JUDGING;

/// What is added beside the change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cover {
    /// Nothing.
    Bare,
    /// One more certificate in the document security store.
    Store,
    /// A time-stamp over the document whose value is no time-stamp.
    Worthless,
    /// A time-stamp over the document that is over something else.
    Replayed,
    /// A true time-stamp over the altered document: anybody may ask for one.
    Genuine,
}

impl Cover {
    /// Whether the addition is permitted when nothing else is added.
    pub(super) fn is_honest(self) -> bool {
        !matches!(self, Self::Worthless | Self::Replayed)
    }
}

pub(super) const COVERS: [Cover; 5] =
    [Cover::Bare, Cover::Store, Cover::Worthless, Cover::Replayed, Cover::Genuine];

/// Room for a token, in hexadecimal digits.
const DIGITS: usize = 8000;
const PLACE: &str = "[0 0000000000 0000000000 0000000000]";

impl Base<'_> {
    /// The number of the field that a stamp comes in; its value has the next one.
    pub(super) fn field(&self) -> u32 {
        self.new + 2
    }

    /// Adds what the cover adds to the objects.
    pub(super) fn cover(&self, cover: Cover, changes: &mut Changes) {
        match cover {
            Cover::Bare => {}
            Cover::Store => self.add_evidence(changes),
            Cover::Worthless | Cover::Replayed | Cover::Genuine => {
                self.add_stamp(changes, "");
                self.append(changes, self.file.form(), "Fields", &format!("{} 0 R", self.field()));
                self.append(changes, self.file.pages()[0], "Annots", &format!("{} 0 R", self.field()));
            }
        }
    }

    /// One more certificate, in a store of another number.
    pub(super) fn add_evidence(&self, changes: &mut Changes) {
        let (store, certificate) = (self.new, self.new + 1);
        let old = self.catalog().reference("DSS").unwrap();
        let der = self.country.root.certificate.der();
        changes.insert(certificate, Dict::default().with_data(b"").with_data(der).body());
        changes.insert(store, self.current(changes, old));
        self.append(changes, store, "Certs", &format!("{certificate} 0 R"));
        self.set(changes, self.file.catalog(), "DSS", format!("{store} 0 R"));
    }

    /// The field and its value, named by nobody yet; `extra` goes into the field.
    pub(super) fn add_stamp(&self, changes: &mut Changes, extra: &str) {
        let (page, value) = (self.file.pages()[0], self.field() + 1);
        let field = format!(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Archive{value}) /V {value} 0 R /F 132 /Rect [0 0 0 0] \
             /P {page} 0 R {extra} >>"
        );
        changes.insert(self.field(), field.into_bytes());
        changes.insert(value, stamp_value("").into_bytes());
    }

    /// A version whose stamp, if it has one, is of the cover's kind.
    pub(super) fn seal<'b>(&self, cover: Cover, revision: Revision<'b>) -> Plan<'b> {
        Plan::Version(cover, Box::new(revision))
    }

    /// The objects under a cover, in a version of the document's own style.
    pub(super) fn under(&self, cover: Cover, changes: &Changes) -> Plan<'_> {
        let mut changes = changes.clone();
        self.cover(cover, &mut changes);
        self.seal(cover, self.revision().put_all(&changes))
    }

    /// The whole file that was planned.
    pub(super) fn written(&self, plan: Plan<'_>) -> Vec<u8> {
        let (cover, revision) = match plan {
            Plan::Whole(file) => return file,
            Plan::Version(cover, revision) => (cover, revision),
        };
        let file = revision.finish();
        match cover {
            Cover::Bare | Cover::Store => file,
            Cover::Worthless => filled(file, |_| vec![0x30, 0x03, 0x02, 0x01, 0x01]),
            Cover::Replayed => {
                filled(file, |_| self.country.unit.time_stamp(&self.signature(), JUDGING.minus(1)))
            }
            Cover::Genuine => filled(file, |octets| self.country.unit.time_stamp(octets, JUDGING.minus(1))),
        }
    }
}

/// An altered document that is not written yet: most are never judged in one run.
pub(super) enum Plan<'b> {
    /// A version behind the signed file.
    Version(Cover, Box<Revision<'b>>),
    /// A file as a whole.
    Whole(Vec<u8>),
}

impl From<Vec<u8>> for Plan<'_> {
    fn from(file: Vec<u8>) -> Self {
        Self::Whole(file)
    }
}

/// The dictionary of a time-stamp, with room for its value.
pub(super) fn stamp_value(extra: &str) -> String {
    let digits = "0".repeat(DIGITS);
    format!(
        "<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 {extra} /ByteRange {PLACE} /Contents <{digits}> >>"
    )
}

/// Writes ByteRange and value of the last stamp, if there is one.
pub(super) fn filled(mut file: Vec<u8>, token: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let found = file.windows(PLACE.len()).rposition(|octets| octets == PLACE.as_bytes());
    let Some(place) = found else { return file };
    let start = place + file[place..].windows(11).position(|octets| octets == b"/Contents <").unwrap() + 10;
    let end = start + DIGITS + 2;
    let range = format!("[0 {start} {end} {}", file.len() - end);
    file[place..place + PLACE.len()]
        .copy_from_slice(format!("{range:width$}]", width = PLACE.len() - 1).as_bytes());
    let token = token(&[&file[..start], &file[end..]].concat());
    let digits = format!("{:0<DIGITS$}", pki_types::encoding::hex(&token));
    file[start + 1..end - 1].copy_from_slice(digits.as_bytes());
    file
}
