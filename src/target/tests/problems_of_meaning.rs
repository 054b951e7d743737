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
    assert_wrong("[[observe]]\nfrom = \"file\"\nmatch = '(?<code>.)(?<user>.)'\n", &["1: this observer needs `path`"]);
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
        &["3: this names no place in an answer: expected `$.name`, `header:Name` or `cookie:name`"],
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
            "2: this names no place in an answer: expected `$.name`, `header:Name` or `cookie:name`",
            "2: this names no place in an answer: expected `]`",
            "3: this names no place in an answer: expected `$.name`, `header:Name` or `cookie:name`",
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
    assert_eq!(problems(&text), ["4: `6.2` is no version: unexpected end of input while parsing minor version number"]);
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
    let below =
        "first = [\"logn\"]\nfamilies = [\"any\"]\nemits = [\"X1\", \"loked\"]\nquery = { a = \"{{ secret.a }}\" }\n";
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
    let family =
        "format = 1\nfamily = \"f\"\nchannel = \"-\"\n[code.A]\noutcome = \"authenticated\"\nmessage = \"Hello.\"\n";
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
