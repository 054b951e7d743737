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
    let fine =
        ["user.mail", "user.expires", "lock_limit", "my", "now", "by", "channel", "made_up", "ticket", "user.ticket"];
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
    assert_wrong(&format!("{observe}{action}"), &["10: `ticket` has no value where `b` is carried out as a barrier"]);
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

#[test]
fn mocks_are_asked_for_and_nobodys_certificate_has_two_parts() {
    let mock = "[mock.login-protection]\n";
    assert_undefined(mock, "mock.login-protecton", "did you mean `mock.login-protection`?");
    assert_undefined("", "mock.login-protection", "ask for it by `[mock.NAME]`");
    assert_undefined("", "foreign.certificat", "did you mean `foreign.certificate`?");
    assert_defined(mock, &["mock.login-protection", "foreign.certificate", "foreign.key"]);
    let start = "[start]\ncommand = [\"a\", \"{{ mock.login-protection }}\"]\nready = '(?<ca>.)'\n";
    assert_defined(&format!("{mock}{start}[tls]\nca = \"{{{{ start.ca }}}}\"\n"), &[]);
    assert_wrong(&format!("{start}{}", call("now")), &["2: `mock.login-protection` is not defined here"]);
    assert_wrong(&format!("[tls]\nca = \"{{{{ user.ca }}}}\"\n{}", call("now")), &["2: `user.ca` is not defined here"]);
    assert_wrong(&format!("[mock.a]\ncommand = \"b\"\n{}", call("now")), &["2: unknown key `command`"]);
}

/// Mocks start before the server and beside each other; the part of a case is told by the case alone.
#[test]
fn what_a_mock_is_given_is_known_when_it_starts() {
    let right = "[secret]\ng = { random = 8 }\n[mock.graph]\narguments = [\"--x\", \"{{ secret.g }}\"]\n\
                 env = { A = \"{{ target.folder }}\" }\nscope = \"{{ scenario.id }}.example\"\n\
                 [action.call]\nhttp = \"GET /\"\nbase = \"http://{{ mock.graph }}/{{ mock.graph.control }}\"\n";
    let target = target(right);
    let mock = target.mock("graph").expect("a mock");
    assert_eq!((mock.arguments.len(), mock.env.len()), (2, 1));
    let own = super::target("[mock.face]\n").mocks.remove(0).scope;
    assert_eq!(own.names()[0].0.path, "scenario.id");
    assert_wrong(
        "[mock.graph]\narguments = [\"{{ mock.face }}\"]\nscope = \"{{ user.name }}\"\n[mock.face]\nport = 1\n",
        &["2: `mock.face` is not defined here", "3: `user.name` is not defined here", "5: unknown key `port`"],
    );
    assert_wrong(
        "[mock.graph]\n[action.call]\nhttp = \"GET /{{ mock.grahp.ca }}\"\n",
        &["3: `mock.grahp.ca` is not defined here"],
    );
}
