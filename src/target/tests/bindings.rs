use super::*;

fn chosen(target: &Target, channel: Option<&str>) -> Option<String> {
    target.binding("call", channel).map(|binding| http(binding).method.clone())
}

#[test]
fn the_exact_channel_goes_before_its_door() {
    let target =
        target("[action.call.\"radius/*\"]\nhttp = \"DOOR /\"\n[action.call.\"radius/token\"]\nhttp = \"EXACT /\"\n");
    assert_eq!(chosen(&target, Some("radius/token")).as_deref(), Some("EXACT"));
    assert_eq!(chosen(&target, Some("radius/matrix")).as_deref(), Some("DOOR"));
    assert_eq!(chosen(&target, Some("radius2/matrix")), None);
    assert_eq!(chosen(&target, Some("web/matrix")), None);
    assert_eq!(chosen(&target, None), None, "a case without a channel has only what serves any");
}

#[test]
fn a_binding_without_a_channel_serves_any() {
    let target = target("[action.call]\nhttp = \"ANY /\"\n");
    for channel in [None, Some("web/matrix"), Some("radius/token")] {
        assert_eq!(chosen(&target, channel).as_deref(), Some("ANY"));
    }
    assert!(target.binding("calling", None).is_none());
}

struct Names;

impl Scope for Names {
    fn value(&self, path: &str) -> Option<Value> {
        match path {
            "number" => Some(Value::Integer(7)),
            "wait" => Some(Value::Duration(Duration::from_secs(2))),
            "name" => Some(Value::from("alice")),
            _ => None,
        }
    }
}

fn sent(json: &str) -> Option<serde_json::Value> {
    let target = target(&format!("[action.call]\nhttp = \"POST /\"\njson = {json}\n"));
    let http = http(target.binding("call", None).expect("a binding")).clone();
    let Body::Json(json) = http.body else { panic!("a JSON body") };
    json.render(&Names).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn json_keeps_types_and_leaves_out_what_has_no_value() {
    assert_eq!(
        sent("{ a = \"{{ number }}\", b = \"{{ wait }}\", c = \"n {{ number }}\", d = true, e = [1, \"{{ name }}\"] }"),
        Some(json!({ "a": 7, "b": 2000, "c": "n 7", "d": true, "e": [1, "alice"] }))
    );
    assert_eq!(sent("{ a = \"{{ x? }}\", b = 1 }"), Some(json!({ "b": 1 })));
    assert_eq!(sent("{ a = { b = \"{{ x? }}\" }, c = {} }"), Some(json!({ "c": {} })), "what it empties goes too");
    assert_eq!(sent("{ a = [\"{{ x? }}\", 2] }"), Some(json!({ "a": [2] })));
    assert_eq!(sent("{ a = \"{{ x? }}\" }"), Some(json!({})));
}
