//! What is asked of Microsoft Graph, and what it answers, as far as a sync goes: the shell speaks the wire format.

use std::fmt;
use std::time::Duration;

use super::ClientSecret;

/// What bears a request to Graph. It prints as `•••`.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// This token.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The token itself, for the header that bears it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// One request to the sign-in service or to Graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphCall {
    /// An access token (client credentials, RFC 6749 section 4.4).
    Token {
        /// The tenant of Entra ID.
        tenant_id: String,
        /// The application.
        application_id: String,
        /// Its secret.
        secret: ClientSecret,
    },
    /// Any answer will do: the connection test.
    Organization,
    /// How users of the domain sign in.
    Domain(String),
    /// The first page of users.
    Users {
        /// What `$filter` says; empty for none.
        filter: String,
        /// Properties to bring beside those of [`EntraUser`].
        properties: Vec<String>,
    },
    /// A further page.
    More {
        /// The whole link, as the page before gave it.
        link: String,
        /// As for the first page.
        properties: Vec<String>,
    },
    /// Up to twenty requests in one.
    Batch(Vec<Item>),
}

/// One request of a batch; its id is its place there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Creates a user.
    Create(Box<NewEntraUser>),
    /// Changes a user; what is none stays.
    Update {
        /// The user's object.
        id: String,
        /// Whether it may sign in.
        enabled: Option<bool>,
        /// What federation knows it by.
        immutable_id: Option<String>,
        /// Properties; none takes the value away.
        properties: Vec<(String, Option<String>)>,
    },
    /// Deletes a user.
    Delete {
        /// The user's object.
        id: String,
    },
    /// Looks a user up.
    Find {
        /// The user's object, or its user principal name.
        id: String,
    },
}

/// A user to create in Entra ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntraUser {
    /// The user principal name.
    pub upn: String,
    /// What stands before the `@` there.
    pub nickname: String,
    /// Whether it may sign in.
    pub enabled: bool,
    /// What federation knows it by; needed in a federated domain.
    pub immutable_id: Option<String>,
    /// A password that nobody is told: users sign in here.
    pub password: ClientSecret,
    /// Mapped properties.
    pub properties: Vec<(String, String)>,
}

/// What the sign-in service or Graph answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphAnswer {
    /// A token.
    Token {
        /// The token.
        token: AccessToken,
        /// How long it lasts from when it was asked for.
        lasts: Duration,
    },
    /// The connection test passed.
    Organization,
    /// How users of the domain sign in.
    Domain {
        /// Elsewhere, by federation; else at Entra ID.
        federated: bool,
    },
    /// A page of users.
    Users(Page),
    /// What came of each request of a batch, in any order.
    Batch(Vec<ItemAnswer>),
    /// The request failed as a whole.
    Failed(GraphError),
}

/// A page of users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The users.
    pub users: Vec<EntraUser>,
    /// Where the next page is, if there is one.
    pub next: Option<String>,
}

/// A user of Entra ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntraUser {
    /// Its object.
    pub id: String,
    /// The user principal name.
    pub upn: String,
    /// Whether it may sign in, if that was told.
    pub enabled: Option<bool>,
    /// What federation knows it by.
    pub immutable_id: Option<String>,
    /// The values of the properties that were asked for, in their order.
    pub values: Vec<Option<String>>,
}

/// What came of one request of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemAnswer {
    /// The place of the request in its batch.
    pub place: usize,
    /// Its HTTP status.
    pub status: u16,
    /// How long to wait before it is made again.
    pub retry_after: Option<Duration>,
    /// The object that was created or found.
    pub id: Option<String>,
    /// Whether it failed as there is such an object already.
    pub conflict: bool,
    /// What Graph says of a failure.
    pub text: String,
}

/// Why a request failed as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphError {
    /// Whose error it is.
    pub subcode: Subcode,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// What it says.
    pub text: String,
    /// How long to wait before it is made again.
    pub retry_after: Option<Duration>,
}

/// Whose error it is (seed 000, note 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subcode {
    /// The network's.
    Network,
    /// That of what the server signs in with.
    AccessToken,
    /// Graph's.
    Api,
    /// The server's own.
    Passlogic,
    /// Nobody knows whose.
    Unknown,
}

impl Subcode {
    /// As details tell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Network => "network_error",
            Self::AccessToken => "access_token_error",
            Self::Api => "api_error",
            Self::Passlogic => "passlogic_error",
            Self::Unknown => "unknown_error",
        }
    }
}

impl GraphError {
    /// One without an answer.
    #[must_use]
    pub fn new(subcode: Subcode, text: impl Into<String>) -> Self {
        Self { subcode, status: None, text: text.into(), retry_after: None }
    }

    /// One of an answer of that status.
    #[must_use]
    pub fn of(subcode: Subcode, status: u16, text: impl Into<String>) -> Self {
        Self { status: Some(status), ..Self::new(subcode, text) }
    }

    /// Whether it may pass by itself.
    pub(crate) fn passes(&self) -> bool {
        self.status.is_some_and(passes)
    }

    /// `SUBCODE|STATUS|MESSAGE`
    pub(crate) fn detail(&self) -> String {
        let status = self.status.map(|status| format!("{status:03}")).unwrap_or_default();
        format!("{}|{status}|{}", self.subcode.as_str(), one_line(&self.text))
    }
}

/// Throttled, unavailable, or late: Graph asks to come again.
pub(crate) fn passes(status: u16) -> bool {
    matches!(status, 429 | 503 | 504)
}

/// `[status_code: N] MESSAGE`
pub(crate) fn item_detail(status: u16, text: &str) -> String {
    format!("[status_code: {status:03}] {}", one_line(text))
}

/// What comes from outside stands on one line of the log, and does not fill it.
pub(crate) fn one_line(text: &str) -> String {
    const LONGEST: usize = 300;
    let words: Vec<_> = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|it| !it.is_empty()).collect();
    let line: String = words.join(" ").chars().take(LONGEST).collect();
    if line.is_empty() { "No text came with it.".to_owned() } else { line }
}
