//! How much of everything a document may have, so that no file can exhaust the machine that reads it.

/// Largest file, in octets. Contracts are kilobytes; scans of whole dossiers stay below.
pub const FILE_OCTETS: usize = 128 * 1024 * 1024;
/// Largest object number: /Size, which is one more, may be 8,388,607 for Acrobat and MuPDF (ISO 32000-1, annex C).
pub const OBJECT_NUMBER: u32 = 8_388_606;
/// Most objects.
pub const OBJECTS: usize = 1_000_000;
/// Deepest nesting of arrays and dictionaries.
pub const DEPTH: usize = 64;
/// Most values inside one object.
pub const VALUES_PER_OBJECT: usize = 1_000_000;
/// Octets that all packed streams of the structure may unpack to, together.
pub const UNPACKED_OCTETS: usize = 64 * 1024 * 1024;
/// Octets that they may unpack to for each octet of the file; structure that people's programs write stays below 50.
pub const UNPACKED_FOR_EACH_OCTET: usize = 100;
/// How often each octet may be parsed, on average.
pub const READINGS: usize = 24;
/// Octets that may be parsed, and unpacked, of the smallest file.
pub const WORK_AT_LEAST: usize = 1024 * 1024;
/// Most entries of all cross-references together.
pub const ENTRIES: usize = 2_000_000;
/// Most cross-reference sections, thus most saved versions.
pub const SECTIONS: usize = 256;
/// Most signatures and document time-stamps that are checked.
pub const SIGNATURES: usize = 64;
/// Most time-stamps of one signature that are checked.
pub const SIGNATURE_STAMPS: usize = 16;
/// Deepest chain of objects that must be read to read one object (an indirect /Length in an object stream).
pub(crate) const INDIRECTION: usize = 8;
/// Most nodes of a tree of pages or fields that are visited.
pub(crate) const TREE_NODES: usize = 200_000;
/// Longest value of one signature's /Contents, in octets.
pub const CONTENTS_OCTETS: usize = 4 * 1024 * 1024;
/// Most certificates, OCSP answers or CRLs (each) in a document security store.
pub const EVIDENCE_ENTRIES: usize = 256;
/// Longest full name of a form field, in characters.
pub(crate) const FIELD_NAME: usize = 1_000;
/// Longest metadata that are compared by what they say, in octets.
pub(crate) const METADATA_OCTETS: usize = 1024 * 1024;
/// Most elements, texts and comments of such metadata.
pub(crate) const METADATA_NODES: u32 = 65_536;
/// Deepest structure of such metadata.
pub(crate) const METADATA_DEPTH: usize = 32;
/// Most attributes of one element of such metadata.
pub(crate) const METADATA_ATTRIBUTES: usize = 128;
/// Most declarations of namespaces of such metadata.
pub(crate) const METADATA_NAMESPACES: usize = 256;
