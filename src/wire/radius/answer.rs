use std::fmt;
use std::net::Ipv4Addr;

use sekisho_protocol::radius::dictionary::{self, Definition, Kind};
use sekisho_protocol::radius::verify::{Fault, Policy, Verdict};
use sekisho_protocol::radius::{Attribute, Code, Packet, Secret, kind};

use super::client::Expected;
use super::{Discard, Refusals};

use crate::vendor::AttributeName;

/// A reply that was verified, and what is wrong with it all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RadiusAnswer {
    octets: Vec<u8>,
    request: Vec<u8>,
    deviations: Vec<Deviation>,
}

/// A rule that a reply breaks though it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Where the rule stands: a section of an RFC or draft.
    pub rule: &'static str,
    /// How it is broken.
    pub what: String,
}

impl RadiusAnswer {
    /// A reply that no fault discards, with the others; none if it is no packet.
    pub(super) fn new(verdict: &Verdict<'_>, request: &[u8], policy: Policy) -> Option<Self> {
        let octets = verdict.packet?.octets().to_vec();
        let faults = verdict.faults.iter().filter(|fault| is_of_this_policy(fault, policy));
        let deviations = faults.map(|fault| Deviation { rule: fault.rule(), what: fault.to_string() });
        Some(Self { deviations: deviations.collect(), octets, request: request.to_vec() })
    }

    /// A reply to this request, if nothing discards it under the rules of today.
    ///
    /// # Errors
    ///
    /// Why it is discarded.
    pub fn held_against(request: &[u8], reply: &[u8], secret: &Secret) -> Result<Self, Discard> {
        Expected { request, secret, policy: Policy::STRICT, refuses: Refusals::default() }.judge(reply)
    }

    pub(super) fn add(&mut self, deviations: impl IntoIterator<Item = Deviation>) {
        self.deviations.extend(deviations);
    }

    /// What it is.
    pub fn code(&self) -> Code {
        Code(self.octets.first().copied().unwrap_or_default())
    }

    /// Whether it lets in, or confirms.
    pub fn is_good(&self) -> bool {
        [Code::ACCESS_ACCEPT, Code::ACCOUNTING_RESPONSE].contains(&self.code())
    }

    /// The packet's octets, without padding.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Whether it has an attribute, by name or number.
    pub(super) fn has(&self, name: &AttributeName) -> bool {
        let Ok(packet) = Packet::parse(&self.octets) else { return false };
        match name.vendor() {
            Some(vendor) => packet.of_vendor(vendor, name.number()).next().is_some(),
            None => packet.first(name.number()).is_some(),
        }
    }

    /// What is wrong with it.
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }

    /// The values of an attribute, in order.
    pub fn values(&self, definition: &Definition) -> Vec<Vec<u8>> {
        values(&self.octets, definition)
    }

    /// The values of the same attribute in the request.
    pub fn asked(&self, definition: &Definition) -> Vec<Vec<u8>> {
        values(&self.request, definition)
    }

    /// An attribute's value as text: octets as `0x…`, several values as lines; none if it is not there.
    pub fn text(&self, definition: &Definition) -> Option<String> {
        let texts = self.texts(definition);
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    /// The same as texts, each by itself.
    pub fn texts(&self, definition: &Definition) -> Vec<String> {
        self.values(definition).iter().map(|value| shown(definition, value)).collect()
    }

    /// The name of the first attribute.
    pub fn first(&self) -> Option<String> {
        self.attributes().next().map(|attribute| dictionary::name(attribute.kind))
    }

    /// What it says to the user (RFC 2865 section 5.18): several are shown one after the other.
    pub fn reply_message(&self) -> String {
        let lines: Vec<String> = self
            .attributes()
            .filter(|attribute| attribute.kind == kind::REPLY_MESSAGE)
            .map(|attribute| String::from_utf8_lossy(attribute.value).into_owned())
            .collect();
        lines.join("\n")
    }

    /// All that it says, whatever in: each value as a line, those of vendors one by one.
    pub fn said(&self) -> String {
        let lines = self.attributes().flat_map(|attribute| match attribute.vendor_specific() {
            Some(specific) => specific.attributes().map(|sub| sub.value).collect(),
            None => vec![attribute.value],
        });
        let lines: Vec<String> = lines.map(|value| String::from_utf8_lossy(value).into_owned()).collect();
        lines.join("\n")
    }

    /// The attributes in order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        Packet::parse(&self.octets).ok().into_iter().flat_map(|packet| packet.attributes())
    }
}

/// A target that does not claim to sign its replies need not sign them in the first place, either.
fn is_of_this_policy(fault: &Fault, policy: Policy) -> bool {
    let signing = matches!(fault, Fault::MessageAuthenticatorMissing { .. } | Fault::MessageAuthenticatorNotFirst);
    policy.require_message_authenticator || !signing
}

fn values(octets: &[u8], definition: &Definition) -> Vec<Vec<u8>> {
    let Ok(packet) = Packet::parse(octets) else { return Vec::new() };
    match definition.vendor {
        Some(vendor) => packet.of_vendor(vendor, definition.number).map(<[u8]>::to_vec).collect(),
        None => packet.all(definition.number).map(|attribute| attribute.value.to_vec()).collect(),
    }
}

fn shown(definition: &Definition, value: &[u8]) -> String {
    let four: Option<[u8; 4]> = value.try_into().ok();
    match (definition.kind, four) {
        (Kind::Text, _) => String::from_utf8_lossy(value).into_owned(),
        (Kind::Integer | Kind::Time, Some(octets)) => u32::from_be_bytes(octets).to_string(),
        (Kind::Address, Some(octets)) => Ipv4Addr::from(octets).to_string(),
        _ => hex(value),
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold("0x".to_owned(), |text, octet| format!("{text}{octet:02x}"))
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.what, self.rule)
    }
}
