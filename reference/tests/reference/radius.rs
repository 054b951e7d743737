//! RADIUS over real sockets, with the codec that the harness has as well.

use std::collections::BTreeSet;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use sekisho_catalog::passlogic;
use sekisho_protocol::otp::{Seed, Totp};
use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::eap::{self, Method};
use sekisho_protocol::radius::mschap2::{self, MICROSOFT, MS_CHAP_ERROR, MS_CHAP2_SUCCESS};
use sekisho_protocol::radius::password::chap_response;
use sekisho_protocol::radius::{Code, Packet, Secret, kind};
use sekisho_reference::Options;
use sekisho_rules::code;
use serde_json::{Value, json};

use crate::bench::{Bench, Table};
use crate::nas::{Add, Client, Got, SILENCE, Sent, bench, named, on, secret, typed, with};
use crate::protection::Phone;

#[test]
fn pap_is_accepted_and_rejected() {
    let bench = bench();
    let mut client = Client::of(&bench);
    let table = bench.table("alice");
    assert_eq!(client.pap("alice@t1", &table.answer()).code(), Code::ACCESS_ACCEPT);
    let table = bench.table("alice");
    assert_eq!(client.pap("alice@t1", &table.wrong()).code(), Code::ACCESS_REJECT);
    let heard: Vec<_> = bench.heard().into_iter().map(|heard| heard.text).collect();
    let radius: Vec<_> = heard.iter().filter(|text| text.starts_with("code=80")).collect();
    assert_eq!(radius.len(), 4);
    assert!(radius[0].starts_with("code=80201 level=notice user=alice tenant=t1 request=- "), "{}", radius[0]);
    assert!(radius[3].starts_with("code=80251 level=warning user=alice tenant=t1 request=- "), "{}", radius[3]);
}

#[test]
fn chap_is_accepted_with_either_challenge() {
    let bench = bench();
    let mut client = Client::of(&bench);
    for challenge in [None, Some(&b"a challenge of another length"[..])] {
        let answer = bench.table("alice").answer();
        let got =
            client.access(&|it| it.text(kind::USER_NAME, "alice@t1").chap_password(5, answer.as_bytes(), challenge));
        assert_eq!(got.code(), Code::ACCESS_ACCEPT);
    }
    let wrong = bench.table("alice").wrong();
    let got = client.access(&|it| it.text(kind::USER_NAME, "alice@t1").chap_password(5, wrong.as_bytes(), None));
    assert_eq!(got.code(), Code::ACCESS_REJECT);
}

#[test]
fn ms_chap2_proves_the_server_as_well() {
    let bench = bench();
    let mut client = Client::of(&bench);
    let challenge = [9; 16];
    let response = |password: &str| mschap2::Response::new(33, [8; 16], &challenge, b"alice@t1", password);
    let login = |client: &mut Client, password: &str| {
        let response = response(password);
        client.access(&|it| it.text(kind::USER_NAME, "alice@t1").ms_chap2(&challenge, &response))
    };
    let answer = bench.table("alice").answer();
    let got = login(&mut client, &answer);
    let packet = got.packet();
    let success = packet.of_vendor(MICROSOFT, MS_CHAP2_SUCCESS).next().unwrap();
    assert_eq!((got.code(), success[0]), (Code::ACCESS_ACCEPT, 33));
    assert!(response(&answer).proves_authenticator(&success[1..], &challenge, b"alice@t1", &answer));
    let got = login(&mut client, &bench.table("alice").wrong());
    let packet = got.packet();
    let error = packet.of_vendor(MICROSOFT, MS_CHAP_ERROR).next().unwrap();
    assert_eq!((got.code(), error[0]), (Code::ACCESS_REJECT, 33));
    assert!(error[1..].starts_with(b"E=691 R=0 C="));
}

#[test]
fn eap_md5_and_after_a_nak_a_token_card() {
    let bench = bench();
    let mut client = Client::of(&bench);
    let name = "alice@t1";
    let identity = eap::response(1, Method::Identity(name.as_bytes()));
    let answer = bench.table("alice").answer();
    let asked = client.eap(name, &identity, None);
    assert_eq!(asked.code(), Code::ACCESS_CHALLENGE);
    let octets = asked.eap();
    let request = eap::Packet::parse(&octets).unwrap();
    let Some(Method::Md5Challenge { value, .. }) = request.method else { panic!("{request:?}") };
    let value = chap_response(request.identifier, answer.as_bytes(), value);
    let response = eap::response(request.identifier, Method::Md5Challenge { value: &value, name: b"" });
    let got = client.eap(name, &response, Some(&asked.state()));
    assert_eq!((got.code(), got.eap()), (Code::ACCESS_ACCEPT, eap::success(request.identifier)));
    let answer = bench.table("alice").answer();
    let asked = client.eap(name, &identity, None);
    let nak = eap::response(asked.eap()[1], Method::Nak(&[6]));
    let asked = client.eap(name, &nak, Some(&asked.state()));
    let response = eap::response(asked.eap()[1], Method::Gtc(answer.as_bytes()));
    let got = client.eap(name, &response, Some(&asked.state()));
    assert_eq!((got.code(), got.eap()), (Code::ACCESS_ACCEPT, eap::success(asked.eap()[1])));
    let asked = client.eap(name, &identity, None);
    let nak = eap::response(asked.eap()[1], Method::Nak(&[13, 25]));
    let got = client.eap(name, &nak, Some(&asked.state()));
    assert_eq!((got.code(), got.eap()), (Code::ACCESS_REJECT, eap::failure(asked.eap()[1])));
}

#[test]
fn a_challenge_shows_its_table() {
    let bench = bench();
    bench.policy(&json!({ "radius": { "challenge": true } }));
    let mut client = Client::of(&bench);
    let asked = client.pap("alice@t1", "");
    assert_eq!(asked.code(), Code::ACCESS_CHALLENGE);
    assert_eq!(client.pap_with_state("alice@t1", &asked.answer(), &asked.state()).code(), Code::ACCESS_ACCEPT);
    assert_eq!(client.pap_with_state("alice@t1", &asked.answer(), &asked.state()).code(), Code::ACCESS_REJECT);
    let stranger = client.pap("nobody@t1", "");
    let kinds = |got: &Got| got.packet().attributes().map(|it| (it.kind, it.value.len())).collect::<Vec<_>>();
    assert_eq!(kinds(&stranger), kinds(&asked));
}

#[test]
fn a_name_without_a_known_tenant_is_the_masters() {
    let bench = bench();
    bench.control("POST /tenants/master/clock", r#"{"mode":"automatic"}"#);
    let mut client = Client::of(&bench);
    for name in ["nobody", "nobody@nowhere", "a@b@nowhere"] {
        bench.http(&format!("GET /api/table?uid={name}"), "");
        bench.codes();
        assert_eq!(client.pap(name, "1").code(), Code::ACCESS_REJECT);
        let heard = bench.heard();
        assert!(heard[0].text.contains(&format!("code=80106 level=warning user={name} tenant=master ")));
    }
}

/// P01–P03, P05, P07–P11, P20–P22: whoever sends this never hears of us.
#[test]
fn what_must_be_dropped_is_met_with_silence() {
    let bench = bench();
    let mut client = Client::of(&bench);
    let valid =
        client.build(Code::ACCESS_REQUEST, &|it| it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), b"x"));
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut octets = valid.0.clone();
        change(&mut octets);
        octets
    };
    let mut wrong: Vec<Vec<u8>> = vec![vec![], vec![1], valid.0[..19].to_vec()];
    for length in [0_u16, 19, u16::try_from(valid.0.len()).unwrap() + 1, 4105] {
        wrong.push(with(&|octets| octets[2..4].copy_from_slice(&length.to_be_bytes())));
    }
    for code in [0, 2, 3, 4, 11, 13, 99, 255] {
        let code = Code(code);
        wrong.push(client.build(code, &|it| it.text(kind::USER_NAME, "alice@t1")).0);
    }
    wrong.push(with(&|octets| octets[22] ^= 1));
    let access = Code::ACCESS_REQUEST;
    wrong.push(client.build(access, &|it| it.raw_attribute(32, 0, b"")).0);
    wrong.push(client.build(access, &|it| it.raw_attribute(32, 1, b"")).0);
    wrong.push(client.build(access, &|it| it.raw_attribute(32, 9, b"x")).0);
    wrong.push(client.build(access, &|it| it.raw(&[1])).0);
    wrong.push(
        client.build(access, &|it| it.raw_attribute(80, 17, &[0; 15]).message_authenticator(Placement::Absent)).0,
    );
    wrong.push(client.build(access, &|it| it.raw_attribute(80, 18, &[0; 16])).0);
    wrong.push(client.build(access, &|it| it.message_authenticator(Placement::Absent)).0);
    let eap = eap::response(1, Method::Identity(b"alice@t1"));
    wrong.push(client.build(access, &|it| it.eap_message(&eap).message_authenticator(Placement::Absent)).0);
    for octets in &wrong {
        client.send(octets);
    }
    assert_eq!(client.receive(SILENCE), None);
    let stranger = Client::at("127.0.0.9", client.server);
    stranger.is_silent_at(&valid.0);
    assert_eq!(bench.codes(), Vec::<String>::new());
    let table = bench.table("alice");
    assert_eq!(client.pap("alice@t1", &table.answer()).code(), Code::ACCESS_ACCEPT, "and the server is alive");
}

/// P04, P06, P12, P14–P19, P23, P27: what is odd, but no reason to fail.
#[test]
fn what_must_be_ignored_is_ignored() {
    let bench = bench();
    let mut client = Client::of(&bench);
    let odd: [Add<'_>; 13] = [
        &|it| it.trailing(&[0; 10]),
        &|it| it.octets(kind::NAS_IDENTIFIER, b""),
        &|it| it.octets(200, b"x"),
        &|it| it.octets(0, b"x"),
        &|it| it.octets(kind::NAS_IP_ADDRESS, &[1, 2, 3]).octets(kind::NAS_PORT, &[0; 8]),
        &|it| it.octets(kind::VENDOR_SPECIFIC, &[0, 0, 9]).octets(kind::VENDOR_SPECIFIC, &[0, 0, 0, 9, 1, 0]),
        &|it| it.octets(kind::VENDOR_SPECIFIC, &[0, 0, 1, 55, 25, 200, 1]),
        &|it| it.octets(241, b"").octets(245, &[1, 0x80]),
        &|it| (0..250).fold(it, |it, _| it.octets(200, b"x")),
        &|it| it.message_authenticator(Placement::Last),
        &|it| it.message_authenticator(Placement::Absent),
        &|it| it.octets(kind::PROXY_STATE, b"first").octets(kind::PROXY_STATE, b"second"),
        &|it| (0..15).fold(it, |it, at| it.octets(kind::PROXY_STATE, &[at; 250])),
    ];
    for (at, add) in odd.iter().enumerate() {
        let answer = bench.table("alice").answer();
        let got =
            client.access(&|it| add(it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), answer.as_bytes())));
        assert_eq!(got.code(), Code::ACCESS_ACCEPT, "case {at}");
    }
}

#[test]
fn a_strict_client_must_sign() {
    let bench = bench();
    let mut strict = Client::at("127.0.0.2", bench.server.radius.unwrap());
    let unsigned = strict.build(Code::ACCESS_REQUEST, &|it| {
        it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), b"x").message_authenticator(Placement::Absent)
    });
    strict.is_silent_at(&unsigned.0);
    let mut lenient = Client::of(&bench);
    lenient.exchange(&unsigned);
    let answer = bench.table("alice").answer();
    assert_eq!(strict.pap("alice@t1", &answer).code(), Code::ACCESS_ACCEPT);
    lenient.access(&|it| {
        let it = it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), b"x");
        it.octets(kind::PROXY_STATE, b"x").message_authenticator(Placement::Absent)
    });
}

/// P30–P34, P37, P39: two credentials, two names, two States, and what is not whole.
#[test]
fn what_no_request_may_have_is_rejected() {
    let bench = bench();
    let mut client = Client::of(&bench);
    let eap = eap::response(1, Method::Identity(b"alice@t1"));
    let mut long = eap.clone();
    long[3] += 1;
    let odd: [Add<'_>; 15] = [
        &|it| named(it).octets(kind::USER_PASSWORD, &[0; 17]),
        &|it| named(it).octets(kind::USER_PASSWORD, &[0; 144]),
        &|it| typed(named(it)).chap_password(1, b"1", None),
        &|it| typed(typed(named(it))),
        &|it| typed(named(named(it))),
        &|it| named(it).octets(kind::CHAP_PASSWORD, &[0; 16]),
        &|it| typed(it),
        &|it| typed(it.text(kind::USER_NAME, "")),
        &|it| typed(it.octets(kind::USER_NAME, b"ali\0ce\n@t1")),
        &|it| typed(it.octets(kind::USER_NAME, &[b'a'; 253])),
        &|it| typed(it.octets(kind::USER_NAME, &[0xff, 0xfe])),
        &|it| named(it).eap_message(&long),
        &|it| typed(named(it).eap_message(&eap)),
        &|it| typed(named(it)).octets(kind::STATE, b"1").octets(kind::STATE, b"2"),
        &|it| it.text(kind::USER_NAME, "bob@t1").eap_message(&eap),
    ];
    bench.control("POST /tenants/master/clock", r#"{"mode":"automatic"}"#);
    for (at, add) in odd.iter().enumerate() {
        assert_eq!(client.access(add).code(), Code::ACCESS_REJECT, "case {at}");
        let heard = bench.heard();
        assert_eq!(heard.len(), 2, "case {at}: one line each");
        assert!(heard[0].text.starts_with("code=80100 ") && heard[1].text.starts_with("code=80251 "), "case {at}");
    }
}

/// P44, P45: a copy is not decided again, and gets the same octets.
#[test]
fn duplicates_get_the_same_octets() {
    let bench = bench();
    let mut client = Client::of(&bench);
    let table = bench.table("alice");
    let answer = table.answer();
    let sent = client.build(Code::ACCESS_REQUEST, &|it| {
        it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), answer.as_bytes())
    });
    let first = client.exchange(&sent);
    assert_eq!(first.code(), Code::ACCESS_ACCEPT);
    assert_eq!(client.exchange(&sent).0, first.0);
    bench.codes();
    let wrong = bench.table("alice").wrong();
    let sent = client.build(Code::ACCESS_REQUEST, &|it| {
        it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), wrong.as_bytes())
    });
    for _ in 0..5 {
        client.send(&sent.0);
    }
    let answers: Vec<_> = std::iter::from_fn(|| client.receive(SILENCE)).collect();
    assert!((1..=5).contains(&answers.len()));
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let codes = bench.codes();
    assert_eq!(codes.iter().filter(|code| *code == "80106").count(), 1);
}

/// P46: the same port and identifier with another authenticator is another request.
#[test]
fn a_new_authenticator_is_a_new_request() {
    let bench = bench();
    let client = Client::of(&bench);
    for (authenticator, right) in [([1; 16], false), ([2; 16], true)] {
        let table = bench.table("alice");
        let password = if right { table.answer() } else { table.wrong() };
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 77, authenticator);
        let builder = builder.text(kind::USER_NAME, "alice@t1").user_password(&secret(), password.as_bytes());
        builder.seal(&secret()).unwrap();
        let expected = if right { Code::ACCESS_ACCEPT } else { Code::ACCESS_REJECT };
        assert_eq!(client.exchange(&Sent(buffer)).code(), expected);
    }
}

/// P48: Status-Server, on either port, with a right Message-Authenticator alone.
#[test]
fn status_server_is_answered_when_signed() {
    let bench = bench();
    for (server, code) in [
        (bench.server.radius.unwrap(), Code::ACCESS_ACCEPT),
        (bench.server.radius_accounting.unwrap(), Code::ACCOUNTING_RESPONSE),
    ] {
        let mut client = Client::at("127.0.0.1", server);
        let sent = client.build(Code::STATUS_SERVER, &|it| it);
        assert_eq!(client.exchange(&sent).code(), code);
        let unsigned = client.build(Code::STATUS_SERVER, &|it| it.message_authenticator(Placement::Absent));
        client.is_silent_at(&unsigned.0);
        let mut wrong = sent.0.clone();
        wrong[30] ^= 1;
        client.is_silent_at(&wrong);
    }
}

/// P49: accounting with a right authenticator alone, and not on the other port.
#[test]
fn accounting_is_answered() {
    let bench = bench();
    let client = Client::at("127.0.0.1", bench.server.radius_accounting.unwrap());
    let build = |zeros: bool| {
        let mut buffer = Vec::new();
        let builder = Builder::hashed_request(&mut buffer, Code::ACCOUNTING_REQUEST, 1).integer(40, 1).text(44, "s1");
        let builder = if zeros { builder.authenticator([0; 16]) } else { builder };
        builder.octets(kind::PROXY_STATE, b"p").message_authenticator(Placement::Absent).seal(&secret()).unwrap();
        Sent(buffer)
    };
    assert_eq!(client.exchange(&build(false)).code(), Code::ACCOUNTING_RESPONSE);
    client.is_silent_at(&build(true).0);
    Client::of(&bench).is_silent_at(&build(false).0);
}

/// P29: what a wrong secret makes of a password is no text, and so no backtick either.
#[test]
fn a_wrong_secret_is_a_wrong_password() {
    let bench = bench();
    let client = Client::of(&bench);
    for identifier in 0..20 {
        bench.table("alice");
        bench.codes();
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, identifier, [identifier; 16]);
        let builder = builder.text(kind::USER_NAME, "alice@t1").user_password(&Secret::new("wrong"), b"123456");
        builder.message_authenticator(Placement::Absent).seal(&secret()).unwrap();
        assert_eq!(client.exchange(&Sent(buffer)).code(), Code::ACCESS_REJECT);
        assert_eq!(bench.codes()[0], if identifier < 5 { "80106" } else { "80105" });
    }
}

/// The wire never waits for what is a wait on the tenant's clock; on a real clock it is a real one.
#[test]
fn rejects_wait_on_the_tenants_clock() {
    let bench = bench();
    let mut client = Client::of(&bench);
    let now = || bench.control("GET /tenants/t1/clock", "").field("now");
    let (before, begun) = (now(), Instant::now());
    bench.table("alice");
    assert_eq!(client.pap("alice@t1", "x").code(), Code::ACCESS_REJECT);
    assert!(begun.elapsed() < Duration::from_millis(900), "{:?}", begun.elapsed());
    assert_ne!(before[..19], now()[..19], "the automatic clock jumped by a second and more");
    let begun = Instant::now();
    assert_eq!(client.pap("nobody", "x").code(), Code::ACCESS_REJECT);
    assert!((900..4000).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
}

#[test]
fn a_reject_does_not_hang_on_a_tenant_that_is_gone() {
    let bench = bench();
    bench.put("t2", &json!({ "clock": "moved" }));
    let mut client = Client::of(&bench);
    let sent =
        client.build(Code::ACCESS_REQUEST, &|it| it.text(kind::USER_NAME, "alice@t2").user_password(&secret(), b"x"));
    client.is_silent_at(&sent.0);
    bench.control("DELETE /tenants/t2", "");
    let got = client.receive(Duration::from_secs(20)).expect("an answer");
    assert_eq!(Packet::parse(&got).unwrap().code(), Code::ACCESS_REJECT);
}

#[test]
fn ipv6_is_spoken() {
    let Ok(probe) = UdpSocket::bind("[::1]:0") else { return };
    drop(probe);
    let bench = on("[::1]:0");
    let mut client = Client::at("::1", bench.server.radius.unwrap());
    let answer = bench.table("alice").answer();
    assert_eq!(client.pap("alice@t1", &answer).code(), Code::ACCESS_ACCEPT);
    let bench = on("[::]:0");
    let port = bench.server.radius.unwrap().port();
    let mut client = Client::at("127.0.0.1", SocketAddr::from(([127, 0, 0, 1], port)));
    let answer = bench.table("alice").answer();
    assert_eq!(client.pap("alice@t1", &answer).code(), Code::ACCESS_ACCEPT, "an IPv4 client of an IPv6 socket");
}

/// P47 in small: whatever is guessed at a time, the limit is examined.
#[test]
fn a_race_of_guesses_is_evaluated_up_to_the_limit() {
    let bench = bench();
    bench.policy(&json!({ "radius": { "challenge": true } }));
    let mut client = Client::of(&bench);
    let states: Vec<_> = (0..40).map(|_| client.pap("alice@t1", "").state()).collect();
    let guesses: Vec<_> = states
        .iter()
        .map(|state| {
            client.build(Code::ACCESS_REQUEST, &|it| {
                it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), b"x").octets(kind::STATE, state)
            })
        })
        .collect();
    for guess in &guesses {
        client.send(&guess.0);
    }
    for _ in &guesses {
        assert_eq!(
            Packet::parse(&client.receive(Duration::from_secs(20)).unwrap()).unwrap().code(),
            Code::ACCESS_REJECT
        );
    }
    let codes = bench.codes();
    assert_eq!(codes.iter().filter(|code| *code == "80106").count(), 5);
    assert_eq!(codes.iter().filter(|code| *code == "80105").count(), 35);
    assert_eq!(codes.iter().filter(|code| *code == "30004").count(), 1);
}

/// P51 in small: whatever is altered, nothing is accepted that was not right, and the server lives.
#[test]
fn mutations_are_survived() {
    let bench = bench();
    let mut client = Client::of(&bench);
    let table = bench.table("alice");
    let valid = client.build(Code::ACCESS_REQUEST, &|it| {
        it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), table.wrong().as_bytes())
    });
    for at in 0..valid.0.len() {
        let mut octets = valid.0.clone();
        octets[at] ^= 0x55;
        client.send(&octets);
        client.send(&valid.0[..at]);
    }
    while let Some(got) = client.receive(SILENCE) {
        assert_ne!(Packet::parse(&got).unwrap().code(), Code::ACCESS_ACCEPT);
    }
    let answer = bench.table("alice").answer();
    assert_eq!(client.pap("alice@t1", &answer).code(), Code::ACCESS_ACCEPT);
}

#[test]
fn radius_needs_a_secret() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let options = Options { radius: Some(([127, 0, 0, 1], 0).into()), ..Options::default() };
    let error = runtime.block_on(sekisho_reference::serve(options)).unwrap_err();
    assert!(error.to_string().contains("secret"), "{error}");
}

/// The seed of RFC 6238 appendix B.
const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// The code of the step so many from the tenant's now.
fn code(bench: &Bench, offset: i32) -> String {
    let now: jiff::Timestamp = bench.control("GET /tenants/t1/clock", "").field("now").parse().unwrap();
    let code = Totp::default().code(&Seed::from_base32(SEED).unwrap(), now.as_millisecond(), offset);
    code.unwrap().to_string()
}

/// Every code of this door, each with the catalog's level.
#[test]
fn every_code_is_seen_over_radius() {
    let phone = Phone::new();
    let bench = with("127.0.0.1:0", Options { login_protection: Some(phone.url()), ..Options::default() });
    let mut client = Client::of(&bench);
    let mut seen = BTreeSet::new();
    let mut login = |password: &dyn Fn(&Table) -> String, expected: &[&str]| {
        let table = bench.table("alice");
        bench.codes();
        bench.store(expected[0] != "80199");
        client.pap("alice@t1", &password(&table));
        let heard = bench.heard();
        for heard in &heard {
            let entry = passlogic().entry(&heard.text["code=".len()..][..5]).unwrap();
            assert_eq!(heard.severity, entry.level.unwrap().as_str());
            assert!(heard.text.ends_with(&format!(" request=- {}", entry.message.text)), "{}", heard.text);
            seen.insert(entry.key.as_str().to_owned());
        }
        let got: Vec<_> = heard.iter().map(|heard| &heard.text["code=".len()..][..5]).collect();
        assert_eq!(got, expected);
    };
    let policy = |policy: Value| bench.policy(&policy);
    let edit = |body| bench.http("PATCH /api/users/alice?domain=t1", body);
    login(&Table::answer, &["80201", "80250"]);
    login(&Table::wrong, &["80106", "80251"]);
    login(&|_| String::new(), &["80100", "80251"]);
    login(&|_| "`".to_owned(), &["80198", "80251"]);
    login(&Table::answer, &["80199", "80251"]);
    bench.store(true);
    bench.act("alice", "disable");
    login(&Table::answer, &["80103", "80251"]);
    bench.act("alice", "enable");
    edit(r#"{"expires":"2027-01-15T17:00:00+09:00"}"#);
    login(&Table::answer, &["80102", "80251"]);
    edit(r#"{"expires":null}"#);
    bench.act("alice", "lock");
    login(&Table::answer, &["80105", "80251"]);
    bench.act("alice", "unlock");
    policy(json!({ "hours": [{ "days": ["mon"], "from": "09:00", "to": "18:00" }] }));
    login(&Table::answer, &["80104", "80251"]);
    policy(json!({ "hours": null, "method": "missing" }));
    login(&Table::answer, &["80108", "80251"]);
    policy(json!({ "method": "matrix", "radius": { "attributes": { "NAS-Identifier": "vpn*" } } }));
    login(&Table::answer, &["80110", "80251"]);
    policy(json!({ "radius": { "attributes": {}, "allowed": false } }));
    login(&Table::answer, &["80111", "80251"]);
    policy(json!({ "radius": { "allowed": true }, "table": { "valid_ms": 0 } }));
    login(&Table::answer, &["80101", "80251"]);
    policy(json!({ "table": { "valid_ms": 180_000 }, "password": { "valid_ms": 0 } }));
    login(&Table::answer, &["80200", "80251"]);
    policy(json!({ "radius": { "admits_change": true } }));
    login(&Table::answer, &["80200", "80250"]);
    policy(json!({ "password": { "valid_ms": null }, "method": "token" }));
    login(&|_| "123456".to_owned(), &["80107", "80251"]);
    bench.post("/api/tokens", &json!({ "serial": "r-1", "seed": SEED, "domain": "t1" }));
    edit(r#"{"token":"r-1"}"#);
    login(&|_| code(&bench, 7), &["80202", "80251"]);
    policy(json!({ "method": "matrix", "protection": { "on": true } }));
    login(&Table::answer, &["80120", "80251"]);
    bench.control("PUT /tenants/t1/dependencies/login-protection", r#"{"up":false}"#);
    login(&Table::answer, &["80121", "80251"]);
    let all: BTreeSet<_> =
        code::ALL.iter().filter(|code| (80_100..80_300).contains(&code.0)).map(ToString::to_string).collect();
    assert_eq!(all.difference(&seen).collect::<Vec<_>>(), Vec::<&String>::new());
}
