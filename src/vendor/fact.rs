/// What a profile can say of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// The attributes of its requests.
    Request,
    /// How it conveys passwords.
    Methods,
    /// Whether it answers an Access-Challenge.
    Challenge,
    /// How long it waits for a reply.
    Timeout,
    /// How often it sends again.
    Retries,
    /// Where its requests have Message-Authenticator.
    RequestSigned,
    /// What it makes of a reply's Message-Authenticator.
    ReplySigned,
    /// Without what an Access-Accept is of no use to it.
    Needs,
    /// What it reads in an Access-Accept, if it is there.
    Reads,
    /// How much of a password it sends.
    Longest,
    /// What it makes of a Proxy-State that it did not send.
    UnknownProxyState,
}

/// Where a fact of a profile comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// What was read there, or recorded, and where.
    Source(String),
    /// Nothing public says so.
    Unverified,
}

impl Fact {
    /// All of them, as `[source]` and `unverified` name them.
    pub const ALL: [(&'static str, Fact); 11] = [
        ("request", Fact::Request),
        ("methods", Fact::Methods),
        ("challenge", Fact::Challenge),
        ("timers.timeout", Fact::Timeout),
        ("timers.retries", Fact::Retries),
        ("message-authenticator.request", Fact::RequestSigned),
        ("message-authenticator.reply", Fact::ReplySigned),
        ("accept.needs", Fact::Needs),
        ("accept.reads", Fact::Reads),
        ("password.longest", Fact::Longest),
        ("reply.unknown-proxy-state", Fact::UnknownProxyState),
    ];

    /// As files name it.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, fact)| *fact == self).map_or("", |(name, _)| name)
    }

    /// Whether each client has it, known or not; the others are peculiarities that most have not.
    pub fn is_of_each_client(self) -> bool {
        !matches!(self, Fact::Reads | Fact::Longest | Fact::UnknownProxyState)
    }
}

impl std::fmt::Display for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
