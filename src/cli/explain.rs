use std::collections::BTreeSet;

use sekisho_catalog::{Catalog, Entry};
use sekisho_files::Problems;

use super::args::ExplainArgs;
use super::print::say;
use super::{Environment, Exit, Failure, files};
use crate::check::Accepts;
use crate::plan::{Plan, plan};
use crate::record::CaseName;
use crate::target::Target;

/// `sekisho explain`.
pub(super) fn run(args: &ExplainArgs, _environment: &Environment) -> Result<Exit, Failure> {
    let target = files::target(&args.target)?;
    let entry = find(&target.catalog, &args.code)?;
    super::print::out(format_args!("{}", shown(entry, &target.catalog)));
    let scenarios = provoking(&args.code, &plan_of_all(&target)?);
    match scenarios.is_empty() {
        true => say!("  provoked   by no scenario on {}", target.name),
        false => scenarios.iter().for_each(|name| say!("  provoked   by {name}")),
    }
    Ok(Exit::Good)
}

/// An entry of a catalog, or the nearest one in the error.
pub(super) fn find<'a>(catalog: &'a Catalog, code: &str) -> Result<&'a Entry, Failure> {
    catalog.entry(code).ok_or_else(|| {
        let keys = catalog.entries().map(|entry| entry.key.as_str());
        let help = sekisho_files::nearest(code, keys).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        Failure::said(Exit::Usage, format!("code {code} is not in catalog {}{help}", catalog.name()))
    })
}

/// An entry as people read it.
pub(super) fn shown(entry: &Entry, catalog: &Catalog) -> String {
    let level = entry.level.map(sekisho_catalog::Level::as_str).unwrap_or("no level");
    let mut lines = vec![format!("{} · {level} · {} · {}", entry.key.as_str(), entry.outcome, entry.class.as_str())];
    let mut line = |label: &str, text: Option<&str>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            lines.push(format!("  {label:<10} {text}"));
        }
    };
    line("message", Some(&entry.message.text));
    line("", entry.message_ja.as_deref());
    line(
        "catalog",
        Some(&format!(
            "{}, family {}, channel {}, {}",
            catalog.name(),
            entry.family,
            entry.channel,
            entry.status.as_str()
        )),
    );
    line("cause", entry.cause.as_deref());
    line("remedy", entry.remedy.as_deref());
    line("note", entry.note.as_deref());
    line("shared", entry.shared.as_deref());
    for form in catalog.detail(entry).iter().flat_map(|detail| &detail.written) {
        line("{0}", Some(form));
    }
    let then: Vec<&str> = entry.then.iter().map(sekisho_catalog::Key::as_str).collect();
    line("then", (!then.is_empty()).then(|| then.join(", ")).as_deref());
    lines.join("\n") + "\n"
}

/// What all scenarios would do on a target.
pub(super) fn plan_of_all(target: &Target) -> Result<Plan, Failure> {
    let mut library = files::library()?;
    let names = library.select(&[])?;
    let scenarios = files::scenarios(&library, &names, target)?;
    Ok(plan(&scenarios, target, sekisho_catalog::vocabulary(), &mut Problems::new()))
}

/// The cases that expect a code, by name; all variants of one as one.
pub(super) fn provoking(code: &str, plan: &Plan) -> BTreeSet<String> {
    let expects = |case: &&crate::plan::Case| {
        case.steps
            .iter()
            .flat_map(|step| &step.wanted)
            .any(|wanted| wanted.accepts.contains(&Accepts::Code(code.to_owned())))
    };
    plan.cases.iter().filter(expects).map(|case| CaseName { variant: None, ..case.name.clone() }.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sekisho_files::{Problems, Source};

    use super::{plan, provoking};
    use crate::scenario::read_scenario;

    #[test]
    fn variants_of_a_case_provoke_a_code_once() {
        let target = crate::cli::files::target("reference").unwrap_or_else(|_| panic!("a target"));
        let text = "format = 1\ntitle = \"x\"\nchannels = [\"web/matrix\", \"windows/matrix\"]\n[user.alice]\n\
            [each]\nn = [1, 40]\n[[step]]\ndo = \"login\"\nas = \"alice\"\ntimes = \"{{ n }}\"\nexpect = [\"54105\"]\n";
        let scenario = read_scenario("x/a", &Source::new("a.toml", text), &|_| None, &mut Problems::new());
        let scenario = Arc::new(scenario.expect("a scenario"));
        let plan = plan(&[scenario], &target, sekisho_catalog::vocabulary(), &mut Problems::new());
        assert_eq!(plan.cases.len(), 80);
        let names: Vec<String> = provoking("54105", &plan).into_iter().collect();
        assert_eq!(names, ["x/a [web/matrix]", "x/a [windows/matrix]"]);
    }
}
