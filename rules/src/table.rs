//! The tables that are open, real ones and decoys alike.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::{Digits, Ticket, Time};

/// Open tables of one user; the oldest gives way to one more.
pub(crate) const MOST_OF_A_USER: usize = 64;
/// Tables of a whole tenant, used ones included; the oldest gives way.
const MOST: usize = 1 << 22;

/// One table that was handed out.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) owner: Arc<str>,
    pub(crate) digits: Digits,
    /// When it is no longer good.
    pub(crate) expires: Time,
    /// Whether its ticket was examined already.
    pub(crate) used: bool,
}

/// All tables of a tenant. A used one is kept until it expires.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    by_ticket: HashMap<Ticket, Table>,
    by_owner: HashMap<Arc<str>, VecDeque<Ticket>>,
    /// In the order of issue; a ticket may be gone already.
    issued: VecDeque<Ticket>,
}

impl Tables {
    /// The name under which the owner's tables stand, shared with them.
    pub(crate) fn owner(&self, name: &str) -> Arc<str> {
        self.by_owner.get_key_value(name).map_or_else(|| name.into(), |(owner, _)| owner.clone())
    }

    pub(crate) fn of(&self, owner: &str) -> usize {
        self.by_owner.get(owner).map_or(0, VecDeque::len)
    }

    /// The ticket of the owner's newest table.
    pub(crate) fn newest(&self, owner: &str) -> Option<Ticket> {
        self.by_owner.get(owner).and_then(|tickets| tickets.back().copied())
    }

    pub(crate) fn add(&mut self, ticket: Ticket, table: Table) {
        if self.issued.len() >= MOST
            && let Some(oldest) = self.issued.pop_front()
        {
            self.forget(oldest);
        }
        self.by_owner.entry(table.owner.clone()).or_default().push_back(ticket);
        self.issued.push_back(ticket);
        self.by_ticket.insert(ticket, table);
    }

    pub(crate) fn drop_oldest(&mut self, owner: &str) {
        let oldest = self.by_owner.get(owner).and_then(|tickets| tickets.front().copied());
        if let Some(ticket) = oldest {
            self.forget(ticket);
        }
    }

    /// The table as it was, before this marks it as used.
    pub(crate) fn examine(&mut self, ticket: Ticket) -> Option<Table> {
        let table = self.by_ticket.get_mut(&ticket)?;
        let found = table.clone();
        table.used = true;
        Some(found)
    }

    /// Forgets the tables, oldest first, up to the first that is to be kept.
    pub(crate) fn sweep(&mut self, keep: impl Fn(&Table) -> bool) {
        while let Some(&ticket) = self.issued.front() {
            if self.by_ticket.get(&ticket).is_some_and(&keep) {
                return;
            }
            self.issued.pop_front();
            self.forget(ticket);
        }
    }

    /// When the newest table expires.
    pub(crate) fn last_expiry(&self) -> Option<Time> {
        let newest = self.issued.iter().rev().find_map(|ticket| self.by_ticket.get(ticket));
        newest.map(|table| table.expires)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_ticket.len()
    }

    fn forget(&mut self, ticket: Ticket) {
        let Some(table) = self.by_ticket.remove(&ticket) else { return };
        let Some(tickets) = self.by_owner.get_mut(&table.owner) else { return };
        tickets.retain(|&other| other != ticket);
        if tickets.is_empty() {
            self.by_owner.remove(&table.owner);
        }
    }
}
