//! One-time passwords over RADIUS.

use sekisho_rules::{Control, Method, Password, Policy, Prompt, Shown};

use crate::hands::{OTHER_SEED, SEED};
use crate::radius::{challenging_policy, chap, ms_chap2};
use crate::server::Server;

/// A server whose policy names the method, and alice with a token and a slot; the seed that counts.
fn with_codes(method: Method) -> (Server, String) {
    let mut server = Server::with_token();
    let slot = server.enrol("alice", "phone");
    server.tell(Control::ChangePolicy(Policy { method, ..Policy::default() }));
    (server, if method == Method::Token { SEED.to_owned() } else { slot })
}

#[test]
fn codes_are_taken_by_the_policys_method() {
    for method in [Method::Token, Method::Authenticator] {
        let (mut server, seed) = with_codes(method);
        let other = server.code(OTHER_SEED, 0);
        server.typed("alice", &other).is_rejected_with(80106);
        server.create("bob");
        server.typed("bob", &other).is_rejected_with(80107);
        server.typed("nobody", &other).is_rejected_with(80106);
        let code = server.code(&seed, 0);
        assert_eq!(server.typed("alice", &code).codes(), [80201, 80250]);
        server.typed("alice", &code).is_rejected_with(80106);
    }
}

#[test]
fn proof_of_a_code_is_as_good_as_the_code() {
    let (mut server, seed) = with_codes(Method::Token);
    let code = server.code(&seed, -1);
    assert_eq!(server.access("alice", None, chap(&code, b"any challenge")).codes(), [80201, 80250]);
    server.access("alice", None, chap(&code, b"any challenge")).is_rejected_with(80106);
    let code = server.code(&seed, 1);
    let (response, shown) = ms_chap2(&code);
    let said = server.access("alice", None, shown);
    let proof = said.accepted().unwrap();
    assert!(response.proves_authenticator(proof.as_bytes(), &[3; 16], b"alice@t1", &code));
}

#[test]
fn a_drift_beyond_step_1_is_told_and_no_failed_attempt() {
    for offset in -25..=25_i32 {
        let (mut server, seed) = with_codes(Method::Token);
        let codes = server.typed("alice", &server.code(&seed, offset)).codes();
        match offset.abs() {
            0..=2 => assert_eq!(codes, [80201, 80250], "{offset}"),
            3..=20 => assert_eq!(codes, [80202, 80251], "{offset}"),
            _ => assert_eq!(codes, [80106, 80251], "{offset}"),
        }
    }
    let (mut server, seed) = with_codes(Method::Token);
    for offset in [3, 5, 7, 9, 11, 13, 15] {
        server.typed("alice", &server.code(&seed, offset)).is_rejected_with(80202);
    }
    assert_eq!(server.typed("alice", &server.code(&seed, 16)).codes(), [80201, 80250], "the next one is enough");
    let (mut server, seed) = with_codes(Method::Authenticator);
    server.typed("alice", &server.code(&seed, 3)).is_rejected_with(80106);
}

#[test]
fn a_code_answers_a_challenge() {
    let (mut server, seed) = with_codes(Method::Token);
    let radius = challenging_policy();
    server.tell(Control::ChangePolicy(Policy { method: Method::Token, radius, ..Policy::default() }));
    let (state, prompt) = server.access("alice", None, Shown::Nothing).challenged();
    assert_eq!(prompt, Prompt::Code);
    let code = Shown::Typed(Password::new(&server.code(&seed, 0)));
    assert_eq!(server.access("alice", Some(state.octets()), code).codes(), [80201, 80250]);
}

#[test]
fn a_pin_comes_before_the_code() {
    let (mut server, seed) = with_codes(Method::Token);
    server.set_pin("alice", Some("2468"));
    let code = server.code(&seed, 0);
    server.typed("alice", &code).is_rejected_with(80106);
    assert_eq!(server.access("alice", None, chap(&format!("2468{code}"), b"c")).codes(), [80201, 80250]);
}
