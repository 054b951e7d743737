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
        let texts = |texts: &[super::super::SpannedText]| texts.iter().map(|text| text.text.clone()).collect::<Vec<_>>();
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
            command = ["server", "{{ observe.log }}"]
            env = { TOKEN = "{{ secret.a }}" }
            ready = 'port=(?<port>\d+)'
            timeout = "3s"

            [secret]
            a = { env = "A" }
            b = { file = "b.txt" }
            c = { random = 8 }

            [policy]
            list = [-2, "2s", true]
            ratio = 1.5
            day = 2026-01-02

            [time]
            budget = "10s"
            skew = "250ms"

            [[observe]]
            name = "log"
            from = "file"
            path = "/tmp/{{ run.id }}.log"
            match = '(?<code>\d+)'
            within = "2s"
            barrier = "mark"

            [[observe]]
            from = "syslog"
            listen = "udp://127.0.0.1:0"
            match = '(?<code>\d+)'
            authoritative = true

            [case]
            setup = ["mark"]
            cleanup = ["mark"]

            [user]
            setup = ["mark"]
            cleanup = ["mark"]

            [accounts]
            file = "accounts.csv"
            reuse = true

            [[waive]]
            scenario = "lock/locks"
            reason = "known"

            [action.mark]
            http = "POST  /mark"
            base = "http://127.0.0.1:9"
            query = { a = "{{ a }}" }
            headers = { h = "{{ h? }}" }
            body = "{{ marker }}"
            reach = "server"
            capture = { x = "$.x[0]", y = "header:Y" }
            emits = ["locked"]
            answer = [{ status = ["4xx", 200], has = ["$.a"], equals = { "$.b" = 1 }, text = "x", outcome = "locked" }]

            [action.form."web/matrix"]
            http = "PUT /f"
            form = { a = "{{ a }}", b = 2 }
            [action.form."radius/*"]
            http = "DELETE /f"
        "#;
        let target = open(&Source::new("builtin:targets/all.toml", text), vocabulary()).unwrap_or_else(|error| panic!("{error}"));
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
        assert_eq!(
            facts,
            [
                "policy.day 2026-01-02",
                "policy.list.0 -2",
                "policy.list.1 2s",
                "policy.list.2 true",
                "policy.ratio 1.5",
            ]
        );
        assert_eq!(target.authority(), Some(1), "the one that says so, not the first");
        let observers: Vec<_> =
            target.observers.iter().map(|observer| (observer.name.as_str(), observer.within)).collect();
        assert_eq!(observers, [("log", Duration::from_secs(2)), ("syslog", Duration::from_millis(500))]);
        assert_eq!(target.observers[0].barrier.as_ref().map(|barrier| barrier.text.as_str()), Some("mark"));
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
        let observers = "[[observe]]\nfrom = \"response\"\njson = { code = \"$.c\" }\n[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)'\n";
        assert_eq!(target(observers).authority(), Some(1));
        assert_eq!(target(observers.split_once("[[observe]]\nfrom = \"file\"").expect("two").0).authority(), None);
    }

    #[test]
    fn a_mask_tells_its_outcomes_alike_and_no_others() {
        let text = format!("{HEAD}mask = [[\"locked\", \"incorrect-credentials\"], [\"created\", \"updated\"]]\n{LOGIN}");
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
            sent("{ a = \"{{ number }}\", b = \"{{ wait }}\", c = \"n {{ number }}\", d = true, e = [1, \"{{ name }}\"] }"),
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
            ["1: the key `action` is missing", "1: the key `format` is missing", "1: the key `title` is missing"]
                .map(str::to_owned)
                .into_iter()
                .collect::<Vec<_>>()
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
        assert_wrong("[[observe]]\nfrom = \"syslogd\"\n", &["2: expected one of `syslog`, `file`, `response`, got `syslogd`"]);
    }
}

mod problems_of_meaning {
    use super::*;

    #[test]
    fn a_pattern_is_a_regular_expression_with_a_group_for_the_code() {
        let observe = |pattern: &str| format!("[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '{pattern}'\n");
        assert_wrong(&observe("(?<code>\\d"), &["4: this is no regular expression: unclosed group"]);
        assert_wrong(&observe("code=(\\d+)"), &["4: the pattern has no group `code`"]);
        let expected = "\
error: the pattern has no group `code`
 --> targets/server.toml:9:9
  |
9 | match = 'code=(?<kode>.)'
  |         ^^^^^^^^^^^^^^^^^
  |
  = help: write the code's place as `(?<code>\\d{5})`";
        assert_eq!(rendered(&observe("code=(?<kode>.)")), expected);
        assert_wrong("[start]\ncommand = []\nready = '['\n", &["3: this is no regular expression: unclosed character class"]);
    }

    #[test]
    fn an_observer_says_where_it_reads_and_how() {
        assert_wrong("[[observe]]\nfrom = \"file\"\nmatch = '(?<code>.)'\n", &["1: this observer needs `path`"]);
        assert_wrong("[[observe]]\nfrom = \"syslog\"\nmatch = '(?<code>.)'\n", &["1: this observer needs `listen`"]);
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
            let observe = format!("[[observe]]\nfrom = \"syslog\"\nlisten = \"{listen}\"\nmatch = '(?<code>.)'\n");
            assert_wrong(&observe, &["3: expected `tcp://ADDRESS:PORT` or `udp://ADDRESS:PORT`"]);
        }
    }

    #[test]
    fn observers_have_names_of_their_own() {
        let observe = "[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)'\n";
        assert_wrong(&format!("{observe}{observe}"), &["5: two observers are called `file`"]);
        assert_eq!(target(&format!("{observe}{observe}name = \"other\"\n")).observers.len(), 2);
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
            assert!(problems(&format!("{HEAD}{LOGIN}{}", answer(status))).iter().any(|found| found.ends_with(&title[2..])), "{status}");
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
        assert_wrong("[action.call]\nhttp = \"GET /\"\njson = { a = 1.5, b = [1979-05-27] }\n", &[
            "3: a fraction cannot be sent as it is",
            "3: a date or time cannot be sent as it is",
        ]);
        assert_wrong("[action.call]\nhttp = \"GET /{{ x\"\n", &["2: this slot is not closed"]);
    }

    #[test]
    fn a_duration_is_one() {
        assert_wrong("[time]\nbudget = \"10\"\nskew = \"a while\"\n", &["2: `10` is no duration", "3: `a while` is no duration"]);
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
        assert!(rendered.ends_with("\n7 | setup = [\"logn\"]\n  |          ^^^^^^\n  |\n  = help: did you mean `login`?"), "{rendered}");
    }

    #[test]
    fn actions_around_cases_and_barriers_are_bound() {
        assert_wrong("[case]\ncleanup = [\"a\"]\n", &["2: this target binds no action `a`"]);
        assert_wrong("[user]\nsetup = [\"a\"]\ncleanup = [\"b\"]\n", &[
            "2: this target binds no action `a`",
            "3: this target binds no action `b`",
        ]);
        assert_wrong(
            "[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)'\nbarrier = \"mark\"\n",
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
        target("[action.a.\"web/x\"]\nhttp = \"GET /\"\nfirst = [\"b\"]\n[action.b.\"web/x\"]\nhttp = \"GET /\"\n[action.b.\"web/y\"]\nhttp = \"GET /\"\nfirst = [\"a\"]\n");
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
    fn a_catalog_beside_the_target_is_read_and_its_problems_are_told() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let catalog = folder.path().join("own");
        fs::create_dir(&catalog).expect("a folder");
        let index = "format = 1\nname = \"own\"\ntitle = \"Own\"\nlevels = \"optional\"\nkey = '[A-Z]+'\nfamilies = [\"f\"]\n";
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
