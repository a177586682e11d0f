//! The document security store (ISO 32000-2, 12.8.4.3): certificates and their status, and nothing that anybody sees.

use std::collections::BTreeSet;

use super::comparison::{Addition, Comparison, Stop};
use super::permitted::{EVIDENCE, RELATED, STORE};
use crate::pdf::{Dictionary, Object, View, each_reference};
use crate::verify::contents::is_one_structure;
use crate::verify::report::ChangeKind;

impl Comparison<'_, '_> {
    /// The store of the later version; it may hold other evidence than the one before, but not be gone.
    pub(super) fn evidence(&mut self, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        let is_in_place = before == after;
        let (before, after) = self.held(before, after, "the evidence")?;
        let store = match (&before, after) {
            (None, None) => return Ok(()),
            (Some(_), None) => return Err(refuse("the evidence was removed")),
            (_, Some(Object::Dictionary(store))) => store,
            _ => return Err(refuse("the evidence is not written as evidence")),
        };
        let claimed = self.claimed.len();
        let held =
            before.as_ref().map(|store| pieces_of(&self.before, store)).transpose()?.unwrap_or_default();
        // Parts of a store that gave way to a new one are not compared place by place.
        let before = before.as_ref().and_then(Object::as_dictionary).filter(|_| is_in_place);
        let before = before.cloned().unwrap_or_default();
        for (key, value) in store.iter() {
            let old = before.value(key);
            match std::str::from_utf8(key).unwrap_or_default() {
                "Type" if value.is_name("DSS") => {}
                "VRI" => self.related(old, value)?,
                known if STORE.contains(&known) => self.pieces(old, value)?,
                _ => return Err(refuse("the evidence has an entry that evidence has not")),
            }
        }
        let still_held = pieces_of(&self.after, &Object::Dictionary(store.clone()))?;
        if !held.is_subset(&still_held) {
            self.note(Addition::OtherEvidence);
        } else if self.claimed.len() > claimed || before != store {
            self.note(Addition::Evidence);
        }
        Ok(())
    }

    /// /VRI: one dictionary per signature.
    fn related(&mut self, before: Option<&Object>, after: &Object) -> Result<(), Stop> {
        let (before, after) = self.held_part(before, after)?;
        let Some(Object::Dictionary(after)) = after else {
            return Err(refuse("the evidence is not sorted by signatures as it should be"));
        };
        let before = before.as_ref().and_then(Object::as_dictionary).cloned().unwrap_or_default();
        for (name, value) in after.iter().filter(|(name, value)| *name != b"Type" || !value.is_name("VRI")) {
            let (old, entry) = self.held_part(before.value(name), value)?;
            let Some(Object::Dictionary(entry)) = entry else {
                return Err(refuse("the evidence on a signature is not written as evidence"));
            };
            let old = old.as_ref().and_then(Object::as_dictionary).cloned().unwrap_or_default();
            self.related_entry(&old, &entry)?;
        }
        Ok(())
    }

    fn related_entry(&mut self, before: &Dictionary, after: &Dictionary) -> Result<(), Stop> {
        for (key, value) in after.iter() {
            match std::str::from_utf8(key).unwrap_or_default() {
                "Type" if value.is_name("VRI") => {}
                "TU" if value.as_string().is_some() => {}
                "TS" => self.piece(value)?,
                known if RELATED.contains(&known) => self.pieces(before.value(key), value)?,
                _ => return Err(refuse("the evidence on a signature has an entry that evidence has not")),
            }
        }
        Ok(())
    }

    /// An array of streams.
    fn pieces(&mut self, before: Option<&Object>, after: &Object) -> Result<(), Stop> {
        let (_, after) = self.held_part(before, after)?;
        let Some(Object::Array(items)) = after else {
            return Err(refuse("a list of evidence is not a list"));
        };
        items.iter().try_for_each(|item| self.piece(item))
    }

    /// A stream with a certificate, an answer or a list: a new one, or one that is as it was.
    fn piece(&mut self, value: &Object) -> Result<(), Stop> {
        let stream = self.after.resolve(value)?;
        let (Object::Reference(id), Object::Stream(stream)) = (value, stream) else {
            return Err(refuse("a piece of evidence is not a stream"));
        };
        if !self.added.contains(&id.number) {
            return Ok(());
        }
        let octets = self.after.document().unpacked(&stream)?;
        if !is_one_structure(&octets) {
            return Err(refuse("a piece of evidence is no certificate, answer or list"));
        }
        let is_plain = |(key, value): (&[u8], &Object)| {
            EVIDENCE.iter().any(|known| known.as_bytes() == key) && value.as_reference().is_none()
        };
        if !stream.dictionary.iter().all(is_plain) {
            return Err(refuse("a piece of evidence is more than that"));
        }
        self.claimed.insert(id.number);
        Ok(())
    }

    /// As [`held`](Self::held), for parts of the store, which may also be lists of another object that is as it was.
    fn held_part(
        &mut self,
        before: Option<&Object>,
        after: &Object,
    ) -> Result<(Option<Object>, Option<Object>), Stop> {
        match after {
            Object::Reference(id)
                if !self.added.contains(&id.number) && !self.replaced.contains(&id.number) =>
            {
                Ok((None, Some(self.after.resolve(after)?)))
            }
            _ => self.held(before, Some(after), "the evidence"),
        }
    }
}

/// The streams that a store lists.
fn pieces_of(view: &View<'_, '_>, store: &Object) -> Result<BTreeSet<u32>, Stop> {
    let mut pieces = BTreeSet::new();
    let store = store.as_dictionary().cloned().unwrap_or_default();
    for list in STORE {
        if let Some(list) = view.resolve_entry(&store, list)? {
            each_reference(&list, &mut |number| pieces.extend([number]));
        }
    }
    Ok(pieces)
}

fn refuse(what: &str) -> Stop {
    Stop::doubtful(ChangeKind::Evidence, what)
}
