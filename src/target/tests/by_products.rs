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
