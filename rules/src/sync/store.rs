//! What a tenant keeps of syncs.

use std::collections::{HashMap, HashSet};

use super::SyncSetting;
use super::job::Job;

/// What a tenant keeps of syncs.
#[derive(Debug, Default)]
pub(crate) struct SyncStore {
    /// By name.
    pub(crate) settings: HashMap<String, SyncSetting>,
    /// The one that runs.
    pub(crate) job: Option<Box<Job>>,
    /// How many have begun.
    pub(crate) begun: u32,
    /// How far syncs have come, by the custom domain: the next run goes on from there.
    books: HashMap<String, Book>,
}

/// How far syncs with one custom domain have come.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// Which object is which user here.
    pub(crate) links: HashMap<Box<str>, Box<str>>,
    /// Users whose creation was sent, and of which no answer was written down yet: it may have been carried out.
    pub(crate) sent: HashSet<Box<str>>,
}

impl SyncStore {
    pub(crate) fn book(&mut self, custom_domain: &str) -> &mut Book {
        self.books.entry(custom_domain.to_owned()).or_default()
    }
}
