//! Client certificates, private authorities and cookies, as target files name them.

use super::support::{Door, Place};

const MORE: &str = r#"
[action.show]
http     = "POST /show"
json     = { certificate = "{{ foreign.certificate }}", key = "{{ foreign.key }}", cookie = "{{ session? }}" }
identity = { certificate = "{{ foreign.certificate }}", key = "{{ foreign.key }}" }
capture  = { session = "cookie:session" }
answer   = [{ status = 200, has = ["cookie:session"], outcome = "read" }]
"#;

const SHOW: &str = "format = 1\ntitle = \"Shows a certificate\"\n[user.alice]\n\
    [[step]]\ndo = \"show\"\nas = \"alice\"\ntimes = 2\nexpect = [\"read\"]\n";

#[test]
fn nobodys_certificate_is_one_for_the_run_and_cookies_are_kept() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| {
        if call.is("POST", "/show") {
            answer.status = 200;
            answer.headers.extend(["device=1", "session=abc; Path=/"].map(|set| ("set-cookie".into(), set.into())));
        }
    });
    place.write_target("t/mine.toml", &door.target().and(MORE));
    place.write("show.toml", SHOW);
    place.sekisho(&["run", "show.toml", "--target", "t/mine.toml"]).exits(0);
    let calls = door.calls();
    let shown: Vec<_> = calls.iter().filter(|call| call.is("POST", "/show")).map(|call| &call.body).collect();
    let [first, second] = shown[..] else { panic!("two calls") };
    let pem = |key: &str| first[key].as_str().unwrap_or_default().lines().next().unwrap_or_default().to_owned();
    assert_eq!(
        (pem("certificate").as_str(), pem("key").as_str()),
        ("-----BEGIN CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----")
    );
    assert_eq!(first["certificate"], second["certificate"]);
    assert!(first["cookie"].is_null());
    assert_eq!(second["cookie"], "abc");
}

#[test]
fn authorities_that_cannot_be_read_are_told_before_anything_is_sent() {
    let place = Place::new();
    let door = Door::honest(&place);
    let run = ["run", "login/right-answer", "--target", "t/mine.toml"];
    place.write_target("t/mine.toml", &door.target().and("[tls]\nca = \"{{ target.folder }}/ca.pem\"\n"));
    place.sekisho(&run).exits(5).complains("the authorities' certificates cannot be read").complains("ca.pem");
    place.write("t/ca.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n");
    place.sekisho(&run).exits(5).complains("the authorities' certificates cannot be read").complains("ca.pem");
    assert!(door.calls().is_empty());
}
