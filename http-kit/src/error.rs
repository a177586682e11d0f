//! What can go wrong when a listener is made.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a listener could not be made. Once it listens, nothing that a client does ends it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another program has the port.
    #[error("{name}: {address} is in use by another program; stop it or configure another `listen` address")]
    PortBusy {
        /// The listener's name in the configuration.
        name: &'static str,
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The system refused the address for another reason.
    #[error("{name}: cannot listen on {address}")]
    Bind {
        /// The listener's name in the configuration.
        name: &'static str,
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// An address that others can reach, without TLS.
    #[error(
        "{name}: {address} is not a loopback address, so this door needs TLS; configure `tls` or listen on 127.0.0.1"
    )]
    NeedsTls {
        /// The listener's name in the configuration.
        name: &'static str,
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// A file of the TLS configuration cannot be read.
    #[error("cannot read {what} from {}", path.display())]
    Read {
        /// Which file: certificate, key or client roots.
        what: &'static str,
        /// Where it was looked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the TLS configuration is not what it should be.
    #[error("{what} for TLS is not usable: {reason}; expected {expected}")]
    Material {
        /// Which part: certificate chain, key or client roots.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
        /// What it should be.
        expected: &'static str,
    },
}
