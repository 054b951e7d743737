//! Jobs from their start to their end, and beside other things.

use serde_json::json;

use super::entra::Fault;
use super::hands::{Desk, codes};

#[test]
fn users_go_there_and_come_back() {
    let desk = Desk::new();
    assert_eq!(desk.run("export", "31504"), ["31503", "31410", "31504"]);
    desk.entra.add("bob", &json!({ "mail": "b@m.test" }));
    assert_eq!(desk.run("import", "31502"), ["31501", "30001", "31502"]);
    assert_eq!(desk.run("export", "31504"), ["31503", "31400", "31504"]);
    assert_eq!(desk.run("import", "31502"), ["31501", "31502"]);
    assert_eq!(desk.bench.act("bob", "disable").field("code"), "30007");
    assert_eq!(desk.run("export", "31504"), ["30007", "31503", "31420", "31504"]);
    assert_eq!(desk.entra.inside().users[1]["accountEnabled"], json!(false));
}

#[test]
fn whoever_starts_one_is_answered_at_its_start_and_the_rest_is_told_the_log() {
    let desk = Desk::new();
    desk.entra.fault("GET /v1.0/domains", Fault::Hold);
    let reply = desk.start("export");
    assert_eq!((reply.status, reply.field("code").as_str(), reply.field("level").as_str()), (200, "31503", "notice"));
    desk.entra.until_held();
    let running = desk.bench.http("GET /api/sync?domain=t1", "").json();
    assert_eq!(running["running"]["mode"], json!("export"));
    desk.entra.release();
    let heard = desk.until("31504");
    assert!(heard[0].text.contains(" user=- tenant=t1 request=r1 "), "{}", heard[0].text);
    assert!(heard[1].text.contains(" user=alice tenant=t1 request=- "), "{}", heard[1].text);
    assert_eq!(desk.bench.http("GET /api/sync?domain=t1", "").json(), json!({ "running": null }));
}

/// One tenant's sync that hangs holds up neither another's nor a login.
#[test]
fn others_go_on_while_one_hangs() {
    let desk = Desk::new();
    desk.entra.fault("GET /v1.0/users", Fault::Hold);
    desk.start("import");
    desk.entra.until_held();
    assert_eq!(desk.bench.right("alice").field("code"), "54201");
    desk.bench.put("t2", &json!({}));
    let mut row = super::hands::row();
    row["domain_name"] = json!("t2");
    assert_eq!(desk.bench.control("PUT /tenants/t2/sync/entra", &row.to_string()).status, 200);
    let reply = desk.bench.post("/api/sync?domain=t2", &json!({ "setting": "entra", "mode": "export" }));
    assert_eq!(reply.field("code"), "31503");
    let heard = desk.until("31504");
    assert!(heard.last().unwrap().text.contains(" tenant=t2 "));
    desk.entra.release();
    desk.until("31502");
}

#[test]
fn a_tenant_that_is_deleted_ends_its_sync_without_a_word() {
    let desk = Desk::new();
    desk.entra.fault("GET /v1.0/users", Fault::Hold);
    desk.start("import");
    desk.entra.until_held();
    assert_eq!(desk.bench.control("DELETE /tenants/t1", "").status, 200);
    desk.entra.release();
    desk.bench.put("t1", &json!({}));
    desk.put(&super::hands::row());
    let codes = desk.run("import", "31502");
    assert_eq!(codes.iter().filter(|code| *code == "31502").count(), 1, "{codes:?}");
}

#[test]
fn a_killed_sync_is_gone_on_with() {
    let desk = Desk::new();
    desk.bench.control("POST /tenants/t1/users", r#"{"count":50,"prefix":"u"}"#);
    desk.entra.fault("POST /v1.0/$batch", Fault::Hold);
    desk.start("export");
    desk.entra.until_held();
    desk.bench.control("POST /tenants/t1/sync/entra/kill", "");
    assert_eq!(codes(&desk.until("31521")), ["31503", "31521"]);
    desk.entra.release();
    let codes = desk.run("export", "31504");
    assert!(codes.contains(&"31410".to_owned()));
    let all = desk.entra.inside().users.clone();
    let mut names: Vec<_> = all.iter().map(|user| user["userPrincipalName"].as_str().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), all.len()), (51, 51));
}

#[test]
fn thousands_of_users_go_there_and_come_back() {
    let desk = Desk::new();
    desk.bench.control("POST /tenants/t1/users", r#"{"count":2000,"prefix":"u","mail_domain":"m.test"}"#);
    let codes = desk.run("export", "31504");
    assert_eq!(codes.iter().filter(|code| *code == "31410").count(), 2001);
    desk.bench.control("DELETE /tenants/t1/users", r#"{"prefix":"u"}"#);
    let codes = desk.run("import", "31502");
    assert_eq!(codes.iter().filter(|code| *code == "30001").count(), 2000);
    assert_eq!(desk.run("export", "31504"), ["31503", "31400", "31504"]);
}

#[test]
fn what_cannot_be_stored_is_refused() {
    let desk = Desk::new();
    let put = |body: &str| desk.bench.control("PUT /tenants/t1/sync/other", body);
    for wrong in [
        r#"{"attribute_mapping":{"userPrincipalName":"uid"}}"#,
        r#"{"attribute_mapping":{"mail":"phone"}}"#,
        r#"{"attribute_mapping":{"a b":"uid"}}"#,
        r#"{"custom":"x"}"#,
        "",
    ] {
        assert_eq!(put(wrong).status, 400, "{wrong}");
    }
    assert_eq!(put("{}").status, 200);
    let patch = |body: &str| desk.bench.control("PATCH /tenants/t1/sync/other", body).status;
    assert_eq!(patch(r#"{"without":"sync"}"#), 400);
    assert_eq!(desk.bench.control("DELETE /tenants/t1/sync/other", "").status, 200);
    assert_eq!(patch("{}"), 400, "there is none to change");
    let patch = |body: &str| desk.bench.control("PATCH /tenants/t1/sync/entra", body).status;
    assert_eq!(patch(r#"{"sync_mode":"mirror","without":"search_filter"}"#), 200);
    assert!(desk.start("export").text.contains("(search_filter)"));
    assert_eq!(patch(r#"{"search_filter":""}"#), 200);
    assert_eq!(desk.run("export", "31401").last().map(String::as_str), Some("31401"));
    assert_eq!(desk.bench.control("PUT /tenants/unknown/sync/other", "{}").status, 404);
    assert_eq!(desk.bench.control("POST /tenants/t1/users", r#"{"count":1,"prefix":"a b"}"#).status, 400);
    for wrong in ["{", r#"{"setting":1}"#, r#"{"node":3}"#] {
        let reply = desk.bench.http("POST /api/sync?domain=t1", wrong);
        assert_eq!((reply.status, reply.field("code").as_str()), (400, "31511"), "{wrong}");
    }
}
