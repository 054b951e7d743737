use std::fmt::Write as _;

use super::model::{Demand, Method, Methods, Placement, UnknownProxyState, word_of};
use super::{AttributeName, Evidence, Fact, Profile, Value};
use crate::template::{Template, show_duration};

/// A profile as a file: read again, it is the same profile but for its name, which is the file's.
pub fn toml(profile: &Profile) -> String {
    let mut file = format!(
        "#:schema ../schemas/vendor.json\nformat  = 1\ntitle   = {}\nproduct = {}\n",
        quoted(&profile.title),
        quoted(&profile.product)
    );
    line(&mut file, "pen", profile.pen);
    line(&mut file, "methods", profile.methods.as_ref().map(methods));
    line(&mut file, "challenge", profile.challenge);
    let unverified = unverified(profile);
    line(&mut file, "unverified", (!unverified.is_empty()).then(|| listed(unverified)));
    request(&mut file, &profile.request);
    table(&mut file, "password", &[("longest", profile.longest.map(|it| it.characters().to_string()))]);
    table(
        &mut file,
        "timers",
        &[
            ("timeout", profile.timing.timeout.map(|timeout| quoted(&show_duration(timeout)))),
            ("retries", profile.timing.retries.map(|retries| retries.to_string())),
        ],
    );
    table(
        &mut file,
        "message-authenticator",
        &[
            ("request", profile.request_signed.map(|it| quoted(word_of(&Placement::ALL, &it)))),
            ("reply", profile.reply_signed.map(|it| quoted(word_of(&Demand::ALL, &it)))),
        ],
    );
    let names = |names: &Option<Vec<AttributeName>>| names.as_ref().map(|names| listed(names.iter()));
    table(&mut file, "accept", &[("needs", names(&profile.accept.needs)), ("reads", names(&profile.accept.reads))]);
    let proxy_state = profile.unknown_proxy_state.map(|it| quoted(word_of(&UnknownProxyState::ALL, &it)));
    table(&mut file, "reply", &[("unknown-proxy-state", proxy_state)]);
    let sources: Vec<(String, Option<String>)> =
        profile.sourced().map(|(fact, text)| (key(fact.as_str()), Some(quoted(text)))).collect();
    let sources: Vec<(&str, Option<String>)> =
        sources.iter().map(|(fact, text)| (fact.as_str(), text.clone())).collect();
    table(&mut file, "source", &sources);
    file
}

/// As the file lists it: what it does not state is not named there.
fn unverified(profile: &Profile) -> Vec<String> {
    let named = |fact: &Fact| profile.evidence.get(fact) == Some(&Evidence::Unverified);
    let facts = Fact::ALL.iter().filter(|(_, fact)| named(fact)).map(|(name, _)| (*name).to_owned());
    facts.chain(profile.unverified_attributes.iter().map(|name| format!("request.{name}"))).collect()
}

fn methods(methods: &Methods) -> String {
    listed(methods.iter().map(|method| word_of(&Method::ALL, &method)))
}

fn listed(items: impl IntoIterator<Item = impl ToString>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| quoted(&item.to_string())).collect();
    format!("[{}]", items.join(", "))
}

fn line(file: &mut String, key: &str, value: Option<impl std::fmt::Display>) {
    if let Some(value) = value {
        let _ = writeln!(file, "{key} = {value}");
    }
}

fn table(file: &mut String, name: &str, lines: &[(&str, Option<String>)]) {
    if lines.iter().any(|(_, value)| value.is_some()) {
        let _ = writeln!(file, "\n[{name}]");
        lines.iter().for_each(|(key, value)| line(file, key, value.as_ref()));
    }
}

fn request(file: &mut String, attributes: &[(AttributeName, Value)]) {
    let mut lines: Vec<(AttributeName, Vec<String>)> = Vec::new();
    for (name, value) in attributes {
        match lines.iter_mut().find(|(other, _)| other == name) {
            Some((_, values)) => values.push(written(value)),
            None => lines.push((*name, vec![written(value)])),
        }
    }
    if !lines.is_empty() {
        file.push_str("\n[request]\n");
    }
    for (name, values) in lines {
        match values.as_slice() {
            [value] => line(file, &name.to_string(), Some(value)),
            values => line(file, &name.to_string(), Some(format!("[{}]", values.join(", ")))),
        }
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::Binding => "true".into(),
        Value::Own(template) => literal(template),
    }
}

/// As it stands in its file, or as the text that our own code made.
fn literal(template: &Template) -> String {
    let in_file = template.source().text().get(template.span()).filter(|text| !text.is_empty());
    in_file.map_or_else(|| quoted(&template.as_fixed().unwrap_or_default()), str::to_owned)
}

/// A dot within a key must stand in quotes.
fn key(name: &str) -> String {
    if name.contains('.') { quoted(name) } else { name.to_owned() }
}

/// A basic string of TOML: it escapes as JSON does, and DEL besides.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default().replace('\u{7f}', "\\u007F")
}
