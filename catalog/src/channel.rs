use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The channels (door/method) that an entry belongs to. The wider is the lesser: `Any < Door < Exact`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChannelPattern {
    /// Every channel, and steps without one; written `-`.
    Any,
    /// Every method at this door; written `radius/*`.
    Door(String),
    /// This channel only; written `web/matrix`.
    Exact(String),
}

/// A text that names no channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoChannel {
    /// The text.
    pub got: String,
}

impl ChannelPattern {
    /// Whether a step on this channel can meet the entry. A step without a channel meets only [`Self::Any`].
    pub fn covers(&self, channel: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::Door(door) => channel.and_then(|channel| channel.split_once('/')).is_some_and(|(at, _)| at == door),
            Self::Exact(exact) => channel == Some(exact),
        }
    }

    /// How narrow the pattern is: the narrower one wins where several cover a step's channel.
    pub(crate) fn narrowness(&self) -> u8 {
        match self {
            Self::Any => 0,
            Self::Door(_) => 1,
            Self::Exact(_) => 2,
        }
    }
}

impl fmt::Display for ChannelPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.pad("-"),
            Self::Door(door) => f.pad(&format!("{door}/*")),
            Self::Exact(channel) => f.pad(channel),
        }
    }
}

impl FromStr for ChannelPattern {
    type Err = NoChannel;

    fn from_str(text: &str) -> Result<Self, NoChannel> {
        match text.split_once('/') {
            None if text == "-" => Ok(Self::Any),
            Some((door, "*")) if is_name(door) => Ok(Self::Door(door.to_owned())),
            Some((door, method)) if is_name(door) && is_name(method) => Ok(Self::Exact(text.to_owned())),
            _ => Err(NoChannel { got: text.to_owned() }),
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

impl Serialize for ChannelPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for NoChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no channel", self.got)
    }
}

impl std::error::Error for NoChannel {}

#[cfg(test)]
mod tests {
    use super::ChannelPattern;

    fn pattern(text: &str) -> ChannelPattern {
        text.parse().expect("a channel")
    }

    #[test]
    fn any_covers_every_channel_and_none() {
        assert!(pattern("-").covers(Some("web/matrix")));
        assert!(pattern("-").covers(None));
    }

    #[test]
    fn a_door_covers_its_methods_only() {
        assert!(pattern("radius/*").covers(Some("radius/matrix")));
        assert!(!pattern("radius/*").covers(Some("radius2/matrix")));
        assert!(!pattern("radius/*").covers(Some("web/matrix")));
        assert!(!pattern("radius/*").covers(None));
    }

    #[test]
    fn an_exact_channel_covers_itself_only() {
        assert!(pattern("web/matrix").covers(Some("web/matrix")));
        assert!(!pattern("web/matrix").covers(Some("web/token")));
        assert!(!pattern("web/matrix").covers(None));
    }

    #[test]
    fn a_pattern_prints_as_it_is_written() {
        assert!(["-", "radius/*", "web/matrix"].iter().all(|text| pattern(text).to_string() == *text));
    }

    #[test]
    fn what_is_no_door_and_method_is_refused() {
        for text in ["", "web", "web/", "/matrix", "*/matrix", "web/matrix/3", "Web/matrix", "*"] {
            assert_eq!(
                text.parse::<ChannelPattern>().expect_err("no channel").to_string(),
                format!("`{text}` is no channel")
            );
        }
    }
}
