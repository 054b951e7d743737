use std::sync::Arc;

use sekisho_files::{Key, Node, Problem, Problems, Source, Table, Value as Toml};

use super::model::{Each, EachOf, Param};
use crate::target::SpannedText;
use crate::template::Template;

/// Reads the `each` of a scenario that has passed its shape, and makes a parameter of each name: a template that
/// names `each.NAME`, whose value is the case's own.
pub(super) fn read(source: &Source, root: &Table, problems: &mut Problems) -> (Vec<Each>, Arc<[Param]>) {
    let mut all = Vec::new();
    let mut params = Vec::new();
    for (key, node) in root.table("each").into_iter().flat_map(Table::iter) {
        let Some(value) = parameter(source, key, problems) else { continue };
        params.push(Param { name: key.name.clone(), value, outer: Arc::default() });
        let name = SpannedText { text: key.name.clone(), span: key.span.clone() };
        all.extend(values(source, node, problems).map(|values| Each { name, values }));
    }
    (all, params.into())
}

fn parameter(source: &Source, key: &Key, problems: &mut Problems) -> Option<Template> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if !key.name.starts_with(|first: char| first.is_ascii_lowercase()) || !key.name.chars().all(is_word) {
        let problem = Problem::new(source, key.span.clone(), format!("`{}` cannot be named in a slot", key.name));
        problems.push(problem.help("write letters, digits and `_`, beginning with a small letter"));
        return None;
    }
    let named = Node { value: Toml::Text(format!("{{{{ each.{} }}}}", key.name)), span: key.span.clone() };
    Template::read(source, &named, problems)
}

fn values(source: &Source, node: &Node, problems: &mut Problems) -> Option<EachOf> {
    let texts = node.as_table().map(|table| table.list("of").iter().filter_map(Node::as_text));
    if let Some(texts) = texts {
        let texts: Vec<String> = texts.map(str::to_owned).collect();
        let is_twice = texts.iter().enumerate().any(|(place, text)| texts[..place].contains(text));
        if texts.is_empty() || is_twice {
            let title = if is_twice { "a text stands here twice" } else { "there is no text" };
            problems.push(Problem::new(source, node.span.clone(), title).help("each text makes a case of its own"));
            return None;
        }
        return Some(EachOf::Texts(texts));
    }
    let [from, to] = node.as_list()? else {
        let problem = Problem::new(source, node.span.clone(), "a range has two ends");
        problems.push(problem.help("write `[FROM, TO]`, or texts as `{ of = [\"a\", \"b\"] }`"));
        return None;
    };
    let mut end = |node| Template::read(source, node, problems);
    Some(EachOf::Range(end(from)?, end(to)?))
}
