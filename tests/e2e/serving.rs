//! The reference server, started for others.

use super::support::Place;

/// What the ready line says under that name.
fn told(stdout: &str, name: &str) -> String {
    let (_, rest) = stdout.split_once(&format!(" {name}=")).unwrap_or_else(|| panic!("no {name} in {stdout}"));
    rest.split_whitespace().next().unwrap_or_default().to_owned()
}

#[test]
fn the_certificate_to_trust_stays_for_as_long_as_the_server() {
    let place = Place::new();
    let run = place.sekisho(&["serve", "passlogic", "--tls", "127.0.0.1:0", "--until-eof"]).exits(0);
    assert!(!std::path::Path::new(&told(&run.stdout, "ca")).exists());
    assert!(told(&run.stdout, "tls").starts_with("127.0.0.1:"));
}

#[test]
fn the_certificate_to_trust_is_left_where_it_was_asked_for() {
    let place = Place::new();
    let run = place.sekisho(&["serve", "passlogic", "--tls", "127.0.0.1:0", "--tls-ca", "ca.pem", "--until-eof"]);
    assert_eq!(told(&run.exits(0).stdout, "ca"), "ca.pem");
    assert!(place.read("ca.pem").starts_with("-----BEGIN CERTIFICATE-----"));
    place.sekisho(&["serve", "passlogic", "--tls-ca", "ca.pem", "--until-eof"]).exits(2).complains("--tls");
    place
        .sekisho(&["serve", "passlogic", "--tls", "127.0.0.1:0", "--tls-ca", "no/such/ca.pem", "--until-eof"])
        .exits(5)
        .complains("certificate");
}

/// The server of a run ends with it, in good order.
#[test]
fn a_run_ends_its_server_without_a_word() {
    let place = Place::new();
    let run = place.sekisho(&["run", "login/right-answer"]).exits(0);
    assert_eq!(run.stderr, "");
}

#[test]
fn who_is_to_be_trusted_in_place_of_entra_id_must_make_sense() {
    let place = Place::new();
    let serve = |more: &[&str]| place.sekisho(&[&["serve", "passlogic", "--until-eof"], more].concat());
    serve(&["--entra-ca", "ca.pem"]).exits(2).complains("--entra-login");
    serve(&["--entra-graph", "http://127.0.0.1:1", "--entra-ca", "ca.pem"]).exits(3).complains("ca.pem");
    serve(&["--entra-graph", "graph.test"]).exits(2).complains("https://HOST");
    place.write("ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    serve(&["--entra-graph", "http://127.0.0.1:1", "--entra-ca", "ca.pem"]).exits(5).complains("authorities");
    serve(&["--entra-graph", "http://127.0.0.1:1"]).exits(0);
}

/// What is wrong with a file of keys is told by its place: none of it is repeated.
#[test]
fn the_face_services_credentials_are_told_by_no_error() {
    let place = Place::new();
    let serve = || place.sekisho(&["serve", "passlogic", "--face", "face.json", "--until-eof"]);
    serve().exits(3).complains("face.json");
    place.write("face.json", "{\n  \"service\": 1,\n  \"sesame-open\": \"sesame\"\n}");
    let run = serve().exits(3);
    run.complains("line 2, column 14: expected the credentials of a face service");
    place.write("face.json", "{\"sesame-open\": 1}");
    let run = serve().exits(3);
    assert!(!run.stderr.contains("sesame"), "{}", run.stderr);
}
