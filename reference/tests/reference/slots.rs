//! The Authenticator over HTTP.

use sekisho_protocol::otp::{Seed, Totp};
use serde_json::json;

use crate::bench::Bench;
use crate::client::Reply;
use crate::codes::Account;
use crate::protection::switch;

impl Bench {
    fn slot(&self, uid: &str, device: &str) -> Reply {
        self.post("/api/authenticator/slots", &json!({ "uid": uid, "device": device, "domain": "t1" }))
    }
}

/// The code of a seed on the clock of the tenant t1.
pub(crate) fn code(bench: &Bench, seed: &str, offset: i32) -> String {
    let now: jiff::Timestamp = bench.control("GET /tenants/t1/clock", "").field("now").parse().unwrap();
    let seed = Seed::from_base32(seed).unwrap();
    Totp::default().code(&seed, now.as_millisecond(), offset).unwrap().to_string()
}

#[test]
fn a_slot_comes_with_all_that_an_app_needs() {
    let bench = Bench::new();
    let reply = bench.slot("alice", "phone").json();
    assert_eq!(reply["code"], "30210");
    let totp = (&reply["algorithm"], &reply["digits"], &reply["step_ms"]);
    assert_eq!(totp, (&json!("SHA1"), &json!(6), &json!(30_000)));
    assert_eq!(Seed::from_base32(reply["seed"].as_str().unwrap()).unwrap().expose().len(), 20);
}

pub(crate) fn provoke(account: &mut Account<'_>) {
    let bench = account.bench;
    bench.act("alice", "unlock");
    bench.policy(&json!({ "slots": { "limit": 1, "key": null } }));
    bench.heard();
    let (web, windows) = ("/api/login/authenticator", "/windows/login/authenticator");
    for (way, refusals) in [(web, 70100), (windows, 70300)] {
        account.expect(&bench.type_code(way, "alice", "1"), 401, &[&(refusals + 7).to_string()]);
    }
    account.expect(&bench.slot("alice", ""), 400, &["30200"]);
    account.expect(&bench.slot("nobody", "phone"), 401, &["30299"]);
    let slot = bench.slot("alice", "phone");
    account.expect(&slot, 200, &["30210"]);
    account.expect(&bench.slot("alice", "phone"), 401, &["30201"]);
    for (way, refusals) in [(web, 70100), (windows, 70300)] {
        bench.advance(30_000);
        let right = code(bench, &slot.field("seed"), 0);
        Bench::conditions(account, way, refusals, &right);
        let told = |offset: u32| (refusals + offset).to_string();
        account.expect(&bench.type_code(way, "alice", &right), 200, &[&told(101)]);
        account.expect(&bench.type_code(way, "alice", &right), 401, &[&told(6)]);
    }
    bench.policy(&json!({ "protection": { "on": true } }));
    for (way, refusals) in [(web, 70100), (windows, 70300)] {
        for (up, status, code) in [(true, 401, refusals + 20), (false, 503, refusals + 21)] {
            switch(bench, up);
            account.expect(&bench.type_code(way, "alice", "1"), status, &[&code.to_string()]);
        }
    }
    bench.policy(&json!({ "protection": { "on": false } }));
    account.expect(&bench.http("DELETE /api/users/alice/authenticator?domain=t1", ""), 200, &["30009"]);
    let key = json!({ "slots": { "key": "sesame" } });
    bench.policy(&key);
    let body = json!({ "uid": "alice", "device": "phone", "domain": "t1", "key": "sesam" });
    account.expect(&bench.post("/api/authenticator/slots", &body), 401, &["30299"]);
}
