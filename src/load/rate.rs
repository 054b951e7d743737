//! How people write an offered rate.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use sekisho_load::{Profile, pace::Part};

use crate::template::{parse_duration, show_duration};

/// An offered rate over time, written `500`, `100..500 over 30s, 500 for 1m` or `100 for 10s, 200 for 10s`: logins a
/// second that hold, rise or fall evenly. The last part may be without an end.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate(Vec<Part>);

/// Why a text is no rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateError(String);

/// More than any machine begins a second.
const MOST: f64 = 1e8;

impl Rate {
    /// As the generator takes it.
    pub fn profile(&self) -> Profile {
        Profile::new(self.0.clone())
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let parts: Vec<Part> = text.split(',').map(|part| read(part.trim())).collect::<Result<_, _>>()?;
        let endless = parts.iter().position(|part| part.lasts.is_none());
        if endless.is_some_and(|place| place + 1 < parts.len()) {
            return Err(RateError("only the last part may be without an end: write `100 for 10s, 200`".into()));
        }
        if parts.iter().all(|part| part.from + part.to <= 0.0) {
            return Err(RateError("a rate is above 0".into()));
        }
        Ok(Self(parts))
    }
}

fn read(text: &str) -> Result<Part, RateError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (rate, lasts) = match words.as_slice() {
        [rate] => (*rate, None),
        [rate, "for" | "over", lasts] => (*rate, Some(read_duration(lasts)?)),
        _ => return Err(RateError(format!("`{text}` is no rate: write `500`, `500 for 1m` or `0..500 over 30s`"))),
    };
    match rate.split_once("..") {
        Some(_) if lasts.is_none() => {
            Err(RateError(format!("`{text}` does not say over what time: write `{rate} over 30s`")))
        }
        Some((from, to)) => Ok(Part { from: read_rate(from)?, to: read_rate(to)?, lasts }),
        None => read_rate(rate).map(|rate| Part { from: rate, to: rate, lasts }),
    }
}

fn read_rate(text: &str) -> Result<f64, RateError> {
    let rate = text.parse().ok().filter(|rate| (0.0..=MOST).contains(rate));
    rate.ok_or_else(|| RateError(format!("`{text}` is no rate: write a number of logins a second")))
}

fn read_duration(text: &str) -> Result<Duration, RateError> {
    let duration = parse_duration(text).filter(|duration| !duration.is_zero());
    duration.ok_or_else(|| RateError(format!("`{text}` is no length of time, such as 30s or 2m")))
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            let holds = part.from == part.to;
            let rate = if holds { part.from.to_string() } else { format!("{}..{}", part.from, part.to) };
            match part.lasts {
                Some(lasts) => {
                    write!(f, "{comma}{rate} {} {}", if holds { "for" } else { "over" }, show_duration(lasts))?;
                }
                None => write!(f, "{comma}{rate}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RateError {}
