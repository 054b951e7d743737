//! The face service, through its sockets, by a login server that does all as it should but for one thing.
#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::LazyLock;

use sekisho_mocks::face::{FaceMock, FaceOptions, Twist, face};
use sekisho_protocol::face::{Claims, Mode, Profile};
use sekisho_protocol::jose::{Flaw, Opened, Party, Suite};
use serde_json::{Value, json};

const NOW_S: i64 = 1_800_000_000;
const BACK: &str = "http://127.0.0.1:9/face/return";

static BENCH: LazyLock<Bench> = LazyLock::new(|| Bench::new(Profile::default()));

struct Bench {
    mock: FaceMock,
    _runtime: tokio::runtime::Runtime,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Bench {
    fn new(profile: Profile) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let here: SocketAddr = ([127, 0, 0, 1], 0).into();
        let options = FaceOptions { listen: here, control: here, profile, redirects: Vec::new() };
        let mock = runtime.block_on(face(options)).unwrap();
        Self { mock, _runtime: runtime }
    }

    fn party(&self, suite: &str) -> Party {
        self.mock.credentials.party(suite).unwrap()
    }

    fn call(&self, line: &str, headers: &str, body: &str) -> Reply {
        call(self.mock.http, line, headers, body)
    }

    /// The browser comes with a request.
    fn come(&self, suite: &str, claims: &Claims) -> Reply {
        let token = self.party(suite).sealer.seal(&claims.members(&self.mock.credentials.profile.claims)).unwrap();
        self.call(&format!("GET /authenticate?request={token}"), "", "")
    }

    /// What the browser brings back.
    fn back(&self, suite: &str, claims: &Claims) -> String {
        let reply = self.come(suite, claims);
        assert_eq!(reply.status, 302, "{}", reply.body);
        reply.response()
    }

    fn open(&self, suite: &str, token: &str) -> Claims {
        let opened: Opened = self.party(suite).opener.open(token).unwrap();
        Claims::read(&self.mock.credentials.profile.claims, &opened.claims).unwrap()
    }

    fn control(&self, line: &str, body: &Value) -> (u16, Value) {
        let reply = call(self.mock.control, line, "", &body.to_string());
        (reply.status, serde_json::from_str(&reply.body).unwrap())
    }

    fn told(&self, scope: &str, program: &Value) {
        assert_eq!(self.control(&format!("POST /control/{scope}"), program), (200, json!({})));
    }

    fn complaints(&self, scope: &str) -> Vec<String> {
        let (_, verdict) = self.control(&format!("GET /control/{scope}/verdict"), &json!({}));
        let list = verdict["complaints"].as_array().unwrap().clone();
        list.iter().map(|it| format!("{} {} {}", it["rule"], it["expected"], it["got"])).collect()
    }

    fn seen(&self, scope: &str) -> Vec<String> {
        let (_, seen) = self.control(&format!("GET /control/{scope}/seen?after=0&wait_ms=0"), &json!({}));
        seen["seen"].as_array().unwrap().iter().map(|it| it["what"].as_str().unwrap().to_owned()).collect()
    }
}

fn call(to: SocketAddr, line: &str, headers: &str, body: &str) -> Reply {
    let mut stream = TcpStream::connect(to).unwrap();
    let length = body.len();
    let head =
        format!("{line} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
    stream.write_all(head.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}

impl Reply {
    fn location(&self) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap()
    }

    fn response(&self) -> String {
        self.location().strip_prefix(BACK).and_then(|rest| rest.strip_prefix("?response=")).unwrap().to_owned()
    }
}

/// A request as it should be, new each time.
fn request(scope: &str) -> Claims {
    let some = |text: &str| Some(text.to_owned());
    let random = || Some(format!("{:032x}", rand::random::<u128>()));
    Claims {
        issuer: some(scope),
        audience: some("face"),
        issued_at_s: Some(NOW_S),
        expires_s: Some(NOW_S + 300),
        id: random(),
        nonce: random(),
        subject: some("alice"),
        redirect: some(BACK),
        state: some("s"),
        result: None,
    }
}

#[test]
fn it_answers_in_the_suite_that_it_was_asked_in() {
    for suite in ["rs256", "es256", "hs256"] {
        let (bench, scope) = (&BENCH, format!("suite-{suite}"));
        let asked = request(&scope);
        let answer = bench.open(suite, &bench.back(suite, &asked));
        assert_eq!((answer.nonce, answer.subject, answer.state), (asked.nonce, asked.subject, asked.state));
        assert_eq!((answer.issuer.as_deref(), answer.audience.as_deref()), (Some("face"), Some(&*scope)));
        assert_eq!((answer.issued_at_s, answer.expires_s), (Some(NOW_S), Some(NOW_S + 300)));
        assert_eq!(answer.result.as_deref(), Some("success"));
        assert_eq!(bench.complaints(&scope), [""; 0]);
        assert_eq!(bench.seen(&scope), ["request", "answer success"]);
        let facts = json!({ "facts": { "requests": 1, "answers": 1, "pages": 0, "suite": suite } });
        assert_eq!(bench.control(&format!("GET /control/{scope}/facts"), &json!({})).1, facts);
    }
}

#[test]
fn requests_may_be_posted() {
    let (bench, scope) = (&BENCH, "posted");
    let token = bench.party("es256").sealer.seal(&request(scope).members(&Profile::default().claims)).unwrap();
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let reply = bench.call("POST /authenticate", form, &format!("request={token}"));
    assert_eq!(bench.open("es256", &reply.response()).result.as_deref(), Some("success"));
    assert_eq!(bench.complaints(scope), [""; 0]);
}

#[test]
fn it_answers_what_it_is_told() {
    let (bench, scope) = (&BENCH, "told");
    bench.told(scope, &json!({ "result": ["camera-missing", "unknown"] }));
    let result = || bench.open("es256", &bench.back("es256", &request(scope))).result.unwrap();
    assert_eq!([result(), result(), result()], ["camera-missing", "no-such-result", "no-such-result"]);
    bench.control(&format!("DELETE /control/{scope}"), &json!({}));
    assert_eq!(result(), "success");
    let (status, error) = bench.control("POST /control/told", &json!({ "result": "sucess" }));
    assert_eq!(status, 400);
    assert!(error["error"].as_str().unwrap().contains("cancelled"), "{error}");
}

#[test]
fn wrong_tokens_are_wrong() {
    for suite in ["rs256", "es256", "hs256"] {
        for flaw in Flaw::ALL {
            let (bench, scope) = (&BENCH, format!("flaw-{suite}"));
            bench.told(&scope, &json!({ "token": flaw.name() }));
            let reply = bench.come(suite, &request(&scope));
            assert_eq!(reply.status, 302, "{flaw}");
            let token = percent_decoded(&reply.response());
            assert!(bench.party(suite).opener.open(&token).is_err(), "{flaw} under {suite}");
        }
    }
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

/// Each claim that is wrong, and that all others are right.
#[test]
fn wrong_claims_are_wrong_in_one_thing() {
    let (bench, scope) = (&BENCH, "claims");
    let answer = |token: &str, asked: &Claims| {
        bench.told(scope, &json!({ "token": token }));
        bench.open("es256", &bench.back("es256", asked))
    };
    let right = |asked: &Claims| Claims {
        issuer: Some("face".into()),
        audience: Some(scope.into()),
        issued_at_s: Some(NOW_S),
        expires_s: Some(NOW_S + 300),
        result: Some("success".into()),
        id: None,
        redirect: None,
        ..asked.clone()
    };
    type Change = fn(Claims) -> Claims;
    let changes: [(&str, Change); 7] = [
        ("missing-rno", |it| Claims { nonce: None, ..it }),
        ("other-user", |it| Claims { subject: Some("alice-other".into()), ..it }),
        ("expired", |it| Claims { issued_at_s: Some(NOW_S - 600), expires_s: Some(NOW_S - 300), ..it }),
        ("no-exp", |it| Claims { expires_s: None, ..it }),
        ("future", |it| Claims { issued_at_s: Some(NOW_S + 3600), expires_s: Some(NOW_S + 3900), ..it }),
        ("late", |it| Claims { expires_s: Some(NOW_S + 86_400), ..it }),
        ("missing-result", |it| Claims { result: None, ..it }),
    ];
    for (token, change) in changes {
        let asked = request(scope);
        assert_eq!(answer(token, &asked), change(right(&asked)), "{token}");
    }
    let asked = request(scope);
    let other = answer("other-rno", &asked);
    assert_ne!(other.nonce, asked.nonce);
    assert_eq!(answer("reused-rno", &request(scope)).nonce, asked.nonce, "that of the request before");
    bench.told(scope, &json!({ "token": "text-exp" }));
    let opened = bench.party("es256").opener.open(&bench.back("es256", &request(scope))).unwrap();
    assert_eq!(opened.claims["exp"], json!((NOW_S + 300).to_string()));
    assert_eq!(bench.complaints(scope), [""; 0]);
}

#[test]
fn the_way_back_can_be_wrong() {
    let (bench, scope) = (&BENCH, "way");
    let first = bench.back("es256", &request(scope));
    bench.told(scope, &json!({ "token": ["replay", "no-response", "twice", "reflected", "never"] }));
    assert_eq!(bench.back("es256", &request(scope)), first);
    assert_eq!(bench.come("es256", &request(scope)).location(), BACK);
    assert_eq!(bench.come("es256", &request(scope)).location().matches("response=").count(), 2);
    let reflected = bench.back("es256", &request(scope));
    assert!(bench.party("es256").opener.open(&reflected).is_err(), "one does not open what one sealed");
    let never = bench.come("es256", &request(scope));
    assert_eq!(never.status, 200);
    assert!(!never.head.contains("location"));
    let seen = bench.seen(scope);
    assert_eq!(seen.iter().filter(|what| *what == "answer success").count(), 5);
    assert_eq!(seen.last().map(String::as_str), Some("no answer"));
}

#[test]
fn each_thing_that_is_wrong_with_a_request_is_a_complaint() {
    type Change = fn(Claims) -> Claims;
    let changes: [(&str, Change, &str); 12] = [
        ("exp", |it| Claims { expires_s: None, ..it }, "no exp"),
        ("iat", |it| Claims { issued_at_s: None, ..it }, "no iat"),
        ("long", |it| Claims { expires_s: Some(NOW_S + 301), ..it }, "301 s after"),
        ("past", |it| Claims { expires_s: Some(NOW_S), ..it }, "had passed"),
        ("jti", |it| Claims { id: None, ..it }, "a claim jti"),
        ("rno", |it| Claims { nonce: None, ..it }, "a claim rno"),
        ("few", |it| Claims { nonce: Some("01234567".into()), ..it }, "128 random bits"),
        ("sub", |it| Claims { subject: Some(String::new()), ..it }, "a claim sub"),
        ("aud", |it| Claims { audience: Some("f".into()), ..it }, "aud face"),
        ("uri", |it| Claims { redirect: None, ..it }, "redirect_uri"),
        ("far", |it| Claims { redirect: Some("http://example.com/".into()), ..it }, "redirect_uri"),
        (
            "name",
            |it| Claims { redirect: Some(format!("{BACK}?u=alice")), ..it },
            "no user id in the URL of the way back",
        ),
    ];
    for (what, change, expected) in changes {
        let scope = format!("wrong-{what}");
        BENCH.come("es256", &change(request(&scope)));
        let complaints = BENCH.complaints(&scope);
        assert!(complaints.len() == 1 && complaints[0].contains(expected), "{what}: {complaints:?}");
    }
}

#[test]
fn nothing_comes_twice() {
    let (bench, scope) = (&BENCH, "twice");
    let first = request(scope);
    bench.come("hs256", &first);
    assert_eq!(bench.complaints(scope), [""; 0]);
    bench.come("hs256", &Claims { id: request(scope).id, ..first.clone() });
    assert_eq!(bench.complaints(scope).len(), 1, "the rno");
    bench.come("hs256", &Claims { nonce: request(scope).nonce, ..first });
    let complaints = bench.complaints(scope);
    assert!(complaints.len() == 2 && complaints[1].contains("4.1.7"), "{complaints:?}");
    let token = bench.party("es256").sealer.seal(&request(scope).members(&Profile::default().claims)).unwrap();
    for _ in 0..2 {
        bench.call(&format!("GET /authenticate?request={token}"), "", "");
    }
    let complaints = bench.complaints(scope);
    assert!(complaints.iter().any(|it| it.contains("content key")), "{complaints:?}");
    assert!(complaints.iter().any(|it| it.contains("initialization vector")), "{complaints:?}");
}

#[test]
fn the_user_is_named_nowhere_in_clear() {
    let bench = &BENCH;
    let token =
        |scope: &str| bench.party("hs256").sealer.seal(&request(scope).members(&Profile::default().claims)).unwrap();
    bench.call(&format!("GET /authenticate?request={}&login_hint=%61lice", token("clear-url")), "", "");
    assert!(bench.complaints("clear-url")[0].contains("no user id in the URL"));
    bench.call(&format!("GET /authenticate?alice&request={}", token("clear-name")), "", "");
    assert!(bench.complaints("clear-name")[0].contains("no user id in the URL"));
    let referer = "Referer: http://127.0.0.1/login?uid=alice\r\n";
    bench.call(&format!("GET /authenticate?request={}", token("clear-referer")), referer, "");
    assert!(bench.complaints("clear-referer")[0].contains("Referer"));
    let referer = "Referer: http://127.0.0.1/login/malice\r\n";
    bench.call(&format!("GET /authenticate?request={}", token("clear-not")), referer, "");
    assert_eq!(bench.complaints("clear-not"), [""; 0]);
}

/// A scope of its own, as nobody can tell whose they are.
#[test]
fn what_cannot_be_opened_is_a_complaint_of_nobodys() {
    let bench = Bench::new(Profile::default());
    let scope = "unattributed";
    for line in ["GET /authenticate", "GET /authenticate?request=a&request=b", "GET /authenticate?request=x.y"] {
        let reply = bench.call(line, "", "");
        assert_eq!(reply.status, 400);
        assert!(reply.body.contains("What is wrong with it"), "{}", reply.body);
    }
    let unsigned =
        bench.party("es256").sealer.seal_flawed(&request("t").members(&Profile::default().claims), Flaw::AlgNone);
    bench.call(&format!("GET /authenticate?request={}", unsigned.unwrap()), "", "");
    let complaints = bench.complaints(scope);
    assert_eq!(complaints.len(), 3, "{complaints:?}");
    assert!(complaints[2].contains("alg ES256") && complaints[2].contains("none"), "{complaints:?}");
    assert_eq!(bench.complaints("t"), [""; 0]);
}

#[test]
fn people_see_what_came_in_and_choose_what_goes_back() {
    let (bench, scope) = (&BENCH, "people");
    bench.told(scope, &json!({ "page": true, "token": "wrong-tag" }));
    let mut asked = request(scope);
    asked.state = Some("<script>alert(1)</script>".into());
    let shown = bench.come("es256", &asked);
    assert_eq!(shown.status, 200);
    assert!(
        shown.head.contains("default-src 'none'") && shown.head.contains("referrer-policy: no-referrer"),
        "{}",
        shown.head
    );
    assert!(shown.head.contains("form-action 'self' http://127.0.0.1:9\r\n"), "{}", shown.head);
    assert!(!shown.body.contains("<script") && !shown.body.contains("http-equiv") && !shown.body.contains("src="));
    assert!(shown.body.contains(asked.nonce.as_ref().unwrap()) && shown.body.contains("&lt;script&gt;"));
    assert!(shown.body.contains("<option value=\"wrong-tag\" selected>"));
    let buttons = shown.body.matches("name=\"result\"").count();
    assert_eq!(buttons, Profile::default().results.len() + 1, "and one for what is in no table");
    let name = shown.body.split("name=\"page\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for wrong in ["", "&result=", "&result=never-heard-of"] {
        let refused = bench.call("POST /answer", form, &format!("page={name}&token=right{wrong}"));
        assert_eq!(refused.status, 400, "{wrong}: and the request waits on");
    }
    let press = || bench.call("POST /answer", form, &format!("page={name}&token=right&result=cancelled"));
    let pressed = press();
    assert_eq!(pressed.status, 303);
    assert_eq!(bench.open("es256", &pressed.response()).result.as_deref(), Some("cancelled"));
    assert_eq!(press().status, 410);
    assert_eq!(bench.call("POST /answer", form, "page=x&token=none&result=cancelled").status, 400);
    assert_eq!(bench.seen(scope), ["request", "answer cancelled"]);
    let facts = bench.control(&format!("GET /control/{scope}/facts?fact=pages"), &json!({})).1;
    assert_eq!(facts, json!({ "facts": { "pages": 1 } }));
    assert_eq!(bench.call("GET /style.css", "", "").status, 200);
    assert!(bench.call("GET /", "", "").body.contains("ES256 in ECDH-ES"));
}

#[test]
fn another_profile_has_other_names() {
    let mut profile = Profile::default();
    profile.claims.nonce = "nonce".into();
    profile.parameters.mode = Mode::FormPost;
    profile.parameters.response = "answer".into();
    profile.suites = [("es<b>".to_owned(), Suite::ES256)].into();
    let bench = Bench::new(profile);
    let reply = bench.come("es<b>", &request("other"));
    assert_eq!(reply.status, 200);
    assert!(reply.head.contains("script-src 'nonce-"), "{}", reply.head);
    assert!(reply.body.contains(&format!("action=\"{BACK}\"")));
    let token = reply.body.split("name=\"answer\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let opened = bench.party("es<b>").opener.open(token).unwrap();
    assert!(opened.claims.contains_key("nonce") && !opened.claims.contains_key("rno"));
    assert_eq!(bench.complaints("other"), [""; 0]);
    bench.told("other", &json!({ "page": true }));
    let shown = bench.come("es<b>", &request("other")).body;
    assert!(shown.contains("Suite es&lt;b&gt;: ES256") && !shown.contains("es<b>"), "{shown}");
    assert!(bench.mock.credentials.party("rs256").is_err());
}

/// What scenarios may say stands in one place.
#[test]
fn all_twists_can_be_told() {
    let names: Vec<_> = Twist::all().map(|(twist, _)| twist.name()).collect();
    BENCH.told("all", &json!({ "token": names }));
}
