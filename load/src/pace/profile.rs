//! The offered rate over time.

use std::time::Duration;

/// The offered rate over time: rates that hold, rise or fall evenly, one after another.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    parts: Vec<Part>,
}

/// A part of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Logins a second at its beginning.
    pub from: f64,
    /// At its end.
    pub to: f64,
    /// How long it lasts; none: for ever.
    pub lasts: Option<Duration>,
}

impl Profile {
    /// These parts in order. What comes after a part without an end never comes.
    #[must_use]
    pub fn new(parts: Vec<Part>) -> Self {
        Self { parts }
    }

    /// One rate for ever.
    #[must_use]
    pub fn constant(rate: f64) -> Self {
        Self::new(vec![Part { from: rate, to: rate, lasts: None }])
    }

    /// How long it lasts; none if it has no end.
    #[must_use]
    pub fn lasts(&self) -> Option<Duration> {
        self.parts.iter().map(|part| part.lasts).sum()
    }

    /// How many starts are due by then.
    #[must_use]
    pub fn due(&self, by: Duration) -> f64 {
        let mut left = by.as_secs_f64();
        let mut due = 0.0;
        for part in &self.parts {
            let within = part.lasts.map_or(left, |lasts| lasts.as_secs_f64().min(left));
            due += part.from * within + part.slope() * within * within / 2.0;
            left -= within;
            if left <= 0.0 {
                break;
            }
        }
        due
    }

    /// When the given number of starts is due, in seconds; none if it never is. The inverse of [`Self::due`].
    #[must_use]
    pub fn when(&self, due: f64) -> Option<f64> {
        let mut begun = 0.0;
        let mut left = due;
        for part in &self.parts {
            let holds = part.lasts.map_or(f64::INFINITY, |lasts| (part.from + part.to) / 2.0 * lasts.as_secs_f64());
            if left < holds {
                return Some(begun + part.when(left));
            }
            left -= holds;
            begun += part.lasts?.as_secs_f64();
        }
        None
    }

    /// The highest rate of it.
    #[must_use]
    pub fn peak(&self) -> f64 {
        self.parts.iter().flat_map(|part| [part.from, part.to]).fold(0.0, f64::max)
    }
}

impl Part {
    /// By how much the rate rises each second.
    fn slope(&self) -> f64 {
        self.lasts.map_or(0.0, |lasts| (self.to - self.from) / lasts.as_secs_f64())
    }

    /// When so many are due since its beginning: the root of `from·t + slope·t²/2`, in the form that loses no digits
    /// where the slope is small.
    fn when(&self, due: f64) -> f64 {
        let root = (self.from * self.from + 2.0 * self.slope() * due).max(0.0).sqrt();
        if due <= 0.0 { 0.0 } else { 2.0 * due / (self.from + root) }
    }
}
