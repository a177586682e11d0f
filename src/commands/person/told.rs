//! A person, a phone and an activation in words.

use phone_protocol::comparison_code;
use pki_types::display::shown;
use words::Purpose;
use words::api::officers::{
    ActivationBody, ActivationState, CertificateBody, CertificateState, DeviceBody, PersonBody,
};
use words::profile::purpose_of;

use crate::cli::PersonName;

/// The name of the register, and the code.
pub(in crate::commands) fn name(person: &PersonName, found: &PersonBody) -> String {
    let PersonName { country, code } = person;
    format!("{} {} ({country}-{})", shown(&found.given_name), shown(&found.surname), shown(code))
}

/// All that an officer is told of a person.
pub(super) fn person(person: &PersonName, found: &PersonBody) -> String {
    let mut lines = vec![format!("{}, registered at {}", name(person, found), found.registered_at.rfc3339())];
    lines.extend(found.devices.iter().map(device));
    lines.extend(found.activations.iter().map(activation));
    if found.devices.is_empty() {
        lines.push("No phone was ever enrolled.".to_owned());
    }
    lines.join("\n")
}

/// A phone and its certificates.
pub(super) fn device(told: &DeviceBody) -> String {
    let DeviceBody { device, kind, enrolled_at, blocked_at, certificates } = told;
    let mut lines = vec![format!("Phone {device} ({kind}), enrolled at {}", enrolled_at.rfc3339())];
    if let Some(at) = blocked_at {
        lines.push(format!("  blocked since {}: end it, and let the person enrol anew", at.rfc3339()));
    }
    lines.extend(certificates.iter().map(certificate));
    lines.extend(comparison(certificates));
    lines.join("\n")
}

/// What the citizen's phone shows too, if it is this phone.
fn comparison(certificates: &[CertificateBody]) -> Option<String> {
    let newest = |purpose| {
        let mut of_purpose = certificates.iter().filter(|told| purpose_of(&told.profile) == Some(purpose));
        of_purpose.next().map(|told| told.certificate)
    };
    let (authentication, signature) = newest(Purpose::Authentication).zip(newest(Purpose::Signature))?;
    let code = comparison_code(&authentication, &signature);
    Some(format!("  comparison code {code}: the person's phone must show the same"))
}

fn certificate(told: &CertificateBody) -> String {
    let since = told.since.map_or_else(String::new, |at| format!(" since {}", at.rfc3339()));
    let state = match told.state {
        CertificateState::Good => format!("good until {}", told.not_after.rfc3339()),
        CertificateState::Suspended => format!("suspended{since}"),
        CertificateState::Revoked => format!("revoked{since}"),
        CertificateState::Expired => format!("expired at {}", told.not_after.rfc3339()),
    };
    format!("  {} {}: {state}", shown(&told.profile), told.certificate)
}

/// An activation in a person's words.
pub(super) fn activation(told: &ActivationBody) -> String {
    let state = match told.state {
        ActivationState::Open => format!("open until {}", told.expires_at.rfc3339()),
        ActivationState::Used => "used".to_owned(),
        ActivationState::Expired => format!("expired at {}", told.expires_at.rfc3339()),
        ActivationState::Ended => {
            format!("ended at {}", told.ended_at.unwrap_or(told.expires_at).rfc3339())
        }
        ActivationState::Cancelled => {
            format!("cancelled at {}", told.ended_at.unwrap_or(told.expires_at).rfc3339())
        }
        ActivationState::Void => "void".to_owned(),
    };
    let failures = match told.failures {
        0 => String::new(),
        failures => format!("\n{failures} enrolments came for it that did not know its secret."),
    };
    let why = told.why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
    format!("Activation {} is {state}{why}.{failures}", told.activation)
}
