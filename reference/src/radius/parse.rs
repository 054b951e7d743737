//! An Access-Request for the rules: its credential, found and made of what the attributes hold.

use std::net::IpAddr;

use sekisho_protocol::radius::eap::{self, Method};
use sekisho_protocol::radius::mschap2::{self, MICROSOFT, MS_CHAP_CHALLENGE, MS_CHAP2_RESPONSE};
use sekisho_protocol::radius::{Packet, Secret, kind, password};
use sekisho_rules::{EapResponse, Password, PasswordProof, RadiusAttribute, RadiusRequest, Shown};

/// MS-CHAP-Response (RFC 2548 section 2.1.3), of version 1, which is not spoken here.
const MS_CHAP_RESPONSE: u8 = 1;

/// User-Name, if there is one and no more, in whatever characters.
pub(super) fn user_name(packet: &Packet<'_>) -> Option<String> {
    one(packet, kind::USER_NAME).ok().flatten().map(|name| String::from_utf8_lossy(name).into_owned())
}

/// The request, for the user of that name: User-Name without the tenant.
pub(super) fn request(packet: &Packet<'_>, uid: &str, client: IpAddr, secret: &Secret) -> RadiusRequest {
    let state = one(packet, kind::STATE);
    let shown = match (user_name(packet), &state) {
        (Some(_), Ok(_)) => shown(packet, secret).unwrap_or(Shown::Malformed),
        _ => Shown::Malformed,
    };
    let state = state.ok().flatten().map(Into::into);
    RadiusRequest { uid: uid.to_owned(), client, state, shown, attributes: attributes(packet) }
}

/// Whether nothing says who asks: no credential and no Message-Authenticator. RFC 3579 section 3.3 wants such a request
/// dropped.
pub(super) fn is_bare(packet: &Packet<'_>) -> bool {
    let kinds = [kind::USER_PASSWORD, kind::CHAP_PASSWORD, kind::EAP_MESSAGE, kind::MESSAGE_AUTHENTICATOR];
    packet.attributes().all(|attribute| !kinds.contains(&attribute.kind)) && ms_chap(packet).is_empty()
}

/// Whether the client speaks MS-CHAPv2, and the Identifier of its response.
pub(super) fn ms_chap_identifier(packet: &Packet<'_>) -> Option<u8> {
    packet.of_vendor(MICROSOFT, MS_CHAP2_RESPONSE).next()?.first().copied()
}

/// The peer's EAP packet.
pub(super) fn eap_identifier(packet: &Packet<'_>) -> Option<u8> {
    let octets = eap::reassemble(packet)?.octets;
    octets.get(1).copied()
}

/// Zero or one, as RFC 2865 section 5.44 has it. One without value counts as none (RFC 6929 section 2.8).
fn one<'a>(packet: &Packet<'a>, kind: u8) -> Result<Option<&'a [u8]>, TooMany> {
    let mut found = packet.all(kind).map(|attribute| attribute.value);
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(TooMany),
        (first, None) => Ok(first.filter(|value| kind == kind::STATE || !value.is_empty())),
    }
}

struct TooMany;

fn ms_chap<'a>(packet: &Packet<'a>) -> Vec<&'a [u8]> {
    let of = |kind| packet.of_vendor(MICROSOFT, kind);
    of(MS_CHAP2_RESPONSE).chain(of(MS_CHAP_RESPONSE)).collect()
}

/// None if it is malformed: two credentials (RFC 2865 section 4.1, RFC 3579 section 3.3), or one that is not whole.
fn shown(packet: &Packet<'_>, secret: &Secret) -> Option<Shown> {
    let user_password = one(packet, kind::USER_PASSWORD).ok()?;
    let chap = one(packet, kind::CHAP_PASSWORD).ok()?;
    let eap = eap::reassemble(packet);
    match (user_password, chap, ms_chap(packet)[..].as_ref(), eap) {
        (None, None, [], None) => Some(Shown::Nothing),
        (Some(hidden), None, [], None) => typed(&password::reveal(hidden, secret, packet.authenticator())?),
        (None, Some(value), [], None) => self::chap(packet, value),
        (None, None, [response], None) => ms_chap2(packet, response),
        (None, None, [], Some(eap)) => self::eap(packet, &eap),
        _ => None,
    }
}

fn typed(password: &[u8]) -> Option<Shown> {
    Some(match std::str::from_utf8(password) {
        Ok("") => Shown::Nothing,
        Ok(text) => Shown::Typed(Password::new(text)),
        Err(_) => Shown::Garbled,
    })
}

fn chap(packet: &Packet<'_>, value: &[u8]) -> Option<Shown> {
    let (identifier, response) = value.split_first()?;
    let response = response.try_into().ok()?;
    let challenge = one(packet, kind::CHAP_CHALLENGE).ok()?.unwrap_or(packet.authenticator());
    Some(Shown::Proven(PasswordProof::Chap { identifier: *identifier, response, challenge: challenge.to_vec() }))
}

/// None also for MS-CHAP of version 1: its response has 50 octets as well, but no challenge of 16.
fn ms_chap2(packet: &Packet<'_>, response: &[u8]) -> Option<Shown> {
    let mut challenges = packet.of_vendor(MICROSOFT, MS_CHAP_CHALLENGE);
    let challenge = challenges.next()?.try_into().ok()?;
    let name = packet.first(kind::USER_NAME)?.to_vec();
    let alone = challenges.next().is_none();
    let response = mschap2::Response::parse(response).filter(|_| alone)?;
    Some(Shown::Proven(PasswordProof::MsChap2 { response, challenge, name }))
}

fn eap(packet: &Packet<'_>, message: &eap::Reassembled) -> Option<Shown> {
    let eap = eap::Packet::parse(&message.octets).ok()?;
    let method = eap.method.filter(|_| eap.code == eap::Code::Response && message.consecutive)?;
    let response = match method {
        Method::Identity(name) if packet.first(kind::USER_NAME) == Some(name) => EapResponse::Identity,
        Method::Identity(_) => return None,
        Method::Nak(wanted) => EapResponse::Nak(wanted.to_vec()),
        Method::Md5Challenge { value, .. } => EapResponse::Md5(value.try_into().ok()?),
        Method::Gtc(typed) => EapResponse::Gtc(std::str::from_utf8(typed).ok().map(Password::new)),
        _ => EapResponse::Other,
    };
    Some(Shown::Eap { identifier: eap.identifier, response })
}

/// All but those that hold credentials.
fn attributes(packet: &Packet<'_>) -> Vec<RadiusAttribute> {
    const CREDENTIALS: [u8; 5] =
        [kind::USER_PASSWORD, kind::CHAP_PASSWORD, kind::EAP_MESSAGE, kind::MESSAGE_AUTHENTICATOR, kind::PROXY_STATE];
    let plain = packet.attributes().filter(|attribute| !CREDENTIALS.contains(&attribute.kind));
    plain
        .flat_map(|attribute| match attribute.vendor_specific() {
            Some(specific) => specific
                .attributes()
                .filter(|sub| sub.vendor != MICROSOFT)
                .map(|sub| RadiusAttribute { vendor: Some(sub.vendor), number: sub.kind, value: sub.value.to_vec() })
                .collect(),
            None => vec![RadiusAttribute { vendor: None, number: attribute.kind, value: attribute.value.to_vec() }],
        })
        .collect()
}
