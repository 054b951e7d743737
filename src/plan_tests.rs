use std::fs;
use std::sync::Arc;

use sekisho_catalog::{Class, passlogic, vocabulary};
use sekisho_files::{Problems, Source};

use super::{Plan, plan};
use crate::check::{Accepts, Wanted};
use crate::scenario::{Scenario, read_scenario};
use crate::target::{Target, open};

const HEAD: &str = "format = 1\ntitle = \"x\"\nchannels = [\"web/matrix\"]\n[user.alice]\n";

fn reference() -> Target {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/targets/reference.toml");
    let source = Source::new(path, fs::read_to_string(path).expect("a file"));
    open(&source, vocabulary()).unwrap_or_else(|error| panic!("{error}"))
}

fn target(text: &str) -> Target {
    let text = format!("format = 1\ntitle = \"x\"\ncatalog = \"passlogic\"\n{text}");
    open(&Source::new("own.toml", text), vocabulary()).unwrap_or_else(|error| panic!("{error}"))
}

fn scenario(text: &str) -> Arc<Scenario> {
    scenario_with(text, &|_| None)
}

fn scenario_with(text: &str, flow: &dyn Fn(&str) -> Option<Source>) -> Arc<Scenario> {
    let mut problems = Problems::new();
    let scenario = read_scenario("x/a", &Source::new("a.toml", text), flow, &mut problems);
    assert!(problems.is_empty(), "{problems}");
    Arc::new(scenario.expect("a scenario"))
}

/// The plan of a scenario on a target, and what is wrong.
fn planned(scenario: Arc<Scenario>, target: &Target) -> (Plan, Problems) {
    let mut problems = Problems::new();
    let plan = plan(&[scenario], target, vocabulary(), &mut problems);
    (plan, problems)
}

/// Each case, and each that is skipped, with the reason.
fn outline(text: &str, target: &Target) -> Vec<String> {
    let (plan, problems) = planned(scenario(text), target);
    assert!(problems.is_empty(), "{problems}");
    let cases = plan.cases.iter().map(|case| case.name.to_string());
    cases.chain(plan.skipped.iter().map(|(name, reason)| format!("{name}: {reason}"))).collect()
}

/// Why the steps below a right head are skipped.
#[track_caller]
fn assert_skipped(steps: &str, target: &Target, reason: &str) {
    assert_eq!(outline(&format!("{HEAD}{steps}"), target), [format!("x/a [web/matrix]: {reason}")]);
}

/// What each step below a right head expects on the reference target.
fn wanted(steps: &str) -> Vec<Vec<String>> {
    wanted_on(&format!("{HEAD}{steps}"), &reference())
}

fn wanted_on(text: &str, target: &Target) -> Vec<Vec<String>> {
    let (plan, problems) = planned(scenario(text), target);
    assert!(problems.is_empty(), "{problems}");
    let [case] = &plan.cases[..] else { panic!("one case: {:?}", plan.skipped) };
    case.steps.iter().map(|step| step.wanted.iter().map(shown).collect()).collect()
}

fn shown(wanted: &Wanted) -> String {
    let about = wanted.about.as_ref().map(|user| format!(" of {user}")).unwrap_or_default();
    format!("{} ×{}{about}", wanted.label, wanted.count)
}

fn login(expect: &str) -> String {
    format!("[[step]]\ndo = \"login\"\nas = \"alice\"\nexpect = {expect}\n")
}

#[test]
fn an_outcome_resolves_to_the_code_of_its_channel() {
    let text = format!(
        "{}{}",
        HEAD.replace("[\"web/matrix\"]", "[\"windows/matrix\", \"web/matrix\"]"),
        login("[\"locked\"]")
    );
    let (plan, _) = planned(scenario(&text), &reference());
    let codes: Vec<_> =
        plan.cases.iter().map(|case| (case.name.to_string(), case.steps[0].wanted[0].accepts.clone())).collect();
    let code = |code: &str| vec![Accepts::Code(code.to_owned())];
    let expected = [("x/a [web/matrix]".to_owned(), code("54105")), ("x/a [windows/matrix]".to_owned(), code("54305"))];
    assert_eq!(codes, expected, "sorted by name");
}

#[test]
fn a_scenario_without_channels_runs_once() {
    let text = "format = 1\ntitle = \"x\"\n[user.alice]\n[[step]]\ndo = \"unlock-user\"\nas = \"alice\"\nexpect = [\"lock-released\"]\n";
    assert_eq!(outline(text, &reference()), ["x/a"]);
    assert_eq!(wanted_on(text, &reference()), [["30005 lock-released ×1"]]);
}

#[test]
fn a_step_may_have_a_channel_of_its_own() {
    let step = "[[step]]\ndo = \"login\"\nas = \"alice\"\nchannel = \"windows/matrix\"\nexpect = [\"locked\"]\n";
    assert_eq!(wanted(&format!("{step}{}", login("[\"locked\"]"))), [["54305 locked ×1"], ["54105 locked ×1"]]);
}

#[test]
fn expectations_are_codes_classes_choices_and_outcomes_of_the_wire() {
    let steps = login(
        r#"["54106", "reject", "no-answer", { any_of = ["locked", "accept"], count = 2 }, { outcome = "locked", as = "alice", level = "err", message = "m" }]"#,
    );
    assert_eq!(
        wanted(&steps),
        [["54106 ×1", "reject ×1", "no-answer ×1", "54105 locked or accept ×2", "54105 locked ×1 of alice"]]
    );
    let (plan, _) = planned(scenario(&format!("{HEAD}{steps}")), &reference());
    let wanted = &plan.cases[0].steps[0].wanted;
    assert_eq!(wanted[1].accepts, [Accepts::Class(Class::Reject)]);
    assert_eq!(wanted[2].accepts, [Accepts::Outcome("no-answer".to_owned())]);
    assert_eq!(wanted[3].accepts, [Accepts::Code("54105".to_owned()), Accepts::Class(Class::Accept)]);
    assert_eq!((wanted[4].level.as_deref(), wanted[4].message.as_deref()), (Some("err"), Some("m")));
}

#[test]
fn what_must_never_come_is_resolved_too() {
    let steps = format!("{}never = [\"locked\", \"error\", \"30004\"]\n", login("[\"reject\"]"));
    let (plan, _) = planned(scenario(&format!("{HEAD}{steps}")), &reference());
    let never: Vec<_> = plan.cases[0].steps[0].never.iter().map(|never| never.accepts.clone()).collect();
    let expected = [
        vec![Accepts::Code("54105".to_owned())],
        vec![Accepts::Class(Class::Error)],
        vec![Accepts::Code("30004".to_owned())],
    ];
    assert_eq!(never, expected);
}

#[test]
fn companions_come_with_their_code_as_often_and_of_the_same_user() {
    let radius = target("[action.login]\nhttp = \"POST /\"\nfamilies = [\"radius\"]\n");
    let entry = passlogic()
        .active()
        .find(|entry| entry.family == "radius" && entry.then.iter().any(|code| code == "80251"))
        .expect("a code with a companion");
    let text = format!(
        "{}{}",
        HEAD.replace("web/matrix", "radius/matrix"),
        login(&format!("[{{ code = \"{}\", count = 3, as = \"alice\" }}, \"reject\"]", entry.key))
    );
    let code = entry.key.as_str();
    let expected =
        vec![format!("{code} ×3 of alice"), format!("80251 with {code} ×3 of alice"), "reject ×1".to_owned()];
    assert_eq!(wanted_on(&text, &radius), [expected], "a class has none");
}

#[test]
fn an_outcome_that_several_codes_of_the_family_have_is_an_error_of_the_file() {
    let entry =
        passlogic().active().find(|entry| entry.shared.is_some()).expect("an outcome that two codes of a family share");
    let channel = match entry.channel.to_string().as_str() {
        "-" => String::new(),
        channel => format!("channels = [\"{}\"]\n", channel.replace('*', "matrix")),
    };
    let own = target(&format!("[action.act]\nhttp = \"POST /\"\nfamilies = [\"{}\"]\n", entry.family));
    let text =
        format!("format = 1\ntitle = \"x\"\n{channel}[[step]]\ndo = \"act\"\nexpect = [\"{}\"]\n", entry.outcome);
    let (_, problems) = planned(scenario(&text), &own);
    let rendered = problems.to_string();
    assert!(rendered.starts_with(&format!("error: `{}` can mean several codes here\n", entry.outcome)), "{rendered}");
    assert!(rendered.contains(&format!("expect = [\"{}\"]", entry.outcome)), "{rendered}");
    assert!(
        rendered.contains(&"^".repeat(entry.outcome.len() + 2)) && rendered.contains(entry.key.as_str()),
        "{rendered}"
    );
    assert!(rendered.ends_with("help: name the code instead"), "{rendered}");
    let never = text.replace("expect = ", "never = ");
    assert_eq!(planned(scenario(&never), &own).1.len(), 1);
}

mod counts {
    use super::*;

    fn times(times: &str) -> Result<u64, String> {
        let steps = format!("{}times = {times}\n", login("[\"locked\"]"));
        let (plan, problems) = planned(scenario(&format!("{HEAD}{steps}")), &reference());
        match (problems.is_empty(), plan.cases.first(), plan.skipped.first()) {
            (true, Some(case), _) => Ok(case.steps[0].times),
            (true, None, Some((_, reason))) => Err(reason.clone()),
            _ => Err(problems.sorted()[0].title().to_owned()),
        }
    }

    #[test]
    fn a_step_is_carried_out_as_often_as_it_says() {
        assert_eq!(times("3"), Ok(3));
        assert_eq!(times("\"{{ policy.lock.limit - 1 }}\""), Ok(4));
        assert_eq!(times("\"{{ policy.lock.limit - 5 }}\""), Ok(0));
    }

    #[test]
    fn a_count_that_is_none_is_skipped_or_an_error_of_the_file() {
        let skipped = |reason: &str| Err(reason.to_owned());
        assert_eq!(times("\"{{ policy.lock.limit - 6 }}\""), skipped("a.toml:9 yields -1 under the target's policy"));
        assert_eq!(times("\"{{ policy.lock.most }}\""), skipped("the target does not state policy.lock.most"));
        assert_eq!(times("\"{{ policy.table.valid }}\""), skipped("expected a number, got a duration"));
        assert_eq!(times("\"3\""), skipped("expected a number, got a text"));
        assert_eq!(times("true"), skipped("expected a number, got a truth value"));
        assert_eq!(times("\"{{ policy.lock.limit / 0 }}\""), skipped("the result is out of range"));
        assert_eq!(times("\"{{ policy.lock.limit + 1s }}\""), skipped("`+` does not go with a number and a duration"));
    }

    #[test]
    fn an_expectation_is_counted_by_the_policy_too() {
        let steps = login("[{ outcome = \"locked\", count = \"{{ policy.lock.limit + 1 }}\" }]");
        assert_eq!(wanted(&steps), [["54105 locked ×6"]]);
        assert_skipped(
            &login("[{ outcome = \"locked\", count = \"{{ policy.lock.most }}\" }]"),
            &reference(),
            "the target does not state policy.lock.most",
        );
    }

    #[test]
    fn a_flows_parameters_count_and_are_skipped_for_what_they_lack() {
        let inner = "format = 1\ntitle = \"x\"\nparams = [\"n\"]\n[[step]]\ndo = \"login\"\nas = \"alice\"\ntimes = \"{{ n }}\"\n";
        let outer =
            "format = 1\ntitle = \"x\"\nparams = [\"m\"]\n[[step]]\nuse = \"in\"\nwith = { n = \"{{ m + 1 }}\" }\n";
        let flow = |name: &str| match name {
            "in" => Some(Source::new("in", inner)),
            "out" => Some(Source::new("out", outer)),
            _ => None,
        };
        let with = |m: &str| {
            let text = format!("{HEAD}[[step]]\nuse = \"out\"\nwith = {{ m = \"{m}\" }}\n");
            planned(scenario_with(&text, &flow), &reference()).0
        };
        assert_eq!(with("{{ policy.lock.limit }}").cases[0].steps[0].times, 6);
        assert_eq!(with("{{ policy.lock.most }}").skipped[0].1, "the target does not state policy.lock.most");
    }
}

mod variants {
    use super::*;

    /// The cases of a scenario with these lines of `each` on a target with these facts.
    fn cases(each: &str, facts: &str) -> Vec<String> {
        let own =
            target(&format!("[policy]\n{facts}\n[action.login]\nhttp = \"POST /{{{{ answer }}}}{{{{ x? }}}}\"\n"));
        outline(&format!("format = 1\ntitle = \"x\"\n[user.alice]\n[each]\n{each}\n{}", login("[]")), &own)
    }

    #[test]
    fn a_range_is_a_case_for_each_number_with_both_ends() {
        let facts = "totp = { from = -2, to = 10 }";
        let each = "offset = [\"{{ policy.totp.from }}\", \"{{ policy.totp.from + 2 }}\"]";
        assert_eq!(cases(each, facts), ["x/a offset=-2", "x/a offset=-1", "x/a offset=0"]);
        assert_eq!(cases("n = [9, \"{{ policy.totp.to }}\"]", facts), ["x/a n=9", "x/a n=10"], "9 before 10");
        assert_eq!(cases("n = [3, 3]", ""), ["x/a n=3"]);
    }

    #[test]
    fn several_parameters_multiply() {
        let each = "method = { of = [\"pap\", \"chap\"] }\nn = [1, 2]";
        let names = ["method=chap,n=1", "method=chap,n=2", "method=pap,n=1", "method=pap,n=2"];
        assert_eq!(cases(each, ""), names.map(|name| format!("x/a {name}")));
    }

    #[test]
    fn what_the_policy_does_not_allow_for_is_skipped() {
        assert_eq!(cases("n = [1, \"{{ policy.n }}\"]", ""), ["x/a: the target does not state policy.n"]);
        let why = "x/a: there is no n from 1 to 0: such is the target's policy";
        assert_eq!(cases("n = [1, \"{{ policy.n }}\"]", "n = 0"), [why]);
        let why = "x/a: `each` makes more than 1000 cases under the target's policy";
        assert_eq!(cases("n = [1, 1001]", ""), [why]);
        assert_eq!(cases("n = [1, 100]\nm = [1, 11]", ""), [why]);
        assert_eq!(cases("n = [1, \"{{ 9223372036854775807 }}\"]", ""), [why]);
    }

    #[test]
    fn an_end_that_is_no_number_is_wrong() {
        let text = format!(
            "format = 1\ntitle = \"x\"\n[user.alice]\n[each]\nn = [1, \"{{{{ policy.table.valid }}}}\"]\n{}",
            login("[]")
        );
        let (_, problems) = planned(scenario(&text), &reference());
        assert_eq!(problems.sorted()[0].title(), "expected a whole number, got a duration");
    }

    #[test]
    fn repetitions_and_counts_may_use_the_parameter_also_through_flows() {
        let flow = "format = 1\ntitle = \"x\"\nparams = [\"m\"]\n[[step]]\ndo = \"login\"\nas = \"alice\"\ntimes = \"{{ m }}\"\n";
        let flow = |_: &str| Some(Source::new("flow", flow));
        let own = login("[{ outcome = \"locked\", count = \"{{ n + 1 }}\" }]");
        let text = format!(
            "{HEAD}[each]\nn = [1, 2]\n{own}times = \"{{{{ n }}}}\"\n[[step]]\nuse = \"f\"\nwith = {{ m = \"{{{{ n * 3 }}}}\" }}\n"
        );
        let (plan, problems) = planned(scenario_with(&text, &flow), &reference());
        assert!(problems.is_empty(), "{problems}");
        let counted =
            plan.cases.iter().map(|case| (case.steps[0].times, case.steps[0].wanted[0].count, case.steps[1].times));
        assert_eq!(counted.collect::<Vec<_>>(), [(1, 2, 3), (2, 3, 6)]);
    }

    #[test]
    fn an_offset_needs_an_answer_to_go_with() {
        let with = |with: &str| format!("{}with = {with}\n", login("[]"));
        let own = target("[action.login]\nhttp = \"POST /\"\n");
        assert_skipped(&with("{ offset = -3 }"), &own, "the target's login takes no answer");
        assert_skipped(&with("{ offset = \"{{ policy.n }}\" }"), &reference(), "the target does not state policy.n");
        assert_eq!(outline(&format!("{HEAD}{}", with("{ offset = -3 }")), &reference()), ["x/a [web/matrix]"]);
    }
}

mod skips {
    use super::*;

    #[test]
    fn an_action_that_the_target_does_not_bind() {
        let own = target("[action.login.\"web/token\"]\nhttp = \"POST /\"\n[action.wink]\nhttp = \"POST /\"\n");
        assert_skipped(&login("[]"), &own, "the target does not bind the action login on web/matrix");
        let text = "format = 1\ntitle = \"x\"\n[[step]]\ndo = \"login\"\n";
        assert_eq!(outline(text, &own), ["x/a: the target does not bind the action login"]);
    }

    #[test]
    fn one_channel_is_skipped_and_another_runs() {
        let text = format!("{}{}", HEAD.replace("[\"web/matrix\"]", "[\"kiosk/matrix\", \"web/matrix\"]"), login("[]"));
        assert_eq!(
            outline(&text, &reference()),
            ["x/a [web/matrix]", "x/a [kiosk/matrix]: the target does not bind the action login on kiosk/matrix"]
        );
    }

    #[test]
    fn an_argument_for_which_the_target_has_no_slot() {
        let step = |with: &str| format!("[[step]]\ndo = \"login\"\nas = \"alice\"\nwith = {with}\n");
        assert_skipped(&step("{ colour = 1 }"), &reference(), "the target's login takes no colour");
        let own = target(
            "[action.login]\nhttp = \"POST /\"\nfirst = [\"ask\"]\n[action.ask]\nhttp = \"GET /{{ colour }}\"\n",
        );
        assert_eq!(
            outline(&format!("{HEAD}{}", step("{ colour = 1 }")), &own),
            ["x/a [web/matrix]"],
            "what goes before has it"
        );
        for with in ["{ answer = \"wrong\" }", "{ password = \"x\" }"] {
            assert_skipped(&step(with), &own, "the target's login takes no answer");
            assert_eq!(outline(&format!("{HEAD}{}", step(with)), &reference()), ["x/a [web/matrix]"]);
        }
    }

    #[test]
    fn a_fact_that_the_target_does_not_state() {
        let reason = "the target does not state policy.lock.most";
        let fact = "{{ policy.lock.most }}";
        assert_skipped(&format!("{}with = {{ ticket = \"{fact}\" }}\n", login("[]")), &reference(), reason);
        assert_skipped(&format!("{}with = {{ password = \"{fact}\" }}\n", login("[]")), &reference(), reason);
        assert_skipped(&format!("[[step]]\ndo = \"wait\"\nfor = \"{fact}\"\n"), &reference(), reason);
        assert_skipped(&format!("mail = \"{fact}\"\n{}", login("[]")), &reference(), reason);
        let optional = format!("{}with = {{ ticket = \"{{{{ policy.lock.most? }}}}\" }}\n", login("[]"));
        assert_eq!(outline(&format!("{HEAD}{optional}"), &reference()), ["x/a [web/matrix]"]);
    }

    #[test]
    fn an_outcome_that_the_catalog_has_not_here() {
        assert_skipped(
            &login("[\"drift-reauthenticate\"]"),
            &reference(),
            "catalog passlogic has no drift-reauthenticate for this action and channel",
        );
        let own = target(
            "[action.login]\nhttp = \"POST /\"\nfamilies = [\"web-login\"]\nanswer = [{ status = 200, outcome = \"drift-reauthenticate\" }]\n",
        );
        let text = format!("{HEAD}{}", login("[\"drift-reauthenticate\"]"));
        assert_eq!(wanted_on(&text, &own), [["drift-reauthenticate ×1"]], "unless an answer may say so");
    }

    #[test]
    fn of_a_choice_only_if_the_catalog_has_none_of_it() {
        let any_of = |words: &str| login(&format!("[{{ any_of = [{words}] }}]"));
        assert_eq!(wanted(&any_of("\"drift-reauthenticate\", \"locked\"")), [["54105 locked ×1"]]);
        assert_skipped(
            &any_of("\"drift-reauthenticate\""),
            &reference(),
            "catalog passlogic has no drift-reauthenticate for this action and channel",
        );
    }

    #[test]
    fn codes_of_families_that_the_action_does_not_name() {
        let own = target("[action.login]\nhttp = \"POST /\"\n");
        let reasons = outline(&format!("{HEAD}{}", login("[\"updated\"]")), &own);
        assert!(reasons[0].starts_with("x/a [web/matrix]: updated could be any of "), "{reasons:?}");
        assert!(reasons[0].ends_with(": the target's login names no family that has it"), "{reasons:?}");
    }

    #[test]
    fn a_wait_where_no_clock_can_be_moved_and_no_time_is_given() {
        let wait = "[[step]]\ndo = \"wait\"\nfor = \"1s\"\n";
        let login = "[action.login]\nhttp = \"POST /\"\n";
        assert_skipped(
            wait,
            &target(login),
            "the target's clock cannot be moved, and it gives no `time.budget` for really waiting",
        );
        for able in ["[time]\nbudget = \"10s\"\n", "[action.advance-clock]\nhttp = \"POST /\"\n"] {
            assert_eq!(outline(&format!("{HEAD}{wait}"), &target(&format!("{login}{able}"))), ["x/a [web/matrix]"]);
        }
    }

    #[test]
    fn what_the_scenario_needs_beyond_its_steps() {
        let needs = |needs: &str| {
            let text =
                format!("{}[[step]]\ndo = \"login\"\n", HEAD.replace("[user", &format!("needs = [{needs}]\n[user")));
            outline(&text, &reference())
        };
        assert_eq!(needs("\"policy.lock.limit\", \"action.unlock-user\""), ["x/a [web/matrix]"]);
        assert_eq!(needs("\"policy.lock.most\""), ["x/a [web/matrix]: the target does not state policy.lock.most"]);
        assert_eq!(needs("\"action.wink\""), ["x/a [web/matrix]: the target does not bind action.wink"]);
        assert_eq!(needs("\"wings\""), ["x/a [web/matrix]: the target does not offer wings"]);
    }
}

mod alone {
    use super::*;

    fn is_alone(text: &str, target: &Target) -> bool {
        let (plan, _) = planned(scenario(text), target);
        plan.cases.first().unwrap_or_else(|| panic!("a case: {:?}", plan.skipped)).alone
    }

    fn with(below: &str) -> Target {
        target(&format!(
            "[action.login]\nhttp = \"POST /\"\n[action.far]\nhttp = \"POST /\"\nreach = \"server\"\n{below}"
        ))
    }

    #[test]
    fn a_case_runs_alone_if_its_file_says_so() {
        let text = format!("{HEAD}[[step]]\ndo = \"login\"\n");
        assert!(!is_alone(&text, &with("")));
        assert!(is_alone(&text.replace("[user", "alone = true\n[user"), &with("")));
    }

    #[test]
    fn a_case_runs_alone_if_one_of_its_actions_touches_the_whole_server() {
        let text = format!("{HEAD}[[step]]\ndo = \"login\"\n[[step]]\ndo = \"far\"\n");
        assert!(is_alone(&text, &with("")));
        let wait = format!("{HEAD}[[step]]\ndo = \"wait\"\nfor = \"1s\"\n");
        assert!(is_alone(&wait, &with("[action.advance-clock]\nhttp = \"POST /\"\nreach = \"server\"\n")));
        assert!(!is_alone(&wait, &with("[action.advance-clock]\nhttp = \"POST /\"\n")));
    }

    #[test]
    fn a_case_runs_alone_where_a_logs_events_name_nobody() {
        let log = "[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)'\nalone = ";
        let named = "[[observe]]\nfrom = \"file\"\npath = \"a\"\nmatch = '(?<code>.)(?<user>.)'\n";
        let own = |observe: &str| target(&format!("{observe}[action.login]\nhttp = \"POST /\"\n"));
        let text = format!("{HEAD}[[step]]\ndo = \"login\"\nas = \"alice\"\n");
        assert!(is_alone(&text, &own(&format!("{log}true\n"))));
        assert!(!is_alone(&text, &own(named)));
    }

    #[test]
    fn what_goes_before_and_around_counts_too() {
        let text = format!("{HEAD}[[step]]\ndo = \"near\"\n");
        let near = "[action.near]\nhttp = \"POST /\"\n";
        assert!(!is_alone(&text, &with(near)));
        assert!(is_alone(&text, &with(&format!("{near}first = [\"login\", \"far\"]\n"))));
        assert!(is_alone(&text, &with(&format!("{near}[case]\nsetup = [\"far\"]\n"))));
        assert!(is_alone(&text, &with(&format!("{near}[user]\ncleanup = [\"far\"]\n"))));
    }
}

#[test]
fn packets_are_broken_only_where_an_action_is_spoken_in_them() {
    let own = target(
        "[radius]\nserver = \"127.0.0.1:1\"\nsecret = \"x\"\nclients = { strict = \"127.0.0.2\" }\n\
         [action.login.\"radius/matrix\"]\nradius = { user-name = \"x\" }\n\
         [action.login.\"web/matrix\"]\nhttp = \"GET /\"\n",
    );
    let steps = |more: &str| {
        let head = HEAD.replace("web/matrix", "radius/matrix");
        outline(&format!("{head}[[step]]\ndo = \"login\"\n{more}"), &own)
    };
    assert_eq!(steps("raw = { client = \"strict\" }\n"), ["x/a [radius/matrix]"]);
    let unknown = "x/a [radius/matrix]: the target names no RADIUS client unknown";
    assert_eq!(steps("raw = { client = \"unknown\" }\n"), [unknown]);
    let least = "x/a [radius/matrix]: the target does not state policy.radius.delay";
    assert_eq!(steps("takes = \">= {{ policy.radius.delay }}\"\n"), [least]);
    for asks in ["raw = {}\n", "reply = { has = [\"State\"] }\n"] {
        let reason = "the target does not speak login in RADIUS here";
        assert_skipped(&format!("[[step]]\ndo = \"login\"\n{asks}"), &own, reason);
    }
}
