use serde_json::json;

use super::bench::Bench;
use crate::control::Fact;

fn fact(bench: &Bench, name: &str) -> Option<Fact> {
    bench.tenant.facts(&[name.to_owned()]).remove(name)
}

#[test]
fn users_are_drawn_from_the_seed() {
    let mut bench = Bench::of(3);
    assert_eq!(bench.get("users").names(), ["user00001", "user00002", "user00003"]);
    assert_eq!(bench.get("users").body, Bench::of(3).get("users").body);
    bench.program(&json!({ "users": 4, "prefix": "x", "department": "Sales", "immutable_id": "drawn" }));
    assert_eq!(fact(&bench, "users"), Some(Fact::Number(7)));
    bench.program(&json!({ "users": 5, "prefix": "x" }));
    assert_eq!(
        (fact(&bench, "users"), fact(&bench, "with-immutable-id")),
        (Some(Fact::Number(8)), Some(Fact::Number(4)))
    );
    bench.program(&json!({ "delete": "all" }));
    assert_eq!((fact(&bench, "users"), fact(&bench, "deleted")), (Some(Fact::Number(0)), Some(Fact::Number(8))));
}

#[test]
fn one_user_is_made_or_changed() {
    let mut bench = Bench::new();
    bench.program(&json!({ "user": "alice", "display_name": "Alice", "mail": "a@x.example", "enabled": false, "set": { "usageLocation": "JP" } }));
    bench.program(&json!({ "user": "ALICE@contoso.example", "mail": "none", "immutable_id": "QUJD" }));
    for (name, value) in [
        ("user:alice@contoso.example:displayName", "Alice"),
        ("user:alice:mail", ""),
        ("user:alice:accountEnabled", "false"),
        ("user:alice:usageLocation", "JP"),
        ("user:alice:onPremisesImmutableId", "QUJD"),
        ("user:alice", "present"),
        ("user:bob", "absent"),
        ("domain", "Managed"),
    ] {
        assert_eq!(fact(&bench, name), Some(Fact::Text(value.into())), "{name}");
    }
    assert_eq!(
        (fact(&bench, "user:bob:mail"), fact(&bench, "colour"), fact(&bench, "users")),
        (None, None, Some(Fact::Number(1)))
    );
    bench.program(&json!({ "delete": "alice" }));
    assert_eq!(
        (fact(&bench, "user:alice"), fact(&bench, "deleted")),
        (Some(Fact::Text("absent".into())), Some(Fact::Number(1)))
    );
    assert!(bench.tenant.facts(&[]).contains_key("federated"));
}

#[test]
fn a_program_with_a_mistake_changes_nothing() {
    let mut bench = Bench::of(1);
    for (program, wanted) in [
        (json!({ "domain": "lost" }), "`domain` must be one of managed, federated, none, got \"lost\""),
        (json!({ "users": 200_001 }), "`users` may be 200000 at most"),
        (json!({ "users": 1, "user": "a" }), "`user` and `users` do not go together: say one after the other"),
        (json!({ "mail": "a@b.example" }), "properties are given without `user` or `users` that they belong to"),
        (
            json!({ "user": "a", "set": { "colour": "red" } }),
            "Property 'colour' does not exist as a declared property or extension property.",
        ),
        (json!({ "user": "a", "set": 1 }), "`set` must be an object of properties, got 1"),
        (
            json!({ "user": "a@fabrikam.example" }),
            "a@fabrikam.example: the domains of this tenant are contoso.onmicrosoft.com and contoso.example",
        ),
        (json!({ "user": "a b" }), "a b@contoso.example: Property userPrincipalName is invalid."),
        (json!({ "delete": "nobody" }), "there is no user nobody@contoso.example to delete"),
        (json!({ "users": 2, "prefix": "a b" }), "a b@contoso.example: Property userPrincipalName is invalid."),
        (
            json!({ "user": "a", "immutable_id": "a_b" }),
            "Invalid value specified for property 'onPremisesImmutableId' of resource 'User'.",
        ),
        (json!({ "domain": "federated", "delete": "nobody" }), "there is no user nobody@contoso.example to delete"),
    ] {
        assert_eq!(bench.tried(&program), Err(wanted.into()), "{program}");
    }
    assert_eq!((fact(&bench, "users"), fact(&bench, "federated")), (Some(Fact::Number(1)), Some(Fact::Number(0))));
}

#[test]
fn tokens_can_be_taken_back() {
    let mut bench = Bench::of(1);
    assert_eq!(bench.get("users").status, 200);
    bench.tenant.registration_mut().issued = 1;
    bench.program(&json!({ "revoke": true }));
    let told = bench.get("users");
    let challenge = told.response.header("www-authenticate").unwrap_or_default().to_owned();
    assert_eq!((told.status, told.code(), challenge.contains("claims=")), (401, "InvalidAuthenticationToken", false));
    bench.grant.can_be_challenged = true;
    let told = bench.get("users");
    assert!(told.response.header("www-authenticate").is_some_and(|challenge| challenge.contains("error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4i")));
    bench.grant.token = 2;
    assert_eq!(bench.get("users").status, 200, "a new one");
}

#[test]
fn fifty_thousand_users_are_found_by_their_keys() {
    let mut bench = Bench::of(50_000).eventual();
    assert_eq!(bench.get("users/user49999@contoso.example").status, 200);
    assert_eq!(bench.filtered("userPrincipalName eq 'user40000@contoso.example'"), Ok(vec!["user40000".into()]));
    assert_eq!(bench.filtered("endsWith(userPrincipalName,'9999@contoso.example')").map(|names| names.len()), Ok(5));
    assert_eq!(&bench.get("users/$count").response.body[..], b"50000");
}
