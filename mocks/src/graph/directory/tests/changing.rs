use serde_json::{Value, json};

use super::bench::{Bench, ORIGIN, alice, alice_but};

#[test]
fn a_new_user_is_told_as_the_service_tells_it() {
    let mut bench = Bench::new();
    let told = bench.post(&alice());
    assert_eq!(told.status, 201);
    assert_eq!(told.text("@odata.context"), format!("{ORIGIN}/v1.0/$metadata#users/$entity"));
    assert_eq!((told.text("userPrincipalName"), &told.body["mail"]), ("alice@contoso.example", &Value::Null));
    assert!(told.body.get("accountEnabled").is_none() && told.body.get("passwordProfile").is_none());
    let id = told.text("id").to_owned();
    assert_eq!(bench.get(&format!("users/{id}")).text("displayName"), "Alice");
    assert_eq!(bench.get("users/ALICE@contoso.example").text("id"), id);
    assert_eq!(
        bench.get("users/alice@contoso.example?$select=userType,createdDateTime").body["createdDateTime"],
        json!("2026-08-13T21:24:29Z")
    );
}

#[test]
fn the_same_seed_makes_the_same_ids() {
    let id = |mut bench: Bench| bench.post(&alice()).text("id").to_owned();
    assert_eq!(id(Bench::new()), id(Bench::new()));
    let mut other = Bench::new();
    other.tenant = crate::graph::Tenant::new("contoso.example", 8);
    assert_ne!(id(Bench::new()), id(other));
}

#[test]
fn each_required_property_is_missed() {
    for name in ["accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName"] {
        let told = Bench::new().post(&alice_but(&json!({ name: null })));
        let wanted = format!("Property {name} value is required but is empty or missing.");
        assert_eq!((told.status, told.code(), told.message()), (400, "Request_BadRequest", wanted));
    }
}

#[test]
fn a_duplicate_is_told_with_details() {
    let mut bench = Bench::new();
    bench.post(&alice_but(&json!({ "onPremisesImmutableId": "QUJD" })));
    let told = bench.post(&alice_but(&json!({ "userPrincipalName": "Alice@contoso.example" })));
    let message = "Another object with the same value for property userPrincipalName already exists.";
    assert_eq!((told.status, told.code(), told.message().as_str()), (400, "Request_BadRequest", message));
    let details = json!([{ "code": "ObjectConflict", "message": message, "target": "userPrincipalName" }]);
    assert_eq!(told.body["error"]["details"], details);
    let bob = alice_but(&json!({ "userPrincipalName": "bob@contoso.example", "onPremisesImmutableId": "QUJD" }));
    assert_eq!(bench.post(&bob).body["error"]["details"][0]["target"], json!("onPremisesImmutableId"));
    bench.program(&json!({ "immutable_id_conflict": "broken" }));
    let told = bench.post(&bob);
    assert_eq!((told.status, told.message().as_str()), (500, "The given key was not present in the dictionary."));
}

#[test]
fn names_have_rules() {
    let mut bench = Bench::new();
    let mut post = |upn: &str| {
        let told = bench.post(&alice_but(&json!({ "userPrincipalName": upn })));
        (told.status, told.message(), told.body["error"]["details"][0]["code"].clone())
    };
    for good in ["a'.-_!#^~9@contoso.example", "Z@CONTOSO.example", "a@contoso.onmicrosoft.com"] {
        assert_eq!(post(good).0, 201, "{good}");
    }
    let long = format!("{}@contoso.example", "a".repeat(65));
    for wrong in [
        "alice",
        "@contoso.example",
        "a b@contoso.example",
        "ä@contoso.example",
        "a/b@contoso.example",
        ".a@contoso.example",
        "a..b@contoso.example",
        &long,
    ] {
        let wanted = "Property userPrincipalName is invalid.".to_owned();
        assert_eq!(post(wrong), (400, wanted, json!("InvalidValue")), "{wrong}");
    }
    let (status, message, code) = post("alice@fabrikam.example");
    assert!(status == 400 && code == json!("InvalidValue") && message.contains("verified domain names"), "{message}");
}

#[test]
fn values_have_types_and_lengths() {
    let mut bench = Bench::new();
    bench.post(&alice());
    for (name, value) in [
        ("displayName", json!("")),
        ("displayName", json!(null)),
        ("displayName", json!("x".repeat(257))),
        ("accountEnabled", json!("true")),
        ("businessPhones", json!("1")),
        ("department", json!("x".repeat(65))),
        ("department", json!("")),
        ("usageLocation", json!("JPN")),
        ("mailNickname", json!("a@b")),
        ("onPremisesImmutableId", json!("a$b")),
        ("onPremisesImmutableId", json!("a_b")),
        ("onPremisesImmutableId", json!("")),
        ("onPremisesExtensionAttributes", json!({ "extensionAttribute16": "x" })),
    ] {
        let told = bench.patch("alice@contoso.example", &json!({ name: value }));
        let wanted = format!("Invalid value specified for property '{name}' of resource 'User'.");
        assert_eq!((told.status, told.message()), (400, wanted), "{name} {value}");
    }
    for (name, message) in [
        ("colour", "Property 'colour' does not exist as a declared property or extension property."),
        ("DisplayName", "Property 'DisplayName' does not exist as a declared property or extension property."),
        ("createdDateTime", "Property 'createdDateTime' is read-only and cannot be set."),
        ("extension_1_x", "The following extension properties are not available: extension_1_x."),
    ] {
        assert_eq!(bench.patch("alice@contoso.example", &json!({ name: "x" })).message(), message);
    }
    for password in ["short-1A", "alllowercase", "ALLUPPER123", "Abcdef1"] {
        let told = bench.post(&alice_but(
            &json!({ "userPrincipalName": "p@contoso.example", "passwordProfile": { "password": password } }),
        ));
        let is_good = password == "short-1A";
        assert_eq!(told.status, if is_good { 201 } else { 400 }, "{password}");
        assert!(!told.body.to_string().contains(password), "passwords are not repeated");
    }
}

#[test]
fn a_change_says_nothing_and_is_there() {
    let mut bench = Bench::new();
    bench.post(&alice());
    let told = bench.patch(
        "alice@contoso.example",
        &json!({ "department": "Sales", "@odata.type": "#microsoft.graph.user", "otherMails": ["a@b.example"] }),
    );
    assert_eq!((told.status, told.response.body.len()), (204, 0));
    assert_eq!(
        bench.get("users/alice@contoso.example?$select=department,otherMails").body["otherMails"],
        json!(["a@b.example"])
    );
    assert_eq!(
        bench.patch("alice@contoso.example", &json!({ "userPrincipalName": "bob@contoso.example" })).status,
        204
    );
    assert_eq!(
        (bench.get("users/alice@contoso.example").status, bench.get("users/bob@contoso.example").status),
        (404, 200)
    );
    bench.post(&alice());
    let told =
        bench.patch("bob@contoso.example", &json!({ "userPrincipalName": "alice@contoso.example", "department": "x" }));
    assert_eq!(told.body["error"]["details"][0]["code"], json!("ObjectConflict"));
    assert_eq!(bench.get("users/bob@contoso.example?$select=department").text("department"), "Sales", "all or nothing");
    assert_eq!(bench.patch("nobody@contoso.example", &json!({ "department": "x" })).status, 404);
    assert_eq!(
        bench
            .patch("bob@contoso.example", &json!({ "mobilePhone": null, "userPrincipalName": "BOB@contoso.example" }))
            .status,
        204
    );
}

#[test]
fn bodies_are_json_and_say_so() {
    let mut bench = Bench::new();
    for (kind, body, status, message) in [
        (Some("application/json"), "", 400, "Empty Payload. JSON content expected."),
        (Some("application/json; charset=utf-8"), "{", 400, "Unable to read JSON request payload."),
        (Some("application/json"), "[]", 400, "Unable to read JSON request payload."),
        (None, "{}", 400, "Write requests (excluding DELETE) must contain the Content-Type header declaration."),
        (Some("text/plain"), "{}", 415, "Unsupported media type"),
    ] {
        bench.headers.content_type = kind.map(str::to_owned);
        let told = bench.ask("POST", "users", body);
        assert!(told.status == status && told.message().starts_with(message), "{kind:?} {body}: {told:?}");
    }
}

#[test]
fn federated_users_need_an_immutable_id() {
    let mut bench = Bench::new();
    bench.program(&json!({ "domain": "federated" }));
    assert_eq!(bench.post(&alice()).message(), "One or more properties contains invalid values.");
    bench.program(&json!({ "anchor_missing": "source-anchor" }));
    assert_eq!(bench.post(&alice()).message(), "SourceAnchor is a required property for creation of a federated user.");
    assert_eq!(
        bench.post(&alice_but(&json!({ "userPrincipalName": "a@contoso.onmicrosoft.com" }))).status,
        201,
        "managed"
    );
    assert_eq!(bench.post(&alice_but(&json!({ "onPremisesImmutableId": "QUJD" }))).status, 201);
}

#[test]
fn immutable_ids_are_not_so_immutable() {
    let mut bench = Bench::new();
    bench.program(&json!({ "domain": "federated", "user": "alice" }));
    let set = |bench: &mut Bench, value: Value| {
        bench.patch("alice@contoso.example", &json!({ "onPremisesImmutableId": value })).status
    };
    assert_eq!(
        (set(&mut bench, json!("QUJD")), set(&mut bench, json!("QUJE")), set(&mut bench, json!(null))),
        (204, 204, 204)
    );
    bench.program(&json!({ "immutable_id_change": "refused", "immutable_id_null": "refused" }));
    assert_eq!(set(&mut bench, json!("QUJD")), 204, "it had none");
    assert_eq!(
        (set(&mut bench, json!("QUJD")), set(&mut bench, json!("QUJE")), set(&mut bench, json!(null))),
        (204, 400, 400)
    );
    bench.program(&json!({ "domain": "managed" }));
    assert_eq!(set(&mut bench, json!("QUJE")), 204, "no longer federated");
}

#[test]
fn whoever_is_mastered_elsewhere_is_not_changed_here() {
    let mut bench = Bench::new();
    bench.program(&json!({ "user": "alice", "synced": true }));
    let told = bench.patch("alice@contoso.example", &json!({ "displayName": "x" }));
    let message =
        "Unable to update the specified properties for objects that have originated within an external service.";
    assert_eq!((told.status, told.message().as_str()), (400, message));
    assert_eq!(bench.patch("alice@contoso.example", &json!({ "accountEnabled": false })).status, 204);
}
