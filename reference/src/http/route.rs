//! Which path is which operation.

use hyper::Method;
use sekisho_rules::Operation;

use super::segments;

/// Where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place<'a> {
    Policy,
    Table,
    Login,
    Process,
    WindowsTable,
    WindowsLogin,
    Offline,
    Seamless,
    /// A step of a password change.
    Change(Step),
    /// A file for SAML.
    Saml(File),
    Pki,
    /// A login with a code, of a hardware token or of the Authenticator.
    CodeLogin(Shown),
    WindowsCodeLogin(Shown),
    Tokens,
    /// One hardware token; the serial number is encoded as it came.
    Token(&'a str),
    Slots,
    /// The page at which people log in.
    LoginPage,
    Style,
    /// The way back from the face service.
    FaceReturn,
    /// A sync with Entra ID.
    Sync,
    Users,
    /// One user; the name is encoded as it came.
    User(&'a str),
    /// Something that is done to one user.
    Act(&'a str, Act),
}

/// What shows a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Token,
    App,
}

/// What can be done to a user by the path's last segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Enable,
    Disable,
    Lock,
    Unlock,
    Password,
    /// By DELETE, as [`Act::ResetApp`].
    Devices,
    Certificate,
    Revoke,
    ResetApp,
}

/// The steps of a password change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Open,
    Entry,
    Cancel,
}

/// The files that SAML needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum File {
    Certificate,
    Key,
}

impl<'a> Place<'a> {
    pub(crate) fn of(path: &'a str) -> Option<Self> {
        match segments(path)[..] {
            ["api", "policy"] => Some(Self::Policy),
            ["api", "table"] => Some(Self::Table),
            ["api", "login"] => Some(Self::Login),
            ["windows", "process"] => Some(Self::Process),
            ["windows", "table"] => Some(Self::WindowsTable),
            ["windows", "login"] => Some(Self::WindowsLogin),
            ["windows", "offline"] => Some(Self::Offline),
            ["windows", "seamless"] => Some(Self::Seamless),
            ["api", "password"] => Some(Self::Change(Step::Open)),
            ["api", "password", "entry"] => Some(Self::Change(Step::Entry)),
            ["api", "password", "cancel"] => Some(Self::Change(Step::Cancel)),
            ["api", "saml", "certificate"] => Some(Self::Saml(File::Certificate)),
            ["api", "saml", "key"] => Some(Self::Saml(File::Key)),
            ["api", "login", shown] => Shown::of(shown).map(Self::CodeLogin),
            ["windows", "login", shown] => Shown::of(shown).map(Self::WindowsCodeLogin),
            ["api", "tokens"] => Some(Self::Tokens),
            ["api", "tokens", serial] => Some(Self::Token(serial)),
            ["api", "authenticator", "slots"] => Some(Self::Slots),
            ["login"] => Some(Self::LoginPage),
            ["login", "style.css"] => Some(Self::Style),
            ["face", "return"] => Some(Self::FaceReturn),
            ["api", "sync"] => Some(Self::Sync),
            ["api", "users"] => Some(Self::Users),
            ["api", "users", uid] => Some(Self::User(uid)),
            ["api", "pki"] => Some(Self::Pki),
            ["api", "users", uid, "certificate", "revoke"] => Some(Self::Act(uid, Act::Revoke)),
            ["api", "users", uid, act] => Act::of(act).map(|act| Self::Act(uid, act)),
            _ => None,
        }
    }

    /// What one may do there, as an Allow header says it.
    pub(crate) fn methods(self) -> &'static str {
        match self {
            Self::Policy | Self::Table | Self::Style => "GET",
            Self::Act(_, Act::ResetApp | Act::Devices) => "DELETE",
            Self::Login | Self::Process | Self::WindowsTable | Self::WindowsLogin | Self::Act(..) => "POST",
            Self::Offline
            | Self::Seamless
            | Self::Change(_)
            | Self::CodeLogin(_)
            | Self::WindowsCodeLogin(_)
            | Self::Slots => "POST",
            Self::Saml(_) | Self::Pki => "PUT",
            Self::Users | Self::Tokens | Self::Sync | Self::LoginPage | Self::FaceReturn => "GET, POST",
            Self::User(_) | Self::Token(_) => "PATCH, DELETE",
        }
    }

    pub(crate) fn takes(self, method: &Method) -> bool {
        self.methods().split(", ").any(|known| known == method.as_str())
    }

    /// What a request there is for, should it be malformed.
    pub(crate) fn operation(self, method: &Method) -> Operation {
        match self {
            Self::Policy => Operation::Policy,
            Self::FaceReturn | Self::LoginPage | Self::Style => Operation::Face,
            Self::Table => Operation::WebTable,
            Self::Login => Operation::WebLogin,
            Self::Process => Operation::Process,
            Self::WindowsTable => Operation::WindowsTable,
            Self::WindowsLogin => Operation::WindowsLogin,
            Self::Offline => Operation::Offline,
            Self::Seamless => Operation::Seamless,
            Self::Change(_) => Operation::Change,
            Self::Saml(_) => Operation::Saml,
            Self::Pki => Operation::Pki,
            Self::CodeLogin(Shown::Token) => Operation::WebTokenLogin,
            Self::CodeLogin(Shown::App) => Operation::WebAppLogin,
            Self::WindowsCodeLogin(Shown::Token) => Operation::WindowsTokenLogin,
            Self::WindowsCodeLogin(Shown::App) => Operation::WindowsAppLogin,
            Self::Tokens | Self::Token(_) => Operation::Tokens,
            Self::Slots => Operation::Slot,
            Self::Sync if *method == Method::GET => Operation::SyncProgress,
            Self::Sync => Operation::Sync,
            Self::Users if *method == Method::GET => Operation::Search,
            Self::Users | Self::User(_) | Self::Act(..) => Operation::Users,
        }
    }

    /// Whether it is for administrators.
    pub(crate) fn is_guarded(self) -> bool {
        let users = matches!(self, Self::Users | Self::User(_) | Self::Act(..));
        users || matches!(self, Self::Tokens | Self::Token(_) | Self::Saml(_) | Self::Pki | Self::Sync)
    }
}

impl Shown {
    fn of(segment: &str) -> Option<Self> {
        match segment {
            "token" => Some(Self::Token),
            "authenticator" => Some(Self::App),
            _ => None,
        }
    }
}

impl Act {
    fn of(segment: &str) -> Option<Self> {
        match segment {
            "enable" => Some(Self::Enable),
            "disable" => Some(Self::Disable),
            "lock" => Some(Self::Lock),
            "unlock" => Some(Self::Unlock),
            "password" => Some(Self::Password),
            "devices" => Some(Self::Devices),
            "certificate" => Some(Self::Certificate),
            "authenticator" => Some(Self::ResetApp),
            _ => None,
        }
    }
}
