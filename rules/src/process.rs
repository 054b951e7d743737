//! The runs of the Windows client.

use std::collections::{HashMap, VecDeque};

use crate::{ProcessId, Time};

/// Processes of a tenant; the oldest gives way to one more.
const MOST: usize = 1 << 20;

/// One run of the Windows client.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    /// The version that the client told.
    pub(crate) client: String,
    /// When it is no longer good.
    pub(crate) expires: Time,
    /// Whether it granted a login already.
    pub(crate) used: bool,
}

/// All processes of a tenant. A used one is kept until it expires.
#[derive(Debug, Default)]
pub(crate) struct Processes {
    by_id: HashMap<ProcessId, Process>,
    started: VecDeque<ProcessId>,
}

impl Processes {
    pub(crate) fn add(&mut self, id: ProcessId, process: Process) {
        if self.started.len() >= MOST
            && let Some(oldest) = self.started.pop_front()
        {
            self.by_id.remove(&oldest);
        }
        self.started.push_back(id);
        self.by_id.insert(id, process);
    }

    pub(crate) fn of(&self, id: ProcessId) -> Option<&Process> {
        self.by_id.get(&id)
    }

    pub(crate) fn use_up(&mut self, id: ProcessId) {
        if let Some(process) = self.by_id.get_mut(&id) {
            process.used = true;
        }
    }

    /// Forgets the processes, oldest first, up to the first that is to be kept.
    pub(crate) fn sweep(&mut self, keep: impl Fn(&Process) -> bool) {
        while let Some(id) = self.started.front() {
            if self.by_id.get(id).is_some_and(&keep) {
                return;
            }
            self.by_id.remove(id);
            self.started.pop_front();
        }
    }

    /// When the newest process expires.
    pub(crate) fn last_expiry(&self) -> Option<Time> {
        let newest = self.started.back().and_then(|id| self.by_id.get(id));
        newest.map(|process| process.expires)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }
}
