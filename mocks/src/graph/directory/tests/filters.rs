use proptest::prelude::*;
use serde_json::json;

use super::bench::Bench;

/// alice, bob, carol and a disabled dave, who has no department.
fn four() -> Bench {
    let mut bench = Bench::new().eventual();
    for (name, department) in [("alice", "Sales"), ("bob", "Support"), ("carol", "sales"), ("dave", "none")] {
        let display = format!("{name} O'Neil");
        bench.program(&json!({ "user": name, "display_name": display, "department": department, "mail": format!("{name}@mail.example") }));
    }
    bench.program(
        &json!({ "user": "dave", "enabled": false, "set": { "otherMails": ["d@home.example", "d@work.example"] } }),
    );
    bench.program(&json!({ "user": "alice", "immutable_id": "QUJD", "set": { "onPremisesExtensionAttributes": { "extensionAttribute3": "x" } } }));
    bench.program(&json!({ "user": "bob", "immutable_id": "QUJE" }));
    bench
}

#[test]
fn each_operator_of_the_sheet() {
    let mut bench = four();
    let id = bench.get("users/bob@contoso.example").text("id").to_owned();
    for (filter, names) in [
        ("department eq 'SALES'", vec!["alice", "carol"]),
        ("department ne 'Sales'", vec!["bob", "dave"]),
        ("department eq null", vec!["dave"]),
        ("not(department eq 'Sales')", vec!["bob", "dave"]),
        ("department ge 'Sales' and department le 'Sales'", vec!["alice", "carol"]),
        ("department in ('Support', 'Finance')", vec!["bob"]),
        ("startsWith(displayName,'ALICE')", vec!["alice"]),
        ("startswith(displayName,'bob') eq true", vec!["bob"]),
        ("startswith(displayName,'bob') eq false", vec!["alice", "carol", "dave"]),
        ("not startsWith(displayName,'alice')", vec!["bob", "carol", "dave"]),
        ("endsWith(mail,'@MAIL.example')", vec!["alice", "bob", "carol", "dave"]),
        ("displayName eq 'bob O''Neil'", vec!["bob"]),
        ("accountEnabled eq false", vec!["dave"]),
        ("accountEnabled ne true", vec!["dave"]),
        ("userPrincipalName eq 'CAROL@contoso.example' and accountEnabled eq true", vec!["carol"]),
        (
            "userPrincipalName eq 'carol@contoso.example' or userPrincipalName eq 'bob@contoso.example'",
            vec!["bob", "carol"],
        ),
        (
            "(department eq 'Sales' or department eq 'Support') and not(mail eq 'bob@mail.example')",
            vec!["alice", "carol"],
        ),
        ("department eq 'Support' or department eq 'Sales' and accountEnabled eq false", vec!["bob"]),
        ("onPremisesImmutableId eq 'QUJD'", vec!["alice"]),
        ("onPremisesImmutableId eq 'qujd'", vec![]),
        ("onPremisesImmutableId ne null", vec!["alice", "bob"]),
        ("onPremisesImmutableId in ('QUJD','QUJE')", vec!["alice", "bob"]),
        ("onPremisesImmutableId ge 'QUJE'", vec!["bob"]),
        ("otherMails/any(m:m eq 'd@home.example')", vec!["dave"]),
        ("otherMails/any(m: endsWith(m,'@work.example'))", vec!["dave"]),
        ("onPremisesExtensionAttributes/extensionAttribute3 eq 'x'", vec!["alice"]),
        ("createdDateTime ge 2026-01-01T00:00:00Z and department eq 'Support'", vec!["bob"]),
        ("createdDateTime le 2026-01-01T00:00:00Z", vec![]),
        ("USERPRINCIPALNAME EQ 'bob@contoso.example'", vec!["bob"]),
    ] {
        assert_eq!(bench.filtered(filter), Ok(names.into_iter().map(str::to_owned).collect()), "{filter}");
    }
    assert_eq!(bench.filtered(&format!("id eq '{id}'")), Ok(vec!["bob".into()]));
    assert_eq!(bench.filtered(&format!("id in ('{}')", id.to_uppercase())), Ok(vec!["bob".into()]));
    assert_eq!(bench.filtered("id eq 'x'"), Ok(vec![]));
}

#[test]
fn advanced_ones_need_header_and_count() {
    let mut bench = four();
    bench.headers.consistency_level = None;
    for filter in ["department ne 'x'", "not(department eq 'x')", "endsWith(mail,'x')", "startsWith(mail,'x') eq false"]
    {
        let message = bench.filtered(filter).map_err(|message| message.contains("ConsistencyLevel = eventual"));
        assert_eq!(message, Err(true), "{filter}");
    }
    assert_eq!(bench.filtered("department eq 'Support'"), Ok(vec!["bob".into()]));
    let mut bench = four();
    let told = bench.get("users?$filter=department%20ne%20'x'");
    assert_eq!((told.status, told.code()), (400, "Request_UnsupportedQuery"), "the header alone is not enough");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let mut bench = four();
    for (filter, place) in [
        ("", 0),
        ("department", 10),
        ("department eq", 13),
        ("department eq 'x", 14),
        ("department is 'x'", 11),
        ("(department eq 'x'", 18),
        ("department eq 'x' and", 21),
        ("department eq 'x')", 17),
        ("department eq x", 14),
        ("startsWith(department)", 21),
        ("startsWith(department,true)", 22),
        ("department in 'x'", 14),
        ("otherMails/any(m)", 15),
        ("not", 3),
        (&"(".repeat(40), 32),
    ] {
        let message = bench
            .filtered(filter)
            .map_err(|message| message.contains(&format!("Syntax error at position {place} in '")));
        assert_eq!(message, Err(true), "{filter}: {:?}", bench.filtered(filter));
    }
    for (filter, name) in [
        ("colour eq 'red'", "colour"),
        ("department gt 'x'", "department"),
        ("onPremisesImmutableId in ('x') or startsWith(onPremisesImmutableId,'x')", "onPremisesImmutableId"),
        ("endsWith(displayName,'x')", "displayName"),
        ("otherMails eq 'x'", "otherMails"),
        ("accountEnabled ge true", "accountEnabled"),
        ("department/any(d:d eq 'x')", "department"),
        ("department/x eq 'x'", "department/x"),
        ("passwordProfile eq 'x'", "passwordProfile"),
        ("otherMails/any(m:n eq 'x')", "n"),
        ("startsWith(accountEnabled,'x')", "accountEnabled"),
    ] {
        let wanted =
            format!("Unsupported or invalid query filter clause specified for property '{name}' of resource 'User'.");
        assert_eq!(bench.filtered(filter), Err(wanted), "{filter}");
    }
    assert!(
        bench
            .filtered("accountEnabled eq 'true'")
            .is_err_and(|message| message.contains("'Edm.Boolean' and 'Edm.String'"))
    );
    let many = vec!["'x'"; 16].join(",");
    let message =
        "Too many child clauses specified in search filter expression containing 'OR' operators: 16. Max allowed: 15.";
    assert_eq!(bench.filtered(&format!("department in ({many})")), Err(message.into()));
    assert_eq!(bench.filtered(&vec!["department eq 'x'"; 16].join(" or ")), Err(message.into()));
}

proptest! {
    #[test]
    fn any_text_is_answered(filter in "\\PC{0,60}") {
        let _ = Bench::of(1).filtered(&filter);
    }

    #[test]
    fn any_words_are_answered(words in proptest::collection::vec(prop_oneof![
        Just("department"), Just("eq"), Just("ne"), Just("not"), Just("("), Just(")"), Just("'x'"), Just(","), Just("and"), Just("or"),
        Just("in"), Just("startsWith"), Just("endsWith("), Just("otherMails/any("), Just("m:m"), Just("m"), Just("null"), Just("true"), Just("'"),
    ], 0..20)) {
        let mut bench = Bench::of(1).eventual();
        let _ = bench.filtered(&words.join(" "));
        let _ = bench.filtered(&words.concat());
    }
}
