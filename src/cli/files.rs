use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use sekisho_files::{Problems, Source};

use super::{Exit, Failure};
use crate::scenario::{Known, Library, Scenario, link};
use crate::target::{self, Target};
use crate::vendor::{Profile, Vendors, read_vendor};

static TARGETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/targets");

/// The shipped targets' files.
pub(super) fn shipped_targets() -> Vec<Source> {
    let files = TARGETS.files().filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)));
    files.map(|(path, text)| Source::new(format!("targets/{path}"), text)).collect()
}

/// A target by path, by the name of a file in `targets/`, or by the name of a shipped one.
pub(super) fn target_source(name: &str) -> Result<Source, Failure> {
    let beside = PathBuf::from(format!("targets/{name}.toml"));
    for path in [Path::new(name), &beside] {
        if path.is_file() {
            return source(path);
        }
    }
    let shipped = shipped_targets();
    let wanted = format!("targets/{name}.toml");
    let names: Vec<String> = shipped.iter().map(|source| stem(source.name())).collect();
    shipped.into_iter().find(|source| source.name() == wanted).ok_or_else(|| {
        let nearest = sekisho_files::nearest(name, names.iter().map(String::as_str));
        let help = nearest
            .map_or_else(|| format!("shipped targets: {}", names.join(", ")), |name| format!("did you mean `{name}`?"));
        Failure::said(Exit::Usage, format!("`{name}` is neither a target file nor a shipped target; {help}"))
    })
}

fn stem(name: &str) -> String {
    Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads a file's text.
pub(super) fn source(path: &Path) -> Result<Source, Failure> {
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(Source::new(path.display().to_string(), text)),
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to();
            Err(Failure::said(Exit::Files, format!("{}: not UTF-8 at byte {at}", path.display())))
        }
        Err(error) => Err(Failure::said(Exit::Files, format!("{}: {error}", path.display()))),
    }
}

/// A target, read and linked.
pub(super) fn target(name: &str) -> Result<Target, Failure> {
    Ok(target::open(&target_source(name)?, sekisho_catalog::vocabulary())?)
}

/// The scenarios at hand: shipped ones, and those in `./scenarios`.
pub(super) fn library() -> Result<Library, Failure> {
    Ok(Library::open(Some(Path::new("scenarios")))?.with_vendors(vendors()?))
}

/// The vendor profiles at hand: shipped ones, and those in `./vendors`.
pub(super) fn vendors() -> Result<Vendors, Failure> {
    Ok(Vendors::open(Path::new("vendors"))?)
}

/// The profiles that are meant by name, file or `all`, each once; all problems of all files at once.
pub(super) fn profiles(vendors: &Vendors, names: &[String]) -> Result<Vec<Profile>, Failure> {
    let mut sources: Vec<Source> = Vec::new();
    for name in names {
        let meant = vendors.select(name)?;
        sources.extend(meant.into_iter().filter(|source| !sources.contains(source)).collect::<Vec<_>>());
    }
    let mut problems = Problems::new();
    let profiles: Vec<Profile> = sources.iter().filter_map(|source| read_vendor(source, &mut problems)).collect();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let is_repeated =
        |(place, profile): &(usize, &Profile)| profiles[..*place].iter().any(|it| it.name == profile.name);
    match profiles.iter().enumerate().find(is_repeated) {
        Some((_, profile)) => {
            let name = &profile.name;
            Err(Failure::said(Exit::Usage, format!("two profiles are called `{name}`: their cases would be, too")))
        }
        None => Ok(profiles),
    }
}

/// The actions and arguments that scenarios may name: those of the shipped targets and of this one.
pub(super) fn known(target: &Target) -> Known {
    let shipped = shipped_targets();
    let shipped: Vec<Target> =
        shipped.iter().filter_map(|source| target::open(source, sekisho_catalog::vocabulary()).ok()).collect();
    Known::of(shipped.iter().chain([target]))
}

/// Reads and links scenarios against a target; all problems of all files at once.
pub(super) fn scenarios(library: &Library, names: &[String], target: &Target) -> Result<Vec<Arc<Scenario>>, Failure> {
    let known = known(target);
    let mut problems = Problems::new();
    let mut scenarios = Vec::new();
    for name in names {
        if let Some(scenario) = library.read(name, &mut problems) {
            link(&scenario, &target.catalog, sekisho_catalog::vocabulary(), &known, &mut problems);
            scenarios.push(Arc::new(scenario));
        }
    }
    if problems.is_empty() { Ok(scenarios) } else { Err(problems.into()) }
}
