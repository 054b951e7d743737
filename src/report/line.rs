use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A line of a report for people, coloured last: terminal and JUnit show the same text.
///
/// Whatever enters it is made visible first, so no server can move the cursor, recolour the
/// terminal, forge a line or break an XML file by what it emits.
#[derive(Debug, Clone, Default)]
pub(super) struct Line(Vec<(Tone, String)>);

/// What a piece of text is meant to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Strong,
    Dim,
    Good,
    Bad,
    Warn,
}

impl Line {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A line that is indented by so many columns.
    pub(super) fn indent(columns: usize) -> Self {
        Self::new().push(Tone::Plain, " ".repeat(columns))
    }

    pub(super) fn push(mut self, tone: Tone, text: impl AsRef<str>) -> Self {
        self.0.push((tone, visible(text.as_ref()).into_owned()));
        self
    }

    pub(super) fn plain(self, text: impl AsRef<str>) -> Self {
        self.push(Tone::Plain, text)
    }

    pub(super) fn dim(self, text: impl AsRef<str>) -> Self {
        self.push(Tone::Dim, text)
    }

    /// Filled with spaces up to this column.
    pub(super) fn pad(self, column: usize) -> Self {
        let missing = column.saturating_sub(self.width());
        self.plain(" ".repeat(missing))
    }

    /// How many columns it takes.
    pub(super) fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| text.width()).sum()
    }

    /// Cut to this many columns, with an ellipsis where something is lost.
    pub(super) fn cut(self, columns: usize) -> Self {
        if self.width() <= columns {
            return self;
        }
        let mut room = columns.saturating_sub(1);
        let mut short = Self::new();
        for (tone, text) in self.0 {
            let (kept, whole) = fitting(&text, room);
            room -= kept.width();
            short.0.push((tone, kept.to_owned()));
            if !whole {
                break;
            }
        }
        short.dim("…")
    }

    /// The text, with escape codes only where colour is wanted.
    pub(super) fn render(&self, colour: bool) -> String {
        self.0.iter().map(|(tone, text)| if colour { tone.paint(text) } else { text.clone() }).collect()
    }
}

impl Tone {
    fn paint(self, text: &str) -> String {
        let style = self.style();
        format!("{style}{text}{style:#}")
    }

    fn style(self) -> Style {
        match self {
            Tone::Plain => Style::new(),
            Tone::Strong => Style::new().bold(),
            Tone::Dim => Style::new().dimmed(),
            Tone::Good => AnsiColor::Green.on_default(),
            Tone::Bad => AnsiColor::Red.on_default().bold(),
            Tone::Warn => AnsiColor::Yellow.on_default().bold(),
        }
    }
}

/// The text with every character spelt out that would act rather than show: control characters,
/// line and paragraph separators, changes of direction, and what XML cannot carry.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let spell = |c: char| if acts(c) { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(spell).collect())
}

fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// As much of a text as fits into so many columns, and whether that is all.
fn fitting(text: &str, columns: usize) -> (&str, bool) {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or_default();
        if used > columns {
            return (&text[..at], false);
        }
    }
    (text, true)
}
