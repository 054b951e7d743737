//! What goes over the wire.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::entra::Asked;
use super::hands::{Desk, SECRET, row};

fn such(desk: &Desk, line: &str) -> Vec<Asked> {
    let asked = desk.entra.inside().asked.clone();
    asked.into_iter().filter(|asked| asked.line.starts_with(line)).collect()
}

#[test]
fn each_request_is_as_graph_wants_it() {
    let desk = Desk::new();
    desk.entra.add("bob", &json!({}));
    desk.run("export", "31504");
    let token = such(&desk, "POST /x.test/oauth2/v2.0/token ").remove(0);
    assert_eq!(token.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        token.body,
        "grant_type=client_credentials&client_id=11111111-2222-4333-8444-555555555555\
         &client_secret=s3cr3t%2Fof%2Bthe%20application%26&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
    );
    assert_eq!(such(&desk, "GET /v1.0/organization ").len(), 1);
    assert_eq!(such(&desk, "GET /v1.0/domains/x.test ").len(), 1);
    let select = "id,userPrincipalName,accountEnabled,onPremisesImmutableId,displayName,mail";
    assert_eq!(such(&desk, &format!("GET /v1.0/users?$select={select}&$top=999 ")).len(), 1);
    let batch = such(&desk, "POST /v1.0/$batch ").remove(0);
    assert_eq!(batch.header("content-type"), Some("application/json"));
    let body: Value = serde_json::from_str(&batch.body).unwrap();
    let item = &body["requests"][0];
    assert_eq!(
        (&item["id"], &item["method"], &item["url"], &item["headers"]["Content-Type"]),
        (&json!("1"), &json!("POST"), &json!("/users"), &json!("application/json"))
    );
    let user = &item["body"];
    let plain = ["displayName", "mailNickname", "userPrincipalName"].map(|name| user[name].as_str().unwrap());
    assert_eq!(plain, ["alice", "alice", "alice@x.test"]);
    assert_eq!(user["passwordProfile"]["password"].as_str().map(str::len), Some(20));
    for asked in desk.entra.inside().asked.iter().filter(|asked| !asked.line.contains("/token ")) {
        assert_eq!(asked.header("authorization"), Some("Bearer t0ken-of-the-application"), "{}", asked.line);
        assert_eq!(asked.header("date"), Some("Fri, 15 Jan 2027 08:00:00 GMT"), "the tenant's clock");
    }
}

#[test]
fn one_token_and_one_connection_serve_a_whole_run() {
    let desk = Desk::new();
    desk.bench.control("POST /tenants/t1/users", r#"{"count":100,"prefix":"u"}"#);
    desk.run("export", "31504");
    assert_eq!(such(&desk, "POST /v1.0/$batch").len(), 6);
    assert_eq!(such(&desk, "POST /x.test/oauth2").len(), 1);
    assert_eq!(desk.entra.connections.load(Ordering::SeqCst), 1);
}

#[test]
fn a_filter_goes_as_it_is_stored_and_advanced_ones_say_so_on_each_page() {
    let desk = Desk::new();
    let mut filtered = row();
    filtered["search_filter"] = json!("startswith(displayName,'ö&') and department eq 'x'");
    desk.put(&filtered);
    desk.run("import", "31502");
    let search = such(&desk, "GET /v1.0/users?").remove(0);
    let filter = "&$filter=startswith%28displayName,%27%C3%B6%26%27%29%20and%20department%20eq%20%27x%27 HTTP/1.1";
    assert!(search.line.ends_with(filter), "{}", search.line);
    assert_eq!(search.header("consistencylevel"), None);
    filtered["search_filter"] = json!("department ne 'x'");
    desk.put(&filtered);
    desk.entra.inside().asked.clear();
    desk.entra.inside().page = 1;
    ["a", "b", "c"].iter().for_each(|uid| desk.entra.add(uid, &json!({})));
    desk.run("import", "31502");
    let pages = such(&desk, "GET /v1.0/users?");
    assert!(pages[0].line.contains("&$count=true"), "{}", pages[0].line);
    assert_eq!(pages[1].line, "GET /v1.0/users?$skiptoken=1 HTTP/1.1", "the whole link");
    assert_eq!(pages.len(), 3);
    assert!(pages.iter().all(|page| page.header("consistencylevel") == Some("eventual")));
}

#[test]
fn retry_after_is_kept_on_the_tenants_clock_and_nobody_really_waits() {
    let desk = Desk::new();
    desk.entra.fault("GET /v1.0/users", super::entra::Fault::With(429, "Retry-After: 1800\r\n", String::new()));
    let at = "Retry-After: Fri, 15 Jan 2027 08:45:00 GMT\r\n";
    desk.entra.fault("POST /v1.0/$batch", super::entra::Fault::With(503, at, String::new()));
    desk.entra.fault("POST /v1.0/$batch", super::entra::Fault::Items(429));
    desk.run("export", "31504");
    let dates = |line: &str| -> Vec<_> {
        such(&desk, line).iter().map(|asked| asked.header("date").unwrap()[17..25].to_owned()).collect()
    };
    assert_eq!(dates("GET /v1.0/users"), ["08:00:00", "08:30:00"]);
    assert_eq!(dates("POST /v1.0/$batch"), ["08:30:00", "08:45:00", "08:45:07"]);
}

#[test]
fn no_secret_stands_in_any_event_or_url() {
    let desk = Desk::new();
    let echo = |text: &str| {
        super::entra::Fault::Status(400, super::entra::error("BadRequest", &format!("you sent {text}\r\n")).to_string())
    };
    desk.entra.fault("GET /v1.0/users", echo("Bearer t0ken-of-the-application"));
    assert_eq!(desk.detail("export", "31441"), "api_error|400|you sent Bearer •••");
    let body = json!({ "error": "invalid_client", "error_description": format!("AADSTS1: {SECRET}. Trace ID: 1") });
    desk.entra.fault("POST /x.test/oauth2", super::entra::Fault::Status(401, body.to_string()));
    assert_eq!(desk.detail("export", "31459"), "access_token_error|401|AADSTS1: •••.");
    assert!(desk.entra.lines().iter().all(|line| !line.contains("s3cr3t") && !line.contains("t0ken")));
}
