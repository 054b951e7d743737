use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sekisho_catalog::{Catalog, Vocabulary};
use sekisho_files::{Node, Problem, Problems, Source, Table, read};

use super::Binding;
use super::model::{SpannedText, Target};

/// Why a target could not be read.
#[derive(Debug)]
pub enum LoadError {
    /// The file system refused.
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// A file is wrong.
    Wrong(Problems),
}

/// Reads a target file and links it to its catalog: every family, outcome and action that it names must exist.
///
/// A catalog is one of the embedded ones by name, or a folder beside the target file.
pub fn open(source: &Source, vocabulary: &Vocabulary) -> Result<Target, LoadError> {
    let mut problems = Problems::new();
    let root = read(source, &mut problems);
    super::shape::shape_but_actions().check(source, &root, &mut problems);
    let Some(table) = root.as_table() else { return Err(LoadError::Wrong(problems)) };
    let catalog = catalog(source, table, &mut problems)?;
    // Without the catalog, all that is wrong beside it is told at once all the same: another one stands in.
    let stand_in = || Arc::new(sekisho_catalog::passlogic().clone());
    let target = super::read::target(source, table, catalog.clone().unwrap_or_else(stand_in), &mut problems);
    if let Some(target) = &target {
        let mut linker = Linker { target, vocabulary, catalog: catalog.as_deref(), problems: &mut problems };
        linker.link();
        linker.masks(table);
        super::names::check(target, table, &mut problems);
        if catalog.is_some() {
            super::emits::check(target, vocabulary, &mut problems);
        }
    }
    problems.into_result(target).map_err(LoadError::Wrong)
}

/// The catalog; nothing if it is wrong or there is none, which `problems` then tell.
fn catalog(source: &Source, root: &Table, problems: &mut Problems) -> Result<Option<Arc<Catalog>>, LoadError> {
    let Some((node, name)) = root.node("catalog").and_then(|node| Some((node, node.as_text()?))) else {
        return Ok(None);
    };
    let beside = Path::new(source.name()).parent().unwrap_or(Path::new(""));
    match sekisho_catalog::load(name, Some(beside)) {
        Ok(catalog) => return Ok(Some(Arc::new(catalog))),
        Err(sekisho_catalog::LoadError::Wrong(wrong)) => problems.extend(wrong),
        Err(sekisho_catalog::LoadError::Unreadable { path, error }) => return Err(LoadError::Io { path, error }),
        Err(sekisho_catalog::LoadError::Unknown { .. }) => {
            let folder = beside.join(name);
            let label = match folder.is_dir() {
                true => format!("the folder {} has no catalog.toml", folder.display()),
                false => format!("neither embedded nor the folder {}", folder.display()),
            };
            problems.push(
                Problem::new(source, node.span.clone(), format!("there is no catalog `{name}`"))
                    .label(label)
                    .help_nearest(name, sekisho_catalog::names()),
            );
        }
    }
    Ok(None)
}

struct Linker<'a> {
    target: &'a Target,
    vocabulary: &'a Vocabulary,
    /// The catalog, if there is one.
    catalog: Option<&'a Catalog>,
    problems: &'a mut Problems,
}

impl Linker<'_> {
    fn link(&mut self) {
        let target = self.target;
        for binding in &target.actions {
            binding.families.iter().for_each(|family| self.family(family));
            binding.emits.iter().for_each(|word| self.emitted(word));
            binding.answers.iter().for_each(|rule| self.outcome(&rule.outcome));
            binding.first.iter().for_each(|action| self.action(action));
            self.circle(binding);
        }
        target.answers.iter().for_each(|rule| self.outcome(&rule.outcome));
        let of_case = [&target.case_setup, &target.case_cleanup];
        let around = of_case.into_iter().chain([&target.user_setup, &target.user_cleanup, &target.load_setup]);
        around.flatten().for_each(|action| self.action(action));
        target.observers.iter().filter_map(|observer| observer.barrier.as_ref()).for_each(|action| self.action(action));
    }

    fn masks(&mut self, root: &Table) {
        for node in root.list("mask").iter().filter_map(Node::as_list).flatten() {
            let Some(text) = node.as_text().map(str::to_owned) else { continue };
            self.outcome(&SpannedText { text, span: node.span.clone() });
        }
    }

    /// An action that would have to go before itself could never be carried out.
    fn circle(&mut self, binding: &Binding) {
        let channel = binding.channel.as_deref();
        for action in &binding.first {
            let next = self.target.binding(&action.text, channel);
            let returns = |next: &Binding| next.span == binding.span || self.leads(next, binding, &mut Vec::new());
            if next.is_some_and(returns) {
                let title = format!("`{}` would have to go before itself", binding.action);
                let problem = Problem::new(&self.target.source, action.span.clone(), title);
                self.problems.push(problem.label("leads back here").help("take one of the two out of `first`"));
            }
        }
    }

    fn leads(&self, from: &Binding, to: &Binding, passed: &mut Vec<Range<usize>>) -> bool {
        if passed.contains(&from.span) {
            return false;
        }
        passed.push(from.span.clone());
        let channel = to.channel.as_deref();
        let mut next = from.first.iter().filter_map(|action| self.target.binding(&action.text, channel));
        next.any(|next| next.span == to.span || self.leads(next, to, passed))
    }

    fn family(&mut self, family: &SpannedText) {
        let Some(catalog) = self.catalog else { return };
        let families: Vec<&str> = catalog.families().collect();
        if !families.contains(&family.text.as_str()) {
            let title = format!("catalog `{}` has no family `{}`", catalog.name(), family.text);
            self.problem(family, title, &families);
        }
    }

    /// A code, or an outcome. Without a catalog, what looks like a code may be one.
    fn emitted(&mut self, word: &SpannedText) {
        let is_code = match self.catalog {
            Some(catalog) => catalog.entry(&word.text).is_some(),
            None => word.text.bytes().any(|byte| byte.is_ascii_digit()),
        };
        if !is_code {
            self.outcome(word);
        }
    }

    fn outcome(&mut self, outcome: &SpannedText) {
        if self.vocabulary.class_of(&outcome.text).is_none() {
            let known: Vec<&str> = self.vocabulary.words().collect();
            self.problem(outcome, format!("there is no outcome `{}`", outcome.text), &known);
        }
    }

    fn action(&mut self, action: &SpannedText) {
        let known: Vec<&str> = self.target.actions.iter().map(|binding| binding.action.as_str()).collect();
        if !known.contains(&action.text.as_str()) {
            self.problem(action, format!("this target binds no action `{}`", action.text), &known);
        }
    }

    fn problem(&mut self, at: &SpannedText, title: String, known: &[&str]) {
        let problem = Problem::new(&self.target.source, at.span.clone(), title);
        self.problems.push(problem.help_nearest(&at.text, known.iter().copied()));
    }
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadError::Io { path, error } => write!(f, "{}: {error}", path.display()),
            LoadError::Wrong(problems) => write!(f, "{problems}"),
        }
    }
}

impl std::error::Error for LoadError {}
