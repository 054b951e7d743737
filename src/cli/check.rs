use std::path::{Path, PathBuf};

use sekisho_files::{Problems, Source, read};

use super::args::CheckArgs;
use super::print::say;
use super::{Environment, Exit, Failure, files};
use crate::scenario::{Known, Library, flow_shape_but_arguments, link, read_scenario};
use crate::target::{self, LoadError, Target, read_waivers};
use crate::vendor::{Vendors, read_vendor};

/// What a file is, by what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Scenario,
    Flow,
    Target,
    Vendor,
    Waivers,
    Catalog,
    Face,
    Unknown,
}

/// `sekisho check`.
pub(super) fn run(args: &CheckArgs, _environment: &Environment) -> Result<Exit, Failure> {
    let target = files::target(&args.target)?;
    let library = files::library()?;
    let vendors = files::vendors()?;
    let checker = Checker { known: files::known(&target), target: &target, library: &library, vendors: &vendors };
    let mut problems = Problems::new();
    let checked = match args.files.as_slice() {
        [] => checker.shipped(&mut problems),
        paths => {
            let mut sources = Vec::new();
            paths.iter().try_for_each(|path| gather(path, &mut sources))?;
            sources.iter().try_for_each(|source| checker.one(source, &mut problems))?;
            sources.len()
        }
    };
    if !problems.is_empty() {
        return Err(problems.into());
    }
    say!("{checked} {}: no problems", if checked == 1 { "file" } else { "files" });
    Ok(Exit::Good)
}

/// All TOML files at a path.
fn gather(path: &Path, sources: &mut Vec<Source>) -> Result<(), Failure> {
    if !path.is_dir() {
        sources.push(files::source(path)?);
        return Ok(());
    }
    let entries =
        std::fs::read_dir(path).map_err(|error| Failure::said(Exit::Files, format!("{}: {error}", path.display())))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
        .iter()
        .filter(|path| path.is_dir() || path.extension().is_some_and(|extension| extension == "toml"))
        .try_for_each(|path| gather(path, sources))
}

struct Checker<'a> {
    known: Known,
    target: &'a Target,
    library: &'a Library,
    vendors: &'a Vendors,
}

impl Checker<'_> {
    fn shipped(&self, problems: &mut Problems) -> usize {
        let names: Vec<String> = self.library.names().map(str::to_owned).collect();
        for name in &names {
            if let Some(scenario) = self.library.read(name, problems) {
                link(&scenario, &self.target.catalog, sekisho_catalog::vocabulary(), &self.known, problems);
            }
        }
        let targets = files::shipped_targets();
        for source in &targets {
            if let Err(LoadError::Wrong(wrong)) = target::open(source, sekisho_catalog::vocabulary()) {
                problems.extend(wrong);
            }
        }
        for source in self.vendors.sources() {
            read_vendor(source, problems);
        }
        names.len() + targets.len() + self.vendors.sources().count()
    }

    fn one(&self, source: &Source, problems: &mut Problems) -> Result<(), Failure> {
        match kind(source) {
            Kind::Target => match target::open(source, sekisho_catalog::vocabulary()) {
                Err(LoadError::Wrong(wrong)) => problems.extend(wrong),
                Err(error) => return Err(error.into()),
                Ok(_) => {}
            },
            Kind::Vendor => drop(read_vendor(source, problems)),
            Kind::Waivers => problems.extend(read_waivers(source).err().unwrap_or_default()),
            Kind::Catalog => problems.extend(catalog(source)?),
            Kind::Face => problems.extend(sekisho_mocks::face::read_profile(source).err().unwrap_or_default()),
            Kind::Flow => {
                let root = read(source, problems);
                flow_shape_but_arguments().check(source, &root, problems);
            }
            Kind::Scenario | Kind::Unknown => self.scenario(source, problems),
        }
        Ok(())
    }

    fn scenario(&self, source: &Source, problems: &mut Problems) {
        let flow = |name: &str| self.library.used(name);
        if let Some(scenario) = read_scenario(source.name(), source, &flow, problems) {
            link(&scenario, &self.target.catalog, sekisho_catalog::vocabulary(), &self.known, problems);
            let scenario = std::sync::Arc::new(scenario);
            crate::plan::plan(&[scenario], self.target, sekisho_catalog::vocabulary(), problems);
        }
    }
}

fn kind(source: &Source) -> Kind {
    let root = read(source, &mut Problems::new());
    let Some(table) = root.as_table() else { return Kind::Unknown };
    let has = |key: &str| table.node(key).is_some();
    let in_flows = source.name().replace('\\', "/").contains("flows/");
    match () {
        () if has("action") || has("observe") => Kind::Target,
        () if has("step") && (has("params") || in_flows) => Kind::Flow,
        () if has("step") => Kind::Scenario,
        () if has("product") => Kind::Vendor,
        () if has("suite") || has("parameters") || has("claims") => Kind::Face,
        () if has("waive") => Kind::Waivers,
        () if has("family") || has("families") || has("outcome") => Kind::Catalog,
        () => Kind::Unknown,
    }
}

/// A file of a catalog is only right within its catalog: the whole folder is read.
fn catalog(source: &Source) -> Result<Problems, Failure> {
    let path = Path::new(source.name());
    if path.file_name().is_some_and(|name| name == "outcomes.toml") {
        return Ok(sekisho_catalog::Vocabulary::read(source).err().unwrap_or_default());
    }
    let folder =
        std::fs::canonicalize(path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")));
    let folder = folder.map_err(|error| Failure::said(Exit::Files, format!("{}: {error}", path.display())))?;
    match sekisho_catalog::load(&folder.display().to_string(), Some(Path::new("/"))) {
        Ok(_) => Ok(Problems::new()),
        Err(sekisho_catalog::LoadError::Wrong(problems)) => Ok(problems),
        Err(error) => Err(Failure::said(Exit::Files, error.to_string())),
    }
}
