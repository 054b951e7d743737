use indexmap::IndexMap;
use sekisho_files::{Key, Problem, Problems, Source, Table, read};

use crate::{Class, reader, schema};

/// The words in which every product's events and answers are told.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    classes: IndexMap<String, String>,
    outcomes: IndexMap<String, Outcome>,
}

#[derive(Debug, Clone)]
struct Outcome {
    class: Class,
    about: String,
}

impl Vocabulary {
    /// Reads `outcomes.toml`.
    ///
    /// # Errors
    ///
    /// All that is wrong in the file.
    pub fn read(source: &Source) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let root = read(source, &mut problems);
        let Some(table) = reader::fitting(source, &root, &schema::outcomes_shape(), &mut problems) else {
            return Err(problems);
        };
        sections(table, "outcome").for_each(|(key, _)| check_word(source, key, &mut problems));
        problems.into_result(Self::from_table(table))
    }

    fn from_table(table: &Table) -> Option<Self> {
        let class = |(key, table): (&Key, &Table)| Some((key.name.clone(), table.text("about")?.to_owned()));
        let outcome = |(key, table): (&Key, &Table)| Some((key.name.clone(), Outcome::from_table(table)?));
        Some(Self {
            classes: sections(table, "class").map(class).collect::<Option<_>>()?,
            outcomes: sections(table, "outcome").map(outcome).collect::<Option<_>>()?,
        })
    }

    /// The class of an outcome. A class itself is no outcome and has none.
    pub fn class_of(&self, word: &str) -> Option<Class> {
        self.outcomes.get(word).map(|outcome| outcome.class)
    }

    /// All outcomes, in the order of the file.
    pub fn words(&self) -> impl Iterator<Item = &str> + Clone {
        self.outcomes.keys().map(String::as_str)
    }

    /// What an outcome or a class means, in a sentence.
    pub fn about(&self, word: &str) -> Option<&str> {
        let outcome = self.outcomes.get(word).map(|outcome| outcome.about.as_str());
        outcome.or_else(|| self.classes.get(word).map(String::as_str))
    }

    /// Whether a word names a class rather than an outcome.
    pub fn is_class(&self, word: &str) -> bool {
        self.classes.contains_key(word)
    }
}

impl Outcome {
    fn from_table(table: &Table) -> Option<Self> {
        Some(Self { class: table.text("class")?.parse().ok()?, about: table.text("about")?.to_owned() })
    }
}

fn sections<'a>(table: &'a Table, name: &str) -> impl Iterator<Item = (&'a Key, &'a Table)> {
    let sections = table.table(name).into_iter().flat_map(Table::iter);
    sections.filter_map(|(key, node)| Some((key, node.as_table()?)))
}

/// An expectation is a class, an outcome or a key, so an outcome must look like neither of the others.
fn check_word(source: &Source, key: &Key, problems: &mut Problems) {
    if Class::WORDS.contains(&key.name.as_str()) {
        let problem = Problem::new(source, key.span.clone(), format!("the outcome `{}` is named as a class", key.name));
        problems.push(problem.label("a class").help("an expectation could not tell them apart: choose another word"));
    } else if !is_word(&key.name) {
        let problem = Problem::new(source, key.span.clone(), format!("`{}` is no word for an outcome", key.name));
        problems.push(problem.label("no word").help("write small letters, digits and hyphens, a letter first"));
    }
}

fn is_word(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
