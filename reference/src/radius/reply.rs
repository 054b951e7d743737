//! What the rules answer, as a packet.

use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::eap::{self, Method};
use sekisho_protocol::radius::mschap2::{MICROSOFT, MS_CHAP_ERROR, MS_CHAP2_SUCCESS};
use sekisho_protocol::radius::{Code, Packet, Secret, kind};
use sekisho_rules::{Prompt, RadiusReply};

use super::parse;

/// What a user is shown who is asked for a one-time password.
const CODE_PROMPT: &str = "Enter the one-time password.";
/// What the user of a token card is shown.
const CARD_PROMPT: &str = "Password: ";
/// Our name, as EAP-MD5 has one.
const NAME: &[u8] = b"sekisho";

/// The answer to an Access-Request; none if it does not fit a packet, which the request's Proxy-State can see to.
pub(super) fn access(request: &Packet<'_>, reply: &RadiusReply, signed: Placement, secret: &Secret) -> Option<Vec<u8>> {
    let (code, attributes) = match reply {
        RadiusReply::Accept { ms_chap } => (Code::ACCESS_ACCEPT, accept(request, ms_chap.as_deref())),
        RadiusReply::Reject { ms_chap } => (Code::ACCESS_REJECT, reject(request, ms_chap.as_deref())),
        RadiusReply::Challenge { state, prompt } => {
            (Code::ACCESS_CHALLENGE, [(State(state.octets().to_vec())), asked(prompt)].into())
        }
    };
    let mut buffer = Vec::new();
    // EAP has one in any case (RFC 3579 section 3.1).
    let signed = if parse::eap_identifier(request).is_some() { Placement::First } else { signed };
    let builder = Builder::reply(&mut buffer, code, request).message_authenticator(signed);
    let builder = attributes.iter().fold(builder, |builder, it| it.onto(builder));
    builder.proxy_states(request).seal(secret).ok()?;
    Some(buffer)
}

/// The answer to a Status-Server (RFC 5997 section 3), or to an Accounting-Request. Message-Authenticator is of access,
/// and of Status-Server.
pub(super) fn plain(request: &Packet<'_>, code: Code, secret: &Secret) -> Option<Vec<u8>> {
    let signed = code == Code::ACCESS_ACCEPT || request.code() == Code::STATUS_SERVER;
    let placement = if signed { Placement::First } else { Placement::Absent };
    let mut buffer = Vec::new();
    let builder = Builder::reply(&mut buffer, code, request).message_authenticator(placement);
    builder.proxy_states(request).seal(secret).ok()?;
    Some(buffer)
}

/// What a reply can have beside Message-Authenticator and Proxy-State.
enum Part {
    State(Vec<u8>),
    Message(String),
    Eap(Vec<u8>),
    MsChap(u8, Vec<u8>),
}

use Part::{Eap, Message, MsChap, State};

impl Part {
    fn onto<'a>(&self, builder: Builder<'a>) -> Builder<'a> {
        match self {
            State(octets) => builder.octets(kind::STATE, octets),
            Message(text) => builder.text(kind::REPLY_MESSAGE, text),
            Eap(packet) => builder.eap_message(packet),
            MsChap(kind, value) => builder.vendor(MICROSOFT, *kind, value),
        }
    }
}

fn accept(request: &Packet<'_>, ms_chap: Option<&str>) -> Vec<Part> {
    verdict(request, eap::success, MS_CHAP2_SUCCESS, ms_chap)
}

fn reject(request: &Packet<'_>, ms_chap: Option<&str>) -> Vec<Part> {
    verdict(request, eap::failure, MS_CHAP_ERROR, ms_chap)
}

/// An EAP peer gets its verdict in EAP as well (RFC 3579 section 2.6.3), and an MS-CHAPv2 client what RFC 2548
/// sections 2.1.5 and 2.3.3 have after the Identifier of its response.
fn verdict(request: &Packet<'_>, eap: fn(u8) -> Vec<u8>, kind: u8, ms_chap: Option<&str>) -> Vec<Part> {
    let eap = parse::eap_identifier(request).map(|identifier| Eap(eap(identifier)));
    let identified = ms_chap.zip(parse::ms_chap_identifier(request));
    let ms_chap = identified.map(|(text, identifier)| MsChap(kind, [&[identifier], text.as_bytes()].concat()));
    eap.into_iter().chain(ms_chap).collect()
}

/// A table's digits stand row by row, block after block, with nothing between them.
fn asked(prompt: &Prompt) -> Part {
    match prompt {
        Prompt::Table(digits) => Message(digits.as_str().to_owned()),
        Prompt::Code => Message(CODE_PROMPT.to_owned()),
        Prompt::Md5 { identifier, challenge } => {
            Eap(eap::request(*identifier, Method::Md5Challenge { value: challenge, name: NAME }))
        }
        Prompt::Gtc { identifier } => Eap(eap::request(*identifier, Method::Gtc(CARD_PROMPT.as_bytes()))),
    }
}
