//! Cuts a rendered request into fixed octets and slots.
//!
//! A request is rendered once, by the same templates as everywhere, with a mark in the place of each value that differs
//! from login to login. Marks are letters and digits only, which neither a URL nor JSON writes in another way; so where
//! they stand in what was rendered, the values go.

use sekisho_load::{Piece, Way};

/// Marks of one journey.
#[derive(Debug)]
pub(super) struct Marks {
    /// What no request holds by chance.
    sign: String,
    slots: Vec<Slot>,
}

/// What goes in the place of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    /// What a template sees of the user: `user.name`.
    Account(String),
    /// A value that an answer gave, by its place.
    Kept(usize),
    /// The user's answer; wrong, if it is to be.
    Answer(bool),
    /// A number of the request's own.
    Number,
}

/// A field of accounts: what it is, and how it is encoded.
pub(super) type Field = (String, Way);

impl Marks {
    pub(super) fn new(sign: u64) -> Self {
        Self { sign: format!("zq{sign:016x}"), slots: Vec::new() }
    }

    /// The mark of a slot.
    pub(super) fn of(&mut self, slot: Slot) -> String {
        let place = self.slots.iter().position(|other| *other == slot).unwrap_or_else(|| {
            self.slots.push(slot);
            self.slots.len() - 1
        });
        format!("{}{place:04}", self.sign)
    }

    /// The text as pieces. Fields of accounts that are new go to `fields`.
    pub(super) fn cut(&self, text: &str, way: Way, fields: &mut Vec<Field>, into: &mut Vec<Piece>) {
        let mut rest = text;
        while let Some((before, place, after)) = self.next(rest) {
            push_fixed(into, before);
            into.push(match &self.slots[place] {
                Slot::Account(path) => Piece::Account(field(fields, (path.clone(), way))),
                Slot::Kept(place) => Piece::Kept(*place, way),
                Slot::Answer(wrong) => Piece::Answer { way, wrong: *wrong },
                Slot::Number => Piece::Number,
            });
            rest = after;
        }
        push_fixed(into, rest);
    }

    fn next<'a>(&self, text: &'a str) -> Option<(&'a str, usize, &'a str)> {
        let at = text.find(&self.sign)?;
        let number = at + self.sign.len()..at + self.sign.len() + 4;
        let place = text.get(number.clone())?.parse().ok().filter(|place| *place < self.slots.len())?;
        Some((&text[..at], place, &text[number.end..]))
    }
}

fn field(fields: &mut Vec<Field>, field: Field) -> usize {
    fields.iter().position(|other| *other == field).unwrap_or_else(|| {
        fields.push(field);
        fields.len() - 1
    })
}

fn push_fixed(into: &mut Vec<Piece>, text: &str) {
    match into.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Fixed(before)) => *before = [before, text.as_bytes()].concat().into(),
        _ => into.push(Piece::Fixed(text.as_bytes().into())),
    }
}

#[cfg(test)]
mod tests {
    use sekisho_load::{Piece, Way};

    use super::{Marks, Slot};

    #[test]
    fn marks_become_slots_and_what_stands_between_stays() {
        let mut marks = Marks::new(7);
        let (name, ticket, answer) =
            (marks.of(Slot::Account("user.name".into())), marks.of(Slot::Kept(3)), marks.of(Slot::Answer(false)));
        assert_eq!(marks.of(Slot::Kept(3)), ticket);
        let (mut fields, mut pieces) = (Vec::new(), Vec::new());
        marks.cut("GET /", Way::Percent, &mut fields, &mut pieces);
        marks.cut(&format!("x?u={name}&t={ticket}{answer} "), Way::Percent, &mut fields, &mut pieces);
        marks.cut(&name, Way::Json, &mut fields, &mut pieces);
        marks.cut(&name, Way::Percent, &mut fields, &mut pieces);
        let fixed = |text: &str| Piece::Fixed(text.as_bytes().into());
        let expected = [
            fixed("GET /x?u="),
            Piece::Account(0),
            fixed("&t="),
            Piece::Kept(3, Way::Percent),
            Piece::Answer { way: Way::Percent, wrong: false },
            fixed(" "),
            Piece::Account(1),
            Piece::Account(0),
        ];
        assert_eq!(pieces, expected);
        assert_eq!(fields, [("user.name".to_owned(), Way::Percent), ("user.name".to_owned(), Way::Json)]);
    }
}
