//! RADIUS servers, or people in the middle, that answer as they must not: nothing of it lets anybody in, ends the
//! program or keeps it waiting, and all of it is counted with its reason.

use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::thread;

use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::{Code, Packet, Secret, kind};
use serde_json::json;

use super::support::Place;

/// How a server answers a request, after those that came from the same port before: each datagram from its own port
/// or from a foreign one.
type Manner = fn(before: &[Vec<u8>], request: &Packet<'_>) -> Vec<Shot>;

enum Shot {
    Own(Vec<u8>),
    Foreign(Vec<u8>),
}

use Shot::{Foreign, Own};

/// Makes a forged reply to a request.
type Forge = fn(&Packet<'_>) -> Shot;

/// Every way to forge a reply, by the scenario it happens to, with the reason that counts it.
const FORGERIES: [(&str, &str, Forge); 12] = [
    ("wrong-identifier", "wrong Identifier", |it| Own(accept(it, |reply| reply.identifier(it.identifier() ^ 0x80)))),
    ("zero-authenticator", "wrong Response Authenticator", |it| Own(accept(it, |reply| reply.authenticator([0; 16])))),
    ("wrong-secret", "wrong Response Authenticator", |it| Own(sealed(it, &Secret::new("guessed"), |reply| reply))),
    ("unsigned", "no Message-Authenticator", |it| {
        Own(accept(it, |reply| reply.message_authenticator(Placement::Absent)))
    }),
    ("wrong-signature", "wrong Message-Authenticator", |it| {
        let signature = [7; 16];
        Own(accept(it, |reply| {
            reply.message_authenticator(Placement::Absent).octets(kind::MESSAGE_AUTHENTICATOR, &signature)
        }))
    }),
    ("foreign-source", "foreign source", |it| Foreign(accept(it, |reply| reply))),
    ("wrong-code", "wrong Code", |it| {
        let mut octets = Vec::new();
        Builder::reply(&mut octets, Code::ACCOUNTING_RESPONSE, it).seal(&secret()).expect("short");
        Own(octets)
    }),
    ("attribute-length-0", "malformed", |it| Own(accept(it, |reply| reply.raw_attribute(kind::CLASS, 0, &[])))),
    ("attribute-length-1", "malformed", |it| Own(accept(it, |reply| reply.raw_attribute(kind::CLASS, 1, &[])))),
    ("four-thousand-and-ninety-seven", "malformed", |it| {
        // A header, Reply-Message, Message-Authenticator, fifteen attributes of 255 octets and the rest.
        let rest = [1; 4097 - 20 - 10 - 18 - 15 * 255 - 2];
        Own(accept(it, |reply| {
            (0..15).fold(reply, |it, _| it.octets(kind::CLASS, &[1; 253])).octets(kind::CLASS, &rest).oversize()
        }))
    }),
    ("no-more-than-a-header", "malformed", |it| Own(accept(it, |reply| reply)[..19].to_vec())),
    ("own-request", "wrong Code", |it| Own(it.octets().to_vec())),
];

fn secret() -> Secret {
    Secret::new("xyzzy5461")
}

/// An Access-Accept as it should be, after `change`.
fn accept<'a>(request: &Packet<'a>, change: impl FnOnce(Builder<'_>) -> Builder<'_>) -> Vec<u8> {
    sealed(request, &secret(), change)
}

fn sealed(request: &Packet<'_>, secret: &Secret, change: impl FnOnce(Builder<'_>) -> Builder<'_>) -> Vec<u8> {
    let mut octets = Vec::new();
    let builder = Builder::reply(&mut octets, Code::ACCESS_ACCEPT, request).text(kind::REPLY_MESSAGE, "Come in.");
    change(builder).seal(secret).expect("a reply");
    octets
}

/// The scenario that a request belongs to.
fn scenario(request: &Packet<'_>) -> String {
    String::from_utf8_lossy(request.first(kind::NAS_IDENTIFIER).unwrap_or_default()).into_owned()
}

/// The forgery of this request's scenario, if it has one.
fn forged(request: &Packet<'_>) -> Option<Shot> {
    let of = scenario(request);
    FORGERIES.iter().find(|(name, ..)| *name == of).map(|(_, _, forge)| forge(request))
}

/// A server on a thread of its own, which ends with the program.
fn serve(manner: Manner) -> SocketAddr {
    let (own, foreign) = (socket(), socket());
    let address = own.local_addr().expect("an address");
    thread::spawn(move || {
        let mut seen: HashMap<SocketAddr, Vec<Vec<u8>>> = HashMap::new();
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = own.recv_from(&mut buffer) {
            let octets = &buffer[..length];
            let Ok(request) = Packet::parse(octets) else { continue };
            let before = seen.entry(from).or_default();
            for shot in manner(before, &request) {
                let (through, octets) = match &shot {
                    Own(octets) => (&own, octets),
                    Foreign(octets) => (&foreign, octets),
                };
                through.send_to(octets, from).expect("loopback takes it");
            }
            before.push(octets.to_vec());
        }
    });
    address
}

/// A server that forges each reply in the way that its request names as NAS-Identifier; the secret is `xyzzy5461`.
pub(super) fn forging_server() -> SocketAddr {
    serve(|_, request| forged(request).into_iter().collect())
}

fn socket() -> UdpSocket {
    UdpSocket::bind("127.0.0.1:0").expect("a port")
}

/// A target file for a server, and a scenario of these steps for each name.
fn place(server: SocketAddr, timeout: &str, scenarios: &[(&str, &[&str])]) -> Place {
    let place = Place::new();
    let target = format!(
        "format = 1\ntitle = \"Hostile\"\ncatalog = \"radius\"\n\
         [time]\ntimeout = \"{timeout}\"\n\
         [radius]\nserver = \"{server}\"\nsecret = \"xyzzy5461\"\n\
         [[answer]]\nradius = \"Access-Accept\"\noutcome = \"authenticated\"\n\
         [action.login.\"radius/password\"]\nfamilies = [\"radius\"]\n\
         radius = {{ user-name = \"{{{{ user.name }}}}\", user-password = \"{{{{ answer }}}}\", \
         nas-identifier = \"{{{{ scenario.name }}}}\" }}\n"
    );
    place.write("hostile.toml", &target);
    for (name, expected) in scenarios {
        let steps: String = expected
            .iter()
            .map(|word| format!("[[step]]\ndo = \"login\"\nas = \"alice\"\nexpect = [\"{word}\"]\n"))
            .collect();
        let head = "format = 1\ntitle = \"A login\"\nchannels = [\"radius/password\"]\n[user.alice]\n";
        place.write(&format!("{name}.toml"), &format!("{head}{steps}"));
    }
    place
}

fn run(place: &Place, scenarios: &[(&str, &[&str])]) -> super::support::Run {
    let files: Vec<String> = scenarios.iter().map(|(name, _)| format!("{name}.toml")).collect();
    let mut arguments = vec!["run", "--target", "hostile.toml", "--jobs", "16"];
    arguments.extend(files.iter().map(String::as_str));
    place.sekisho(&arguments)
}

/// The forged reply comes first; the true one only when the request is sent again, as it must be: whatever came
/// meanwhile left the timers alone.
#[test]
fn a_forged_reply_is_counted_and_the_true_one_counts() {
    let server = serve(|before, request| match before.iter().any(|sent| sent == request.octets()) {
        false => forged(request).into_iter().collect(),
        true => vec![Own(accept(request, |reply| reply))],
    });
    let scenarios = FORGERIES.map(|(name, ..)| (name, &["authenticated"][..]));
    let place = place(server, "10s", &scenarios);
    run(&place, &scenarios).exits(0);
    let record = place.record();
    for (name, reason, _) in FORGERIES {
        assert_eq!(record.verdict(name), "passed", "{name}");
        let steps: Vec<_> = record.steps(name).collect();
        assert_eq!(steps[0]["rejected"], json!({ reason: 1 }), "{name}: {:#}", steps[0]);
    }
}

#[test]
fn a_server_that_only_forges_lets_nobody_in() {
    let server = forging_server();
    let scenarios = FORGERIES.map(|(name, ..)| (name, &["no-answer", "no-answer"][..]));
    let place = place(server, "500ms", &scenarios);
    run(&place, &scenarios).exits(0);
    let record = place.record();
    for (name, reason, _) in FORGERIES {
        let counted: u64 = record.steps(name).filter_map(|step| step["rejected"][reason].as_u64()).sum();
        assert_eq!(counted, 2, "{name}");
    }
}

/// An answer that comes after its request was given up answers nothing, though all in it is true.
#[test]
fn late_and_doubled_replies_are_counted_and_answer_no_other_request() {
    let server = serve(|before, request| {
        let own = accept(request, |reply| reply);
        match (scenario(request).as_str(), before.first().map(|first| Packet::parse(first))) {
            ("doubled", _) => vec![Own(own.clone()), Own(own)],
            (_, Some(Ok(first))) => vec![Own(accept(&first, |reply| reply)), Own(own)],
            _ => Vec::new(),
        }
    });
    let scenarios: [(&str, &[&str]); 2] =
        [("late", &["no-answer", "authenticated"]), ("doubled", &["authenticated", "authenticated", "authenticated"])];
    let place = place(server, "1s", &scenarios);
    run(&place, &scenarios).exits(0);
    let record = place.record();
    let counted =
        |name, reason: &str| -> u64 { record.steps(name).filter_map(|step| step["rejected"][reason].as_u64()).sum() };
    assert_eq!(counted("late", "late"), 1);
    assert!((2..=3).contains(&counted("doubled", "duplicate")), "the last may come after the end");
}

#[test]
fn a_server_that_stays_silent_ends_no_later_than_the_target_file_says() {
    let server = serve(|_, _| Vec::new());
    let scenarios: [(&str, &[&str]); 1] = [("silence", &["authenticated"])];
    let place = place(server, "300ms", &scenarios);
    let run = run(&place, &scenarios).exits(1).says("no-answer");
    assert!(run.took.as_secs() < 20, "{:?}", run.took);
}

/// Each wait for it would be long, and nothing would come of it.
#[test]
fn a_server_that_stays_silent_is_not_asked_all_that_follows() {
    let server = serve(|_, _| Vec::new());
    let scenarios: [(&str, &[&str]); 1] = [("silence", &["authenticated", "authenticated", "authenticated"])];
    let place = place(server, "300ms", &scenarios);
    run(&place, &scenarios).exits(1).says("the server did not answer; what follows was not tried");
    let record = place.record();
    assert_eq!(record.steps("silence").filter(|step| step["action"] == "login").count(), 1);
}
