//! Microsoft Graph and its sign-in as `sekisho mock graph` plays them, over real connections.

use reqwest::{Certificate, Client, Method};
use serde_json::{Value, json};

use super::support::{Place, Service};

const APP: &str = "11111111-2222-4333-8444-555555555555";

/// A mock, and whoever calls it.
struct Bench {
    place: Place,
    mock: Service,
    runtime: tokio::runtime::Runtime,
    client: Client,
    token: String,
}

impl Bench {
    fn new(arguments: &[&str]) -> Self {
        let place = Place::new();
        let arguments = [&["mock", "graph"], arguments].concat();
        let mock = Service::start(&place, &arguments, &[("SEKISHO_GRAPH_SECRET", "the right one")]);
        let mut client = Client::builder();
        if mock.tells("ca") {
            let pem = std::fs::read(place.path(mock.told("ca"))).expect("the certificate");
            client = client.tls_certs_merge([Certificate::from_pem(&pem).expect("a certificate")]);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { place, mock, runtime, client: client.build().expect("a client"), token: String::new() }
    }

    fn url(&self, path: &str) -> String {
        let scheme = if self.mock.tells("ca") { "https" } else { "http" };
        format!("{scheme}://{}{path}", self.mock.told("http"))
    }

    fn ask(&self, method: Method, url: &str, kind: &str, body: &str) -> (u16, Value) {
        let mut request = self.client.request(method, url).header("content-type", kind).body(body.to_owned());
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        self.runtime.block_on(async {
            let answer = request.send().await.expect("an answer");
            let status = answer.status().as_u16();
            let text = answer.text().await.expect("a body");
            (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
        })
    }

    fn graph(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.ask(method, &self.url(path), "application/json", &body)
    }

    fn signed_in(&self, tenant: &str, secret: &str) -> (u16, Value) {
        let scope = "https%3A%2F%2Fgraph.microsoft.com%2F.default";
        let body = format!("grant_type=client_credentials&client_id={APP}&client_secret={secret}&scope={scope}");
        let url = self.url(&format!("/{tenant}/oauth2/v2.0/token"));
        self.ask(Method::POST, &url, "application/x-www-form-urlencoded", &body)
    }

    fn enter(mut self, tenant: &str) -> Self {
        let (status, answer) = self.signed_in(tenant, "the+right+one");
        assert_eq!(status, 200, "{answer}");
        self.token = answer["access_token"].as_str().expect("a token").to_owned();
        self
    }

    fn tell(&self, scope: &str, program: &Value) -> (u16, Value) {
        let url = format!("http://{}/control/{scope}", self.mock.told("control"));
        self.ask(Method::POST, &url, "application/json", &program.to_string())
    }
}

#[test]
fn a_tenant_can_be_there_from_the_start() {
    let bench = Bench::new(&["--tenant", "contoso.example=250", "--seed", "7"]).enter("contoso.example");
    let (mut names, mut url) = (Vec::new(), bench.url("/v1.0//users?$select=userPrincipalName,id"));
    loop {
        let (status, page) = bench.ask(Method::GET, &url, "application/json", "");
        assert_eq!(status, 200, "{page}");
        names.extend(page["value"].as_array().into_iter().flatten().map(|user| user["userPrincipalName"].to_string()));
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        assert!(next.starts_with(&bench.url("/v1.0/users?")), "{next}");
        url = next.to_owned();
    }
    names.dedup();
    assert_eq!((names.len(), names[0].as_str()), (250, "\"user00001@contoso.example\""));
}

#[test]
fn it_does_what_it_is_told() {
    let bench = Bench::new(&["--http"]);
    assert!(!bench.mock.tells("ca"), "plain HTTP");
    let told =
        bench.tell("contoso.example", &json!({ "domain": "federated", "user": "alice", "immutable_id": "none" }));
    assert_eq!(told, (200, json!({})));
    let (status, why) = bench.tell("contoso.example", &json!({ "user": "a", "colour": "red" }));
    assert!(status == 400 && why["error"].as_str().is_some_and(|why| why.contains("colour")), "{why}");
    let bench = bench.enter("contoso.example");
    let (_, domain) = bench.graph(Method::GET, "/v1.0/domains/contoso.example", &Value::Null);
    assert_eq!(domain["authenticationType"], "Federated");
    let alice = "/v1.0/users/alice%40contoso.example";
    assert_eq!(bench.graph(Method::PATCH, alice, &json!({ "onPremisesImmutableId": "QUJD" })).0, 204);
    assert_eq!(bench.graph(Method::DELETE, alice, &Value::Null).0, 204);
    assert_eq!(bench.graph(Method::GET, alice, &Value::Null).1["error"]["code"], "Request_ResourceNotFound");
    let facts = format!("http://{}/control/contoso.example/facts", bench.mock.told("control"));
    let (_, facts) = bench.ask(Method::GET, &facts, "application/json", "");
    assert_eq!(
        (&facts["facts"]["users"], &facts["facts"]["deleted"], &facts["facts"]["tokens"]),
        (&json!(0), &json!(1), &json!(1))
    );
}

#[test]
fn secrets_are_judged_and_shown_nowhere() {
    let bench = Bench::new(&[]);
    let (status, answer) = bench.signed_in("contoso.example", "hunter2");
    assert_eq!((status, &answer["error_codes"]), (401, &json!([7_000_215])));
    assert!(!answer.to_string().contains("hunter2") && !answer.to_string().contains("right one"), "{answer}");
    assert_eq!(bench.signed_in("nobody.invalid", "x").1["error_codes"], json!([90002]));
    assert_eq!(bench.mock.end(), Some(0));
}

#[test]
fn the_certificate_lies_where_it_was_asked_for() {
    let bench = Bench::new(&["--ca-out", "mock.pem"]);
    assert_eq!(bench.mock.told("ca"), "mock.pem");
    assert!(bench.place.read("mock.pem").starts_with("-----BEGIN CERTIFICATE-----"));
    let place = Place::new();
    let run = place.sekisho(&["mock", "graph", "--until-eof"]).exits(0);
    let (_, ca) = run.stdout.trim().split_once(" ca=").expect("a certificate");
    assert!(!std::path::Path::new(ca).exists(), "a temporary one ends with the mock");
}

#[test]
fn slips_are_told() {
    let place = Place::new();
    let graph = |arguments: &[&str]| place.sekisho(&[&["mock", "graph", "--until-eof"], arguments].concat());
    graph(&["--listen", "0.0.0.0:0"]).exits(5).complains("loopback");
    graph(&["--http", "--ca-out", "x.pem"]).exits(2).complains("--ca-out");
    graph(&["--ca-out", "no/such/x.pem"]).exits(5).complains("certificate of the mock");
    graph(&["--tenant", "contoso"]).exits(2).complains("contoso");
    graph(&["--tenant", "contoso.example=many"]).exits(2).complains("number of users");
    graph(&["--app", "sync"]).exits(2).complains("expected a GUID");
    place.sekisho(&["mock", "graph", "--help"]).exits(0).says("SEKISHO_GRAPH_SECRET").says("/control/SCOPE");
}
