//! The JSON Schema that editors check a format by.

use sekisho_files::{Shape, TableShape, boolean, field, integer, json_schema, list, map, table, template, text, word};
use serde_json::{Value, json};

#[track_caller]
fn assert_schema(shape: &Shape, expected: &Value) {
    let mut schema = json_schema("A format", shape);
    let object = schema.as_object_mut().expect("an object");
    assert_eq!(object.remove("$schema"), Some(json!("https://json-schema.org/draft/2020-12/schema")));
    assert_eq!(object.remove("title"), Some(json!("A format")));
    assert_eq!(schema, *expected);
}

#[test]
fn each_shape_has_its_schema() {
    assert_schema(&text(), &json!({ "type": "string" }));
    assert_schema(&template(), &json!({ "type": ["string", "integer", "boolean"] }));
    assert_schema(&word(&["a", "b"]), &json!({ "enum": ["a", "b"] }));
    assert_schema(&boolean(), &json!({ "type": "boolean" }));
    assert_schema(&integer(1..=9), &json!({ "type": "integer", "minimum": 1, "maximum": 9 }));
    assert_schema(&integer(0..=i64::MAX), &json!({ "type": "integer", "minimum": 0 }));
    assert_schema(&list(text()), &json!({ "type": "array", "items": { "type": "string" } }));
    assert_schema(&map(boolean()), &json!({ "type": "object", "additionalProperties": { "type": "boolean" } }));
    assert_schema(&Shape::Any, &json!({}));
    assert_schema(
        &Shape::OneOf(vec![text(), list(text())]),
        &json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] }),
    );
}

#[test]
fn a_table_says_what_its_keys_mean_and_which_it_must_have() {
    let shape = table(vec![field("a", "The a.", text()).required(), field("b", "The b.", Shape::Any)]);
    assert_schema(
        &shape,
        &json!({
            "type": "object",
            "properties": { "a": { "type": "string", "description": "The a." }, "b": { "description": "The b." } },
            "required": ["a"],
            "additionalProperties": false,
        }),
    );
}

#[test]
fn a_table_with_free_keys_says_what_they_hold() {
    let rest = Some(Box::new(integer(0..=1)));
    assert_schema(
        &Shape::Table(TableShape { fields: vec![], rest }),
        &json!({
            "type": "object",
            "properties": {},
            "required": [],
            "additionalProperties": { "type": "integer", "minimum": 0, "maximum": 1 },
        }),
    );
}
