use std::time::Duration;

use sekisho_files::{Key, Node, Problem, Table};
use sekisho_protocol::radius::dictionary::{self, Definition};
use sekisho_protocol::radius::{Code, kind};

use super::read::Reader;
use super::{RadiusCall, RadiusPort, RadiusServer};
use crate::template::Template;

/// The packets that a binding may send, by the names that it gives them.
const PACKETS: [(&str, Code); 3] = [
    ("Access-Request", Code::ACCESS_REQUEST),
    ("Status-Server", Code::STATUS_SERVER),
    ("Accounting-Request", Code::ACCOUNTING_REQUEST),
];
/// The packets that a server may answer with.
const ANSWERS: [(&str, Code); 5] = [
    ("Access-Accept", Code::ACCESS_ACCEPT),
    ("Access-Reject", Code::ACCESS_REJECT),
    ("Access-Challenge", Code::ACCESS_CHALLENGE),
    ("Accounting-Response", Code::ACCOUNTING_RESPONSE),
    ("Protocol-Error", Code::PROTOCOL_ERROR),
];
/// The ways to convey a password.
pub(crate) const METHODS: [&str; 6] = ["pap", "chap", "ms-chap2", "eap-md5", "eap-gtc", "eap-mschapv2"];
const SILENCE: Duration = Duration::from_millis(400);

impl Reader<'_> {
    pub(super) fn radius_server(&mut self, root: &Table) -> Option<RadiusServer> {
        let table = root.table("radius")?;
        Some(RadiusServer {
            silence: self.duration(Some(table), "silence", SILENCE),
            require_message_authenticator: table.boolean("require-message-authenticator").unwrap_or(true),
            accounting: self.template(table, "accounting"),
            clients: self.templates(table, "clients"),
            secret: self.template(table, "secret")?,
            server: self.template(table, "server")?,
        })
    }

    /// The packet of a binding; the server it goes to must be stated.
    pub(super) fn radius_call(&mut self, root: &Table, node: &Node) -> Option<RadiusCall> {
        let table = node.as_table()?;
        let packet = self.packet(table)?;
        let port = self.port(table, packet)?;
        self.stated(root, node, port);
        Some(RadiusCall {
            packet,
            port,
            method: self.method(table),
            attributes: table.iter().filter_map(|(key, node)| self.attribute(key, node)).collect(),
        })
    }

    fn stated(&mut self, root: &Table, node: &Node, port: RadiusPort) {
        match (root.table("radius"), port) {
            (None, _) => self.wrong(node, "this target states no RADIUS server", "state it under `[radius]`"),
            (Some(radius), RadiusPort::Accounting) if radius.node("accounting").is_none() => {
                self.wrong(
                    node,
                    "this target states no port of accounting",
                    "state it as `accounting` under `[radius]`",
                );
            }
            _ => {}
        }
    }

    /// The answer that a rule fits, by its name.
    pub(super) fn answering(&mut self, node: &Node) -> Option<Code> {
        self.word(node, &ANSWERS.map(|(name, _)| name))?;
        ANSWERS.iter().find(|(name, _)| node.as_text() == Some(name)).map(|(_, code)| *code)
    }

    fn packet(&mut self, table: &Table) -> Option<Code> {
        let Some(node) = table.node("packet") else { return Some(Code::ACCESS_REQUEST) };
        self.word(node, &PACKETS.map(|(name, _)| name))?;
        PACKETS.iter().find(|(name, _)| node.as_text() == Some(name)).map(|(_, code)| *code)
    }

    fn port(&mut self, table: &Table, packet: Code) -> Option<RadiusPort> {
        let Some(node) = table.node("port") else {
            let is_accounting = packet == Code::ACCOUNTING_REQUEST;
            return Some(if is_accounting { RadiusPort::Accounting } else { RadiusPort::Authentication });
        };
        self.word(node, &["authentication", "accounting"])?;
        let is_accounting = node.as_text() == Some("accounting");
        Some(if is_accounting { RadiusPort::Accounting } else { RadiusPort::Authentication })
    }

    fn method(&mut self, table: &Table) -> Option<Template> {
        let template = self.template(table, "method")?;
        if let (Some(_), Some(node)) = (template.as_fixed(), table.node("method")) {
            self.word(node, &METHODS)?;
        }
        Some(template)
    }

    /// One of these texts, or a problem.
    fn word(&mut self, node: &Node, known: &[&'static str]) -> Option<()> {
        let word = node.as_text().unwrap_or_default();
        if known.contains(&word) {
            return Some(());
        }
        let title = format!("expected one of `{}`, got `{word}`", known.join("`, `"));
        let problem = Problem::new(self.source, node.span.clone(), title);
        self.problems.push(problem.label("unknown word").help_nearest(word, known.iter().copied()));
        None
    }

    fn attribute(&mut self, key: &Key, node: &Node) -> Option<(&'static Definition, Template)> {
        if ["packet", "port", "method"].contains(&key.name.as_str()) {
            return None;
        }
        let definition = self.definition(key)?;
        let template = Template::read(self.source, node, self.problems)?;
        let fixed = template.as_fixed().map(|text| definition.encode(&text));
        if let Some(Err(error)) = fixed {
            self.wrong(node, error.to_string(), "write octets as `0x` and hexadecimal digits");
            return None;
        }
        Some((definition, template))
    }

    fn definition(&mut self, key: &Key) -> Option<&'static Definition> {
        let found = dictionary::by_name(&key.name);
        let own = |definition: &&Definition| {
            definition.vendor.is_none() && [kind::MESSAGE_AUTHENTICATOR, kind::EAP_MESSAGE].contains(&definition.number)
        };
        let problem = |title: String| Problem::new(self.source, key.span.clone(), title);
        let problem = match found {
            Some(definition) if own(&definition) => problem(format!("{} is put in by itself", definition.name))
                .help("take it out; a scenario's `raw` breaks it, and `method` is how EAP is chosen"),
            Some(definition) => return Some(definition),
            None => {
                let names: Vec<String> = dictionary::attributes().map(|known| known.name.to_lowercase()).collect();
                problem(format!("there is no attribute `{}`", key.name))
                    .label("neither the RFCs' nor a known vendor's")
                    .help_nearest(&key.name, names.iter().map(String::as_str))
            }
        };
        self.problems.push(problem);
        None
    }
}
