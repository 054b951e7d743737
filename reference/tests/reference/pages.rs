//! The login page and what follows, as a browser without scripts uses them.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sekisho_reference::Options;
use serde_json::json;

use crate::bench::{Bench, Table};
use crate::client::{Reply, call};
use crate::face::{Service, cookies};

/// What a form of the page holds, as its user leaves it: the hidden fields.
fn hidden(page: &Reply) -> Vec<(String, String)> {
    let fields = page.text.split("<input type=\"hidden\" name=\"").skip(1);
    let fields = fields.map(|field| field.split('"').collect::<Vec<_>>());
    fields.map(|field| (field[0].to_owned(), field[2].to_owned())).collect()
}

fn post(bench: &Bench, fields: &[(String, String)]) -> Reply {
    let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    call(bench.server.http, "POST /login", "", pairs.join("&").as_bytes())
}

fn with(mut fields: Vec<(String, String)>, name: &str, value: &str) -> Vec<(String, String)> {
    fields.push((name.to_owned(), value.to_owned()));
    fields
}

/// The page that asks for what the user's method needs.
fn asked(bench: &Bench, uid: &str) -> Reply {
    let first = bench.http("GET /login?domain=t1", "");
    assert_eq!(first.status, 200);
    post(bench, &with(hidden(&first), "uid", uid))
}

/// The digits of the page's table, cell by cell.
fn table(page: &Reply) -> Table {
    let digits = page.text.split("<td>").skip(1).map(|cell| &cell[..1]).collect();
    let ticket = hidden(page).into_iter().find(|(name, _)| name == "ticket").unwrap().1;
    Table { ticket, digits }
}

fn facing() -> (Bench, Service) {
    let service = Service::new();
    let bench = Bench::with(Options { face: Some(service.credentials()), ..Options::default() });
    (bench, service)
}

#[test]
fn people_log_in_by_the_table_that_the_page_shows() {
    let bench = Bench::new();
    let page = asked(&bench, "alice");
    let done = post(&bench, &with(hidden(&page), "password", &table(&page).answer()));
    assert_eq!((done.status, bench.codes()), (200, ["51400", "52200", "54201"].map(str::to_owned).to_vec()));
    assert!(done.text.contains("You are logged in") && done.text.contains("54201"), "{}", done.text);
    let page = asked(&bench, "alice");
    let refused = post(&bench, &with(hidden(&page), "password", &table(&page).wrong()));
    assert_eq!(refused.status, 401);
    assert!(refused.text.contains("Incorrect user ID or password."), "{}", refused.text);
    assert!(refused.text.contains("href=\"/login?domain=t1\""), "{}", refused.text);
}

#[test]
fn an_unknown_user_sees_the_same_page() {
    let bench = Bench::new();
    let (known, unknown) = (asked(&bench, "alice"), asked(&bench, "nobody"));
    let shape = |page: &Reply, uid: &str| -> String {
        let text = page.text.replace(uid, "UID").replace(&table(page).ticket, "TICKET");
        text.chars().map(|each| if each.is_ascii_digit() { '0' } else { each }).collect()
    };
    assert_eq!(shape(&known, "alice"), shape(&unknown, "nobody"));
}

#[test]
fn codes_are_asked_for_where_the_policy_has_them() {
    let bench = Bench::new();
    bench.register("t-1", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    bench.http("PATCH /api/users/alice?domain=t1", &json!({ "token": "t-1" }).to_string());
    for (method, field, refused) in [("token", "token", "60106"), ("authenticator", "authenticator", "70107")] {
        bench.policy(&json!({ "method": method }));
        let page = asked(&bench, "alice");
        assert!(page.text.contains(&format!("name=\"{field}\"")), "{}", page.text);
        let done = post(&bench, &with(hidden(&page), field, "000000"));
        assert_eq!(done.status, 401);
        assert!(done.text.contains(refused), "{}", done.text);
    }
}

#[test]
fn a_page_sends_its_browser_on_to_the_face_service() {
    let (bench, service) = facing();
    bench.policy(&json!({ "face": { "on": true } }));
    let page = asked(&bench, "alice");
    let sent = post(&bench, &with(hidden(&page), "password", &table(&page).answer()));
    let url = sent.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    assert_eq!(sent.status, 303);
    assert!(sent.head.contains("referrer-policy: no-referrer"), "{}", sent.head);
    let (token, cookie) = (service.answer("rs256", url), format!("Cookie: {}\r\n", cookies(&sent)[0]));
    let back = call(bench.server.http, &format!("GET /face/return?domain=t1&response={token}"), &cookie, b"");
    assert_eq!(back.status, 200);
    for told in ["You are logged in", "Facial recognition was successful!", "82200", "54201"] {
        assert!(back.text.contains(told), "{}", back.text);
    }
    let again = call(bench.server.http, &format!("GET /face/return?domain=t1&response={token}"), &cookie, b"");
    assert_eq!(again.status, 401);
    assert!(again.text.contains("82192") && !again.text.contains("82101"), "{}", again.text);
}

#[test]
fn pages_fetch_nothing_and_tell_nobody() {
    let bench = Bench::new();
    for page in [bench.http("GET /login?domain=t1", ""), asked(&bench, "alice"), post(&bench, &[])] {
        let policy = "content-security-policy: default-src 'none'; style-src 'self'";
        for line in [policy, "referrer-policy: no-referrer", "cache-control: no-store", "x-frame-options: DENY"] {
            assert!(page.head.contains(line), "{}", page.head);
        }
        assert!(!page.text.contains("http:") && !page.text.contains("https:") && !page.text.contains("<script"));
    }
    let style = bench.http("GET /login/style.css", "");
    assert!(style.head.contains("text/css") && !style.text.contains("url("), "{}", style.head);
}

#[test]
fn what_is_typed_is_shown_as_text() {
    let bench = Bench::new();
    let evil = "<script>\"'&";
    let first = bench.http("GET /login?domain=%3Cscript%3E%22", "");
    assert!(first.text.contains("value=\"&lt;script&gt;&quot;\""), "{}", first.text);
    let page = asked(&bench, evil);
    assert!(!page.text.contains("<script"), "{}", page.text);
    assert_eq!(page.status, 400);
}

#[test]
fn forms_that_are_none_of_ours_are_malformed() {
    let bench = Bench::new();
    let field = |name: &str| (name.to_owned(), "x".to_owned());
    for fields in [
        vec![],
        vec![field("ticket")],
        vec![field("uid"), field("ticket")],
        vec![field("uid"), field("password")],
        vec![field("uid"), field("colour")],
        vec![field("uid"), field("token"), field("authenticator")],
    ] {
        let reply = post(&bench, &fields);
        assert_eq!((reply.status, bench.codes()), (400, vec!["54100".to_owned()]), "{fields:?}");
    }
    let unknown = bench.http("PUT /login", "");
    assert!(unknown.status == 405 && unknown.head.contains("allow: GET, POST"), "{}", unknown.head);
}

#[test]
fn a_store_that_is_down_is_told() {
    let bench = Bench::new();
    bench.store(false);
    let page = asked(&bench, "alice");
    assert_eq!(page.status, 503);
    assert!(page.text.contains("51399"), "{}", page.text);
}
