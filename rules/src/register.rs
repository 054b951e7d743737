//! What was handed out under handles that end by themselves.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use crate::Time;

/// Entries of one register; the oldest gives way to one more.
const MOST: usize = 1 << 20;

/// What is good until a time.
pub(crate) trait Expires {
    /// When it is no longer good.
    fn expires(&self) -> Time;
}

/// What a tenant handed out under one kind of handle. What is used up is kept until it expires.
#[derive(Debug)]
pub(crate) struct Register<Handle, Entry> {
    by_handle: HashMap<Handle, Entry>,
    /// In the order of issue; a handle may be gone already.
    issued: VecDeque<Handle>,
}

impl<Handle, Entry> Default for Register<Handle, Entry> {
    fn default() -> Self {
        Self { by_handle: HashMap::new(), issued: VecDeque::new() }
    }
}

impl<Handle: Copy + Eq + Hash, Entry: Expires> Register<Handle, Entry> {
    pub(crate) fn add(&mut self, handle: Handle, entry: Entry) {
        if self.issued.len() >= MOST
            && let Some(oldest) = self.issued.pop_front()
        {
            self.by_handle.remove(&oldest);
        }
        self.issued.push_back(handle);
        self.by_handle.insert(handle, entry);
    }

    pub(crate) fn of(&self, handle: Handle) -> Option<&Entry> {
        self.by_handle.get(&handle)
    }

    pub(crate) fn of_mut(&mut self, handle: Handle) -> Option<&mut Entry> {
        self.by_handle.get_mut(&handle)
    }

    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.by_handle.values_mut()
    }

    pub(crate) fn remove(&mut self, handle: Handle) -> Option<Entry> {
        self.by_handle.remove(&handle)
    }

    /// Forgets at once what is not to be kept, wherever it stands.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        self.by_handle.retain(|_, entry| keep(entry));
    }

    /// Forgets entries, oldest first, up to the first that is to be kept.
    pub(crate) fn sweep(&mut self, keep: impl Fn(&Entry) -> bool) {
        while let Some(handle) = self.issued.front() {
            if self.by_handle.get(handle).is_some_and(&keep) {
                return;
            }
            self.by_handle.remove(handle);
            self.issued.pop_front();
        }
    }

    /// When the newest entry expires.
    pub(crate) fn last_expiry(&self) -> Option<Time> {
        let newest = self.issued.iter().rev().find_map(|handle| self.by_handle.get(handle));
        newest.map(Expires::expires)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_handle.len()
    }
}
