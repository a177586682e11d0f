//! The closed list: what a version behind a signature may change, and nothing else.
//!
//! The later version is compared with the one before it as a whole. Every object that existed must be the same for every
//! reader: content, generation, in the file itself or in which object stream. The rows below are the only exceptions; each
//! names a dictionary by its position in the document and an entry of it, and its rule says how that entry may differ. New
//! objects may be reached through what a rule has added, and from nowhere else.
//!
//! What departs from the list never passes. It is a change where something that a person sees or may do is another now; it
//! is a doubt where it need not be: octets laid out unusually, objects that nothing leads to, more evidence than there
//! should be, the document's own words on itself.

/// A dictionary, by its position in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Trailer,
    /// The document's information: /Info of the trailer.
    Information,
    Catalog,
    /// The document's form: /AcroForm of the catalog.
    Form,
    /// A node of the tree of pages above a page.
    PageTree,
    /// A page of the tree of pages.
    Page,
    /// A signature field that was prepared and not yet signed.
    PreparedField,
    /// A field of another kind, or its widget, in a document whose certification allows to fill it in.
    FilledField,
}

/// How an entry may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// It describes the cross-reference of its version, not the document.
    OfItsVersion,
    /// It is an identifier, another one if need be (ISO 32000-2, 14.4).
    Identifier,
    /// It does not shrink: an object above /Size is none for readers that believe it.
    NoFewer,
    /// The catalog is compared by its own rows, and written as a new object at most.
    Catalog,
    /// The document's information is compared by its own rows.
    Information,
    /// The name of the program that saved last: a short text.
    SavedBy,
    /// The date of modification.
    Date,
    /// The metadata get other dates of modification, and the program's name.
    MetadataDates,
    /// The document security store grows or is written anew (ISO 32000-2, 12.8.4.3).
    Evidence,
    /// Extensions are announced in addition (ISO 32000-2, 7.12).
    MoreExtensions,
    /// The version of PDF rises, as far as 2.0.
    HigherVersion,
    /// The form is compared by its own rows; it may be new, and otherwise stays at its object or moves to a new one.
    Form,
    /// One signature field is added at the end.
    OneMoreSignatureField,
    /// SignaturesExist and AppendOnly are set (ISO 32000-2, table 225).
    SignatureFlags,
    /// Defaults that were missing are given, where no field but signatures could draw from them.
    NewDefault,
    /// The same numbers, written otherwise.
    SameRectangle,
    /// The widget of the added signature field is added at the end.
    ItsWidget,
    /// A new signature or time-stamp, which is verified like every other.
    NewSignature,
    /// What shows the new signature in a place that was prepared for it, confined to that place.
    ItsAppearance,
    /// What a person filled in, and with another value another appearance, confined to its place; for a button one of the
    /// states that were signed.
    FilledIn,
}

/// One row of the list.
pub(super) struct Permitted {
    pub(super) position: Position,
    pub(super) entry: &'static str,
    pub(super) rule: Rule,
}

const fn row(position: Position, entry: &'static str, rule: Rule) -> Permitted {
    Permitted { position, entry, rule }
}

const PERMITTED: [Permitted; 43] = [
    row(Position::Trailer, "Size", Rule::NoFewer),
    row(Position::Trailer, "Prev", Rule::OfItsVersion),
    row(Position::Trailer, "Type", Rule::OfItsVersion),
    row(Position::Trailer, "W", Rule::OfItsVersion),
    row(Position::Trailer, "Index", Rule::OfItsVersion),
    row(Position::Trailer, "Filter", Rule::OfItsVersion),
    row(Position::Trailer, "DecodeParms", Rule::OfItsVersion),
    row(Position::Trailer, "Length", Rule::OfItsVersion),
    row(Position::Trailer, "XRefStm", Rule::OfItsVersion),
    row(Position::Trailer, "ID", Rule::Identifier),
    row(Position::Trailer, "Root", Rule::Catalog),
    row(Position::Trailer, "Info", Rule::Information),
    row(Position::Information, "ModDate", Rule::Date),
    row(Position::Information, "Producer", Rule::SavedBy),
    row(Position::Catalog, "DSS", Rule::Evidence),
    row(Position::Catalog, "Extensions", Rule::MoreExtensions),
    row(Position::Catalog, "Version", Rule::HigherVersion),
    row(Position::Catalog, "Metadata", Rule::MetadataDates),
    row(Position::Catalog, "AcroForm", Rule::Form),
    row(Position::Form, "Fields", Rule::OneMoreSignatureField),
    row(Position::Form, "SigFlags", Rule::SignatureFlags),
    row(Position::Form, "DA", Rule::NewDefault),
    row(Position::Form, "DR", Rule::NewDefault),
    row(Position::PageTree, "ITXT", Rule::SavedBy),
    row(Position::Page, "Annots", Rule::ItsWidget),
    row(Position::Page, "MediaBox", Rule::SameRectangle),
    row(Position::Page, "CropBox", Rule::SameRectangle),
    row(Position::Page, "BleedBox", Rule::SameRectangle),
    row(Position::Page, "TrimBox", Rule::SameRectangle),
    row(Position::Page, "ArtBox", Rule::SameRectangle),
    row(Position::PreparedField, "V", Rule::NewSignature),
    row(Position::PreparedField, "AP", Rule::ItsAppearance),
    row(Position::PreparedField, "MK", Rule::ItsAppearance),
    row(Position::PreparedField, "M", Rule::OfItsVersion),
    row(Position::PreparedField, "F", Rule::ItsAppearance),
    row(Position::PreparedField, "P", Rule::ItsAppearance),
    row(Position::PreparedField, "Type", Rule::ItsAppearance),
    row(Position::FilledField, "V", Rule::FilledIn),
    row(Position::FilledField, "AS", Rule::FilledIn),
    row(Position::FilledField, "AP", Rule::FilledIn),
    row(Position::FilledField, "I", Rule::FilledIn),
    row(Position::FilledField, "M", Rule::OfItsVersion),
    row(Position::FilledField, "RV", Rule::FilledIn),
];

/// How this entry of this dictionary may differ; `None` when it may not.
pub(super) fn rule(position: Position, entry: &[u8]) -> Option<Rule> {
    let row = PERMITTED.iter().find(|row| row.position == position && row.entry.as_bytes() == entry);
    row.map(|row| row.rule)
}

/// By which entries a page, a field or the catalog may be referred to, beside lists, so that it is nothing else at once: a
/// page that is also a table of fonts would change both.
pub(super) const ROLES: [(Position, &[&str]); 5] = [
    (Position::Information, &["Info"]),
    (Position::Catalog, &["Root", "Data"]),
    (Position::Page, &["P", "Pg", "Parent", "Page", "Obj"]),
    (Position::PreparedField, &["Parent", "Obj"]),
    (Position::FilledField, &["Parent", "Obj"]),
];
/// Lists in which these may stand; a page may stand in any, as the first part of a destination.
pub(super) const FIELD_LISTS: [&str; 5] = ["Fields", "Kids", "Annots", "CO", "K"];
/// What an extension may consist of (ISO 32000-2, table 49).
pub(super) const EXTENSION: [&str; 5] = ["Type", "BaseVersion", "ExtensionLevel", "ExtensionRevision", "URL"];
/// What the field of a later signature or time-stamp may consist of, its widget included or as its only child: no action,
/// no trigger, no other children.
pub(super) const FIELD: [&str; 23] = [
    "Type", "Subtype", "FT", "T", "TU", "TM", "V", "F", "Ff", "Rect", "P", "DA", "DR", "AP", "MK", "Border",
    "BS", "Lock", "H", "M", "NM", "Q", "Kids",
];
/// What a widget of its own may consist of.
pub(super) const WIDGET: [&str; 13] =
    ["Type", "Subtype", "Parent", "F", "Rect", "P", "AP", "MK", "Border", "BS", "H", "M", "NM"];
/// What the dictionary of a later signature, or of a time-stamp over the document, may consist of (ISO 32000-2, table 255
/// and 12.8.5).
pub(super) const SIGNATURE: [&str; 13] = [
    "Type",
    "Filter",
    "SubFilter",
    "ByteRange",
    "Contents",
    "M",
    "V",
    "R",
    "Name",
    "Location",
    "Reason",
    "ContactInfo",
    "Prop_Build",
];
/// What a person's signature may have beside these.
pub(super) const OF_A_PERSON: [&str; 4] = ["Reference", "Prop_AuthTime", "Prop_AuthType", "Cert"];
/// What an appearance that shows nothing may consist of.
pub(super) const APPEARANCE: [&str; 9] =
    ["Type", "Subtype", "FormType", "BBox", "Matrix", "Resources", "Length", "Filter", "Name"];
/// The document security store, and what it says of one signature (ISO 32000-2, tables 261 and 262).
pub(super) const STORE: [&str; 3] = ["Certs", "OCSPs", "CRLs"];
pub(super) const RELATED: [&str; 3] = ["Cert", "OCSP", "CRL"];
/// What the dictionary of a piece of evidence may consist of.
pub(super) const EVIDENCE: [&str; 3] = ["Length", "Filter", "DecodeParms"];
