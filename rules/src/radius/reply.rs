//! What the shell is told to answer.

use crate::{Digits, RadiusState};

/// The answer to an Access-Request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RadiusReply {
    /// Access-Accept.
    Accept {
        /// What proves the server to an MS-CHAPv2 client: `S=…` (RFC 2759 section 5).
        ms_chap: Option<String>,
    },
    /// Access-Reject.
    Reject {
        /// What tells an MS-CHAPv2 client why: `E=691 …` (RFC 2759 section 6).
        ms_chap: Option<String>,
    },
    /// Access-Challenge.
    Challenge {
        /// What the answer must bear.
        state: RadiusState,
        /// What is asked.
        prompt: Prompt,
    },
}

/// What a challenge asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// The digits that the user's secret reads from this table.
    Table(Digits),
    /// A one-time password.
    Code,
    /// An EAP peer's answer to this MD5-Challenge.
    Md5 {
        /// Of the EAP request.
        identifier: u8,
        /// The challenge.
        challenge: [u8; 16],
    },
    /// What an EAP peer's user types.
    Gtc {
        /// Of the EAP request.
        identifier: u8,
    },
}
