use std::time::Duration;

use sekisho_protocol::radius::dictionary::{self, Kind};
use sekisho_protocol::radius::{Attribute, kind, mschap2::MICROSOFT};

use super::model::{Acceptance, Method, Methods, Placement, Profile, Timing, Value};
use super::{AttributeName, Evidence, Fact};
use crate::template::Template;

/// A request as a server received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its attributes in order with their octets, those of vendors one by one.
    pub attributes: Vec<(AttributeName, Vec<u8>)>,
    /// How it conveys the password; none if it does so in no way that sekisho speaks.
    pub method: Option<Method>,
    /// Where it has Message-Authenticator.
    pub signed: Placement,
    /// When copies of it came, counted from the first.
    pub again: Vec<Duration>,
}

/// What requests of one client tell of it: a profile that `--vendor FILE` replays. `source` says who recorded them
/// and when. Passwords, State and Class do not get into it.
pub fn recorded(title: &str, source: &str, seen: &[Seen]) -> Profile {
    let (request, unverified_attributes) = request(seen);
    let mut profile = Profile {
        name: title.to_owned(),
        title: title.to_owned(),
        product: "recorded, not stated".to_owned(),
        pen: request.iter().find_map(|(name, _)| name.vendor().filter(|vendor| *vendor != MICROSOFT)),
        request,
        methods: methods(seen),
        challenge: answers_challenges(seen).then_some(true),
        timing: timing(seen),
        request_signed: seen.first().map(|seen| seen.signed),
        reply_signed: None,
        accept: Acceptance::default(),
        longest: None,
        unknown_proxy_state: None,
        evidence: std::collections::BTreeMap::new(),
        unverified_attributes,
    };
    let stated = Fact::ALL.iter().map(|(_, fact)| *fact).filter(|fact| profile.states(*fact));
    profile.evidence = stated.map(|fact| (fact, evidence(fact, source))).collect();
    profile
}

/// A client that was answered sent no more copies: how many it would have sent at most is not told by that.
fn evidence(fact: Fact, source: &str) -> Evidence {
    match fact {
        Fact::Retries => Evidence::Unverified,
        _ => Evidence::Source(source.to_owned()),
    }
}

/// Attributes that convey a password: together they are one place in a request.
const CREDENTIALS: [(Option<u32>, u8); 6] = [
    (None, kind::USER_PASSWORD),
    (None, kind::CHAP_PASSWORD),
    (None, kind::CHAP_CHALLENGE),
    (None, kind::EAP_MESSAGE),
    (Some(MICROSOFT), 11),
    (Some(MICROSOFT), 25),
];
const PASSWORD: u8 = kind::USER_PASSWORD;
/// Attributes of one exchange, or of one session.
const OF_EXCHANGE: [u8; 3] = [kind::STATE, kind::CLASS, kind::MESSAGE_AUTHENTICATOR];

type Attributes = Vec<(AttributeName, Value)>;

/// The attributes in the order of the first request; those that not all requests have are unverified.
fn request(seen: &[Seen]) -> (Attributes, Vec<AttributeName>) {
    let (mut attributes, mut unverified): (Attributes, Vec<AttributeName>) = (Vec::new(), Vec::new());
    let all: Vec<AttributeName> = seen.iter().flat_map(places).collect();
    for (at, name) in all.iter().enumerate() {
        if all[..at].contains(name) {
            continue;
        }
        let values: Vec<Vec<&[u8]>> = seen.iter().map(|seen| values(seen, name)).collect();
        attributes.extend(stated(name, &values, seen).into_iter().map(|value| (*name, value)));
        if values.iter().any(Vec::is_empty) && !is_given_by_the_target(name) {
            unverified.push(*name);
        }
    }
    (attributes, unverified)
}

/// The attributes of a request that a profile has a place for, credentials as User-Password.
fn places(seen: &Seen) -> Vec<AttributeName> {
    let of_exchange = |name: &AttributeName| name.vendor().is_none() && OF_EXCHANGE.contains(&name.number());
    let names = seen.attributes.iter().map(|(name, _)| *name).filter(|name| !of_exchange(name));
    names.map(|name| if is_credential(&name) { AttributeName::of(None, PASSWORD) } else { name }).collect()
}

fn is_credential(name: &AttributeName) -> bool {
    CREDENTIALS.contains(&(name.vendor(), name.number()))
}

fn is_given_by_the_target(name: &AttributeName) -> bool {
    name.vendor().is_none() && [kind::USER_NAME, PASSWORD].contains(&name.number())
}

fn values<'a>(seen: &'a Seen, name: &AttributeName) -> Vec<&'a [u8]> {
    seen.attributes.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_slice()).collect()
}

/// What stays the same is stated; what is the user's name, or a text that is another each time, becomes a slot.
fn stated(name: &AttributeName, values: &[Vec<&[u8]>], seen: &[Seen]) -> Vec<Value> {
    if is_given_by_the_target(name) {
        return vec![Value::Binding];
    }
    if name.is_secret() {
        return Vec::new();
    }
    let mut sent = values.iter().filter(|values| !values.is_empty());
    let Some(first) = sent.next() else { return Vec::new() };
    let user = AttributeName::of(None, kind::USER_NAME);
    let is_user = first.len() == 1
        && seen.iter().zip(values).all(|(seen, own)| own.is_empty() || *own == self::values(seen, &user));
    let varies = sent.any(|other| other != first);
    let text = match (is_user, varies && first.len() == 1 && name.is_text()) {
        (true, _) => return vec![Value::Own(slot("user.name"))],
        (false, true) => return vec![Value::Own(slot("request"))],
        (false, false) => |octets: &&[u8]| Value::Own(Template::fixed(&name.written(octets))),
    };
    first.iter().map(text).collect()
}

fn slot(name: &str) -> Template {
    let source = sekisho_files::Source::new("", format!("\"{{{{ {name} }}}}\""));
    let node = sekisho_files::Node {
        span: 0..source.text().len(),
        value: sekisho_files::Value::Text(format!("{{{{ {name} }}}}")),
    };
    Template::read(&source, &node, &mut sekisho_files::Problems::new()).unwrap_or_else(|| Template::fixed(""))
}

/// In the order in which they were first seen.
fn methods(seen: &[Seen]) -> Option<Methods> {
    let mut methods: Vec<Method> = Vec::new();
    for method in seen.iter().filter_map(|seen| seen.method) {
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    Methods::new(&methods)
}

fn answers_challenges(seen: &[Seen]) -> bool {
    let has_state = |seen: &Seen| seen.attributes.iter().any(|(name, _)| *name == AttributeName::of(None, kind::STATE));
    seen.iter().any(has_state)
}

/// To the millisecond: nothing finer is a client's habit.
fn timing(seen: &[Seen]) -> Timing {
    let first = seen.iter().filter_map(|seen| seen.again.first()).min();
    let most = seen.iter().map(|seen| seen.again.len()).max().filter(|most| *most > 0);
    Timing {
        timeout: first.map(|wait| Duration::from_millis(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1))),
        retries: most.map(|most| u8::try_from(most).unwrap_or(u8::MAX).min(100)),
    }
}

impl AttributeName {
    fn is_text(&self) -> bool {
        matches!(self, Self::Known(definition) if definition.kind == Kind::Text)
    }

    /// A value as files write it: read again, it gives these octets.
    fn written(&self, octets: &[u8]) -> String {
        let reads_the_same = |text: &String| !text.contains("{{") && self.encode(text).is_ok_and(|it| it == octets);
        self.typed(octets).filter(reads_the_same).unwrap_or_else(|| hex(octets))
    }

    fn typed(&self, octets: &[u8]) -> Option<String> {
        let Self::Known(definition) = self else { return None };
        match (definition.kind, definition.vendor) {
            (Kind::Text, _) => String::from_utf8(octets.to_vec()).ok(),
            (Kind::Integer, Some(_)) => Some(u32::from_be_bytes(octets.try_into().ok()?).to_string()),
            (_, Some(_)) => None,
            (_, None) => {
                let line = dictionary::describe(&Attribute { kind: definition.number, value: octets, at: 0 });
                line.split_once(" = ").map(|(_, value)| value.to_owned())
            }
        }
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold("0x".to_owned(), |text, octet| format!("{text}{octet:02x}"))
}
