//! Reading a script.
//!
//! ```text
//! script := [rule {";" rule}]
//! rule   := place ":" fault {"," fault}
//! place  := "token" | "discovery" | "keys" | METHOD PATH ["page" N | "item" N] | "item" METHOD PATH ["item" N]
//! fault  := ["always"] ["executed"] kind ["x" N]
//! kind   := "ok" | STATUS [CODE] [("after" | "until") DURATION] | "AADSTS" N | "reset" | "half-close" | …
//! ```

use std::time::Duration;

use hyper::StatusCode;

use super::Mistake;
use super::fit::misfit;
use super::script::{Fault, Kind, Place, Rule, Script, Wait};
use super::words::Words;
use crate::control::duration;
use crate::graph::sign_in::numbers;

const METHODS: [&str; 6] = ["GET", "POST", "PATCH", "PUT", "DELETE", "*"];
/// Rules of a script: beyond, someone made a mistake.
const MOST_RULES: usize = 256;
/// The words of faults that take nothing after them.
const FAULTS: [(&str, Kind); 17] = [
    ("ok", Kind::Ok),
    ("reset", Kind::Reset),
    ("half-close", Kind::HalfClose),
    ("hang", Kind::Hang),
    ("hold", Kind::Hold),
    ("truncated", Kind::Truncated),
    ("html", Kind::Html),
    ("not-json", Kind::NotJson),
    ("empty-page", Kind::EmptyPage),
    ("loop", Kind::Loop),
    ("expired-page", Kind::ExpiredPage),
    ("no-expires-in", Kind::NoExpiresIn),
    ("gone", Kind::Gone),
    ("missing", Kind::Missing),
    ("duplicate", Kind::Duplicate),
    ("unknown-value", Kind::UnknownValue),
    // Said so that `executed` alone is told apart from an unknown word.
    ("executed", Kind::Ok),
];

/// Reads a script; an empty one says that nothing fails.
pub(crate) fn parse(text: &str) -> Result<Script, Mistake> {
    let mut words = Words::of(text);
    let mut rules = Vec::new();
    while words.peek().is_some() {
        let place = words.place();
        rules.push(rule(&mut words)?);
        if rules.len() > MOST_RULES {
            return Err(words.since(place, format!("a script has {MOST_RULES} rules at most")));
        }
        if words.peek().is_some() && !words.take(";") {
            return Err(words.wrong("`,` before a further fault, or `;` before a further place"));
        }
    }
    Ok(Script::new(rules))
}

fn rule(words: &mut Words<'_>) -> Result<Rule, Mistake> {
    let place = place(words)?;
    if !words.take(":") {
        return Err(words.wrong("`:` after the place"));
    }
    let mut faults = Vec::new();
    loop {
        let at = words.place();
        let always = words.take("always");
        let fault = fault(words)?;
        if let Some(why) = misfit(&place, &fault) {
            return Err(words.since(at, why));
        }
        if always {
            return match words.peek() {
                None | Some(";") => Ok(Rule::new(place, faults, Some(fault))),
                Some(_) => Err(words.wrong("the end of the rule: nothing comes after `always`")),
            };
        }
        let times = times(words)?;
        faults.push((fault, times));
        if !words.take(",") {
            return Ok(Rule::new(place, faults, None));
        }
    }
}

fn place(words: &mut Words<'_>) -> Result<Place, Mistake> {
    let expected = "a place: `token`, `discovery`, `keys`, a method and a path, or `item` and these";
    let item = match words.word(expected)? {
        "token" => return Ok(Place::Token),
        "discovery" => return Ok(Place::Discovery),
        "keys" => return Ok(Place::Keys),
        "item" => true,
        word if METHODS.contains(&word) => return path(words, word, false),
        word => {
            let known = ["token", "discovery", "keys", "item"].into_iter().chain(METHODS);
            return Err(with_nearest(words.last_wrong(expected), word, known));
        }
    };
    let method = words.word("a method after `item`")?;
    if !METHODS.contains(&method) {
        return Err(with_nearest(words.last_wrong("a method after `item`"), method, METHODS));
    }
    path(words, method, item)
}

fn path(words: &mut Words<'_>, method: &str, item: bool) -> Result<Place, Mistake> {
    let path = words.word("a path")?;
    if !path.starts_with('/') && path != "*" {
        return Err(words.last_wrong("a path such as `/users/*`"));
    }
    if path.starts_with("/v1.0/") || path.starts_with("/beta/") {
        return Err(words.last_wrong("a path without the version").help("write `/users`, not `/v1.0/users`"));
    }
    let method = (method != "*").then(|| method.into());
    if !item && words.take("page") {
        return Ok(Place::Graph { method, path: path.into(), page: Some(count(words, "a page from 1")?) });
    }
    let at = words.place();
    let number = if words.take("item") { Some(count(words, "the number of an item from 1")?) } else { None };
    match (item, number) {
        (true, number) => Ok(Place::Item { method, path: path.into(), number }),
        (false, None) => Ok(Place::Graph { method, path: path.into(), page: None }),
        (false, number) if path == "/$batch" => Ok(Place::Item { method: None, path: "*".into(), number }),
        (false, Some(_)) => Err(words.since(at, "only `POST /$batch` has items")),
    }
}

fn fault(words: &mut Words<'_>) -> Result<Fault, Mistake> {
    let executed = words.take("executed");
    let expected = if executed { "what is answered though it was executed" } else { "a fault" };
    let word = words.word(expected)?;
    let kind = match word {
        _ if word.starts_with(|first: char| first.is_ascii_digit()) => status(words, word)?,
        _ if let Some(number) = word.strip_prefix("AADSTS") => aadsts(words, word, number)?,
        _ => {
            let known = FAULTS.iter().find(|(known, _)| *known == word && word != "executed");
            let names = FAULTS.iter().map(|(known, _)| *known);
            known.ok_or_else(|| with_nearest(words.last_wrong(expected), word, names))?.1.clone()
        }
    };
    Ok(Fault { executed: executed || kind == Kind::Ok, kind })
}

fn aadsts(words: &Words<'_>, word: &str, number: &str) -> Result<Kind, Mistake> {
    let known = number.parse().ok().filter(|number| numbers().any(|known| known == *number));
    known.map(Kind::Aadsts).ok_or_else(|| {
        let all: Vec<String> = numbers().map(|number| format!("AADSTS{number}")).collect();
        with_nearest(words.last_wrong("AADSTS and a number of its table"), word, all.iter().map(String::as_str))
    })
}

fn status(words: &mut Words<'_>, word: &str) -> Result<Kind, Mistake> {
    let known = word.parse().ok().and_then(|code| StatusCode::from_u16(code).ok());
    let status = known.filter(|status| (300..600).contains(&status.as_u16()));
    let status = status.ok_or_else(|| words.last_wrong("a status from 300 to 599"))?;
    let code = words.peek_word().filter(|word| !is_next(word));
    if code.is_some() {
        words.step();
        if !code.is_some_and(|code| code.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')) {
            return Err(words.last_wrong("an error code such as `Request_BadRequest`, or `after` and a duration"));
        }
        if code.is_some_and(|code| strsim::levenshtein(code, "after") < 3) {
            return Err(words.last_wrong("an error code, or `after`").help("did you mean `after`?"));
        }
    }
    let wait = if words.take("after") {
        Some(Wait::Seconds(whole_seconds(words)?))
    } else if words.take("until") {
        Some(Wait::Date(whole_seconds(words)?))
    } else {
        None
    };
    Ok(Kind::Status { status, code: code.map(Into::into), wait })
}

/// Whether a word after a status is no error code, but what comes after it.
fn is_next(word: &str) -> bool {
    matches!(word, "after" | "until" | "always")
        || repeated(word).is_some()
        || word.starts_with(|first: char| first.is_ascii_digit())
        || FAULTS.iter().any(|(known, _)| *known == word)
}

/// `Retry-After` tells whole seconds (RFC 9110, 10.2.3).
fn whole_seconds(words: &mut Words<'_>) -> Result<Duration, Mistake> {
    let text = words.word("a duration such as `7s`")?;
    let read = duration(text).filter(|read| read.subsec_nanos() == 0 && read.as_secs() <= 86_400);
    read.ok_or_else(|| words.last_wrong("a duration in whole seconds, a day at most, such as `7s`"))
}

fn times(words: &mut Words<'_>) -> Result<u32, Mistake> {
    let Some(count) = words.peek_word().and_then(repeated) else { return Ok(1) };
    words.step();
    count.parse().ok().filter(|times| *times > 0).ok_or_else(|| words.last_wrong("how often, such as `x3`"))
}

/// `x3`: the digits.
fn repeated(word: &str) -> Option<&str> {
    word.strip_prefix('x').filter(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

fn count(words: &mut Words<'_>, expected: &str) -> Result<u32, Mistake> {
    let read = words.word(expected)?.parse().ok().filter(|count| *count > 0);
    read.ok_or_else(|| words.last_wrong(expected))
}

fn with_nearest<'k>(mistake: Mistake, word: &str, known: impl IntoIterator<Item = &'k str>) -> Mistake {
    let known: Vec<&str> = known.into_iter().collect();
    let far = |other: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &other.to_lowercase());
    match known.iter().min_by_key(|other| far(other)) {
        Some(nearest) if far(nearest) <= 2 && *nearest != "*" => mistake.help(format!("did you mean `{nearest}`?")),
        _ => mistake.help(format!("known are {}", known.join(", "))),
    }
}

#[cfg(test)]
#[path = "grammar_tests.rs"]
mod tests;
