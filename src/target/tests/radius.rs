use sekisho_protocol::radius::Code;

use super::*;
use crate::target::{RadiusCall, RadiusPort};

const SERVER: &str = "[radius]\nserver = \"127.0.0.1:1812\"\nsecret = \"testing123\"\n";

fn call(target: &Target, action: &str) -> RadiusCall {
    match target.binding(action, None).map(|binding| binding.wire.clone()) {
        Some(Wire::Radius(call)) => call,
        other => panic!("{action} is spoken in RADIUS: {other:?}"),
    }
}

#[test]
fn a_packet_has_its_attributes_in_order() {
    let target = target(&format!(
        "{SERVER}accounting = \"127.0.0.1:1813\"\nclients = {{ strict = \"127.0.0.2\" }}\nsilence = \"1s\"\n\
         [action.a]\nradius = {{ user-name = \"{{{{ user.name }}}}\", user-password = \"{{{{ answer }}}}\", NAS-Port = 7, \
         state = \"{{{{ state? }}}}\", fortinet-group-name = \"staff\", method = \"{{{{ method? }}}}\" }}\n\
         capture = {{ state = \"radius:State\" }}\n\
         answer = [{{ radius = \"Access-Challenge\", has = [\"radius:State\"], outcome = \"challenge-issued\" }}]\n\
         [action.b]\nradius = {{ packet = \"Accounting-Request\" }}\n\
         [action.c]\nradius = {{ packet = \"Status-Server\", port = \"accounting\" }}\n"
    ));
    let radius = target.radius.as_ref().expect("a server");
    assert_eq!((radius.silence, radius.require_message_authenticator), (Duration::from_secs(1), true));
    assert_eq!(radius.clients[0].0, "strict");
    let login = call(&target, "a");
    let names: Vec<&str> = login.attributes.iter().map(|(definition, _)| definition.name).collect();
    assert_eq!(names, ["User-Name", "User-Password", "NAS-Port", "State", "Fortinet-Group-Name"]);
    assert_eq!((login.packet, login.port), (Code::ACCESS_REQUEST, RadiusPort::Authentication));
    let binding = target.binding("a", None).expect("a binding");
    assert!(["user.name", "answer", "state", "method"].iter().all(|name| binding.uses(name)));
    assert_eq!(binding.answers[0].radius, Some(Code::ACCESS_CHALLENGE));
    assert_eq!(binding.capture[0].1.to_string(), "radius:State");
    assert_eq!(call(&target, "b").port, RadiusPort::Accounting, "by its packet");
    assert_eq!((call(&target, "c").packet, call(&target, "c").port), (Code::STATUS_SERVER, RadiusPort::Accounting));
}

#[test]
fn an_action_is_spoken_in_one_way() {
    assert_wrong("[action.a]\nreach = \"case\"\n", &["1: how the action is spoken is not stated"]);
    let both = format!("{SERVER}[action.a]\nhttp = \"GET /\"\nradius = {{}}\n");
    assert_wrong(&both, &["6: an action is spoken in one way"]);
    let body = format!("{SERVER}[action.a]\nradius = {{}}\nbody = \"x\"\n");
    assert_wrong(&body, &["6: this belongs to `http`"]);
}

#[test]
fn what_no_packet_can_hold_is_told() {
    let wrong = |inner: &str, title: &str| {
        assert_wrong(&format!("{SERVER}[action.a]\nradius = {{ {inner} }}\n"), &[&format!("5: {title}")]);
    };
    wrong("user-nam = \"x\"", "there is no attribute `user-nam`");
    wrong("nas-port = \"x\"", "expected a number of 32 bits, or its name for NAS-Port, got \"x\"");
    wrong("message-authenticator = \"x\"", "Message-Authenticator is put in by itself");
    wrong(
        "packet = \"Access-Accept\"",
        "expected one of `Access-Request`, `Status-Server`, `Accounting-Request`, got `Access-Accept`",
    );
    wrong(
        "method = \"papp\"",
        "expected one of `pap`, `chap`, `ms-chap2`, `eap-md5`, `eap-gtc`, `eap-mschapv2`, got `papp`",
    );
    wrong("port = \"accounting\"", "this target states no port of accounting");
    assert_wrong("[action.a]\nradius = {}\n", &["2: this target states no RADIUS server"]);
    assert_wrong("[radius]\nserver = \"127.0.0.1:1812\"\n", &["1: the key `secret` is missing"]);
    let unknown = format!("{SERVER}clients = {{ a = \"{{{{ strat.x }}}}\" }}\n");
    assert_wrong(&unknown, &["4: `strat.x` is not defined here"]);
    let answer = "[[answer]]\nradius = \"Access-Reect\"\noutcome = \"rejected\"\n";
    let found = problems(&format!("{HEAD}{LOGIN}{answer}"));
    assert!(found[0].ends_with("got `Access-Reect`"), "{found:?}");
}
