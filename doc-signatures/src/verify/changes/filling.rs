//! Fields that a person filled in after signing, which a certification may allow (ISO 32000-2, 12.8.2.2 and table 257).

use pki_types::display::quoted;

use super::appearance::{form_of, has_state};
use super::comparison::{Addition, Comparison, Stop};
use super::permitted::Position;
use super::values::{Node, is_button};
use crate::pdf::{Dictionary, Object, ObjectId, SignatureObject, View, field_tree};
use crate::verify::report::ChangeKind;

/// The levels of permission (table 257): nothing, then also to fill in forms and to sign, then also comments.
const NOTHING: i64 = 1;
const FILLING: i64 = 2;
const COMMENTS: i64 = 3;

/// Entries that choose, beside the appearance, what a field shows: its state, what of a list is chosen, its text with
/// formats (ISO 32000-2, tables 166, 234 and 228).
const SHOWN: [&str; 3] = ["AS", "I", "RV"];

impl Comparison<'_, '_> {
    /// Fields of any kind but signatures, and their widgets, where no signature locks them. A certification lets people fill
    /// them in or forbids it; where nobody certified the document, programs differ on what a signature means for its fields.
    pub(super) fn filled_fields(&mut self) -> Result<(), Stop> {
        if self.replaced.is_subset(&self.claimed) {
            return Ok(());
        }
        let filling = filling(&self.before)?;
        if filling == Filling::Forbidden {
            return Ok(());
        }
        let locks = locks(&self.before)?;
        let nodes = self.replaced_fields(&locks)?;
        let said = self.said_otherwise(&nodes)?;
        for node in &nodes {
            self.claim_in_role(node.id.number, Position::FilledField, "a field of the form")?;
            self.dictionary(Position::FilledField, &node.before, &node.after)?;
            let said = said.get(&node.name);
            if let (Filling::Untold, Some(said)) = (filling, said)
                && !said.before.is_empty()
            {
                return Err(said.otherwise(&node.name));
            }
            self.shown_with_its_value(node, said.is_some())?;
            if filling == Filling::Allowed {
                self.note(Addition::Filled { field: node.name.clone() });
            } else {
                let what = format!("{} was filled in, which no certification allows", quoted(&node.name));
                self.doubt(ChangeKind::Form, what);
            }
        }
        Ok(())
    }

    /// The fields, and their widgets, that are not the same and may be filled in.
    fn replaced_fields(&self, locks: &[Lock]) -> Result<Vec<Node>, Stop> {
        let mut nodes = Vec::new();
        for known in field_tree(&self.before)? {
            let Some(id) = known.id.filter(|id| self.replaced.contains(&id.number)) else { continue };
            if known.is_signature || locks.iter().any(|lock| lock.holds(&known.name)) {
                continue;
            }
            if let (Object::Dictionary(before), Object::Dictionary(after)) =
                (self.before.object(id)?, self.after.object(id)?)
            {
                nodes.push(Node { id, name: known.name, before, after });
            }
        }
        Ok(nodes)
    }

    /// What a field shows is another together with its value alone, within its place, and for a button among the states
    /// that were signed with it.
    fn shown_with_its_value(&mut self, node: &Node, has_other_value: bool) -> Result<(), Stop> {
        let Node { name, before, after, .. } = node;
        let is_redrawn = self.is_redrawn(before, after)?;
        let shows_other = SHOWN.iter().any(|key| before.entry(key) != after.entry(key));
        if (is_redrawn || shows_other) && !has_other_value {
            return Err(refuse(name, "shows was changed, and not its value"));
        }
        if before.entry("AS") != after.entry("AS") {
            let state = after.entry("AS").map_or(Some(&b"Off"[..]), Object::as_name);
            let is_signed = match state {
                Some(b"Off") => true,
                Some(state) => has_state(&self.after, after, state)?,
                None => false,
            };
            if !is_signed {
                return Err(refuse(name, "shows is in a state that it does not have"));
            }
        }
        if is_redrawn && is_button(&self.before, before)? {
            return Err(refuse(name, "shows when it is chosen, or not, was changed"));
        }
        if is_redrawn {
            self.confined(after, name)?;
            self.appearance(before, after)?;
        }
        Ok(())
    }

    /// An appearance may be drawn anew at its own object, where that serves this widget alone.
    pub(super) fn appearance(&mut self, before: &Dictionary, after: &Dictionary) -> Result<(), Stop> {
        let (Some(Object::Dictionary(before)), Some(Object::Dictionary(after))) =
            (self.before.resolve_entry(before, "AP")?, self.after.resolve_entry(after, "AP")?)
        else {
            return Ok(());
        };
        for (key, value) in after.iter() {
            let id = value.as_reference().filter(|_| before.value(key) == Some(value));
            let Some(id) = id.filter(|id| self.replaced.contains(&id.number)) else { continue };
            let (drawn, draws) = (self.before.object(id)?, self.after.object(id)?);
            if form_of(&drawn).is_some() && form_of(&draws).is_some() {
                self.claim_sole(id.number, "what a field shows")?;
                self.claim_new(&draws)?;
            }
        }
        Ok(())
    }
}

fn refuse(name: &str, what: &str) -> Stop {
    Stop::forbidden(ChangeKind::Form, format!("what field {} {what}", quoted(name)))
}

/// What a document says of filling in its fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filling {
    /// Its certification allows it.
    Allowed,
    /// Its certification does not.
    Forbidden,
    /// Nobody certified it.
    Untold,
}

/// Whether the document was certified, and filling in allowed. /DocMDP of /Perms names the certifying signature, which is one of
/// those that are verified; what else stands there certifies nothing. Each signature may allow less, and none may allow more.
fn filling(view: &View<'_, '_>) -> Result<Filling, Stop> {
    let mut is_certified = false;
    let certification = certification(view)?;
    for signature in signatures_so_far(view) {
        let of_document = transforms(view, &signature.dictionary, "DocMDP")?;
        is_certified |= certification == Some(signature.id) && !of_document.is_empty();
        let of_fields = transforms(view, &signature.dictionary, "FieldMDP")?;
        for (parameters, default) in of_document
            .iter()
            .map(|of_document| (of_document, FILLING))
            .chain(of_fields.iter().map(|of_fields| (of_fields, COMMENTS)))
        {
            if level(view, parameters)?.unwrap_or(default) < FILLING {
                return Ok(Filling::Forbidden);
            }
        }
    }
    Ok(if is_certified { Filling::Allowed } else { Filling::Untold })
}

/// The signature that /Perms names as the one that certifies the document.
fn certification(view: &View<'_, '_>) -> Result<Option<ObjectId>, Stop> {
    let permissions = view.resolve_entry(&view.catalog()?, "Perms")?;
    let permissions = permissions.as_ref().and_then(Object::as_dictionary);
    Ok(permissions.and_then(|permissions| permissions.entry("DocMDP")).and_then(Object::as_reference))
}

/// The level of permission that a signature names (tables 257 and 236); what is no level allows nothing.
fn level(view: &View<'_, '_>, parameters: &Dictionary) -> Result<Option<i64>, Stop> {
    let named = view.resolve_entry(parameters, "P")?.filter(|level| *level != Object::Null);
    Ok(named.map(|level| level.as_integer().unwrap_or(NOTHING)))
}

/// Whether a signature that was there before allows no further one: only evidence and time-stamps may follow (table 257).
pub(super) fn forbids_signatures(view: &View<'_, '_>) -> Result<bool, Stop> {
    Ok(filling(view)? == Filling::Forbidden)
}

/// The signatures of this version and those before it.
fn signatures_so_far<'d>(view: &View<'d, '_>) -> impl Iterator<Item = &'d SignatureObject> + use<'d> {
    let index = view.index();
    let signatures = view.document().survey().signatures().iter();
    signatures.filter(move |signature| signature.revision <= index)
}

/// The parameters of a signature's references with this method. A reference that is none may have any method.
pub(super) fn transforms(
    view: &View<'_, '_>,
    signature: &Dictionary,
    method: &str,
) -> Result<Vec<Dictionary>, Stop> {
    let references = match view.resolve_entry(signature, "Reference")? {
        None | Some(Object::Null) => return Ok(Vec::new()),
        Some(Object::Array(references)) => references,
        Some(_) => return Ok(vec![Dictionary::default()]),
    };
    let mut found = Vec::new();
    for reference in references {
        let Object::Dictionary(reference) = view.resolve(&reference)? else {
            found.push(Dictionary::default());
            continue;
        };
        let named = view.resolve_entry(&reference, "TransformMethod")?;
        if named.as_ref().and_then(Object::as_name).is_none_or(|named| named == method.as_bytes()) {
            let parameters = view.resolve_entry(&reference, "TransformParams")?;
            found.push(parameters.as_ref().and_then(Object::as_dictionary).cloned().unwrap_or_default());
        }
    }
    Ok(found)
}

/// Fields that a signature locked (table 258).
enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Lock {
    fn holds(&self, name: &str) -> bool {
        // A name stands for the fields below it too.
        let is_named = |names: &[String]| {
            let below = |known: &String| {
                name.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            names.iter().any(below)
        };
        match self {
            Self::All => true,
            Self::Include(names) => is_named(names),
            Self::Exclude(names) => !is_named(names),
        }
    }
}

/// Every lock of the signatures so far; what is written as none locks everything.
fn locks(view: &View<'_, '_>) -> Result<Vec<Lock>, Stop> {
    let mut locks = Vec::new();
    for signature in signatures_so_far(view) {
        for parameters in transforms(view, &signature.dictionary, "FieldMDP")? {
            let action = view.resolve_entry(&parameters, "Action")?;
            let names = names(view, &parameters)?;
            locks.push(match (action.as_ref().and_then(Object::as_name), names) {
                (Some(b"Include"), Some(names)) => Lock::Include(names),
                (Some(b"Exclude"), Some(names)) => Lock::Exclude(names),
                _ => Lock::All,
            });
        }
    }
    Ok(locks)
}

/// /Fields of a lock: the names of fields, if each of them is a string.
fn names(view: &View<'_, '_>, parameters: &Dictionary) -> Result<Option<Vec<String>>, Stop> {
    let Some(Object::Array(fields)) = view.resolve_entry(parameters, "Fields")? else { return Ok(None) };
    let mut names = Vec::new();
    for field in &fields {
        match view.resolve(field)? {
            Object::String(name) => names.push(crate::pdf::text(&name)),
            _ => return Ok(None),
        }
    }
    Ok(Some(names))
}
