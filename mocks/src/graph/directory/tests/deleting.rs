use serde_json::json;

use super::bench::{Bench, alice, alice_but};

#[test]
fn the_deleted_can_be_restored_for_thirty_days() {
    let mut bench = Bench::new();
    let id = bench.post(&alice_but(&json!({ "onPremisesImmutableId": "QUJD" }))).text("id").to_owned();
    assert_eq!(bench.ask("DELETE", "users/alice@contoso.example", "").status, 204);
    assert_eq!(bench.ask("DELETE", &format!("users/{id}"), "").status, 404);
    assert_eq!((bench.get(&format!("users/{id}")).status, bench.get("users").items().len()), (404, 0));
    let listed = bench.get("directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName,deletedDateTime");
    let mangled = format!("{}alice@contoso.example", id.replace('-', ""));
    assert_eq!(
        listed.items(),
        [json!({ "id": id, "userPrincipalName": mangled, "deletedDateTime": "2026-08-13T21:24:29Z" })]
    );
    bench.pass(30 * 24 * 60 * 60);
    assert_eq!(bench.get(&format!("directory/deletedItems/{id}")).text("displayName"), "Alice");
    let told = bench.ask("POST", &format!("directory/deletedItems/{id}/restore"), "");
    assert_eq!(
        (told.status, told.text("userPrincipalName"), told.text("id")),
        (200, "alice@contoso.example", id.as_str())
    );
    assert_eq!(
        bench.get("users/alice@contoso.example?$select=onPremisesImmutableId,deletedDateTime").body["deletedDateTime"],
        json!(null)
    );
    bench.ask("DELETE", &format!("users/{id}"), "");
    bench.pass(30 * 24 * 60 * 60);
    assert_eq!(bench.get(&format!("directory/deletedItems/{id}")).status, 200, "the second deletion counts");
    bench.pass(1);
    assert_eq!(bench.get(&format!("directory/deletedItems/{id}")).status, 404);
    assert_eq!(bench.ask("POST", &format!("directory/deletedItems/{id}/restore"), "").status, 404);
}

#[test]
fn their_names_are_free_and_bar_the_way_back() {
    let mut bench = Bench::new().eventual();
    let id = bench.post(&alice()).text("id").to_owned();
    bench.ask("DELETE", &format!("users/{id}"), "");
    assert_eq!(bench.post(&alice()).status, 201);
    let told = bench.ask("POST", &format!("directory/deletedItems/{id}/restore"), "");
    assert_eq!((told.status, &told.body["error"]["details"][0]["code"]), (400, &json!("ObjectConflict")));
    assert_eq!(&bench.get("directory/deletedItems/microsoft.graph.user/$count").response.body[..], b"1");
    assert_eq!(bench.ask("DELETE", &format!("directory/deletedItems/{id}"), "").status, 204);
    assert_eq!(bench.ask("DELETE", &format!("directory/deletedItems/{id}"), "").status, 404);
    assert_eq!(&bench.get("directory/deletedItems/microsoft.graph.user/$count").response.body[..], b"0");
}
