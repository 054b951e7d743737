//! Logins bound to browsers, by cookie.

use serde_json::json;

use crate::bench::Bench;
use crate::client::{Reply, call};
use crate::codes::Account;

/// A right answer from a browser with these header lines.
fn login(bench: &Bench, headers: &str) -> Reply {
    let table = bench.table("alice");
    bench.heard();
    let body = json!({ "uid": "alice", "domain": "t1", "ticket": table.ticket, "password": table.answer() });
    let headers = format!("X-Request-Id: r1\r\n{headers}");
    call(bench.server.http, "POST /api/login", &headers, body.to_string().as_bytes())
}

/// The cookie that a reply sets, whole.
fn set_cookie(reply: &Reply) -> Option<&str> {
    reply.head.lines().find_map(|line| line.strip_prefix("set-cookie: "))
}

fn cookie(reply: &Reply) -> String {
    set_cookie(reply).unwrap().split(';').next().unwrap().to_owned()
}

/// Every code of this.
pub(crate) fn codes(account: &mut Account<'_>) {
    let bench = account.bench;
    bench.act("alice", "unlock");
    bench.policy(&json!({ "device": { "required": true, "limit": 1 } }));
    let first = login(bench, "");
    account.expect(&first, 200, &["54201"]);
    account.expect(&login(bench, ""), 401, &["54151"]);
    account.expect(&login(bench, "Cookie: device=x\r\n"), 400, &["54150"]);
    let again = login(bench, &format!("Cookie: {}\r\n", cookie(&first)));
    account.expect(&again, 200, &["54152", "54201"]);
    let freed = bench.http("DELETE /api/users/alice/devices?domain=t1", "");
    account.expect(&freed, 200, &["30002"]);
    let again = login(bench, &format!("Cookie: {}\r\n", cookie(&first)));
    account.expect(&again, 200, &["54201"]);
    bench.policy(&json!({ "device": { "required": false } }));
}

#[test]
fn the_first_login_sets_a_cookie_that_scripts_do_not_see() {
    let bench = Bench::new();
    assert_eq!(set_cookie(&login(&bench, "")), None, "where devices are not bound there is none");
    bench.policy(&json!({ "device": { "required": true } }));
    let first = login(&bench, "");
    let whole = set_cookie(&first).unwrap();
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age="] {
        assert!(whole.contains(attribute), "{whole}");
    }
    let value = cookie(&first);
    let again = login(&bench, &format!("Cookie: theme=dark; {value}; lang=ja\r\n"));
    assert_eq!((again.field("code").as_str(), set_cookie(&again)), ("54201", None));
}

#[test]
fn the_cookie_is_found_among_others() {
    let bench = Bench::new();
    bench.policy(&json!({ "device": { "required": true, "limit": 1 } }));
    let value = cookie(&login(&bench, ""));
    for headers in [
        format!("Cookie: a=1\r\nCookie: {value}\r\n"),
        format!("Cookie: a;b=;{value}\r\n"),
        format!("Cookie: xdevice=1; {value}; device=x\r\n"),
    ] {
        assert_eq!(login(&bench, &headers).status, 200, "{headers}");
    }
    for headers in ["Cookie: xdevice=1\r\n", "Cookie: device\r\n", "Cookie: device=\r\n", "Cookie: \r\n"] {
        assert_eq!(login(&bench, headers).field("code"), "54151", "{headers}");
    }
}

#[test]
fn slots_are_one_to_five() {
    let bench = Bench::new();
    for limit in [0, 6] {
        let policy = json!({ "device": { "limit": limit } });
        let reply = bench.control("PATCH /tenants/t1/policy", &policy.to_string());
        assert!(reply.field("error").contains("1 to 5 devices"), "{}", reply.text);
    }
}
