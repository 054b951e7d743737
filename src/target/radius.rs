use std::time::Duration;

use sekisho_protocol::radius::Code;
use sekisho_protocol::radius::dictionary::Definition;

use super::read_radius::METHODS as RADIUS_METHODS;
use crate::template::Template;

/// The RADIUS server of a target, and what its clients share with it.
#[derive(Debug, Clone)]
pub struct RadiusServer {
    /// ADDRESS:PORT of authentication.
    pub server: Template,
    /// The shared secret.
    pub secret: Template,
    /// ADDRESS:PORT of accounting.
    pub accounting: Option<Template>,
    /// Other source addresses that scenarios may send from, by name.
    pub clients: Vec<(String, Template)>,
    /// The quiet time after which a raw packet counts as unanswered.
    pub silence: Duration,
    /// Whether a reply without Message-Authenticator is discarded
    /// (draft-ietf-radext-deprecating-radius section 5.3.7).
    pub require_message_authenticator: bool,
}

/// A RADIUS packet with slots.
#[derive(Debug, Clone)]
pub struct RadiusCall {
    /// Access-Request, Status-Server or Accounting-Request.
    pub packet: Code,
    /// Where it goes.
    pub port: RadiusPort,
    /// How User-Password is conveyed; PAP, if not stated.
    pub method: Option<Template>,
    /// The attributes in order; one without a value is left out.
    pub attributes: Vec<(&'static Definition, Template)>,
}

/// How a password is conveyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RadiusMethod {
    /// User-Password (RFC 2865 section 5.2).
    Pap,
    /// CHAP-Password (RFC 2865 section 5.3).
    Chap,
    /// MS-CHAP2-Response (RFC 2548 section 2.3.2).
    MsChap2,
    /// EAP-MD5 (RFC 3748 section 5.4).
    EapMd5,
    /// EAP-GTC (RFC 3748 section 5.6).
    EapGtc,
    /// EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2).
    EapMsChapV2,
}

/// The two ports of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RadiusPort {
    /// That of RFC 2865.
    Authentication,
    /// That of RFC 2866.
    Accounting,
}

impl RadiusCall {
    /// Its templates.
    pub(super) fn templates(&self) -> impl Iterator<Item = &Template> {
        self.method.iter().chain(self.attributes.iter().map(|(_, template)| template))
    }
}

impl RadiusServer {
    /// Its templates.
    pub(super) fn templates(&self) -> impl Iterator<Item = &Template> {
        let clients = self.clients.iter().map(|(_, template)| template);
        [&self.server, &self.secret].into_iter().chain(&self.accounting).chain(clients)
    }
}

impl RadiusMethod {
    /// The method of a name that target and scenario files use.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Pap, Self::Chap, Self::MsChap2, Self::EapMd5, Self::EapGtc, Self::EapMsChapV2];
        RADIUS_METHODS.iter().zip(all).find(|(own, _)| **own == name).map(|(_, method)| method)
    }

    /// Whether it takes several rounds of EAP.
    pub fn is_eap(self) -> bool {
        matches!(self, Self::EapMd5 | Self::EapGtc | Self::EapMsChapV2)
    }
}
