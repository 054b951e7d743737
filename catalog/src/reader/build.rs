use indexmap::IndexMap;
use sekisho_files::{Node, Problems, Source};

use super::checks;
use super::draft::Draft;
use super::family::{self, Family};
use super::index::Index;
use crate::{Catalog, Vocabulary};

/// Reads a catalog from `catalog.toml` and the families' files.
pub(crate) fn read(files: &[Source], vocabulary: &Vocabulary) -> Result<Catalog, Problems> {
    let mut problems = Problems::new();
    let nothing = Source::new("catalog.toml", "");
    let (first, rest) = files.split_first().unwrap_or((&nothing, &[]));
    let root = sekisho_files::read(first, &mut problems);
    let roots: Vec<_> = rest.iter().map(|source| (source, sekisho_files::read(source, &mut problems))).collect();
    let catalog = assemble(first, &root, &roots, vocabulary, &mut problems);
    problems.into_result(catalog)
}

fn assemble(
    source: &Source,
    root: &Node,
    roots: &[(&Source, Node)],
    vocabulary: &Vocabulary,
    problems: &mut Problems,
) -> Option<Catalog> {
    let index = Index::read(source, root, problems)?;
    let families: Vec<_> = roots.iter().filter_map(|(source, root)| Family::read(source, root, problems)).collect();
    let unread = roots.len() - families.len();
    let families = family::in_order(&index, families, unread, problems);
    let drafts: Vec<_> = families.iter().flat_map(|family| family.drafts(problems)).collect();
    checks::check(&drafts, &index, vocabulary, problems);
    catalog(index, &drafts, vocabulary)
}

fn catalog(index: Index<'_>, drafts: &[Draft<'_>], vocabulary: &Vocabulary) -> Option<Catalog> {
    let entries = drafts.iter().map(|draft| draft.entry(vocabulary).map(|entry| (entry.key.clone(), entry)));
    Some(Catalog {
        name: index.name?,
        title: index.title?,
        families: index.families.iter().map(|(name, _)| (*name).to_owned()).collect(),
        details: index.details.into_iter().map(|(name, forms)| Some((name, forms?))).collect::<Option<_>>()?,
        entries: entries.collect::<Option<IndexMap<_, _>>>()?,
    })
}
