use std::path::Path;

use sekisho_catalog::Catalog;
use serde_json::{Map, Value, json};

use super::args::{CatalogArgs, CatalogCommand, ExportFormat};
use super::explain::{find, plan_of_all, provoking, shown};
use super::print::say;
use super::{Environment, Exit, Failure, files};
use crate::record::{self, Coverage, FormsAsserted, RunEvent, StepDone};

/// `sekisho catalog`.
pub(super) fn run(args: &CatalogArgs, _environment: &Environment) -> Result<Exit, Failure> {
    match &args.command {
        CatalogCommand::List { name } => list(name.as_deref()),
        CatalogCommand::Show { code, catalog } => {
            let catalog = load(catalog)?;
            super::print::out(format_args!("{}", shown(find(&catalog, code)?, &catalog)));
            Ok(Exit::Good)
        }
        CatalogCommand::Export { name, format } => {
            let catalog = load(name)?;
            super::print::out(format_args!("{}", export(&catalog, *format)?));
            Ok(Exit::Good)
        }
        CatalogCommand::Coverage { record, target, missing } => coverage(record, target.as_deref(), *missing),
    }
}

fn load(name: &str) -> Result<Catalog, Failure> {
    sekisho_catalog::load(name, Some(Path::new("catalog"))).map_err(|error| match error {
        sekisho_catalog::LoadError::Wrong(problems) => problems.into(),
        sekisho_catalog::LoadError::Unknown { .. } => {
            let names: Vec<_> = sekisho_catalog::names().collect();
            Failure::said(Exit::Usage, format!("{error}; catalogs: {}", names.join(", ")))
        }
        error => Failure::said(Exit::Files, error.to_string()),
    })
}

fn list(name: Option<&str>) -> Result<Exit, Failure> {
    match name {
        None => {
            for name in sekisho_catalog::names() {
                let catalog = load(name)?;
                say!(
                    "{name}\t{} codes, {} active\t{}",
                    catalog.entries().count(),
                    catalog.active().count(),
                    catalog.title()
                );
            }
        }
        Some("outcomes") => {
            let vocabulary = sekisho_catalog::vocabulary();
            for word in vocabulary.words() {
                let class = vocabulary.class_of(word).map(sekisho_catalog::Class::as_str).unwrap_or_default();
                say!("{word}\t{class}\t{}", vocabulary.about(word).unwrap_or_default());
            }
        }
        Some(name) => {
            for entry in load(name)?.entries() {
                let level = entry.level.map(sekisho_catalog::Level::as_str).unwrap_or("-");
                say!(
                    "{}\t{level}\t{}\t{}\t{}\t{}",
                    entry.key.as_str(),
                    entry.status.as_str(),
                    entry.channel,
                    entry.outcome,
                    entry.message.text
                );
            }
        }
    }
    Ok(Exit::Good)
}

const COLUMNS: [&str; 12] = [
    "code",
    "level",
    "status",
    "family",
    "channel",
    "outcome",
    "class",
    "message",
    "message_ja",
    "cause",
    "remedy",
    "then",
];

fn rows(catalog: &Catalog) -> Vec<Map<String, Value>> {
    let mut entries: Vec<_> = catalog.entries().collect();
    entries.sort_by(|one, other| one.key.cmp(&other.key));
    let row = |entry: &sekisho_catalog::Entry| {
        let then: Vec<&str> = entry.then.iter().map(sekisho_catalog::Key::as_str).collect();
        let values = [
            json!(entry.key.as_str()),
            json!(entry.level.map(sekisho_catalog::Level::as_str)),
            json!(entry.status.as_str()),
            json!(entry.family),
            json!(entry.channel.to_string()),
            json!(entry.outcome),
            json!(entry.class.as_str()),
            json!(entry.message.text),
            json!(entry.message_ja),
            json!(entry.cause),
            json!(entry.remedy),
            json!(then),
        ];
        COLUMNS.iter().map(|column| (*column).to_owned()).zip(values).collect()
    };
    entries.into_iter().map(row).collect()
}

fn export(catalog: &Catalog, format: ExportFormat) -> Result<String, Failure> {
    let rows = rows(catalog);
    let failed = |error: &dyn std::fmt::Display| Failure::said(Exit::Bug, format!("export: {error}"));
    match format {
        ExportFormat::Json => {
            serde_json::to_string_pretty(&rows).map(|text| text + "\n").map_err(|error| failed(&error))
        }
        ExportFormat::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let mut written = writer.write_record(COLUMNS);
            for row in &rows {
                written = written.and_then(|()| writer.write_record(COLUMNS.map(|column| cell(row, column))));
            }
            written.map_err(|error| failed(&error))?;
            let bytes = writer.into_inner().map_err(|error| failed(&error))?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }
        ExportFormat::Md => Ok(markdown(&rows)),
    }
}

fn cell(row: &Map<String, Value>, column: &str) -> String {
    match row.get(column) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

fn markdown(rows: &[Map<String, Value>]) -> String {
    let columns = &COLUMNS[..9];
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(columns.iter().map(|column| (*column).to_owned()).collect());
    text += &line(columns.iter().map(|_| "---".to_owned()).collect());
    for row in rows {
        text += &line(columns.iter().map(|column| cell(row, column).replace('|', "\\|")).collect());
    }
    text
}

fn coverage(path: &Path, target: Option<&str>, missing: bool) -> Result<Exit, Failure> {
    let events = record::read(path)?;
    let (mut name, mut named, mut coverage) = (String::new(), String::new(), None);
    let mut steps = Vec::new();
    for event in events {
        match event {
            RunEvent::StepFinished { step, .. } => steps.push(step),
            RunEvent::RunStarted { catalog, target, .. } => (name, named) = (catalog, target.name),
            RunEvent::RunFinished { coverage: whole, .. } => coverage = Some(whole),
            _ => {}
        }
    }
    let Some(coverage) = coverage else {
        return Err(Failure::said(
            Exit::Files,
            format!("{}: the run did not finish, so its coverage is not known", path.display()),
        ));
    };
    let target = files::target(target.unwrap_or(&named))?;
    if target.catalog.name() != name {
        return Err(Failure::said(
            Exit::Files,
            format!("the target {} no longer speaks the catalog {name}", target.name),
        ));
    }
    table(&coverage, &forms(&steps, &target.catalog), &target, missing)?;
    Ok(Exit::Good)
}

fn forms(steps: &[StepDone], catalog: &Catalog) -> FormsAsserted {
    let mut forms = FormsAsserted::default();
    steps.iter().for_each(|step| forms.take(step, catalog));
    forms
}

fn table(
    coverage: &Coverage,
    forms: &FormsAsserted,
    target: &crate::target::Target,
    missing: bool,
) -> Result<(), Failure> {
    let plan = plan_of_all(target)?;
    let (mut lacking, mut all_forms) = (0, 0);
    for entry in target.catalog.active() {
        let code = entry.key.as_str();
        let state = state(coverage, code);
        let (without, of) = forms.missing(entry, &target.catalog).unwrap_or_default();
        (lacking, all_forms) = (lacking + without.len(), all_forms + of);
        if missing && state == "asserted" && without.is_empty() {
            continue;
        }
        let by = provoking(code, &plan);
        let by = if by.is_empty() {
            "no scenario expects it".to_owned()
        } else {
            by.into_iter().collect::<Vec<_>>().join(", ")
        };
        let of = if of == 0 { String::new() } else { format!(", {} of {of} forms of {{0}}", of - without.len()) };
        say!("{code}\t{}\t{state}{of}\t{}\t{by}", entry.channel, entry.outcome);
        without.iter().for_each(|form| say!("{code}\t{}\tnever asserted\t{{0}} = {form}", entry.channel));
    }
    let asserted = coverage.asserted.len();
    say!(
        "{asserted} of {} active codes asserted, {} only seen, {} waived",
        coverage.active,
        coverage.only_seen.len(),
        coverage.waived.len()
    );
    if all_forms > 0 {
        say!("{} of {all_forms} forms of details ({{0}}) asserted", all_forms - lacking);
    }
    coverage.inactive_seen.iter().for_each(|code| say!("{code} is not active, and was seen"));
    Ok(())
}

fn state(coverage: &Coverage, code: &str) -> &'static str {
    let holds = |codes: &[String]| codes.iter().any(|own| own == code);
    match () {
        () if holds(&coverage.asserted) => "asserted",
        () if holds(&coverage.waived) => "waived",
        () if holds(&coverage.only_seen) => "only seen",
        () => "never seen",
    }
}
