//! What the shell tells the rules.

use std::fmt;
use std::time::Duration;

use subtle::ConstantTimeEq;

use crate::{
    Answer, CallId, FaceReturn, Policy, Presented, RadiusFactor, RadiusRequest, SlotRequest, SyncRequest, SyncSetting,
    TenantName, Time, TokensRequest, Wake,
};

/// Something that arrived, for one tenant.
#[derive(Clone, Debug)]
pub struct Input {
    /// The tenant that it is for, as claimed.
    pub tenant: TenantName,
    /// What arrived.
    pub arrival: Arrival,
}

/// What can arrive.
#[derive(Clone, Debug)]
pub enum Arrival {
    /// A request that awaits a reply.
    Request {
        /// Which request, for events and the reply to name it.
        request: RequestId,
        /// What it asks.
        what: Request,
    },
    /// The answer to a call that the rules made.
    Answer {
        /// The call.
        call: CallId,
        /// Its answer.
        answer: Answer,
    },
    /// A wake whose time has come.
    Woken(Wake),
    /// Word from whoever runs the server.
    Told(Control),
}

/// Which request; the shell counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// A parsed request, per door. Values stand as they came: their form is
/// checked by the rules.
#[derive(Clone, Debug)]
pub enum Request {
    /// Through the web door.
    Web(WebRequest),
    /// Through the Windows logon door.
    Windows(WindowsRequest),
    /// Through the RADIUS door.
    Radius(RadiusRequest),
    /// Through the user administration API.
    Users(UsersRequest),
    /// A step of a password change.
    Change {
        /// The session of the login; empty if none was given.
        session: String,
        /// The step.
        step: ChangeStep,
    },
    /// A file for SAML, by an administrator.
    Saml(Upload),
    /// Makes the tenant's authority for client certificates, in place of one that it has.
    ConfigurePki,
    /// Through the hardware-token API.
    Tokens(TokensRequest),
    /// Through the slot registration API.
    Slot(SlotRequest),
    /// A browser that comes back from the face service.
    Face(FaceReturn),
    /// Starts a sync with Entra ID, by an administrator.
    Sync(SyncRequest),
    /// Asks how far the tenant's sync has come.
    SyncProgress,
    /// One that could not be parsed, for this operation.
    Malformed(Operation),
}

/// What a malformed request was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The login policy (51300).
    Policy,
    /// A table for the web (no code).
    WebTable,
    /// A login over the web (54100).
    WebLogin,
    /// A process of the Windows client (no code).
    Process,
    /// A table for Windows (52300).
    WindowsTable,
    /// A login over Windows (54300).
    WindowsLogin,
    /// Offline data for Windows (54500).
    Offline,
    /// A password change (57100).
    Change,
    /// A seamless sign-on (no code).
    Seamless,
    /// A file for SAML (no code).
    Saml,
    /// A login with a hardware token over the web (60100).
    WebTokenLogin,
    /// The same over Windows (60300).
    WindowsTokenLogin,
    /// A login with the Authenticator over the web (70100).
    WebAppLogin,
    /// The same over Windows (70300).
    WindowsAppLogin,
    /// The stock of hardware tokens (60000).
    Tokens,
    /// The registration of a slot (30200).
    Slot,
    /// Any administration of a user (30000).
    Users,
    /// The authority for client certificates (no code).
    Pki,
    /// A return from the face service (no code).
    Face,
    /// A search for users (30050).
    Search,
    /// A sync with Entra ID: it names no setting (31511).
    Sync,
    /// How far a sync has come (no code).
    SyncProgress,
}

/// A request through the web door.
#[derive(Clone, Debug)]
pub enum WebRequest {
    /// The login policy of a user.
    Policy {
        /// The user.
        uid: String,
    },
    /// A table for a user.
    Table {
        /// The user.
        uid: String,
    },
    /// A login.
    Login {
        /// The user.
        uid: String,
        /// What is shown to be known or had.
        factor: Factor,
        /// What else the browser brings.
        browser: Browser,
    },
}

/// What a login shows to be known or had.
#[derive(Clone, Debug)]
pub enum Factor {
    /// The answer to a table.
    Matrix {
        /// The table's ticket.
        ticket: String,
        /// What was typed.
        password: Password,
    },
    /// The code that a hardware token shows, after the PIN if the user has one.
    Token {
        /// What was typed.
        code: Password,
    },
    /// The code that the Authenticator shows, after the PIN if the user has one.
    App {
        /// What was typed.
        code: Password,
    },
    /// What the Windows client shows of an earlier login.
    Proof {
        /// What that login handed out.
        proof: String,
    },
    /// What an Access-Request shows.
    Radius(Box<RadiusFactor>),
}

impl Factor {
    /// Whether a hand typed it, so that a wrong one counts towards the lock.
    pub(crate) fn is_typed(&self) -> bool {
        !matches!(self, Self::Proof { .. })
    }
}

/// What a browser brings to a login beside what its user types.
#[derive(Clone, Default)]
pub struct Browser {
    /// The value of its device cookie, as it came.
    pub device: Option<String>,
    /// Its client certificate.
    pub certificate: Option<Presented>,
    /// The URL under which it reaches the server, without a path: `https://login.test`.
    pub origin: Option<String>,
}

impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let device = self.device.as_ref().map(|_| "•••");
        f.debug_struct("Browser")
            .field("device", &device)
            .field("certificate", &self.certificate)
            .field("origin", &self.origin)
            .finish()
    }
}

/// A request through the Windows logon door.
#[derive(Clone, Debug)]
pub enum WindowsRequest {
    /// Starts a process.
    Start {
        /// The client's version.
        client: String,
    },
    /// A table for a user.
    Table {
        /// The user.
        uid: String,
        /// The process.
        process: String,
    },
    /// A login.
    Login {
        /// The user.
        uid: String,
        /// The process.
        process: String,
        /// What is shown to be known or had.
        factor: Factor,
    },
    /// Tables with their answers, to log in by without the server.
    Offline {
        /// The user.
        uid: String,
        /// The process of the user's granted login.
        process: String,
        /// How many.
        count: u32,
    },
    /// A seamless sign-on.
    Seamless {
        /// The user.
        uid: String,
        /// What the earlier login handed out.
        proof: String,
    },
}

/// A step of a password change.
#[derive(Clone, Debug)]
pub enum ChangeStep {
    /// Opens the change.
    Open,
    /// What was typed, read by the new secret from the latest table.
    Entry(Password),
    /// Gives the change up.
    Cancel,
}

/// A file for SAML: what the shell found in it, or none if it is no such file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upload {
    /// A certificate.
    Certificate(Option<PublicKey>),
    /// A private key.
    PrivateKey(Option<PublicKey>),
}

/// The public key of a certificate or private key: its SubjectPublicKeyInfo in DER (RFC 5280, 4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(pub Vec<u8>);

/// A request through the user administration API.
#[derive(Clone, Debug)]
pub enum UsersRequest {
    /// Something is done to one user.
    One {
        /// The user.
        uid: String,
        /// What is done.
        act: UserAct,
    },
    /// Names of users are asked for, in alphabetical order.
    Search {
        /// The beginning of the names; empty for all.
        prefix: String,
        /// The most that may be given, 1–1000; 100 if none is said.
        limit: Option<u32>,
    },
}

/// What is done to one user.
#[derive(Clone, Debug)]
pub enum UserAct {
    /// Creates it.
    Create(NewUser),
    /// Changes it.
    Edit(Changes),
    /// Deletes it.
    Delete,
    /// Lets it log in again.
    Enable,
    /// Bars it.
    Disable,
    /// Locks it, as the limit of wrong answers does.
    Lock,
    /// Unlocks it, and forgets its wrong answers.
    Unlock,
    /// Forgets all of its browsers: its slots are free again.
    ForgetDevices,
    /// Issues a client certificate that lasts so long, and registers it in place of an earlier one.
    IssueCertificate(Duration),
    /// Revokes the client certificate that is registered.
    RevokeCertificate,
    /// Sets a new secret, to be changed at the next login; a generated one if none is given.
    Reissue(Option<NewSecret>),
    /// Resets the secret of its Authenticator: all slots are gone.
    ResetApp,
}

/// A user to create.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// What the user must know; a pattern is generated, and told to nobody, if none is given.
    pub secret: Option<NewSecret>,
    /// The mail address.
    pub mail: Option<String>,
    /// From when on the account has expired.
    pub expires: Option<Time>,
    /// Whether the password must be changed at the next login.
    pub change_required: bool,
    /// The serial number of a hardware token to assign.
    pub token: Option<String>,
    /// A PIN to type before codes.
    pub pin: Option<Password>,
}

/// A secret to set.
#[derive(Clone)]
pub struct NewSecret {
    /// The cells to read, such as `0,11,12,3,2,3`.
    pub pattern: String,
    /// A fixed phrase.
    pub phrase: Option<String>,
    /// Before which read-out digit it is typed; before the first if none is said.
    pub phrase_position: Option<usize>,
}

impl fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// What to change of a user; what is none stays as it is.
#[derive(Clone, Default)]
pub struct Changes {
    /// A new pattern; the phrase stays, unless it is changed as well.
    pub pattern: Option<String>,
    /// A new phrase, or none from now on.
    pub phrase: Option<Option<String>>,
    /// A new place for the phrase.
    pub phrase_position: Option<usize>,
    /// A new mail address, or none from now on.
    pub mail: Option<Option<String>>,
    /// A new expiry, or none from now on.
    pub expires: Option<Option<Time>>,
    /// Whether the password must be changed at the next login.
    pub change_required: Option<bool>,
    /// The serial number of a hardware token, or none from now on.
    pub token: Option<Option<String>>,
    /// A new PIN, or none from now on.
    pub pin: Option<Option<Password>>,
}

impl Changes {
    pub(crate) fn touch_secret(&self) -> bool {
        self.pattern.is_some() || self.phrase.is_some() || self.phrase_position.is_some()
    }

    pub(crate) fn is_named(&self) -> bool {
        let others = self.mail.is_some() || self.expires.is_some();
        let codes = self.token.is_some() || self.pin.is_some();
        self.touch_secret() || others || codes || self.change_required.is_some()
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("secret", &self.touch_secret())
            .field("mail", &self.mail)
            .field("expires", &self.expires)
            .field("change_required", &self.change_required)
            .field("token", &self.token)
            .field("pin", &self.pin)
            .finish()
    }
}

/// What a user typed. It prints as `•••`.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// What was typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(typed.to_owned())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Whether just this was typed. The comparison takes the same time wherever the two differ.
    pub(crate) fn is(&self, expected: &str) -> bool {
        self.0.as_bytes().ct_eq(expected.as_bytes()).into()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// Word from whoever runs the server, about the input's tenant. A tenant whose
/// name is not sound cannot be made; the rest is silent about unknown tenants.
#[derive(Clone, Debug)]
pub enum Control {
    /// Makes the tenant, new and empty, in place of one of the same name.
    PutTenant(Policy),
    /// Gives the tenant another policy.
    ChangePolicy(Policy),
    /// Deletes the tenant; the master tenant is emptied instead.
    DeleteTenant,
    /// Breaks or mends something that the tenant depends on.
    Switch {
        /// What.
        dependency: Dependency,
        /// Whether it works from now on.
        up: bool,
    },
    /// Stores a sync setting, in place of one of the same name.
    PutSync {
        /// Its name.
        name: String,
        /// The row.
        setting: Box<SyncSetting>,
    },
    /// Deletes a sync setting. A sync that runs took what it needs along, and goes on.
    DeleteSync {
        /// Its name.
        name: String,
    },
    /// Kills the worker of the sync that runs.
    KillSync,
    /// Makes users without a word: `PREFIX00001` and so on. Those that exist get the mail address.
    MakeUsers {
        /// How many.
        count: u32,
        /// The beginning of their names.
        prefix: String,
        /// The domain of their mail addresses; none for no address.
        mail_domain: Option<String>,
    },
    /// Deletes all users of such names without a word.
    DropUsers {
        /// The beginning of their names.
        prefix: String,
    },
}

/// What a tenant's service depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// The database.
    Store,
    /// The mail relay.
    Mail,
    /// Microsoft Graph.
    Graph,
    /// The Login Protection API.
    LoginProtection,
    /// The database of the other node of the redundant pair.
    Peer,
    /// What the worker process of a sync is made of.
    Worker,
}
