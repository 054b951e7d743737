use std::collections::BTreeMap;
use std::fs;

use sekisho_catalog::{passlogic, vocabulary};
use sekisho_files::{Problem, Problems, Source};

use super::{
    Act, AnswerKind, Argument, Known, Library, LibraryError, Scenario, Spoil, What, flow_shape, link, read_scenario,
    shape,
};
use crate::target::{Target, open};

const HEAD: &str = "format = 1\ntitle = \"A scenario\"\n[user.alice]\n";

fn titles(problems: &Problems, offset: usize) -> Vec<String> {
    let shown = |problem: &&Problem| {
        let line = problem.place().line;
        let line = if problem.file() == "a.toml" { line - offset } else { line };
        let file = if problem.file() == "a.toml" { String::new() } else { format!("{}:", problem.file()) };
        format!("{file}{line}: {}", problem.title())
    };
    problems.sorted().iter().map(shown).collect()
}

fn read_with(text: &str, flows: &[(&str, &str)]) -> (Option<Scenario>, Problems) {
    let flows: BTreeMap<String, Source> =
        flows.iter().map(|(name, text)| ((*name).to_owned(), Source::new(*name, *text))).collect();
    let mut problems = Problems::new();
    let scenario = read_scenario("x/a", &Source::new("a.toml", text), &|name| flows.get(name).cloned(), &mut problems);
    (scenario, problems)
}

/// A scenario that is right.
fn scenario_with(text: &str, flows: &[(&str, &str)]) -> Scenario {
    let (scenario, problems) = read_with(text, flows);
    assert!(problems.is_empty(), "{problems}");
    scenario.expect("a scenario")
}

/// The problems of steps below a right head; lines are counted from the first below.
fn problems_with(steps: &str, flows: &[(&str, &str)]) -> Vec<String> {
    let text = format!("{HEAD}{steps}");
    titles(&read_with(&text, flows).1, HEAD.matches('\n').count())
}

#[track_caller]
fn assert_wrong(steps: &str, expected: &[&str]) {
    assert_eq!(problems_with(steps, &[]), expected, "{steps}");
}

fn step(more: &str) -> super::Step {
    scenario_with(&format!("{HEAD}[[step]]\ndo = \"login\"\n{more}"), &[]).steps.remove(0)
}

mod reading {
    use super::*;

    #[test]
    fn every_key_of_a_scenario_is_read() {
        let scenario = scenario_with(
            r#"
            format = 1
            title = "All"
            channels = ["web/matrix", "radius/token"]
            rules = ["RFC 6238, 5.2"]
            tags = ["slow"]
            needs = ["policy.lock.limit", "action.unlock-user"]
            alone = true

            [user.alice]
            phrase = "between"
            expires = "{{ now + 1h }}"

            [user.ghost]
            exists = false

            [[step]]
            do = "login"
            "#,
            &[],
        );
        assert_eq!((scenario.name.as_str(), scenario.folder(), scenario.title.as_str()), ("x/a", "x", "All"));
        let channels: Vec<_> = scenario.channels.iter().map(|channel| channel.text.as_str()).collect();
        assert_eq!(channels, ["web/matrix", "radius/token"]);
        assert_eq!((scenario.rules[0].as_str(), scenario.tags[0].as_str()), ("RFC 6238, 5.2", "slow"));
        assert_eq!(scenario.needs.len(), 2);
        assert!(scenario.alone);
        let users: Vec<_> = scenario.users.iter().map(|user| (user.name.as_str(), user.exists)).collect();
        assert_eq!(users, [("alice", true), ("ghost", false)]);
        let attributes: Vec<_> = scenario.users[0].attributes.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(attributes, ["phrase", "expires"]);
    }

    #[test]
    fn every_key_of_a_step_is_read() {
        let step = step(
            r#"
            as = "alice"
            channel = "windows/matrix"
            with = { answer = "other-cells", ticket = "{{ made_up }}" }
            times = "{{ policy.lock.limit }}"
            at = "once"
            fresh = true
            expect = ["locked", { code = "54106", level = "err", message = "m", detail = "[0-9]+", as = "alice", count = 2 }]
            unordered = true
            never = ["30004"]
            spoil = "bad-utf8"
            like = "0*"
            save = "one"
            shaped_as = "two"
            "#,
        );
        assert_eq!((step.number, step.at.as_str(), step.action()), (1, "a.toml:4", "login"));
        assert_eq!(step.acting.as_ref().and_then(crate::template::Template::as_fixed).as_deref(), Some("alice"));
        assert_eq!(step.channel.as_ref().map(|channel| channel.text.as_str()), Some("windows/matrix"));
        assert!(matches!(step.with[0], (_, Argument::Answer(AnswerKind::OtherCells))));
        assert!(matches!(&step.with[1], (name, Argument::Value(_)) if name.text == "ticket"));
        assert!(step.once && step.fresh && step.unordered && step.times.is_some());
        assert_eq!(step.never[0].text, "30004");
        assert_eq!(step.spoil, Some(Spoil::BadUtf8));
        assert_eq!((step.like.as_deref(), step.save.as_deref()), (Some("0*"), Some("one")));
        assert_eq!(step.shaped_as.as_ref().map(|name| name.text.as_str()), Some("two"));
        let [first, second] = &step.expect[..] else { panic!("two expectations") };
        assert!(matches!(&first.what, What::Word(word) if word.text == "locked") && first.count.is_none());
        assert!(matches!(&second.what, What::Word(word) if word.text == "54106"));
        assert_eq!((second.level.as_deref(), second.message.as_deref()), (Some("err"), Some("m")));
        assert_eq!(second.about.as_deref(), Some("alice"));
        assert!(second.count.is_some());
        let detail = second.detail.as_ref().expect("a pattern");
        assert!(detail.is_match("12") && !detail.is_match("x12") && !detail.is_match("12x"), "the whole of it");
    }

    #[test]
    fn a_step_that_says_little_has_defaults() {
        let step = step("");
        assert!(!step.once && !step.fresh && !step.unordered);
        assert!(step.acting.is_none() && step.channel.is_none() && step.times.is_none() && step.spoil.is_none());
        assert!(step.with.is_empty() && step.expect.is_empty() && step.never.is_empty());
    }

    #[test]
    fn all_answers_and_ways_to_break_a_request_have_their_words() {
        for (word, kind) in AnswerKind::ALL {
            let step = step(&format!("with = {{ answer = \"{word}\" }}"));
            assert!(matches!(step.with[0].1, Argument::Answer(read) if read == kind), "{word}");
        }
        for (word, spoil) in Spoil::ALL {
            assert_eq!(step(&format!("spoil = \"{word}\"")).spoil, Some(spoil));
        }
        assert!(matches!(step("with = { password = \"x\" }").with[0].1, Argument::Password(_)));
    }

    #[test]
    fn choices_hold_words_and_tables() {
        let step = step("expect = [{ any_of = [\"locked\", { code = \"54106\" }], count = 2 }]");
        let What::AnyOf(items) = &step.expect[0].what else { panic!("a choice") };
        let words: Vec<_> = items
            .iter()
            .map(|item| match &item.what {
                What::Word(word) => word.text.as_str(),
                What::AnyOf(_) => "?",
            })
            .collect();
        assert_eq!(words, ["locked", "54106"]);
        assert!(step.expect[0].count.is_some());
    }

    #[test]
    fn a_wait_is_a_step() {
        let scenario = scenario_with(
            &format!(
                "{HEAD}[[step]]\ndo = \"wait\"\nfor = \"{{{{ policy.table.valid }}}}\"\n[[step]]\ndo = \"wait\"\nfor = \"1m30s\"\ntimes = 2\n"
            ),
            &[],
        );
        assert!(scenario.steps.iter().all(|step| matches!(step.act, Act::Wait(_)) && step.action() == "wait"));
    }

    #[test]
    fn the_shapes_are_tables_of_known_keys() {
        for shape in [shape(), flow_shape()] {
            assert_eq!(shape.expected(), "a table");
        }
    }
}

mod wrong_files {
    use super::*;

    #[test]
    fn unknown_keys_and_words_are_wrong_at_every_depth() {
        assert_wrong("[[step]]\ndo = \"login\"\nexpects = []\n", &["3: unknown key `expects`"]);
        assert_wrong(
            "[user.bob]\nphrase = \"middle\"\n[[step]]\ndo = \"a\"\n",
            &["2: expected one of `before`, `after`, `between`, got `middle`"],
        );
        assert_wrong(
            "[[step]]\ndo = \"a\"\nwith = { answer = \"rihgt\" }\nspoil = \"no-boddy\"\nat = \"twice\"\n",
            &[
                "3: expected one of `right`, `wrong`, `same`, `previous`, `empty`, `short`, `long`, `other-cells`, got `rihgt`",
                "4: expected one of `no-body`, `not-json`, `wrong-types`, `huge`, `bad-utf8`, `unknown-field`, got `no-boddy`",
                "5: expected one of `once`, got `twice`",
            ],
        );
        assert_wrong(
            "[[step]]\ndo = \"a\"\nexpect = [{ kode = \"1\" }, 5]\n",
            &[
                "3: an expectation names one thing",
                "3: unknown key `kode`",
                "3: expected a text or a table, got an integer",
            ],
        );
        let (_, problems) = read_with(HEAD, &[]);
        assert_eq!(titles(&problems, 0), ["1: the key `step` is missing"]);
    }

    #[test]
    fn without_a_title_the_steps_are_checked_all_the_same() {
        let (_, problems) = read_with("format = 1\n[[step]]\nas = \"alice\"\n", &[]);
        assert_eq!(titles(&problems, 0), ["1: the key `title` is missing", "2: the step does nothing"]);
    }

    #[test]
    fn a_step_does_one_thing() {
        assert_wrong("[[step]]\nas = \"alice\"\n", &["1: the step does nothing"]);
        assert_wrong("[[step]]\ndo = \"wait\"\n", &["1: how long is not stated"]);
        assert_wrong("[[step]]\ndo = \"login\"\nfor = \"1s\"\n", &["3: only `wait` takes `for`"]);
        assert_wrong("[[step]]\ndo = \"wait\"\nfor = \"soon\"\n", &["3: this is no duration"]);
    }

    #[test]
    fn a_wait_expects_nothing_and_has_no_user() {
        assert_wrong(
            "[[step]]\ndo = \"wait\"\nfor = \"1s\"\nas = \"alice\"\nexpect = [\"locked\"]\n",
            &["4: `wait` takes no `as`", "5: `wait` takes no `expect`"],
        );
    }

    #[test]
    fn an_expectation_names_one_thing() {
        for expect in
            ["{}", "{ code = \"1\", outcome = \"locked\" }", "{ any_of = [], code = \"1\" }", "{ level = \"err\" }"]
        {
            assert_wrong(
                &format!("[[step]]\ndo = \"a\"\nexpect = [{expect}]\n"),
                &["3: an expectation names one thing"],
            );
        }
    }

    #[test]
    fn a_detail_is_a_regular_expression_by_itself() {
        for pattern in ["(", "a)(b", "[z-a]", "*"] {
            let step = format!("[[step]]\ndo = \"a\"\nexpect = [{{ code = \"1\", detail = \"{pattern}\" }}]\n");
            assert_wrong(&step, &["3: this is no regular expression"]);
        }
    }

    #[test]
    fn a_broken_slot_is_shown_in_its_place() {
        assert_wrong(
            "[[step]]\ndo = \"a\"\ntimes = \"{{ 1 + }}\"\nwith = { x = \"{{ y\" }\n",
            &["3: expected a name, a number or a text", "4: this slot is not closed"],
        );
    }
}

mod flows {
    use super::*;

    const FLOW: &str = "format = 1\ntitle = \"A flow\"\nparams = [\"who\", \"n\"]\n[[step]]\ndo = \"login\"\nas = \"{{ who }}\"\ntimes = \"{{ n }}\"\n[[step]]\ndo = \"unlock-user\"\nas = \"{{ who }}\"\n";

    #[test]
    fn the_steps_of_a_flow_take_the_place_and_the_number_of_the_step_that_uses_it() {
        let text = format!(
            "{HEAD}[[step]]\ndo = \"a\"\n[[step]]\nuse = \"flows/f\"\nwith = {{ who = \"alice\", n = 2 }}\n[[step]]\ndo = \"b\"\n"
        );
        let scenario = scenario_with(&text, &[("flows/f", FLOW)]);
        let steps: Vec<_> = scenario.steps.iter().map(|step| (step.number, step.action(), step.at.as_str())).collect();
        let expected =
            [(1, "a", "a.toml:4"), (2, "login", "flows/f:4"), (2, "unlock-user", "flows/f:8"), (3, "b", "a.toml:9")];
        assert_eq!(steps, expected);
        let params: Vec<_> = scenario.steps[1].params.iter().map(|param| param.name.as_str()).collect();
        assert_eq!(params, ["who", "n"]);
        assert!(scenario.steps[3].params.is_empty());
    }

    #[test]
    fn a_flow_that_is_not_there_is_told() {
        assert_wrong("[[step]]\nuse = \"flows/g\"\n", &["2: there is no flow `flows/g`"]);
    }

    #[test]
    fn a_flow_is_given_just_its_parameters() {
        let use_with =
            |with: &str| problems_with(&format!("[[step]]\nuse = \"flows/f\"\nwith = {with}\n"), &[("flows/f", FLOW)]);
        assert_eq!(use_with("{ who = \"alice\", n = 1 }"), [] as [&str; 0]);
        assert_eq!(
            use_with("{ whom = \"alice\" }"),
            [
                "2: the flow wants a parameter `who`",
                "2: the flow wants a parameter `n`",
                "2: the flow has no parameter `whom`",
            ]
        );
    }

    #[test]
    fn a_step_that_uses_a_flow_says_nothing_else() {
        let steps =
            "[[step]]\nuse = \"flows/f\"\nwith = { who = \"alice\", n = 1 }\ndo = \"login\"\nexpect = [\"locked\"]\n";
        assert_eq!(
            problems_with(steps, &[("flows/f", FLOW)]),
            ["4: a step that uses a flow takes no `do`", "5: a step that uses a flow takes no `expect`",]
        );
    }

    #[test]
    fn a_wrong_flow_is_told_in_its_own_file() {
        let flow = "format = 1\ntitle = \"x\"\n[[step]]\ndoo = \"login\"\n";
        assert_eq!(
            problems_with("[[step]]\nuse = \"flows/f\"\n", &[("flows/f", flow)]),
            ["flows/f:3: the step does nothing", "flows/f:4: unknown key `doo`"]
        );
    }

    #[test]
    fn flows_that_use_each_other_end() {
        let round =
            |other: &str| format!("format = 1\ntitle = \"x\"\n{}", format!("[[step]]\nuse = \"{other}\"\n").repeat(9));
        let (one, two) = (round("flows/two"), round("flows/one"));
        let problems = problems_with("[[step]]\nuse = \"flows/one\"\n", &[("flows/one", &one), ("flows/two", &two)]);
        let lines: Vec<String> =
            (0..9).map(|step| format!("flows/two:{}: flows use each other without end", 4 + 2 * step)).collect();
        assert_eq!(problems, lines);
    }

    #[test]
    fn flows_may_be_eight_deep_and_no_deeper() {
        let flow = |next: usize| match next {
            9 => "format = 1\ntitle = \"x\"\n[[step]]\ndo = \"end\"\n".to_owned(),
            next => format!("format = 1\ntitle = \"x\"\n[[step]]\nuse = \"flows/{next}\"\n"),
        };
        let names: Vec<String> = (0..9).map(|depth| format!("flows/{depth}")).collect();
        let texts: Vec<String> = (1..10).map(flow).collect();
        let flows: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
        let from = |depth: usize| problems_with(&format!("[[step]]\nuse = \"flows/{depth}\"\n"), &flows);
        assert_eq!(from(1), [] as [&str; 0]);
        assert_eq!(from(0), ["flows/7:4: flows use each other without end"]);
    }

    #[test]
    fn a_flow_hands_its_parameters_on() {
        let inner = "format = 1\ntitle = \"x\"\nparams = [\"user\"]\n[[step]]\ndo = \"login\"\nas = \"{{ user }}\"\n";
        let outer = "format = 1\ntitle = \"x\"\nparams = [\"who\"]\n[[step]]\nuse = \"flows/in\"\nwith = { user = \"{{ who }}\" }\n";
        let text = format!("{HEAD}[[step]]\nuse = \"flows/out\"\nwith = {{ who = \"alice\" }}\n");
        let scenario = scenario_with(&text, &[("flows/in", inner), ("flows/out", outer)]);
        let param = &scenario.steps[0].params[0];
        assert_eq!((param.name.as_str(), param.outer[0].name.as_str()), ("user", "who"));
    }
}

mod linking {
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
            &[
                "3: there is no outcome `loked`",
                "3: there is no outcome `autenticated`",
                "4: there is no outcome `rejekt`",
            ],
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
        assert_unknown(
            "[[step]]\ndo = \"login\"\nsave = \"one\"\n[[step]]\ndo = \"login\"\nshaped_as = \"one\"\n",
            &[],
        );
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
}

mod libraries {
    use super::*;

    fn embedded() -> Library {
        Library::open(None).expect("the embedded scenarios")
    }

    fn selected(library: &mut Library, what: &[&str]) -> Result<Vec<String>, String> {
        let what: Vec<String> = what.iter().map(|&what| what.to_owned()).collect();
        library.select(&what).map_err(|error| error.to_string())
    }

    #[test]
    fn flows_and_journeys_are_no_scenarios() {
        let library = embedded();
        assert!(library.names().any(|name| name == "login/right-answer"));
        assert!(library.names().all(|name| !name.starts_with("flows/") && !name.starts_with("load/")));
        assert!(library.flow("flows/lock-out").is_some() && library.flow("flows/lock-out.toml").is_some());
        assert!(library.flow("flows/nothing").is_none());
    }

    #[test]
    fn scenarios_are_named_in_several_ways() {
        let mut library = embedded();
        for name in [
            "login/right-answer",
            "login/right-answer.toml",
            "scenarios/login/right-answer.toml",
            "scenarios/login/right-answer",
        ] {
            assert_eq!(selected(&mut library, &[name]), Ok(vec!["login/right-answer".to_owned()]), "{name}");
        }
        let all: Vec<String> = library.names().map(str::to_owned).collect();
        assert_eq!(selected(&mut library, &[]), Ok(all.clone()));
        let lock: Vec<String> = all.iter().filter(|name| name.starts_with("lock/")).cloned().collect();
        assert!(lock.len() > 1);
        for folder in ["lock", "lock/", "scenarios/lock", "scenarios/lock/"] {
            assert_eq!(selected(&mut library, &[folder]), Ok(lock.clone()), "{folder}");
        }
        let both = selected(&mut library, &["lock", "lock/locks-and-unlocks", "lock"]);
        assert_eq!(both, Ok(lock), "none is named twice");
    }

    #[test]
    fn what_is_nothing_is_shown_with_the_nearest() {
        let mut library = embedded();
        let rest = "is neither a scenario, nor a folder of scenarios, nor a file";
        for (wrong, help) in [
            ("login/rihgt-answer", "did you mean `login/right-answer`?"),
            ("lokc", "did you mean `lock`?"),
            ("quite/something/else", "`sekisho run --list` names all"),
            ("", "`sekisho run --list` names all"),
            ("lock/locks", "`sekisho run --list` names all"),
        ] {
            assert_eq!(selected(&mut library, &["lock", wrong]), Err(format!("`{wrong}` {rest}; {help}")));
        }
    }

    #[test]
    fn files_on_disk_shadow_the_embedded_ones_and_stand_beside_them() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let file = |name: &str, title: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, format!("format = 1\ntitle = \"{title}\"\n[[step]]\ndo = \"login\"\n")).expect("a file");
        };
        file("login/right-answer.toml", "Mine");
        file("own/deep/one.toml", "Own");
        file("own/notes.txt", "no scenario");
        let mut library = Library::open(Some(folder.path())).expect("scenarios");
        let title = |library: &Library, name: &str| {
            let mut problems = Problems::new();
            library.read(name, &mut problems).map(|scenario| scenario.title)
        };
        assert_eq!(title(&library, "login/right-answer").as_deref(), Some("Mine"));
        assert_eq!(title(&library, "own/deep/one").as_deref(), Some("Own"));
        assert!(library.names().any(|name| name == "lock/locks-and-unlocks"), "the others are still there");
        assert_eq!(selected(&mut library, &["own"]), Ok(vec!["own/deep/one".to_owned()]));
        assert_eq!(title(&library, "own/nothing"), None);
        let gone = Library::open(Some(&folder.path().join("nowhere"))).expect("the embedded scenarios");
        assert_eq!(gone.names().count(), embedded().names().count());
    }

    #[test]
    fn a_file_anywhere_is_a_scenario_by_its_path() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("mine.toml");
        fs::write(&path, "format = 1\ntitle = \"Mine\"\n[[step]]\nuse = \"flows/f\"\n").expect("a file");
        let mut library = embedded();
        let names = selected(&mut library, &[&path.display().to_string()]).expect("a scenario");
        assert_eq!(names, [path.with_extension("").display().to_string()]);
        let mut problems = Problems::new();
        let scenario = library.read(&names[0], &mut problems).expect("a scenario");
        assert_eq!(scenario.title, "Mine");
        assert!(problems.to_string().contains("there is no flow `flows/f`"), "{problems}");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let folder = tempfile::TempDir::new().expect("a folder");
        fs::write(folder.path().join("bad.toml"), [0xff, 0xfe]).expect("a file");
        let error = Library::open(Some(folder.path())).expect_err("no UTF-8");
        assert!(matches!(&error, LibraryError::Io { path, .. } if path.ends_with("bad.toml")), "{error}");
        assert!(error.to_string().contains("bad.toml: "), "{error}");
    }

    #[test]
    fn every_embedded_scenario_reads_and_links() {
        let library = embedded();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/targets/reference.toml");
        let source = Source::new(path, fs::read_to_string(path).expect("a file"));
        let target = open(&source, vocabulary()).unwrap_or_else(|error| panic!("{error}"));
        let known = Known::of([&target]);
        for name in library.names() {
            let mut problems = Problems::new();
            let scenario = library.read(name, &mut problems).expect("a scenario");
            link(&scenario, passlogic(), vocabulary(), &known, &mut problems);
            assert!(problems.is_empty(), "{problems}");
        }
    }
}
