//! The words of a `$filter`.

/// One word, and where it begins (in octets).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) at: usize,
    pub(super) what: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Comma,
    /// In quotes; two quotes inside are one.
    Text(String),
    /// A name, an operator, a number, a time: whatever has no quotes.
    Word(String),
}

/// The words; `Err` with the place of a text that does not end.
pub(super) fn tokens(filter: &str) -> Result<Vec<Token>, usize> {
    let mut found = Vec::new();
    let mut rest = filter;
    loop {
        rest = rest.trim_start();
        let at = filter.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(found) };
        let (what, length) = match first {
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            ',' => (Kind::Comma, 1),
            '\'' => text(rest).ok_or(at)?,
            _ => word(rest),
        };
        found.push(Token { at, what });
        rest = &rest[length..];
    }
}

fn text(rest: &str) -> Option<(Kind, usize)> {
    let mut whole = String::new();
    let mut octets = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = octets.next() {
        match letter {
            '\'' if octets.peek().is_some_and(|(_, next)| *next == '\'') => {
                octets.next();
                whole.push('\'');
            }
            '\'' => return Some((Kind::Text(whole), at + 1)),
            letter => whole.push(letter),
        }
    }
    None
}

fn word(rest: &str) -> (Kind, usize) {
    let ends = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | ',' | '\'');
    let length = rest.find(ends).unwrap_or(rest.len());
    (Kind::Word(rest[..length].to_owned()), length)
}
