use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::bench::{Bench, ORIGIN};

#[test]
fn a_page_has_the_form_of_the_service() {
    let mut bench = Bench::of(3);
    let told = bench.get("users?$top=2");
    assert_eq!(told.status, 200);
    assert_eq!(told.body["@odata.context"], json!(format!("{ORIGIN}/v1.0/$metadata#users")));
    let next = told.next().unwrap_or_default();
    assert!(next.starts_with(&format!("{ORIGIN}/v1.0/users?$top=2&$skiptoken=")), "{next}");
    assert_eq!(told.response.link.as_deref(), Some(next));
    let mut keys: Vec<&str> = told.items()[0].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    let mut usual = [
        "businessPhones",
        "displayName",
        "givenName",
        "jobTitle",
        "mail",
        "mobilePhone",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userPrincipalName",
        "id",
    ];
    usual.sort_unstable();
    assert_eq!(keys, usual);
    assert_eq!((&told.items()[0]["jobTitle"], &told.items()[0]["businessPhones"]), (&Value::Null, &json!([])));
    let kind = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
    assert_eq!(told.response.header("content-type"), Some(kind));
    assert_eq!(told.response.header("client-request-id"), Some("theirs"));
    assert_eq!(told.response.header("request-id"), Some("00000000-0000-0000-0000-000000000abc"));
}

#[test]
fn the_default_page_holds_a_hundred_and_the_largest_999() {
    let mut bench = Bench::of(1001);
    assert_eq!(bench.get("users").items().len(), 100);
    let told = bench.get("users?$top=999");
    assert_eq!((told.items().len(), told.next().is_some()), (999, true));
    let next = told.next().unwrap_or_default().to_owned();
    let rest = bench.get(&next);
    assert_eq!((rest.items().len(), rest.next()), (2, None));
    for (size, message) in [
        ("0", "Invalid page size specified: '0'. Must be between 1 and 999 inclusive."),
        ("1000", "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive."),
        (
            "-1",
            "Invalid value '-1' for $top query option found. The $top query option requires a non-negative integer value.",
        ),
    ] {
        let told = bench.get(&format!("users?$top={size}"));
        assert_eq!((told.status, told.message().as_str()), (400, message));
    }
}

#[test]
fn a_full_last_page_has_no_link() {
    let mut bench = Bench::of(4);
    let next = bench.get("users?$top=2").next().unwrap_or_default().to_owned();
    assert_eq!(bench.get(&next).next(), None);
}

#[test]
fn links_keep_all_that_was_asked() {
    let mut bench = Bench::of(5);
    let told = bench.get("users?%24top=2&$select=id,displayName&x=%26");
    let next = told.next().unwrap_or_default().to_owned();
    assert!(next.contains("/users?%24top=2&$select=id,displayName&x=%26&$skiptoken="), "{next}");
    let told = bench.get(&next);
    assert_eq!(told.items()[0].as_object().map(serde_json::Map::len), Some(2));
    let last = told.next().unwrap_or_default().to_owned();
    assert_eq!(last.matches("skiptoken").count(), 1);
    assert_eq!(
        (bench.get("users?$select=id,displayName").text("@odata.context")).split('#').nth(1),
        Some("users(id,displayName)")
    );
}

#[test]
fn page_tokens_are_minutes_old_at_most_and_the_tenants_own() {
    let mut bench = Bench::of(3);
    let next = bench.get("users?$top=1").next().unwrap_or_default().to_owned();
    bench.pass(30 * 60);
    assert_eq!(bench.get(&next).status, 200);
    bench.pass(1);
    let told = bench.get(&next);
    assert_eq!((told.status, told.code()), (400, "Directory_ExpiredPageToken"));
    bench.pass(-1);
    let mut other = Bench::of(3);
    other.tenant = crate::graph::Tenant::new("fabrikam.example", 7);
    assert_eq!(other.get(&next).status, 400, "another tenant's");
    for wrong in [format!("{next}x"), next.replace("$skiptoken=", "$skiptoken=A"), "users?$skiptoken=".into()] {
        assert_eq!((bench.get(&wrong).status, bench.get(&wrong).code().to_owned()), (400, "Request_BadRequest".into()));
    }
}

#[test]
fn select_tells_what_is_kept_back_otherwise() {
    let mut bench = Bench::new();
    bench.program(&json!({ "user": "alice", "immutable_id": "q83vEjRWeJA=", "enabled": false }));
    let told = bench.get("users/alice@contoso.example?$select=accountEnabled,onPremisesImmutableId,favouriteColour");
    assert_eq!(
        told.text("@odata.context"),
        format!("{ORIGIN}/v1.0/$metadata#users(accountEnabled,onPremisesImmutableId,favouriteColour)/$entity")
    );
    assert_eq!((&told.body["accountEnabled"], told.text("onPremisesImmutableId")), (&json!(false), "q83vEjRWeJA="));
    assert_eq!(told.body.as_object().map(serde_json::Map::len), Some(3), "nothing of what nobody knows");
    let told = bench.get("users/alice@contoso.example");
    assert!(told.body.get("accountEnabled").is_none() && told.body.get("onPremisesImmutableId").is_none());
    assert_eq!(
        bench.get("users/alice@contoso.example?$select=nothing").body.as_object().map(serde_json::Map::len),
        Some(1)
    );
    let told = bench.get("users?$select=displayName,aboutMe");
    assert_eq!((told.status, told.code()), (501, "NotImplemented"));
}

#[test]
fn counting_needs_what_advanced_queries_need() {
    let mut bench = Bench::of(7);
    assert!(bench.get("users?$count=true").body.get("@odata.count").is_none(), "silently ignored");
    let told = bench.get("users/$count");
    assert_eq!(
        (told.status, told.code(), told.message().as_str()),
        (400, "Request_BadRequest", "$count is not currently supported.")
    );
    let mut bench = bench.eventual();
    let told = bench.get("users?$count=true&$top=5");
    assert_eq!(told.body["@odata.count"], json!(7));
    let next = told.next().unwrap_or_default().to_owned();
    assert!(bench.get(&next).body.get("@odata.count").is_none(), "on the first page alone");
    let told = bench.get("users/$count?$filter=startsWith(userPrincipalName,'user0000')");
    assert_eq!(
        (told.status, &told.response.body[..], told.response.header("content-type")),
        (200, &b"7"[..], Some("text/plain"))
    );
    assert_eq!(
        &bench.get("users/$count?$filter=userPrincipalName%20eq%20'user00001@contoso.example'").response.body[..],
        b"1"
    );
}

#[test]
fn what_the_directory_cannot_do_is_refused() {
    let mut bench = Bench::of(1);
    for (query, code) in [
        ("$skip=1", "BadRequest"),
        ("$orderby=displayName", "Request_UnsupportedQuery"),
        ("$search=%22displayName:a%22", "Request_UnsupportedQuery"),
        ("$apply=x", "BadRequest"),
        ("$top=1&$top=2", "BadRequest"),
        ("$count=perhaps", "BadRequest"),
    ] {
        let told = bench.get(&format!("users?{query}"));
        assert_eq!((told.status, told.code()), (400, code), "{query}");
    }
    assert_eq!(bench.get("users?expand=x&a=1&a=2").status, 200, "what is no option is nothing");
}

#[test]
fn new_users_are_missing_from_lists_for_a_while() {
    let mut bench = Bench::of(2).eventual();
    bench.program(&json!({ "replication_lag": "10s" }));
    assert_eq!(bench.post(&super::bench::alice()).status, 201);
    assert_eq!(bench.get("users/alice@contoso.example").status, 200);
    bench.pass(9);
    assert_eq!((bench.get("users").items().len(), &bench.get("users/$count").response.body[..]), (2, &b"2"[..]));
    bench.pass(1);
    assert_eq!((bench.get("users").items().len(), &bench.get("users/$count").response.body[..]), (3, &b"3"[..]));
}

#[test]
fn without_permission_nothing_is_told() {
    let mut bench = Bench::of(1);
    bench.grant.roles = vec!["Domain.Read.All".into()];
    for (method, place, status) in [
        ("GET", "users", 403),
        ("POST", "users", 403),
        ("GET", "users/delta", 403),
        ("GET", "organization", 403),
        ("GET", "domains", 200),
        ("GET", "directory/deletedItems", 403),
    ] {
        let told = bench.ask(method, place, "");
        assert_eq!(told.status, status, "{method} {place}");
        assert!(status == 200 || told.code() == "Authorization_RequestDenied");
    }
    bench.grant.roles = vec!["User.Read.All".into()];
    assert_eq!((bench.get("users").status, bench.patch("user00001@contoso.example", &json!({})).status), (200, 403));
}

#[test]
fn paths_that_are_none() {
    let mut bench = Bench::of(1);
    for (method, path, status, code) in [
        ("GET", "groups", 400, "BadRequest"),
        ("GET", "", 400, "BadRequest"),
        ("GET", "me", 400, "BadRequest"),
        ("GET", "users/user00001@contoso.example/manager", 400, "BadRequest"),
        ("PUT", "users/user00001@contoso.example", 405, "Request_BadRequest"),
        ("DELETE", "users", 405, "Request_BadRequest"),
        ("GET", "users/nobody@contoso.example", 404, "Request_ResourceNotFound"),
        ("GET", "users/%ff", 404, "Request_ResourceNotFound"),
    ] {
        let told = bench.ask(method, path, "");
        assert_eq!((told.status, told.code()), (status, code), "{method} {path}");
    }
    let told = bench.get("users/00000000-0000-0000-0000-000000000000");
    let message = "Resource '00000000-0000-0000-0000-000000000000' does not exist or one of its queried \
                   reference-property objects are not present.";
    assert_eq!(told.message(), message);
    let inner = &told.body["error"]["innerError"];
    assert_eq!(inner["date"], json!("2026-08-13T21:24:29"), "no zone");
    assert_eq!(
        (&inner["client-request-id"], &inner["request-id"]),
        (&json!("theirs"), &json!("00000000-0000-0000-0000-000000000abc"))
    );
}

proptest! {
    /// Whoever follows the links meets each user who was there all the time exactly once.
    #[test]
    fn all_users_exactly_once(users in 0_u64..40, top in 1_usize..12, changes in proptest::collection::vec((0_u8..3, 1_u64..60), 0..8)) {
        let mut bench = Bench::of(users);
        let mut changes = changes.into_iter();
        let mut met = Vec::new();
        let mut touched = BTreeSet::new();
        let mut place = Some(format!("users?$top={top}"));
        while let Some(link) = place {
            let told = bench.get(&link);
            prop_assert_eq!(told.status, 200);
            prop_assert!(told.items().len() <= top);
            met.extend(told.names());
            place = told.next().map(str::to_owned);
            if let Some((what, number)) = changes.next() {
                let name = format!("user{number:05}");
                let body = json!({ "displayName": "New" });
                let told = match what {
                    0 => bench.ask("DELETE", &format!("users/{name}@contoso.example"), ""),
                    1 => bench.patch(&format!("{name}@contoso.example"), &body),
                    _ => bench.post(&super::bench::alice_but(&json!({ "userPrincipalName": format!("{name}@contoso.example") }))),
                };
                if what != 1 && told.status < 300 {
                    touched.insert(name);
                }
            }
        }
        let once: BTreeSet<_> = met.iter().cloned().collect();
        for number in 1..=users {
            let name = format!("user{number:05}");
            prop_assert!(touched.contains(&name) || once.contains(&name), "{} is missing", name);
        }
        let doubled = met.len() - once.len();
        prop_assert!(doubled <= touched.len(), "only who was deleted and made anew can come twice");
    }
}
