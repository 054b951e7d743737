use hyper::Method;
use serde_json::json;

use super::bench::{Bench, json, request};

#[test]
fn endpoints_are_absolute_and_name_the_tenant_by_its_guid() {
    let mut bench = Bench::new();
    let id = bench.tenant.id();
    let mut ask = |name: &str| {
        let path = format!("/{name}/v2.0/.well-known/openid-configuration");
        let mut request = request(Method::GET, &path, "", "");
        request.origin = "https://localhost:8443".into();
        json(&bench.ask(&request))
    };
    let found = ask("contoso.example");
    assert_eq!(found["token_endpoint"], json!(format!("https://localhost:8443/{id}/oauth2/v2.0/token")));
    assert_eq!(found["issuer"], json!(format!("https://localhost:8443/{id}/v2.0")));
    assert_eq!(found["jwks_uri"], json!(format!("https://localhost:8443/{id}/discovery/v2.0/keys")));
    assert_eq!(ask(&id.to_string()), found);
    assert_eq!(ask("common")["issuer"], json!("https://localhost:8443/{tenantid}/v2.0"));
}

#[test]
fn instances_are_one_cloud() {
    let ask = |endpoint: &str| {
        let query = format!("api-version=1.1&authorization_endpoint={endpoint}");
        let answer = Bench::new().ask(&request(Method::GET, "/common/discovery/instance", &query, ""));
        (answer.status.as_u16(), json(&answer))
    };
    let (status, body) = ask("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize");
    assert_eq!(status, 200);
    let place = "https://login.microsoftonline.com/contoso.example/v2.0/.well-known/openid-configuration";
    assert_eq!(body["tenant_discovery_endpoint"], json!(place));
    assert!(body["metadata"][0]["aliases"].as_array().is_some_and(|all| all.contains(&json!("login.windows.net"))));
    for wrong in ["https://evil.example/contoso.example/oauth2/v2.0/authorize", "", "login.microsoftonline.com"] {
        let (status, body) = ask(wrong);
        assert_eq!((status, &body["error"]), (400, &json!("invalid_instance")), "{wrong}");
    }
}
