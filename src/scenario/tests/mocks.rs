use super::*;
use crate::scenario::{MockAct, Question};
use crate::template::Template;

/// The problems of reading and linking, under a target that asks for `graph`.
fn linked(steps: &str) -> Vec<String> {
    let text = format!("{HEAD}{steps}");
    let (scenario, mut problems) = read_with(&text, &[]);
    let target =
        "format = 1\ntitle = \"A\"\ncatalog = \"passlogic\"\n[mock.graph]\n[action.sync]\nhttp = \"POST /sync\"\n";
    let target = open(&Source::new("targets/a.toml", target), vocabulary()).expect("a target");
    link(&scenario.expect("a scenario"), passlogic(), vocabulary(), &Known::of([&target]), &mut problems);
    titles(&problems, HEAD.matches('\n').count())
}

fn of_mock(more: &str) -> MockAct {
    let step = scenario_with(&format!("{HEAD}[[step]]\ndo = \"mock.graph\"\n{more}"), &[]).steps.remove(0);
    assert_eq!(step.action(), "mock.graph");
    let Act::Mock(mock) = step.act else { panic!("a mock's step") };
    *mock
}

#[test]
fn a_mock_is_told_anything_and_asked_what_it_saw() {
    let mock = of_mock(
        "as = \"alice\"\nwith = { answer = \"graph\", n = [{ deep = 1 }, true] }\nwithin = \"3s\"\n\
         expect = [{ saw = \"POST *\", count = 2, gap = \">= 7s\", status = \"4xx\" }, { saw = \"a\" },\n  \
         { saw = \"b\", count = \">= 3\" }, { fact = \"users\", is = 12 }, { fact = \"x\", absent = true }]",
    );
    assert_eq!(mock.name.text, "graph");
    assert!(mock.program.is_some(), "what an action's arguments cannot be is no matter here");
    let saw: Vec<_> = mock
        .asks
        .iter()
        .filter_map(|ask| match &ask.what {
            Question::Saw(saw) => Some((saw.count.as_ref().and_then(Template::as_fixed), saw.or_more)),
            Question::Fact { .. } => None,
        })
        .collect();
    assert_eq!(saw, [(Some("2".into()), false), (None, true), (Some("3".into()), true)]);
    let Question::Saw(first) = &mock.asks[0].what else { panic!("a sight") };
    assert_eq!(first.gap.as_ref().and_then(Template::as_fixed).as_deref(), Some("7s"));
    assert!(first.status.is_some_and(|status| status.holds(499) && !status.holds(500)));
    assert!(matches!(&mock.asks[3].what, Question::Fact { is: Some(_), .. }));
    assert!(matches!(&mock.asks[4].what, Question::Fact { is: None, .. }));
}

#[test]
fn what_runs_on_ends_with_an_outcome_or_a_code() {
    let steps = "[[step]]\ndo = \"sync\"\nstart = true\n[[step]]\ndo = \"wait\"\nuntil = \"31502\"\nexpect = [\"31502\"]\n\
                 [[step]]\ndo = \"sync\"\nuntil = [\"31502\", \"31504\"]\n";
    assert_eq!(linked(steps), [""; 0]);
    let scenario = scenario_with(&format!("{HEAD}{steps}"), &[]);
    let [start, wait, lasting] = &scenario.steps[..] else { panic!("three steps") };
    assert!(start.start.is_some() && start.until.is_empty());
    assert!(matches!(wait.act, Act::Await) && wait.action() == "wait" && wait.until[0].text == "31502");
    assert!(lasting.start.is_none() && lasting.until.len() == 2);
}

#[test]
fn wrong_questions_are_shown() {
    let asked = |expect: &str| problems_with(&format!("[[step]]\ndo = \"mock.graph\"\nexpect = [{expect}]"), &[]);
    for (wrong, title) in [
        ("\"locked\"", "3: a mock emits no events"),
        ("{ saw = \"a\", fact = \"b\", is = 1 }", "3: a mock is asked one thing at a time"),
        ("{ count = 2 }", "3: a mock is asked one thing at a time"),
        ("{ saw = \"a\", is = 2 }", "3: `saw` takes no `is`"),
        ("{ fact = \"a\", is = 2, gap = \">= 1s\" }", "3: `fact` takes no `gap`"),
        ("{ fact = \"a\" }", "3: what the fact must be is not stated"),
        ("{ fact = \"a\", is = 1, absent = true }", "3: what the fact must be is not stated"),
        ("{ saw = \"a\", gap = \"7s\" }", "3: this is no lower bound"),
        ("{ saw = \"a\", gap = \">= long\" }", "3: this is no duration"),
        ("{ saw = \"a\", count = 1, gap = \">= 7s\" }", "3: a gap lies between two"),
        ("{ saw = \"a\", status = \"9xx\" }", "3: this is no status"),
    ] {
        assert_eq!(asked(wrong), [title], "{wrong}");
    }
    assert_wrong(
        "[[step]]\ndo = \"mock.graph\"\nspoil = \"huge\"\nuntil = \"locked\"",
        &["3: a step of a mock takes no `spoil`", "4: a step of a mock takes no `until`"],
    );
    assert_wrong("[[step]]\ndo = \"mock.graph\"\nwith = { half = 0.5 }", &["3: a fraction cannot be sent as it is"]);
    let elsewhere = "[[step]]\ndo = \"login\"\nexpect = [{ saw = \"a\" }, { code = \"54106\", gap = \">= 1s\" }]";
    assert_wrong(elsewhere, &["3: only a mock is asked this", "3: only what a mock saw or holds has `gap`"]);
    assert_wrong(
        "[[step]]\ndo = \"login\"\nwith = { answer = \"ritgh\", deep = { a = 1 } }",
        &[
            "3: expected one of `right`, `wrong`, `same`, `previous`, `empty`, `short`, `long`, `other-cells`, `new`, \
             `new-short`, got `ritgh`",
            "3: expected a text, a number or a truth value, got a table",
        ],
    );
}

#[test]
fn unknown_mocks_and_nobodys_names_are_shown() {
    assert_eq!(linked("[[step]]\ndo = \"mock.grpah\"\n"), ["2: there is no mock `grpah`"]);
    assert_eq!(
        linked(
            "[[step]]\ndo = \"mock.graph\"\nwith = { user = \"{{ user.name }}\", other = \"{{ users.alice.name }}\" }"
        ),
        ["3: `user.name` is whose?"]
    );
    assert_eq!(
        linked(
            "[[step]]\ndo = \"mock.graph\"\nexpect = [{ fact = \"{{ usr.name }}\", is = \"{{ users.bob.name }}\" }]"
        ),
        ["3: `usr.name` is not defined here", "3: the scenario has no user `bob`"]
    );
    let text = "format = 1\ntitle = \"A\"\nneeds = [\"mock.graph\", \"mock.grap\"]\nstep = []\n";
    let (scenario, mut problems) = read_with(text, &[]);
    let target = "format = 1\ntitle = \"A\"\ncatalog = \"passlogic\"\naction = {}\n[mock.graph]\n";
    let target = open(&Source::new("targets/a.toml", target), vocabulary()).expect("a target");
    link(&scenario.expect("a scenario"), passlogic(), vocabulary(), &Known::of([&target]), &mut problems);
    assert_eq!(titles(&problems, 0), ["3: there is no mock `grap`"]);
}

#[test]
fn starts_and_ends_go_together() {
    let start = "[[step]]\ndo = \"sync\"\nstart = true\n";
    let end = "[[step]]\ndo = \"wait\"\nuntil = \"31502\"\n";
    assert_eq!(linked(start), ["3: no later step waits for the end of this"]);
    assert_eq!(linked(end), ["3: nothing was started that could end"]);
    assert_eq!(linked(&format!("{start}{start}{end}")), [""; 0], "one end for all that runs");
    assert_eq!(
        linked(&format!("{start}{end}{end}{start}")),
        ["9: nothing was started that could end", "12: no later step waits for the end of this"]
    );
    assert_eq!(
        linked(&format!("{start}[[step]]\ndo = \"wait\"\nuntil = [\"syncd\"]\n")),
        ["6: there is no outcome `syncd`"]
    );
    assert_wrong("[[step]]\ndo = \"wait\"\nfor = \"3s\"\nuntil = \"locked\"", &["3: a step waits for one thing"]);
    assert_wrong("[[step]]\ndo = \"wait\"\nuntil = []", &["3: what ends it is not stated"]);
    assert_wrong(
        "[[step]]\ndo = \"login\"\nstart = true\nuntil = \"locked\"",
        &["3: what lasts until its end does not run on"],
    );
    assert_wrong(
        "[[step]]\ndo = \"wait\"\nuntil = \"locked\"\nas = \"alice\"\nstart = true",
        &["4: `wait` takes no `as`", "5: `wait` takes no `start`", "5: what lasts until its end does not run on"],
    );
}
