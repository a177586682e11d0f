//! One look at every object of a file: where it stands, what refers to what, where signatures are.
//!
//! Both signing and verifying must know: an object that is referred to but does not exist is an empty place that a later
//! version could fill with anything; octets that two objects share are read differently by different programs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::cross_reference::Entry;
use super::document::Document;
use super::lexer::skip_blank;
use super::object::{Dictionary, Object};
use super::signature::{SignatureObject, signature_in};
use super::view::Located;
use crate::error::Error;
use crate::pdf::Writing;

/// What was seen.
#[derive(Default)]
pub(crate) struct Survey {
    /// Objects that are not where, or not what, a cross-reference says; and the version in which that was seen first.
    unsound: HashMap<(u32, Entry), usize>,
    /// The first of them to which anything refers.
    needed: Option<(u32, usize)>,
    /// Numbers that are referred to, and the first version that does so.
    referred: HashMap<u32, usize>,
    /// Those to which an object refers, and not only a trailer.
    used: HashSet<u32>,
    signatures: Vec<SignatureObject>,
    /// The last version whose cross-reference leads to something only with leniency.
    lenient: Option<usize>,
}

impl Survey {
    /// Looks at every object of every version once.
    pub(super) fn of(document: &Document<'_>) -> Result<Self, Error> {
        let mut survey = Self::default();
        let mut spans: Vec<Range<usize>> = Vec::new();
        let (mut mended, mut lenient) = (Vec::new(), Vec::new());
        for (index, revision) in document.revisions().iter().enumerate() {
            let view = document.view(index);
            spans.extend(revision.sections.iter().flat_map(|section| section.spans()));
            survey.refer_dictionary(view.trailer(), index);
            for &number in &revision.introduced {
                // Whoever becomes the object stream of an object brings it to life.
                if let Some(Entry::InStream { stream, .. }) = revision.entry(number) {
                    survey.referred.entry(stream).or_insert(index);
                }
                match view.locate(number) {
                    Ok(Some(located)) => {
                        survey.refer(&located.object, index);
                        survey.use_all(&located.object);
                        survey.note_signature(document, index, number, &located)?;
                        if !located.is_exact {
                            survey.lenient = Some(index);
                        }
                        lenient.extend((located.writing > Writing::Plain).then_some((index, number)));
                        mended.extend(located.is_mended.then_some(located.span.end));
                        spans.extend((!located.in_stream).then_some(located.span));
                    }
                    Ok(None) => {}
                    Err(Error::Damaged { .. } | Error::Unsupported { .. }) => {
                        if let Some(entry) = revision.entry(number) {
                            survey.unsound.entry((number, entry)).or_insert(index);
                            survey.lenient = Some(index);
                        }
                    }
                    Err(problem) => return Err(problem),
                }
            }
        }
        // What was passed over in the document's information is not, where that is something else too.
        for (index, number) in lenient {
            if let Some(entry) = document.view(index).entry(number)
                && survey.is_used(number)
                && document.is_information(number)
            {
                survey.unsound.entry((number, entry)).or_insert(index);
            }
        }
        // An update may list an older object again, so equal spans are no contradiction; overlaps are.
        spans.sort_by_key(|span| (span.start, span.end));
        spans.dedup();
        check_overlaps(&spans)?;
        check_mended(document.bytes(), &spans, &mended)?;
        let needed = survey.unsound.iter().filter(|((number, _), _)| survey.referred.contains_key(number));
        survey.needed = needed.map(|((number, _), index)| (*number, *index)).min();
        Ok(survey)
    }

    pub(crate) fn is_unsound(&self, number: u32, entry: Entry) -> bool {
        self.unsound.contains_key(&(number, entry))
    }

    /// An object that is not where it should be although something refers to it, and the version that lists it.
    pub(super) fn needed_unsound(&self) -> Option<(u32, usize)> {
        self.needed
    }

    /// The last version of which something was not where its cross-reference says.
    pub(super) fn lenient(&self) -> Option<usize> {
        self.lenient
    }

    /// Whether anything in this version or an older one refers to an object of this number.
    pub(crate) fn is_referred(&self, number: u32, revision: usize) -> bool {
        self.referred.get(&number).is_some_and(|first| *first <= revision)
    }

    /// Whether any object refers to this one; trailers do not count.
    pub(super) fn is_used(&self, number: u32) -> bool {
        self.used.contains(&number)
    }

    /// All signature dictionaries of all versions, the oldest first.
    pub(crate) fn signatures(&self) -> &[SignatureObject] {
        &self.signatures
    }

    fn note_signature(
        &mut self,
        document: &Document<'_>,
        revision: usize,
        number: u32,
        located: &Located,
    ) -> Result<(), Error> {
        let is_known = |known: &SignatureObject| known.id.number == number && known.span == located.span;
        if let Some(found) = signature_in(document.view(revision), revision, number, located)
            && !self.signatures.iter().any(is_known)
        {
            if self.signatures.len() == crate::limits::SIGNATURES {
                return Err(Error::Limit { what: "signatures", limit: crate::limits::SIGNATURES });
            }
            self.signatures.push(found);
        }
        Ok(())
    }

    /// A cross-reference stream is a trailer.
    fn use_all(&mut self, object: &Object) {
        if !object.as_dictionary().is_some_and(|dictionary| dictionary.is_type("XRef")) {
            each_reference(object, &mut |number| {
                self.used.insert(number);
            });
        }
    }

    fn refer(&mut self, object: &Object, revision: usize) {
        each_reference(object, &mut |number| {
            self.referred.entry(number).or_insert(revision);
        });
    }

    fn refer_dictionary(&mut self, dictionary: &Dictionary, revision: usize) {
        dictionary.iter().for_each(|(_, value)| self.refer(value, revision));
    }
}

/// Calls `visit` with every number that `object` refers to. Nesting is bounded by the parser.
pub(crate) fn each_reference(object: &Object, visit: &mut dyn FnMut(u32)) {
    match object {
        Object::Reference(id) => visit(id.number),
        Object::Array(items) => items.iter().for_each(|item| each_reference(item, visit)),
        Object::Dictionary(dictionary) => {
            dictionary.iter().for_each(|(_, value)| each_reference(value, visit));
        }
        Object::Stream(stream) => {
            stream.dictionary.iter().for_each(|(_, value)| each_reference(value, visit));
        }
        _ => {}
    }
}

fn check_overlaps(spans: &[Range<usize>]) -> Result<(), Error> {
    let overlap = spans.windows(2).find_map(|pair| match pair {
        [first, second] if second.start < first.end => Some(second.start),
        _ => None,
    });
    overlap.map_or(Ok(()), |at| Err(Error::damaged(at, "two objects share octets of the file")))
}

/// Behind a stream whose /Length is wrong stands nothing until the next object: then no program can find another end.
fn check_mended(bytes: &[u8], spans: &[Range<usize>], mended: &[usize]) -> Result<(), Error> {
    let ends: HashSet<usize> = mended.iter().copied().collect();
    for pair in spans.windows(2) {
        if let [first, second] = pair
            && ends.contains(&first.end)
            && skip_blank(bytes, first.end) != second.start
        {
            let what = "the stream does not end where its /Length says, and it cannot be told where it ends";
            return Err(Error::damaged(first.end, what));
        }
    }
    Ok(())
}
