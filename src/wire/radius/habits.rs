use sekisho_protocol::radius::build::Placement;
use sekisho_protocol::radius::verify::Fault;
use sekisho_protocol::radius::{Code, Packet, kind};

use super::{Deviation, Discard, Method, RadiusAnswer};
use crate::vendor::AttributeName;

/// What sets a vendor's client apart from the plain one, which has none of it.
#[derive(Debug, Clone, Default)]
pub struct Habits {
    /// Where Access-Requests have Message-Authenticator, if not first.
    pub signed: Option<Placement>,
    /// Which replies are dropped.
    pub refuses: Refusals,
    /// Attributes without which an Access-Accept is of no use.
    pub needs: Vec<AttributeName>,
    /// The ways to convey the password that are tried after an Access-Reject, in turn.
    pub then: Vec<Method>,
}

/// Which replies a client drops though they are right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refusals {
    /// Those with Message-Authenticator.
    pub message_authenticator: bool,
    /// Those with a Proxy-State that was not sent.
    pub unknown_proxy_state: bool,
}

impl Habits {
    /// Where a packet has Message-Authenticator: that of packets of access is the client's own to choose, but for EAP,
    /// which needs one (RFC 3579 section 3.1).
    pub(super) fn placement(&self, code: Code, method: Method, plain: Placement) -> Placement {
        match self.signed {
            Some(Placement::Absent) if method.is_eap() => plain,
            Some(own) if code == Code::ACCESS_REQUEST => own,
            _ => plain,
        }
    }

    /// What an Access-Accept lacks that the client needs.
    pub(super) fn lacking(&self, answer: &RadiusAnswer) -> Vec<Deviation> {
        if answer.code() != Code::ACCESS_ACCEPT {
            return Vec::new();
        }
        let lacks = self.needs.iter().filter(|name| !answer.has(name));
        let rule = "the vendor's profile, `accept.needs`";
        lacks
            .map(|name| Deviation { rule, what: format!("Access-Accept without {name}, which the client needs") })
            .collect()
    }
}

impl Refusals {
    /// Why the client drops this reply, if it does.
    pub(super) fn of(self, reply: &Packet<'_>, faults: &[Fault]) -> Option<Discard> {
        let is_signed = reply.first(kind::MESSAGE_AUTHENTICATOR).is_some();
        let has_foreign =
            faults.iter().any(|fault| matches!(fault, Fault::ProxyState { expected, got } if got > expected));
        match self {
            Self { message_authenticator: true, .. } if is_signed => Some(Discard::SignedUnasked),
            Self { unknown_proxy_state: true, .. } if has_foreign => Some(Discard::UnknownProxyState),
            _ => None,
        }
    }
}
