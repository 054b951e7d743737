//! What a service calls things, how it signs and encrypts, how long things last, and what it can answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::jose::Suite;

/// What a service and its login servers agreed on, but for keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What the service is called as issuer and audience.
    pub service: String,
    /// The parameters of the redirects.
    pub parameters: Parameters,
    /// The claims of both tokens.
    pub claims: ClaimNames,
    /// How long things last.
    pub times: Times,
    /// The suites, by name.
    pub suites: BTreeMap<String, Suite>,
    /// What the service can answer, the success first.
    pub results: Vec<ServiceResult>,
}

/// The parameters of the redirects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Carries the request.
    pub request: String,
    /// Carries the answer.
    pub response: String,
    /// How it carries the answer.
    pub mode: Mode,
}

/// How the answer comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// In the URL that the browser is sent to.
    Query,
    /// In a form that the browser posts.
    FormPost,
}

/// What the claims are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimNames {
    /// Whose token it is: `iss`.
    pub issuer: String,
    /// For whom it is: `aud`.
    pub audience: String,
    /// When it was made: `iat`.
    pub issued_at: String,
    /// When it ends: `exp`.
    pub expires: String,
    /// A name of the request alone: `jti`.
    pub id: String,
    /// What the answer must repeat, and no other request has: `rno`.
    pub nonce: String,
    /// The user: `sub`.
    pub subject: String,
    /// Where the browser goes with the answer: `redirect_uri`.
    pub redirect: String,
    /// What the answer repeats for the login server's own use: `state`.
    pub state: String,
    /// How it ended: `result`.
    pub result: String,
}

/// How long things last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// How long a request may be valid, in seconds.
    pub request_s: u32,
    /// How long an answer is valid, in seconds.
    pub response_s: u32,
}

/// One thing that the service can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceResult {
    /// What scenarios and pages call it.
    pub name: String,
    /// What the claim says.
    pub value: String,
    /// What it means, for people.
    pub text: String,
}

impl Profile {
    /// The result of this name.
    #[must_use]
    pub fn result(&self, name: &str) -> Option<&ServiceResult> {
        self.results.iter().find(|result| result.name == name)
    }

    /// The result that the claim says.
    #[must_use]
    pub fn meaning(&self, value: &str) -> Option<&ServiceResult> {
        self.results.iter().find(|result| result.value == value)
    }
}

/// What is assumed of the service where no other profile is given.
impl Default for Profile {
    fn default() -> Self {
        let suites = [("rs256", Suite::RS256), ("es256", Suite::ES256), ("hs256", Suite::HS256)];
        let result = |(name, text): &(&str, &str)| ServiceResult {
            name: (*name).into(),
            value: (*name).into(),
            text: (*text).into(),
        };
        Self {
            service: "face".into(),
            parameters: Parameters { request: "request".into(), response: "response".into(), mode: Mode::Query },
            claims: ClaimNames::default(),
            times: Times { request_s: 300, response_s: 300 },
            suites: suites.map(|(name, suite)| (name.into(), suite)).into(),
            results: RESULTS.iter().map(result).collect(),
        }
    }
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            issuer: "iss".into(),
            audience: "aud".into(),
            issued_at: "iat".into(),
            expires: "exp".into(),
            id: "jti".into(),
            nonce: "rno".into(),
            subject: "sub".into(),
            redirect: "redirect_uri".into(),
            state: "state".into(),
            result: "result".into(),
        }
    }
}

const RESULTS: &[(&str, &str)] = &[
    ("success", "The face is the user's"),
    ("clock-skew", "The server's clock differs from the service's"),
    ("camera-missing", "There is no camera, or it must not be used"),
    ("cancelled", "The user cancelled the capture"),
    ("error-54", "The service failed (54)"),
    ("second-factor-cancelled", "The user cancelled the service's own second factor"),
    ("second-factor-required", "The service is set to ask for a second factor"),
    ("out-of-period", "The person's period of validity is over, or has not begun"),
    ("capture-invalid", "The picture's data are malformed"),
    ("no-match", "It is another's face, or the user is not enrolled"),
    ("capture-unreadable", "The face is not wholly in the picture"),
    ("error-63", "The service failed (63)"),
    ("error-64", "The service failed (64)"),
    ("error-65", "The service failed (65)"),
    ("error-66", "The service failed (66)"),
    ("error-67", "The service failed (67)"),
];
