//! One token: found, logged in to once, used by several at a time, and won back when it was lost.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use cryptoki::context::Function;
use cryptoki::error::{Error as ModuleError, RvError};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use secrecy::SecretString;

use super::connection::Connection;
use super::module::{Holder, Lease};
use super::objects::TokenKey;
use super::pin::RefusedPin;
use super::pool::NotLent;
use super::recovery::{Remedy, Trouble, proves_nothing_done, remedy};
use super::uri::TokenUri;
use crate::{Error, labels};

/// How long a caller waits for a session, or for a login that somebody else has begun.
const PATIENCE: Duration = Duration::from_secs(5);
/// Tries of one piece of work, each after a remedy.
const TRIES: usize = 3;
/// The pauses between two looks for a token that is away.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// Where a token is and how one gets in.
#[derive(Debug, Clone)]
pub struct TokenConfig {
    /// What it is called in messages.
    pub name: String,
    /// The shared library that speaks to it.
    pub module: PathBuf,
    /// Which of the library's tokens it is.
    pub uri: TokenUri,
    /// The user's PIN.
    pub pin: SecretString,
    /// How many sessions may be open for signing, opening and so on; one more is for making and destroying keys.
    pub sessions: usize,
    /// Which keys live here; the token that names a label most exactly has it.
    pub keys: Vec<labels::Pattern>,
    /// A file that remembers a refused PIN, so that no later run tries it again.
    pub refused_pin: Option<PathBuf>,
}

/// Whether work may be done twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Reading, agreeing, encrypting: twice is as good as once.
    Freely,
    /// Signing, making and destroying: only if the error proves that nothing was done.
    OnlyIfNothingWasDone,
}

/// A token of the configuration.
pub(super) struct Token {
    // Dropped before the module, whose sessions these are.
    state: Mutex<State>,
    changed: Condvar,
    pub(super) config: TokenConfig,
    refused: RefusedPin,
    module: Lease,
}

struct State {
    phase: Phase,
    /// When a token that was away is looked for again, and the pause after that.
    next_look: Instant,
    pause: Duration,
    /// How it showed last that the token is away.
    away: String,
}

enum Phase {
    /// Not logged in.
    Apart,
    /// Somebody is logging in.
    Connecting,
    /// Logged in.
    Connected(Arc<Connection>),
    /// The PIN was refused: the end, for this process.
    Stopped(Stop),
}

/// Why nobody tries to log in any more.
#[derive(Clone)]
enum Stop {
    WrongPin(String),
    PinBlocked(&'static str),
}

/// Why there is no connection.
enum NoConnection {
    /// The token was looked for and not found: a new beginning with its module may help.
    NotFound(Error),
    /// Any other reason.
    For(Error),
}

/// Why a login did not happen.
enum NoLogin {
    Stop(Stop),
    Away(String),
    Ours(Error),
}

impl Token {
    /// Loads the module; the token itself is looked for when it is first used.
    pub(super) fn new(config: TokenConfig) -> Result<Arc<Self>, Error> {
        let module = Lease::new(&config.module)?;
        let state = State {
            phase: Phase::Apart,
            next_look: Instant::now(),
            pause: SHORTEST_PAUSE,
            away: "it was not looked for yet".to_owned(),
        };
        let refused = RefusedPin::new(config.refused_pin.clone());
        let token =
            Arc::new(Self { state: Mutex::new(state), changed: Condvar::new(), config, refused, module });
        let holder: Weak<Self> = Arc::downgrade(&token);
        token.module.register(holder);
        Ok(token)
    }

    /// Does a piece of work with a session, tries again after a remedy if it may, and gives up in words.
    pub(super) fn with<T>(
        &self,
        what: &'static str,
        repeat: Repeat,
        mut work: impl FnMut(&Connection, &Session) -> Result<T, Trouble>,
    ) -> Result<T, Error> {
        let mut last = self.away("it does not answer".to_owned());
        for _ in 0..TRIES {
            let inside = match self.module.enter() {
                Ok(inside) => inside,
                Err(problem) if self.module.begin_anew() => {
                    last = self.away(problem);
                    continue;
                }
                Err(problem) => return Err(self.away(problem)),
            };
            let connection = match self.connection() {
                Ok(connection) => connection,
                Err(NoConnection::NotFound(problem)) => {
                    drop(inside);
                    if !self.module.begin_anew() {
                        return Err(problem);
                    }
                    self.lock().next_look = Instant::now();
                    last = problem;
                    continue;
                }
                Err(NoConnection::For(problem)) => return Err(problem),
            };
            let trouble = match self.once(&connection, &mut work) {
                Ok(done) => return Ok(done),
                Err(Trouble::Ours(problem)) => return Err(problem),
                Err(Trouble::Module(trouble)) => trouble,
            };
            let remedy = remedy(&trouble);
            match remedy {
                Remedy::Retry | Remedy::Fatal => {}
                Remedy::LogInAgain => self.part_from(&connection),
                Remedy::Reinitialise => {
                    self.part_from(&connection);
                    drop((connection, inside));
                    self.module.begin_anew();
                }
            }
            last = match remedy {
                Remedy::Fatal | Remedy::Retry => Error::Refused { what, problem: trouble.to_string() },
                Remedy::LogInAgain | Remedy::Reinitialise => self.away(trouble.to_string()),
            };
            if remedy == Remedy::Fatal
                || (repeat == Repeat::OnlyIfNothingWasDone && !proves_nothing_done(&trouble))
            {
                return Err(last);
            }
        }
        Err(last)
    }

    /// Does a piece of work with a key that was there before; finding it is part of the work, once for each login.
    ///
    /// A module may forget the keys of a token that was taken away before it notices the loss: a key that is not there
    /// any more is looked for again after a new beginning, and only then missing.
    pub(super) fn with_key<T>(
        &self,
        what: &'static str,
        label: &str,
        repeat: Repeat,
        mut work: impl FnMut(&Connection, &Session, &TokenKey) -> Result<T, Trouble>,
    ) -> Result<T, Error> {
        let begun_at = Instant::now();
        self.with(what, repeat, |connection, session| {
            match connection.key(session, &self.config.name, label) {
                Err(Trouble::Ours(Error::Missing { .. })) if connection.made_at < begun_at => {
                    Err(Trouble::Module(ModuleError::Pkcs11(RvError::TokenNotPresent, Function::FindObjects)))
                }
                Err(trouble) => Err(trouble),
                Ok(key) => work(connection, session, &key),
            }
        })
    }

    fn once<T>(
        &self,
        connection: &Arc<Connection>,
        work: &mut impl FnMut(&Connection, &Session) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let open = || self.module.context().open_ro_session(connection.slot);
        let session = connection.pool.take(PATIENCE, open).map_err(|problem| match problem {
            NotLent::Busy => Trouble::Ours(Error::Busy {
                token: self.config.name.clone(),
                sessions: self.config.sessions,
                waited_seconds: PATIENCE.as_secs(),
            }),
            NotLent::Open(problem) => Trouble::Module(problem),
        })?;
        let result = work(connection, &session);
        // A session in which something failed may be in the middle of an operation: it does not come back.
        match &result {
            Err(Trouble::Module(_)) => connection.pool.lost(),
            Ok(_) | Err(Trouble::Ours(_)) => connection.pool.put_back(session),
        }
        result
    }

    /// The login: the one that there is, or a new one, which one caller makes while others wait for it.
    fn connection(&self) -> Result<Arc<Connection>, NoConnection> {
        let until = Instant::now() + PATIENCE;
        let mut state = self.lock();
        loop {
            match &state.phase {
                Phase::Connected(connection) => return Ok(connection.clone()),
                Phase::Stopped(stop) => return Err(NoConnection::For(self.stopped(stop))),
                Phase::Apart if Instant::now() < state.next_look => {
                    return Err(NoConnection::For(self.away(state.away.clone())));
                }
                Phase::Apart => break,
                Phase::Connecting => {}
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(NoConnection::For(self.away("its login takes too long".to_owned())));
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.phase = Phase::Connecting;
        drop(state);
        let login = self.log_in();
        let mut state = self.lock();
        let result = match login {
            Ok(connection) => {
                let connection = Arc::new(connection);
                state.phase = Phase::Connected(connection.clone());
                state.pause = SHORTEST_PAUSE;
                Ok(connection)
            }
            Err(NoLogin::Stop(stop)) => {
                let problem = self.stopped(&stop);
                state.phase = Phase::Stopped(stop);
                Err(NoConnection::For(problem))
            }
            Err(NoLogin::Away(problem)) => {
                state.phase = Phase::Apart;
                state.next_look = Instant::now() + state.pause;
                state.pause = (state.pause * 2).min(LONGEST_PAUSE);
                state.away.clone_from(&problem);
                Err(NoConnection::NotFound(self.away(problem)))
            }
            Err(NoLogin::Ours(problem)) => {
                state.phase = Phase::Apart;
                Err(NoConnection::For(problem))
            }
        };
        drop(state);
        self.changed.notify_all();
        result
    }

    fn log_in(&self) -> Result<Connection, NoLogin> {
        let context = self.module.context();
        let away = |problem: ModuleError| NoLogin::Away(problem.to_string());
        // 1. The token, and whether its PIN may be tried at all.
        let (slot, token) = self.find()?;
        if token.user_pin_locked() {
            return Err(NoLogin::Stop(Stop::PinBlocked("is locked")));
        }
        if token.user_pin_final_try() {
            return Err(NoLogin::Stop(Stop::PinBlocked("has one try left before it locks")));
        }
        if self.refused.is(&self.config.pin).map_err(NoLogin::Ours)? {
            let problem = "this very PIN was refused in an earlier run".to_owned();
            return Err(NoLogin::Stop(Stop::WrongPin(problem)));
        }
        // 2. One login for all sessions (PKCS#11 3.0, 5.6.1): that of the session that stays open.
        let mechanisms = context.get_mechanism_list(slot).map_err(away)?;
        let session = context.open_rw_session(slot).map_err(away)?;
        match session.login(UserType::User, Some(&self.config.pin)) {
            Ok(()) | Err(ModuleError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(ModuleError::Pkcs11(
                code @ (RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange),
                _,
            )) => {
                self.refused.remember(&self.config.pin).map_err(NoLogin::Ours)?;
                return Err(NoLogin::Stop(Stop::WrongPin(code.to_string())));
            }
            Err(ModuleError::Pkcs11(RvError::PinLocked, _)) => {
                return Err(NoLogin::Stop(Stop::PinBlocked("is locked")));
            }
            Err(ModuleError::Pkcs11(RvError::PinExpired, _)) => {
                return Err(NoLogin::Stop(Stop::PinBlocked("has expired")));
            }
            Err(ModuleError::Pkcs11(RvError::UserPinNotInitialized, _)) => {
                return Err(NoLogin::Stop(Stop::PinBlocked("was never set")));
            }
            Err(problem) => return Err(away(problem)),
        }
        self.refused.forget();
        Ok(Connection::new(slot, mechanisms, session, self.config.sessions))
    }

    fn find(&self) -> Result<(Slot, TokenInfo), NoLogin> {
        let context = self.module.context();
        let away = |problem: ModuleError| NoLogin::Away(problem.to_string());
        let mut found = None;
        for slot in context.get_slots_with_token().map_err(away)? {
            // A slot that has just lost its token is passed over.
            let Ok(token) = context.get_token_info(slot) else { continue };
            if !self.config.uri.names(&token) {
                continue;
            }
            if found.replace((slot, token)).is_some() {
                return Err(NoLogin::Ours(Error::Uri {
                    uri: self.config.uri.to_string(),
                    problem: "it names more than one token: add `serial`".to_owned(),
                }));
            }
        }
        found.ok_or_else(|| NoLogin::Away(format!("no slot has {}", self.config.uri)))
    }

    /// Ends a login, unless it was replaced already.
    fn part_from(&self, connection: &Arc<Connection>) {
        let mut state = self.lock();
        if let Phase::Connected(current) = &state.phase
            && Arc::ptr_eq(current, connection)
        {
            state.phase = Phase::Apart;
            state.next_look = Instant::now();
        }
    }

    fn away(&self, problem: String) -> Error {
        Error::Away { token: self.config.name.clone(), problem }
    }

    fn stopped(&self, stop: &Stop) -> Error {
        let token = self.config.name.clone();
        match stop {
            Stop::WrongPin(problem) => Error::WrongPin { token, problem: problem.clone() },
            Stop::PinBlocked(problem) => Error::PinBlocked { token, problem: (*problem).to_owned() },
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is whole after every line that holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Holder for Token {
    fn part(&self) {
        let mut state = self.lock();
        if matches!(state.phase, Phase::Connected(_)) {
            state.phase = Phase::Apart;
            state.next_look = Instant::now();
        }
    }

    fn is_connected(&self) -> bool {
        matches!(self.lock().phase, Phase::Connected(_))
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        // Sessions are closed from inside the gate, like every other call.
        let _inside = self.module.enter();
        Holder::part(self);
    }
}
