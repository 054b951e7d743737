use std::sync::{LazyLock, Mutex};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hyper::Method;
use jiff::ToSpan;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::bench::{Bench, GOOD, json, request};

#[test]
fn a_token_names_its_tenant_and_ends() {
    let mut bench = Bench::new();
    let answer = json(&bench.token(GOOD));
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(3599)));
    assert!(answer.get("refresh_token").is_none());
    let token = format!("Bearer {}", answer["access_token"].as_str().unwrap_or_default());
    let grant = bench.enter(&token);
    assert_eq!(grant.as_ref().map(|grant| (grant.tenant, grant.token)), Ok((bench.tenant.id(), 1)));
    assert!(grant.is_ok_and(|grant| grant.roles.iter().any(|role| role == "User.ReadWrite.All")));
    bench.now = bench.now.saturating_add(3598.seconds()).unwrap_or(bench.now);
    assert!(bench.enter(&token).is_ok(), "a second before its end");
    bench.now = bench.now.saturating_add(1.seconds()).unwrap_or(bench.now);
    let refused = bench.enter(&token).map_err(|answer| json(&answer)["error"]["message"].clone());
    assert_eq!(refused, Err(json!("Lifetime validation failed, the token is expired.")));
}

#[test]
fn its_life_and_permissions_are_the_tenants() {
    let mut bench = Bench::new();
    bench.program(&json!({ "expires_in": "60s", "roles": "User.Read.All" }));
    assert_eq!(json(&bench.token(GOOD))["expires_in"], json!(60));
    let token = bench.granted();
    assert_eq!(
        bench.enter(&format!("bearer {token}")).map(|grant| (grant.roles, grant.token)),
        Ok((vec!["User.Read.All".into()], 2))
    );
}

#[test]
fn secrets_come_as_basic_too() {
    let id = "11111111-2222-4333-8444-555555555555";
    for (pair, status) in [(format!("{id}:right"), 200), (format!("{id}:ri%67ht"), 200), (format!("{id}:wrong"), 401)] {
        let body = "grant_type=client_credentials&scope=00000003-0000-0000-c000-000000000000/.default";
        let mut request = request(Method::POST, "/contoso.example/oauth2/v2.0/token", "", body);
        request.headers.authorization = Some(format!("Basic {}", STANDARD.encode(pair)));
        assert_eq!(Bench::new().ask(&request).status, status);
    }
}

#[test]
fn without_a_secret_of_its_own_any_is_right() {
    let mut bench = Bench::new();
    let settings = super::super::Settings { app: super::super::USUAL_APP, secret: None };
    bench.sign_in = super::super::SignIn::new(settings);
    assert_eq!(bench.token(&GOOD.replace("right", "whatever")).status, 200);
    assert_eq!(bench.token(&GOOD.replace("=right", "=")).status, 401);
    assert_eq!(bench.token(&GOOD.replace("client_secret=right", "client_assertion=x")).status, 200);
}

#[test]
fn the_served_key_verifies_tokens() {
    let mut bench = Bench::new();
    let token = bench.granted();
    let keys = json(&bench.ask(&request(Method::GET, "/common/discovery/v2.0/keys", "", "")));
    let key = &keys["keys"][0];
    let part = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap_or_default()).unwrap_or_default();
    let public = aws_lc_rs::signature::RsaPublicKeyComponents { n: part("n"), e: part("e") };
    let (signed, signature) = token.rsplit_once('.').unwrap_or_default();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    let algorithm = &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
    assert!(public.verify(algorithm, signed.as_bytes(), &signature).is_ok());
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap_or_default()).unwrap_or_default();
    let header: Value = serde_json::from_slice(&header).unwrap_or_default();
    assert_eq!((&header["alg"], &header["kid"]), (&json!("RS256"), &key["kid"]));
}

#[test]
fn nothing_else_gets_in() {
    let mut bench = Bench::new();
    let token = bench.granted();
    let other = Bench::new().granted();
    let (head, signature) = token.rsplit_once('.').unwrap_or_default();
    let (header, _) = head.split_once('.').unwrap_or_default();
    let forged = URL_SAFE_NO_PAD.encode("{\"exp\":9999999999}");
    for (authorization, message) in [
        (String::new(), "Access token is empty."),
        ("Bearer".into(), "Access token is empty."),
        (format!("Basic {token}"), "Access token is empty."),
        ("Bearer x".into(), "IDX14100: JWT is not well formed."),
        ("Bearer a.b.AA".into(), "Access token validation failure. Invalid signature."),
        (format!("Bearer {header}.{forged}.{signature}"), "Access token validation failure. Invalid signature."),
        (format!("Bearer {head}."), "Access token validation failure. Invalid signature."),
        (format!("Bearer {other}"), "Access token validation failure. Invalid signature."),
    ] {
        let answer = bench.enter(&authorization).map_err(|answer| {
            assert_eq!(answer.status, 401);
            assert!(
                answer.header("www-authenticate").is_some_and(|challenge| challenge.starts_with("Bearer realm=\"\""))
            );
            (json(&answer)["error"]["code"].clone(), json(&answer)["error"]["message"].clone())
        });
        assert_eq!(answer, Err((json!("InvalidAuthenticationToken"), json!(message))), "{authorization}");
    }
}

static ONE: LazyLock<Mutex<Bench>> = LazyLock::new(|| Mutex::new(Bench::new()));

proptest! {
    #[test]
    fn whatever_is_posted_is_answered(body in ".{0,200}") {
        let answer = ONE.lock().map(|mut bench| bench.token(&body)).map_err(|_| TestCaseError::fail("poisoned"))?;
        prop_assert!(answer.status == 400 || answer.status == 401);
        prop_assert!(json(&answer)["error_codes"][0].is_u64());
    }
}
