//! PDF as far as signatures need it, read from the raw octets and strictly (ISO 32000-2:2020, 7).
//!
//! Readers repair damaged files, each in its own way, and that is how signed documents come to show something
//! else than was signed. Here nothing is repaired: what is ambiguous is refused with its offset.

mod cross_reference;
mod document;
mod filter;
mod lexer;
mod object;
mod object_stream;
mod page;
mod parser;
mod reference;
mod revision;
mod signature;
mod update;
mod write;

pub(crate) use cross_reference::Entry;
pub(crate) use document::{Document, Located, View};
pub(crate) use lexer::skip_blank;
pub(crate) use object::{Dictionary, Object, ObjectId};
pub(crate) use page::first_page;
pub(crate) use reference::{reachable_without, references_of_revision};
pub(crate) use signature::{SignatureObject, signature_fields, signature_objects, text_string, value_span};
pub(crate) use update::Update;
pub(crate) use write::dictionary as write_dictionary;
