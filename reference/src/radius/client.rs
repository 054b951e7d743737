//! Who may ask.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use sekisho_protocol::radius::verify::Policy;

/// The address of a client, and what is asked of it; reads as
/// `127.0.0.1,require-message-authenticator,limit-proxy-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RadiusClient {
    /// Its address.
    pub address: IpAddr,
    /// Which of its requests are dropped, beyond those that must be.
    pub policy: Policy,
    /// Whether replies to it have Message-Authenticator: there are clients that drop those.
    pub is_signed_to: bool,
}

const REQUIRE: &str = "require-message-authenticator";
const LIMIT: &str = "limit-proxy-state";
const OMIT: &str = "omit-message-authenticator";

impl RadiusClient {
    /// A client of which no more is asked than the RFCs do.
    #[must_use]
    pub fn lenient(address: IpAddr) -> Self {
        Self { address, policy: Policy::LENIENT, is_signed_to: true }
    }
}

impl FromStr for RadiusClient {
    type Err = BadRadiusClient;

    fn from_str(text: &str) -> Result<Self, BadRadiusClient> {
        let bad = || BadRadiusClient { got: text.to_owned() };
        let mut words = text.split(',');
        let address: IpAddr = words.next().and_then(|word| word.parse().ok()).ok_or_else(bad)?;
        let mut client = Self::lenient(address.to_canonical());
        for word in words {
            match word {
                REQUIRE => client.policy.require_message_authenticator = true,
                LIMIT => client.policy.limit_proxy_state = true,
                OMIT => client.is_signed_to = false,
                _ => return Err(bad()),
            }
        }
        Ok(client)
    }
}

/// A text that names no client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRadiusClient {
    /// The text.
    pub got: String,
}

impl fmt::Display for BadRadiusClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected an IP address, then perhaps `,{REQUIRE}`, `,{LIMIT}` and `,{OMIT}`; got {:?}", self.got)
    }
}

impl std::error::Error for BadRadiusClient {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_addresses_with_wishes() {
        let read = |text: &str| text.parse::<RadiusClient>().map(|it| (it.address.to_string(), it.policy));
        assert_eq!(read("127.0.0.1"), Ok(("127.0.0.1".into(), Policy::LENIENT)));
        assert_eq!(read("::ffff:127.0.0.1"), Ok(("127.0.0.1".into(), Policy::LENIENT)));
        let strict = "::1,limit-proxy-state,require-message-authenticator";
        assert_eq!(read(strict), Ok(("::1".into(), Policy::STRICT)));
        let unsigned = "127.0.0.1,omit-message-authenticator".parse::<RadiusClient>();
        assert_eq!(unsigned.map(|it| (it.policy, it.is_signed_to)), Ok((Policy::LENIENT, false)));
        for wrong in ["", "localhost", "127.0.0.1:1812", "127.0.0.1,", "127.0.0.1,strict"] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
