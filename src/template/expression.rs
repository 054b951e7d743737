use std::fmt;
use std::ops::Range;

use super::lexer::{Token, tokens};
use super::{Scope, Value};

/// A name in an expression, such as `policy.lock.limit`, and its bytes in the expression's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The dotted name.
    pub path: String,
    /// Where it stands in the expression.
    pub span: Range<usize>,
}

/// An expression: names, numbers, durations, texts, `+ - * /` and parentheses. No statements, no calls.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A literal.
    Literal(Value),
    /// A name that the scope knows.
    Name(Name),
    /// Two values and a sign between.
    Binary(Box<Expression>, char, Box<Expression>),
}

/// Words and signs of an expression: none is so deep that reading it would end the stack.
const LONGEST: usize = 256;

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq)]
pub enum EvalError {
    /// The scope does not know the name.
    Undefined(Name),
    /// The sign does not go with such values.
    Mismatch {
        /// The sign.
        sign: char,
        /// The kind of the left value.
        left: &'static str,
        /// The kind of the right value.
        right: &'static str,
    },
    /// The number or moment is too large, or a division by zero.
    OutOfRange,
}

impl Expression {
    /// Reads an expression; on failure says what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, (String, Range<usize>)> {
        let tokens = tokens(text).map_err(|span| ("no expression can hold this".to_owned(), span))?;
        if let Some((_, span)) = tokens.get(LONGEST) {
            return Err((format!("an expression has at most {LONGEST} words and signs"), span.clone()));
        }
        let mut parser = Parser { tokens: &tokens, at: 0, end: text.len() };
        let expression = parser.sum()?;
        match parser.peek() {
            None => Ok(expression),
            Some((_, span)) => Err(("expected the end of the expression or `+ - * /`".into(), span.clone())),
        }
    }

    /// Its value.
    pub fn eval(&self, scope: &dyn Scope) -> Result<Value, EvalError> {
        match self {
            Expression::Literal(value) => Ok(value.clone()),
            Expression::Name(name) => scope.value(&name.path).ok_or_else(|| EvalError::Undefined(name.clone())),
            Expression::Binary(left, sign, right) => apply(left.eval(scope)?, *sign, right.eval(scope)?),
        }
    }

    /// Adds every name in it to `into`.
    pub fn names<'a>(&'a self, into: &mut Vec<&'a Name>) {
        match self {
            Expression::Literal(_) => {}
            Expression::Name(name) => into.push(name),
            Expression::Binary(left, _, right) => {
                left.names(into);
                right.names(into);
            }
        }
    }
}

struct Parser<'a> {
    tokens: &'a [(Token, Range<usize>)],
    at: usize,
    end: usize,
}

type Parsed = Result<Expression, (String, Range<usize>)>;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a (Token, Range<usize>)> {
        self.tokens.get(self.at)
    }

    fn sign(&mut self, of: &[char]) -> Option<char> {
        match self.peek() {
            Some((Token::Sign(sign), _)) if of.contains(sign) => {
                self.at += 1;
                Some(*sign)
            }
            _ => None,
        }
    }

    fn sum(&mut self) -> Parsed {
        self.chain(&['+', '-'], Self::product)
    }

    fn product(&mut self) -> Parsed {
        self.chain(&['*', '/'], Self::term)
    }

    fn chain(&mut self, signs: &[char], operand: fn(&mut Self) -> Parsed) -> Parsed {
        let mut left = operand(self)?;
        while let Some(sign) = self.sign(signs) {
            left = Expression::Binary(Box::new(left), sign, Box::new(operand(self)?));
        }
        Ok(left)
    }

    fn term(&mut self) -> Parsed {
        let Some((token, span)) = self.peek() else {
            return Err(("expected a name, a number or a text".into(), self.end..self.end));
        };
        self.at += 1;
        match token {
            Token::Integer(number) => Ok(Expression::Literal(Value::Integer(*number))),
            Token::Duration(duration) => Ok(Expression::Literal(Value::Duration(*duration))),
            Token::Text(text) => Ok(Expression::Literal(Value::Text(text.clone()))),
            Token::Name(path) => Ok(Expression::Name(Name { path: path.clone(), span: span.clone() })),
            Token::Sign('(') => self.closed(span),
            Token::Sign('-') => {
                let zero = Expression::Literal(Value::Integer(0));
                Ok(Expression::Binary(Box::new(zero), '-', Box::new(self.term()?)))
            }
            Token::Sign(_) => Err(("expected a name, a number or a text".into(), span.clone())),
        }
    }

    fn closed(&mut self, open: &Range<usize>) -> Parsed {
        let inner = self.sum()?;
        match self.sign(&[')']) {
            Some(_) => Ok(inner),
            None => Err(("this parenthesis is not closed".into(), open.clone())),
        }
    }
}

fn apply(left: Value, sign: char, right: Value) -> Result<Value, EvalError> {
    let mismatch = EvalError::Mismatch { sign, left: left.kind(), right: right.kind() };
    match (left, sign, right) {
        (Value::Integer(left), sign, Value::Integer(right)) => integers(left, sign, right).map(Value::Integer),
        (Value::Duration(left), '+', Value::Duration(right)) => left.checked_add(right).map(Value::Duration),
        (Value::Duration(left), '-', Value::Duration(right)) => left.checked_sub(right).map(Value::Duration),
        (Value::Duration(left), '*', Value::Integer(right)) | (Value::Integer(right), '*', Value::Duration(left)) => {
            u32::try_from(right).ok().and_then(|right| left.checked_mul(right)).map(Value::Duration)
        }
        (Value::Duration(left), '/', Value::Integer(right)) => {
            u32::try_from(right).ok().and_then(|right| left.checked_div(right)).map(Value::Duration)
        }
        (Value::Moment(left), '+', Value::Duration(right)) => left.checked_add(right).ok().map(Value::Moment),
        (Value::Moment(left), '-', Value::Duration(right)) => left.checked_sub(right).ok().map(Value::Moment),
        (left @ Value::Text(_), '+', right) | (left, '+', right @ Value::Text(_)) => {
            Some(Value::Text(format!("{left}{right}")))
        }
        _ => return Err(mismatch),
    }
    .ok_or(EvalError::OutOfRange)
}

fn integers(left: i64, sign: char, right: i64) -> Option<i64> {
    match sign {
        '+' => left.checked_add(right),
        '-' => left.checked_sub(right),
        '*' => left.checked_mul(right),
        _ => left.checked_div(right),
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EvalError::Undefined(name) => write!(f, "`{}` is not defined here", name.path),
            EvalError::Mismatch { sign, left, right } => write!(f, "`{sign}` does not go with {left} and {right}"),
            EvalError::OutOfRange => f.write_str("the result is out of range"),
        }
    }
}
