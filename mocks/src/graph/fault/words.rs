//! A line in words and marks, each with its place.

use std::ops::Range;

use super::Mistake;

/// The words of a text, one after the other. `,`, `:` and `;` are words of their own.
pub(super) struct Words<'t> {
    text: &'t str,
    words: Vec<Range<usize>>,
    next: usize,
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut words: Vec<Range<usize>> = Vec::new();
        let mut open = None;
        for (at, letter) in text.char_indices() {
            let is_mark = matches!(letter, ',' | ':' | ';');
            if is_mark || letter.is_whitespace() {
                words.extend(open.take().map(|start| start..at));
            } else {
                open.get_or_insert(at);
            }
            if is_mark {
                words.push(at..at + 1);
            }
        }
        words.extend(open.map(|start| start..text.len()));
        Self { text, words, next: 0 }
    }

    pub(super) fn peek(&self) -> Option<&'t str> {
        self.text.get(self.words.get(self.next)?.clone())
    }

    /// The next word, if it is no mark.
    pub(super) fn peek_word(&self) -> Option<&'t str> {
        self.peek().filter(|word| !matches!(*word, "," | ":" | ";"))
    }

    pub(super) fn step(&mut self) {
        self.next += 1;
    }

    /// Takes the next word if it is this one.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let is_it = self.peek() == Some(word);
        self.next += usize::from(is_it);
        is_it
    }

    /// The next word, which must not be a mark.
    pub(super) fn word(&mut self, expected: &str) -> Result<&'t str, Mistake> {
        let word = self.peek_word().ok_or_else(|| self.wrong(expected))?;
        self.step();
        Ok(word)
    }

    /// What is wrong with the next word, or with the end of the text.
    pub(super) fn wrong(&self, expected: &str) -> Mistake {
        match self.peek() {
            Some(got) => self.say(self.next, format!("expected {expected}, got `{got}`")),
            None => self.say(self.next, format!("expected {expected}, but the text ends")),
        }
    }

    /// What is wrong with the word that was taken last.
    pub(super) fn last_wrong(&self, expected: &str) -> Mistake {
        let at = self.next.saturating_sub(1);
        let got = self.words.get(at).and_then(|word| self.text.get(word.clone())).unwrap_or_default();
        self.say(at, format!("expected {expected}, got `{got}`"))
    }

    /// Where the next word is among all.
    pub(super) fn place(&self) -> usize {
        self.next
    }

    /// Something about the words from this place to the one taken last.
    pub(super) fn since(&self, place: usize, what: impl Into<String>) -> Mistake {
        let first = self.words.get(place).map_or(self.text.len(), |word| word.start);
        let last = self.words.get(self.next.saturating_sub(1)).map_or(self.text.len(), |word| word.end);
        Mistake::new(self.text, first..last.max(first), what)
    }

    fn say(&self, at: usize, what: String) -> Mistake {
        let end = self.text.trim_end().len();
        Mistake::new(self.text, self.words.get(at).cloned().unwrap_or(end..end), what)
    }
}
