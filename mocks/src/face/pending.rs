//! Requests that a person has to answer.

use std::collections::{HashMap, VecDeque};

use super::receiving::Received;

/// Pages that are open at a time; the oldest can be answered no more.
const MOST: usize = 1024;

/// Requests that a person has to answer, each under a name that nobody guesses.
#[derive(Default)]
pub(super) struct Pending {
    open: HashMap<String, Received>,
    order: VecDeque<String>,
}

impl Pending {
    /// Keeps a request; gives its name.
    pub(super) fn keep(&mut self, received: Received) -> String {
        if self.order.len() >= MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.open.remove(&oldest);
        }
        let name = format!("{:032x}", rand::random::<u128>());
        self.order.push_back(name.clone());
        self.open.insert(name.clone(), received);
        name
    }

    /// The request of this name, which is answered now.
    pub(super) fn take(&mut self, name: &str) -> Option<Received> {
        let received = self.open.remove(name)?;
        self.order.retain(|other| other != name);
        Some(received)
    }
}
