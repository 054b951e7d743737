use std::ops::Range;

use sekisho_files::{Node, Problem, Problems, Source, Table};

use super::draft::{Draft, place};
use super::fitting;
use super::index::Index;
use crate::{ChannelPattern, schema};

/// One family's file.
pub(super) struct Family<'a> {
    pub(super) source: &'a Source,
    pub(super) name: &'a str,
    name_span: Range<usize>,
    channel: Option<ChannelPattern>,
    table: &'a Table,
}

impl<'a> Family<'a> {
    pub(super) fn read(source: &'a Source, root: &'a Node, problems: &mut Problems) -> Option<Self> {
        let table = fitting(source, root, &schema::family_shape(), problems)?;
        let name = table.node("family")?;
        let channel = match table.node("channel") {
            Some(node) => channel(source, node, problems),
            None => Some(ChannelPattern::Any),
        };
        Some(Self { source, name: name.as_text()?, name_span: name.span.clone(), channel, table })
    }

    /// Its entries, in the order of the file.
    pub(super) fn drafts(&self, problems: &mut Problems) -> Vec<Draft<'a>> {
        let coded = self.table.table("code").into_iter().flat_map(Table::iter);
        let coded = coded.filter_map(|(key, node)| Some((key.name.as_str(), &key.span, node.as_table()?)));
        let keyed = self.table.list("entry").iter().filter_map(|node| {
            let key = node.as_table()?.node("key")?;
            Some((key.as_text()?, &key.span, node.as_table()?))
        });
        let mut entries: Vec<_> = coded.chain(keyed).collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        entries.into_iter().map(|(key, span, table)| self.draft(key, span, table, problems)).collect()
    }

    fn draft(&self, key: &'a str, key_span: &Range<usize>, table: &'a Table, problems: &mut Problems) -> Draft<'a> {
        let channel = match table.node("channel") {
            Some(node) => channel(self.source, node, problems),
            None => self.channel.clone(),
        };
        Draft { source: self.source, family: self.name, key, key_span: key_span.clone(), channel, table }
    }

    fn problem(&self, title: String) -> Problem {
        Problem::new(self.source, self.name_span.clone(), title)
    }
}

fn channel(source: &Source, node: &Node, problems: &mut Problems) -> Option<ChannelPattern> {
    match node.as_text()?.parse::<ChannelPattern>() {
        Ok(channel) => Some(channel),
        Err(wrong) => {
            problems.push(
                Problem::new(source, node.span.clone(), wrong.to_string())
                    .label("no channel")
                    .help("write door/method as in `web/matrix`, `radius/*` for a whole door, or `-` for any channel"),
            );
            None
        }
    }
}

/// The files in the order of the index, which must name each family once and no others. Files that it does not
/// name come last, so that their entries are checked too. With `unread` files, an absent family may be in those.
pub(super) fn in_order<'a>(
    index: &Index<'_>,
    mut families: Vec<Family<'a>>,
    unread: usize,
    problems: &mut Problems,
) -> Vec<Family<'a>> {
    check_files(index, &families, problems);
    check_list(index, problems);
    if unread == 0 {
        check_absent(index, &families, problems);
    }
    families.sort_by_key(|family| index.position(family.name).unwrap_or(usize::MAX));
    families
}

fn check_files(index: &Index<'_>, families: &[Family<'_>], problems: &mut Problems) {
    for (at, family) in families.iter().enumerate() {
        if let Some(first) = families[..at].iter().find(|before| before.name == family.name) {
            let problem = family.problem(format!("there are two families `{}`", family.name)).label("named before");
            problems.push(problem.note(format!("the first stands at {}", place(first.source, &first.name_span))));
        } else if index.position(family.name).is_none() {
            let problem = family.problem(format!("the family `{}` is not listed in the catalog", family.name));
            let help = format!("add it to `families` in {}", index.source.name());
            problems.push(problem.label("not listed").help(help));
        }
    }
}

fn check_list(index: &Index<'_>, problems: &mut Problems) {
    for (at, (name, node)) in index.families.iter().enumerate() {
        if index.position(name) != Some(at) {
            let title = format!("the family `{name}` is listed twice");
            problems.push(Problem::new(index.source, node.span.clone(), title).label("listed before"));
        }
    }
}

fn check_absent(index: &Index<'_>, files: &[Family<'_>], problems: &mut Problems) {
    let names = || files.iter().map(|file| file.name);
    for (name, node) in index.families.iter().filter(|(name, _)| names().all(|file| file != *name)) {
        let problem = Problem::new(index.source, node.span.clone(), format!("the family `{name}` has no file"));
        problems.push(problem.label("no file says that it is this family").help_nearest(name, names()));
    }
}
