//! Why a server does not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::BadAuthority;

/// Why a server does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// It cannot listen there.
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        cause: io::Error,
    },
    /// The control API is for this machine alone, and this address is not.
    ControlNotLoopback {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The log file cannot be opened.
    LogFile {
        /// Which file.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// The server's own certificates cannot be made.
    Certificates(String),
    /// Entra ID cannot be asked with what it was given.
    Entra(BadAuthority),
    /// It should answer RADIUS, but was given no secret, or an empty one.
    NoRadiusSecret,
    /// The operating system gives no entropy.
    Entropy(String),
    /// A fault is planted on a code that the catalog does not have.
    UnknownCode(String),
    /// A wrong detail is planted on a code whose message has no place for one.
    NoDetail(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, cause } => write!(f, "cannot listen on {address}: {cause}"),
            Self::ControlNotLoopback { address } => {
                write!(f, "the control API listens on loopback addresses only, got {address}")
            }
            Self::LogFile { path, cause } => write!(f, "cannot open {}: {cause}", path.display()),
            Self::Certificates(cause) => write!(f, "cannot make the server's certificates: {cause}"),
            Self::Entra(bad) => bad.fmt(f),
            Self::NoRadiusSecret => f.write_str("RADIUS needs a secret that its clients share"),
            Self::Entropy(cause) => write!(f, "the operating system gives no entropy: {cause}"),
            Self::UnknownCode(code) => write!(f, "cannot plant on {code}: the catalog has no such code"),
            Self::NoDetail(code) => {
                write!(f, "cannot plant wrong-detail on {code}: its message has no detail")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { cause, .. } | Self::LogFile { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
