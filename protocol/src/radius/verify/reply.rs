//! A client looks at what came back.

use subtle::ConstantTimeEq;

use super::super::authenticator::response_authenticator;
use super::super::mschap2::MICROSOFT;
use super::super::{Attribute, Code, Packet, Secret, kind};
use super::{Fault, Need, Verdict, message_authenticator};

/// How many faults of form are told: a packet can have two thousand, and must not cost more than its size.
const MOST_OF_FORM: usize = 8;

/// Holds a datagram against the request that it may answer. That it came from where the request
/// went is the caller's to see to. Authenticators are compared in constant time.
#[must_use]
pub fn reply<'a>(request: &Packet<'_>, datagram: &'a [u8], secret: &Secret) -> Verdict<'a> {
    let packet = match Packet::parse(datagram) {
        Ok(packet) => packet,
        Err(malformed) => return Verdict { packet: None, faults: vec![Fault::Malformed(malformed)] },
    };
    let mut faults = Vec::new();
    faults.extend(identifier(request, &packet));
    faults.extend(code(request, &packet));
    faults.extend(authenticator(request, &packet, secret));
    faults.extend(message_authenticator(&packet, request.authenticator(), secret).faults(need(&packet)));
    faults.extend(proxy_state(request, &packet));
    faults.extend(form(&packet).take(MOST_OF_FORM));
    Verdict { packet: Some(packet), faults }
}

fn identifier(request: &Packet<'_>, reply: &Packet<'_>) -> Option<Fault> {
    let (expected, got) = (request.identifier(), reply.identifier());
    (expected != got).then_some(Fault::Identifier { expected, got })
}

fn code(request: &Packet<'_>, reply: &Packet<'_>) -> Option<Fault> {
    let answers = request.code().replies().contains(&reply.code());
    (!answers).then(|| Fault::Code { request: Some(request.code()), got: reply.code() })
}

fn authenticator(request: &Packet<'_>, reply: &Packet<'_>, secret: &Secret) -> Option<Fault> {
    let right = response_authenticator(reply.octets(), request.authenticator(), secret);
    let same: bool = right.ct_eq(reply.authenticator()).into();
    (!same).then_some(Fault::Authenticator)
}

fn need(reply: &Packet<'_>) -> Option<Need> {
    let access = [Code::ACCESS_ACCEPT, Code::ACCESS_REJECT, Code::ACCESS_CHALLENGE, Code::PROTOCOL_ERROR];
    let eap = reply.first(kind::EAP_MESSAGE).map(|_| Need::EapMessage);
    eap.or(access.contains(&reply.code()).then_some(Need::Access))
}

fn proxy_state(request: &Packet<'_>, reply: &Packet<'_>) -> Option<Fault> {
    let sent = || request.all(kind::PROXY_STATE).map(|state| state.value);
    let got = || reply.all(kind::PROXY_STATE).map(|state| state.value);
    let same = sent().eq(got());
    (!same).then(|| Fault::ProxyState { expected: sent().count(), got: got().count() })
}

/// What a client must put up with, and a tester must not.
fn form<'a>(reply: &Packet<'a>) -> impl Iterator<Item = Fault> + use<'a> {
    let octets = reply.padding().len();
    let padding = (octets > 0).then_some(Fault::Padding { octets });
    let reject = reply.code() == Code::ACCESS_REJECT;
    padding.into_iter().chain(reply.attributes().flat_map(move |attribute| {
        let empty = attribute.value.is_empty().then_some(Fault::Empty { kind: attribute.kind });
        let out_of_place = reject && !may_be_in_reject(&attribute);
        empty.into_iter().chain(out_of_place.then_some(Fault::NotInReject { kind: attribute.kind }))
    }))
}

/// RFC 2865 section 5.44, RFC 2869 section 5.19, and MS-CHAP-Error (RFC 2548 section 4).
fn may_be_in_reject(attribute: &Attribute<'_>) -> bool {
    let microsoft = attribute.vendor_specific().is_some_and(|specific| specific.vendor == MICROSOFT);
    let kinds =
        [kind::REPLY_MESSAGE, kind::PROXY_STATE, kind::PASSWORD_RETRY, kind::EAP_MESSAGE, kind::MESSAGE_AUTHENTICATOR];
    microsoft || kinds.contains(&attribute.kind)
}
