//! What the three kinds of files look like, as JSON Schemas for editors, from the shapes that the reader checks.

use sekisho_files::{Field, Shape, field, integer, json_schema, list, map, table, text, word};
use serde_json::{Value, json};

use crate::{Class, Level, Status};

/// The number of the file formats that this version reads.
pub(crate) const FORMAT: i64 = 1;

/// The JSON Schema of a family's file, such as `passlogic/web-login.toml`.
pub fn catalog() -> Value {
    schema("One family of a sekisho catalog", &family_shape())
}

/// The JSON Schema of a `catalog.toml`.
pub fn index() -> Value {
    schema("The index of a sekisho catalog", &index_shape())
}

/// The JSON Schema of `outcomes.toml`.
pub fn outcomes() -> Value {
    schema("The words of sekisho's catalogs and expectations", &outcomes_shape())
}

fn schema(title: &str, shape: &Shape) -> Value {
    let mut schema = json_schema(title, shape);
    schema["properties"]["format"]["maximum"] = json!(FORMAT);
    schema
}

pub(crate) fn outcomes_shape() -> Shape {
    let class = |about| table(vec![field("about", about, text()).required()]);
    let classes = Class::WORDS.iter().map(|word| field(word, "What the class means.", class("A sentence.")).required());
    table(vec![
        format(),
        field("class", "The five classes.", table(classes.collect())).required(),
        field("outcome", "The outcomes, each under its word.", map(outcome_shape())).required(),
    ])
}

fn outcome_shape() -> Shape {
    table(vec![
        field("class", "What the outcome comes to.", word(Class::WORDS)).required(),
        field("about", "What it means, in a sentence.", text()).required(),
    ])
}

pub(crate) fn index_shape() -> Shape {
    table(vec![
        format(),
        field("name", "The name by which targets refer to the catalog: that of its folder.", text()).required(),
        field("title", "The product and its version.", text()).required(),
        field("levels", "Whether every entry has a level and a message.", word(&["required", "optional"])).required(),
        field("key", "The form of every key: a regular expression, whole match. Without it any text is a key.", text()),
        field("families", "The families, one file each, in the order of the catalog.", list(text())).required(),
        field("detail", "What may stand in place of {0} in a message, by name.", map(detail_shape())),
    ])
}

fn detail_shape() -> Shape {
    let forms = "Regular expressions, whole match, any one of them.";
    table(vec![
        field("title", "What the detail is.", text()).required(),
        field("forms", forms, list(text())).required(),
    ])
}

pub(crate) fn family_shape() -> Shape {
    let channel = "The channel of the entries that state none: door/method, door/* or - for any.";
    table(vec![
        format(),
        field("family", "The name of the family: that of its file.", text()).required(),
        field("channel", channel, text()),
        field("code", "The entries, each under its key.", map(table(entry_fields()))),
        field("entry", "Entries whose key is no bare word.", list(table(keyed_entry_fields()))),
    ])
}

fn keyed_entry_fields() -> Vec<Field> {
    let key = field("key", "The key, with all its parts in one text.", text()).required();
    std::iter::once(key).chain(entry_fields()).collect()
}

fn entry_fields() -> Vec<Field> {
    vec![
        field("level", "The syslog severity.", word(Level::WORDS)),
        field("status", "Whether the product ever emits it; active if absent.", word(Status::WORDS)),
        field("channel", "Its channel, where it is not the family's: door/method, door/* or - for any.", text()),
        field("outcome", "What happened, a word of outcomes.toml.", text()).required(),
        field("message", "The text in English; {0} stands for a detail.", text()),
        field("message_ja", "The text in Japanese.", text()),
        field("detail", "The name in catalog.toml of what may stand in place of {0}.", text()),
        field("cause", "Why it comes.", text()),
        field("remedy", "What to do about it.", text()),
        field("note", "What else is known of it.", text()),
        field("then", "The keys of the entries that come with it, in order.", list(text())),
        field("shared", "Why another entry of its family and channel has the same outcome.", text()),
    ]
}

fn format() -> Field {
    field("format", "The number of the file format: 1.", integer(1..=i64::MAX)).required()
}
