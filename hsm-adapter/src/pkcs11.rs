//! Keys in tokens of PKCS#11: hardware modules, or SoftHSM.
//!
//! ```text
//!   label ── the token whose configuration names it most exactly ──► login (one) ── session (of a few) ── handle (cached)
//! ```
//!
//! A token may be away when the program starts, and go and come while it runs: what needs its keys gets
//! [`Error::Away`](crate::Error::Away) until it is back. Keys that can be extracted are refused.

mod connection;
mod copies;
mod making;
mod module;
mod objects;
mod pin;
mod pool;
mod protection;
mod recovery;
mod token;
mod uri;
mod using;

use std::collections::HashMap;
use std::sync::Arc;

use pki_types::PublicKey;

use self::making::{Stay, Wanted};
use self::objects::Purpose;
use self::protection::TokenProtector;
use self::recovery::Trouble;
use self::token::{Repeat, Token};
use self::using::{TokenAgreement, TokenSigner};
use crate::{Agreement, Error, KeySpecification, KeyStore, Protector, Signer, labels};

pub use copies::TokenCopies;
pub use token::TokenConfig;
pub use uri::TokenUri;

/// Keys in one or more tokens.
pub struct TokenKeyStore {
    tokens: Vec<Arc<Token>>,
    known: HashMap<String, PublicKey>,
}

impl std::fmt::Debug for TokenKeyStore {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.tokens.iter().map(|token| token.config.name.as_str()).collect();
        out.debug_struct("TokenKeyStore").field("tokens", &names).finish_non_exhaustive()
    }
}

impl TokenKeyStore {
    /// Loads the modules of these tokens; nobody logs in yet.
    ///
    /// `known` are the public halves of keys from an earlier look: with them a signer can be made while its token is
    /// away, and another key under the same label is refused.
    ///
    /// # Errors
    /// [`Error::Module`].
    pub fn open(tokens: Vec<TokenConfig>, known: HashMap<String, PublicKey>) -> Result<Self, Error> {
        let sessions = tokens.iter().map(|token| token.sessions).sum();
        let tokens = tokens.into_iter().map(Token::new).collect::<Result<Vec<_>, Error>>()?;
        crate::offload::allow_waiting(sessions);
        Ok(Self { tokens, known })
    }

    /// Logs in to every token; gives what keeps tokens away, for the log.
    ///
    /// # Errors
    /// [`Error::WrongPin`] and [`Error::PinBlocked`], at the first of them: a person is needed.
    pub fn log_in(&self) -> Result<Vec<Error>, Error> {
        let mut away = Vec::new();
        for token in &self.tokens {
            match token.with("log in", Repeat::Freely, |_, _| Ok(())) {
                Ok(()) => {}
                Err(problem @ (Error::WrongPin { .. } | Error::PinBlocked { .. } | Error::Uri { .. })) => {
                    return Err(problem);
                }
                Err(problem) => away.push(problem),
            }
        }
        Ok(away)
    }

    /// The URI of a key (RFC 7512), for transcripts.
    ///
    /// # Errors
    /// [`Error::NoToken`].
    pub fn uri(&self, label: &str) -> Result<String, Error> {
        Ok(self.token(label)?.config.uri.of_key(label))
    }

    fn token(&self, label: &str) -> Result<&Arc<Token>, Error> {
        labels::check(label)?;
        let exactness = |token: &&Arc<Token>| {
            let matching = token.config.keys.iter().filter(|pattern| pattern.matches(label));
            matching.map(labels::Pattern::exactness).max()
        };
        self.tokens
            .iter()
            .filter(|token| exactness(token).is_some())
            .max_by_key(exactness)
            .ok_or_else(|| Error::NoToken { label: label.to_owned() })
    }

    /// The purpose and the public half of a key that is there now.
    fn look(&self, label: &str) -> Result<(Purpose, Option<PublicKey>), Error> {
        let token = self.token(label)?;
        token.with("find a key", Repeat::Freely, |connection, session| {
            let key = connection.key(session, &token.config.name, label)?;
            Ok((key.purpose, key.public.clone()))
        })
    }

    /// The public half of a key for this purpose: what the token says, which must be what is known; what is known, while
    /// the token is away.
    fn public(&self, label: &str, wanted: Purpose) -> Result<PublicKey, Error> {
        let token = self.token(label)?.config.name.clone();
        let known = self.known.get(label);
        match self.look(label) {
            Ok((purpose, public)) => {
                right_use(label, purpose, &[wanted])?;
                let public = public.ok_or_else(|| Error::Refused {
                    what: "find a key",
                    problem: format!("{label} in {token} has no public key object beside it"),
                })?;
                if known.is_some_and(|known| *known != public) {
                    return Err(Error::OtherKey { label: label.to_owned(), token });
                }
                Ok(public)
            }
            Err(problem) if problem.is_away() => known.cloned().ok_or(problem),
            Err(problem) => Err(problem),
        }
    }
}

fn right_use(label: &str, found: Purpose, wanted: &[Purpose]) -> Result<(), Error> {
    if wanted.contains(&found) {
        return Ok(());
    }
    Err(Error::WrongUse { label: label.to_owned(), found: found.name(), wanted: wanted[0].name() })
}

impl KeyStore for TokenKeyStore {
    fn generate(&self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error> {
        let token = self.token(label)?;
        token.with("generate a key", Repeat::OnlyIfNothingWasDone, |connection, _| {
            let session = connection.administrator();
            if objects::find(&session, &token.config.name, label)?.is_some() {
                return Err(making::exists(label));
            }
            making::can_make(token, connection, specification)?;
            making::pair(&session, specification, label, Stay::Forever).map(drop)
        })?;
        let wanted = match specification {
            KeySpecification::P256Agreement => Purpose::Agreement,
            _ => Purpose::Signing,
        };
        self.public(label, wanted)
    }

    fn generate_protection_key(&self, label: &str) -> Result<(), Error> {
        let token = self.token(label)?;
        token.with("generate a key", Repeat::OnlyIfNothingWasDone, |connection, _| {
            let session = connection.administrator();
            if objects::find(&session, &token.config.name, label)?.is_some() {
                return Err(making::exists(label));
            }
            let wanted = Wanted::protection(token, connection)?;
            making::secret(&session, wanted, label, Stay::Forever).map(drop)
        })
    }

    fn signer(&self, label: &str) -> Result<Arc<dyn Signer>, Error> {
        let public = self.public(label, Purpose::Signing)?;
        TokenSigner::open(self.token(label)?.clone(), label, public)
    }

    fn agreement(&self, label: &str) -> Result<Arc<dyn Agreement>, Error> {
        let public = self.public(label, Purpose::Agreement)?;
        TokenAgreement::open(self.token(label)?.clone(), label, public)
    }

    fn protector(&self, label: &str) -> Result<Arc<dyn Protector>, Error> {
        match self.look(label) {
            Ok((purpose, _)) => right_use(label, purpose, &[Purpose::Encryption, Purpose::KeyDerivation])?,
            // A secret key has no public half that would have to be known.
            Err(problem) if problem.is_away() => {}
            Err(problem) => return Err(problem),
        }
        Ok(TokenProtector::with(self.token(label)?.clone(), label))
    }

    fn contains(&self, label: &str) -> Result<bool, Error> {
        if labels::check(label).is_err() {
            return Ok(false);
        }
        match self.look(label) {
            Ok(_) => Ok(true),
            Err(Error::Missing { .. } | Error::NoToken { .. }) => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    fn labels(&self, beginning: &str) -> Result<Vec<String>, Error> {
        let mut all = Vec::new();
        let could = |token: &Arc<Token>| token.config.keys.iter().any(|keys| keys.meets(beginning));
        for token in self.tokens.iter().filter(|token| could(token)) {
            let labels = token.with("list keys", Repeat::Freely, |_, session| objects::labels(session))?;
            // A key under a label that another token should have is nobody's.
            all.extend(
                labels
                    .into_iter()
                    .filter(|label| label.starts_with(beginning))
                    .filter(|label| self.token(label).is_ok_and(|home| Arc::ptr_eq(home, token))),
            );
        }
        all.sort();
        Ok(all)
    }

    fn destroy(&self, label: &str) -> Result<(), Error> {
        let token = self.token(label)?;
        token.with("destroy a key", Repeat::OnlyIfNothingWasDone, |connection, _| {
            let session = connection.administrator();
            connection.forget(label);
            let key = connection.key(&session, &token.config.name, label)?;
            connection.forget(label);
            // The private half first: a crash in between leaves a public key, which nobody can use.
            session.destroy_object(key.handle)?;
            for object in key.objects.iter().filter(|object| **object != key.handle) {
                session.destroy_object(*object)?;
            }
            Ok::<(), Trouble>(())
        })
    }
}
