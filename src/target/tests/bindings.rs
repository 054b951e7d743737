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

fn identity(text: &str) -> Result<Option<(String, String)>, String> {
    let target = target(&format!("[action.call]\nhttp = \"GET /\"\nbase = \"https://a\"\nidentity = {text}\n"));
    let Some(Wire::Http(http)) = target.binding("call", None).map(|binding| &binding.wire) else { panic!("of HTTP") };
    let request = crate::wire::render_http(http, None, &[], &Names).map_err(|error| error.to_string())?;
    Ok(request.identity.map(|identity| (identity.certificate, identity.key)))
}

#[test]
fn a_client_certificate_goes_with_its_key_or_not_at_all() {
    let both = Ok(Some(("alice".to_owned(), "key of alice".to_owned())));
    assert_eq!(identity("{ certificate = \"{{ name? }}\", key = \"key of {{ name }}\" }"), both);
    assert_eq!(identity("{ certificate = \"{{ x? }}\", key = \"{{ y? }}\" }"), Ok(None));
    let half = "of `identity`, one of `certificate` and `key` has a value and the other has none";
    assert_eq!(identity("{ certificate = \"{{ name }}\", key = \"{{ y? }}\" }"), Err(half.to_owned()));
    let used =
        target("[action.call]\nhttp = \"GET /\"\nidentity = { certificate = \"{{ a? }}\", key = \"{{ b? }}\" }\n");
    assert!(["a", "b"].into_iter().all(|name| used.binding("call", None).is_some_and(|binding| binding.uses(name))));
}

#[test]
fn a_whole_url_takes_a_method_alone() {
    let found = target("[action.follow]\nhttp = \"GET\"\nurl = \"{{ redirect }}\"\nbrowser = true\n");
    let call = http(found.binding("follow", None).expect("a binding"));
    assert!(call.url.is_some() && call.browser && call.method == "GET");
    assert!(!http(found.binding("login", None).expect("a binding")).browser);
    assert_wrong(
        "[action.a]\nhttp = \"GET /x\"\nurl = \"{{ redirect }}\"\n[action.b]\nhttp = \"GET\"\nurl = \"u\"\nbase = \"b\"\n\
         query = { c = 1 }\n[action.d]\nradius = { user-name = \"a\" }\nbrowser = true\n",
        &[
            "2: the path stands in the `url`",
            "7: a whole URL has this already",
            "8: a whole URL has this already",
            "10: this target states no RADIUS server",
            "11: this belongs to `http`",
        ],
    );
}
