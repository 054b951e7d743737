use sekisho_protocol::radius::eap::mschapv2::Message;
use sekisho_protocol::radius::eap::{self, Code, Method, kind as eap_kind, reassemble, response};
use sekisho_protocol::radius::{Code as PacketCode, Packet, kind, mschap2, password};

use super::{Deviation, RadiusAnswer, RadiusRequest};
use crate::target::RadiusMethod;

/// The user's end of EAP (RFC 3748, RFC 3579): answers challenge after challenge until it is let in or not.
#[derive(Debug)]
pub(super) struct Peer<'a> {
    method: RadiusMethod,
    user_name: &'a [u8],
    password: &'a str,
    /// Rounds that may still follow: a server could go on for ever.
    left: usize,
    /// Whether another method was refused already.
    has_refused: bool,
    ms_chap: Option<(mschap2::Response, mschap2::Challenge)>,
    deviations: Vec<Deviation>,
}

/// What goes into one request of several.
#[derive(Debug, Clone, Default)]
pub(super) struct Round {
    /// The EAP packet.
    pub eap: Option<Vec<u8>>,
    /// The State of the challenge that it answers (RFC 2865 section 5.24).
    pub state: Option<Vec<u8>>,
}

const MOST_ROUNDS: usize = 16;

impl<'a> Peer<'a> {
    /// The user of a request that is to be authenticated by EAP.
    pub(super) fn of(request: &'a RadiusRequest) -> Option<Self> {
        request.method.is_eap().then(|| Self {
            method: request.method,
            user_name: request.user_name(),
            password: request.password().unwrap_or_default(),
            left: MOST_ROUNDS,
            has_refused: false,
            ms_chap: None,
            deviations: Vec::new(),
        })
    }

    /// Who the user is: a NAS asks for it by itself (RFC 3579 section 2.1).
    pub(super) fn first(&self) -> Round {
        Round { eap: Some(response(1, Method::Identity(self.user_name))), state: None }
    }

    /// What goes on; nothing after the end, and where a challenge is none of EAP or cannot be answered.
    pub(super) fn next(&mut self, answer: &RadiusAnswer) -> Option<Round> {
        let packet = Packet::parse(answer.octets()).ok()?;
        let message = reassemble(&packet)?;
        let asked = eap::Packet::parse(&message.octets).ok();
        if answer.code() != PacketCode::ACCESS_CHALLENGE {
            self.deviations.extend(conflict(answer.code(), asked.map(|asked| asked.code)));
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        let asked = asked.filter(|asked| asked.code == Code::Request)?;
        let eap = self.respond(asked.identifier, asked.method?)?;
        Some(Round { eap: Some(eap), state: packet.first(kind::STATE).map(<[u8]>::to_vec) })
    }

    /// What is wrong with what the server said, though it counts.
    pub(super) fn deviations(self) -> Vec<Deviation> {
        self.deviations
    }

    fn respond(&mut self, identifier: u8, asked: Method<'_>) -> Option<Vec<u8>> {
        let method = match (asked, self.method) {
            (Method::Identity(_), _) => Method::Identity(self.user_name),
            (Method::Notification(_), _) => Method::Notification(&[]),
            (Method::Md5Challenge { value, .. }, RadiusMethod::EapMd5) => {
                let value = password::chap_response(identifier, self.password.as_bytes(), value);
                return Some(response(identifier, Method::Md5Challenge { value: &value, name: self.user_name }));
            }
            (Method::Gtc(_), RadiusMethod::EapGtc) => Method::Gtc(self.password.as_bytes()),
            (Method::MsChapV2(message), RadiusMethod::EapMsChapV2) => Method::MsChapV2(self.ms_chap(message)?),
            _ => return self.refuse(identifier),
        };
        Some(response(identifier, method))
    }

    /// The method is not the wanted one: the peer names its own (RFC 3748 section 5.3.1), once.
    fn refuse(&mut self, identifier: u8) -> Option<Vec<u8>> {
        let wanted = match self.method {
            RadiusMethod::EapGtc => eap_kind::GTC,
            RadiusMethod::EapMsChapV2 => eap_kind::MSCHAPV2,
            _ => eap_kind::MD5_CHALLENGE,
        };
        let has_refused = std::mem::replace(&mut self.has_refused, true);
        (!has_refused).then(|| response(identifier, Method::Nak(&[wanted])))
    }

    fn ms_chap(&mut self, asked: Message<'_>) -> Option<Message<'a>> {
        match asked {
            Message::Challenge { identifier, challenge, .. } => {
                let response =
                    mschap2::Response::new(identifier, rand::random(), &challenge, self.user_name, self.password);
                self.ms_chap = Some((response, challenge));
                Some(Message::Response { response, name: self.user_name })
            }
            Message::Success { message, .. } => {
                let proves = |(response, challenge): &(mschap2::Response, mschap2::Challenge)| {
                    response.proves_authenticator(message, challenge, self.user_name, self.password)
                };
                if !self.ms_chap.as_ref().is_some_and(proves) {
                    let what = "EAP-MSCHAPv2 does not prove that the server knows the password".to_owned();
                    self.deviations.push(Deviation { rule: "RFC 2759 section 5", what });
                }
                Some(Message::SuccessResponse)
            }
            Message::Failure { .. } => Some(Message::FailureResponse),
            Message::Response { .. } | Message::SuccessResponse | Message::FailureResponse => None,
        }
    }
}

/// An Access-Accept and an EAP-Failure contradict each other, and so do an Access-Reject and an EAP-Success.
fn conflict(code: PacketCode, eap: Option<Code>) -> Option<Deviation> {
    let wanted = match code {
        PacketCode::ACCESS_ACCEPT => Code::Success,
        PacketCode::ACCESS_REJECT => Code::Failure,
        _ => return None,
    };
    let what = format!("{code} without EAP {wanted:?}");
    (eap != Some(wanted)).then_some(Deviation { rule: "RFC 3579 section 2.6.3", what })
}
