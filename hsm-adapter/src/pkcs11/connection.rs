//! A token while we are logged in: its sessions, what it can do, and where its keys are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use cryptoki::mechanism::MechanismType;
use cryptoki::session::Session;
use cryptoki::slot::Slot;

use super::objects::{self, TokenKey};
use super::pool::Pool;
use super::recovery::Trouble;
use crate::Error;

/// One login. Handles of keys mean something only as long as it lasts.
pub(super) struct Connection {
    pub(super) slot: Slot,
    pub(super) pool: Pool<Session>,
    pub(super) made_at: Instant,
    mechanisms: Vec<MechanismType>,
    /// Read-write: makes and destroys keys, and holds the login while no other session is open.
    administrator: Mutex<Session>,
    keys: Mutex<HashMap<String, Arc<TokenKey>>>,
}

impl Connection {
    pub(super) fn new(
        slot: Slot,
        mechanisms: Vec<MechanismType>,
        administrator: Session,
        sessions: usize,
    ) -> Self {
        Self {
            slot,
            pool: Pool::new(sessions),
            made_at: Instant::now(),
            mechanisms,
            administrator: Mutex::new(administrator),
            keys: Mutex::default(),
        }
    }

    /// Whether the token knows a mechanism.
    pub(super) fn can(&self, mechanism: MechanismType) -> bool {
        self.mechanisms.contains(&mechanism)
    }

    /// The session that makes and destroys keys; one at a time.
    pub(super) fn administrator(&self) -> MutexGuard<'_, Session> {
        self.administrator.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A key, searched for once: a search reads every object of the token.
    pub(super) fn key(&self, session: &Session, token: &str, label: &str) -> Result<Arc<TokenKey>, Trouble> {
        if let Some(known) = self.keys().get(label) {
            return Ok(known.clone());
        }
        let found = objects::find(session, token, label)?.ok_or_else(|| {
            Trouble::Ours(Error::Missing { label: label.to_owned(), place: format!("the token {token}") })
        })?;
        let found = Arc::new(found);
        self.keys().insert(label.to_owned(), found.clone());
        Ok(found)
    }

    /// A key was destroyed.
    pub(super) fn forget(&self, label: &str) {
        self.keys().remove(label);
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<String, Arc<TokenKey>>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
