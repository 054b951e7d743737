use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use rand::Rng;
use sekisho_catalog::vocabulary;
use sekisho_files::Source;
use tokio::sync::watch;

use super::accounts::{Pool, read_accounts};
use super::context::{Context, Options};
use super::hub::Hub;
use super::naming::{Seed, case_id, run_prefix};
use super::reading::{captures, read};
use super::redact::Redactor;
use super::secrets::{Secrets, resolve_secrets};
use super::shape_of::{difference, shape_of};
use crate::check::WireSeen;
use crate::record::CaseName;
use crate::target::{SecretFrom, open};
use crate::template::Value;
use crate::wire::{Answer, Http, HttpAnswer, WireError};

mod redaction {
    use super::*;

    fn redactor(secrets: &[&str], names: &[(&str, &str)]) -> Redactor {
        let mut redactor = Redactor::default();
        secrets.iter().for_each(|secret| redactor.hide(secret));
        names.iter().for_each(|(full, label)| redactor.name(full, label));
        redactor
    }

    #[test]
    fn secrets_are_blotted_out_also_within_words() {
        let redactor = redactor(&["480958", "日本語だ"], &[]);
        assert_eq!(redactor.shown("password=480958, x480958y"), "password=•••, x•••y");
        assert_eq!(redactor.shown("「日本語だ」"), "「•••」");
        assert_eq!(redactor.shown("48095"), "48095");
    }

    #[test]
    fn of_secrets_that_overlap_nothing_is_left() {
        let redactor = redactor(&["abcd", "abcdef", "efgh"], &[]);
        assert_eq!(redactor.shown("abcdef"), "•••", "the longer one, not only its beginning");
        assert_eq!(redactor.shown("abcdefgh."), "•••.", "a chain of two");
        assert_eq!(super::redaction::redactor(&["1212"], &[]).shown("x121212x"), "x•••x", "one that overlaps itself");
    }

    #[test]
    fn secrets_are_blotted_out_however_they_are_written() {
        let redactor = redactor(&["a b\"é&"], &[]);
        for written in [
            "a b\"é&",
            "a+b%22%C3%A9%26",
            "a%20b%22%c3%a9%26",
            r#"a b\"é&"#,
            r#"a b\u0022\u00e9\u0026"#,
            "a b&quot;é&amp;",
            "YSBiIsOpJg",
        ] {
            assert_eq!(redactor.shown(&format!("x={written};")), "x=•••;", "{written}");
        }
        assert_eq!(super::redaction::redactor(&["secret"], &[]).shown("YWxpY2U6c2VjcmV0"), "YWxpY2U6•••");
    }

    #[test]
    fn short_secrets_go_from_traces_where_they_are_a_whole_value() {
        let redactor = redactor(&["123"], &[]);
        assert_eq!(redactor.traced(r#"{"password":"123","n":"1234"}"#), r#"{"password":"•••","n":"1234"}"#);
        assert_eq!(redactor.traced("a=123&b=1123"), "a=•••&b=1123");
    }

    #[test]
    fn short_secrets_are_left_and_none_is_kept_twice() {
        let redactor = redactor(&["123", "", "1234", "1234", "日本語"], &[]);
        assert_eq!(redactor.secrets(), ["1234"]);
        assert_eq!(redactor.shown("123 日本語"), "123 日本語");
    }

    #[test]
    fn users_are_shown_by_the_scenarios_names() {
        let redactor = redactor(&[], &[("sk01-al", "al"), ("sk01-alice", "alice"), ("", "nobody")]);
        assert_eq!(redactor.shown("sk01-alice and sk01-al"), "alice and al", "the longer name first");
        assert_eq!(redactor.shown("xsk01-alx"), "xalx");
    }

    #[test]
    fn accounts_that_are_called_like_users_are_not_renamed_twice() {
        let redactor = redactor(&[], &[("bob", "alice"), ("alice", "bob")]);
        assert_eq!(redactor.shown("alice met bob"), "bob met alice");
    }

    #[test]
    fn a_secret_that_holds_a_users_name_is_a_secret() {
        let redactor = redactor(&["bob2024"], &[("bob", "alice")]);
        assert_eq!(redactor.shown("bob:bob2024"), "alice:•••");
    }

    proptest! {
        #[test]
        fn no_secret_survives(
            secrets in prop::collection::vec("[ab1日]{4,6}", 1..4),
            names in prop::collection::vec(("[ab1]{1,3}", "[xyz]{1,2}"), 0..3),
            text in "[ab1日 .]{0,40}",
        ) {
            let mut redactor = Redactor::default();
            secrets.iter().for_each(|secret| redactor.hide(secret));
            names.iter().for_each(|(full, label)| redactor.name(full, label));
            let shown = redactor.shown(&text);
            let blots = shown.contains("•••");
            prop_assert_eq!(blots, secrets.iter().any(|secret| text.contains(secret.as_str())));
            for secret in &secrets {
                prop_assert!(!shown.contains(secret.as_str()), "{} in {}", secret, shown);
            }
        }
    }
}

mod names {
    use super::*;

    fn case(scenario: &str, channel: Option<&str>) -> CaseName {
        CaseName { scenario: scenario.to_owned(), channel: channel.map(str::to_owned), variant: None }
    }

    #[test]
    fn a_seed_repeats_its_run() {
        let numbers = |seed: u64, words: &[&str]| {
            let mut rng = Seed(seed).rng(words);
            [rng.next_u64(), rng.next_u64()]
        };
        assert_eq!(numbers(7, &["a", "b"]), numbers(7, &["a", "b"]));
        let distinct: BTreeSet<_> =
            [(7, ["a", "b"]), (8, ["a", "b"]), (7, ["ab", ""]), (7, ["", "ab"]), (7, ["b", "a"])]
                .into_iter()
                .map(|(seed, words)| numbers(seed, &words))
                .collect();
        assert_eq!(distinct.len(), 5, "words are told apart, not joined");
    }

    #[test]
    fn a_seed_reads_as_it_shows() {
        assert_eq!(Seed(0x7f3a).to_string(), "0000000000007f3a");
        assert_eq!("7f3a".parse(), Ok(Seed(0x7f3a)));
        for wrong in ["", "x", "10000000000000000", "-1", "7f 3a"] {
            assert_eq!(wrong.parse::<Seed>(), Err("a seed is up to 16 hexadecimal digits".to_owned()), "{wrong}");
        }
    }

    #[test]
    fn names_of_a_run_begin_alike_and_those_of_another_run_do_not() {
        let prefix = run_prefix(Seed(7));
        assert_eq!(prefix, run_prefix(Seed(7)));
        assert_ne!(prefix, run_prefix(Seed(8)));
        assert!(prefix.len() == 8 && prefix.starts_with("sk"), "{prefix}");
        assert!(case_id(&prefix, &case("a/b", None), 1).starts_with(&format!("{prefix}-")));
    }

    #[test]
    fn cases_channels_and_attempts_have_names_of_their_own() {
        let mut ids = BTreeSet::new();
        for scenario in ["a/b", "a/c", "a/b [x/y]"] {
            for channel in [None, Some("web/matrix"), Some("web/token")] {
                for attempt in 1..4 {
                    ids.insert(case_id("sk000000", &case(scenario, channel), attempt));
                }
            }
        }
        assert_eq!(ids.len(), 3 * 3 * 3);
        let variant = |variant: &str| CaseName { variant: Some(variant.to_owned()), ..case("a/b", None) };
        ids.extend(["offset=-1", "offset=1"].map(|name| case_id("sk000000", &variant(name), 1)));
        assert_eq!(ids.len(), 3 * 3 * 3 + 2);
        let id = case_id("sk000000", &case("a/b", None), 1);
        assert_eq!(id, case_id("sk000000", &case("a/b", None), 1));
        assert_eq!(case_id("sk000000", &case("a/b", None), 2), format!("{id}r2"));
    }

    proptest! {
        #[test]
        fn every_seed_reads_as_it_shows(seed in any::<u64>()) {
            prop_assert_eq!(Seed(seed).to_string().parse(), Ok(Seed(seed)));
        }
    }
}

mod shapes {
    use super::*;

    fn shape(status: u16, headers: &[&str], body: &str) -> Vec<String> {
        let headers = headers.iter().map(|&name| (name.to_owned(), "value".to_owned())).collect();
        shape_of(&Answer::Http(HttpAnswer { status, headers, body: body.as_bytes().to_vec() }))
    }

    #[track_caller]
    fn assert_differ(one: &str, other: &str, expected: &str, got: &str) {
        let difference = difference(&shape(200, &[], one), &shape(200, &[], other));
        assert_eq!(difference, Some((expected.to_owned(), got.to_owned())));
    }

    #[test]
    fn a_shape_says_all_but_the_values() {
        let body = r#"{"a":"12","b":["x1",1.5,null],"c":{"d":true,"e":"é!"},"f":""}"#;
        assert_eq!(
            shape(201, &["x-b", "x-a"], body),
            [
                "status 201",
                "headers x-a x-b",
                "$ has a b c f",
                "$.a is 2 digits",
                "$.b is a list of 3",
                "$.b[0] is 2 letters and digits",
                "$.b[1] is 1.5",
                "$.b[2] is null",
                "$.c has d e",
                "$.c.d is true",
                "$.c.e is 2 characters",
                "$.f is 0 digits",
            ]
        );
        assert_eq!(shape(200, &[], "plain é"), ["status 200", "headers ", "a body of 8 octets"]);
    }

    #[test]
    fn the_first_difference_is_told() {
        assert_differ(r#"{"a":"12"}"#, r#"{"a":"123"}"#, "$.a is 2 digits", "$.a is 3 digits");
        assert_differ(r#"{"a":"12"}"#, r#"{"a":"1x"}"#, "$.a is 2 digits", "$.a is 2 letters and digits");
        assert_differ(r#"{"a":1}"#, r#"{"a":1,"b":2}"#, "$ has a", "$ has a b");
        assert_differ(r#"[1,2]"#, r#"[1]"#, "$ is a list of 2", "$ is a list of 1");
        assert_differ("abc", "abcd", "a body of 3 octets", "a body of 4 octets");
        assert_differ(r#"{"a":true}"#, r#"{"a":false}"#, "$.a is true", "$.a is false");
        let (one, other) = (shape(200, &["a"], "{}"), shape(200, &["a", "b"], "{}"));
        assert_eq!(difference(&one, &other), Some(("headers a".to_owned(), "headers a b".to_owned())));
        let (one, other) = (shape(200, &[], "{}"), shape(401, &[], "{}"));
        assert_eq!(difference(&one, &other), Some(("status 200".to_owned(), "status 401".to_owned())));
    }

    #[test]
    fn a_shape_that_ends_early_differs() {
        let (short, long) = (vec!["a".to_owned()], vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(difference(&long, &short), Some(("b".to_owned(), "nothing more".to_owned())));
        assert_eq!(difference(&short, &long), Some(("nothing more".to_owned(), "b".to_owned())));
        assert_eq!(difference(&long, &long), None);
    }

    #[test]
    fn the_order_of_headers_does_not_matter() {
        assert_eq!(difference(&shape(200, &["b", "a"], "{}"), &shape(200, &["a", "b"], "{}")), None);
    }
}

mod answers {
    use super::*;

    const TARGET: &str = r#"
        format = 1
        title = "A server"
        catalog = "passlogic"

        [[observe]]
        from = "response"
        json = { code = "$.code", level = "$.level", message = "$.message" }

        [[observe]]
        name = "page"
        from = "response"
        match = 'Error (?<code>\d{5}): (?<message>.*)'

        [[answer]]
        status = ["2xx", 302]
        equals = { "$.result" = "ok", "$.count" = 3, "$.done" = true }
        outcome = "authenticated"

        [[answer]]
        status = 401
        text = "[Ll]ocked"
        outcome = "locked"

        [[answer]]
        status = 401
        outcome = "incorrect-credentials"

        [[answer]]
        has = ["header:Location"]
        outcome = "challenge-issued"

        [action.login]
        http = "POST /login"
        families = ["web-login"]
        capture = { ticket = "$.ticket", cookie = "header:Set-Cookie", number = "$.n", cells = "$.cells", nothing = "$.null", deep = "$.a" }
        answer = [{ status = 401, has = ["$.own"], outcome = "account-expired" }]

        [action.ping]
        http = "GET /ping"
    "#;

    fn context() -> Context {
        let target = open(&Source::new("server.toml", TARGET), vocabulary()).unwrap_or_else(|error| panic!("{error}"));
        let options =
            Options { seed: Seed(1), jobs: 1, retries: 0, no_flaky: false, waivers: Vec::new(), min_coverage: None };
        Context {
            target: Arc::new(target),
            vocabulary: vocabulary(),
            options,
            prefix: "sk000000".to_owned(),
            foreign: std::sync::OnceLock::new(),
            http: Http::new(&[], std::time::Duration::from_secs(30), None).expect("a client"),
            hub: Arc::new(Hub::default()),
            variables: BTreeMap::new(),
            secrets: Secrets::default(),
            pool: Pool::default(),
            observer_names: Vec::new(),
            interrupted: watch::channel(false).1,
            date: Mutex::default(),
            waits: Mutex::default(),
            trace: None,
            used_waivers: Mutex::default(),
            sink: Mutex::new(Box::new(|_| ())),
        }
    }

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Answer::Http(HttpAnswer { status, headers, body: body.as_bytes().to_vec() })
    }

    fn seen_by(action: &str, exchange: &Result<Answer, WireError>) -> WireSeen {
        let context = context();
        let binding = context.target.binding(action, None).expect("a binding");
        read(&context, binding, exchange)
    }

    /// The outcome that the rules read from an answer to `login`.
    fn outcome(status: u16, headers: &[(&str, &str)], body: &str) -> String {
        let seen = seen_by("login", &Ok(answer(status, headers, body)));
        assert_eq!(seen.code, None);
        seen.outcome.expect("an outcome")
    }

    #[test]
    fn a_code_in_the_answer_goes_before_all_rules() {
        let body = r#"{"code":"54106","level":"warning","message":"No.","own":1}"#;
        let seen = seen_by("login", &Ok(answer(401, &[], body)));
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(seen.status, "HTTP 401");
        assert_eq!((seen.code, seen.level, seen.message), (text("54106"), text("warning"), text("No.")));
        assert_eq!(seen.outcome, None);
    }

    #[test]
    fn observers_of_the_answer_are_asked_in_order() {
        let seen = seen_by("login", &Ok(answer(200, &[], "<p>Error 54105: Locked.")));
        assert_eq!((seen.code.as_deref(), seen.message.as_deref()), (Some("54105"), Some("Locked.")));
        let number = seen_by("login", &Ok(answer(200, &[], r#"{"code":54106}"#)));
        assert_eq!(number.code.as_deref(), Some("54106"), "a number is a code too");
    }

    #[test]
    fn the_first_rule_that_fits_counts_and_the_actions_own_come_first() {
        assert_eq!(outcome(401, &[], r#"{"own":"x"}"#), "account-expired");
        assert_eq!(outcome(401, &[], r#"{"own":null}"#), "incorrect-credentials", "null is nothing");
        assert_eq!(outcome(401, &[], "Locked!"), "locked");
        assert_eq!(outcome(401, &[], "blocked!"), "locked");
        assert_eq!(outcome(401, &[("location", "/")], ""), "incorrect-credentials");
        assert_eq!(outcome(500, &[("location", "/")], ""), "challenge-issued");
    }

    #[test]
    fn every_condition_of_a_rule_must_hold() {
        let right = r#"{"result":"ok","count":3,"done":true}"#;
        for status in [200, 299, 302] {
            assert_eq!(outcome(status, &[], right), "authenticated");
        }
        for status in [199, 300, 303] {
            assert_eq!(outcome(status, &[], right), "unmapped");
        }
        for wrong in ["ok", r#"{"result":"ok","count":4,"done":true}"#, r#"{"result":"ok","count":3}"#, "{}"] {
            assert_eq!(outcome(200, &[], wrong), "unmapped", "{wrong}");
        }
    }

    #[test]
    fn an_action_without_families_and_rules_need_not_be_explained() {
        assert_eq!(seen_by("ping", &Ok(answer(204, &[], ""))).outcome, None);
        assert_eq!(seen_by("ping", &Ok(answer(401, &[], ""))).outcome.as_deref(), Some("incorrect-credentials"));
    }

    #[test]
    fn silence_is_an_outcome() {
        let seen = seen_by("login", &Err(WireError::Silent("timed out".to_owned())));
        assert_eq!((seen.status.as_str(), seen.outcome.as_deref(), seen.code), ("no answer", Some("no-answer"), None));
    }

    #[test]
    fn captures_keep_the_kind_of_what_they_hold() {
        let context = context();
        let binding = context.target.binding("login", None).expect("a binding");
        let body = r#"{"ticket":"012","n":7,"cells":[1,"b",[true]],"null":null,"a":{"b":1.5}}"#;
        let held = captures(binding, &answer(200, &[("set-cookie", "c=1")], body));
        let list = Value::List(vec![Value::Integer(1), Value::from("b"), Value::List(vec![Value::Boolean(true)])]);
        let expected = [
            ("ticket", Value::from("012")),
            ("cookie", Value::from("c=1")),
            ("number", Value::Integer(7)),
            ("cells", list),
            ("nothing", Value::Absent),
            ("deep", Value::from(r#"{"b":1.5}"#)),
        ];
        assert_eq!(held, expected.map(|(name, value)| (name.to_owned(), Some(value))));
        let lacking = captures(binding, &answer(200, &[], "no JSON"));
        assert!(lacking.iter().all(|(_, value)| value.is_none()), "{lacking:?}");
    }
}

mod pools_and_secrets {
    use super::*;

    fn read_rows(text: &str) -> Result<Vec<Vec<String>>, String> {
        let accounts = read_accounts("a.csv", text).map_err(|error| error.to_string())?;
        let row = |account: BTreeMap<String, String>| account.into_iter().map(|(key, value)| format!("{key}={value}"));
        Ok(accounts.into_iter().map(|account| row(account).collect()).collect())
    }

    #[test]
    fn accounts_are_read_with_quotes_blanks_and_lines_of_either_system() {
        let rows =
            read_rows("name , pattern,note\r\nalice,\"1,2,3\",\"says \"\"hi\"\"\nand goes\"\r\n\r\n 日本 ,,\r\n");
        let alice = ["name=alice", "note=says \"hi\"\nand goes", "pattern=1,2,3"].map(str::to_owned).to_vec();
        assert_eq!(rows, Ok(vec![alice, vec!["name=日本".to_owned()]]));
        assert_eq!(read_rows("name\n"), Ok(vec![]));
    }

    #[test]
    fn a_wrong_accounts_file_is_told_with_its_line() {
        for (text, at) in [
            ("", "a.csv:1: "),
            ("nome\nalice\n", "a.csv:1: the first line names no column `name`"),
            ("name,note\nalice,\n,lost\n", "a.csv:3: the account has no `name`"),
            ("name\nalice\nbob\nalice\n", "a.csv:4: the account `alice` stands in line 2 already"),
            ("name,pattern\nalice,\"1;2\"\n", "a.csv:2: the `pattern` of alice is none"),
            ("name,pattern,phrase_position\nalice,\"1,2\",3\n", "a.csv:2: the `phrase_position` of alice is none"),
            ("name,pattern\nalice\n", "a.csv:2: "),
            ("name,password\nalice,\"1\n2\"\nbob\n", "a.csv:4: "),
        ] {
            let error = read_rows(text).expect_err(text);
            assert!(error.starts_with(at), "{error} for {text:?}");
        }
    }

    #[test]
    fn a_pool_hands_out_accounts_in_order_and_takes_them_back_where_they_may_be_reused() {
        let accounts = || read_accounts("a.csv", "name\na\nb\nc\n").expect("accounts");
        let names = |taken: Option<Vec<BTreeMap<String, String>>>| {
            taken.map(|taken| taken.iter().map(|account| account["name"].clone()).collect::<Vec<_>>().join(""))
        };
        let pool = Pool::new(accounts(), true);
        assert_eq!(names(pool.take(4)), None);
        let two = pool.take(2).expect("two");
        assert_eq!(names(Some(two.clone())).as_deref(), Some("ab"));
        assert_eq!(names(pool.take(2)), None);
        pool.give_back(two);
        assert_eq!(names(pool.take(3)).as_deref(), Some("abc"));
        let pool = Pool::new(accounts(), false);
        let two = pool.take(2).expect("two");
        pool.give_back(two);
        assert_eq!(names(pool.take(2)), None);
        assert_eq!(names(pool.take(0)).as_deref(), Some(""));
    }

    #[test]
    fn secrets_come_from_where_the_target_says_and_do_not_show() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("secret");
        std::fs::write(&path, "from a file\r\n").expect("a file");
        let wanted = BTreeMap::from([
            ("e".to_owned(), SecretFrom::Env("TOKEN".to_owned())),
            ("f".to_owned(), SecretFrom::File(path.display().to_string())),
            ("r".to_owned(), SecretFrom::Random(12)),
        ]);
        let env = |name: &str| (name == "TOKEN").then(|| "from the environment".to_owned());
        let secrets = resolve_secrets(&wanted, &env, &mut Seed(1).rng(&[])).expect("secrets");
        assert_eq!(secrets.value("e"), Some("from the environment"));
        assert_eq!(secrets.value("f"), Some("from a file"));
        assert_eq!(secrets.value("r").map(str::len), Some(12));
        assert_eq!(secrets.value("x"), None);
        assert_eq!(format!("{secrets:?}"), r#"{"e": "•••", "f": "•••", "r": "•••"}"#);
    }

    #[test]
    fn a_secret_that_is_not_there_is_named() {
        let wanted = BTreeMap::from([("e".to_owned(), SecretFrom::Env("TOKEN".to_owned()))]);
        let error = resolve_secrets(&wanted, &|_| None, &mut Seed(1).rng(&[])).expect_err("no secret");
        assert!(error.to_string().contains("TOKEN is not set"), "{error}");
        let wanted = BTreeMap::from([("f".to_owned(), SecretFrom::File("/nowhere/at/all".to_owned()))]);
        let error = resolve_secrets(&wanted, &|_| None, &mut Seed(1).rng(&[])).expect_err("no secret");
        assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
    }
}
