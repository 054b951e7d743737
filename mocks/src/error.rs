//! Why a mock does not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use sekisho_protocol::jose::KeyError;

/// Why a mock does not start.
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
    /// No certificate could be made: the library's words.
    Certificate(String),
    /// Mocks are for this machine alone, and this address is not.
    NotLoopback {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// Its keys cannot be made.
    Keys(KeyError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, cause } => write!(f, "cannot listen on {address}: {cause}"),
            Self::Certificate(why) => write!(f, "no certificate could be made: {why}"),
            Self::NotLoopback { address } => write!(f, "mocks listen on loopback addresses only, got {address}"),
            Self::Keys(cause) => write!(f, "cannot make its keys: {cause}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { cause, .. } => Some(cause),
            Self::Certificate(_) | Self::NotLoopback { .. } => None,
            Self::Keys(cause) => Some(cause),
        }
    }
}
