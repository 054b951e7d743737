use sekisho_protocol::radius::{Attribute, Packet, dictionary, kind};

/// The packets that went to and fro for one request, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dialogue(Vec<(Way, Vec<u8>)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    In,
}

impl Dialogue {
    pub(super) fn sent(&mut self, octets: &[u8]) {
        self.0.push((Way::Out, octets.to_vec()));
    }

    pub(super) fn came(&mut self, octets: &[u8]) {
        self.0.push((Way::In, octets.to_vec()));
    }

    /// Each packet attribute by attribute: `>` what went, `<` what came. Passwords and State are blotted.
    pub fn lines(&self) -> Vec<String> {
        self.0.iter().flat_map(|(way, octets)| packet(*way, octets)).collect()
    }
}

fn packet(way: Way, octets: &[u8]) -> Vec<String> {
    let mark = if way == Way::Out { ">" } else { "<" };
    match Packet::parse(octets) {
        Ok(packet) => {
            let head = format!("{mark} {} {}, {} octets", packet.code(), packet.identifier(), octets.len());
            let lines = packet.attributes().map(|attribute| format!("{mark} {}", attribute_line(&attribute)));
            [head].into_iter().chain(lines).collect()
        }
        Err(malformed) => vec![format!("{mark} {} octets that are no packet: {malformed}", octets.len())],
    }
}

/// A State is as good as the session that it stands for.
fn attribute_line(attribute: &Attribute<'_>) -> String {
    match attribute.kind {
        kind::STATE => format!("State = ••• ({} octets)", attribute.value.len()),
        _ => dictionary::describe(attribute),
    }
}
