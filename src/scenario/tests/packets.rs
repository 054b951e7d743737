use sekisho_protocol::radius::dictionary::Definition;

use super::*;
use crate::scenario::{Again, Length, Raw, Repeat, Signature};
use crate::target::RadiusMethod;

fn raw(inner: &str) -> Raw {
    step(&format!("raw = {{ {inner} }}\n")).raw.expect("a raw packet")
}

fn names(definitions: &[&'static Definition]) -> Vec<&'static str> {
    definitions.iter().map(|definition| definition.name).collect()
}

#[test]
fn every_change_to_a_packet_is_read() {
    let read = raw("client = \"strict\", secret = \"wrong\", code = 99, size = 19, length = \"+1\", padding = 10, \
                    fill = 4096, oversize = true, only = [\"User-Name\"], without = [\"nas-identifier\"]");
    assert_eq!(read.client.map(|client| client.text).as_deref(), Some("strict"));
    assert_eq!((read.wrong_secret, read.code, read.size, read.oversize), (true, Some(99), Some(19), true));
    assert_eq!((read.length, read.padding, read.fill), (Some(Length::Relative(1)), 10, Some(4096)));
    assert_eq!((names(&read.only.expect("names")), names(&read.without)), (vec!["User-Name"], vec!["NAS-Identifier"]));
    let read = raw("append = [\"c802\", \"\"], prepend = [\"C8 03 01\"], repeat = { append = 250 }");
    assert_eq!((read.append, read.repeat), (vec![vec![200, 2], vec![]], Repeat { prepend: 1, append: 250 }));
    let read = raw("replace = { user-password = \"00ff\" }, also = [\"chap\"], twice = [\"State\"], mutate = true");
    assert_eq!(read.replace[0].1, [0, 255]);
    assert_eq!((read.also, names(&read.twice), read.mutate), (vec![RadiusMethod::Chap], vec!["State"], true));
    let read = raw("message-authenticator = \"short\", authenticator = \"zeros\", copies = 5, retries = 1");
    assert_eq!((read.signature, read.zeros, read.copies, read.retries), (Some(Signature::Short), true, 5, 1));
    assert_eq!(raw("length = 19").length, Some(Length::Absolute(19)));
    assert_eq!(raw("length = \"-2\"").length, Some(Length::Relative(-2)));
    assert_eq!(raw("octets = \"\"").octets, Some(Vec::new()));
    assert_eq!((raw("resend = true").again, raw("reuse = \"identifier\"").again), (Again::Datagram, Again::Identifier));
    let plain = raw("");
    assert_eq!((plain.copies, plain.retries, plain.again, plain.signature), (1, 0, Again::No, None));
}

#[test]
fn what_an_answer_must_hold_is_read() {
    let step = step(
        "reply = { first = \"Message-Authenticator\", has = { reply-message = \"[0-9]+\" }, lacks = [\"State\"], \
                     copies = \"Proxy-State\" }\ntakes = \">= {{ policy.radius.delay }}\"\n",
    );
    let reply = step.reply.expect("a reply");
    assert_eq!(reply.first.map(|first| first.name), Some("Message-Authenticator"));
    let (definition, pattern) = &reply.has[0];
    assert!(pattern.as_ref().is_some_and(|pattern| pattern.is_match("12") && !pattern.is_match("12.")));
    assert_eq!((definition.name, names(&reply.lacks)), ("Reply-Message", vec!["State"]));
    assert_eq!(reply.copies.map(|copied| copied.name), Some("Proxy-State"));
    assert!(step.takes.is_some_and(|least| least.names()[0].0.path == "policy.radius.delay"));
    let plain = super::step("reply = { has = [\"State\"] }\ntakes = \">= 1s\"\n");
    assert!(plain.reply.is_some_and(|reply| reply.has[0].1.is_none()));
    assert_eq!(plain.takes.and_then(|least| least.as_fixed()).as_deref(), Some("1s"));
}

#[test]
fn what_cannot_be_is_told_where_it_stands() {
    let wrong = |inner: &str, titles: &[&str]| {
        let titles: Vec<String> = titles.iter().map(|title| format!("3: {title}")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        assert_wrong(&format!("[[step]]\ndo = \"login\"\nraw = {{ {inner} }}\n"), &titles);
    };
    wrong("append = [\"c8 0\"]", &["these are no octets"]);
    wrong("append = [\"zz\"]", &["these are no octets"]);
    wrong("length = \"1\"", &["`1` is no Length"]);
    wrong("length = \"+x\"", &["`+x` is no Length"]);
    wrong("without = [\"NAS-Identifer\"]", &["there is no attribute `NAS-Identifer`"]);
    wrong("code = 256", &["expected a number from 0 to 255, got 256"]);
    wrong("octets = \"00\", padding = 1", &["a packet that is `octets` as a whole takes no `padding`"]);
    wrong("resend = true, code = 9", &["a packet that is `resend` as a whole takes no `code`"]);
    wrong("replace = { message-authenticator = \"00\" }", &["it is computed over all else"]);
    let long = format!("replace = {{ state = \"{}\" }}", "00".repeat(254));
    wrong(&long, &["an attribute holds 253 octets at most"]);
    wrong("resend = false", &[]);
    assert_wrong("[[step]]\ndo = \"login\"\ntakes = \"1s\"\n", &["3: this is no lower bound"]);
    assert_wrong("[[step]]\ndo = \"login\"\ntakes = \">= soon\"\n", &["3: this is no duration"]);
    assert_wrong(
        "[[step]]\ndo = \"login\"\nreply = { has = { State = \"(\" } }\n",
        &["3: this is no regular expression"],
    );
}
