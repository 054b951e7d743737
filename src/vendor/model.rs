use std::collections::BTreeMap;
use std::num::NonZeroU8;
use std::time::Duration;

use super::{AttributeName, Evidence, Fact};
use crate::template::Template;

/// How one RADIUS client behaves. What it does not state, the plain client's habit stands in for.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The file's name without `.toml`: what `--vendor` takes.
    pub name: String,
    /// What reports call it.
    pub title: String,
    /// The product and the versions that the facts are about.
    pub product: String,
    /// The vendor's private enterprise number.
    pub pen: Option<u32>,
    /// The attributes of its requests, in order.
    pub request: Vec<(AttributeName, Value)>,
    /// How it conveys passwords.
    pub methods: Option<Methods>,
    /// Whether it answers an Access-Challenge. One that does not takes it for a reject (RFC 2865 section 4.4).
    pub challenge: Option<bool>,
    /// When it sends again.
    pub timing: Timing,
    /// Where its requests have Message-Authenticator.
    pub request_signed: Option<Placement>,
    /// What it makes of a reply's Message-Authenticator.
    pub reply_signed: Option<Demand>,
    /// What it looks for in an Access-Accept.
    pub accept: Acceptance,
    /// How much of a password it sends.
    pub longest: Option<Longest>,
    /// What it makes of a Proxy-State in a reply that it did not send.
    pub unknown_proxy_state: Option<UnknownProxyState>,
    /// Where each fact that it states comes from, and which ones nothing public tells.
    pub evidence: BTreeMap<Fact, Evidence>,
    /// Attributes of requests whose presence or value is unverified, though others are sourced.
    pub unverified_attributes: Vec<AttributeName>,
}

/// The value of an attribute of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// The profile's own.
    Own(Template),
    /// What the target's binding gives: the profile only says where it stands. Of User-Password: the
    /// credentials, however they are conveyed.
    Binding,
}

/// How a password is conveyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
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
    EapMschapv2,
}

/// Methods that a client tries in turn, the next only after an Access-Reject: at least one, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Methods {
    first: Method,
    then: Vec<Method>,
}

/// When a client sends again; the parts that are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timing {
    /// How long it waits for a reply.
    pub timeout: Option<Duration>,
    /// How often it sends again after the first time.
    pub retries: Option<u8>,
}

/// Where a request has Message-Authenticator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// It is the first attribute, as the answer to CVE-2024-3596 wants it.
    First,
    /// It is the last.
    Last,
    /// There is none.
    None,
}

/// What a client makes of the Message-Authenticator of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// A reply without one is dropped.
    Required,
    /// A reply may have one.
    Optional,
    /// A reply that has one is dropped.
    Refused,
}

/// What a client looks for in an Access-Accept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Attributes without which the login is of no use; an empty list says that the decision alone counts.
    pub needs: Option<Vec<AttributeName>>,
    /// Attributes that it uses if they are there.
    pub reads: Option<Vec<AttributeName>>,
}

/// How many characters of a password a client sends; it drops what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Longest(NonZeroU8);

/// What a client makes of a Proxy-State in a reply that it did not send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownProxyState {
    /// The reply is dropped.
    Refused,
    /// It is ignored.
    Ignored,
}

impl Profile {
    /// What of the behaviour that is played rests on no public source: facts and attributes that the file calls
    /// unverified, and facts that it does not state, for which the plain client's habit stands in.
    pub fn unverified(&self) -> Vec<String> {
        let facts = Fact::ALL.iter().filter(|(_, fact)| self.is_unverified(*fact)).map(|(name, _)| (*name).to_owned());
        facts.chain(self.unverified_attributes.iter().map(|name| format!("request.{name}"))).collect()
    }

    /// The facts that a source tells.
    pub fn sourced(&self) -> impl Iterator<Item = (Fact, &str)> {
        self.evidence.iter().filter_map(|(fact, evidence)| match evidence {
            Evidence::Source(text) => Some((*fact, text.as_str())),
            Evidence::Unverified => None,
        })
    }

    fn is_unverified(&self, fact: Fact) -> bool {
        match self.evidence.get(&fact) {
            Some(Evidence::Source(_)) => false,
            Some(Evidence::Unverified) => true,
            None => fact.is_of_each_client(),
        }
    }

    /// What templates may name of it: `vendor.name`, `vendor.timeout`, `vendor.retries`.
    pub fn value(&self, path: &str) -> Option<crate::template::Value> {
        use crate::template::Value;
        match path {
            "vendor.name" => Some(Value::from(self.name.as_str())),
            "vendor.timeout" => self.timing.timeout.map(Value::Duration),
            "vendor.retries" => self.timing.retries.map(|retries| Value::Integer(retries.into())),
            _ => None,
        }
    }

    /// Whether it states a fact.
    pub fn states(&self, fact: Fact) -> bool {
        match fact {
            Fact::Request => !self.request.is_empty(),
            Fact::Methods => self.methods.is_some(),
            Fact::Challenge => self.challenge.is_some(),
            Fact::Timeout => self.timing.timeout.is_some(),
            Fact::Retries => self.timing.retries.is_some(),
            Fact::RequestSigned => self.request_signed.is_some(),
            Fact::ReplySigned => self.reply_signed.is_some(),
            Fact::Needs => self.accept.needs.is_some(),
            Fact::Reads => self.accept.reads.is_some(),
            Fact::Longest => self.longest.is_some(),
            Fact::UnknownProxyState => self.unknown_proxy_state.is_some(),
        }
    }
}

impl Methods {
    /// Methods in turn; none if there are none or one stands there twice.
    pub fn new(methods: &[Method]) -> Option<Self> {
        let (first, then) = methods.split_first()?;
        let is_repeated = methods.iter().enumerate().any(|(place, method)| methods[..place].contains(method));
        (!is_repeated).then(|| Self { first: *first, then: then.to_vec() })
    }

    /// The one that is tried first.
    pub fn first(&self) -> Method {
        self.first
    }

    /// All, in turn.
    pub fn iter(&self) -> impl Iterator<Item = Method> {
        std::iter::once(self.first).chain(self.then.iter().copied())
    }
}

impl Method {
    /// All of them with the words of files.
    pub const ALL: [(&'static str, Method); 6] = [
        ("pap", Method::Pap),
        ("chap", Method::Chap),
        ("ms-chap2", Method::MsChap2),
        ("eap-md5", Method::EapMd5),
        ("eap-gtc", Method::EapGtc),
        ("eap-mschapv2", Method::EapMschapv2),
    ];
}

impl Method {
    /// As files name it.
    pub fn as_str(self) -> &'static str {
        word_of(&Self::ALL, &self)
    }
}

impl Placement {
    /// All of them with the words of files.
    pub const ALL: [(&'static str, Placement); 3] =
        [("first", Placement::First), ("last", Placement::Last), ("none", Placement::None)];
}

impl Demand {
    /// All of them with the words of files.
    pub const ALL: [(&'static str, Demand); 3] =
        [("required", Demand::Required), ("optional", Demand::Optional), ("refused", Demand::Refused)];
}

impl UnknownProxyState {
    /// All of them with the words of files.
    pub const ALL: [(&'static str, UnknownProxyState); 2] =
        [("refused", UnknownProxyState::Refused), ("ignored", UnknownProxyState::Ignored)];
}

impl Longest {
    /// So many characters; none if that is none at all, or more than a User-Password can hold (RFC 2865 section
    /// 5.2).
    pub fn new(characters: u8) -> Option<Self> {
        NonZeroU8::new(characters).filter(|characters| characters.get() <= 128).map(Self)
    }

    /// How many characters.
    pub fn characters(self) -> usize {
        usize::from(self.0.get())
    }

    /// What is sent of a password.
    pub fn cut(self, password: &str) -> &str {
        let end = password.char_indices().nth(self.characters()).map_or(password.len(), |(at, _)| at);
        &password[..end]
    }
}

/// The word that files have for a value.
pub(super) fn word_of<T: PartialEq>(all: &[(&'static str, T)], value: &T) -> &'static str {
    all.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
}
