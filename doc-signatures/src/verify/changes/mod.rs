//! What was changed in a document after it was signed, and whether it may: only what the closed list of
//! [`permitted`] names (EN 319 142-1, 5.4 and 5.5; ISO 32000-2, 12.8.2.2).
//!
//! Attacks hide in what readers overlook, so a later version must also be laid out plainly: its objects, its
//! cross-reference, nothing else, without any leniency.

mod appearance;
mod comparison;
mod dates;
mod declarations;
mod difference;
mod evidence;
mod fields;
mod filling;
mod layout;
mod metadata;
mod pages;
mod permitted;
mod statements;
mod text;
mod values;
mod words;
mod xmp;

pub(super) use comparison::{Addition, Place};

use self::comparison::{Comparison, Stop};
use super::report::ChangeKind;
use crate::error::Error;
use crate::pdf::Document;

/// A version behind the signed one.
pub(super) struct Changed {
    /// Which saved version: 2 is the first update.
    pub(super) revision: usize,
    /// What it did, or what it changed that it may not.
    pub(super) outcome: Result<Told, Departure>,
}

/// What a version did that is not known to change anything that was signed.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// What the closed list names.
    pub(super) additions: Vec<Addition>,
    /// What the closed list does not name, and what people are shown may be the same or not.
    pub(super) doubts: Vec<Departure>,
}

/// What a version did that the closed list does not name.
#[derive(Clone, Debug)]
pub(super) struct Departure {
    pub(super) kind: ChangeKind,
    /// In a person's words, where there are any: what is shown now, on which page.
    pub(super) what: String,
}

/// Describes every version from `first` on, which is not the original; each compared with the one before it.
pub(super) fn changes_from(document: &Document<'_>, first: usize) -> Result<Vec<Changed>, Error> {
    let later = first..document.revisions().len();
    later.map(|index| Ok(Changed { revision: index + 1, outcome: changes_of(document, index)? })).collect()
}

/// Compares version `index` with the one before it.
fn changes_of(document: &Document<'_>, index: usize) -> Result<Result<Told, Departure>, Error> {
    match compare(document, index) {
        Ok(told) => Ok(Ok(told)),
        Err(Stop::Doubtful(doubt)) => Ok(Ok(Told { additions: Vec::new(), doubts: vec![doubt] })),
        Err(Stop::Forbidden(forbidden)) => Ok(Err(forbidden)),
        Err(Stop::Unreadable(problem)) => Err(problem),
    }
}

fn compare(document: &Document<'_>, index: usize) -> Result<Told, Stop> {
    // 1. What differs at all: nothing was removed, and no gap that the signed version left was filled.
    let mut comparison = Comparison::new(document, index)?;
    // 2. A damaged file is repaired by programs from whatever they find, later versions included.
    if !document.is_sound() {
        let what = "the file is damaged, so that what was added may show in place of what was signed";
        comparison.doubt(ChangeKind::Layout, what);
    }
    // 3. The new octets are objects and their cross-reference, nothing else.
    let laid_out = layout::check(document, index);
    comparison.unless_doubtful(laid_out)?;
    // 4. From the trailer down, what differs has a row in the closed list.
    comparison.trailer()?;
    comparison.prepared_fields()?;
    comparison.filled_fields()?;
    comparison.pages()?;
    comparison.page_tree()?;
    // 5. Nothing is left that no row accounts for.
    let nothing_left = comparison.nothing_left();
    comparison.unless_doubtful(nothing_left)?;
    Ok(Told { additions: comparison.additions, doubts: comparison.doubts })
}
