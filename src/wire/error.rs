use std::fmt;
use std::net::IpAddr;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WireError {
    /// The host is neither loopback nor private, and the target file does not allow it.
    NotAllowed {
        /// The host.
        host: String,
    },
    /// The request cannot be sent as it is.
    Malformed(String),
    /// It led from one place to the next without end.
    Endless {
        /// How often it was followed.
        hops: usize,
    },
    /// Nothing listens there.
    Unreachable(String),
    /// The connection broke, or no answer came in time.
    Silent(String),
}

/// Whether a host may be called: loopback and private addresses, and what a target file allows.
pub(super) fn permitted(host: &str, allow: &[String]) -> Result<(), WireError> {
    let is_near = host == "localhost" || host.parse().is_ok_and(is_near);
    if is_near || allow.iter().any(|allowed| allowed == host) {
        return Ok(());
    }
    Err(WireError::NotAllowed { host: host.to_owned() })
}

/// Loopback, private (RFC 1918, RFC 4193) and link-local addresses.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed { host } => write!(
                f,
                "{host} is neither a loopback nor a private address: name it under `allow` in the target file if this load is welcome there"
            ),
            Self::Malformed(why) => write!(f, "the request cannot be sent: {why}"),
            Self::Endless { hops } => write!(f, "{hops} redirects led to yet another one"),
            Self::Unreachable(why) => write!(f, "no connection: {why}"),
            Self::Silent(why) => write!(f, "no answer: {why}"),
        }
    }
}

impl std::error::Error for WireError {}
