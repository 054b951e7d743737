//! Mocks as parts of scenarios: told how to behave, asked what they saw, and heard on the server.

use serde_json::json;

use super::support::{Door, Place, Record, TargetFile};

const HEAD: &str = "format = 1\ntitle = \"With a mock\"\n[user.alice]\n";

/// A target whose actions call the mock themselves, as a server would.
fn target(door: &Door) -> TargetFile {
    let more = r#"
[secret]
graph = { random = 32 }

[mock.graph]
arguments = ["--http"]
env       = { SEKISHO_GRAPH_SECRET = "{{ secret.graph }}" }
scope     = "{{ scenario.id }}.example"

[action.sign-in]
http    = "POST /{{ scenario.id }}.example/oauth2/v2.0/token"
base    = "http://{{ mock.graph }}"
form    = { grant_type = "client_credentials", client_id = "11111111-2222-4333-8444-555555555555", client_secret = "{{ secret.graph }}", scope = "https://graph.microsoft.com/.default" }
capture = { token = "$.access_token" }
"#;
    door.target().and(more)
}

fn run(scenario: &str, code: i32) -> (Place, Record) {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &target(&door));
    place.write("mocked.toml", &format!("{HEAD}{scenario}"));
    place.sekisho(&["run", "mocked.toml", "--target", "t/mine.toml", "--seed", "5eed"]).exits(code);
    let record = place.record();
    (place, record)
}

fn tell(with: &str) -> String {
    format!("[[step]]\ndo = \"mock.graph\"\nas = \"alice\"\nwith = {{ {with} }}\n")
}

fn ask(expect: &str) -> String {
    format!("[[step]]\ndo = \"mock.graph\"\nas = \"alice\"\nwithin = \"200ms\"\nexpect = [{expect}]\n")
}

const SIGN_IN: &str = "[[step]]\ndo = \"sign-in\"\n";

#[test]
fn a_mock_does_as_it_is_told_and_says_what_it_saw() {
    let steps = [
        tell("users = 3"),
        tell("user = \"{{ user.name }}\", display_name = \"Al Ice\""),
        ask("{ fact = \"users\", is = 4 }, { saw = \"*\", count = 0 }, { fact = \"nothing\", absent = true }, \
             { fact = \"user:{{ user.name }}@{{ scenario.id }}.example:displayName\", is = \"Al Ice\" }"),
        SIGN_IN.to_owned(),
        ask("{ saw = \"POST /tok*\", count = 1, status = \"2xx\" }, { saw = \"POST /token\", count = \">= 1\" }"),
    ];
    let (_, record) = run(&steps.concat(), 0);
    assert_eq!(record.verdict("mocked"), "passed");
    let expected: Vec<_> = record.steps("mocked").map(|step| step["expected"].clone()).collect();
    assert_eq!(expected[5], json!(["POST /tok* (2xx), once", "POST /token, at least once"]));
}

#[test]
fn what_a_mock_did_not_see_is_found() {
    let steps = [
        SIGN_IN.to_owned(),
        ask("{ saw = \"POST /token\", count = 2 }, { saw = \"GET /users\" }, { saw = \"POST *\", count = 0 }, \
             { fact = \"users\", is = 1 }"),
    ];
    let (place, record) = run(&steps.concat(), 1);
    let found: Vec<_> = record.findings("mocked");
    let found: Vec<_> =
        found.iter().map(|(_, finding)| [&finding["kind"], &finding["expected"], &finding["got"]]).collect();
    assert_eq!(
        json!(found),
        json!([
            ["count", "POST /token, twice", "once"],
            ["missing", "GET /users, at least once", "never"],
            ["count", "POST *, never", "once"],
            ["fact", "users is 1", "0"],
        ])
    );
    let step = record.steps("mocked").find(|step| step["number"] == 2).expect("the step");
    assert_eq!(step["sights"], json!([{ "what": "POST /token", "status": 200, "count": 1 }]));
    assert!(place.read("reports/latest/junit.xml").contains("saw POST /token (200)"));
}

/// What the mock has against the server fails the case, and can be let off.
#[test]
fn a_mocks_complaints_are_findings_that_can_be_waived() {
    let steps = [ask("{ saw = \"*\", count = 0 }"), SIGN_IN.repeat(9)].concat();
    let (place, record) = run(&steps, 1);
    let (step, finding) = record.of_kind("mocked", "complaint")[0];
    assert_eq!((&step["action"], &step["number"]), (&json!("verdict of mock.graph"), &json!(11)));
    let expected = finding["expected"].as_str().unwrap_or_default();
    assert!(expected.contains("(a token is used until shortly before it expires"), "{expected}");
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &target(&door));
    place.write(
        "waivers.toml",
        "format = 1\n[[waive]]\nscenario = \"mocked\"\nkind = \"complaint\"\nreason = \"known\"\n",
    );
    let run = ["run", "mocked", "--target", "t/mine.toml", "--waivers", "waivers.toml"];
    place.write("scenarios/mocked.toml", &place.read("mocked.toml"));
    place.sekisho(&run).exits(0);
    assert_eq!(place.record().verdict("mocked"), "waived");
    // What the mock is not asked, nobody is blamed for.
    place.write("silent.toml", &format!("{HEAD}{}", SIGN_IN.repeat(9)));
    place.sekisho(&["run", "silent.toml", "--target", "t/mine.toml"]).exits(0);
}

#[test]
fn a_mock_that_does_not_understand_says_why() {
    let (_, record) = run(&tell("uzers = 3"), 1);
    assert_eq!(record.verdict("mocked"), "errored");
    let reason = record.reason("mocked");
    assert!(
        reason.starts_with("step 1 (mocked.toml:4): the mock graph: it refuses: ") && reason.contains("uzers"),
        "{reason}"
    );
}

#[test]
fn what_a_mock_is_told_in_secret_stands_nowhere() {
    let steps = [
        tell("app_secret = \"swordfish-4711\", users = 1"),
        ask("{ saw = \"swordfish-4711\" }, { fact = \"users\", is = \"swordfish-4711\" }"),
    ];
    let (place, record) = run(&steps.concat(), 1);
    for (name, text) in place.reports() {
        assert!(!text.contains("swordfish"), "{name}: {text}");
    }
    let (_, second) = run(&ask("{ fact = \"users\", is = \"swordfish-4711\" }"), 1);
    assert!(second.findings("mocked")[0].1["expected"].to_string().contains("swordfish"), "the test can fail");
    assert_eq!(record.verdict("mocked"), "errored", "the mock knows no such key: {}", record.reason("mocked"));
}

#[test]
fn a_target_without_the_mock_skips_what_names_it() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    place.write("mocked.toml", &format!("{HEAD}{}", tell("users = 1")));
    place.sekisho(&["run", "mocked.toml", "login/right-answer", "--target", "t/mine.toml"]).exits(0);
    let record = place.record();
    let skipped = record.of("case-skipped").find(|event| event["case"]["scenario"] == "mocked").expect("skipped");
    assert_eq!(skipped["reason"], "the target asks for no mock graph");
    place.sekisho(&["check", "mocked.toml"]).exits(0);
    place.write("mocked.toml", &format!("{HEAD}{}", tell("users = 1").replace("mock.graph", "mock.grahp")));
    place.sekisho(&["check", "mocked.toml"]).exits(3).complains("did you mean `graph`?");
}

/// A browser is sent there and back, and shows its cookie only where it belongs.
#[test]
fn a_browser_follows_redirects_and_keeps_cookies() {
    let place = Place::new();
    let token = "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl";
    let door = Door::twisted(&place, move |call, answer| match call.path.as_str() {
        "/begin" => {
            answer.status = 200;
            answer.headers.push(("set-cookie".into(), "visit=first; Path=/; HttpOnly".into()));
            answer.body =
                json!({ "redirect": format!("{}/there?response={token}&to=x", call.headers["x-home"]) }).to_string();
        }
        path if path.starts_with("/there?") => {
            answer.status = 303;
            answer.headers.push(("location".into(), "/end".into()));
        }
        "/end" if call.headers.get("cookie").map(String::as_str) == Some("visit=first") => {
            answer.status = 200;
            answer.body = json!({ "result": "welcome" }).to_string();
        }
        _ => {}
    });
    let home = format!("http://{}", door.address);
    let actions = format!(
        "[action.begin]\nhttp = \"GET /begin\"\nheaders = {{ x-home = \"{home}\" }}\ncapture = {{ redirect = \"$.redirect\" }}\n\
         [action.follow]\nhttp = \"GET\"\nurl = \"{{{{ redirect }}}}\"\nbrowser = true\ncapture = {{ end = \"$.result\" }}\n\
         answer = [{{ status = 200, equals = {{ \"$.result\" = \"welcome\" }}, outcome = \"read\" }}]\n\
         [action.plain]\nhttp = \"GET\"\nurl = \"{{{{ users.alice.redirect }}}}\"\n\
         answer = [{{ status = 303, has = [\"header:location\"], outcome = \"read\" }}]\n\
         [action.other]\nhttp = \"GET /end\"\nbrowser = true\nanswer = [{{ status = 404, outcome = \"rejected\" }}]\n"
    );
    place.write_target("t/mine.toml", &door.target().and(&actions));
    let step =
        |action: &str, user: &str, expect: &str| format!("[[step]]\ndo = \"{action}\"\nas = \"{user}\"\n{expect}\n");
    let steps = [
        step("begin", "alice", ""),
        step("follow", "alice", "expect = [\"read\"]"),
        step("plain", "bob", "expect = [\"read\"]"),
        step("other", "bob", "expect = [\"rejected\"]"),
    ];
    place.write("browser.toml", &format!("{HEAD}[user.bob]\n{}", steps.concat()));
    place.sekisho(&["run", "browser.toml", "--target", "t/mine.toml"]).exits(0);
    let asked = door.calls();
    let there = asked.iter().filter(|call| call.path.starts_with("/there?")).collect::<Vec<_>>();
    assert_eq!(there.len(), 2);
    assert!(there[0].headers.contains_key("cookie") && !there[1].headers.contains_key("cookie"), "browsers alone");
    for (name, text) in place.reports() {
        assert!(!text.contains(token), "{name}");
    }
}

/// A server that sends browsers to strangers is not followed there; and what it sent them with is not told.
#[test]
fn a_browser_goes_where_it_may_only() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| {
        if call.path == "/away" {
            answer.status = 302;
            answer.headers.push(("location".into(), "http://192.0.2.7/?token=aaaabbbbccccddddeeee".into()));
        }
    });
    let action = "[action.away]\nhttp = \"GET /away\"\nbrowser = true\n";
    place.write_target("t/mine.toml", &door.target().and(action));
    place.write("away.toml", &format!("{HEAD}[[step]]\ndo = \"away\"\nas = \"alice\"\n"));
    place.sekisho(&["run", "away.toml", "--target", "t/mine.toml"]).exits(1);
    let record = place.record();
    assert!(record.reason("away").contains("192.0.2.7 is neither a loopback nor a private address"));
    assert!(place.reports().iter().all(|(_, text)| !text.contains("aaaabbbb")));
}

/// Nor is it told to who looks on: the URL is shown, and not what it proves.
#[test]
fn what_a_redirect_carries_stands_in_no_trace() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| {
        if call.path == "/away" {
            answer.status = 302;
            let there = "/end?token=aaaabbbbccccddddeeee#id=ffffgggghhhhiiiijjjj&x=y";
            answer.headers.push(("location".into(), there.into()));
        }
    });
    let action = "[action.away]\nhttp = \"GET /away\"\nanswer = [{ status = 302, outcome = \"read\" }]\n";
    place.write_target("t/mine.toml", &door.target().and(action));
    place.sekisho(&["try", "away", "--target", "t/mine.toml"]).says("location: /end?token=•••#id=•••&x=y");
}
