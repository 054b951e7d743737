//! The JSON Schemas, which come from the shapes that the reader checks.

use sekisho_catalog::schema;

#[test]
fn a_family_offers_its_keys_levels_and_statuses() {
    let schema = schema::catalog();
    let entry = &schema["properties"]["code"]["additionalProperties"];
    assert_eq!(entry["properties"]["level"]["enum"][4], "warning");
    assert_eq!(entry["properties"]["status"]["enum"], serde_json::json!(["active", "dormant", "reserved", "unused"]));
    assert_eq!(entry["additionalProperties"], false);
    assert_eq!(schema["properties"]["entry"]["items"]["required"], serde_json::json!(["key", "outcome"]));
}

#[test]
fn an_index_names_what_it_requires() {
    let required = serde_json::json!(["format", "name", "title", "levels", "families"]);
    assert_eq!(schema::index()["required"], required);
}

#[test]
fn outcomes_have_one_of_five_classes() {
    let schema = schema::outcomes();
    let class = &schema["properties"]["outcome"]["additionalProperties"]["properties"]["class"]["enum"];
    assert_eq!(*class, serde_json::json!(["accept", "pending", "reject", "error", "none"]));
}

#[test]
fn each_schema_admits_format_1_only() {
    for schema in [schema::catalog(), schema::index(), schema::outcomes()] {
        let format = &schema["properties"]["format"];
        assert_eq!((&format["minimum"], &format["maximum"]), (&1.into(), &1.into()));
    }
}
