//! Two versions side by side, from the trailer down.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::dates::{is_date, is_program};
use super::declarations::{identifier, no_fewer, signature_flags};
use super::difference::{Difference, Reference, difference, references_to};
use super::fields::same_number;
use super::permitted::{FIELD_LISTS, Position, ROLES, Rule, rule};
use super::{Departure, words};
use crate::error::Error;
use crate::pdf::{Dictionary, Document, Entry, Object, ObjectId, View, each_reference, field_tree, pages};
use crate::verify::report::ChangeKind;

/// Why a comparison ends early.
pub(super) enum Stop {
    /// Something that was signed is another now.
    Forbidden(Departure),
    /// Something was done that no row names, and it need not change what was signed.
    Doubtful(Departure),
    Unreadable(Error),
}

impl Stop {
    pub(super) fn forbidden(kind: ChangeKind, what: impl Into<String>) -> Self {
        Self::Forbidden(Departure { kind, what: what.into() })
    }

    pub(super) fn doubtful(kind: ChangeKind, what: impl Into<String>) -> Self {
        Self::Doubtful(Departure { kind, what: what.into() })
    }
}

/// What cannot be read in a later version may be anything; a limit of this reader says nothing about the file.
impl From<Error> for Stop {
    fn from(problem: Error) -> Self {
        match problem {
            Error::Limit { .. } | Error::Work { .. } => Self::Unreadable(problem),
            _ => Self::doubtful(ChangeKind::Layout, format!("what was added cannot be read: {problem}")),
        }
    }
}

/// What a version did that it may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::verify) enum Addition {
    /// Certificates and their status.
    Evidence,
    /// The same, and some of what was there is no longer listed.
    OtherEvidence,
    /// Extensions or a version of PDF were announced.
    Announcement,
    /// Dates of modification.
    Dates,
    /// A signature field without signature, which shows nothing.
    EmptyField,
    /// A signature or time-stamp; where it shows something, if it does.
    Signature { value: ObjectId, field: String, is_time_stamp: bool, shown_on: Option<Place> },
    /// A field was filled in, as the certification allows.
    Filled { field: String },
}

/// Where a page shows something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::verify) struct Place {
    /// 1 is the first.
    pub(in crate::verify) page: usize,
    /// How much of the page it covers, in hundredths, rounded up; `None` where it does not lie within the page.
    pub(in crate::verify) percent: Option<u32>,
}

impl Place {
    /// Whether it leaves the page to be read: a signature with its picture needs no more than a quarter.
    pub(in crate::verify) fn is_modest(self) -> bool {
        self.percent.is_some_and(|percent| percent <= 25)
    }
}

/// What is compared, and what has been accounted for so far.
pub(super) struct Comparison<'d, 'a> {
    pub(super) before: View<'d, 'a>,
    pub(super) after: View<'d, 'a>,
    /// Objects that existed and are not the same any more.
    pub(super) replaced: BTreeSet<u32>,
    /// Objects that did not exist.
    pub(super) added: BTreeSet<u32>,
    /// Those of both for which a row of the closed list accounts.
    pub(super) claimed: BTreeSet<u32>,
    /// Widgets of the added signature fields, which a page must hold.
    pub(super) widgets: Vec<ObjectId>,
    pub(super) additions: Vec<Addition>,
    /// What no row names.
    pub(super) doubts: Vec<Departure>,
    pages: OnceCell<Vec<ObjectId>>,
    references: OnceCell<BTreeMap<u32, Vec<Reference>>>,
}

impl<'d, 'a> Comparison<'d, 'a> {
    pub(super) fn new(document: &'d Document<'a>, index: usize) -> Result<Self, Stop> {
        let (before, after) = (document.view(index - 1), document.view(index));
        let Difference { replaced, added, doubts } = difference(&before, &after)?;
        // The cross-reference itself, and new object streams, which hold what is listed and nothing else.
        let held = after.revision().numbers().filter_map(|number| match after.entry(number) {
            Some(Entry::InStream { stream, .. }) => Some(stream),
            _ => None,
        });
        let claimed =
            held.chain(after.revision().newest().number).filter(|number| added.contains(number)).collect();
        Ok(Self {
            before,
            after,
            replaced,
            added,
            claimed,
            widgets: Vec::new(),
            additions: Vec::new(),
            doubts,
            pages: OnceCell::new(),
            references: OnceCell::new(),
        })
    }

    /// The trailer, and everything that a row leads to from there.
    pub(super) fn trailer(&mut self) -> Result<(), Stop> {
        let (before, after) = (self.before.trailer(), self.after.trailer());
        self.dictionary(Position::Trailer, before, after)?;
        let id = self.after.catalog_id()?;
        let (before, after) = (self.before.catalog()?, self.after.catalog()?);
        if self.replaced.contains(&id.number) {
            self.claim_in_role(id.number, Position::Catalog, "the catalog")?;
        }
        self.dictionary(Position::Catalog, &before, &after)
    }

    /// Compares the dictionaries at one position entry by entry: what has no row must be equal.
    pub(super) fn dictionary(
        &mut self,
        position: Position,
        before: &Dictionary,
        after: &Dictionary,
    ) -> Result<(), Stop> {
        let keys: BTreeSet<&[u8]> = before.iter().chain(after.iter()).map(|(key, _)| key).collect();
        for key in keys {
            let pair = (before.written(key), after.written(key));
            let outcome = match rule(position, key) {
                Some(rule) => self.apply(rule, pair.0, pair.1),
                None if pair.0 == pair.1 => Ok(()),
                None => Err(words::entry_changed(position, key, pair.1)),
            };
            // What is new in a doubtful place is no second doubt.
            if matches!(outcome, Err(Stop::Doubtful(_)))
                && let Some(value) = pair.1
            {
                self.claim_new(value)?;
                let held = self.after.resolve(value)?;
                self.claim_new(&held)?;
            }
            self.unless_doubtful(outcome)?;
        }
        Ok(())
    }

    /// Notes a doubt and goes on: what else was done may be worse.
    pub(super) fn doubt(&mut self, kind: ChangeKind, what: impl Into<String>) {
        self.doubts.push(Departure { kind, what: what.into() });
    }

    /// The same for what a step found.
    pub(super) fn unless_doubtful(&mut self, outcome: Result<(), Stop>) -> Result<(), Stop> {
        match outcome {
            Err(Stop::Doubtful(doubt)) => {
                self.doubts.push(doubt);
                Ok(())
            }
            other => other,
        }
    }

    fn apply(&mut self, rule: Rule, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        match rule {
            Rule::OfItsVersion => Ok(()),
            Rule::NoFewer => no_fewer(before, after),
            Rule::Identifier => identifier(before, after),
            Rule::Catalog => self.catalog(before, after),
            Rule::Information => self.information(before, after),
            Rule::SavedBy => self.saved_by(before, after, is_program),
            Rule::Date => self.saved_by(before, after, is_date),
            Rule::MetadataDates => self.metadata(before, after),
            Rule::Evidence => self.evidence(before, after),
            Rule::MoreExtensions => self.extensions(before, after),
            Rule::HigherVersion => self.version(before, after),
            Rule::Form => self.form(before, after),
            Rule::OneMoreSignatureField => self.one_more_field(before, after),
            Rule::SignatureFlags => signature_flags(before, after),
            Rule::NewDefault => self.new_default(before, after),
            Rule::SameRectangle if is_same_rectangle(before, after) => Ok(()),
            Rule::SameRectangle => Err(Stop::forbidden(ChangeKind::Page, "another part of a page is shown")),
            Rule::ItsWidget => self.its_widget(before, after),
            Rule::NewSignature | Rule::ItsAppearance | Rule::FilledIn => self.new_value(after),
        }
    }

    /// What stands at one place in both versions. An object that holds it may be replaced there if nothing else refers to
    /// it, or give way to a new one; it may not be exchanged for another that existed, which would change what that is.
    pub(super) fn held(
        &mut self,
        before: Option<&Object>,
        after: Option<&Object>,
        what: &str,
    ) -> Result<(Option<Object>, Option<Object>), Stop> {
        if let Some(Object::Reference(id)) = after {
            if self.added.contains(&id.number) {
                self.claimed.insert(id.number);
            } else if before != after {
                let what = format!(
                    "{what} was moved onto an object that the signed document has for something else"
                );
                return Err(Stop::forbidden(ChangeKind::Structure, what));
            } else if self.replaced.contains(&id.number) {
                self.claim_sole(id.number, what)?;
            }
        }
        let before = before.map(|value| self.before.resolve(value)).transpose()?;
        let after = after.map(|value| self.after.resolve(value)).transpose()?;
        let is_there = |value: &Object| *value != Object::Null;
        Ok((before.filter(is_there), after.filter(is_there)))
    }

    /// Accounts for a replaced object that a single place of the document refers to.
    pub(super) fn claim_sole(&mut self, number: u32, what: &str) -> Result<(), Stop> {
        if self.references(number)?.len() != 1 {
            return Err(used_elsewhere(what));
        }
        self.claimed.insert(number);
        Ok(())
    }

    /// Accounts for a replaced object to which others may refer, but only for what it is.
    pub(super) fn claim_in_role(&mut self, number: u32, position: Position, what: &str) -> Result<(), Stop> {
        let roles = ROLES.iter().find(|(known, _)| *known == position).map_or(&[][..], |(_, roles)| *roles);
        let names = |names: &[&str], entry: &[u8]| names.iter().any(|name| name.as_bytes() == entry);
        let is_in_role = |reference: &Reference| match position {
            _ if !reference.in_list => names(roles, &reference.entry),
            Position::Page => true,
            // An array of its own has no entry here.
            Position::PreparedField | Position::FilledField => {
                reference.entry.is_empty() || names(&FIELD_LISTS, &reference.entry)
            }
            _ => false,
        };
        if !self.references(number)?.iter().all(is_in_role) {
            return Err(used_elsewhere(what));
        }
        self.claimed.insert(number);
        Ok(())
    }

    fn references(&self, number: u32) -> Result<&[Reference], Stop> {
        if self.references.get().is_none() {
            let _ = self.references.set(references_to(&self.before, &self.replaced)?);
        }
        let found = self.references.get().and_then(|found| found.get(&number));
        Ok(found.map(Vec::as_slice).unwrap_or_default())
    }

    /// Accounts for all new objects that can be reached from `value` through new objects.
    pub(super) fn claim_new(&mut self, value: &Object) -> Result<(), Stop> {
        let mut to_visit = Vec::new();
        each_reference(value, &mut |number| to_visit.push(number));
        while let Some(number) = to_visit.pop() {
            if !self.added.contains(&number) || !self.claimed.insert(number) {
                continue;
            }
            if let Some(located) = self.after.locate(number)? {
                each_reference(&located.object, &mut |number| to_visit.push(number));
            }
        }
        Ok(())
    }

    /// The pages of the version before.
    pub(super) fn page_list(&self) -> Result<&[ObjectId], Stop> {
        if self.pages.get().is_none() {
            let _ = self.pages.set(pages(&self.before)?);
        }
        Ok(self.pages.get().map(Vec::as_slice).unwrap_or_default())
    }

    pub(super) fn note(&mut self, addition: Addition) {
        if !self.additions.contains(&addition) {
            self.additions.push(addition);
        }
    }

    /// Every object that differs has been accounted for.
    pub(super) fn nothing_left(&self) -> Result<(), Stop> {
        if let Some(number) = self.replaced.difference(&self.claimed).next() {
            return Err(words::replaced(self, *number));
        }
        let left: BTreeSet<u32> = self.added.difference(&self.claimed).copied().collect();
        let Some(first) = left.first() else { return Ok(()) };
        match self.led_to(&left)? {
            Some(number) => Err(words::added(self, number)),
            None => Err(words::unused(*first)),
        }
    }

    /// One of these new objects to which anything beside them leads; nobody is shown the others. Older objects lead to no
    /// new ones: their numbers were free.
    fn led_to(&self, left: &BTreeSet<u32>) -> Result<Option<u32>, Stop> {
        let mut found = BTreeSet::new();
        let mut note = |number: u32| found.extend(left.get(&number).copied());
        self.after.trailer().iter().for_each(|(_, value)| each_reference(value, &mut note));
        for number in self.after.revision().numbers().filter(|number| !left.contains(number)) {
            if let Some(located) = self.after.locate(number)? {
                each_reference(&located.object, &mut note);
            }
        }
        Ok(found.first().copied())
    }

    /// /Root of the trailer.
    fn catalog(&self, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        match after {
            Some(Object::Reference(id)) if self.added.contains(&id.number) => Err(Stop::doubtful(
                ChangeKind::Structure,
                "the document's catalog was written as another object",
            )),
            _ if before == after => Ok(()),
            _ => Err(Stop::forbidden(ChangeKind::Structure, "the whole document was exchanged for another")),
        }
    }

    fn new_default(&mut self, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        let (before, after) = self.held(before, after, "how the form's fields look")?;
        if before == after {
            return Ok(());
        }
        let changed = || Stop::doubtful(ChangeKind::Form, "how the form's fields look was changed");
        // A field without an appearance is drawn from these by some readers.
        let after = after.filter(|_| matches!(field_tree(&self.before), Ok(fields) if fields.iter().all(|field| field.is_signature)));
        let after = after.ok_or_else(changed)?;
        if self.has_other_annotations()? {
            return Err(changed());
        }
        let is_kept = match (&before, &after) {
            (None, _) => true,
            (Some(Object::Dictionary(before)), Object::Dictionary(after)) => {
                before.iter().all(|(key, value)| after.value(key) == Some(value))
            }
            _ => false,
        };
        if is_kept { self.claim_new(&after) } else { Err(changed()) }
    }

    fn new_value(&mut self, after: Option<&Object>) -> Result<(), Stop> {
        after.map_or(Ok(()), |after| self.claim_new(after))
    }
}

fn used_elsewhere(what: &str) -> Stop {
    let what = format!("{what} was changed, which the document uses for something else too");
    Stop::forbidden(ChangeKind::Structure, what)
}

/// Two rectangles (ISO 32000-2, 7.9.5) of the same numbers.
pub(super) fn is_same_rectangle(before: Option<&Object>, after: Option<&Object>) -> bool {
    let numbers = |value: Option<&Object>| value.and_then(Object::as_array).map(<[Object]>::to_vec);
    match (numbers(before), numbers(after)) {
        (Some(before), Some(after)) if before.len() == 4 && after.len() == 4 => {
            before.iter().zip(&after).all(|(before, after)| before == after || same_number(before, after))
        }
        _ => before == after,
    }
}
