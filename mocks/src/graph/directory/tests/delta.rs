use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::bench::{Bench, Told, alice, alice_but};

/// Follows the links of a round: all that was told, and the link to the next round.
fn round(bench: &mut Bench, place: &str) -> (Vec<Value>, String) {
    let (mut all, mut place) = (Vec::new(), place.to_owned());
    loop {
        let told = bench.get(&place);
        assert_eq!(told.status, 200, "{told:?}");
        all.extend(told.items().iter().cloned());
        match (told.next(), told.text("@odata.deltaLink")) {
            (Some(next), "") => place = next.to_owned(),
            (None, link) => return (all, link.to_owned()),
            (Some(_), _) => panic!("both links"),
        }
    }
}

fn link(told: &Told) -> String {
    told.text("@odata.deltaLink").to_owned()
}

#[test]
fn rounds_tell_what_changed() {
    let mut bench = Bench::of(450);
    for place in ["users/delta", "users/delta()", "users/microsoft.graph.delta()"] {
        let (all, link) = round(&mut bench, place);
        assert_eq!((all.len(), link.contains("/v1.0/users/delta?$deltatoken=")), (450, true));
        assert!(all[0]["displayName"].is_string());
    }
    let (_, link) = round(&mut bench, "users/delta?$select=department");
    assert_eq!(round(&mut bench, &link).0.len(), 0, "nothing changed");
    bench.patch("user00002@contoso.example", &json!({ "department": "x" }));
    bench.patch("user00001@contoso.example", &json!({ "displayName": "y" }));
    let gone = bench.get("users/user00003@contoso.example").text("id").to_owned();
    bench.ask("DELETE", "users/user00003@contoso.example", "");
    let (all, _) = round(&mut bench, &link);
    assert_eq!(all.len(), 3);
    assert_eq!(
        (&all[0]["department"], all[0].as_object().map(serde_json::Map::len)),
        (&json!("x"), Some(2)),
        "$select and who it is"
    );
    assert_eq!(all[2], json!({ "id": gone, "@removed": { "reason": "changed" } }));
    bench.ask("DELETE", &format!("directory/deletedItems/{gone}"), "");
    let (all, _) = round(&mut bench, &link);
    assert_eq!(all[2], json!({ "id": gone, "@removed": { "reason": "deleted" } }));
    assert_eq!(round(&mut bench, "users/delta").0.len(), 449, "a first round does not tell who is gone");
}

#[test]
fn the_latest_is_a_link_alone() {
    let mut bench = Bench::of(3);
    let told = bench.get("users/delta?$deltatoken=latest");
    assert_eq!((told.items().len(), told.next()), (0, None));
    bench.post(&alice());
    let (all, _) = round(&mut bench, &link(&told));
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["userPrincipalName"], json!("alice@contoso.example"));
}

#[test]
fn minimal_means_what_changed() {
    let mut bench = Bench::of(1);
    bench.headers.prefer = Some("return=minimal".into());
    let (all, link) = round(&mut bench, "users/delta");
    assert!(all[0].as_object().is_some_and(|user| user.len() > 5), "whole at first");
    bench.patch("user00001@contoso.example", &json!({ "mobilePhone": "1", "surname": null }));
    let (all, _) = round(&mut bench, &link);
    let id = all[0]["id"].clone();
    assert_eq!(all, [json!({ "id": id, "mobilePhone": "1", "surname": null })]);
}

#[test]
fn a_filter_names_up_to_fifty_ids() {
    let mut bench = Bench::of(3);
    let id = bench.get("users/user00002@contoso.example").text("id").to_owned();
    let (all, link) = round(&mut bench, &format!("users/delta?$filter=id%20eq%20'{id}'"));
    assert_eq!((all.len(), &all[0]["id"]), (1, &json!(id)));
    bench.patch("user00001@contoso.example", &json!({ "department": "x" }));
    assert_eq!(round(&mut bench, &link).0.len(), 0, "later rounds, too");
    let clause = format!("id%20eq%20'{id}'");
    assert_eq!(bench.get(&format!("users/delta?$filter={}", vec![clause.as_str(); 50].join("%20or%20"))).status, 200);
    assert_eq!(bench.get(&format!("users/delta?$filter={}", vec![clause.as_str(); 51].join("%20or%20"))).status, 400);
    for query in ["$filter=department%20eq%20'x'", "$top=5", "$orderby=id", "$expand=manager", "$filter=id%20eq%20'x'"]
    {
        let told = bench.get(&format!("users/delta?{query}"));
        assert_eq!((told.status, told.code()), (400, "Request_UnsupportedQuery"), "{query}");
    }
}

#[test]
fn tokens_last_seven_days() {
    let mut bench = Bench::of(3);
    let link = link(&bench.get("users/delta"));
    bench.pass(7 * 24 * 60 * 60);
    assert_eq!(bench.get(&link).status, 200);
    bench.pass(1);
    let told = bench.get(&link);
    assert_eq!((told.status, told.code()), (400, "syncStateNotFound"));
    assert!(told.message().starts_with("The sync state generation is not found. The delta token is expired"));
    assert_eq!(bench.get("users/delta?$deltatoken=made-up").status, 400);
    let page =
        bench.get("users?$top=1").next().unwrap_or_default().replace("users?", "users/delta?").replace("$top=1&", "");
    assert_eq!(bench.get(&page).status, 400, "a list's token is no delta token");
}

#[test]
fn a_reset_sends_clients_to_the_beginning() {
    let mut bench = Bench::of(2);
    let first = link(&bench.get("users/delta"));
    bench.program(&json!({ "reset_delta": true }));
    let told = bench.get(&first);
    assert_eq!(told.status, 410);
    let location = told.response.header("location").unwrap_or_default().to_owned();
    assert!(location.ends_with("/v1.0/users/delta?$deltatoken="), "{location}");
    let (all, link) = round(&mut bench, &location);
    assert_eq!((all.len(), bench.get(&link).status), (2, 200));
}

#[test]
fn new_users_come_when_they_are_replicated() {
    let mut bench = Bench::of(1);
    let mut place = link(&bench.get("users/delta"));
    bench.program(&json!({ "replication_lag": "10s" }));
    bench.post(&alice());
    let told = bench.get(&place);
    assert_eq!(told.items().len(), 0);
    place = link(&told);
    bench.pass(10);
    assert_eq!(bench.get(&place).items().len(), 1, "late, and not lost");
}

proptest! {
    /// Whoever applies what each round tells has in the end what the directory has.
    #[test]
    fn rounds_lead_to_the_same_state(steps in proptest::collection::vec((0_u8..5, 0_u8..6), 0..40), size in 1_u8..5) {
        let mut bench = Bench::new();
        bench.headers.prefer = Some(format!("odata.maxpagesize={size}"));
        let mut state = BTreeMap::new();
        let mut place = "users/delta?$select=displayName".to_owned();
        for (at, (what, who)) in steps.into_iter().enumerate() {
            let upn = format!("u{who}@contoso.example");
            match what {
                0 | 1 => drop(bench.post(&alice_but(&json!({ "userPrincipalName": upn })))),
                2 => drop(bench.patch(&upn, &json!({ "displayName": format!("n{at}") }))),
                3 => drop(bench.ask("DELETE", &format!("users/{upn}"), "")),
                _ => place = apply(&mut bench, &place, &mut state),
            }
        }
        apply(&mut bench, &place, &mut state);
        let whole: BTreeMap<String, Value> = bench.get("users?$select=id,displayName").items().iter()
            .map(|user| (user["id"].to_string(), user["displayName"].clone())).collect();
        prop_assert_eq!(state, whole);
    }
}

fn apply(bench: &mut Bench, place: &str, state: &mut BTreeMap<String, Value>) -> String {
    let (all, link) = round(bench, place);
    for user in all {
        let id = user["id"].to_string();
        if user.get("@removed").is_some() {
            state.remove(&id);
        } else {
            state.insert(id, user["displayName"].clone());
        }
    }
    link
}
