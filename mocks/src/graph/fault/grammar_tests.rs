use proptest::prelude::*;

use super::*;
use crate::graph::fault::Call;

fn met(script: &str, calls: &[Call<'_>]) -> Vec<Kind> {
    let mut script = parse(script).expect("a script");
    calls.iter().map(|call| script.meet(call).kind).collect()
}

fn refused(script: &str) -> String {
    parse(script).expect_err("a mistake").to_string()
}

const BATCH: Call<'static> = Call::Graph { method: "POST", path: "/$batch", page: 1 };

fn refusal(status: u16, code: Option<&str>, wait: Option<Wait>) -> Kind {
    Kind::Status { status: StatusCode::from_u16(status).expect("a status"), code: code.map(Into::into), wait }
}

#[test]
fn the_nth_request_meets_the_nth_fault() {
    let seven = Some(Wait::Seconds(Duration::from_secs(7)));
    assert_eq!(
        met("POST /$batch: 429 after 7s, ok, 503 x2, 400 Request_BadRequest", &[const { BATCH }; 6]),
        [
            refusal(429, None, seven),
            Kind::Ok,
            refusal(503, None, None),
            refusal(503, None, None),
            refusal(400, Some("Request_BadRequest"), None),
            Kind::Ok,
        ]
    );
    assert_eq!(met("POST /$batch: ok, always hang", &[const { BATCH }; 4])[1..], [const { Kind::Hang }; 3]);
    assert_eq!(
        met("token: AADSTS7000215 x2", &[BATCH, Call::Token, Call::Token, Call::Token])[1..],
        [Kind::Aadsts(7_000_215), Kind::Aadsts(7_000_215), Kind::Ok]
    );
    assert_eq!(met("discovery: html; keys: not-json", &[Call::Keys, Call::Discovery]), [Kind::NotJson, Kind::Html]);
    assert_eq!(met(" \n ", &[BATCH]), [Kind::Ok]);
}

#[test]
fn pages_and_items_are_told_apart() {
    let page = |page| Call::Graph { method: "GET", path: "/users", page };
    let rules = "GET /users page 2: reset; GET /users: hang; * /*: 503 until 10s";
    let ten = Some(Wait::Date(Duration::from_secs(10)));
    assert_eq!(
        met(rules, &[page(2), page(1), page(2), page(2)]),
        [Kind::Reset, Kind::Hang, refusal(503, None, ten), Kind::Ok]
    );
    let item = |number| Call::Item { method: "PATCH", path: "/users/a@x.example", number };
    assert_eq!(
        met("POST /$batch item 2: 404; item PATCH /users/*: missing", &[item(1), item(2), item(3)]),
        [Kind::Missing, refusal(404, None, None), Kind::Ok]
    );
    assert_eq!(
        met("item * * item 3: duplicate; POST /$batch: reset", &[item(1), item(3)]),
        [Kind::Ok, Kind::Duplicate]
    );
}

#[test]
fn what_was_executed_may_be_answered_otherwise() {
    let mut script = parse("item POST /users: executed 429 after 3s; POST /$batch: executed reset").expect("a script");
    let fault = script.meet(&Call::Item { method: "POST", path: "/users", number: 1 });
    assert!(fault.executed, "{fault:?}");
    assert_eq!(script.meet(&BATCH), Fault { executed: true, kind: Kind::Reset });
    assert!(script.is_over());
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    assert_eq!(
        refused("POST /$batch: 429 aftr 7s, ok"),
        "column 19: expected an error code, or `after`, got `aftr`\n  \
         POST /$batch: 429 aftr 7s, ok\n                    ^^^^\n  \
         help: did you mean `after`?"
    );
    assert_eq!(
        refused("token: ok;\n GET /users: trunkated x2"),
        "column 14: expected a fault, got `trunkated`\n   \
         GET /users: trunkated x2\n               ^^^^^^^^^\n  \
         help: did you mean `truncated`?"
    );
    for (script, says) in [
        ("tokn: ok", "column 1: expected a place"),
        ("tokn: ok", "did you mean `token`?"),
        ("GET users: ok", "column 5: expected a path"),
        ("GET /v1.0/users: ok", "write `/users`"),
        ("GET /users ok", "column 12: expected `:` after the place, got `ok`"),
        ("GET /users page 0: ok", "column 17: expected a page from 1, got `0`"),
        ("GET /users item 1: ok", "column 12: only `POST /$batch` has items"),
        ("item POTS /users: ok", "column 6: expected a method after `item`, got `POTS`"),
        ("GET /users:", "column 12: expected a fault, but the text ends"),
        ("GET /users: 200", "column 13: expected a status from 300 to 599"),
        ("GET /users: 429 after 7", "column 23: expected a duration in whole seconds"),
        ("GET /users: 429 after 1500ms", "column 23: expected a duration in whole seconds"),
        ("GET /users: 503 x0", "column 17: expected how often"),
        ("GET /users: 503 503", "column 17: expected `,` before"),
        ("GET /users: 503 reset", "column 17: expected `,` before"),
        ("GET /users: always 503, ok", "column 23: expected the end of the rule"),
        ("GET /users: AADSTS7000215", "column 13: this happens only to `token` or `discovery`"),
        ("token: AADSTSx", "column 8: expected AADSTS and a number of its table, got `AADSTSx`"),
        ("token: ok, AADSTS7000217", "column 12: expected AADSTS and a number of its table, got `AADSTS7000217`"),
        ("item GET /users: hang", "column 18: this happens only to whole requests"),
        ("POST /$batch: missing", "this happens only to items of a batch"),
        ("POST /users: empty-page", "this happens only to `GET` of a list"),
        ("GET /users: unknown-value", "this happens only to `GET /domains/…`"),
        ("GET /users: executed hold", "can come after the request was executed"),
        ("GET /users: executed", "expected what is answered though it was executed, but the text ends"),
        ("GET /users: ok ok", "column 16: expected `,` before"),
        ("ö: ok", "  ^\n"),
    ] {
        let mistake = refused(script);
        assert!(mistake.contains(says), "{script}\n{mistake}\n{says}");
    }
}

fn a_fault() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("ok".to_owned()),
        Just("AADSTS90002".to_owned()),
        (300_u16..600).prop_map(|status| status.to_string()),
        (300_u16..600, 0_u32..86_400).prop_map(|(status, wait)| format!("{status} Some_Code after {wait}s")),
        (300_u16..600, 0_u32..1440).prop_map(|(status, wait)| format!("executed {status} until {wait}m")),
        "(reset|half-close|hang|hold|truncated|html|not-json|no-expires-in|executed hang)",
    ]
}

proptest! {
    #[test]
    fn anything_is_read_or_refused_with_a_place_in_it(text in "[a-z0-9 ,:;/*$\n\u{e9}GETx-]{0,40}|\\PC{0,30}") {
        if let Err(mistake) = parse(&text) {
            let shown = mistake.to_string();
            let lines: Vec<&str> = shown.lines().collect();
            prop_assert!(lines.len() >= 3 && lines[2].trim_start().starts_with('^'), "{}", shown);
        }
    }

    #[test]
    fn faults_come_as_often_as_told(faults in prop::collection::vec((a_fault(), 1_u32..4), 1..6)) {
        let line: Vec<String> = faults.iter().map(|(fault, times)| format!("{fault} x{times}")).collect();
        let mut script = parse(&format!("token:{}", line.join(" ,"))).expect("a script");
        for (text, times) in &faults {
            let alone = parse(&format!("token: {text}")).expect("a script").meet(&Call::Token);
            for _ in 0..*times {
                prop_assert!(!script.is_over());
                prop_assert_eq!(script.meet(&Call::Token), alone.clone(), "{}", text);
            }
        }
        prop_assert!(script.is_over());
        prop_assert_eq!(script.meet(&Call::Token), Fault::OK);
    }
}
