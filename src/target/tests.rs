use std::fs;
use std::time::Duration;

use sekisho_catalog::vocabulary;
use sekisho_files::{Problem, Source};
use serde_json::json;

use super::{
    Binding, Body, Extract, LoadError, ObserveFrom, Pointer, Reach, SecretFrom, StatusRange, Target, Waiver, open,
    read_waivers,
};
use crate::record::{CaseName, Finding, FindingKind};
use crate::template::{Scope, Template, Value};

const HEAD: &str = "format = 1\ntitle = \"A server\"\ncatalog = \"passlogic\"\n";
const LOGIN: &str = "[action.login]\nhttp = \"POST /login\"\n";

/// A target that is right, with more below.
fn target(more: &str) -> Target {
    let text = format!("{HEAD}{LOGIN}{more}");
    open(&Source::new("targets/server.toml", text.as_str()), vocabulary()).unwrap_or_else(|error| panic!("{error}"))
}

fn wrong(text: &str) -> sekisho_files::Problems {
    match open(&Source::new("targets/server.toml", text), vocabulary()) {
        Err(LoadError::Wrong(problems)) => problems,
        other => panic!("the target is wrong: {:?}", other.map(|target| target.name)),
    }
}

/// What is wrong in a target, each problem with the text that it underlines and its title.
fn problems(text: &str) -> Vec<String> {
    let shown = |problem: &&Problem| format!("{}: {}", problem.place().line, problem.title());
    wrong(text).sorted().iter().map(shown).collect()
}

/// The problems of a target that is right but for what stands below; lines are counted from there.
#[track_caller]
fn assert_wrong(below: &str, titles: &[&str]) {
    let offset = (HEAD.to_owned() + LOGIN).matches('\n').count();
    let found = wrong(&format!("{HEAD}{LOGIN}{below}"));
    let shown = |problem: &&Problem| format!("{}: {}", problem.place().line - offset, problem.title());
    assert_eq!(found.sorted().iter().map(shown).collect::<Vec<_>>(), titles, "{below}");
}

/// The part of the message after the title: line with caret, notes, help.
fn rendered(below: &str) -> String {
    wrong(&format!("{HEAD}{LOGIN}{below}")).to_string()
}

mod right {
    use super::*;

    fn reference() -> Target {
        let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/targets/reference.toml")).expect("a file");
        open(&Source::new("targets/reference.toml", text), vocabulary()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_reference_target_is_read() {
        let target = reference();
        assert_eq!((target.name.as_str(), target.title.as_str()), ("reference", "Embedded reference server"));
        assert_eq!(target.catalog.name(), "passlogic");
        assert!(target.dormant_is_finding);
        assert_eq!(target.policy.get("policy.lock.limit"), Some(&Value::Integer(5)));
        assert_eq!(target.policy.get("policy.table.valid"), Some(&Value::Duration(Duration::from_secs(180))));
        assert_eq!(target.policy.get("policy.lock.scope"), Some(&Value::from("user")));
        assert_eq!(target.secrets.get("admin"), Some(&SecretFrom::Random(32)));
        assert_eq!(target.authority(), Some(0));
        assert!(matches!(target.observers[0].from, ObserveFrom::SyslogTcp(_)) && target.observers[0].strict);
        assert!(matches!(target.observers[1].extract, Extract::Json(_)));
        assert_eq!(target.sanity, "login/right-answer");
        let texts =
            |texts: &[super::super::SpannedText]| texts.iter().map(|text| text.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&target.case_setup), ["create-tenant"]);
        assert_eq!(texts(&target.user_setup), ["create-user"]);
        let login = target.binding("login", Some("web/matrix")).expect("a login");
        assert_eq!(texts(&login.first), ["request-table"]);
        assert_eq!(texts(&login.families), ["web-login", "device", "user-admin"]);
        assert!(login.uses("answer") && login.uses("ticket") && !login.uses("process"));
        assert!(target.binding("login", Some("windows/matrix")).is_some_and(|login| login.uses("process")));
    }

    #[test]
    fn every_key_is_read() {
        let text = r#"
            format = 1
            title = "All"
            catalog = "passlogic"
            version = "1.2.3"
            base = "http://127.0.0.1:{{ start.port }}"
            allow = ["login.example.com"]
            dormant = "remark"
            mask = [["locked", "incorrect-credentials"]]
            sanity = "login/wrong-answer"
            headers = { x-all = "1" }

            [start]
            command = ["server", "{{ observe.syslog }}"]
            env = { TOKEN = "{{ secret.a }}" }
            ready = 'port=(?<port>\d+)'
            timeout = "3s"

            [secret]
            a = { env = "A" }
            b = { file = "b.txt" }
            c = { random = 8 }

            [policy]
            list = [-2, "2s", true]

            [time]
            budget = "10s"
            skew = "250ms"

            [[observe]]
            name = "log"
            from = "file"
            path = "{{ target.folder }}/all.log"
            match = '(?<code>\d+)'
            alone = true
            within = "2s"
            barrier = "mark"

            [[observe]]
            from = "syslog"
            listen = "udp://127.0.0.1:0"
            match = '(?<code>\d+) (?<request>\S+)'
            authoritative = true

            [case]
            setup = ["form"]
            cleanup = ["form"]

            [user]
            setup = ["form"]
            cleanup = ["form"]

            [accounts]
            file = "accounts.csv"
            reuse = true

            [[waive]]
            scenario = "lock/locks"
            reason = "known"

            [action.mark]
            http = "POST  /mark"
            base = "http://127.0.0.1:9"
            query = { a = "{{ a? }}" }
            headers = { h = "{{ h? }}" }
            body = "{{ marker }}"
            reach = "server"
            capture = { x = "$.x[0]", y = "header:Y" }
            emits = ["locked"]
            answer = [{ status = ["4xx", 200], has = ["$.a"], equals = { "$.b" = 1 }, text = "x", outcome = "locked" }]

            [action.form."web/matrix"]
            http = "PUT /f"
            form = { a = "{{ x }}", b = 2 }
            [action.form."radius/*"]
            http = "DELETE /f"
        "#;
        let target = open(&Source::new("builtin:targets/all.toml", text), vocabulary())
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((target.name.as_str(), target.version.as_deref()), ("all", Some("1.2.3")));
        assert_eq!(target.allow, ["login.example.com"]);
        assert!(!target.dormant_is_finding);
        assert_eq!(target.sanity, "login/wrong-answer");
        assert_eq!((target.wait_budget, target.clock_skew), (Duration::from_secs(10), Duration::from_millis(250)));
        let start = target.start.as_ref().expect("a start");
        assert_eq!((start.command.len(), start.env.len(), start.timeout), (2, 1, Duration::from_secs(3)));
        assert_eq!(target.secrets["a"], SecretFrom::Env("A".to_owned()));
        assert_eq!(target.secrets["b"], SecretFrom::File("b.txt".to_owned()));
        assert_eq!(target.secrets["c"], SecretFrom::Random(8));
        let facts: Vec<_> = target.policy.iter().map(|(name, value)| format!("{name} {value}")).collect();
        assert_eq!(facts, ["policy.list.0 -2", "policy.list.1 2s", "policy.list.2 true"]);
        assert_eq!(target.authority(), Some(1), "the one that says so, not the first");
        let observers: Vec<_> =
            target.observers.iter().map(|observer| (observer.name.as_str(), observer.within)).collect();
        assert_eq!(observers, [("log", Duration::from_secs(2)), ("syslog", Duration::from_millis(500))]);
        assert_eq!(target.observers[0].barrier.as_ref().map(|barrier| barrier.text.as_str()), Some("mark"));
        assert_eq!(target.observers.iter().map(|observer| observer.alone).collect::<Vec<_>>(), [true, false]);
        assert!(target.accounts.as_ref().is_some_and(|accounts| accounts.reuse));
        assert_eq!(target.waivers.len(), 1);
        let mark = target.binding("mark", None).expect("a binding");
        assert_eq!(mark.reach, Reach::Server);
        assert_eq!((mark.http.method.as_str(), mark.http.path.as_fixed().as_deref()), ("POST", Some("/mark")));
        assert!(matches!(mark.http.body, Body::Text(_)) && mark.http.base.is_some());
        let places: Vec<_> = mark.capture.iter().map(|(name, place)| format!("{name} {place}")).collect();
        assert_eq!(places, ["x $.x[0]", "y header:y"]);
        let rule = &mark.answers[0];
        assert_eq!(rule.status, [StatusRange(400, 499), StatusRange(200, 200)]);
        assert_eq!((rule.has.len(), rule.equals.len(), rule.text.is_some()), (1, 1, true));
        assert_eq!(rule.equals[0].1, "1");
        assert_eq!(mark.names().iter().map(|(name, _)| name.path.as_str()).collect::<Vec<_>>(), ["a", "h", "marker"]);
        let form = target.binding("form", Some("web/matrix")).expect("a binding");
        assert!(matches!(&form.http.body, Body::Form(fields) if fields.len() == 2));
        assert_eq!(target.binding("form", Some("radius/token")).map(|form| form.http.method.as_str()), Some("DELETE"));
    }

    #[test]
    fn defaults_are_those_of_the_documentation() {
        let target = target("");
        assert_eq!((target.wait_budget, target.clock_skew), (Duration::ZERO, Duration::from_secs(5)));
        assert!(!target.dormant_is_finding && target.start.is_none() && target.accounts.is_none());
        assert_eq!(target.authority(), None);
        let login = target.binding("login", None).expect("a login");
        assert!(matches!(login.http.body, Body::None));
        assert_eq!(login.reach, Reach::Case);
    }

    #[test]
    fn the_first_observer_beside_the_answer_decides() {
        let observers = "[[observe]]\nfrom = \"response\"\njson = { code = \"$.c\" }\n[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)(?<user>.)'\n";
        assert_eq!(target(observers).authority(), Some(1));
        assert_eq!(target(observers.split_once("[[observe]]\nfrom = \"file\"").expect("two").0).authority(), None);
    }

    #[test]
    fn a_mask_tells_its_outcomes_alike_and_no_others() {
        let text =
            format!("{HEAD}mask = [[\"locked\", \"incorrect-credentials\"], [\"created\", \"updated\"]]\n{LOGIN}");
        let target = open(&Source::new("a", text), vocabulary()).unwrap_or_else(|error| panic!("{error}"));
        assert!(target.masked_as("locked", "incorrect-credentials"));
        assert!(target.masked_as("incorrect-credentials", "locked"));
        assert!(target.masked_as("deleted", "deleted"), "each is as itself");
        assert!(!target.masked_as("locked", "created"));
        assert!(!target.masked_as("locked", "authenticated"));
    }
}

mod bindings {
    use super::*;

    fn chosen(target: &Target, channel: Option<&str>) -> Option<String> {
        target.binding("call", channel).map(|binding| binding.http.method.clone())
    }

    #[test]
    fn the_exact_channel_goes_before_its_door() {
        let target = target(
            "[action.call.\"radius/*\"]\nhttp = \"DOOR /\"\n[action.call.\"radius/token\"]\nhttp = \"EXACT /\"\n",
        );
        assert_eq!(chosen(&target, Some("radius/token")).as_deref(), Some("EXACT"));
        assert_eq!(chosen(&target, Some("radius/matrix")).as_deref(), Some("DOOR"));
        assert_eq!(chosen(&target, Some("radius2/matrix")), None);
        assert_eq!(chosen(&target, Some("web/matrix")), None);
        assert_eq!(chosen(&target, None), None, "a case without a channel has only what serves any");
    }

    #[test]
    fn a_binding_without_a_channel_serves_any() {
        let target = target("[action.call]\nhttp = \"ANY /\"\n");
        for channel in [None, Some("web/matrix"), Some("radius/token")] {
            assert_eq!(chosen(&target, channel).as_deref(), Some("ANY"));
        }
        assert!(target.binding("calling", None).is_none());
    }

    struct Names;

    impl Scope for Names {
        fn value(&self, path: &str) -> Option<Value> {
            match path {
                "number" => Some(Value::Integer(7)),
                "wait" => Some(Value::Duration(Duration::from_secs(2))),
                "name" => Some(Value::from("alice")),
                _ => None,
            }
        }
    }

    fn sent(json: &str) -> Option<serde_json::Value> {
        let target = target(&format!("[action.call]\nhttp = \"POST /\"\njson = {json}\n"));
        let Some(Binding { http, .. }) = target.binding("call", None).cloned() else { panic!("a binding") };
        let Body::Json(json) = http.body else { panic!("a JSON body") };
        json.render(&Names).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn json_keeps_types_and_leaves_out_what_has_no_value() {
        assert_eq!(
            sent(
                "{ a = \"{{ number }}\", b = \"{{ wait }}\", c = \"n {{ number }}\", d = true, e = [1, \"{{ name }}\"] }"
            ),
            Some(json!({ "a": 7, "b": 2000, "c": "n 7", "d": true, "e": [1, "alice"] }))
        );
        assert_eq!(sent("{ a = \"{{ x? }}\", b = 1 }"), Some(json!({ "b": 1 })));
        assert_eq!(sent("{ a = { b = \"{{ x? }}\" }, c = {} }"), Some(json!({ "c": {} })), "what it empties goes too");
        assert_eq!(sent("{ a = [\"{{ x? }}\", 2] }"), Some(json!({ "a": [2] })));
        assert_eq!(sent("{ a = \"{{ x? }}\" }"), Some(json!({})));
    }
}

mod problems_of_shape {
    use super::*;

    #[test]
    fn what_must_be_there_is_asked_for_all_at_once() {
        assert_eq!(
            problems("catalog = \"passlogic\"\n"),
            ["1: the key `format` is missing", "1: the key `title` is missing", "1: the key `action` is missing"]
        );
    }

    #[test]
    fn without_a_title_the_rest_is_checked_all_the_same() {
        let text = "format = 1\ncatalog = \"passlogic\"\n[action.login]\nhttp = \"/login\"\n";
        assert_eq!(problems(text), ["1: the key `title` is missing", "4: expected a method and a path"]);
    }

    #[test]
    fn unknown_keys_are_wrong_at_every_depth() {
        assert_wrong("[strat]\n", &["1: unknown key `strat`"]);
        assert_wrong("[secret]\na = { evn = \"A\" }\n", &["2: a secret comes from one source", "2: unknown key `evn`"]);
        assert_wrong(
            "[action.call.\"web/matrix\"]\nhttp = \"GET /\"\nbodi = 1\n[action.other]\nhtpp = \"GET /\"\n",
            &["3: unknown key `bodi`", "4: the key `http` is missing", "5: unknown key `htpp`"],
        );
        assert_wrong(
            "[[observe]]\nfrom = \"syslogd\"\n",
            &["2: expected one of `syslog`, `file`, `response`, got `syslogd`"],
        );
    }
}

mod problems_of_meaning {
    use super::*;

    #[test]
    fn a_pattern_is_a_regular_expression_with_a_group_for_the_code() {
        let observe = |pattern: &str| format!("[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '{pattern}'\n");
        assert_wrong(&observe("(?<code>\\d"), &["4: this is no regular expression: unclosed group"]);
        assert_wrong(&observe("code=(\\d+) (?<user>.)"), &["4: the pattern has no group `code`"]);
        let expected = "\
error: the pattern has no group `code`
 --> targets/server.toml:9:9
  |
9 | match = '(?<kode>.)(?<user>.)'
  |         ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write the code's place as `(?<code>\\d{5})`";
        assert_eq!(rendered(&observe("(?<kode>.)(?<user>.)")), expected);
        assert_wrong(
            "[start]\ncommand = []\nready = '['\n",
            &["3: this is no regular expression: unclosed character class"],
        );
    }

    #[test]
    fn an_observer_says_where_it_reads_and_how() {
        assert_wrong(
            "[[observe]]\nfrom = \"file\"\nmatch = '(?<code>.)(?<user>.)'\n",
            &["1: this observer needs `path`"],
        );
        assert_wrong(
            "[[observe]]\nfrom = \"syslog\"\nmatch = '(?<code>.)(?<user>.)'\n",
            &["1: this observer needs `listen`"],
        );
        assert_wrong("[[observe]]\nfrom = \"file\"\npath = \"a\"\n", &["1: this observer needs `match`"]);
        assert_wrong("[[observe]]\nfrom = \"response\"\n", &["1: this observer needs `match` or `json`"]);
        assert_wrong(
            "[[observe]]\nfrom = \"file\"\npath = \"a\"\njson = { code = \"$.code\" }\n",
            &["1: this observer needs `match`"],
        );
        assert_wrong(
            "[[observe]]\nfrom = \"response\"\njson = { kode = \"$.code\" }\n",
            &["3: no place of `code` is stated"],
        );
        assert_wrong(
            "[[observe]]\nfrom = \"response\"\njson = { code = \"code\" }\n",
            &["3: this names no place in an answer: expected `$.name` or `header:Name`"],
        );
    }

    #[test]
    fn a_syslog_receiver_listens_on_tcp_or_udp() {
        for listen in ["127.0.0.1:514", "http://127.0.0.1:514", "tcp:/127.0.0.1:1", "{{ policy.listen }}"] {
            let observe =
                format!("[[observe]]\nfrom = \"syslog\"\nlisten = \"{listen}\"\nmatch = '(?<code>.)(?<user>.)'\n");
            assert_wrong(&observe, &["3: expected `tcp://ADDRESS:PORT` or `udp://ADDRESS:PORT`"]);
        }
    }

    #[test]
    fn observers_have_names_of_their_own() {
        let observe = "[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)(?<user>.)'\n";
        assert_wrong(&format!("{observe}{observe}"), &["5: two observers are called `file`"]);
        assert_eq!(target(&format!("{observe}{observe}name = \"other\"\n")).observers.len(), 2);
    }

    #[test]
    fn at_most_one_log_decides_and_the_answer_never() {
        let log = |name: &str| {
            format!(
                "[[observe]]\nname = \"{name}\"\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)(?<user>.)'\nauthoritative = true\n"
            )
        };
        assert_wrong(&format!("{}{}", log("a"), log("b")), &["7: two observers are authoritative"]);
        let answer = "[[observe]]\nfrom = \"response\"\njson = { code = \"$.c\" }\nauthoritative = ";
        assert_wrong(&format!("{answer}true\n"), &["4: the answer decides nothing"]);
        assert_eq!(target(&format!("{answer}false\n{}", log("a"))).authority(), Some(1));
    }

    #[test]
    fn a_marker_proves_something_only_where_order_is_kept() {
        let observe = |from: &str| format!("[[observe]]\n{from}\nbarrier = \"login\"\n");
        let pattern = "match = '(?<code>.)(?<user>.)'";
        let syslog = |listen: &str| observe(&format!("from = \"syslog\"\nlisten = \"{listen}\"\n{pattern}"));
        assert_wrong(&syslog("udp://127.0.0.1:0"), &["5: a marker over UDP proves nothing"]);
        assert_wrong(&observe("from = \"response\"\njson = { code = \"$.c\" }"), &["4: an answer needs no barrier"]);
        target(&syslog("tcp://127.0.0.1:0"));
    }

    #[test]
    fn events_say_whose_they_are_or_every_scenario_runs_alone() {
        let observe = |pattern: &str| format!("[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '{pattern}'\n");
        assert_wrong(&observe("(?<code>.) (?<message>.*)"), &["4: the pattern does not say whose an event is"]);
        for group in ["user", "request", "scope"] {
            assert!(!target(&observe(&format!("(?<code>.)(?<{group}>.)"))).observers[0].alone);
        }
        assert!(target(&format!("{}alone = true\n", observe("(?<code>.)"))).observers[0].alone);
        target("[[observe]]\nfrom = \"response\"\nmatch = '(?<code>.)'\n");
    }

    #[test]
    fn a_fact_that_could_not_be_sent_as_written_is_refused() {
        assert_wrong(
            "[policy]\nratio = 1.5\nlist = [1, inf]\nlock = { day = 2026-01-02 }\n",
            &[
                "2: a fraction cannot be sent as it is",
                "3: a fraction cannot be sent as it is",
                "4: a date or time cannot be sent as it is",
            ],
        );
        let problem = rendered("[policy]\nratio = 1.5\n");
        assert!(problem.contains("ratio = 1.5\n  |         ^^^\n  |\n  = help: write it as a text"), "{problem}");
    }

    #[test]
    fn a_range_of_versions_needs_a_version() {
        let waive = "[[waive]]\nscenario = \"a\"\nreason = \"r\"\nversions = \">=1.0.0\"\n";
        assert_wrong(waive, &["4: this target states no version"]);
        let text = format!("{HEAD}version = \"1.2.3\"\n{LOGIN}{waive}");
        let target = open(&Source::new("a.toml", text), vocabulary()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(target.waivers.len(), 1);
    }

    #[test]
    fn a_secret_has_one_source() {
        let title = "2: a secret comes from one source";
        assert_wrong("[secret]\na = {}\n", &[title]);
        assert_wrong("[secret]\na = { env = \"A\", file = \"b\" }\n", &[title]);
        assert_wrong("[secret]\na = { file = \"b\", random = 8 }\n", &[title]);
        assert_wrong("[secret]\na = { random = 7 }\n", &["2: expected a number from 8 to 256, got 7"]);
    }

    #[test]
    fn a_status_is_a_number_or_a_hundred() {
        let answer = |status: &str| format!("[[answer]]\nstatus = {status}\noutcome = \"locked\"\n");
        for (status, title) in [
            ("\"200\"", "2: `200` is no status"),
            ("\"6xx\"", "2: `6xx` is no status"),
            ("\"0xx\"", "2: `0xx` is no status"),
            ("\"2XX\"", "2: `2XX` is no status"),
            ("[200, \"+2xx\", \"xx\"]", "2: `xx` is no status"),
            ("600", "2: expected a number from 100 to 599, got 600"),
            ("[99]", "2: expected a number from 100 to 599, got 99"),
            ("true", "2: expected an integer or a text or a list, got a truth value"),
        ] {
            assert!(
                problems(&format!("{HEAD}{LOGIN}{}", answer(status))).iter().any(|found| found.ends_with(&title[2..])),
                "{status}"
            );
        }
        assert_wrong(&answer("[200, \"6xx\", \"7xx\"]"), &["2: `6xx` is no status", "2: `7xx` is no status"]);
    }

    #[test]
    fn a_rule_names_places_in_an_answer() {
        assert_wrong(
            "[[answer]]\nhas = [\"result\", \"$.a[\"]\nequals = { result = 1 }\ntext = '('\noutcome = \"locked\"\n",
            &[
                "2: this names no place in an answer: expected `$.name` or `header:Name`",
                "2: this names no place in an answer: expected `]`",
                "3: this names no place in an answer: expected `$.name` or `header:Name`",
                "4: this is no regular expression: unclosed group",
            ],
        );
        assert_wrong("[[answer]]\nstatus = 200\n", &["1: the key `outcome` is missing"]);
    }

    #[test]
    fn a_call_has_a_method_a_path_and_one_body() {
        assert_wrong("[action.call]\nhttp = \"/path\"\n", &["2: expected a method and a path"]);
        assert_wrong(
            "[action.call]\nhttp = \"GET /\"\njson = {}\nform = {}\nbody = \"x\"\n",
            &["4: a request has one body"],
        );
        assert_wrong(
            "[action.call]\nhttp = \"GET /\"\njson = { a = 1.5, b = [1979-05-27] }\n",
            &["3: a fraction cannot be sent as it is", "3: a date or time cannot be sent as it is"],
        );
        assert_wrong("[action.call]\nhttp = \"GET /{{ x\"\n", &["2: this slot is not closed"]);
    }

    #[test]
    fn a_duration_is_one() {
        assert_wrong(
            "[time]\nbudget = \"10\"\nskew = \"a while\"\n",
            &["2: `10` is no duration", "3: `a while` is no duration"],
        );
        assert_wrong("[start]\ncommand = []\nready = 'x'\ntimeout = \"1 s\"\n", &["4: `1 s` is no duration"]);
    }

    #[test]
    fn a_version_is_one_since_waivers_hold_ranges_against_it() {
        let text = format!("{HEAD}version = \"6.2\"\n{LOGIN}");
        assert_eq!(
            problems(&text),
            ["4: `6.2` is no version: unexpected end of input while parsing minor version number"]
        );
    }

    #[test]
    fn names_that_nothing_has_are_shown_with_the_nearest() {
        assert_wrong(
            "[action.call]\nhttp = \"GET /\"\nfirst = [\"logn\"]\nfamilies = [\"web-logins\"]\nemits = [\"loked\"]\nanswer = [{ outcome = \"autenticated\" }]\n",
            &[
                "3: this target binds no action `logn`",
                "4: catalog `passlogic` has no family `web-logins`",
                "5: there is no outcome `loked`",
                "6: there is no outcome `autenticated`",
            ],
        );
        let rendered = rendered("[case]\nsetup = [\"logn\"]\n");
        assert!(
            rendered.ends_with("\n7 | setup = [\"logn\"]\n  |          ^^^^^^\n  |\n  = help: did you mean `login`?"),
            "{rendered}"
        );
    }

    #[test]
    fn actions_around_cases_and_barriers_are_bound() {
        assert_wrong("[case]\ncleanup = [\"a\"]\n", &["2: this target binds no action `a`"]);
        assert_wrong(
            "[user]\nsetup = [\"a\"]\ncleanup = [\"b\"]\n",
            &["2: this target binds no action `a`", "3: this target binds no action `b`"],
        );
        assert_wrong(
            "[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)(?<user>.)'\nbarrier = \"mark\"\n",
            &["5: this target binds no action `mark`"],
        );
    }

    #[test]
    fn a_mask_names_outcomes() {
        let text = format!("{HEAD}mask = [[\"locked\", \"loked\"], [\"created\"]]\n{LOGIN}");
        assert_eq!(problems(&text), ["4: there is no outcome `loked`"]);
    }

    #[test]
    fn an_action_does_not_go_before_itself() {
        assert_wrong("[action.a]\nhttp = \"GET /\"\nfirst = [\"a\"]\n", &["3: `a` would have to go before itself"]);
        assert_wrong(
            "[action.a]\nhttp = \"GET /\"\nfirst = [\"login\", \"b\"]\n[action.b.\"web/matrix\"]\nhttp = \"GET /\"\nfirst = [\"c\"]\n[action.c]\nhttp = \"GET /\"\nfirst = [\"a\"]\n",
            &["6: `b` would have to go before itself"],
        );
        target(
            "[action.a.\"web/x\"]\nhttp = \"GET /\"\nfirst = [\"b\"]\n[action.b.\"web/x\"]\nhttp = \"GET /\"\n[action.b.\"web/y\"]\nhttp = \"GET /\"\nfirst = [\"a\"]\n",
        );
    }

    #[test]
    fn a_circle_that_only_one_door_has_is_found() {
        assert_wrong(
            "[action.a]\nhttp = \"GET /\"\nfirst = [\"b\"]\n[action.b.\"radius/token\"]\nhttp = \"GET /\"\nfirst = [\"c\"]\n[action.c.\"radius/*\"]\nhttp = \"GET /\"\nfirst = [\"a\"]\n",
            &["6: `b` would have to go before itself"],
        );
        let problem = rendered("[action.a]\nhttp = \"GET /\"\nfirst = [\"a\"]\n");
        assert!(problem.contains("first = [\"a\"]\n  |          ^^^ leads back here"), "{problem}");
    }

    #[test]
    fn a_catalog_is_embedded_or_stands_beside_the_target() {
        let text = format!("{}{LOGIN}", HEAD.replace("passlogic", "passlogik"));
        let problems = wrong(&text);
        let expected = "\
error: there is no catalog `passlogik`
 --> targets/server.toml:3:11
  |
3 | catalog = \"passlogik\"
  |           ^^^^^^^^^^^ neither embedded nor the folder targets/passlogik
  |
  = help: did you mean `passlogic`?";
        assert_eq!(problems.to_string(), expected);
    }

    #[test]
    fn an_unknown_catalog_hides_no_other_problem() {
        let below = "first = [\"logn\"]\nfamilies = [\"any\"]\nemits = [\"X1\", \"loked\"]\nquery = { a = \"{{ secret.a }}\" }\n";
        let text = format!("{}{LOGIN}{below}[start]\n", HEAD.replace("passlogic", "passlogik"));
        assert_eq!(
            problems(&text),
            [
                "3: there is no catalog `passlogik`",
                "6: this target binds no action `logn`",
                "8: there is no outcome `loked`",
                "9: `secret.a` is not defined here",
                "10: the key `command` is missing",
                "10: the key `ready` is missing",
            ]
        );
        let text = format!("{}{LOGIN}first = [\"logn\"]\n", HEAD.replace("\"passlogic\"", "1"));
        assert_eq!(
            problems(&text),
            ["3: expected a text, got an integer", "6: this target binds no action `logn`"],
            "a catalog that is no text"
        );
    }

    #[test]
    fn a_folder_without_an_index_is_no_catalog_and_a_wrong_one_hides_nothing() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let catalog = folder.path().join("own");
        fs::create_dir(&catalog).expect("a folder");
        let name = folder.path().join("target.toml").display().to_string();
        let text = format!("{}{LOGIN}first = [\"logn\"]\n", HEAD.replace("passlogic", "own"));
        let source = Source::new(name, text);
        let said = || match open(&source, vocabulary()) {
            Err(LoadError::Wrong(problems)) => problems.to_string(),
            other => panic!("the target is wrong: {:?}", other.map(|target| target.name)),
        };
        let label = format!("^^^^^ the folder {} has no catalog.toml", catalog.display());
        assert!(said().contains(&label) && said().contains("no action `logn`"), "{}", said());
        fs::write(catalog.join("catalog.toml"), "format = 1\n").expect("a file");
        assert!(said().contains("the key `families` is missing") && said().contains("no action `logn`"), "{}", said());
    }

    #[test]
    fn a_catalog_beside_the_target_is_read_and_its_problems_are_told() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let catalog = folder.path().join("own");
        fs::create_dir(&catalog).expect("a folder");
        let index =
            "format = 1\nname = \"own\"\ntitle = \"Own\"\nlevels = \"optional\"\nkey = '[A-Z]+'\nfamilies = [\"f\"]\n";
        let family = "format = 1\nfamily = \"f\"\nchannel = \"-\"\n[code.A]\noutcome = \"authenticated\"\nmessage = \"Hello.\"\n";
        fs::write(catalog.join("catalog.toml"), index).expect("a file");
        fs::write(catalog.join("f.toml"), family).expect("a file");
        let name = folder.path().join("target.toml").display().to_string();
        let source = Source::new(name, format!("{}{LOGIN}", HEAD.replace("passlogic", "own")));
        let target = open(&source, vocabulary()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(target.catalog.name(), "own");
        fs::write(catalog.join("f.toml"), family.replace("authenticated", "autenticated")).expect("a file");
        let Err(LoadError::Wrong(problems)) = open(&source, vocabulary()) else { panic!("the catalog is wrong") };
        assert!(problems.to_string().contains("f.toml:5"), "{problems}");
    }
}

mod waivers {
    use super::*;

    fn waivers(text: &str) -> Result<Vec<Waiver>, String> {
        read_waivers(&Source::new("waivers.toml", format!("format = 1\n{text}"))).map_err(|problems| {
            problems.sorted().iter().map(|problem| problem.title().to_owned()).collect::<Vec<_>>().join("; ")
        })
    }

    fn waiver(more: &str) -> Waiver {
        let text = format!("[[waive]]\nscenario = \"lock/locks\"\nreason = \"known\"\n{more}");
        waivers(&text).unwrap_or_else(|error| panic!("{error}")).remove(0)
    }

    fn case(scenario: &str, channel: Option<&str>) -> CaseName {
        CaseName { scenario: scenario.to_owned(), channel: channel.map(str::to_owned) }
    }

    #[test]
    fn a_waiver_without_more_is_for_all_of_its_scenario() {
        let waiver = waiver("");
        assert_eq!((waiver.reason.as_str(), waiver.at().as_str()), ("known", "waivers.toml:3"));
        for channel in [None, Some("web/matrix")] {
            for version in [None, Some("3.2.0"), Some("old")] {
                assert!(waiver.is_for(&case("lock/locks", channel), version));
            }
        }
        assert!(!waiver.is_for(&case("lock/locks-and-unlocks", None), None));
        assert!(waiver.lets_off(1, &Finding::new(FindingKind::Level, "a", "b")));
    }

    #[test]
    fn a_waiver_is_for_what_it_names_and_nothing_else() {
        let waiver = waiver("channel = \"web/matrix\"\nstep = 2\nkind = \"level\"\ncode = \"54106\"\n");
        assert!(waiver.is_for(&case("lock/locks", Some("web/matrix")), None));
        assert!(!waiver.is_for(&case("lock/locks", Some("web/token")), None));
        assert!(!waiver.is_for(&case("lock/locks", None), None));
        let finding = |kind| Finding::new(kind, "a", "b").about("54106");
        assert!(waiver.lets_off(2, &finding(FindingKind::Level)));
        assert!(!waiver.lets_off(3, &finding(FindingKind::Level)));
        assert!(!waiver.lets_off(2, &finding(FindingKind::Severity)));
        assert!(!waiver.lets_off(2, &finding(FindingKind::Level).about("54105")));
        assert!(!waiver.lets_off(2, &Finding::new(FindingKind::Level, "a", "b")), "about no code");
    }

    #[test]
    fn a_waiver_holds_for_a_range_of_versions() {
        let waiver = waiver("versions = \">=3.2.0, <3.3.0\"\n");
        for (version, holds) in [
            (Some("3.2.0"), true),
            (Some("3.2.9"), true),
            (Some("3.3.0"), false),
            (Some("3.1.9"), false),
            (Some("3.2"), false),
            (None, false),
        ] {
            assert_eq!(waiver.is_for(&case("lock/locks", None), version), holds, "{version:?}");
        }
    }

    #[test]
    fn a_wrong_waiver_file_is_told() {
        let one = |more: &str| waivers(&format!("[[waive]]\nscenario = \"a\"\n{more}")).expect_err(more);
        assert_eq!(one(""), "the key `reason` is missing");
        assert_eq!(one("reason = \"r\"\nkind = \"lvel\"\n").split(", ").next(), Some("expected one of `missing`"));
        assert_eq!(one("reason = \"r\"\nchannel = \"web\"\n"), "`web` is no channel");
        assert_eq!(one("reason = \"r\"\nchannel = \"radius/*\"\n"), "`radius/*` is no channel");
        assert!(one("reason = \"r\"\nversions = \"3.x.y.z\"\n").starts_with("this is no range of versions: "));
        assert_eq!(one("reason = \"r\"\nstep = -1\n"), "expected a number from 0 to 10000, got -1");
        assert_eq!(waivers("").expect_err("no list"), "the key `waive` is missing");
        assert_eq!(waivers("waive = []").map(|waivers| waivers.len()), Ok(0));
    }

    #[test]
    fn a_scenario_that_does_not_exist_is_shown_with_the_nearest() {
        let problem = |known: &[&str]| {
            let mut problems = sekisho_files::Problems::new();
            problems.push(waiver("").unknown_scenario(known.iter().copied()));
            problems.to_string()
        };
        assert!(problem(&["lock/lokcs"]).ends_with("help: did you mean `lock/lokcs`?"));
        assert!(problem(&[]).ends_with("help: `sekisho run --list` names all"));
    }
}

mod pointers {
    use super::*;

    #[test]
    fn a_pointer_walks_names_and_indices() {
        let body = json!({ "a": [{ "b": 1 }, null], "c.d": 2, "日": { "本": 3 } });
        let find = |text: &str| Pointer::parse(text).expect(text).find(Some(&body), |_| None);
        assert_eq!(find("$.a[0].b"), Some(json!(1)));
        assert_eq!(find("$.a[1]"), Some(json!(null)));
        assert_eq!(find("$.日.本"), Some(json!(3)));
        assert_eq!(find("$"), Some(body.clone()));
        for nothing in ["$.b", "$.a[2]", "$.a.b", "$[0]", "$.c.d", "$.a[0].b.c"] {
            assert_eq!(find(nothing), None, "{nothing}");
        }
        assert_eq!(Pointer::parse("$.a").expect("a pointer").find(None, |_| None), None);
    }

    #[test]
    fn a_header_is_found_whatever_its_case_in_the_file() {
        let pointer = Pointer::parse("header:Location").expect("a pointer");
        let header = |name: &str| (name == "location").then(|| "/next".to_owned());
        assert_eq!(pointer.find(None, header), Some(json!("/next")));
        assert_eq!(pointer.to_string(), "header:location");
    }

    #[test]
    fn what_is_no_pointer_says_what_was_expected() {
        for (text, expected) in [
            ("", "expected `$.name` or `header:Name`"),
            ("a.b", "expected `$.name` or `header:Name`"),
            ("$a", "expected `.name` or `[index]`"),
            ("$.", "expected a name after `.`"),
            ("$..a", "expected a name after `.`"),
            ("$.a[0", "expected `]`"),
            ("$.a[]", "expected a number between `[` and `]`"),
            ("$.a[-1]", "expected a number between `[` and `]`"),
            ("$.a[0]b", "expected `.name` or `[index]`"),
            ("header:", "expected a header's name"),
        ] {
            assert_eq!(Pointer::parse(text), Err(expected), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_pointer_or_not_and_shows_as_it_reads(text in "\\PC*|\\$(\\.[a-z日]{1,3}|\\[[0-9]{1,3}\\]){0,4}|header:[a-z-]*") {
            if let Ok(pointer) = Pointer::parse(&text) {
                proptest::prop_assert_eq!(Pointer::parse(&pointer.to_string()), Ok(pointer));
            }
        }
    }
}

#[test]
fn a_template_of_a_path_is_placed_in_the_file() {
    let target = target("[action.call]\nhttp = \"GET /日/{{ user.name }}\"\n");
    let call = target.binding("call", None).expect("a binding");
    let path: &Template = &call.http.path;
    let [(name, false)] = &path.names()[..] else { panic!("one name") };
    assert_eq!(&target.source.text()[name.span.clone()], "user.name");
}

mod by_products {
    use super::*;

    /// Of codes A and B of one outcome and family, A only on web/x.
    fn catalog(folder: &std::path::Path) {
        let own = folder.join("own");
        fs::create_dir(&own).expect("a folder");
        let index = "format = 1\nname = \"own\"\ntitle = \"Own\"\nlevels = \"optional\"\nkey = '[A-Z]+'\nfamilies = [\"web\", \"twice\", \"again\"]\n";
        let web = "format = 1\nfamily = \"web\"\nchannel = \"web/x\"\n[code.A]\noutcome = \"authenticated\"\nmessage = \"A.\"\nthen = [\"C\"]\n";
        let twice = "format = 1\nfamily = \"twice\"\n[code.B]\noutcome = \"locked\"\nshared = \"one\"\nmessage = \"B.\"\n[code.C]\noutcome = \"locked\"\nshared = \"other\"\nmessage = \"C.\"\n";
        let again = "format = 1\nfamily = \"again\"\n[code.D]\noutcome = \"created\"\nmessage = \"D.\"\n";
        for (name, text) in [("catalog", index), ("web", web), ("twice", twice), ("again", again)] {
            fs::write(own.join(format!("{name}.toml")), text).expect("a file");
        }
    }

    fn opened(more: &str) -> Result<Target, String> {
        let folder = tempfile::TempDir::new().expect("a folder");
        catalog(folder.path());
        let name = folder.path().join("target.toml").display().to_string();
        let source = Source::new(name, format!("{}{LOGIN}{more}", HEAD.replace("passlogic", "own")));
        open(&source, vocabulary()).map_err(|error| error.to_string())
    }

    fn emits(head: &str, families: &str, emits: &str) -> Result<Target, String> {
        opened(&format!("[action.call{head}]\nhttp = \"GET /\"\nfamilies = [{families}]\nemits = [{emits}]\n"))
    }

    #[test]
    fn a_word_that_means_several_codes_names_them() {
        let said = emits("", "\"twice\"", "\"locked\"").expect_err("two codes");
        assert!(said.starts_with("error: `locked` can mean several codes without a channel\n"), "{said}");
        assert!(said.contains("emits = [\"locked\"]\n  |          ^^^^^^^^ B, C"), "{said}");
        let said = emits(".\"web/x\"", "", "\"locked\"").expect_err("two codes, though of no family of its own");
        assert!(said.starts_with("error: `locked` can mean several codes on web/x\n"), "{said}");
    }

    #[test]
    fn a_word_that_means_no_code_on_any_channel_is_wrong() {
        let said = emits("", "\"twice\"", "\"updated\"").expect_err("no code");
        assert!(said.starts_with("error: catalog `own` has no `updated` for this action\n"), "{said}");
        let said = emits(".\"radius/*\"", "\"web\"", "\"authenticated\"").expect_err("none at this door");
        assert!(said.starts_with("error: catalog `own` has no `authenticated` for this action\n"), "{said}");
    }

    #[test]
    fn a_channel_that_another_action_names_is_enough() {
        let other = "[action.other.\"web/x\"]\nhttp = \"GET /\"\n";
        let call = "[action.call]\nhttp = \"GET /\"\nfamilies = [\"web\"]\nemits = [\"authenticated\"]\n";
        assert!(opened(&format!("{other}{call}")).is_ok());
        assert!(opened(call).is_err(), "nothing names web/x");
        let own = "[action.call.\"web/y\"]\nhttp = \"GET /\"\nemits = [\"authenticated\"]\n";
        assert!(opened(&format!("{other}{own}")).is_err(), "a binding for another channel is not used on web/x");
    }

    #[test]
    fn what_a_rule_reads_from_the_answer_needs_no_code() {
        let rule = "answer = [{ outcome = \"updated\" }, { outcome = \"locked\" }]\n";
        let call = |families: &str| {
            format!(
                "[action.call]\nhttp = \"GET /\"\nfamilies = [{families}]\nemits = [\"updated\", \"locked\", \"no-answer\"]\n{rule}"
            )
        };
        assert!(opened(&call("")).is_ok());
        let said = opened(&call("\"twice\"")).expect_err("its own family has two");
        assert!(said.contains("`locked` can mean several codes"), "{said}");
        let of_target = "[[answer]]\noutcome = \"updated\"\n[action.call]\nhttp = \"GET /\"\nemits = [\"updated\"]\n";
        assert!(opened(of_target).is_ok());
    }

    #[test]
    fn codes_and_outcomes_resolve_with_their_companions() {
        let call = "[action.call.\"web/x\"]\nhttp = \"GET /\"\nfamilies = [\"web\"]\nemits = [\"authenticated\", \"B\", \"created\"]\n";
        let target = opened(call).unwrap_or_else(|error| panic!("{error}"));
        let binding = target.binding("call", Some("web/x")).expect("a binding");
        assert_eq!(target.by_products(binding, Some("web/x")), ["A", "C", "B", "D"]);
    }
}

mod names {
    use super::*;

    fn call(value: &str) -> String {
        format!("[action.call]\nhttp = \"GET /\"\nquery = {{ a = \"{{{{ {value} }}}}\" }}\n")
    }

    #[track_caller]
    fn assert_undefined(more: &str, wrong: &str, help: &str) {
        let said = rendered(&format!("{}{more}", call(wrong)));
        assert!(said.starts_with(&format!("error: `{}` is not defined here\n", wrong.trim_end_matches('?'))), "{said}");
        assert_eq!(said.matches("error: ").count(), 1, "{said}");
        assert!(said.ends_with(&format!("= help: {help}")), "{said}");
    }

    #[track_caller]
    fn assert_defined(more: &str, names: &[&str]) {
        names.iter().for_each(|name| drop(target(&format!("{}{more}", call(name)))));
    }

    #[test]
    fn a_name_is_underlined_where_it_stands() {
        let said = rendered(&call("user.nme"));
        assert!(said.contains("query = { a = \"{{ user.nme }}\" }\n  |                   ^^^^^^^^\n"), "{said}");
    }

    #[test]
    fn secrets_are_stated() {
        let secrets = "[secret]\ntoken = { random = 8 }\n";
        assert_undefined(secrets, "secret.tokn", "did you mean `secret.token`?");
        assert_undefined(secrets, "secret.tokn?", "did you mean `secret.token`?");
        assert_undefined("", "secret.tk", "state it under `[secret]`");
        assert_defined(secrets, &["secret.token", "secret.other?"]);
        assert_wrong(&format!("[secret]\na = {{}}\n{}", call("secret.a")), &["2: a secret comes from one source"]);
    }

    #[test]
    fn facts_are_stated_unless_they_are_optional() {
        let policy = "[policy]\nlock = { limit = 5 }\ntable = { valid = \"3s\" }\n";
        assert_undefined(policy, "policy.lokc.limit", "did you mean `policy.lock.limit`?");
        assert_undefined(policy, "policy.lokc.limit?", "did you mean `policy.lock.limit`?");
        assert_undefined(policy, "policy.totp.valid", "state it under `[policy]`");
        assert_defined(policy, &["policy.lock.limit", "policy.totp.valid?"]);
    }

    #[test]
    fn what_a_start_and_its_observers_tell_is_known() {
        let start = "[start]\ncommand = [\"a\"]\nready = '(?<http>.)'\n";
        let syslog = "[[observe]]\nfrom = \"syslog\"\nlisten = \"tcp://127.0.0.1:0\"\nmatch = '(?<code>.)(?<user>.)'\n";
        let file = "[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)(?<user>.)'\n";
        assert_undefined(start, "start.htp", "did you mean `start.http`?");
        assert_undefined(start, "start.control", "name a group of `start.ready` so");
        assert_undefined("", "start.http", "this target starts nothing: there is no `[start]`");
        assert_undefined(syslog, "observe.sylog", "did you mean `observe.syslog`?");
        assert_undefined(file, "observe.file", "only a syslog observer, stated before, has an address");
        assert_defined(&format!("{start}{syslog}"), &["start.http", "observe.syslog", "target.folder", "sekisho"]);
    }

    #[test]
    fn other_names_with_dots_begin_with_a_word_that_is_known() {
        assert_undefined("", "polcy.lock.limit", "did you mean `policy`?");
        assert_undefined("", "scenario.idd", "known here: `scenario.id`, `scenario.name`");
        assert_undefined("", "scenario.nmae", "did you mean `scenario.name`?");
        assert_undefined("", "run.idd", "known here: `run.id`");
        assert_undefined("", "target.floder", "did you mean `target.folder`?");
        assert_undefined("", "users.bob", "write it like `users.bob.name`");
        assert_defined("", &["scenario.id", "scenario.name", "run.id", "users.bob.name"]);
    }

    #[test]
    fn of_users_attributes_and_arguments_only_slips_are_wrong() {
        let capture = "capture = { ticket = \"$.t\" }\n";
        for (wrong, meant) in [
            ("user.nme", None),
            ("user.nmae", Some("name")),
            ("user.pattren?", Some("pattern")),
            ("users.bob.passwrd", Some("password")),
            ("user.tikcet", Some("ticket")),
            ("anser", Some("answer")),
            ("anser?", Some("answer")),
            ("tikcet", Some("ticket")),
            ("reqeust", Some("request")),
        ] {
            let meant = meant.unwrap_or("name");
            assert_undefined(capture, wrong, &format!("did you mean `{meant}`?"));
        }
        let fine = [
            "user.mail",
            "user.expires",
            "lock_limit",
            "my",
            "now",
            "by",
            "channel",
            "made_up",
            "ticket",
            "user.ticket",
        ];
        assert_defined(capture, &fine);
    }

    #[test]
    fn an_action_that_no_step_carries_out_has_no_arguments() {
        let action = "[action.a]\nhttp = \"GET /{{ colour }}\"\nfirst = [\"b\"]\n[action.b]\nhttp = \"GET /{{ marker }}/{{ ticket }}/{{ size? }}\"\n";
        target(action);
        assert_wrong(
            &format!("[case]\ncleanup = [\"a\"]\n{action}"),
            &[
                "4: `colour` has no value where `a` is carried out at set-up or clean-up",
                "7: `marker` has no value where `b` is carried out at set-up or clean-up",
                "7: `ticket` has no value where `b` is carried out at set-up or clean-up",
            ],
        );
        let observe = "[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)(?<user>.)'\nbarrier = \"b\"\n";
        assert_wrong(
            &format!("{observe}{action}"),
            &["10: `ticket` has no value where `b` is carried out as a barrier"],
        );
        target(&format!("{observe}{action}capture = {{ ticket = \"$.t\" }}\n"));
    }

    #[test]
    fn before_there_is_a_case_few_names_have_a_value() {
        let file =
            |path: &str| format!("[[observe]]\nfrom = \"file\"\npath = \"{path}\"\nmatch = '(?<code>.)(?<user>.)'\n");
        let wrong = "`run.id` is not defined here";
        assert_wrong(&file("/{{ run.id }}"), &[&format!("3: {wrong}")]);
        assert_wrong(&file("/{{ observe.file }}"), &["3: `observe.file` is not defined here"]);
        assert_wrong("[accounts]\nfile = \"{{ run.id }}.csv\"\n", &[&format!("2: {wrong}")]);
        assert_wrong(
            "[start]\ncommand = [\"{{ start.http }}\", \"{{ program }}\"]\nenv = { A = \"{{ run.id }}\" }\nready = '(?<http>.)'\n",
            &["2: `start.http` is not defined here", "2: `program` is not defined here", &format!("3: {wrong}")],
        );
        let right = "[secret]\na = { random = 8 }\n[start]\ncommand = [\"{{ sekisho }}\", \"{{ secret.a }}\"]\nready = '(?<http>.)'\n[accounts]\nfile = \"{{ start.http }}.csv\"\n";
        target(&format!("{right}{}", file("{{ target.folder }}/a")));
    }
}
