use serde_json::{Value, json};

use crate::bench::{Bench, by_id, creation, user};

fn get(id: &str, url: &str) -> Value {
    json!({ "id": id, "method": "GET", "url": url })
}

#[test]
fn each_item_has_its_own_status_and_headers() {
    let bench = Bench::told(&json!({ "users": 3 }));
    let client = bench.signed_in();
    let change = json!({ "id": "3", "method": "PATCH", "url": "users/user00001@x.example",
        "headers": { "content-type": "application/json" }, "body": { "department": "d" } });
    let answer =
        client.batch(&[creation("1", "alice"), get("2", "/users/nobody@x.example"), change, get("4", "users")]);
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap().starts_with("application/json;odata.metadata=minimal"));
    let created = by_id(&answer, "1");
    assert_eq!((&created["status"], &created["body"]["displayName"]), (&json!(201), &json!("alice")));
    assert_eq!(created["headers"]["x-ms-resource-unit"], "1");
    let missing = by_id(&answer, "2");
    assert_eq!(
        (&missing["status"], &missing["body"]["error"]["code"]),
        (&json!(404), &json!("Request_ResourceNotFound"))
    );
    let changed = by_id(&answer, "3");
    assert_eq!((&changed["status"], changed.get("body")), (&json!(204), None), "no content, no body");
    assert_eq!(by_id(&answer, "4")["body"]["value"].as_array().unwrap().len(), 4);
    assert_eq!(by_id(&answer, "4")["headers"]["x-ms-resource-unit"], "2");
    assert_eq!(
        bench.seen().into_iter().map(|(what, status)| format!("{what} {status}")).collect::<Vec<_>>(),
        [
            "POST /token 200",
            "POST /$batch 200",
            "item POST /users 201",
            "item GET /users/nobody@x.example 404",
            "item PATCH /users/user00001@x.example 204",
            "item GET /users 200"
        ]
    );
    assert_eq!((bench.fact("batches"), bench.fact("items"), bench.fact("users")), (json!(1), json!(4), json!(4)));
    bench.has_no_complaint();
}

#[test]
fn headers_of_advanced_queries_go_into_the_item() {
    let bench = Bench::told(&json!({ "users": 3 }));
    let client = bench.signed_in();
    let mut counted = get("1", "/users?$count=true&$top=1");
    counted["headers"] = json!({ "ConsistencyLevel": "eventual" });
    let answer = client.batch(&[counted]);
    assert_eq!(by_id(&answer, "1")["body"]["@odata.count"], 3);
    bench.has_no_complaint();
    let answer = client.batch(&[get("1", "/users?$count=true&$top=1")]);
    assert_eq!(by_id(&answer, "1")["body"].get("@odata.count"), None, "silently ignored");
    bench.complains_of("ConsistencyLevel");
}

#[test]
fn what_depends_on_a_failed_request_fails() {
    let bench = Bench::told(&json!({}));
    let client = bench.signed_in();
    let after = |mut item: Value, ids: Value| {
        item["dependsOn"] = ids;
        item
    };
    let answer = client.batch(&[
        after(get("2", "/users/alice@x.example"), json!(["A"])),
        creation("a", "alice"),
        get("x", "/users/nobody@x.example"),
        after(creation("y", "bob"), json!(["x"])),
        after(get("z", "/users"), json!(["y", "a"])),
    ]);
    let status = |id: &str| by_id(&answer, id)["status"].clone();
    assert_eq!((status("a"), status("2")), (json!(201), json!(200)), "carried out first, though it came later");
    assert_eq!((status("x"), status("y"), status("z")), (json!(404), json!(424), json!(424)));
    assert_eq!(by_id(&answer, "y")["body"]["error"]["code"], "FailedDependency");
    assert_eq!(bench.fact("users"), 1, "bob was not made");
}

#[test]
fn the_order_of_answers_is_drawn_from_the_seed() {
    let ids = |told: Value| {
        let bench = Bench::told(&told);
        let client = bench.signed_in();
        let items: Vec<Value> = (1..=20).map(|id| get(&id.to_string(), "/organization")).collect();
        let answer = client.batch(&items).json();
        let ids = answer["responses"].as_array().unwrap().iter().map(|part| part["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    let asked: Vec<String> = (1..=20).map(|id| id.to_string()).collect();
    let mut shuffled = ids(json!({}));
    assert_ne!(shuffled, asked);
    assert_eq!(shuffled, ids(json!({ "shuffle": true })), "the same seed");
    shuffled.sort_by_key(|id| id.parse::<u32>().unwrap());
    assert_eq!(shuffled, asked, "none lost");
    assert_eq!(ids(json!({ "shuffle": false })), asked);
}

#[test]
fn a_malformed_batch_fails_as_a_whole() {
    let bench = Bench::told(&json!({}));
    let client = bench.signed_in();
    let refused = |items: Value| {
        let answer = client.post("/$batch", &json!({ "requests": items }));
        assert_eq!((answer.status, &*answer.code()), (400, "BadRequest"), "{items}");
        answer.json()["error"]["message"].as_str().unwrap().to_owned()
    };
    let malformed = "Invalid batch payload format.";
    assert_eq!(refused(json!([])), malformed);
    assert_eq!(refused(json!([{ "method": "GET", "url": "/users" }])), malformed);
    assert_eq!(refused(json!([{ "id": 1, "method": "GET", "url": "/users" }])), malformed);
    assert_eq!(refused(json!([get("1", "https://graph.microsoft.com/v1.0/users")])), malformed);
    assert_eq!(refused(json!([{ "id": "1", "method": "FETCH", "url": "/users" }])), malformed);
    let circle = json!([
        { "id": "1", "method": "GET", "url": "/users", "dependsOn": ["2"] },
        { "id": "2", "method": "GET", "url": "/users", "dependsOn": ["1"] }
    ]);
    assert_eq!(refused(circle), malformed);
    assert_eq!(refused(json!([{ "id": "1", "method": "GET", "url": "/users", "dependsOn": ["9"] }])), malformed);
    let answer =
        client.try_call("POST", "/v1.0/$batch", &["Content-Type: application/json"], "{\"requests\":[").unwrap();
    assert_eq!(answer.status, 400);
    bench.has_no_complaint();
}

#[test]
fn twenty_items_and_no_more() {
    let bench = Bench::told(&json!({}));
    let client = bench.signed_in();
    let items: Vec<Value> = (0..21).map(|id| get(&id.to_string(), "/organization")).collect();
    assert_eq!(client.batch(&items[..20]).status, 200);
    bench.has_no_complaint();
    assert_eq!(client.batch(&items).status, 400);
    assert_eq!(bench.complains_of("at most 20 requests"), "21");
}

#[test]
fn ids_are_unique_whatever_their_case() {
    let bench = Bench::told(&json!({}));
    let client = bench.signed_in();
    assert_eq!(client.batch(&[get("a", "/users"), get("b", "/users")]).status, 200);
    bench.has_no_complaint();
    let answer = client.batch(&[get("a", "/users"), get("A", "/users")]);
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["error"]["message"], "Request Id A has to be unique in a batch.");
    bench.complains_of("ids of a batch are unique");
}

#[test]
fn a_body_needs_its_type() {
    let bench = Bench::told(&json!({}));
    let client = bench.signed_in();
    let answer = client.batch(&[json!({ "id": "w", "method": "POST", "url": "/users", "body": user("alice") })]);
    assert_eq!(answer.status, 400);
    let message = "Write request id : w does not contain Content-Type header or body.";
    assert_eq!((answer.json()["error"]["message"].clone(), bench.fact("users")), (json!(message), json!(0)));
    bench.complains_of("a body comes with its Content-Type");
}

#[test]
fn without_a_token_nothing_is_carried_out() {
    let bench = Bench::told(&json!({}));
    let answer = bench.client().batch(&[creation("1", "alice")]);
    assert_eq!((answer.status, &*answer.code()), (401, "InvalidAuthenticationToken"));
    assert_eq!(bench.fact("users"), 0);
}
