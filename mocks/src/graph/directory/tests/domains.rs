use serde_json::json;

use super::bench::{Bench, ORIGIN};

#[test]
fn a_domain_has_the_form_of_the_service() {
    let mut bench = Bench::new();
    let told = bench.get("domains/CONTOSO.example");
    assert_eq!(
        told.body,
        json!({
            "@odata.context": format!("{ORIGIN}/v1.0/$metadata#domains/$entity"),
            "authenticationType": "Managed",
            "availabilityStatus": null,
            "id": "contoso.example",
            "isAdminManaged": true,
            "isDefault": true,
            "isInitial": false,
            "isRoot": true,
            "isVerified": true,
            "supportedServices": ["Email"],
            "passwordValidityPeriodInDays": null,
            "passwordNotificationWindowInDays": null,
            "state": null,
        })
    );
    bench.program(&json!({ "domain": "federated" }));
    assert_eq!(
        bench.get("domains/contoso.example?$select=authenticationType").body,
        json!({
            "@odata.context": format!("{ORIGIN}/v1.0/$metadata#domains(authenticationType)/$entity"),
            "authenticationType": "Federated",
        })
    );
    let told = bench.get("domains/fabrikam.example");
    assert_eq!((told.status, told.code()), (404, "Request_ResourceNotFound"));
    assert_eq!(bench.ask("PATCH", "domains/contoso.example", "{}").status, 405, "read-only");
}

#[test]
fn a_domain_can_be_lost() {
    let mut bench = Bench::new();
    let ids =
        |bench: &mut Bench| bench.get("domains").items().iter().map(|domain| domain["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&mut bench), ["contoso.onmicrosoft.com", "contoso.example"]);
    bench.program(&json!({ "domain": "none" }));
    assert_eq!(ids(&mut bench), ["contoso.onmicrosoft.com"]);
    assert_eq!(bench.get("domains/contoso.example").status, 404);
}

#[test]
fn the_organization_is_the_tenant() {
    let mut bench = Bench::new();
    let id = bench.tenant.id().to_string();
    let told = bench.get("organization");
    let whole = &told.items()[0];
    assert_eq!((&whole["id"], &whole["displayName"], told.items().len()), (&json!(id), &json!("contoso.example"), 1));
    let domain = json!({ "name": "contoso.example", "isDefault": true, "isInitial": false, "type": "Managed", "capabilities": "Email" });
    assert_eq!(whole["verifiedDomains"][1], domain);
    assert_eq!(bench.get(&format!("organization/{id}?$select=id")).body["id"], json!(id));
    assert_eq!(bench.get("organization/00000000-0000-0000-0000-000000000000").status, 404);
}
