//! Each row of the table, as a client meets it.

use hyper::Method;
use serde_json::{Value, json};

use super::bench::{Bench, GOOD, json, request};
use crate::graph::Route;
use crate::graph::sign_in::numbers;

fn refused(bench: &mut Bench, body: &str) -> (u16, String, u32, String) {
    let answer = bench.token(body);
    facts(answer.status.as_u16(), &json(&answer))
}

fn facts(status: u16, body: &Value) -> (u16, String, u32, String) {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (
        status,
        text("error"),
        u32::try_from(body["error_codes"][0].as_u64().unwrap_or_default()).unwrap_or_default(),
        text("error_description"),
    )
}

#[test]
fn a_wrong_secret_has_the_body_of_the_service() {
    let answer = Bench::new().token(&GOOD.replace("right", "wrong"));
    let id = "00000000-0000-0000-0000-000000000abc";
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(
        json(&answer),
        json!({
            "error": "invalid_client",
            "error_description": format!("AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in \
                the request is the client secret value, not the client secret ID, for a secret added to app \
                '11111111-2222-4333-8444-555555555555'. Trace ID: {id} Correlation ID: x Timestamp: 2026-08-13 21:24:29Z"),
            "error_codes": [7_000_215],
            "timestamp": "2026-08-13 21:24:29Z",
            "trace_id": id,
            "correlation_id": "x",
            "error_uri": "https://login.microsoftonline.com/error?code=7000215",
        })
    );
}

#[test]
fn each_mistake_has_its_number() {
    let app = "11111111-2222-4333-8444-555555555555";
    for (from, to, status, error, number) in [
        ("=right", "=", 401, "invalid_client", 7_000_215),
        ("&client_secret=right", "", 401, "invalid_client", 7_000_216),
        ("&client_secret=right", "&client_assertion=x", 401, "invalid_client", 700_027),
        (app, "11111111-2222-4333-8444-555555555556", 400, "unauthorized_client", 700_016),
        (app, "00000000-0000-0000-0000-000000000000", 400, "unauthorized_client", 700_038),
        (app, "sync", 400, "unauthorized_client", 700_038),
        ("%2F.default", "%2FUser.Read.All", 400, "invalid_scope", 1_002_012),
        ("graph.microsoft.com", "graph.example", 400, "invalid_resource", 500_011),
        ("client_credentials", "passwords", 400, "unsupported_grant_type", 70003),
        ("grant_type=client_credentials&", "", 400, "invalid_request", 900_144),
        ("&scope", "&scape", 400, "invalid_request", 900_144),
        ("&client_id", "&client", 400, "invalid_request", 900_144),
    ] {
        let (got, word, code, text) = refused(&mut Bench::new(), &GOOD.replace(from, to));
        assert_eq!((got, word.as_str(), code), (status, error, number), "{from} → {to}: {text}");
    }
}

#[test]
fn the_text_names_what_was_asked() {
    let mut bench = Bench::new();
    let text = |bench: &mut Bench, from: &str, to: &str| refused(bench, &GOOD.replace(from, to)).3;
    assert!(text(&mut bench, "client_credentials", "%7Bapp%7D").contains("unsupported grant type '{app}'."));
    assert!(text(&mut bench, "&scope", "&scape").contains("the following parameter: 'scope'."));
    assert!(
        text(&mut bench, "graph.microsoft.com", "g.example")
            .contains("named https://g.example was not found in the tenant named contoso.example.")
    );
}

#[test]
fn what_the_tenant_says_of_its_application() {
    for (state, status, number) in
        [("secret-expired", 401, 7_000_222), ("disabled", 400, 7_000_112), ("absent", 400, 700_016)]
    {
        let mut bench = Bench::new();
        bench.program(&json!({ "app": state }));
        let (got, _, code, _) = refused(&mut bench, GOOD);
        assert_eq!((got, code), (status, number), "{state}");
    }
}

#[test]
fn tenants_that_are_not_there() {
    for (name, path, status, error, number) in [
        ("fabrikam.example", "oauth2/v2.0/token", 400, "invalid_request", 90002),
        ("fabrikam.example", "v2.0/.well-known/openid-configuration", 400, "invalid_tenant", 90002),
        ("con_toso", "oauth2/v2.0/token", 400, "invalid_request", 900_023),
        ("con_toso", "v2.0/.well-known/openid-configuration", 400, "invalid_tenant", 900_023),
        ("common", "oauth2/v2.0/token", 400, "invalid_request", 50059),
    ] {
        let method = if path.starts_with('o') { Method::POST } else { Method::GET };
        let answer = Bench::new().ask(&request(method, &format!("/{name}/{path}"), "", GOOD));
        let (got, word, code, text) = facts(answer.status.as_u16(), &json(&answer));
        assert_eq!((got, word.as_str(), code), (status, error, number), "{name}/{path}");
        assert!(number == 50059 || text.contains(&format!("'{name}'")), "{text}");
    }
}

#[test]
fn scripts_can_ask_for_every_number() {
    let bench = Bench::new();
    let request = request(Method::POST, "/contoso.example/oauth2/v2.0/token", "", GOOD);
    for number in numbers() {
        let answer = bench.sign_in.failure(number, Route::of(&request.path), &request, bench.now);
        let body = json(&answer.unwrap_or_else(|| panic!("no {number}")));
        assert!(body["error_description"].as_str().is_some_and(|text| text.starts_with(&format!("AADSTS{number}: "))));
        assert_eq!(body.get("error_uri").is_none(), matches!(number, 70003 | 700_038), "{number}");
        assert!(!body.to_string().contains("right"), "no secret in an answer");
    }
    assert!(bench.sign_in.failure(1, Route::of(&request.path), &request, bench.now).is_none());
    assert!(numbers().is_sorted());
}
