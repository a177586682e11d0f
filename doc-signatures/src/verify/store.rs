//! The document security store as an addition: which objects belong to it (ISO 32000-2, 12.8.4.3).

use super::changes::{Comparison, Outcome};
use crate::error::Error;
use crate::pdf::{Dictionary, Object};

/// Entries of the store and of its parts that refer to evidence (tables 261 and 262).
const STORE_KEYS: [&str; 3] = ["Certs", "OCSPs", "CRLs"];
const RELATED_KEYS: [&str; 3] = ["Cert", "OCSP", "CRL"];

/// Accounts for every object of the store in the later version, and refuses a store that is anything else.
pub(super) fn explain_store(comparison: &mut Comparison<'_, '_>) -> Outcome<()> {
    let after = comparison.after.catalog()?;
    let before = comparison.before.catalog()?;
    let Some(value) = after.entry("DSS").cloned() else {
        return Ok(if before.entry("DSS").is_some() {
            Err("the evidence was removed".into())
        } else {
            Ok(())
        });
    };
    let Object::Dictionary(store) = take(comparison, &value)? else {
        return Ok(Err("/DSS is not a dictionary".into()));
    };
    for (key, value) in store.iter() {
        let key = String::from_utf8_lossy(key).into_owned();
        let plain = match key.as_str() {
            "Type" => Ok(()),
            "VRI" => related(comparison, value)?,
            key if STORE_KEYS.contains(&key) => evidence(comparison, value)?,
            _ => Err(format!("the evidence has an entry /{key}")),
        };
        if plain.is_err() {
            return Ok(plain);
        }
    }
    let revision = comparison.after.revision();
    if comparison.explained.iter().chain(&comparison.evidence_only).any(|number| {
        revision.entry(*number).is_some()
            && Some(*number) != comparison.after.catalog_id().ok().map(|id| id.number)
    }) {
        comparison.done.push("validation evidence added".into());
    }
    Ok(Ok(()))
}

/// /VRI: one dictionary per signature.
fn related(comparison: &mut Comparison<'_, '_>, value: &Object) -> Outcome<()> {
    let Object::Dictionary(related) = take(comparison, value)? else {
        return Ok(Err("/VRI is not a dictionary".into()));
    };
    for (name, value) in related.iter() {
        if name == b"Type" {
            continue;
        }
        let Object::Dictionary(entry) = take(comparison, value)? else {
            return Ok(Err("an entry of /VRI is not a dictionary".into()));
        };
        if let Err(problem) = related_entry(comparison, &entry)? {
            return Ok(Err(problem));
        }
    }
    Ok(Ok(()))
}

fn related_entry(comparison: &mut Comparison<'_, '_>, entry: &Dictionary) -> Outcome<()> {
    for (key, value) in entry.iter() {
        let key = String::from_utf8_lossy(key).into_owned();
        match key.as_str() {
            "Type" | "TU" => {}
            "TS" => {
                take(comparison, value)?;
            }
            key if RELATED_KEYS.contains(&key) => {
                if let Err(problem) = evidence(comparison, value)? {
                    return Ok(Err(problem));
                }
            }
            _ => return Ok(Err(format!("an entry of /VRI has an entry /{key}"))),
        }
    }
    Ok(Ok(()))
}

/// An array of streams.
fn evidence(comparison: &mut Comparison<'_, '_>, value: &Object) -> Outcome<()> {
    let Object::Array(items) = take(comparison, value)? else {
        return Ok(Err("a list of evidence is not an array".into()));
    };
    for item in &items {
        let Object::Stream(_) = take(comparison, item)? else {
            return Ok(Err("a piece of evidence is not a stream".into()));
        };
    }
    Ok(Ok(()))
}

/// Resolves a part of the store and accounts for its object.
fn take(comparison: &mut Comparison<'_, '_>, value: &Object) -> Result<Object, Error> {
    if let Object::Reference(id) = value {
        let accounts =
            if comparison.is_new(*id) { &mut comparison.explained } else { &mut comparison.evidence_only };
        accounts.insert(id.number);
    }
    comparison.after.resolve(value)
}
