//! What a prepared signature field wants of its signature: seed values (ISO 32000-2, 12.7.5.5, table 238).
//!
//! A wish that is not required is passed over. One that is required is honoured or refused in words, before anybody is
//! asked to sign.

use pki_types::SignatureAlgorithm;

use super::prepare::{FILTER, Preparation, SUB_FILTER};
use crate::error::Error;
use crate::pdf::{Dictionary, Object, View, text};

/// The bits of /Ff by which entries become required (table 238).
const REQUIRED: [(i64, &str); 9] = [
    (1, "Filter"),
    (2, "SubFilter"),
    (4, "V"),
    (8, "Reasons"),
    (16, "LegalAttestation"),
    (32, "AddRevInfo"),
    (64, "DigestMethod"),
    (128, "LockDocument"),
    (256, "AppearanceFilter"),
];
/// The newest seed values that are understood: 3, those of PDF 2.0.
const VERSION: i64 = 3;

/// Checks the seed values of `field`, if it has any.
pub(super) fn check_seed(
    view: &View<'_, '_>,
    name: &str,
    field: &Dictionary,
    preparation: &Preparation<'_>,
    algorithm: SignatureAlgorithm,
) -> Result<(), Error> {
    let Some(Object::Dictionary(seed)) = view.resolve_entry(field, "SV")? else { return Ok(()) };
    let refuse = |wants: String| Err(Error::Field { what: format!("{name:?} wants {wants}") });
    let flags = seed.entry("Ff").and_then(Object::as_integer).unwrap_or(0);
    for (_, key) in REQUIRED.iter().filter(|(bit, _)| flags & bit != 0) {
        let Some(value) = view.resolve_entry(&seed, key)? else { continue };
        let values = match &value {
            Object::Array(items) => {
                items.iter().map(|item| view.resolve(item)).collect::<Result<Vec<_>, _>>()?
            }
            _ => vec![value],
        };
        if !is_honoured(key, &values, preparation, algorithm) {
            return refuse(format!("/{key} {}, and this signature has none such", shown(&values)));
        }
    }
    // A permission of 0 means an ordinary signature; any other a certification (table 238, MDP).
    if let Some(Object::Dictionary(permissions)) = view.resolve_entry(&seed, "MDP")?
        && permissions.entry("P").and_then(Object::as_integer).is_some_and(|permission| permission != 0)
    {
        return refuse("a certification of the document (/MDP), and this is a signature of a person".into());
    }
    // Every bit of a certificate's seed values makes one of them required (table 239).
    if let Some(Object::Dictionary(certificate)) = view.resolve_entry(&seed, "Cert")?
        && certificate.entry("Ff").and_then(Object::as_integer).is_some_and(|flags| flags != 0)
    {
        return refuse("a certificate with properties of its own (/Cert), which is not supported".into());
    }
    Ok(())
}

/// Whether this signature is as the required entry wants. A time-stamp (/TimeStamp) every signature gets, from the
/// country's own authority: an address that a document names is not asked.
fn is_honoured(
    key: &str,
    values: &[Object],
    preparation: &Preparation<'_>,
    algorithm: SignatureAlgorithm,
) -> bool {
    match key {
        "Filter" => values.iter().any(|value| value.is_name(FILTER)),
        "SubFilter" => values.iter().any(|value| value.is_name(SUB_FILTER)),
        "V" => values.iter().all(|value| value.as_integer().is_some_and(|version| version <= VERSION)),
        "Reasons" => {
            let reasons: Vec<_> = values.iter().filter_map(Object::as_string).map(text).collect();
            match preparation.reason {
                // A single full stop means that no reason may be given.
                None => reasons.is_empty() || reasons == ["."],
                Some(reason) => reasons.iter().any(|allowed| allowed == reason),
            }
        }
        "DigestMethod" => {
            let ours = algorithm.hash().map(|hash| hash.to_string().replace('-', ""));
            values.iter().filter_map(Object::as_string).map(text).any(|method| Some(method) == ours)
        }
        "AddRevInfo" => values.iter().all(|value| *value == Object::Boolean(false)),
        "LockDocument" => values.iter().all(|value| value.is_name("false")),
        _ => false,
    }
}

fn shown(values: &[Object]) -> String {
    let words = values.iter().map(|value| match value {
        Object::Name(name) | Object::String(name) => format!("{:?}", text(name)),
        Object::Integer(number) => number.to_string(),
        Object::Real(number) => text(number),
        other => other.kind().to_owned(),
    });
    words.collect::<Vec<_>>().join(", ")
}
