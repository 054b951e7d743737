use std::collections::BTreeMap;
use std::time::Duration;

use sekisho_files::{Key, Node, Problem, Problems, Source, Table, read};
use sekisho_protocol::radius::kind;

use super::model::{
    Acceptance, Demand, Longest, Method, Methods, Placement, Profile, Timing, UnknownProxyState, Value,
};
use super::{AttributeName, Evidence, Fact, shape};
use crate::target::stem;
use crate::template::{Template, parse_duration};

/// Reads a profile; what is wrong in it goes to `problems`.
pub fn read_vendor(source: &Source, problems: &mut Problems) -> Option<Profile> {
    let root = read(source, problems);
    shape().check(source, &root, problems);
    let table = root.as_table()?;
    let mut reader = Reader { source, problems };
    let request = reader.request(table);
    let unverified = reader.unverified(table, &request);
    let profile = Profile {
        name: stem(source.name()),
        title: table.text("title")?.to_owned(),
        product: table.text("product")?.to_owned(),
        pen: table.integer("pen").and_then(|pen| u32::try_from(pen).ok()),
        methods: reader.methods(table),
        challenge: table.boolean("challenge"),
        timing: reader.timing(table),
        request_signed: word(table, "message-authenticator", "request", &Placement::ALL),
        reply_signed: word(table, "message-authenticator", "reply", &Demand::ALL),
        accept: reader.acceptance(table),
        longest: number(table, "password", "longest").and_then(Longest::new),
        unknown_proxy_state: word(table, "reply", "unknown-proxy-state", &UnknownProxyState::ALL),
        evidence: reader.evidence(table, &unverified.facts),
        unverified_attributes: unverified.attributes,
        request,
    };
    reader.agree(&profile, table);
    Some(profile)
}

/// Attributes that the client makes by itself, or that belong to one exchange.
const MADE: [(u8, &str); 5] = [
    (kind::STATE, "the target's binding gives it"),
    (kind::MESSAGE_AUTHENTICATOR, "state its place under `[message-authenticator]`"),
    (kind::CHAP_PASSWORD, "`methods` says how passwords are conveyed; their place is `user-password = true`"),
    (kind::EAP_MESSAGE, "`methods` says how passwords are conveyed; their place is `user-password = true`"),
    (kind::VENDOR_SPECIFIC, "write the vendor's attribute: `cisco-avpair`, or `vendor-9-1` by numbers"),
];

/// Names that templates of a profile may use.
const NAMES: [&str; 6] = ["user.name", "scenario.id", "scenario.name", "run.id", "request", "channel"];

#[derive(Default)]
struct Unverified {
    facts: Vec<Fact>,
    attributes: Vec<AttributeName>,
}

struct Reader<'a> {
    source: &'a Source,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn wrong(&mut self, span: std::ops::Range<usize>, title: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::new(self.source, span, title).help(help));
    }

    fn request(&mut self, root: &Table) -> Vec<(AttributeName, Value)> {
        let mut request: Vec<(AttributeName, Value)> = Vec::new();
        for (key, node) in root.table("request").into_iter().flat_map(Table::iter) {
            let Some(name) = self.attribute(&key.name, &key.span) else { continue };
            if request.iter().any(|(other, _)| *other == name) {
                self.wrong(key.span.clone(), format!("`{name}` stands here twice"), "write its values as a list");
                continue;
            }
            let one = std::slice::from_ref(node);
            for node in node.as_list().unwrap_or(one) {
                request.extend(self.value(&name, key, node).map(|value| (name, value)));
            }
        }
        request
    }

    fn attribute(&mut self, name: &str, span: &std::ops::Range<usize>) -> Option<AttributeName> {
        let found = AttributeName::parse(name);
        if found.is_none() {
            let known: Vec<String> = sekisho_protocol::radius::dictionary::attributes()
                .map(|known| known.name.to_ascii_lowercase())
                .collect();
            let problem = Problem::new(self.source, span.clone(), format!("there is no attribute `{name}`"));
            let lower = name.to_ascii_lowercase();
            let nearest = sekisho_files::nearest(&lower, known.iter().map(String::as_str));
            self.problems.push(match nearest {
                Some(nearest) => problem.help(format!("did you mean `{nearest}`?")),
                None => problem.help("one without a name is written `attribute-200` or `vendor-9-200`"),
            });
        }
        found
    }

    fn value(&mut self, name: &AttributeName, key: &Key, node: &Node) -> Option<Value> {
        let made = MADE.iter().find(|(number, _)| (name.vendor(), name.number()) == (None, *number));
        if let Some((_, help)) = made {
            self.wrong(key.span.clone(), format!("`{name}` is no attribute that a profile states"), *help);
            return None;
        }
        match (node.as_boolean(), name.is_secret()) {
            (Some(true), _) => Some(Value::Binding),
            (Some(false), _) => {
                self.wrong(node.span.clone(), "`false` says nothing here", "leave the attribute out");
                None
            }
            (None, true) => {
                let help = "write `true` where the target's own value stands";
                self.wrong(node.span.clone(), format!("`{name}` is a secret: no profile states it"), help);
                None
            }
            (None, false) => self.template(name, node).map(Value::Own),
        }
    }

    fn template(&mut self, name: &AttributeName, node: &Node) -> Option<Template> {
        let template = Template::read(self.source, node, self.problems)?;
        if let Some(Err(error)) = template.as_fixed().map(|text| name.encode(&text)) {
            self.problems.push(Problem::new(self.source, node.span.clone(), error.to_string()));
        }
        for (used, _) in template.names() {
            if !NAMES.contains(&used.path.as_str()) {
                let problem = Problem::new(self.source, used.span, format!("`{}` is not defined here", used.path));
                self.problems.push(problem.help_nearest(&used.path, NAMES));
            }
        }
        Some(template)
    }

    fn methods(&mut self, root: &Table) -> Option<Methods> {
        let node = root.node("methods")?;
        let words = root.list("methods").iter().filter_map(Node::as_text);
        let methods: Vec<Method> = words.filter_map(|word| value_of(&Method::ALL, word)).collect();
        let read = Methods::new(&methods);
        if read.is_none() && methods.len() == root.list("methods").len() {
            self.wrong(node.span.clone(), "this is no list of methods to try in turn", "state at least one, each once");
        }
        read
    }

    fn timing(&mut self, root: &Table) -> Timing {
        let timeout = root.table("timers").and_then(|table| table.node("timeout"));
        Timing { timeout: timeout.and_then(|node| self.duration(node)), retries: number(root, "timers", "retries") }
    }

    fn duration(&mut self, node: &Node) -> Option<Duration> {
        let text = node.as_text()?;
        let duration = parse_duration(text).filter(|duration| !duration.is_zero());
        if duration.is_none() {
            self.wrong(node.span.clone(), format!("`{text}` is no time to wait"), "write it like `500ms` or `5s`");
        }
        duration
    }

    fn acceptance(&mut self, root: &Table) -> Acceptance {
        let table = root.table("accept");
        let mut list = |key: &str| {
            let items = table?.node(key)?.as_list()?;
            let names = items.iter().filter_map(|node| Some((node.as_text()?, &node.span)));
            Some(names.filter_map(|(name, span)| self.attribute(name, span)).collect())
        };
        Acceptance { needs: list("needs"), reads: list("reads") }
    }

    fn unverified(&mut self, root: &Table, request: &[(AttributeName, Value)]) -> Unverified {
        let mut unverified = Unverified::default();
        for (text, node) in root.list("unverified").iter().filter_map(|node| Some((node.as_text()?, node))) {
            if let Some(fact) = value_of(&Fact::ALL, text) {
                unverified.facts.push(fact);
                continue;
            }
            let named = text.strip_prefix("request.").and_then(AttributeName::parse);
            match named.filter(|named| request.iter().any(|(name, _)| name == named)) {
                Some(name) => unverified.attributes.push(name),
                None => self.no_fact(text, node.span.clone(), request),
            }
        }
        unverified
    }

    fn no_fact(&mut self, text: &str, span: std::ops::Range<usize>, request: &[(AttributeName, Value)]) {
        let attributes: Vec<String> = request.iter().map(|(name, _)| format!("request.{name}")).collect();
        let known: Vec<&str> =
            Fact::ALL.iter().map(|(name, _)| *name).chain(attributes.iter().map(String::as_str)).collect();
        let problem = Problem::new(self.source, span, format!("`{text}` is no fact of a profile"));
        self.problems.push(problem.help_nearest(text, known.iter().copied()));
    }

    /// What `[source]` and `unverified` say, which must not contradict each other.
    fn evidence(&mut self, root: &Table, unverified: &[Fact]) -> BTreeMap<Fact, Evidence> {
        let mut evidence: BTreeMap<Fact, Evidence> =
            unverified.iter().map(|fact| (*fact, Evidence::Unverified)).collect();
        for (key, node) in root.table("source").into_iter().flat_map(Table::iter) {
            let Some(fact) = value_of(&Fact::ALL, &key.name) else {
                self.no_fact(&key.name, key.span.clone(), &[]);
                continue;
            };
            let text = node.as_text().unwrap_or_default().trim();
            if text.is_empty() {
                self.wrong(node.span.clone(), format!("nothing says where `{fact}` was read"), "name page and date");
            }
            if evidence.insert(fact, Evidence::Source(text.to_owned())).is_some() {
                self.wrong(key.span.clone(), format!("`{fact}` has a source and is unverified"), "it is one of both");
            }
        }
        evidence
    }

    /// A fact that is stated says where it comes from, and a source is one of a fact that is stated.
    fn agree(&mut self, profile: &Profile, root: &Table) {
        for (name, fact) in Fact::ALL {
            match (profile.states(fact), profile.evidence.get(&fact)) {
                (true, None) => {
                    let help = format!("write `\"{name}\" = \"…\"` under `[source]`, or list it in `unverified`");
                    let span = stated_at(root, name).unwrap_or(0..0);
                    self.wrong(span, format!("nothing says where `{name}` comes from"), help);
                }
                (false, Some(Evidence::Source(_))) if root.table("source").is_some_and(|it| it.key(name).is_some()) => {
                    let span = root.table("source").and_then(|table| table.key(name)).map(|key| key.span.clone());
                    let title = format!("`{name}` has a source and is not stated");
                    self.wrong(span.unwrap_or(0..0), title, "state it, or leave its source out");
                }
                _ => {}
            }
        }
    }
}

fn stated_at(root: &Table, name: &str) -> Option<std::ops::Range<usize>> {
    let key = match name.split_once('.') {
        Some((table, key)) => root.table(table)?.key(key),
        None => root.key(name),
    };
    key.map(|key| key.span.clone())
}

fn value_of<T: Copy>(all: &[(&str, T)], word: &str) -> Option<T> {
    all.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

fn word<T: Copy>(root: &Table, table: &str, key: &str, all: &[(&str, T)]) -> Option<T> {
    value_of(all, root.table(table)?.text(key)?)
}

fn number(root: &Table, table: &str, key: &str) -> Option<u8> {
    root.table(table)?.integer(key).and_then(|number| u8::try_from(number).ok())
}
