//! EAP packets out of EAP-Message attributes. [`Builder::eap_message`] splits them.
//!
//! [`Builder::eap_message`]: crate::radius::build::Builder::eap_message

use super::super::{Packet, kind};

/// The EAP packet of a RADIUS packet.
#[derive(Clone, PartialEq, Eq)]
pub struct Reassembled {
    /// Its octets. Empty is EAP-Start (RFC 3579 section 2.1).
    pub octets: Vec<u8>,
    /// Whether the attributes stood side by side, as they must (RFC 3579 section 3.1).
    pub consecutive: bool,
}

/// Joins the EAP-Message attributes in order (RFC 3579 section 3.1); none if there are none.
#[must_use]
pub fn reassemble(packet: &Packet<'_>) -> Option<Reassembled> {
    let size = packet.all(kind::EAP_MESSAGE).map(|attribute| attribute.value.len()).sum();
    let (mut octets, mut end, mut consecutive) = (Vec::with_capacity(size), None, true);
    for attribute in packet.all(kind::EAP_MESSAGE) {
        octets.extend_from_slice(attribute.value);
        consecutive &= end.is_none_or(|end| end == attribute.at);
        end = Some(attribute.at + 2 + attribute.value.len());
    }
    end.map(|_| Reassembled { octets, consecutive })
}

impl std::fmt::Debug for Reassembled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reassembled({} octets, consecutive: {})", self.octets.len(), self.consecutive)
    }
}
