//! The document security store (ISO 32000-2, 12.8.4.3): certificates and their status, and nothing that anybody sees.

use super::comparison::{Addition, Comparison, Stop};
use super::permitted::{EVIDENCE, RELATED, STORE};
use crate::pdf::{Dictionary, Object};
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
        if self.claimed.len() > claimed || before != store {
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

fn refuse(what: &str) -> Stop {
    Stop::doubtful(ChangeKind::Evidence, what)
}
