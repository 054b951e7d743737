use super::*;

fn reference() -> Target {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/targets/reference.toml");
    let source = Source::new(path, fs::read_to_string(path).expect("a file"));
    open(&source, vocabulary()).unwrap_or_else(|error| panic!("{error}"))
}

fn linked(scenario: &Scenario) -> Problems {
    let mut problems = Problems::new();
    link(scenario, passlogic(), vocabulary(), &Known::of([&reference()]), &mut problems);
    problems
}

fn problems(steps: &str) -> Vec<String> {
    titles(&linked(&scenario_with(&format!("{HEAD}{steps}"), &[])), HEAD.matches('\n').count())
}

#[track_caller]
fn assert_unknown(steps: &str, expected: &[&str]) {
    assert_eq!(problems(steps), expected, "{steps}");
}

fn rendered(steps: &str) -> String {
    linked(&scenario_with(&format!("{HEAD}{steps}"), &[])).to_string()
}

#[test]
fn what_all_is_known_of_is_no_problem() {
    assert_unknown(
        r#"
        [[step]]
        do = "login"
        as = "alice"
        with = { answer = "wrong", ticket = "{{ users.alice.ticket + made_up }}" }
        times = "{{ policy.lock.limit - 1 }}"
        expect = ["locked", "reject", "54106", { any_of = ["accept", "no-answer"], as = "alice", count = "{{ policy.n }}" }]
        never = ["30004", "error"]
        save = "one"
        [[step]]
        do = "wait"
        for = "{{ policy.anything + 1s }}"
        [[step]]
        do = "login"
        with = { "user.name" = "{{ scenario.id + run.id + channel }}", "scenario.id" = "x" }
        shaped_as = "one"
        "#,
        &[],
    );
}

#[test]
fn an_unknown_action_is_shown_with_the_nearest() {
    let expected = "\
error: there is no action `longin`
 --> a.toml:5:6
  |
5 | do = \"longin\"
  |      ^^^^^^^^ no target binds it
  |
  = help: did you mean `login`?";
    assert_eq!(rendered("[[step]]\ndo = \"longin\"\n"), expected);
    assert!(rendered("[[step]]\ndo = \"wiat\"\n").ends_with("help: did you mean `wait`?"));
}

#[test]
fn an_unknown_argument_is_shown_with_the_nearest() {
    assert_unknown(
        "[[step]]\ndo = \"login\"\nwith = { tikcet = \"x\", colour = 1 }\n",
        &["3: `login` takes no argument `tikcet`", "3: `login` takes no argument `colour`"],
    );
    assert!(
        rendered("[[step]]\ndo = \"login\"\nwith = { tikcet = \"x\" }\n").ends_with("help: did you mean `ticket`?")
    );
}

#[test]
fn arguments_of_what_must_go_before_are_arguments_too() {
    let own = "format = 1\ntitle = \"x\"\ncatalog = \"passlogic\"\n[action.login]\nhttp = \"POST /\"\nfirst = [\"ask\"]\n[action.ask]\nhttp = \"GET /{{ colour }}\"\n";
    let target = open(&Source::new("own.toml", own), vocabulary()).unwrap_or_else(|error| panic!("{error}"));
    let scenario = scenario_with(&format!("{HEAD}[[step]]\ndo = \"login\"\nwith = {{ colour = 1 }}\n"), &[]);
    let mut problems = Problems::new();
    link(&scenario, passlogic(), vocabulary(), &Known::of([&target]), &mut problems);
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn an_unknown_code_is_shown_with_the_nearest() {
    let expected = "\
error: code 54160 is not in catalog passlogic
 --> a.toml:6:11
  |
6 | expect = [\"54160\"]
  |           ^^^^^^^ no such code
  |
  = help: did you mean 54106?";
    assert_eq!(rendered("[[step]]\ndo = \"login\"\nexpect = [\"54160\"]\n"), expected);
    assert_unknown(
        "[[step]]\ndo = \"login\"\nnever = [\"1\"]\nexpect = [{ any_of = [\"99999\"] }]\n",
        &["3: code 1 is not in catalog passlogic", "4: code 99999 is not in catalog passlogic"],
    );
}

#[test]
fn an_unknown_outcome_is_shown_with_the_nearest() {
    assert_unknown(
        "[[step]]\ndo = \"login\"\nexpect = [\"loked\", { outcome = \"autenticated\" }]\nnever = [\"rejekt\"]\n",
        &["3: there is no outcome `loked`", "3: there is no outcome `autenticated`", "4: there is no outcome `rejekt`"],
    );
    let help = |word: &str| {
        let rendered = rendered(&format!("[[step]]\ndo = \"login\"\nexpect = [\"{word}\"]\n"));
        rendered.rsplit("help: ").next().map(str::to_owned).expect("a help")
    };
    assert_eq!(help("loked"), "did you mean `locked`?");
    assert_eq!(help("rejekt"), "did you mean `reject`?", "classes are words, too");
    assert_eq!(help("quite-something-else"), "`sekisho catalog list outcomes` lists them all");
}

#[test]
fn an_unknown_user_is_told_wherever_it_stands() {
    assert_unknown(
        "[[step]]\ndo = \"login\"\nas = \"alcie\"\nexpect = [{ outcome = \"locked\", as = \"bob\" }]\nwith = { ticket = \"{{ users.carol.ticket }}\" }\n",
        &[
            "3: the scenario has no user `alcie`",
            "4: the scenario has no user `bob`",
            "5: the scenario has no user `carol`",
        ],
    );
    let none = scenario_with("format = 1\ntitle = \"x\"\n[[step]]\ndo = \"login\"\nas = \"alice\"\n", &[]);
    assert!(linked(&none).to_string().ends_with("help: write `[user.alice]` above the steps"));
}

#[test]
fn an_undefined_name_is_told_wherever_it_stands() {
    assert_unknown(
        r#"expires = "{{ nwo + 1h }}"
[[step]]
do = "login"
as = "{{ who }}"
times = "{{ polciy.lock.limit }}"
with = { ticket = "{{ now + secret.admin }}", password = "{{ answer }}" }
expect = [{ outcome = "locked", count = "{{ policy }}" }]
[[step]]
do = "wait"
for = "{{ a.b }}""#,
        &[
            "1: `nwo` is not defined here",
            "4: `who` is not defined here",
            "5: `polciy.lock.limit` is not defined here",
            "6: `secret.admin` is not defined here",
            "6: `answer` is not defined here",
            "7: `policy` is not defined here",
            "10: `a.b` is not defined here",
        ],
    );
    let rendered = rendered("[[step]]\ndo = \"login\"\ntimes = \"{{ polciy.lock.limit }}\"\n");
    assert!(rendered.ends_with("help: did you mean `policy`?"), "{rendered}");
}

#[test]
fn a_flow_knows_its_parameters_and_no_others() {
    let flow = "format = 1\ntitle = \"x\"\nparams = [\"n\"]\n[[step]]\ndo = \"login\"\ntimes = \"{{ n + m }}\"\n";
    let text = format!(
        "{HEAD}[[step]]\nuse = \"flows/f\"\nwith = {{ n = \"{{{{ k }}}}\" }}\n[[step]]\ndo = \"login\"\ntimes = \"{{{{ n }}}}\"\n"
    );
    let problems = linked(&scenario_with(&text, &[("flows/f", flow)]));
    assert_eq!(
        titles(&problems, HEAD.matches('\n').count()),
        ["3: `k` is not defined here", "6: `n` is not defined here", "flows/f:6: `m` is not defined here",]
    );
}

#[test]
fn a_shape_is_saved_before_it_is_compared_with() {
    let expected = "3: no earlier step saves an answer as `one`";
    assert_unknown(
        "[[step]]\ndo = \"login\"\nshaped_as = \"one\"\n[[step]]\ndo = \"login\"\nsave = \"one\"\n",
        &[expected],
    );
    assert_unknown(
        "[[step]]\ndo = \"login\"\nsave = \"one\"\nshaped_as = \"one\"\n",
        &["4: no earlier step saves an answer as `one`"],
    );
    assert_unknown("[[step]]\ndo = \"login\"\nsave = \"one\"\n[[step]]\ndo = \"login\"\nshaped_as = \"one\"\n", &[]);
}

#[test]
fn a_need_is_a_fact_or_an_action() {
    let needs = |needs: &str| {
        let text = format!("format = 1\ntitle = \"x\"\nneeds = [{needs}]\n[[step]]\ndo = \"login\"\n");
        titles(&linked(&scenario_with(&text, &[])), 0)
    };
    assert_eq!(needs("\"policy.anything.else\", \"action.unlock-user\""), [] as [&str; 0]);
    assert_eq!(
        needs("\"action.unlok-user\", \"polciy.lock.limit\", \"unlock-user\""),
        [
            "3: there is no action `unlok-user`",
            "3: `polciy.lock.limit` is nothing to need",
            "3: `unlock-user` is nothing to need",
        ]
    );
}

#[test]
fn a_fact_that_is_nearly_one_of_a_known_target_is_a_slip() {
    let text = format!(
        "format = 1\ntitle = \"x\"\nneeds = [\"policy.lokc.limit\", \"policy.totp.valid\"]\n[user.alice]\n{}",
        "[[step]]\ndo = \"wait\"\nfor = \"{{ policy.table.vaild + policy.table.age }}\"\n"
    );
    let problems = linked(&scenario_with(&text, &[]));
    assert_eq!(
        titles(&problems, 0),
        ["3: no target states `policy.lokc.limit`", "7: no target states `policy.table.vaild`"],
        "another fact may be one of a target to come"
    );
    let shown = problems.to_string();
    assert!(
        shown.contains("\"policy.lokc.limit\", \"policy.totp.valid\"]\n  |          ^^^^^^^^^^^^^^^^^^^\n"),
        "{shown}"
    );
    assert!(shown.contains("help: did you mean `policy.lock.limit`?"), "{shown}");
    assert!(shown.ends_with("help: did you mean `policy.table.valid`?"), "{shown}");
}

#[test]
fn a_parameter_of_each_is_known_in_steps_users_and_what_flows_are_given() {
    let flow = "format = 1\ntitle = \"A flow\"\nparams = [\"m\"]\n[[step]]\ndo = \"login\"\nas = \"alice\"\nwith = { offset = \"{{ n }}\", ticket = \"{{ m }}\" }\n";
    let text = |flow: &str| {
        format!(
            "{HEAD}clock = \"{{{{ n }}}}\"\n[each]\nn = [\"{{{{ policy.lock.limit }}}}\", 9]\n[[step]]\nuse = \"f\"\nwith = {{ m = \"{{{{ n }}}}\" }}\n{flow}"
        )
    };
    let problems = linked(&scenario_with(&text(""), &[("f", flow)]));
    assert_eq!(titles(&problems, 0), ["f:7: `n` is not defined here"], "a flow sees its own parameters alone");
    let own = "[[step]]\ndo = \"login\"\nas = \"alice\"\nwith = { offset = \"{{ n - 1 }}\" }\ntimes = \"{{ n }}\"\n";
    let flow = flow.replace("{{ n }}", "{{ m }}");
    assert_eq!(titles(&linked(&scenario_with(&text(own), &[("f", &flow)])), 0), [] as [&str; 0]);
}

#[test]
fn the_ends_of_a_range_are_facts_and_names_keep_their_meaning() {
    let step = "[[step]]\ndo = \"login\"\n";
    assert_unknown(&format!("[each]\nnow = [1, 2]\n{step}"), &["2: `now` has a meaning of its own"]);
    assert_unknown(
        &format!("[each]\nn = [1, \"{{{{ now }}}}\"]\n{step}"),
        &["2: `now` has no value before there is a case"],
    );
    assert_unknown(
        &format!("[each]\nn = [1, 2]\nm = [1, \"{{{{ n }}}}\"]\n{step}"),
        &["3: `n` has no value before there is a case"],
    );
    assert_unknown(
        &format!("[each]\nn = [1, \"{{{{ policy.lock.limt }}}}\"]\n{step}"),
        &["2: no target states `policy.lock.limt`"],
    );
}
