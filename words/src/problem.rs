//! The table of problems: everything that is ever refused, each kind once, with what to do about it.
//!
//! A core that refuses, a door that answers and a page that explains name the same constant. Who met the problem first makes
//! no difference: where a relying party and a phone both meet it, its remedy tells each of them what to do.
//!
//! **To add one**: its lines in the file of what it is about. Its page `/problems/<slug>` is made from them, and its class
//! says what a door answers in the numbers of its protocol.

/// Problems of one file, and the list of them.
macro_rules! problems {
    ($file:ident: $($name:ident: $class:ident = $slug:literal, $title:literal, $remedy:literal;)+) => {
        use super::{Class, ProblemType};

        $(
            #[doc = concat!($title, ".")]
            pub const $name: &ProblemType =
                &ProblemType { slug: $slug, class: Class::$class, title: $title, remedy: $remedy };
        )+

        pub(super) const $file: &[&ProblemType] = &[$($name),+];
    };
}

mod acts;
mod enrolments;
mod http;
mod keys;
mod messages;
mod publication;
mod register;
mod requests;

pub use acts::*;
pub use enrolments::*;
pub use http::*;
pub use keys::*;
pub use messages::*;
pub use publication::*;
pub use register::*;
pub use requests::*;

/// What kind of no it is, whoever says it in whatever protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// It cannot be read, or says what such a message must not say.
    Malformed,
    /// It can be read, and a member of it has a value that is not allowed.
    Invalid,
    /// There is more of it than is taken.
    TooLarge,
    /// It did not arrive in time.
    TooSlow,
    /// It came by a method that its address does not take.
    WrongMethod,
    /// It came as something else than its address takes.
    WrongMedia,
    /// Nobody has said who asks.
    Unauthenticated,
    /// Not for this sender, or not without what is missing.
    Forbidden,
    /// There is no such thing.
    Unknown,
    /// It does not fit how things stand.
    Conflict,
    /// Its time is over.
    Over,
    /// Not before a time that was set because of what came before.
    Locked,
    /// More than are taken.
    TooMany,
    /// The service failed.
    Internal,
    /// The service cannot do it at the moment.
    Unavailable,
}

/// One kind of problem: what is the same each time it occurs (RFC 9457 §3.1).
#[derive(Debug, PartialEq, Eq)]
pub struct ProblemType {
    /// The stable name, the last segment of `type`: lower-case words and hyphens.
    pub slug: &'static str,
    /// What kind of no it is.
    pub class: Class,
    /// What happened, as a sentence without a full stop.
    pub title: &'static str,
    /// What whoever meets it should do, as whole sentences; the end of every `detail`.
    pub remedy: &'static str,
}

impl ProblemType {
    /// The `type` of a problem body, `/problems/<slug>`, the same at every door and in every release. RFC 9457 §3.1.1 allows
    /// relative references.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("/problems/{}", self.slug)
    }
}

/// Every kind of problem, file by file.
pub fn all() -> impl Iterator<Item = &'static ProblemType> {
    let files = [ACTS, REGISTER, KEYS, ENROLMENTS, REQUESTS, MESSAGES, PUBLICATION, HTTP];
    files.into_iter().flatten().copied()
}

/// The kind with this slug; none if this program does not know it.
#[must_use]
pub fn named(slug: &str) -> Option<&'static ProblemType> {
    all().find(|kind| kind.slug == slug)
}

/// The kind with this `type`, `/problems/<slug>`; none if this program does not know it.
#[must_use]
pub fn referred_to(reference: &str) -> Option<&'static ProblemType> {
    reference.strip_prefix("/problems/").and_then(named)
}
