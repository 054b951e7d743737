//! What a tenant knows of the application that synchronises it.

use std::time::Duration;

/// How long a token is good, if nobody says otherwise: as the service has it.
const USUAL_LIFE: Duration = Duration::from_secs(3599);
/// What a synchronising application is granted.
const USUAL_ROLES: [&str; 4] = ["Directory.Read.All", "Domain.Read.All", "Organization.Read.All", "User.ReadWrite.All"];

/// The application, as one tenant has it.
#[derive(Debug, Clone)]
pub(crate) struct Registration {
    /// Which tokens it can have.
    pub(crate) state: State,
    /// How long its tokens are good.
    pub(crate) expires_in: Duration,
    /// The permissions that an administrator consented to.
    pub(crate) roles: Vec<String>,
    /// Tokens issued so far: the newest one's number.
    pub(crate) issued: u64,
    /// Tokens up to this number count no more.
    pub(crate) revoked: u64,
}

/// Which tokens the application can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Those that it proves itself for.
    Usable,
    /// None: its secret has expired (AADSTS7000222).
    SecretExpired,
    /// None: an administrator disabled it (AADSTS7000112).
    Disabled,
    /// None: it is not known (AADSTS700016).
    Absent,
}

impl Default for Registration {
    fn default() -> Self {
        let roles = USUAL_ROLES.map(str::to_owned).to_vec();
        Self { state: State::Usable, expires_in: USUAL_LIFE, roles, issued: 0, revoked: 0 }
    }
}
