//! Who is told the events.

use std::fmt;
use std::str::FromStr;

/// A syslog receiver: `tcp://host:port`, `tcp://host:port?framing=lf` or
/// `udp://host:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyslogTarget {
    /// How it is reached.
    pub transport: Transport,
    /// Its host and port; an IPv6 address stands in brackets.
    pub address: String,
}

/// How a syslog receiver is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// One connection (RFC 6587).
    Tcp(Framing),
    /// A datagram for each event (RFC 5426).
    Udp,
}

/// How messages are told apart on a connection (RFC 6587, section 3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Each is preceded by its length: the default.
    OctetCounting,
    /// Each ends with a line feed.
    LineFeed,
}

impl FromStr for SyslogTarget {
    type Err = BadSyslogTarget;

    fn from_str(text: &str) -> Result<Self, BadSyslogTarget> {
        parse(text).ok_or_else(|| BadSyslogTarget { got: text.to_owned() })
    }
}

fn parse(text: &str) -> Option<SyslogTarget> {
    let (scheme, rest) = text.split_once("://")?;
    let (address, query) = rest.split_once('?').map_or((rest, None), |(address, query)| (address, Some(query)));
    let transport = match (scheme, query) {
        ("udp", None) => Transport::Udp,
        ("tcp", None | Some("framing=octet-counting")) => Transport::Tcp(Framing::OctetCounting),
        ("tcp", Some("framing=lf")) => Transport::Tcp(Framing::LineFeed),
        _ => return None,
    };
    let (host, port) = address.rsplit_once(':')?;
    let sound = !host.is_empty() && !host.contains('/') && port.parse::<u16>().is_ok_and(|port| port > 0);
    sound.then(|| SyslogTarget { transport, address: address.to_owned() })
}

impl fmt::Display for SyslogTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.transport {
            Transport::Tcp(Framing::OctetCounting) => write!(f, "tcp://{}", self.address),
            Transport::Tcp(Framing::LineFeed) => write!(f, "tcp://{}?framing=lf", self.address),
            Transport::Udp => write!(f, "udp://{}", self.address),
        }
    }
}

/// A text that names no syslog receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSyslogTarget {
    /// The text.
    pub got: String,
}

impl fmt::Display for BadSyslogTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected tcp://host:port, tcp://host:port?framing=lf or udp://host:port, got {:?}", self.got)
    }
}

impl std::error::Error for BadSyslogTarget {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_read_back() {
        for text in ["tcp://127.0.0.1:514", "tcp://[::1]:601?framing=lf", "udp://log.example:514"] {
            assert_eq!(text.parse::<SyslogTarget>().map(|target| target.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_is_no_target_is_refused() {
        for wrong in
            ["", "127.0.0.1:514", "tcp://", "tcp://host", "tcp://:5", "tcp://h:0", "udp://h:1?framing=lf", "tls://h:1"]
        {
            assert!(wrong.parse::<SyslogTarget>().is_err(), "{wrong:?}");
        }
    }
}
