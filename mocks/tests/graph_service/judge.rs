use serde_json::{Value, json};

use crate::bench::{Bench, Client, by_id, creation, user};

fn get(id: &str, url: &str) -> Value {
    json!({ "id": id, "method": "GET", "url": url })
}

#[test]
fn whoever_waits_as_told_may_come_again() {
    let bench = Bench::told(&json!({ "faults": "GET /domains/x.example: 503 after 7s; POST /users: 429 until 7s" }));
    let mut client = bench.signed_in();
    assert_eq!(client.get("/domains/x.example").status, 503);
    assert_eq!(client.get("/organization").status, 200, "something else");
    assert_eq!(client.post("/users", &user("alice")).status, 429);
    assert_eq!(client.post("/users", &user("bob")).status, 201, "someone else");
    client.clock += 7;
    assert_eq!(client.get("/domains/x.example").status, 200);
    assert_eq!(client.post("/users", &user("alice")).status, 201);
    bench.has_no_complaint();
}

#[test]
fn whoever_comes_too_early_is_told_of() {
    for (faults, path) in [("GET /users: 503 after 7s", "/users"), ("GET /users: 503 until 7s", "/users?$top=3")] {
        let bench = Bench::told(&json!({ "faults": faults }));
        let mut client = bench.signed_in();
        client.get(path);
        client.clock += 6;
        client.get(path);
        assert_eq!(bench.complains_of("Retry-After"), "after 6 s");
    }
    let bench = Bench::told(&json!({ "faults": "GET /organization: 503 after 7s x2" }));
    let mut client = bench.signed_in();
    client.get("/organization");
    client.sign_in();
    client.get("/organization");
    bench.has_no_complaint();
    client.get("/organization");
    assert_eq!(bench.complains_of("Retry-After"), "after 0 s", "though it is what a run begins with");
    let bench = Bench::told(&json!({ "faults": "token: 429 after 7s x2" }));
    let mut client = bench.client();
    client.ask_token();
    client.clock += 2;
    client.ask_token();
    client.clock += 3;
    client.ask_token();
    assert_eq!(bench.complains_of("Retry-After"), "after 2 s, and once more");
}

#[test]
fn items_wait_each_for_itself() {
    let bench = Bench::told(&json!({ "faults": "POST /$batch item 1: 429 after 7s", "users": 1 }));
    let mut client = bench.signed_in();
    let answer = client.batch(&[creation("1", "alice"), creation("2", "bob")]);
    assert_eq!(
        (by_id(&answer, "1")["status"].clone(), by_id(&answer, "2")["status"].clone()),
        (json!(429), json!(201))
    );
    client.batch(&[creation("1", "carol"), get("2", "/users/bob@x.example")]);
    bench.has_no_complaint();
    client.clock += 6;
    client.batch(&[get("7", "/users"), creation("9", "alice")]);
    assert_eq!(bench.complains_of("Retry-After"), "after 6 s");
}

#[test]
fn a_batch_that_was_sent_away_waits_with_all_its_items() {
    let bench = Bench::told(&json!({ "faults": "POST /$batch: 429 after 7s" }));
    let mut client = bench.signed_in();
    assert_eq!(client.batch(&[creation("1", "alice"), creation("2", "bob")]).status, 429);
    assert_eq!(client.batch(&[creation("1", "carol")]).status, 200, "another batch was under way");
    bench.has_no_complaint();
    client.clock += 5;
    client.batch(&[creation("x", "bob")]);
    assert_eq!(bench.complains_of("Retry-After"), "after 5 s");
    client.clock += 2;
    client.batch(&[creation("y", "alice")]);
    assert_eq!(bench.complaints().len(), 1);
}

#[test]
fn bodies_have_their_type() {
    let bench = Bench::new();
    let client = bench.signed_in();
    client.post("/users", &user("alice"));
    bench.has_no_complaint();
    client.try_call("POST", "/v1.0/users", &["Content-Type: text/plain"], &user("bob").to_string()).unwrap();
    assert_eq!(bench.complains_of("Content-Type"), "text/plain");
}

/// The path of the next page.
fn next(client: &Client, path: &str) -> String {
    let body = client.try_call("GET", path, &["ConsistencyLevel: eventual"], "").unwrap().json();
    let link = body["@odata.nextLink"].as_str().unwrap_or_else(|| panic!("{path}: {body}"));
    link.strip_prefix("http://graph.test").unwrap().to_owned()
}

#[test]
fn links_are_used_whole_and_once() {
    let bench = Bench::told(&json!({ "users": 9, "faults": "GET /users page 3: 503, reset" }));
    let mut client = bench.signed_in();
    let second = next(&client, "/v1.0/users?$top=2&$select=id");
    let third = next(&client, &second);
    assert_eq!(client.try_call("GET", &third, &[], "").unwrap().status, 503);
    assert!(client.try_call("GET", &third, &[], "").is_err());
    client.line = bench.client().line;
    let fourth = next(&client, &third.replace('$', "%24"));
    bench.has_no_complaint();
    let again = next(&client, "/v1.0/users?$top=2&$select=id");
    assert_eq!(again, second, "a list may be read anew");
    next(&client, &again);
    bench.has_no_complaint();
    next(&client, &second);
    bench.complains_of("no page is fetched twice");

    let bench = Bench::told(&json!({ "users": 9 }));
    let client = bench.signed_in();
    let second = next(&client, "/v1.0/users?$top=2&$select=id");
    let token = second.split("$skiptoken=").nth(1).unwrap();
    client.get(&format!("/users?$skiptoken={token}"));
    let got = bench.complains_of("the whole URL");
    assert!(got.starts_with("/v1.0/users") && !got.contains(token), "{got}");
    drop(fourth);
}

#[test]
fn links_stay_on_their_host() {
    let bench = Bench::told(&json!({ "users": 9 }));
    let client = bench.signed_in();
    let second = next(&client, "/v1.0/users?$top=2");
    let authorization = client.headers().pop().unwrap();
    let request = format!("GET {second} HTTP/1.1\r\nHost: other.test\r\n{authorization}\r\nConnection: close\r\n\r\n");
    let mut stream = std::net::TcpStream::connect(bench.mock.http).unwrap();
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    std::io::Read::read_to_string(&mut stream, &mut String::new()).unwrap();
    assert_eq!(bench.complains_of("stay on the host"), "http://other.test");
}

#[test]
fn advanced_queries_say_so_on_each_page() {
    let bench = Bench::told(&json!({ "users": 9 }));
    let client = bench.signed_in();
    let second = next(&client, "/v1.0/users?$top=2&$count=true");
    next(&client, &second);
    bench.has_no_complaint();
    let third = next(&client, "/v1.0/users?$top=3&$count=true");
    client.try_call("GET", &third, &[], "").unwrap();
    bench.complains_of("ConsistencyLevel");
    for query in ["/users?$count=true", "/users?$filter=accountEnabled%20ne%20true&$count=true", "/users/$count"] {
        let bench = Bench::new();
        bench.signed_in().get(query);
        bench.complains_of("ConsistencyLevel");
    }
}

#[test]
fn a_token_is_used_until_it_expires() {
    let bench = Bench::told(&json!({ "expires_in": "60s" }));
    let mut client = bench.signed_in();
    for _ in 0..10 {
        client.get("/organization");
        client.get("/users");
        client.clock += 31;
        client.sign_in();
    }
    bench.has_no_complaint();
    for _ in 0..2 {
        client.get("/users");
        client.sign_in();
    }
    bench.complains_of("used until shortly before it expires");
}

#[test]
fn an_expired_or_refused_token_is_not_used_again() {
    let bench = Bench::told(&json!({ "expires_in": "60s" }));
    let mut client = bench.signed_in();
    client.get("/users");
    client.clock += 59;
    client.get("/organization");
    bench.has_no_complaint();
    client.clock += 2;
    assert_eq!(client.get("/organization").status, 401);
    assert_eq!(bench.complains_of("not used after it expired"), "the old one, 1 s after its end");

    let bench = Bench::told(&json!({ "faults": "GET /organization: 401" }));
    let mut client = bench.signed_in();
    assert_eq!(client.get("/organization").status, 401);
    bench.has_no_complaint();
    assert_eq!(client.get("/organization").status, 200);
    bench.complains_of("refused is not used again");
    client.sign_in();
    client.get("/organization");
    assert_eq!(bench.complaints().len(), 1);
}

#[test]
fn a_server_that_was_not_told_may_use_its_token_on() {
    let bench = Bench::told(&json!({ "expires_in": "60s", "faults": "token: no-expires-in" }));
    let mut client = bench.signed_in();
    client.clock += 61;
    assert_eq!(client.get("/organization").status, 401);
    client.sign_in();
    assert_eq!(client.get("/organization").status, 200);
    bench.has_no_complaint();
}

#[test]
fn nothing_is_created_twice() {
    let faults = "item POST /users: executed 429 after 3s; POST /users: executed reset";
    let bench = Bench::told(&json!({ "faults": faults }));
    let mut client = bench.signed_in();
    assert_eq!(by_id(&client.batch(&[creation("1", "alice")]), "1")["status"], 429);
    client.clock += 3;
    assert_eq!(by_id(&client.batch(&[creation("1", "alice")]), "1")["status"], 400, "it conflicts");
    assert_eq!(client.get("/users/alice@x.example").status, 200, "it is looked up");
    let kind = ["Content-Type: application/json"];
    assert!(client.try_call("POST", "/v1.0/users", &kind, &user("bob").to_string()).is_err());
    client.line = bench.client().line;
    assert_eq!(client.post("/users", &user("bob")).status, 400, "it conflicts, too");
    assert_eq!(client.post("/users", &user("carol")).status, 201);
    bench.has_no_complaint();
    assert_eq!(client.post("/users", &user("bob")).status, 400);
    assert_eq!(client.post("/users", &user("Carol")).status, 400);
    let got = bench.complains_of("nothing is created twice");
    assert_eq!(got, "it is asked for again, and once more");
}

#[test]
fn a_new_run_may_find_out_what_the_last_one_did() {
    let bench = Bench::new();
    let client = bench.signed_in();
    assert_eq!(client.post("/users", &user("alice")).status, 201);
    client.get("/organization");
    assert_eq!(client.post("/users", &user("alice")).status, 400);
    bench.has_no_complaint();
}

#[test]
fn secrets_stand_in_no_url() {
    let bench = Bench::new();
    let client = bench.signed_in();
    client.get("/users?$select=id");
    bench.has_no_complaint();
    client.get("/users?access_token=very-secret");
    let got = bench.complains_of("no secret stands in a URL");
    assert_eq!(got, "the parameter access_token");
}

#[test]
fn tenants_are_apart() {
    let bench = Bench::told(&json!({ "faults": "GET /users: 503" }));
    let client = bench.client();
    let other = client.try_call("GET", "/v1.0/users", &["Authorization: Bearer nonsense"], "").unwrap();
    assert_eq!((other.status, &*other.code()), (401, "InvalidAuthenticationToken"));
    assert_eq!(bench.fact("faults"), "pending");
    bench.has_no_complaint();
}
