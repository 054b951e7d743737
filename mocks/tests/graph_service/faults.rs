use std::io::ErrorKind;
use std::thread;

use serde_json::{Value, json};

use crate::bench::{Answer, Bench, Line, by_id, creation, user};

fn told(faults: &str) -> Bench {
    Bench::told(&json!({ "faults": faults, "users": 3 }))
}

/// What was seen beside the token.
fn seen(bench: &Bench) -> Vec<String> {
    bench.seen().into_iter().skip(1).map(|(what, status)| format!("{what} {status}")).collect()
}

#[test]
fn a_mistake_in_a_script_is_shown_and_changes_nothing() {
    let bench = Bench::told(&json!({ "faults": "GET /organization: 503" }));
    let (status, answer) =
        bench.control("POST", "", &json!({ "faults": "GET /users: 429 aftr 7s", "users": 3 }).to_string());
    assert_eq!(status, 400);
    let error = answer["error"].as_str().unwrap();
    assert!(error.starts_with("faults, column 17: expected an error code, or `after`, got `aftr`"), "{error}");
    assert!(error.contains("\n  GET /users: 429 aftr 7s\n                  ^^^^\n"), "{error}");
    assert_eq!((bench.fact("users"), bench.fact("faults")), (json!(0), json!("pending")));
}

#[test]
fn statuses_come_in_turn_and_then_all_is_well() {
    let bench = told("GET /organization: 503 after 7s, 429 until 5s, 403 My_Code, ok, 500");
    let client = bench.signed_in();
    let answers: Vec<Answer> = (0..6).map(|_| client.get("/organization")).collect();
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [503, 429, 403, 200, 500, 200]);
    assert_eq!(answers[0].header("retry-after"), Some("7"));
    assert_eq!(answers[0].header("date"), Some("Fri, 15 Jan 2027 08:00:00 GMT"), "the shared clock");
    assert_eq!(answers[1].header("retry-after"), Some("Fri, 15 Jan 2027 08:00:05 GMT"));
    assert_eq!((&*answers[2].code(), answers[2].header("retry-after")), ("My_Code", None));
    assert_eq!(bench.fact("faults"), "over");
    assert_eq!(seen(&bench)[..2], ["GET /organization 503", "GET /organization 429"]);
}

#[test]
fn a_new_script_replaces_the_old_one() {
    let bench = told("GET /organization: always 503");
    let client = bench.signed_in();
    assert_eq!(client.get("/organization").status, 503);
    bench.tell(&json!({ "faults": "" }));
    assert_eq!(client.get("/organization").status, 200);
}

#[test]
fn the_sign_in_refuses_by_number() {
    let bench = told("token: AADSTS7000215, AADSTS7000222, 503; discovery: AADSTS90002; keys: not-json");
    let client = bench.client();
    let refused = |answer: Answer| (answer.status, answer.json()["error_codes"][0].clone());
    assert_eq!(refused(client.ask_token()), (401, json!(7_000_215)));
    assert_eq!(refused(client.ask_token()), (401, json!(7_000_222)));
    assert_eq!(client.ask_token().status, 503);
    let configuration = "/x.example/v2.0/.well-known/openid-configuration";
    assert_eq!(client.try_call("GET", configuration, &[], "").unwrap().status, 400);
    assert_eq!(client.try_call("GET", configuration, &[], "").unwrap().status, 200);
    let keys = client.try_call("GET", "/x.example/discovery/v2.0/keys", &[], "").unwrap();
    assert_eq!((keys.status, serde_json::from_slice::<Value>(&keys.body).is_err()), (200, true));
    assert_eq!(client.ask_token().status, 200);
}

#[test]
fn a_token_may_not_say_how_long_it_lasts() {
    let bench = told("token: no-expires-in");
    let answer = bench.client().ask_token().json();
    assert!(answer["access_token"].is_string() && answer.get("expires_in").is_none(), "{answer}");
}

#[test]
fn a_connection_is_reset_or_half_closed_without_an_answer() {
    let bench = told("GET /users: reset, half-close; POST /users: executed reset");
    let fails = |method: &str, body: &str| {
        let client = bench.signed_in();
        let kind = ["Content-Type: application/json"];
        client.try_call(method, "/v1.0/users", &kind, body).err().expect("no answer").kind()
    };
    assert_eq!(fails("GET", ""), ErrorKind::ConnectionReset);
    assert_eq!(fails("GET", ""), ErrorKind::UnexpectedEof);
    assert_eq!(fails("POST", &user("alice").to_string()), ErrorKind::ConnectionReset);
    assert_eq!(bench.fact("users"), 4, "alice was made all the same");
    assert_eq!(bench.signed_in().get("/users").status, 200);
    assert_eq!(seen(&bench)[0], "GET /users null", "it had no status");
}

#[test]
fn an_answer_is_cut_in_half() {
    let bench = told("GET /users: truncated");
    let client = bench.signed_in();
    let own = client.headers();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let mut line = Line::to(bench.mock.http);
    line.send("GET", "/v1.0/users", &own, "").unwrap();
    let text = line.rest().unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(body.len(), length.parse::<usize>().unwrap() / 2);
    assert!(head.starts_with("HTTP/1.1 200 ") && body.starts_with("{\"@odata.context\""), "{text}");
    let whole = client.get("/users");
    assert_eq!(whole.body.len(), length.parse::<usize>().unwrap());
    bench.has_no_complaint();
}

#[test]
fn what_hangs_is_never_answered_and_what_is_held_waits() {
    let bench = told("GET /users: hang; POST /$batch: hold");
    let client = bench.signed_in();
    let own = client.headers();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let mut hanging = Line::to(bench.mock.http);
    hanging.send("GET", "/v1.0/users", &own, "").unwrap();
    thread::scope(|threads| {
        let held = threads.spawn(|| bench_batch(&bench, &own));
        let (_, seen) = bench.control("GET", "/seen?after=2&wait_ms=20000", "");
        assert!(seen["seen"][0].get("status").is_none(), "not answered yet: {seen}");
        assert_eq!((bench.fact("users"), bench.fact("held")), (json!(3), json!(2)), "one hangs, one is held");
        bench.tell(&json!({ "release": true }));
        assert_eq!(held.join().unwrap(), 201);
    });
    assert_eq!(bench.fact("users"), 4);
    assert_eq!(bench.control("DELETE", "", ""), (200, json!({})));
    assert!(hanging.receive().is_err(), "the scope was forgotten");
}

#[test]
fn what_is_held_ends_with_its_scope() {
    let bench = told("GET /users: hold");
    let client = bench.signed_in();
    let own = client.headers();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let mut line = Line::to(bench.mock.http);
    line.send("GET", "/v1.0/users", &own, "").unwrap();
    bench.control("GET", "/seen?after=1&wait_ms=20000", "");
    assert_eq!(bench.control("DELETE", "", ""), (200, json!({})));
    assert_eq!(line.receive().unwrap().status, 200, "nobody could let it go any more");
}

fn bench_batch(bench: &Bench, own: &[&str]) -> u64 {
    let mut line = Line::to(bench.mock.http);
    let headers: Vec<&str> = own.iter().copied().chain(["Content-Type: application/json"]).collect();
    let body = json!({ "requests": [creation("1", "alice")] }).to_string();
    let answer = line.call("POST", "/v1.0/$batch", &headers, &body).unwrap();
    by_id(&answer, "1")["status"].as_u64().unwrap()
}

#[test]
fn what_should_be_json_is_something_else() {
    let bench = told("GET /organization: html, not-json");
    let client = bench.signed_in();
    let page = client.get("/organization");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let garbage = client.get("/organization");
    assert!(garbage.header("content-type").unwrap().starts_with("application/json"));
    assert!(serde_json::from_slice::<Value>(&garbage.body).is_err());
    assert_eq!(client.get("/organization").json()["value"].as_array().map(Vec::len), Some(1));
}

/// Follows links from here; gives the sizes of pages, or where it stopped.
fn follow(bench: &Bench, path: &str, most: usize) -> Vec<Result<usize, u16>> {
    let client = bench.signed_in();
    let mut link = format!("http://graph.test/v1.0{path}");
    let mut pages = Vec::new();
    while pages.len() < most {
        let answer = client.try_call("GET", link.strip_prefix("http://graph.test").unwrap(), &[], "").unwrap();
        if answer.status != 200 {
            pages.push(Err(answer.status));
            break;
        }
        let body = answer.json();
        pages.push(Ok(body["value"].as_array().unwrap().len()));
        match body.get("@odata.nextLink") {
            Some(next) => link = next.as_str().unwrap().to_owned(),
            None => break,
        }
    }
    pages
}

#[test]
fn pages_are_empty_or_lead_in_circles_or_expire() {
    let pages = |faults: &str| {
        let bench = told(faults);
        let pages = follow(&bench, "/users?$top=2", 6);
        bench.has_no_complaint();
        (pages, seen(&bench))
    };
    assert_eq!(pages("").0, [Ok(2), Ok(1)]);
    assert_eq!(
        pages("GET /users: empty-page; GET /users page 3: empty-page; GET /users page 4: empty-page").0,
        [Ok(0), Ok(2), Ok(0), Ok(0), Ok(1)]
    );
    let (circle, seen) = pages("GET /users page 2: always loop");
    assert_eq!(circle, [Ok(2), Ok(1), Ok(1), Ok(1), Ok(1), Ok(1)]);
    assert_eq!(seen[..2], ["GET /users 200", "GET /users page 2 200"]);
    assert_eq!(pages("GET /users: loop").0, [Ok(2), Ok(2), Ok(1)]);
    assert_eq!(pages("GET /users page 2: expired-page").0, [Ok(2), Err(400)]);
    assert_eq!(pages("GET /users page 2: 503").0, [Ok(2), Err(503)]);
}

#[test]
fn an_expired_page_and_a_reset_say_so() {
    let bench = told("GET /users: expired-page; GET /users/delta: expired-page, gone");
    let client = bench.signed_in();
    assert_eq!(client.get("/users").code(), "Directory_ExpiredPageToken");
    let expired = client.get("/users/delta");
    assert_eq!((expired.status, expired.code()), (400, "syncStateNotFound".to_owned()));
    let gone = client.get("/users/delta()");
    assert_eq!(gone.status, 410);
    let location = gone.header("location").unwrap();
    assert_eq!(location, "http://graph.test/v1.0/users/delta()?$deltatoken=");
    assert_eq!(client.get("/users/delta()?$deltatoken=").json()["value"].as_array().map(Vec::len), Some(3));
    bench.has_no_complaint();
}

#[test]
fn a_domain_is_of_no_known_kind() {
    let bench = told("GET /domains/*: unknown-value");
    let client = bench.signed_in();
    let kind = || client.get("/domains/x.example").json()["authenticationType"].clone();
    assert_eq!((kind(), kind()), (json!("unknownFutureValue"), json!("Managed")));
}

#[test]
fn items_fail_each_for_itself() {
    let bench = told("item POST /users: 409, ok, missing, duplicate; POST /$batch item 5: executed 429 after 3s");
    let client = bench.signed_in();
    let items: Vec<Value> = (1..=5).map(|n| creation(&n.to_string(), &format!("u{n}"))).collect();
    let answer = client.batch(&items);
    let count =
        |id: &str| answer.json()["responses"].as_array().unwrap().iter().filter(|part| part["id"] == id).count();
    assert_eq!(by_id(&answer, "1")["status"], 409);
    assert_eq!(by_id(&answer, "2")["status"], 201);
    assert_eq!([count("1"), count("2"), count("3"), count("4")], [1, 1, 0, 2]);
    let throttled = by_id(&answer, "5");
    assert_eq!((&throttled["status"], &throttled["headers"]["Retry-After"]), (&json!(429), &json!("3")));
    assert_eq!(bench.fact("users"), 3 + 4, "all but the first were made");
    assert_eq!(seen(&bench)[3], "item POST /users null", "missing");
}

#[test]
fn requests_of_no_tenant_have_identifiers_of_their_own() {
    let bench = Bench::new();
    let client = bench.client();
    let id = |answer: Answer, header: &str| answer.header(header).unwrap().to_owned();
    let unknown = || client.try_call("GET", "/nobody.invalid/v2.0/.well-known/openid-configuration", &[], "").unwrap();
    let mut ids = vec![
        id(client.get("/users"), "request-id"),
        id(client.get("/users"), "request-id"),
        id(unknown(), "x-ms-request-id"),
        id(unknown(), "x-ms-request-id"),
    ];
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4, "{ids:?}");
    assert!(!ids.iter().any(|id| id.starts_with("00000000-")), "{ids:?}");
}
