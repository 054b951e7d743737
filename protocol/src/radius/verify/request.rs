//! A server looks at what a client sends.

use subtle::ConstantTimeEq;

use super::super::authenticator::response_authenticator;
use super::super::{Authenticator, Code, Packet, Secret, kind};
use super::{Fault, MessageAuthenticator, Need, Verdict, message_authenticator};

const ZEROS: Authenticator = [0; 16];

/// Holds a datagram against what a server may take for a request of the client with this secret.
/// Authenticators are compared in constant time.
#[must_use]
pub fn request<'a>(datagram: &'a [u8], secret: &Secret) -> Verdict<'a> {
    let packet = match Packet::parse(datagram) {
        Ok(packet) => packet,
        Err(malformed) => return Verdict { packet: None, faults: vec![Fault::Malformed(malformed)] },
    };
    let hashed = packet.code().is_hashed_request();
    let header = if hashed { &ZEROS } else { packet.authenticator() };
    let signature = message_authenticator(&packet, header, secret);
    let mut faults = Vec::new();
    faults.extend(code(&packet));
    faults.extend(hashed.then(|| authenticator(&packet, secret)).flatten());
    faults.extend(signature.faults(need(&packet)));
    faults.extend(proxy_state(&packet, signature));
    faults.extend((!packet.padding().is_empty()).then(|| Fault::Padding { octets: packet.padding().len() }));
    Verdict { packet: Some(packet), faults }
}

fn code(packet: &Packet<'_>) -> Option<Fault> {
    let got = packet.code();
    got.replies().is_empty().then_some(Fault::Code { request: None, got })
}

fn authenticator(packet: &Packet<'_>, secret: &Secret) -> Option<Fault> {
    let right = response_authenticator(packet.octets(), &ZEROS, secret);
    let same: bool = right.ct_eq(packet.authenticator()).into();
    (!same).then_some(Fault::Authenticator)
}

fn need(packet: &Packet<'_>) -> Option<Need> {
    let eap = packet.first(kind::EAP_MESSAGE).map(|_| Need::EapMessage);
    match packet.code() {
        Code::STATUS_SERVER => Some(Need::StatusServer),
        Code::ACCESS_REQUEST => eap.or(Some(Need::Access)),
        _ => eap,
    }
}

fn proxy_state(packet: &Packet<'_>, signature: MessageAuthenticator) -> Option<Fault> {
    let unsigned = packet.code() == Code::ACCESS_REQUEST && signature == MessageAuthenticator::Absent;
    (unsigned && packet.first(kind::PROXY_STATE).is_some()).then_some(Fault::ProxyStateUnsigned)
}
