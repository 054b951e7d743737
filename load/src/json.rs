//! Values of a JSON answer, found by a scan: no tree is built and nothing allocated.

/// The way to a value: names of objects' members and numbers of arrays' items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(pub Vec<Member>);

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// Of an object.
    Name(Box<str>),
    /// Of an array.
    Index(usize),
}

impl Path {
    /// The way to a member of the whole.
    #[must_use]
    pub fn name(name: &str) -> Self {
        Self(vec![Member::Name(name.into())])
    }

    /// The value as it is written, a text without its quotes; none if there is none. Of a name that comes twice the first
    /// counts; a name that is written with escapes is not found. What is no JSON gives nothing, or something of it.
    #[must_use]
    pub fn find<'a>(&self, json: &'a [u8]) -> Option<Found<'a>> {
        let mut at = blank(json, 0);
        for member in &self.0 {
            at = match member {
                Member::Name(name) => step_in_object(json, at, name.as_bytes())?,
                Member::Index(index) => step_in_array(json, at, *index)?,
            };
        }
        let end = skip(json, at)?;
        let raw = &json[at..end];
        Some(match raw {
            [b'"', text @ .., b'"'] => Found { raw: text, is_text: true },
            raw => Found { raw, is_text: false },
        })
    }
}

/// A value of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// As it is written; a text's octets between its quotes, escapes and all.
    pub raw: &'a [u8],
    /// Whether it is a text.
    pub is_text: bool,
}

impl Found<'_> {
    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        !self.is_text && self.raw == b"null"
    }
}

fn blank(json: &[u8], at: usize) -> usize {
    let blanks = json.get(at..).unwrap_or_default().iter();
    at + blanks.take_while(|octet| matches!(octet, b' ' | b'\t' | b'\r' | b'\n')).count()
}

/// Where the member's value begins.
fn step_in_object(json: &[u8], at: usize, wanted: &[u8]) -> Option<usize> {
    let mut at = open(json, at, b'{')?;
    loop {
        if *json.get(at)? != b'"' {
            return None;
        }
        let end = skip(json, at)?;
        let name = &json[at + 1..end - 1];
        at = blank(json, end);
        if *json.get(at)? != b':' {
            return None;
        }
        at = blank(json, at + 1);
        if name == wanted {
            return Some(at);
        }
        at = next(json, skip(json, at)?)?;
    }
}

/// Where the item begins.
fn step_in_array(json: &[u8], at: usize, wanted: usize) -> Option<usize> {
    let mut at = open(json, at, b'[')?;
    if json.get(at) == Some(&b']') {
        return None;
    }
    for _ in 0..wanted {
        at = next(json, skip(json, at)?)?;
    }
    Some(at)
}

fn open(json: &[u8], at: usize, bracket: u8) -> Option<usize> {
    (*json.get(at)? == bracket).then(|| blank(json, at + 1))
}

/// What comes after a comma; none at the end.
fn next(json: &[u8], at: usize) -> Option<usize> {
    let at = blank(json, at);
    (*json.get(at)? == b',').then(|| blank(json, at + 1))
}

/// Where the value that begins here ends.
fn skip(json: &[u8], at: usize) -> Option<usize> {
    match *json.get(at)? {
        b'"' => skip_text(json, at),
        b'{' | b'[' => skip_nested(json, at),
        _ => {
            let rest = &json[at..];
            let end = rest.iter().position(|octet| matches!(octet, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'));
            let length = end.unwrap_or(rest.len());
            (length > 0).then_some(at + length)
        }
    }
}

fn skip_text(json: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        match *json.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn skip_nested(json: &[u8], at: usize) -> Option<usize> {
    let mut deep = 0_usize;
    let mut at = at;
    loop {
        match *json.get(at)? {
            b'"' => {
                at = skip_text(json, at)?;
                continue;
            }
            b'{' | b'[' => deep += 1,
            b'}' | b']' => deep -= 1,
            _ => {}
        }
        at += 1;
        if deep == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Member, Path};

    fn path(members: &[&str]) -> Path {
        let member = |text: &&str| text.parse().map_or_else(|_| Member::Name((*text).into()), Member::Index);
        Path(members.iter().map(member).collect())
    }

    fn find<'a>(json: &'a str, members: &[&str]) -> Option<(&'a str, bool)> {
        let found = path(members).find(json.as_bytes())?;
        Some((std::str::from_utf8(found.raw).expect("UTF-8"), found.is_text))
    }

    #[test]
    fn values_are_found_wherever_they_stand() {
        let json = r#" { "other" : [1, {"code": "no"}, "]}"] , "code":"54201","level" : "notice",
            "n": -1.5e3, "no": null, "in": {"er": [true, {"x": "y\"z"}]} } "#;
        assert_eq!(find(json, &["code"]), Some(("54201", true)));
        assert_eq!(find(json, &["level"]), Some(("notice", true)));
        assert_eq!(find(json, &["n"]), Some(("-1.5e3", false)));
        assert_eq!(find(json, &["in", "er", "1", "x"]), Some((r#"y\"z"#, true)));
        assert_eq!(find(json, &["other", "0"]), Some(("1", false)));
        assert_eq!(find(json, &["other", "2"]), Some(("]}", true)));
        assert!(path(&["no"]).find(json.as_bytes()).expect("there").is_null());
        for lacking in [&["cod"][..], &["other", "3"], &["code", "x"], &["in", "0"], &["0"]] {
            assert_eq!(find(json, lacking), None, "{lacking:?}");
        }
    }

    #[test]
    fn what_is_cut_off_ends_the_search() {
        for broken in
            ["", "{", "{\"", "{\"code", "{\"code\"", "{\"code\":", "{\"code\":\"5", "{\"a\":[", "nonsense", "{}"]
        {
            assert_eq!(find(broken, &["code"]), None, "{broken}");
        }
        assert_eq!(find("[]", &["0"]), None);
    }

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[ -~]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("[a-z]{0,3}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    /// Each way through a tree, with what stands at its end.
    fn ways(value: &Value, here: &mut Vec<Member>, all: &mut Vec<(Path, Value)>) {
        all.push((Path(here.clone()), value.clone()));
        let inner: Vec<(Member, &Value)> = match value {
            Value::Array(items) => items.iter().enumerate().map(|(at, item)| (Member::Index(at), item)).collect(),
            Value::Object(map) => map.iter().map(|(name, item)| (Member::Name(name.as_str().into()), item)).collect(),
            _ => Vec::new(),
        };
        for (member, item) in inner {
            here.push(member);
            ways(item, here, all);
            here.pop();
        }
    }

    proptest! {
        #[test]
        fn it_finds_what_a_tree_has(tree in tree(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&tree) } else { serde_json::to_string(&tree) };
            let text = text.expect("JSON");
            let mut all = Vec::new();
            ways(&tree, &mut Vec::new(), &mut all);
            for (path, value) in all {
                let found = path.find(text.as_bytes());
                let found = found.expect("there");
                let raw = std::str::from_utf8(found.raw).expect("UTF-8");
                let whole = if found.is_text { format!("\"{raw}\"") } else { raw.to_owned() };
                prop_assert_eq!(serde_json::from_str::<Value>(&whole).expect("JSON"), value);
            }
        }

        #[test]
        fn no_octets_end_it(octets in proptest::collection::vec(any::<u8>(), 0..64), index in 0_usize..3) {
            let _ = path(&["a"]).find(&octets);
            let _ = Path(vec![Member::Index(index)]).find(&octets);
        }

        #[test]
        fn nor_does_broken_json(text in r#"[\[\]{}":,a0\\ ]{0,24}"#) {
            let _ = path(&["a", "0", "a"]).find(text.as_bytes());
        }
    }

    #[test]
    fn a_whole_is_found_by_no_way() {
        assert_eq!(find(&json!({"a": 1}).to_string(), &[]), Some(("{\"a\":1}", false)));
    }
}
