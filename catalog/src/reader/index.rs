use indexmap::IndexMap;
use regex::Regex;
use sekisho_files::{Node, Problem, Problems, Source, Table};

use super::fitting;
use crate::detail::whole_match;
use crate::{DetailForms, DetailName, schema};

/// What `catalog.toml` says.
pub(super) struct Index<'a> {
    pub(super) source: &'a Source,
    pub(super) name: Option<String>,
    pub(super) title: Option<String>,
    pub(super) levels_required: bool,
    pub(super) key_form: Option<KeyForm<'a>>,
    pub(super) families: Vec<(&'a str, &'a Node)>,
    /// All names that are given, with `None` for forms that are wrong.
    pub(super) details: IndexMap<String, Option<DetailForms>>,
}

/// What every key of the catalog looks like.
pub(super) struct KeyForm<'a> {
    pub(super) written: &'a str,
    pub(super) form: Regex,
}

impl<'a> Index<'a> {
    pub(super) fn read(source: &'a Source, root: &'a Node, problems: &mut Problems) -> Option<Self> {
        let table = fitting(source, root, &schema::index_shape(), problems)?;
        let families = table.list("families").iter().filter_map(|node| Some((node.as_text()?, node)));
        Some(Self {
            source,
            name: table.text("name").map(str::to_owned),
            title: table.text("title").map(str::to_owned),
            levels_required: table.text("levels") == Some("required"),
            key_form: key_form(source, table, problems),
            families: families.collect(),
            details: details(source, table, problems),
        })
    }

    /// Where a family stands in the list.
    pub(super) fn position(&self, family: &str) -> Option<usize> {
        self.families.iter().position(|(listed, _)| *listed == family)
    }
}

fn key_form<'a>(source: &Source, table: &'a Table, problems: &mut Problems) -> Option<KeyForm<'a>> {
    let node = table.node("key")?;
    Some(KeyForm { written: node.as_text()?, form: expression(source, node, problems)? })
}

fn details(source: &Source, table: &Table, problems: &mut Problems) -> IndexMap<String, Option<DetailForms>> {
    let details = table.table("detail").into_iter().flat_map(Table::iter);
    details.map(|(key, node)| (key.name.clone(), detail(source, &key.name, node, problems))).collect()
}

fn detail(source: &Source, name: &str, node: &Node, problems: &mut Problems) -> Option<DetailForms> {
    let table = node.as_table()?;
    let forms = table.node("forms")?;
    if forms.as_list()?.is_empty() {
        let title = format!("the detail `{name}` has no form");
        problems.push(Problem::new(source, forms.span.clone(), title).help("name one at least: '.+' takes any text"));
    }
    let compiled: Vec<_> = forms.as_list()?.iter().map(|form| expression(source, form, problems)).collect();
    Some(DetailForms {
        name: DetailName::from(name),
        title: table.text("title")?.to_owned(),
        written: forms.as_list()?.iter().filter_map(Node::as_text).map(str::to_owned).collect(),
        forms: compiled.into_iter().collect::<Option<_>>()?,
    })
}

fn expression(source: &Source, node: &Node, problems: &mut Problems) -> Option<Regex> {
    match whole_match(node.as_text()?) {
        Ok(form) => Some(form),
        Err(reason) => {
            let title = format!("this is no regular expression: {reason}");
            problems.push(Problem::new(source, node.span.clone(), title).label(reason));
            None
        }
    }
}
