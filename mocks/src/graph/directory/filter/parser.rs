//! From text to meaning.

use hyper::StatusCode;

use super::expression::{Affix, Comparison, Expression, Literal, Place};
use super::token::{Kind as Word, Token, tokens};
use crate::graph::directory::property::{Filter, Kind, property};
use crate::graph::message::Failure;

/// Parentheses inside parentheses.
const DEEPEST: usize = 32;
/// Alternatives side by side: of `or`, and of `in`.
const MOST_ALTERNATIVES: usize = 15;
/// Octets of a filter that an error repeats.
const LONGEST_QUOTE: usize = 256;

/// A filter, and whether it needs what only advanced queries can do.
#[derive(Debug, PartialEq)]
pub(in crate::graph::directory) struct Parsed {
    pub(in crate::graph::directory) expression: Expression,
    /// The operator that needs an advanced query: `Not`.
    pub(in crate::graph::directory) advanced: Option<&'static str>,
}

/// Reads a `$filter`; `most` is how many alternatives it may have.
///
/// # Errors
///
/// What the service says of one that it cannot read or cannot do.
pub(in crate::graph::directory) fn parse(filter: &str, most: Option<usize>) -> Result<Parsed, Failure> {
    let words = tokens(filter).map_err(|at| syntax(filter, at))?;
    let most = most.unwrap_or(MOST_ALTERNATIVES);
    let mut parser = Parser { filter, words, next: 0, depth: 0, variable: None, advanced: None, most };
    let expression = parser.either()?;
    match parser.peek() {
        None => Ok(Parsed { expression, advanced: parser.advanced }),
        Some(_) => Err(parser.lost()),
    }
}

struct Parser<'f> {
    filter: &'f str,
    words: Vec<Token>,
    next: usize,
    depth: usize,
    /// Inside `any`: what the value at hand is called.
    variable: Option<String>,
    advanced: Option<&'static str>,
    most: usize,
}

fn syntax(filter: &str, at: usize) -> Failure {
    let end = (0..=filter.len().min(LONGEST_QUOTE)).rev().find(|end| filter.is_char_boundary(*end)).unwrap_or(0);
    let quote = &filter[..end];
    let message = format!("Invalid filter clause: Syntax error at position {at} in '{quote}'.");
    Failure::new(StatusCode::BAD_REQUEST, "BadRequest", message)
}

fn unsupported(name: &str) -> Failure {
    let message =
        format!("Unsupported or invalid query filter clause specified for property '{name}' of resource 'User'.");
    Failure::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message)
}

impl Parser<'_> {
    /// `a or b or c`
    fn either(&mut self) -> Result<Expression, Failure> {
        let mut all = vec![self.both()?];
        while self.skip_word("or") {
            all.push(self.both()?);
        }
        self.bounded(all.len())?;
        Ok(single(all, Expression::Or))
    }

    /// `a and b and c`
    fn both(&mut self) -> Result<Expression, Failure> {
        let mut all = vec![self.one()?];
        while self.skip_word("and") {
            all.push(self.one()?);
        }
        Ok(single(all, Expression::And))
    }

    fn one(&mut self) -> Result<Expression, Failure> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.lost());
        }
        let one = self.condition();
        self.depth -= 1;
        one
    }

    fn condition(&mut self) -> Result<Expression, Failure> {
        if self.skip(&Word::Open) {
            let inner = self.either()?;
            self.expect(&Word::Close)?;
            return Ok(inner);
        }
        if self.skip_word("not") {
            self.advanced.get_or_insert("Not");
            return Ok(Expression::Not(Box::new(self.one()?)));
        }
        let name = self.word()?;
        match name.to_ascii_lowercase().as_str() {
            "startswith" => self.affix(Affix::Start),
            "endswith" => {
                self.advanced.get_or_insert("EndsWith");
                self.affix(Affix::End)
            }
            lower if lower.ends_with("/any") => self.any(&name[..name.len() - "/any".len()]),
            _ => self.comparison(&name),
        }
    }

    /// `startsWith(displayName,'a')`, perhaps with `eq true` after it.
    fn affix(&mut self, affix: Affix) -> Result<Expression, Failure> {
        self.expect(&Word::Open)?;
        let name = self.word()?;
        let place = self.place(&name)?;
        self.expect(&Word::Comma)?;
        let Some(Word::Text(text)) = self.take() else { return Err(self.lost_before()) };
        self.expect(&Word::Close)?;
        let fits = match (&place, affix) {
            (Place::Property(found), Affix::Start) => matches!(found.filter, Filter::Start | Filter::End),
            (Place::Property(found), Affix::End) => found.filter == Filter::End,
            (Place::Member(..), Affix::End) => false,
            (Place::Member(..), Affix::Start) | (Place::Element, _) => true,
        };
        if !fits || !matches!(place.kind(), Kind::Text(_)) {
            return Err(unsupported(&name));
        }
        let condition = Expression::Affix(place, affix, text);
        if !self.skip_word("eq") {
            return Ok(condition);
        }
        match self.word()?.to_ascii_lowercase().as_str() {
            "true" => Ok(condition),
            "false" => {
                self.advanced.get_or_insert("Not");
                Ok(Expression::Not(Box::new(condition)))
            }
            _ => Err(self.lost_before()),
        }
    }

    /// `otherMails/any(m:m eq 'a@b')`
    fn any(&mut self, name: &str) -> Result<Expression, Failure> {
        let place = self.place(name)?;
        if place.kind() != Kind::Texts || self.variable.is_some() {
            return Err(unsupported(name));
        }
        self.expect(&Word::Open)?;
        let variable = self.lambda()?;
        self.variable = Some(variable);
        let inner = self.either();
        self.variable = None;
        let inner = inner?;
        self.expect(&Word::Close)?;
        Ok(Expression::Any(place, Box::new(inner)))
    }

    /// `m:`, and what stands right after it is the next word.
    fn lambda(&mut self) -> Result<String, Failure> {
        let word = self.word()?;
        let (variable, rest) = word.split_once(':').ok_or_else(|| self.lost_before())?;
        if variable.is_empty() {
            return Err(self.lost_before());
        }
        if !rest.is_empty() {
            self.next -= 1;
            self.words[self.next].what = Word::Word(rest.to_owned());
        }
        Ok(variable.to_owned())
    }

    fn comparison(&mut self, name: &str) -> Result<Expression, Failure> {
        let operator = self.word()?.to_ascii_lowercase();
        let place = self.place(name)?;
        let filter = match &place {
            Place::Property(found) | Place::Member(found, _) => found.filter,
            Place::Element => Filter::End,
        };
        let is_ordered = matches!(filter, Filter::Order | Filter::Start | Filter::End);
        if filter == Filter::None || !matches!(place.kind(), Kind::Text(_) | Kind::Flag | Kind::Time) {
            return Err(unsupported(name));
        }
        let comparison = match operator.as_str() {
            "eq" => Comparison::Equal,
            "ne" => {
                self.advanced.get_or_insert("NotEqualsMatch");
                Comparison::Unequal
            }
            "ge" if is_ordered => Comparison::AtLeast,
            "le" if is_ordered => Comparison::AtMost,
            "in" => return self.list(place),
            "ge" | "le" | "gt" | "lt" | "has" => return Err(unsupported(name)),
            _ => return Err(self.lost_before()),
        };
        let literal = self.literal(&place)?;
        Ok(Expression::Compare(place, comparison, literal))
    }

    /// `('a','b')`
    fn list(&mut self, place: Place) -> Result<Expression, Failure> {
        self.expect(&Word::Open)?;
        let mut all = vec![self.literal(&place)?];
        while self.skip(&Word::Comma) {
            all.push(self.literal(&place)?);
        }
        self.expect(&Word::Close)?;
        self.bounded(all.len())?;
        Ok(Expression::In(place, all))
    }

    fn literal(&mut self, place: &Place) -> Result<Literal, Failure> {
        let literal = match self.take() {
            Some(Word::Text(text)) => Literal::Text(text),
            Some(Word::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "null" => return Ok(Literal::Null),
                "true" => Literal::Flag(true),
                "false" => Literal::Flag(false),
                _ => word.parse().map(Literal::Time).map_err(|_| self.lost_before())?,
            },
            _ => return Err(self.lost_before()),
        };
        let (found, kind) = match literal {
            Literal::Text(_) => ("Edm.String", place.kind()),
            Literal::Flag(_) => ("Edm.Boolean", place.kind()),
            _ => ("Edm.DateTimeOffset", place.kind()),
        };
        let wanted = match kind {
            Kind::Flag => "Edm.Boolean",
            Kind::Time => "Edm.DateTimeOffset",
            _ => "Edm.String",
        };
        if found == wanted {
            return Ok(literal);
        }
        let message = format!(
            "A binary operator with incompatible types was detected. Found operand types '{wanted}' and '{found}'."
        );
        Err(Failure::new(StatusCode::BAD_REQUEST, "BadRequest", message))
    }

    fn place(&self, name: &str) -> Result<Place, Failure> {
        if self.variable.is_some() {
            return if self.variable.as_deref() == Some(name) { Ok(Place::Element) } else { Err(unsupported(name)) };
        }
        let (first, member) = name.split_once('/').map_or((name, None), |(first, member)| (first, Some(member)));
        let found = property(first).ok_or_else(|| unsupported(name))?;
        match (member, found.kind) {
            (None, _) => Ok(Place::Property(found)),
            (Some(member), Kind::Group) => Ok(Place::Member(found, member.to_owned())),
            (Some(_), _) => Err(unsupported(name)),
        }
    }

    fn bounded(&self, alternatives: usize) -> Result<(), Failure> {
        if alternatives <= self.most {
            return Ok(());
        }
        let message = format!(
            "Too many child clauses specified in search filter expression containing 'OR' operators: {alternatives}. \
             Max allowed: {}.",
            self.most
        );
        Err(Failure::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message))
    }

    fn peek(&self) -> Option<&Word> {
        self.words.get(self.next).map(|token| &token.what)
    }

    fn take(&mut self) -> Option<Word> {
        let what = self.words.get(self.next).map(|token| token.what.clone());
        self.next += 1;
        what
    }

    fn word(&mut self) -> Result<String, Failure> {
        match self.take() {
            Some(Word::Word(word)) => Ok(word),
            _ => Err(self.lost_before()),
        }
    }

    fn skip(&mut self, wanted: &Word) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.next += usize::from(is_there);
        is_there
    }

    fn skip_word(&mut self, wanted: &str) -> bool {
        let is_there = matches!(self.peek(), Some(Word::Word(word)) if word.eq_ignore_ascii_case(wanted));
        self.next += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, wanted: &Word) -> Result<(), Failure> {
        if self.skip(wanted) { Ok(()) } else { Err(self.lost()) }
    }

    /// What is said of the next word.
    fn lost(&self) -> Failure {
        syntax(self.filter, self.words.get(self.next).map_or(self.filter.len(), |token| token.at))
    }

    /// What is said of the word that was just taken.
    fn lost_before(&self) -> Failure {
        let before = self.words.get(self.next.wrapping_sub(1));
        syntax(self.filter, before.map_or(self.filter.len(), |token| token.at))
    }
}

fn single(mut all: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    if all.len() == 1 { all.remove(0) } else { join(all) }
}
