use sekisho_files::{Field, Key, Node, Table, Value as Toml, field, list, map, template};

use super::read::Reader;
use crate::template::Template;

/// An outside service that a mock of this program stands in for.
#[derive(Debug, Clone)]
pub struct Mock {
    /// Its name: `sekisho mock NAME`.
    pub name: String,
    /// What is added to its command line.
    pub arguments: Vec<Template>,
    /// Environment variables.
    pub env: Vec<(String, Template)>,
    /// Whose part of the mock a case is.
    pub scope: Template,
}

/// A case's own name: no two cases share it.
const OWN: &str = "{{ scenario.id }}";

pub(super) fn fields() -> Vec<Field> {
    vec![
        field("arguments", "What is added to its command line.", list(template())),
        field("env", "Environment variables.", map(template())),
        field("scope", "Whose part of the mock a case is; default `{{ scenario.id }}`.", template()),
    ]
}

impl Reader<'_> {
    pub(super) fn mocks(&mut self, root: &Table) -> Vec<Mock> {
        let Some(mocks) = root.table("mock") else { return Vec::new() };
        mocks.iter().filter_map(|(key, node)| self.mock(key, node.as_table()?)).collect()
    }

    fn mock(&mut self, key: &Key, table: &Table) -> Option<Mock> {
        let own = Node { value: Toml::Text(OWN.to_owned()), span: key.span.clone() };
        let scope = table.node("scope").unwrap_or(&own);
        let arguments = table.list("arguments").iter();
        Some(Mock {
            name: key.name.clone(),
            arguments: arguments.filter_map(|node| Template::read(self.source, node, self.problems)).collect(),
            env: self.templates(table, "env"),
            scope: Template::read(self.source, scope, self.problems)?,
        })
    }
}

impl Mock {
    /// A mock without anything of its own.
    #[cfg(test)]
    pub(crate) fn plain(name: &str) -> Self {
        let own = Node { value: Toml::Text(OWN.to_owned()), span: 0..0 };
        let scope = Template::read(&sekisho_files::Source::new("", ""), &own, &mut sekisho_files::Problems::new());
        let scope = scope.unwrap_or_else(|| unreachable!("the template is fixed"));
        Self { name: name.to_owned(), arguments: Vec::new(), env: Vec::new(), scope }
    }
}
