use serde_json::{Map, Value, json};

use crate::{Shape, TableShape};

/// The JSON Schema (draft 2020-12) of a file format, for editors that complete and check TOML by it.
pub fn json_schema(title: &str, shape: &Shape) -> Value {
    let mut schema = shape_schema(shape);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema
}

fn shape_schema(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Template => json!({ "type": ["string", "integer", "boolean"] }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Integer(range) => integer_schema(*range.start(), *range.end()),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::List(of) => json!({ "type": "array", "items": shape_schema(of) }),
        Shape::Map(of) => json!({ "type": "object", "additionalProperties": shape_schema(of) }),
        Shape::Table(table) => table_schema(table),
        Shape::OneOf(shapes) => json!({ "anyOf": shapes.iter().map(shape_schema).collect::<Vec<_>>() }),
        Shape::Any => json!({}),
    }
}

fn integer_schema(from: i64, to: i64) -> Value {
    let mut schema = json!({ "type": "integer", "minimum": from });
    if to != i64::MAX {
        schema["maximum"] = json!(to);
    }
    schema
}

fn table_schema(table: &TableShape) -> Value {
    let mut properties = Map::new();
    for field in &table.fields {
        let mut property = shape_schema(&field.shape);
        property["description"] = json!(field.about);
        properties.insert(field.name.to_owned(), property);
    }
    let required: Vec<_> = table.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let rest = table.rest.as_ref().map_or(json!(false), |rest| shape_schema(rest));
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": rest })
}
