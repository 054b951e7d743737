//! What a `$filter` means.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::Value;

use crate::graph::directory::property::{ID, IMMUTABLE_ID, Kind, Property, UPN};
use crate::graph::directory::user::User;

/// A condition that a user meets or not.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::graph::directory) enum Expression {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Compare(Place, Comparison, Literal),
    In(Place, Vec<Literal>),
    Affix(Place, Affix, String),
    /// One of the values of a property meets it.
    Any(Place, Box<Self>),
}

/// Where a value stands.
#[derive(Debug, Clone)]
pub(in crate::graph::directory) enum Place {
    Property(&'static Property),
    /// One of a group: `onPremisesExtensionAttributes/extensionAttribute1`.
    Member(&'static Property, String),
    /// Inside `any`: the value at hand.
    Element,
}

/// By name.
impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Property(one), Self::Property(other)) => one.name == other.name,
            (Self::Member(one, a), Self::Member(other, b)) => one.name == other.name && a == b,
            (Self::Element, Self::Element) => true,
            _ => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graph::directory) enum Comparison {
    Equal,
    Unequal,
    AtLeast,
    AtMost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graph::directory) enum Affix {
    Start,
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::graph::directory) enum Literal {
    Null,
    Flag(bool),
    Text(String),
    Time(Timestamp),
}

impl Expression {
    /// Whether the user meets it.
    pub(in crate::graph::directory) fn admits(&self, user: &User) -> bool {
        self.holds(Some(user), None)
    }

    fn holds(&self, user: Option<&User>, element: Option<&Value>) -> bool {
        let at = |place: &Place, judge: &dyn Fn(Option<&Value>) -> bool| place.look(user, element, judge);
        match self {
            Self::And(all) => all.iter().all(|part| part.holds(user, element)),
            Self::Or(all) => all.iter().any(|part| part.holds(user, element)),
            Self::Not(part) => !part.holds(user, element),
            Self::Compare(place, comparison, literal) => at(place, &|value| {
                compared(place, value, literal).map_or(*comparison == Comparison::Unequal, |order| match comparison {
                    Comparison::Equal => order == Ordering::Equal,
                    Comparison::Unequal => order != Ordering::Equal,
                    Comparison::AtLeast => order != Ordering::Less,
                    Comparison::AtMost => order != Ordering::Greater,
                })
            }),
            Self::In(place, literals) => at(place, &|value| {
                literals.iter().any(|literal| compared(place, value, literal) == Some(Ordering::Equal))
            }),
            Self::Affix(place, affix, text) => {
                at(place, &|value| value.and_then(Value::as_str).is_some_and(|value| affix.fits(value, text)))
            }
            Self::Any(place, inner) => at(place, &|value| {
                let elements = value.and_then(Value::as_array);
                elements.is_some_and(|all| all.iter().any(|element| inner.holds(None, Some(element))))
            }),
        }
    }

    /// The only user whom it can admit, where an index tells: a property and its value.
    pub(in crate::graph::directory) fn only(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Compare(Place::Property(property), Comparison::Equal, Literal::Text(text)) => {
                matches!(property.name, ID | UPN | IMMUTABLE_ID).then_some((property.name, text.as_str()))
            }
            Self::And(all) => all.iter().find_map(Self::only),
            _ => None,
        }
    }

    /// The ids that it names, if it is nothing but `id eq '…'`, joined by `or`.
    pub(in crate::graph::directory) fn ids(&self) -> Option<Vec<&str>> {
        match self {
            Self::Or(all) => all.iter().map(Self::ids).collect::<Option<Vec<_>>>().map(|ids| ids.concat()),
            Self::Compare(..) => self.only().filter(|(name, _)| *name == ID).map(|(_, id)| vec![id]),
            _ => None,
        }
    }
}

impl Place {
    /// Shows what stands there to a judge.
    fn look(&self, user: Option<&User>, element: Option<&Value>, judge: &dyn Fn(Option<&Value>) -> bool) -> bool {
        match (self, user) {
            (Self::Property(property), Some(user)) => match user.kept(property.name) {
                Some(value) => judge(Some(value)),
                None => judge(user.value(property.name).as_ref()),
            },
            (Self::Member(property, name), Some(user)) => {
                judge(user.kept(property.name).and_then(|group| group.get(name)).filter(|value| !value.is_null()))
            }
            _ => judge(element),
        }
    }

    /// An immutable id is base64: its case counts.
    fn has_case(&self) -> bool {
        matches!(self, Self::Property(property) if property.name == IMMUTABLE_ID)
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Property(property) => property.kind,
            Self::Member(..) | Self::Element => Kind::Text(1024),
        }
    }
}

/// How what stands there compares; `None` if it does not at all.
fn compared(place: &Place, value: Option<&Value>, literal: &Literal) -> Option<Ordering> {
    match (value, literal) {
        (None, Literal::Null) => Some(Ordering::Equal),
        (Some(Value::Bool(value)), Literal::Flag(flag)) => Some(value.cmp(flag)),
        (Some(Value::String(value)), Literal::Text(text)) if place.has_case() => Some(value.as_str().cmp(text)),
        (Some(Value::String(value)), Literal::Text(text)) => Some(without_case(value, text)),
        (Some(Value::String(value)), Literal::Time(time)) => Some(value.parse::<Timestamp>().ok()?.cmp(time)),
        _ => None,
    }
}

/// The directory does not tell large letters from small ones.
fn without_case(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() {
        let small = |text: &str| text.as_bytes().to_ascii_lowercase();
        return if one.eq_ignore_ascii_case(other) { Ordering::Equal } else { small(one).cmp(&small(other)) };
    }
    one.to_lowercase().cmp(&other.to_lowercase())
}

impl Affix {
    fn fits(self, value: &str, text: &str) -> bool {
        if value.is_ascii() && text.is_ascii() {
            let (value, text) = (value.as_bytes(), text.as_bytes());
            let Some(others) = value.len().checked_sub(text.len()) else { return false };
            let part = if self == Self::Start { &value[..text.len()] } else { &value[others..] };
            return part.eq_ignore_ascii_case(text);
        }
        let (value, text) = (value.to_lowercase(), text.to_lowercase());
        if self == Self::Start { value.starts_with(&text) } else { value.ends_with(&text) }
    }
}
