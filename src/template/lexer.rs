use std::ops::Range;
use std::time::Duration;

use super::parse_duration;

/// A word of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Integer(i64),
    Duration(Duration),
    Text(String),
    Name(String),
    Sign(char),
}

/// Cuts an expression into words with their bytes; on a letter that begins none, its bytes.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let length = match first {
            ' ' | '\t' | '\n' => {
                at += 1;
                continue;
            }
            '+' | '-' | '*' | '/' | '(' | ')' | '?' => 1,
            '"' | '\'' => quoted_length(&text[at..], first).ok_or(at..text.len())?,
            _ => word_length(&text[at..]).ok_or(at..at + first.len_utf8())?,
        };
        let token = token(&text[at..at + length], first).ok_or(at..at + length)?;
        found.push((token, at..at + length));
        at += length;
    }
    Ok(found)
}

fn quoted_length(text: &str, quote: char) -> Option<usize> {
    text[1..].find(quote).map(|end| end + 2)
}

/// A mock goes by the name of its command, which holds hyphens.
fn word_length(text: &str) -> Option<usize> {
    let is_mock = text.starts_with("mock.");
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.' || (is_mock && c == '-');
    let length = text.find(|c| !word(c)).unwrap_or(text.len());
    (length > 0).then_some(length)
}

fn token(word: &str, first: char) -> Option<Token> {
    match first {
        '"' | '\'' => Some(Token::Text(word[1..word.len() - 1].to_owned())),
        '0'..='9' => word.parse().map(Token::Integer).ok().or_else(|| parse_duration(word).map(Token::Duration)),
        'a'..='z' | 'A'..='Z' | '_' => {
            let whole = word.split('.').all(|part| !part.is_empty());
            whole.then(|| Token::Name(word.to_owned()))
        }
        sign => Some(Token::Sign(sign)),
    }
}
