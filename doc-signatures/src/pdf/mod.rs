//! PDF as far as signatures need it, read from the raw octets (ISO 32000-2:2020, 7).
//!
//! Programs that people use deviate from the standard, and every reader takes these deviations in the same way: so does
//! this one. But readers repair damaged files, each in its own way, and that is how signed documents come to show
//! something else than was signed. Nothing is repaired here: what readers may take differently is refused with its
//! offset. What was read with leniency is remembered ([`Document::is_plain`]), and an update of such a file carries a
//! complete cross-reference, so that nobody who reads the signed file needs any.

mod cross_reference;
mod document;
mod filter;
mod lexer;
mod object;
mod object_stream;
mod page;
mod parser;
mod revision;
mod signature;
mod survey;
mod update;
mod view;
mod work;
mod write;

pub(crate) use cross_reference::Entry;
pub(crate) use document::Document;
pub(crate) use lexer::{Lexer, Token, Writing, is_white_space, skip_blank};
pub(crate) use object::{Dictionary, Object, ObjectId};
pub(crate) use page::{first_page, pages};
pub(crate) use signature::{
    Field, SignatureObject, field_tree, signature_fields, text, text_string, value_span,
};
pub(crate) use survey::each_reference;
pub(crate) use update::{Update, Updated};
pub(crate) use view::{Located, Place, View};
pub(crate) use write::dictionary as write_dictionary;
