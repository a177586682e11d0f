//! What an error of a module means for whoever comes next, and whether the work may be tried again.

use cryptoki::context::Function;
use cryptoki::error::{Error as ModuleError, RvError};

use crate::Error;

/// Why a piece of work with a session ended.
pub(super) enum Trouble {
    /// The module's error.
    Module(ModuleError),
    /// Ours: nothing to recover from.
    Ours(Error),
}

impl From<ModuleError> for Trouble {
    fn from(problem: ModuleError) -> Self {
        Self::Module(problem)
    }
}

impl From<Error> for Trouble {
    fn from(problem: Error) -> Self {
        Self::Ours(problem)
    }
}

/// What helps against an error (PKCS#11 3.0, 5.1.1 to 5.1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Another session; the token is well.
    Retry,
    /// A new login: the sessions or the handles of the keys are gone.
    LogInAgain,
    /// A new beginning with the module: the token or the library is gone.
    Reinitialise,
    /// Nothing that a program could do.
    Fatal,
}

/// The remedy for an error.
pub(super) fn remedy(problem: &ModuleError) -> Remedy {
    let ModuleError::Pkcs11(code, _) = problem else { return Remedy::Fatal };
    match code {
        RvError::HostMemory
        | RvError::DeviceMemory
        | RvError::SessionCount
        | RvError::FunctionCanceled
        | RvError::Cancel
        | RvError::OperationActive
        | RvError::OperationNotInitialized
        | RvError::FunctionFailed => Remedy::Retry,
        RvError::SessionHandleInvalid
        | RvError::SessionClosed
        | RvError::UserNotLoggedIn
        | RvError::KeyHandleInvalid
        | RvError::ObjectHandleInvalid => Remedy::LogInAgain,
        RvError::CryptokiNotInitialized
        | RvError::DeviceError
        | RvError::DeviceRemoved
        | RvError::TokenNotPresent
        | RvError::TokenNotRecognized
        | RvError::SlotIdInvalid
        | RvError::GeneralError => Remedy::Reinitialise,
        _ => Remedy::Fatal,
    }
}

/// Whether the error proves that nothing was done: it came before the work, or says itself that the work never began.
///
/// A signature is made again only then. In doubt the caller is told, and burns the serial: the token may have signed
/// although it answered with an error.
pub(super) fn proves_nothing_done(problem: &ModuleError) -> bool {
    let ModuleError::Pkcs11(code, function) = problem else { return false };
    let before = matches!(
        function,
        Function::OpenSession
            | Function::Login
            | Function::GetSlotList
            | Function::GetTokenInfo
            | Function::GetMechanismList
            | Function::GetSessionInfo
            | Function::FindObjectsInit
            | Function::FindObjects
            | Function::FindObjectsFinal
            | Function::GetAttributeValue
            | Function::SignInit
            | Function::EncryptInit
            | Function::DecryptInit
    );
    let never_began = matches!(
        code,
        RvError::CryptokiNotInitialized
            | RvError::SessionHandleInvalid
            | RvError::SessionClosed
            | RvError::UserNotLoggedIn
            | RvError::KeyHandleInvalid
            | RvError::OperationNotInitialized
    );
    before || never_began
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: RvError, function: Function) -> ModuleError {
        ModuleError::Pkcs11(code, function)
    }

    #[test]
    fn every_class_has_its_remedy_and_an_unknown_code_is_fatal() {
        for (code, expected) in [
            (RvError::FunctionFailed, Remedy::Retry),
            (RvError::SessionHandleInvalid, Remedy::LogInAgain),
            (RvError::UserNotLoggedIn, Remedy::LogInAgain),
            (RvError::DeviceRemoved, Remedy::Reinitialise),
            (RvError::CryptokiNotInitialized, Remedy::Reinitialise),
            (RvError::PinIncorrect, Remedy::Fatal),
            (RvError::PinLocked, Remedy::Fatal),
            (RvError::MechanismInvalid, Remedy::Fatal),
            (RvError::VendorDefined(0x8000_0001), Remedy::Fatal),
        ] {
            assert_eq!(remedy(&error(code, Function::Sign)), expected, "{code}");
        }
    }

    #[test]
    fn a_signature_in_doubt_is_not_made_again() {
        assert!(!proves_nothing_done(&error(RvError::DeviceError, Function::Sign)));
        assert!(!proves_nothing_done(&error(RvError::FunctionFailed, Function::Sign)));
        assert!(!proves_nothing_done(&error(RvError::DeviceRemoved, Function::Sign)));
        assert!(proves_nothing_done(&error(RvError::DeviceError, Function::SignInit)));
        assert!(proves_nothing_done(&error(RvError::SessionHandleInvalid, Function::Sign)));
    }
}
