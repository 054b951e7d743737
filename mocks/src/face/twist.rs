//! How an answer is wrong.

use std::fmt;
use std::str::FromStr;

use sekisho_protocol::jose::Flaw;

/// How an answer is wrong, if it is; it is right in all else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twist {
    /// It is right.
    Right,
    /// As a token.
    Token(Flaw),
    /// In its claims, which are rightly sealed.
    Claims(ClaimTwist),
    /// In how it comes.
    Way(WayTwist),
}

macro_rules! twists {
    ($(#[doc = $what:literal])+ $kind:ident { $(#[doc = $doc:literal] $name:ident = $text:literal),+ $(,)? }) => {
        $(#[doc = $what])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $kind { $(#[doc = $doc] $name),+ }

        impl $kind {
            const ALL: &[(Self, &str, &str)] = &[$((Self::$name, $text, $doc)),+];
        }
    };
}

twists! {
    /// How claims are wrong.
    ClaimTwist {
        /// another `rno`
        OtherRno = "other-rno",
        /// without `rno`
        MissingRno = "missing-rno",
        /// the `rno` of the request before; at the first one, another
        ReusedRno = "reused-rno",
        /// about another user
        OtherUser = "other-user",
        /// without a user
        MissingUser = "missing-user",
        /// `exp` has passed
        Expired = "expired",
        /// without `exp`
        NoExp = "no-exp",
        /// `exp` is a text
        TextExp = "text-exp",
        /// `iat` is an hour ahead
        Future = "future",
        /// right, and so for a day: it outlives the session
        Late = "late",
        /// from another issuer
        OtherIssuer = "other-issuer",
        /// for another audience
        OtherAudience = "other-audience",
        /// another `state`
        OtherState = "other-state",
        /// without a result
        MissingResult = "missing-result",
    }
}

twists! {
    /// How the way back is wrong.
    WayTwist {
        /// the browser comes back with no answer
        NoResponse = "no-response",
        /// the answer comes twice
        Twice = "twice",
        /// the answer before comes again; the first one is right
        Replay = "replay",
        /// the request itself comes back
        Reflected = "reflected",
        /// the browser never comes back
        Never = "never",
    }
}

impl Twist {
    /// All of them, each with what it is in a few words.
    pub fn all() -> impl Iterator<Item = (Self, &'static str)> {
        let flaws = Flaw::ALL.iter().map(|flaw| (Self::Token(*flaw), flaw.about()));
        let claims = ClaimTwist::ALL.iter().map(|(twist, _, about)| (Self::Claims(*twist), about.trim_ascii()));
        let ways = WayTwist::ALL.iter().map(|(twist, _, about)| (Self::Way(*twist), about.trim_ascii()));
        [(Self::Right, "right in all")].into_iter().chain(flaws).chain(claims).chain(ways)
    }

    /// The name in scenarios.
    pub fn name(self) -> &'static str {
        let named = |name: Option<&'static str>| name.unwrap_or_default();
        match self {
            Self::Right => "right",
            Self::Token(flaw) => flaw.name(),
            Self::Claims(known) => named(ClaimTwist::ALL.iter().find(|it| it.0 == known).map(|it| it.1)),
            Self::Way(known) => named(WayTwist::ALL.iter().find(|it| it.0 == known).map(|it| it.1)),
        }
    }
}

/// No such twist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoTwist;

impl FromStr for Twist {
    type Err = NoTwist;

    fn from_str(name: &str) -> Result<Self, NoTwist> {
        Self::all().map(|(twist, _)| twist).find(|twist| twist.name() == name).ok_or(NoTwist)
    }
}

impl fmt::Display for Twist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_name_of_its_own() {
        let mut names: Vec<_> = Twist::all().map(|(twist, _)| twist.name()).collect();
        assert!(Twist::all().all(|(twist, _)| twist.name().parse() == Ok(twist)));
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!("".parse::<Twist>(), Err(NoTwist));
    }
}
