use sekisho_files::{Node, Problem, Table};
use sekisho_protocol::radius::dictionary::{self, Definition};
use sekisho_protocol::radius::kind;

use super::raw::{Again, Length, Raw, Repeat, Reply, Signature};
use super::read::{Reader, named, spanned};
use crate::target::RadiusMethod;

/// What goes with a datagram that is stated, or was sent before, as it is.
const BESIDE_OCTETS: [&str; 5] = ["octets", "resend", "client", "copies", "retries"];

impl Reader<'_> {
    pub(super) fn raw(&mut self, node: &Node) -> Option<Raw> {
        let table = node.as_table()?;
        if let Some(whole) = ["octets", "resend"].into_iter().find(|key| table.node(key).is_some()) {
            self.only(table, &BESIDE_OCTETS, &format!("a packet that is `{whole}` as a whole"));
        }
        let number = |key: &str| table.integer(key).and_then(|number| usize::try_from(number).ok());
        let small = |key: &str| table.integer(key).and_then(|number| u32::try_from(number).ok());
        Some(Raw {
            client: table.node("client").and_then(spanned),
            wrong_secret: table.node("secret").is_some(),
            code: table.integer("code").and_then(|code| u8::try_from(code).ok()),
            octets: table.node("octets").map(|node| self.octets(node)),
            size: number("size"),
            length: table.node("length").and_then(|node| self.length(node)),
            padding: number("padding").unwrap_or(0),
            fill: number("fill"),
            oversize: table.boolean("oversize").unwrap_or(false),
            only: table.node("only").map(|_| self.attributes(table, "only")),
            without: self.attributes(table, "without"),
            prepend: self.all_octets(table, "prepend"),
            append: self.all_octets(table, "append"),
            repeat: repeat(table.table("repeat")),
            replace: self.replacements(table),
            also: table.list("also").iter().filter_map(Node::as_text).filter_map(RadiusMethod::named).collect(),
            twice: self.attributes(table, "twice"),
            signature: table.text("message-authenticator").and_then(|word| named(&Signature::ALL, word)),
            zeros: table.node("authenticator").is_some(),
            copies: small("copies").unwrap_or(1),
            again: self.again(table),
            mutate: table.boolean("mutate").unwrap_or(false),
            retries: small("retries").unwrap_or(0),
        })
    }

    pub(super) fn reply(&mut self, node: &Node) -> Option<Reply> {
        let table = node.as_table()?;
        Some(Reply {
            first: table.node("first").and_then(|node| self.attribute(node)),
            has: self.has(table),
            lacks: self.attributes(table, "lacks"),
            copies: table.node("copies").and_then(|node| self.attribute(node)),
        })
    }

    fn has(&mut self, table: &Table) -> Vec<(&'static Definition, Option<regex::Regex>)> {
        if let Some(patterns) = table.table("has") {
            let mut has = Vec::new();
            for (key, node) in patterns.iter() {
                let name = Node { value: sekisho_files::Value::Text(key.name.clone()), span: key.span.clone() };
                let definition = self.attribute(&name);
                let pattern = self.pattern(node);
                has.extend(definition.zip(pattern).map(|(definition, pattern)| (definition, Some(pattern))));
            }
            return has;
        }
        self.attributes(table, "has").into_iter().map(|definition| (definition, None)).collect()
    }

    fn again(&mut self, table: &Table) -> Again {
        match (table.boolean("resend"), table.node("reuse")) {
            (Some(true), _) => Again::Datagram,
            (_, Some(_)) => Again::Identifier,
            _ => Again::No,
        }
    }

    fn attributes(&mut self, table: &Table, key: &str) -> Vec<&'static Definition> {
        table.list(key).iter().filter_map(|node| self.attribute(node)).collect()
    }

    fn attribute(&mut self, node: &Node) -> Option<&'static Definition> {
        let name = node.as_text()?;
        let found = dictionary::by_name(name);
        if found.is_none() {
            let names: Vec<&str> = dictionary::attributes().map(|known| known.name).collect();
            let problem = Problem::new(self.source, node.span.clone(), format!("there is no attribute `{name}`"));
            let problem = problem.label("neither the RFCs' nor a known vendor's");
            self.problems.push(problem.help_nearest(name, names));
        }
        found
    }

    fn replacements(&mut self, table: &Table) -> Vec<(&'static Definition, Vec<u8>)> {
        let mut replacements = Vec::new();
        for (key, node) in table.table("replace").into_iter().flat_map(Table::iter) {
            let name = Node { value: sekisho_files::Value::Text(key.name.clone()), span: key.span.clone() };
            let definition = self.attribute(&name);
            if definition.is_some_and(|it| it.vendor.is_none() && it.number == kind::MESSAGE_AUTHENTICATOR) {
                self.wrong(&name, "it is computed over all else", "break it by `message-authenticator = \"wrong\"`");
            }
            let octets = self.octets(node);
            if octets.len() > LONGEST_VALUE {
                self.wrong(node, "an attribute holds 253 octets at most", "longer ones go in by `append`");
            }
            replacements.extend(definition.map(|definition| (definition, octets)));
        }
        replacements
    }

    fn all_octets(&mut self, table: &Table, key: &str) -> Vec<Vec<u8>> {
        table.list(key).iter().map(|node| self.octets(node)).collect()
    }

    fn octets(&mut self, node: &Node) -> Vec<u8> {
        let octets = node.as_text().and_then(unhex);
        if octets.is_none() && node.as_text().is_some() {
            self.wrong(node, "these are no octets", "write two hexadecimal digits for each: `c802`");
        }
        octets.unwrap_or_default()
    }

    fn length(&mut self, node: &Node) -> Option<Length> {
        if let Some(number) = node.as_integer() {
            return u16::try_from(number).ok().map(Length::Absolute);
        }
        let text = node.as_text()?;
        let relative = text.strip_prefix(['+', '-']).filter(|digits| !digits.is_empty() && digits.len() <= 5);
        let relative = relative.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        if relative.is_none() {
            self.wrong(node, format!("`{text}` is no Length"), "write a number, or `+1` and `-1` from the right one");
        }
        relative.and_then(|_| text.parse().ok()).map(Length::Relative)
    }
}

const LONGEST_VALUE: usize = 253;

fn repeat(table: Option<&Table>) -> Repeat {
    let number = |key: &str| table.and_then(|table| table.integer(key)).and_then(|number| usize::try_from(number).ok());
    Repeat { prepend: number("prepend").unwrap_or(1), append: number("append").unwrap_or(1) }
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.chars().filter(|digit| *digit != ' ');
    let digits: Vec<u8> = digits.map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}
