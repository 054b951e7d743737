//! Every code of a sync, with the catalog's level and message, and a detail that the catalog allows.

use std::collections::BTreeSet;

use sekisho_catalog::passlogic;
use sekisho_rules::code;
use serde_json::{Value, json};

use super::entra::{Fault, error};
use super::hands::{Desk, row};
use crate::receiver::Heard;

#[derive(Default)]
struct Seen(BTreeSet<String>);

impl Seen {
    fn take(&mut self, heard: &[Heard]) {
        for heard in heard.iter().filter(|heard| heard.text.starts_with("code=")) {
            let code = &heard.text["code=".len()..][..5];
            let entry = passlogic().entry(code).unwrap();
            let level = entry.level.unwrap().as_str();
            assert_eq!(heard.severity, level, "{}", heard.raw);
            assert!(heard.text.contains(&format!(" level={level} ")), "{}", heard.raw);
            let mut parts = entry.message.text.split("{0}");
            let (before, behind) = (parts.next().unwrap(), parts.next().unwrap_or_default());
            let told = heard.text.split_once(before).unwrap_or_else(|| panic!("{}", heard.text)).1;
            let detail = told.strip_suffix(behind).unwrap();
            let forms = passlogic().detail(entry);
            assert!(forms.map_or(detail.is_empty(), |forms| forms.allows(detail)), "{}", heard.text);
            self.0.insert(code.to_owned());
        }
    }

    fn run(&mut self, desk: &Desk, mode: &str, end: &str) {
        desk.start(mode);
        self.take(&desk.until(end));
    }
}

fn refuse(line: &str) -> (String, Fault) {
    (line.to_owned(), Fault::Status(403, error("Authorization_RequestDenied", "Insufficient privileges.").to_string()))
}

#[test]
fn every_code_is_seen_over_http() {
    let desk = Desk::new();
    let mut seen = Seen::default();
    refusals(&desk, &mut seen);
    exports(&desk, &mut seen);
    imports(&desk, &mut seen);
    troubles(&desk, &mut seen);
    let ours = |code: &u32| (31_400..31_600).contains(code) || (40_100..40_200).contains(code);
    let all: BTreeSet<_> = code::ALL.iter().filter(|code| ours(&code.0)).map(ToString::to_string).collect();
    assert_eq!(all.difference(&seen.0).collect::<Vec<_>>(), Vec::<&String>::new());
}

fn refusals(desk: &Desk, seen: &mut Seen) {
    let bench = &desk.bench;
    let mut refused = |body: Value, status: u16, code: &str| {
        let reply = bench.post("/api/sync?domain=t1", &body);
        assert_eq!((reply.status, reply.field("code").as_str()), (status, code), "{body}");
        let heard = bench.heard();
        assert!(heard[0].text.ends_with(&reply.field("message")), "the log says what the reply says");
        assert!(heard[0].text.contains(" tenant=t1 request=r1 "), "{}", heard[0].text);
        seen.take(&heard);
    };
    let start = json!({ "setting": "entra", "mode": "export" });
    refused(json!({}), 400, "31511");
    refused(json!({ "setting": "entra", "mode": "sideways" }), 400, "31514");
    refused(json!({ "setting": "other", "mode": "export" }), 404, "31512");
    desk.switch("peer", false);
    refused(start.clone(), 503, "31519");
    desk.switch("peer", true);
    for field in row().as_object().unwrap().keys() {
        let mut row = row();
        row[field] = Value::Null;
        desk.put(&row);
        refused(start.clone(), 422, "31515");
    }
    let mut broken = row();
    broken["corrupt_secret"] = json!(true);
    desk.put(&broken);
    refused(start, 422, "31513");
    let mut other = row();
    other["sync_mode"] = json!("mirror");
    desk.put(&other);
    assert_eq!(desk.start("export").field("code"), "31503");
    seen.take(&desk.until("31401"));
    desk.put(&row());
}

fn exports(desk: &Desk, seen: &mut Seen) {
    let fault = |(line, fault): (String, Fault)| desk.entra.fault(&line, fault);
    fault(refuse("GET /v1.0/organization"));
    seen.run(desk, "export", "31459");
    fault(refuse("GET /v1.0/domains/x.test"));
    seen.run(desk, "export", "31402");
    fault(refuse("POST /v1.0/$batch"));
    seen.run(desk, "export", "31419");
    desk.entra.fault("POST /v1.0/$batch", Fault::Items(400));
    seen.run(desk, "export", "31504");
    seen.run(desk, "export", "31504");
    seen.run(desk, "export", "31504");
    let edit = |mail: &str| desk.bench.http("PATCH /api/users/alice?domain=t1", &json!({ "mail": mail }).to_string());
    assert_eq!(edit("a@m.test").status, 200);
    fault(refuse("POST /v1.0/$batch"));
    seen.run(desk, "export", "31429");
    desk.entra.fault("POST /v1.0/$batch", Fault::Items(400));
    seen.run(desk, "export", "31504");
    seen.run(desk, "export", "31504");
    assert_eq!(desk.bench.http("DELETE /api/users/alice?domain=t1", "").status, 200);
    fault(refuse("POST /v1.0/$batch"));
    seen.run(desk, "export", "31439");
    desk.entra.fault("POST /v1.0/$batch", Fault::Items(400));
    seen.run(desk, "export", "31504");
    seen.run(desk, "export", "31504");
}

fn imports(desk: &Desk, seen: &mut Seen) {
    let fault = |(line, fault): (String, Fault)| desk.entra.fault(&line, fault);
    fault(refuse("GET /v1.0/users?"));
    seen.run(desk, "import", "31441");
    fault(refuse("GET /v1.0/domains/x.test"));
    seen.run(desk, "import", "31445");
    desk.entra.add("o'neil", &json!({}));
    desk.entra.add("bob", &json!({ "mail": "no mail" }));
    desk.entra.inside().federated = true;
    fault(refuse("POST /v1.0/$batch"));
    seen.run(desk, "import", "31449");
    seen.run(desk, "import", "31502");
    let mut elsewhere = row();
    elsewhere["domain_name"] = json!("elsewhere");
    desk.put(&elsewhere);
    seen.run(desk, "import", "31502");
    desk.put(&row());
}

fn troubles(desk: &Desk, seen: &mut Seen) {
    assert_eq!(desk.bench.create("alice").status, 200);
    desk.entra.fault("POST /v1.0/$batch", Fault::Hold);
    desk.start("export");
    desk.entra.until_held();
    let again = |node: u8| {
        desk.bench.post("/api/sync?domain=t1", &json!({ "setting": "entra", "mode": "export", "node": node }))
    };
    let (same, other) = (again(1), again(2));
    assert_eq!((same.status, same.field("code").as_str()), (409, "31520"));
    assert_eq!((other.status, other.field("code").as_str()), (409, "31518"));
    desk.switch("store", false);
    desk.entra.release();
    seen.take(&desk.until("31517"));
    desk.switch("store", true);
    desk.entra.fault("GET /v1.0/users", Fault::Hold);
    desk.start("import");
    desk.entra.until_held();
    assert_eq!(desk.bench.control("POST /tenants/t1/sync/entra/kill", "").status, 200);
    desk.entra.release();
    seen.take(&desk.until("31521"));
    seen.run(desk, "export", "31504");
}
