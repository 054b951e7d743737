use serde_json::{Value, json};

use crate::bench::{Bench, by_id, creation};

#[test]
fn limits_fill_on_the_clock_of_the_server() {
    let bench = Bench::told(&json!({ "quota": "small" }));
    let mut client = bench.signed_in();
    let items =
        |from: usize| -> Vec<Value> { (from..from + 20).map(|n| creation(&n.to_string(), &format!("u{n}"))).collect() };
    for batch in 0..150 {
        let answer = client.batch(&items(batch * 20));
        let last = by_id(&answer, &(batch * 20 + 19).to_string());
        assert_eq!(last["status"], 201, "{last}");
        let told = last["headers"].get("x-ms-throttle-limit-percentage").is_some();
        assert_eq!(told, batch >= 120, "told once more than 0.8 of a limit is used: {batch} {last}");
    }
    let refused = client.batch(&items(3000));
    assert_eq!(refused.status, 200, "only the items are refused");
    let item = by_id(&refused, "3000");
    assert_eq!((&item["status"], &item["headers"]["Retry-After"]), (&json!(429), &json!("1")), "{item}");
    assert_eq!(item["headers"]["x-ms-throttle-information"], "WriteLimitExceeded");
    let scope = item["headers"]["x-ms-throttle-scope"].as_str().unwrap().to_owned();
    assert!(scope.starts_with("Tenant_Application/Write/11111111-2222-4333-8444-555555555555/"), "{scope}");
    assert_eq!(item["body"]["error"]["innerError"]["code"], "429");
    assert_eq!((bench.fact("throttled"), bench.fact("users")), (json!(20), json!(3000)));
    assert_eq!(client.get("/organization").status, 200, "reads are still permitted");
    client.clock += 1;
    let again = client.batch(&items(3000));
    let statuses: Vec<Value> = (3000..3020).map(|id| by_id(&again, &id.to_string())["status"].clone()).collect();
    assert_eq!(statuses, vec![json!(201); 20], "20 writes a second");
    bench.has_no_complaint();
}

#[test]
fn a_request_of_its_own_is_refused_as_a_whole() {
    let bench = Bench::told(&json!({ "quota": "small" }));
    let mut client = bench.signed_in();
    let answer = (0..1751).map(|_| client.get("/users")).find(|answer| answer.status != 200).expect("a refusal");
    assert_eq!((answer.status, &*answer.code(), answer.header("retry-after")), (429, "TooManyRequests", Some("1")));
    assert_eq!(answer.header("x-ms-throttle-information"), Some("ResourceUnitLimitExceeded"));
    assert_eq!(answer.json()["error"]["innerError"]["status"], "429");
    assert_eq!(bench.fact("requests"), 1 + 1751, "3,500 units at 2 each, and the token");
    bench.tell(&json!({ "quota": "none" }));
    client.clock += 1;
    assert_eq!(client.get("/users").status, 200);
    bench.has_no_complaint();
}
