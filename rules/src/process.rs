//! The runs of the Windows client.

use crate::Time;
use crate::register::Expires;

/// One run of the Windows client.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    /// The version that the client told.
    pub(crate) client: String,
    /// When it is no longer good.
    pub(crate) expires: Time,
    /// Who was let in; a process grants one login.
    pub(crate) granted: Option<Box<str>>,
}

impl Expires for Process {
    fn expires(&self) -> Time {
        self.expires
    }
}
