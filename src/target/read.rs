use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use regex::Regex;
use sekisho_catalog::Catalog;
use sekisho_files::{Node, Problem, Problems, Source, Table, Value as Toml};
use semver::Version;

use super::model::{
    Accounts, AnswerRule, Extract, Observe, ObserveFrom, PolicyFacts, SecretFrom, SpannedText, Start, StatusRange,
    Target,
};
use super::{Binding, Body, HttpCall, JsonTemplate, Pointer, Reach, Waiver, Wire};
use crate::template::{Template, Value, parse_duration};

/// Turns a tree that has passed its shape into a target; what is wrong goes to `problems`.
pub(super) fn target(source: &Source, root: &Table, catalog: Arc<Catalog>, problems: &mut Problems) -> Option<Target> {
    let mut reader = Reader { source, problems };
    let time = root.table("time");
    Some(Target {
        name: stem(source.name()),
        title: root.text("title").unwrap_or_default().to_owned(),
        version: reader.version(root),
        catalog,
        base: reader.template(root, "base"),
        allow: texts(root, "allow").into_iter().map(|word| word.text).collect(),
        dormant_is_finding: root.text("dormant") == Some("finding"),
        start: root.table("start").and_then(|table| reader.start(table)),
        mocks: reader.mocks(root),
        authority: root.table("tls").and_then(|table| reader.template(table, "ca")),
        secrets: reader.secrets(root),
        policy: reader.policy(root),
        wait_budget: reader.duration(time, "budget", Duration::ZERO),
        headers: reader.templates(root, "headers"),
        radius: reader.radius_server(root),
        observers: reader.observers(root),
        masks: root
            .list("mask")
            .iter()
            .map(|mask| {
                mask.as_list().unwrap_or_default().iter().filter_map(Node::as_text).map(str::to_owned).collect()
            })
            .collect(),
        answers: reader.answers(root),
        case_setup: around(root, "case", "setup"),
        case_cleanup: around(root, "case", "cleanup"),
        user_setup: around(root, "user", "setup"),
        user_cleanup: around(root, "user", "cleanup"),
        load_setup: around(root, "load", "setup"),
        load_base: root.table("load").and_then(|load| reader.template(load, "base")),
        accounts: root.table("accounts").and_then(|table| reader.accounts(table)),
        sanity: root.text("sanity").unwrap_or("login/right-answer").to_owned(),
        timeout: reader.duration(time, "timeout", Duration::from_secs(30)),
        clock_skew: reader.duration(time, "skew", Duration::from_secs(5)),
        waivers: reader.waivers(root),
        actions: reader.actions(root),
        source: source.clone(),
    })
}

/// The groups of a pattern by which an event finds its case.
const OWNERS: [&str; 3] = ["user", "request", "scope"];

pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) problems: &'a mut Problems,
}

impl Reader<'_> {
    pub(super) fn wrong(&mut self, node: &Node, title: impl Into<String>, help: &str) {
        self.problems.push(Problem::new(self.source, node.span.clone(), title).help(help));
    }

    pub(super) fn template(&mut self, table: &Table, key: &str) -> Option<Template> {
        Template::read(self.source, table.node(key)?, self.problems)
    }

    pub(super) fn templates(&mut self, table: &Table, key: &str) -> Vec<(String, Template)> {
        let Some(table) = table.table(key) else { return Vec::new() };
        table
            .iter()
            .filter_map(|(key, node)| Some((key.name.clone(), Template::read(self.source, node, self.problems)?)))
            .collect()
    }

    /// The product's version: waivers hold ranges against it, so it must be one.
    fn version(&mut self, root: &Table) -> Option<String> {
        let node = root.node("version")?;
        let text = node.as_text()?;
        if let Err(error) = Version::parse(text) {
            self.wrong(node, format!("`{text}` is no version: {error}"), "write it like `3.2.5`");
        }
        Some(text.to_owned())
    }

    pub(super) fn duration(&mut self, table: Option<&Table>, key: &str, default: Duration) -> Duration {
        let Some(node) = table.and_then(|table| table.node(key)) else { return default };
        let Some(text) = node.as_text() else { return default };
        parse_duration(text).unwrap_or_else(|| {
            self.wrong(node, format!("`{text}` is no duration"), "write it like `500ms`, `30s`, `2m` or `24h`");
            default
        })
    }

    fn pattern(&mut self, node: &Node) -> Option<Regex> {
        match Regex::new(node.as_text()?) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let text = error.to_string();
                let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                self.wrong(
                    node,
                    format!("this is no regular expression: {last}"),
                    "a literal text in '…' keeps backslashes as they are",
                );
                None
            }
        }
    }

    fn pointer(&mut self, node: &Node) -> Option<Pointer> {
        match Pointer::parse(node.as_text()?) {
            Ok(pointer) => Some(pointer),
            Err(expected) => {
                self.wrong(
                    node,
                    format!("this names no place in an answer: {expected}"),
                    "write it like `$.users[0].name`, `header:Location` or `cookie:session`",
                );
                None
            }
        }
    }

    fn start(&mut self, table: &Table) -> Option<Start> {
        Some(Start {
            command: table
                .list("command")
                .iter()
                .filter_map(|node| Template::read(self.source, node, self.problems))
                .collect(),
            env: self.templates(table, "env"),
            ready: self.pattern(table.node("ready")?)?,
            timeout: self.duration(Some(table), "timeout", Duration::from_secs(10)),
        })
    }

    fn secrets(&mut self, root: &Table) -> BTreeMap<String, SecretFrom> {
        let Some(table) = root.table("secret") else { return BTreeMap::new() };
        let secrets = table.iter().filter_map(|(key, node)| Some((key.name.clone(), self.secret(node)?)));
        secrets.collect()
    }

    fn secret(&mut self, node: &Node) -> Option<SecretFrom> {
        let table = node.as_table()?;
        let sources = [
            table.text("env").map(|name| SecretFrom::Env(name.to_owned())),
            table.text("file").map(|path| SecretFrom::File(path.to_owned())),
            table.integer("random").and_then(|letters| usize::try_from(letters).ok()).map(SecretFrom::Random),
        ];
        let mut stated = sources.into_iter().flatten();
        match (stated.next(), stated.next()) {
            (Some(secret), None) => Some(secret),
            _ => {
                self.wrong(node, "a secret comes from one source", "state one of `env`, `file` and `random`");
                None
            }
        }
    }

    fn observers(&mut self, root: &Table) -> Vec<Observe> {
        let mut observers: Vec<Observe> = Vec::new();
        for node in root.list("observe") {
            let Some(observer) = node.as_table().and_then(|table| self.observer(node, table)) else { continue };
            if observers.iter().any(|other| other.name == observer.name) {
                self.wrong(node, format!("two observers are called `{}`", observer.name), "give one of them a `name`");
            }
            if observer.authoritative && observers.iter().any(|other| other.authoritative) {
                self.wrong(node, "two observers are authoritative", "one decides; the others are witnesses");
            }
            observers.push(observer);
        }
        observers
    }

    fn observer(&mut self, node: &Node, table: &Table) -> Option<Observe> {
        let kind = table.text("from")?;
        let from = match kind {
            "response" => ObserveFrom::Response,
            "file" => ObserveFrom::File(self.needed(node, table, "path")?),
            "syslog" => self.listener(node, table)?,
            _ => return None,
        };
        self.decides(table, &from);
        self.barrier(table, &from);
        Some(Observe {
            name: table.text("name").unwrap_or(kind).to_owned(),
            extract: self.extract(node, table, matches!(from, ObserveFrom::Response))?,
            from,
            barrier: table.node("barrier").and_then(spanned),
            within: self.duration(Some(table), "within", Duration::from_millis(500)),
            strict: table.boolean("strict").unwrap_or(false),
            authoritative: table.boolean("authoritative").unwrap_or(false),
            alone: table.boolean("alone").unwrap_or(false),
        })
    }

    /// The answer is what the log is compared with: it cannot decide what was emitted.
    fn decides(&mut self, table: &Table, from: &ObserveFrom) {
        let stated = table.node("authoritative").filter(|node| node.as_boolean() == Some(true));
        if let (Some(node), ObserveFrom::Response) = (stated, from) {
            self.wrong(
                node,
                "the answer decides nothing",
                "let a log be authoritative; without one the answer is all there is",
            );
        }
    }

    /// Datagrams overtake each other and get lost: that one has come says nothing about the others.
    fn barrier(&mut self, table: &Table, from: &ObserveFrom) {
        let Some(node) = table.node("barrier") else { return };
        match from {
            ObserveFrom::SyslogUdp(_) => {
                self.wrong(node, "a marker over UDP proves nothing", "state a quiet time as `within` instead");
            }
            ObserveFrom::Response => {
                self.wrong(node, "an answer needs no barrier", "it has come when it has come: take this out");
            }
            _ => {}
        }
    }

    /// An event must say whose it is, unless nothing else happens meanwhile.
    fn owner(&mut self, node: &Node, pattern: &Regex) {
        if !pattern.capture_names().flatten().any(|name| OWNERS.contains(&name)) {
            self.wrong(
                node,
                "the pattern does not say whose an event is",
                "name a group `user`, `request` or `scope`; if the log tells none of them, state `alone = true`: every \
                 scenario then runs alone",
            );
        }
    }

    fn needed(&mut self, node: &Node, table: &Table, key: &str) -> Option<Template> {
        if table.node(key).is_none() {
            self.wrong(node, format!("this observer needs `{key}`"), "see `sekisho schema target`");
        }
        self.template(table, key)
    }

    fn listener(&mut self, node: &Node, table: &Table) -> Option<ObserveFrom> {
        let listen = table.node("listen");
        let template = self.needed(node, table, "listen")?;
        match listen.and_then(Node::as_text).and_then(|text| text.split_once("://")) {
            Some(("tcp", _)) => Some(ObserveFrom::SyslogTcp(template)),
            Some(("udp", _)) => Some(ObserveFrom::SyslogUdp(template)),
            _ => {
                self.wrong(
                    listen.unwrap_or(node),
                    "expected `tcp://ADDRESS:PORT` or `udp://ADDRESS:PORT`",
                    "port 0 takes a free one",
                );
                None
            }
        }
    }

    fn extract(&mut self, node: &Node, table: &Table, response: bool) -> Option<Extract> {
        match (table.node("match"), table.table("json")) {
            (Some(pattern), None) => {
                let regex = self.pattern(pattern)?;
                if !regex.capture_names().flatten().any(|name| name == "code") {
                    self.wrong(
                        pattern,
                        "the pattern has no group `code`",
                        "write the code's place as `(?<code>\\d{5})`",
                    );
                }
                if !response && table.boolean("alone") != Some(true) {
                    self.owner(pattern, &regex);
                }
                Some(Extract::Pattern(regex))
            }
            (None, Some(json)) if response => {
                if let (None, Some(node)) = (json.node("code"), table.node("json")) {
                    self.wrong(node, "no place of `code` is stated", "write it like `code = \"$.code\"`");
                }
                let places = json.iter().filter_map(|(key, node)| Some((key.name.clone(), self.pointer(node)?)));
                Some(Extract::Json(places.collect()))
            }
            _ => {
                let needed = if response { "`match` or `json`" } else { "`match`" };
                self.wrong(node, format!("this observer needs {needed}"), "it says how the code is read from an event");
                None
            }
        }
    }

    fn answers(&mut self, table: &Table) -> Vec<AnswerRule> {
        table.list("answer").iter().filter_map(|node| self.answer(node.as_table()?)).collect()
    }

    fn answer(&mut self, table: &Table) -> Option<AnswerRule> {
        let equals = table.table("equals").map(|equals| self.equals(equals)).unwrap_or_default();
        Some(AnswerRule {
            status: table.node("status").map(|node| self.statuses(node)).unwrap_or_default(),
            has: table.list("has").iter().filter_map(|node| self.pointer(node)).collect(),
            equals,
            radius: table.node("radius").and_then(|node| self.answering(node)),
            text: table.node("text").and_then(|node| self.pattern(node)),
            outcome: spanned(table.node("outcome")?)?,
        })
    }

    fn equals(&mut self, table: &Table) -> Vec<(Pointer, String)> {
        let mut equals = Vec::new();
        for (key, node) in table.iter() {
            match Pointer::parse(&key.name) {
                Ok(pointer) => equals.push((pointer, scalar(node))),
                Err(expected) => self.problems.push(
                    Problem::new(
                        self.source,
                        key.span.clone(),
                        format!("this names no place in an answer: {expected}"),
                    )
                    .help("write it like `\"$.result\" = \"ok\"`"),
                ),
            }
        }
        equals
    }

    fn statuses(&mut self, node: &Node) -> Vec<StatusRange> {
        match &node.value {
            Toml::List(items) => items.iter().flat_map(|item| self.statuses(item)).collect(),
            Toml::Integer(status) => {
                u16::try_from(*status).map(|status| StatusRange(status, status)).into_iter().collect()
            }
            Toml::Text(text) => match StatusRange::of_hundred(text) {
                Some(range) => vec![range],
                None => {
                    self.wrong(node, format!("`{text}` is no status"), "write 200, \"2xx\" or a list of them");
                    Vec::new()
                }
            },
            _ => Vec::new(),
        }
    }

    fn accounts(&mut self, table: &Table) -> Option<Accounts> {
        Some(Accounts { file: self.template(table, "file")?, reuse: table.boolean("reuse").unwrap_or(false) })
    }

    /// A range of versions says nothing about a server whose version is not stated.
    fn waivers(&mut self, root: &Table) -> Vec<Waiver> {
        if root.node("version").is_none() {
            let ranges = root.list("waive").iter().filter_map(|node| node.as_table()?.node("versions"));
            ranges.for_each(|node| {
                self.wrong(
                    node,
                    "this target states no version",
                    "state the product's `version` above, or take this out",
                );
            });
        }
        super::waiver::waivers(self.source, root, self.problems)
    }

    fn policy(&mut self, root: &Table) -> PolicyFacts {
        let mut facts = PolicyFacts::new();
        if let Some(node) = root.node("policy") {
            self.facts("policy", node, &mut facts);
        }
        facts
    }

    fn facts(&mut self, path: &str, node: &Node, facts: &mut PolicyFacts) {
        let fact = match &node.value {
            Toml::Table(table) => {
                return table.iter().for_each(|(key, node)| self.facts(&format!("{path}.{}", key.name), node, facts));
            }
            Toml::List(items) => {
                let items = items.iter().enumerate();
                return items.for_each(|(index, item)| self.facts(&format!("{path}.{index}"), item, facts));
            }
            Toml::Text(text) => Value::from_text(text),
            Toml::Integer(number) => Value::Integer(*number),
            Toml::Boolean(flag) => Value::Boolean(*flag),
            Toml::Float(_) | Toml::Time(_) => {
                self.wrong(node, format!("{} cannot be sent as it is", node.kind()), "write it as a text");
                Value::Absent
            }
        };
        facts.insert(path.to_owned(), fact);
    }

    fn actions(&mut self, root: &Table) -> Vec<Binding> {
        let Some(actions) = root.table("action") else { return Vec::new() };
        let mut bindings = Vec::new();
        for (key, node) in actions.iter() {
            let Some(table) = node.as_table() else { continue };
            let by_channel = !table.is_empty() && table.iter().all(|(key, _)| key.name.contains('/'));
            let parts: Vec<_> = match by_channel {
                true => table.iter().map(|(channel, node)| (Some(channel.name.clone()), node)).collect(),
                false => vec![(None, node)],
            };
            for (channel, node) in parts {
                super::shape::binding().check(self.source, node, self.problems);
                bindings.extend(node.as_table().and_then(|table| self.binding(root, &key.name, channel, node, table)));
            }
        }
        bindings
    }

    fn binding(
        &mut self,
        root: &Table,
        action: &str,
        channel: Option<String>,
        node: &Node,
        table: &Table,
    ) -> Option<Binding> {
        let captures = table.table("capture").map(|capture| {
            capture.iter().filter_map(|(key, node)| Some((key.name.clone(), self.pointer(node)?))).collect()
        });
        Some(Binding {
            action: action.to_owned(),
            channel,
            span: node.span.clone(),
            first: texts(table, "first"),
            capture: captures.unwrap_or_default(),
            families: texts(table, "families"),
            emits: texts(table, "emits"),
            reach: if table.text("reach") == Some("server") { Reach::Server } else { Reach::Case },
            renews: table.text("renews").map(str::to_owned),
            answers: self.answers(table),
            wire: self.wire(root, node, table)?,
        })
    }

    fn wire(&mut self, root: &Table, node: &Node, table: &Table) -> Option<Wire> {
        match (table.node("http"), table.node("radius")) {
            (Some(http), None) => self.http(http, table).map(|call| Wire::Http(Box::new(call))),
            (None, Some(radius)) => {
                self.only_of_http(table);
                self.radius_call(root, radius).map(Wire::Radius)
            }
            (Some(_), Some(radius)) => {
                self.wrong(radius, "an action is spoken in one way", "state one of `http` and `radius`");
                None
            }
            (None, None) => {
                self.wrong(node, "how the action is spoken is not stated", "state one of `http` and `radius`");
                None
            }
        }
    }

    /// Keys that would mean nothing beside `radius`.
    fn only_of_http(&mut self, table: &Table) {
        for node in ["url", "browser", "base", "query", "headers", "json", "form", "body"]
            .into_iter()
            .filter_map(|key| table.node(key))
        {
            self.wrong(node, "this belongs to `http`", "take it out: the packet stands under `radius`");
        }
    }

    fn http(&mut self, node: &Node, table: &Table) -> Option<HttpCall> {
        let (method, path) = self.line(node, table)?;
        let path = Node { value: Toml::Text(path), span: node.span.clone() };
        Some(HttpCall {
            method,
            url: self.template(table, "url"),
            browser: table.boolean("browser").unwrap_or(false),
            base: self.template(table, "base"),
            path: Template::read(self.source, &path, self.problems)?,
            query: self.templates(table, "query"),
            headers: self.templates(table, "headers"),
            identity: self.identity(table),
            body: self.body(table),
        })
    }

    /// Method and path; with a whole URL, the method alone.
    fn line(&mut self, node: &Node, table: &Table) -> Option<(String, String)> {
        let text = node.as_text()?;
        match (text.split_once(' '), table.node("url")) {
            (None, Some(_)) => {
                for stray in ["base", "query"].into_iter().filter_map(|key| table.node(key)) {
                    self.wrong(stray, "a whole URL has this already", "take it out, or state a path in place of `url`");
                }
                Some((text.to_owned(), String::new()))
            }
            (Some(_), Some(_)) => {
                self.wrong(node, "the path stands in the `url`", "write the method alone: `GET`");
                None
            }
            (Some((method, path)), None) => Some((method.to_owned(), path.trim().to_owned())),
            (None, None) => {
                self.wrong(node, "expected a method and a path", "write it like `POST /api/login`");
                None
            }
        }
    }

    fn identity(&mut self, table: &Table) -> Option<Box<(Template, Template)>> {
        let identity = table.table("identity")?;
        Some(Box::new((self.template(identity, "certificate")?, self.template(identity, "key")?)))
    }

    fn body(&mut self, table: &Table) -> Body {
        let bodies = ["json", "form", "body"].into_iter().filter_map(|key| Some((key, table.node(key)?)));
        let bodies: Vec<_> = bodies.collect();
        if let [_, (_, second), ..] = bodies.as_slice() {
            self.wrong(second, "a request has one body", "state one of `json`, `form` and `body`");
        }
        match bodies.first() {
            Some(("json", node)) => self.json(node).map_or(Body::None, Body::Json),
            Some(("form", _)) => Body::Form(self.templates(table, "form")),
            Some((_, node)) => Template::read(self.source, node, self.problems).map_or(Body::None, Body::Text),
            None => Body::None,
        }
    }

    fn json(&mut self, node: &Node) -> Option<JsonTemplate> {
        match &node.value {
            Toml::Table(table) => {
                let fields = table.iter().filter_map(|(key, node)| Some((key.name.clone(), self.json(node)?)));
                Some(JsonTemplate::Object(fields.collect()))
            }
            Toml::List(items) => Some(JsonTemplate::Array(items.iter().filter_map(|item| self.json(item)).collect())),
            Toml::Float(_) | Toml::Time(_) => {
                self.wrong(node, format!("{} cannot be sent as it is", node.kind()), "write it as a text");
                None
            }
            _ => Template::read(self.source, node, self.problems).map(JsonTemplate::Leaf),
        }
    }
}

/// The file's name without folders and `.toml`.
pub(crate) fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\', ':']).next().unwrap_or(name);
    file.strip_suffix(".toml").unwrap_or(file).to_owned()
}

fn spanned(node: &Node) -> Option<SpannedText> {
    Some(SpannedText { text: node.as_text()?.to_owned(), span: node.span.clone() })
}

fn texts(table: &Table, key: &str) -> Vec<SpannedText> {
    table.list(key).iter().filter_map(spanned).collect()
}

fn around(root: &Table, what: &str, when: &str) -> Vec<SpannedText> {
    root.table(what).map(|table| texts(table, when)).unwrap_or_default()
}

fn scalar(node: &Node) -> String {
    match &node.value {
        Toml::Text(text) => text.clone(),
        Toml::Integer(number) => number.to_string(),
        Toml::Boolean(flag) => flag.to_string(),
        _ => String::new(),
    }
}
