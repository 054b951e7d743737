use std::time::Duration;

use super::super::{AttributeName, Placement, Seen, recorded};
use super::*;

fn seen(attributes: &[(&str, &[u8])], method: Method) -> Seen {
    let name = |name: &str| AttributeName::parse(name).expect("a name");
    Seen {
        attributes: attributes.iter().map(|(own, value)| (name(own), value.to_vec())).collect(),
        method: Some(method),
        signed: Placement::Last,
        again: Vec::new(),
    }
}

/// Two logins of a box: the second with CHAP, and sent three times.
fn logins() -> [Seen; 2] {
    let first = seen(
        &[
            ("nas-identifier", b"gate"),
            ("user-name", b"alice"),
            ("user-password", b"\x01\x02"),
            ("nas-port-type", &[0, 0, 0, 5]),
            ("acct-session-id", b"7a01"),
            ("cisco-avpair", b"a=1"),
            ("cisco-avpair", b"b={{2}}"),
            ("connect-info", b"alice"),
            ("vendor-9-200", &[0, 255]),
            ("framed-ip-address", &[192, 0, 2, 1]),
            ("state", b"one exchange's"),
            ("class", b"one session's"),
            ("message-authenticator", &[0; 16]),
        ],
        Method::Pap,
    );
    let mut second = seen(
        &[
            ("nas-identifier", b"gate"),
            ("user-name", b"bob"),
            ("chap-password", b"\x01\x02"),
            ("chap-challenge", b"\x03\x04"),
            ("nas-port-type", &[0, 0, 0, 5]),
            ("acct-session-id", b"7a02"),
            ("cisco-avpair", b"a=1"),
            ("cisco-avpair", b"b={{2}}"),
            ("connect-info", b"bob"),
            ("vendor-9-200", &[0, 255]),
        ],
        Method::Chap,
    );
    second.again = vec![Duration::from_micros(5_000_400), Duration::from_secs(10)];
    [first, second]
}

const WRITTEN: &str = r##"#:schema ../schemas/vendor.json
format  = 1
title   = "Recorded from 192.0.2.7"
product = "recorded, not stated"
pen = 9
methods = ["pap", "chap"]
challenge = true
unverified = ["timers.retries", "request.framed-ip-address"]

[request]
nas-identifier = "gate"
user-name = true
user-password = true
nas-port-type = "Virtual"
acct-session-id = "{{ request }}"
cisco-avpair = ["a=1", "0x623d7b7b327d7d"]
connect-info = "{{ user.name }}"
vendor-9-200 = "0x00ff"
framed-ip-address = "192.0.2.1"

[timers]
timeout = "5s"
retries = 2

[message-authenticator]
request = "last"

[source]
request = "recorded in a test: two requests"
methods = "recorded in a test: two requests"
challenge = "recorded in a test: two requests"
"timers.timeout" = "recorded in a test: two requests"
"message-authenticator.request" = "recorded in a test: two requests"
"##;

#[test]
fn what_a_client_sent_becomes_a_profile_without_passwords_state_or_class() {
    let profile = recorded("Recorded from 192.0.2.7", "recorded in a test: two requests", &logins());
    assert_eq!(toml(&profile), WRITTEN);
}

#[test]
fn a_recorded_profile_reads_as_what_was_recorded() {
    let mut problems = Problems::new();
    let read = read_vendor(&Source::new("vendors/box.toml", WRITTEN), &mut problems).expect("a profile");
    assert!(problems.is_empty(), "{problems}");
    assert_eq!(toml(&read), WRITTEN);
    let octets = |name: &str| {
        let wanted = AttributeName::parse(name).expect("a name");
        let own = read.request.iter().filter(|(name, _)| *name == wanted);
        let texts = own.filter_map(|(_, value)| match value {
            super::super::Value::Own(template) => template.as_fixed(),
            super::super::Value::Binding => None,
        });
        texts.map(|text| wanted.encode(&text).expect("a value")).collect::<Vec<_>>()
    };
    let [first, _] = logins();
    for name in ["nas-identifier", "nas-port-type", "cisco-avpair", "vendor-9-200", "framed-ip-address"] {
        let wanted = AttributeName::parse(name).expect("a name");
        let sent: Vec<Vec<u8>> =
            first.attributes.iter().filter(|(own, _)| *own == wanted).map(|(_, value)| value.clone()).collect();
        assert_eq!(octets(name), sent, "{name}");
    }
}

#[test]
fn a_client_that_sent_nothing_has_no_habits() {
    let profile = recorded("Nobody", "recorded in a test", &[]);
    assert_eq!((profile.evidence.len(), profile.methods), (0, None));
}
