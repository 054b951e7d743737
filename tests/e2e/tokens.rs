//! Answers of tokens and apps, and changed passwords, as a server gets them; cases by the values of a parameter.

use super::support::{Call, Door, Place};

/// RFC 4226 appendix D: "12345678901234567890" in base32, and its codes at the counters 0 to 2. At 59 s after the
/// epoch the counter of RFC 6238 is 1.
const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const CODES: [&str; 3] = ["755224", "287082", "359152"];

/// What the second target's file lacks.
const MORE: &str = r#"
[action.read-clock]
http    = "GET /clock"
capture = { now = "$.now" }

[action.register]
http    = "POST /seeds"
json    = { user = "{{ user.name }}" }
capture = { seed = "$.seed" }
answer  = [{ status = 200, has = ["$.seed"], outcome = "created" }]

[action.login."phone/authenticator"]
http = "POST /login"
json = { user = "{{ user.name }}", password = "{{ answer }}", pin = "{{ user.pin? }}", serial = "{{ user.serial }}" }
families = ["login", "accounts"]

[action.change-password]
http   = "POST /password"
json   = { user = "{{ user.name }}", password = "{{ answer }}", next = "{{ user.next }}" }
renews = "password"
answer = [{ equals = { "$.changed" = true }, outcome = "password-changed" }, { status = 200, outcome = "rejected" }]
"#;

/// A server that hands out the seed, tells the time, and changes a password only when asked for the second time.
fn door(place: &Place) -> Door {
    let door = Door::twisted(place, |call, answer| {
        let body = match call.path.as_str() {
            "/clock" => r#"{"now":"1970-01-01T00:00:59Z"}"#.to_owned(),
            "/seeds" => format!(r#"{{"seed":"{SEED}"}}"#),
            "/password" => format!(r#"{{"changed":{}}}"#, call.before > 0),
            _ => return,
        };
        (answer.status, answer.body) = (200, body);
    });
    place.write_target("t/mine.toml", &door.target().and(MORE));
    door
}

/// The passwords of logins, in order.
fn passwords(door: &Door) -> Vec<String> {
    door.calls().iter().filter(|call| call.is_login()).map(|call| call.password().to_owned()).collect()
}

const DRIFT: &str = r#"
format = 1
title = "Codes around now"
channels = ["phone/authenticator"]
[each]
offset = [-1, "{{ policy.lock.limit - 2 }}"]
[user.alice]
[[step]]
do = "register"
as = "alice"
[[step]]
do = "login"
as = "alice"
with = { offset = "{{ offset }}" }
expect = ["reject"]
"#;

#[test]
fn the_app_shows_the_codes_of_the_seed_that_it_was_given_at_the_servers_time() {
    let place = Place::new();
    let door = door(&place);
    place.write("drift.toml", DRIFT);
    let run = ["run", "drift.toml", "--target", "t/mine.toml", "--junit", "junit.xml", "--json", "run.json"];
    place.sekisho(&run).exits(0);
    let mut own: Vec<String> = passwords(&door).into_iter().filter(|password| password.len() == 6).collect();
    own.sort();
    let mut codes = CODES;
    codes.sort_unstable();
    assert_eq!(own, codes, "one case for each offset");
    let said = place.read("junit.xml") + &place.read("run.json");
    assert!(
        said.contains("drift [phone/authenticator] offset=-1") && said.contains(r#""variant": "offset=1""#),
        "{said}"
    );
    let secret = [SEED].into_iter().chain(CODES).find(|secret| said.contains(secret));
    assert_eq!(secret, None, "no secret in a report");
}

#[test]
fn one_case_of_several_is_run_by_its_name_and_waived_by_its_variant() {
    let place = Place::new();
    let door = door(&place);
    place.write("drift.toml", &DRIFT.replace("\"reject\"", "\"authenticated\""));
    let run = |more: &[&str]| place.sekisho(&[&["run", "drift.toml", "--target", "t/mine.toml"], more].concat());
    run(&["--list"])
        .exits(0)
        .says("drift [phone/authenticator] offset=-1")
        .says("drift [phone/authenticator] offset=1");
    run(&["--filter", "offset=0"]).exits(1);
    assert_eq!(passwords(&door).into_iter().filter(|password| password.len() == 6).collect::<Vec<_>>(), [CODES[1]]);
    let waiver = |variant: &str| {
        format!("format = 1\n[[waive]]\nscenario = \"drift\"\nvariant = \"{variant}\"\nreason = \"known\"\n")
    };
    place.write("w.toml", &waiver("offset=0"));
    run(&["--filter", "offset=0", "--waivers", "w.toml"]).exits(0).says("known");
    place.write("w.toml", &waiver("offset=1"));
    run(&["--filter", "offset=0", "--waivers", "w.toml"]).exits(1);
}

const CHANGE: &str = r#"
format = 1
title = "A changed password"
channels = ["web/password"]
[user.alice]
[[step]]
do = "change-password"
as = "alice"
expect = ["rejected"]
[[step]]
do = "change-password"
as = "alice"
with = { answer = "new" }
expect = ["password-changed"]
[[step]]
do = "login"
as = "alice"
expect = ["reject"]
"#;

#[test]
fn an_accepted_change_makes_the_next_password_the_current_one() {
    let place = Place::new();
    let door = door(&place);
    place.write("change.toml", CHANGE);
    place.sekisho(&["run", "change.toml", "--target", "t/mine.toml"]);
    let calls = door.calls();
    let changes: Vec<&Call> = calls.iter().filter(|call| call.is("POST", "/password")).collect();
    let [refused, accepted] = changes[..] else { panic!("two changes") };
    let own = |call: &&Call| call.is_login() && call.user() == accepted.user();
    let after = calls.iter().find(own).map(Call::password);
    assert_ne!(refused.password(), accepted.password());
    assert_eq!(refused.body["next"], accepted.body["next"], "a refused change changes nothing");
    assert_eq!((Some(accepted.password()), accepted.body["next"].as_str()), (after, after));
}

#[test]
fn a_pin_goes_before_the_code_and_a_tokens_clock_may_be_off() {
    let place = Place::new();
    let door = door(&place);
    let user = "[user.alice]\npin = true\ndisplay = \"bingo\"\nclock = \"{{ 0 - offset }}\"";
    place.write("drift.toml", &DRIFT.replace("[user.alice]", user));
    place.sekisho(&["run", "drift.toml", "--filter", "offset=1", "--target", "t/mine.toml"]).exits(0);
    let calls = door.calls();
    let login = calls.iter().find(|call| call.is_login() && call.password().len() == 12).expect("a PIN and a code");
    assert_eq!(login.password(), format!("{}{}", login.body["pin"].as_str().expect("a PIN"), CODES[1]));
}

/// The code alone is as good as the whole answer to somebody who has seen the PIN.
#[test]
fn a_logged_code_is_a_leak_also_without_its_pin() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| match call.path.as_str() {
        "/clock" => (answer.status, answer.body) = (200, r#"{"now":"1970-01-01T00:00:59Z"}"#.to_owned()),
        "/seeds" => (answer.status, answer.body) = (200, format!(r#"{{"seed":"{SEED}"}}"#)),
        "/login" => answer.relog("Wrong password.", &format!("Wrong password. {}", CODES[1])),
        _ => {}
    });
    place.write_target("t/mine.toml", &door.target().and(MORE));
    place.write("drift.toml", &DRIFT.replace("[user.alice]", "[user.alice]\npin = true"));
    let run = place.sekisho(&["run", "drift.toml", "--filter", "offset=0", "--target", "t/mine.toml"]);
    run.exits(1).says("leak");
    assert!(!place.record().0.iter().any(|event| event.to_string().contains(CODES[1])), "it is blotted out");
}

#[test]
fn a_code_of_time_cannot_be_asked_for_again_until_it_has_a_form() {
    let place = Place::new();
    let door = door(&place);
    place.write("drift.toml", &DRIFT.replace("expect =", "like = \"0*\"\nexpect ="));
    let run = place.sekisho(&["run", "drift.toml", "--filter", "offset=0", "--target", "t/mine.toml"]);
    run.exits(1).says("a code of time has none");
    assert!(passwords(&door).iter().all(|password| password.len() != 6));
}

#[test]
fn try_answers_by_the_seed_of_an_account() {
    let place = Place::new();
    let door = door(&place);
    let account = format!("seed={SEED}");
    let arguments = ["--channel", "phone/authenticator", "--as", "alice", "--user", &account, "--user", "serial=7"];
    let tried = [&["try", "login"][..], &arguments, &["--with", "offset=-1", "--target", "t/mine.toml"]].concat();
    place.sekisho(&tried);
    assert_eq!(passwords(&door), [CODES[0]]);
}
