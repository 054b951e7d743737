use sekisho_files::{Shape, json_schema};
use serde_json::Value;

use super::args::SchemaArgs;
use super::print::say;
use super::{Exit, Failure};
use crate::scenario::{flow_shape, shape as scenario_shape};
use crate::target::{shape as target_shape, waiver_shape};
use crate::vendor::shape as vendor_shape;

/// `sekisho schema`.
pub(super) fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    let schemas = all();
    if let Some(folder) = &args.out {
        for (name, schema) in &schemas {
            let path = folder.join(format!("{name}.json"));
            let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, pretty(schema)));
            written.map_err(|error| Failure::said(Exit::Files, format!("{}: {error}", path.display())))?;
        }
        return Ok(Exit::Good);
    }
    let names = || schemas.iter().map(|(name, _)| *name);
    let Some(wanted) = &args.name else {
        names().for_each(|name| say!("{name}"));
        return Ok(Exit::Good);
    };
    match schemas.iter().find(|(name, _)| name == wanted) {
        Some((_, schema)) => super::print::out(format_args!("{}", pretty(schema))),
        None => {
            let known = names().collect::<Vec<_>>().join(", ");
            return Err(Failure::said(Exit::Usage, format!("there is no format `{wanted}`; known: {known}")));
        }
    }
    Ok(Exit::Good)
}

/// The schemas of all file formats, by name.
fn all() -> Vec<(&'static str, Value)> {
    let own = |title: &str, shape: Shape| json_schema(title, &shape);
    vec![
        ("target", own("sekisho target file", target_shape())),
        ("scenario", own("sekisho scenario file", scenario_shape())),
        ("flow", own("sekisho flow file", flow_shape())),
        ("vendor", own("sekisho vendor profile", vendor_shape())),
        ("face", own("sekisho profile of a face service", sekisho_mocks::face::profile_shape())),
        ("waivers", own("sekisho waiver file", waiver_shape())),
        ("catalog", sekisho_catalog::schema::catalog()),
        ("catalog-index", sekisho_catalog::schema::index()),
        ("outcomes", sekisho_catalog::schema::outcomes()),
    ]
}

fn pretty(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}
