//! What a problem's stable type means, in the words of this program: a session says only the type of what ended it.

/// What happened, as a sentence without a full stop, and what to do, as whole sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explained {
    /// What happened.
    pub title: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// Explains `/problems/<slug>` (RFC 9457 §3.1.1); none for a type that this version does not know.
pub fn explained(kind: &str) -> Option<Explained> {
    let slug = kind.strip_prefix("/problems/")?;
    let cores = consent_core::problem::KINDS.iter().map(|kind| (kind.slug, kind.title, kind.remedy));
    let doors = [mobile_sig_api::problems::ALL, http_kit::problems::ALL].into_iter().flatten();
    let doors = doors.map(|kind| (kind.slug, kind.title, kind.remedy));
    let (_, title, remedy) = cores.chain(doors).find(|(known, _, _)| *known == slug)?;
    Some(Explained { title, remedy })
}
