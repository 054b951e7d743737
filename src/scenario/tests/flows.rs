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
