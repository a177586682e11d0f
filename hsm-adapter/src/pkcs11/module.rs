//! A loaded module (a shared library): initialised once for the whole process, however many tokens it serves.
//!
//! A token that was not there when the module was initialised may be seen only after a new beginning (C_Finalize,
//! C_Initialize), and nobody may be inside the module meanwhile (PKCS#11 3.0, 5.4). So every use passes a gate, which
//! a new beginning closes and waits at until everybody has left.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as ModuleError, RvError};

use crate::Error;

/// How long a new beginning waits for calls that are inside.
const PATIENCE: Duration = Duration::from_secs(5);
/// The pause between two new beginnings while other tokens of the module are in use: each costs them a login.
const CONSIDERATE_PAUSE: Duration = Duration::from_secs(10);

/// All modules of this process, by their files.
static LOADED: LazyLock<Mutex<HashMap<PathBuf, Loaded>>> = LazyLock::new(Mutex::default);

struct Loaded {
    module: Arc<Module>,
    leases: usize,
}

/// Something that holds sessions with the module and can let go of them.
pub(super) trait Holder: Send + Sync {
    /// Closes all sessions.
    fn part(&self);
    /// Whether there are any.
    fn is_connected(&self) -> bool;
}

/// One library.
pub(super) struct Module {
    context: Pkcs11,
    gate: Mutex<Gate>,
    passed: Condvar,
    holders: Mutex<Vec<Weak<dyn Holder>>>,
}

struct Gate {
    initialised: bool,
    closed: bool,
    inside: usize,
    begun_at: Instant,
}

/// The right to use a module; the last one that is dropped finalises it.
pub(super) struct Lease {
    path: PathBuf,
    module: Arc<Module>,
}

impl std::ops::Deref for Lease {
    type Target = Module;

    fn deref(&self) -> &Module {
        &self.module
    }
}

impl Lease {
    /// Loads a module, or shares the one that is loaded already. A module that will not initialise now (its daemon
    /// does not run, its tokens are not there) is tried again when it is used.
    pub(super) fn new(path: &Path) -> Result<Self, Error> {
        let unusable = |problem: String| Error::Module { path: path.to_owned(), problem };
        let path = std::fs::canonicalize(path).map_err(|problem| unusable(problem.to_string()))?;
        let mut loaded = lock(&LOADED);
        if let Some(known) = loaded.get_mut(&path) {
            known.leases += 1;
            return Ok(Self { path, module: known.module.clone() });
        }
        let context = Pkcs11::new(&path).map_err(|problem| unusable(problem.to_string()))?;
        let initialised = initialise(&context).is_ok();
        let gate = Gate { initialised, closed: false, inside: 0, begun_at: Instant::now() };
        let module = Arc::new(Module {
            context,
            gate: Mutex::new(gate),
            passed: Condvar::new(),
            holders: Mutex::default(),
        });
        loaded.insert(path.clone(), Loaded { module: module.clone(), leases: 1 });
        Ok(Self { path, module })
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // Under the lock of the list, so that nobody loads the module while it ends.
        let mut loaded = lock(&LOADED);
        let Some(known) = loaded.get_mut(&self.path) else { return };
        known.leases -= 1;
        if known.leases == 0 {
            loaded.remove(&self.path);
            if lock(&self.module.gate).initialised {
                // An error changes nothing: the library is left alone from here on.
                let _ended_anyway = self.module.context.clone().finalize();
            }
        }
    }
}

/// Somebody who is inside a module.
pub(super) struct Inside<'a> {
    module: &'a Module,
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        lock(&self.module.gate).inside -= 1;
        self.module.passed.notify_all();
    }
}

impl Module {
    /// Passes the gate; the problem if the module is not initialised, or a new beginning takes too long.
    pub(super) fn enter(&self) -> Result<Inside<'_>, String> {
        let until = Instant::now() + PATIENCE;
        let mut gate = lock(&self.gate);
        while gate.closed {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err("its module is being initialised".to_owned());
            }
            gate = self.passed.wait_timeout(gate, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        if !gate.initialised {
            return Err("its module does not initialise".to_owned());
        }
        gate.inside += 1;
        Ok(Inside { module: self })
    }

    /// The library's functions; only to be called from inside.
    pub(super) fn context(&self) -> &Pkcs11 {
        &self.context
    }

    /// Whoever holds sessions must be known, so that a new beginning can have them closed.
    pub(super) fn register(&self, holder: Weak<dyn Holder>) {
        let mut holders = lock(&self.holders);
        holders.retain(|holder| holder.strong_count() > 0);
        holders.push(holder);
    }

    /// Finalises and initialises the module, so that it looks for its tokens anew; tells whether that was done. It is
    /// not if somebody stays inside, nor soon after the last time while other tokens are in use.
    pub(super) fn begin_anew(&self) -> bool {
        let holders: Vec<_> = lock(&self.holders).iter().filter_map(Weak::upgrade).collect();
        let in_use = holders.iter().any(|holder| holder.is_connected());
        let mut gate = lock(&self.gate);
        if gate.closed || (in_use && gate.initialised && gate.begun_at.elapsed() < CONSIDERATE_PAUSE) {
            return false;
        }
        gate.closed = true;
        let until = Instant::now() + PATIENCE;
        while gate.inside > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                gate.closed = false;
                drop(gate);
                self.passed.notify_all();
                return false;
            }
            gate = self.passed.wait_timeout(gate, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(gate);
        // Nobody is inside: sessions are closed while their handles still mean them, then the library ends.
        for holder in &holders {
            holder.part();
        }
        let _ended_anyway = self.context.clone().finalize();
        let initialised = initialise(&self.context).is_ok();
        let mut gate = lock(&self.gate);
        (gate.closed, gate.initialised, gate.begun_at) = (false, initialised, Instant::now());
        drop(gate);
        self.passed.notify_all();
        initialised
    }
}

/// C_Initialize with the operating system's locks. Somebody in this process may have done it: that is as good.
fn initialise(context: &Pkcs11) -> Result<(), ModuleError> {
    match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Err(ModuleError::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(()),
        other => other,
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these locks is whole after every line.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
