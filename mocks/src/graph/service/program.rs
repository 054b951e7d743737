//! The part of a control program that is about how answers travel.

use super::doors::{Failing, Trouble};
use crate::control::Program;
use crate::graph::fault::{self, Script};
use crate::graph::throttle::Size;

/// What is to be done about faults, limits and connections: read in one go.
#[derive(Debug, Default)]
pub(super) struct Travel {
    pub(super) script: Option<Script>,
    pub(super) release: bool,
    /// The inner none: no limits.
    pub(super) limit: Option<Option<Size>>,
    pub(super) shuffled: Option<bool>,
    /// The inner none: all is well.
    pub(super) trouble: Option<Option<Trouble>>,
}

impl Travel {
    /// Takes its keys and leaves the others.
    ///
    /// | key | meaning |
    /// |---|---|
    /// | `faults` | which requests fail how, in place of what was told before |
    /// | `release` | `true` lets go what is held |
    /// | `quota` | `small`, `medium`, `large`: Graph's limits for a tenant of that size; `none` |
    /// | `shuffle` | whether answers of a batch come in another order; at first they do |
    /// | `connections` | `refused`, `reset x2`, `tls-failure x1`, `untrusted x1`, `ok`: for all tenants |
    pub(super) fn take(program: &mut Program) -> Result<Self, String> {
        let script = match program.text("faults")? {
            Some(text) => Some(fault::parse(&text).map_err(|mistake| format!("faults, {mistake}"))?),
            None => None,
        };
        let limit = program.word("quota", &["none", "small", "medium", "large"])?.map(|word| match word {
            "small" => Some(Size::Small),
            "medium" => Some(Size::Medium),
            "large" => Some(Size::Large),
            _ => None,
        });
        Ok(Self {
            script,
            release: program.truth("release")?.unwrap_or_default(),
            limit,
            shuffled: program.truth("shuffle")?,
            trouble: program.text("connections")?.map(|text| trouble(&text)).transpose()?,
        })
    }
}

fn trouble(text: &str) -> Result<Option<Trouble>, String> {
    let mut words = text.split_whitespace();
    let (what, times) = (words.next().unwrap_or("ok"), words.next());
    let wrong = |why: &str| Err(format!("`connections` {why}, got \"{text}\""));
    let count = match times.map(|times| times.strip_prefix('x').and_then(|times| times.parse::<u32>().ok())) {
        None => 1,
        Some(Some(count)) if count > 0 => count,
        Some(_) => return wrong("takes how often after the fault, such as `reset x2`"),
    };
    if words.next().is_some() {
        return wrong("is one fault and how often");
    }
    match what {
        "ok" | "refused" if times.is_some() => {
            wrong("cannot count what it refuses: `refused` lasts until `connections = \"ok\"`")
        }
        "ok" => Ok(None),
        "refused" => Ok(Some(Trouble::Refused)),
        "reset" => Ok(Some(Trouble::Next(Failing::Reset, count))),
        "tls-failure" => Ok(Some(Trouble::Next(Failing::Handshake, count))),
        "untrusted" => Ok(Some(Trouble::Next(Failing::Untrusted, count))),
        _ => wrong("must be refused, reset, tls-failure, untrusted or ok"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_fail_as_told() {
        assert_eq!(trouble(""), Ok(None));
        assert_eq!(trouble("ok"), Ok(None));
        assert_eq!(trouble("refused"), Ok(Some(Trouble::Refused)));
        assert_eq!(trouble("reset"), Ok(Some(Trouble::Next(Failing::Reset, 1))));
        assert_eq!(trouble(" tls-failure  x3 "), Ok(Some(Trouble::Next(Failing::Handshake, 3))));
        for wrong in ["refused x2", "reset 2", "reset x0", "reset x1 x1", "rejected", "untrusted xx"] {
            assert!(trouble(wrong).is_err_and(|why| why.contains(wrong)), "{wrong}");
        }
    }
}
