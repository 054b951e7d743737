//! A map that never grows beyond a bound.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Remembers so many entries; the oldest gives way.
#[derive(Debug)]
pub(crate) struct Bounded<K, V> {
    known: HashMap<K, V>,
    /// In the order in which they came; those that were removed may still stand here.
    order: VecDeque<K>,
    most: usize,
    /// Whether one ever gave way.
    lost: bool,
}

impl<K: Copy + Eq + Hash, V> Bounded<K, V> {
    pub(crate) fn new(most: usize) -> Self {
        Self { known: HashMap::new(), order: VecDeque::new(), most, lost: false }
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.known.get(key)
    }

    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.known.get_mut(key)
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        self.known.remove(key)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether what is not here may have been once.
    pub(crate) fn has_lost(&self) -> bool {
        self.lost
    }

    pub(crate) fn clear(&mut self) {
        self.known.clear();
        self.order.clear();
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        if self.known.insert(key, value).is_some() {
            return;
        }
        self.order.push_back(key);
        while self.known.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.lost |= self.known.remove(&oldest).is_some();
        }
        if self.order.len() > self.most.saturating_mul(2) {
            self.order.retain(|key| self.known.contains_key(key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_gives_way() {
        let mut map = Bounded::new(2);
        for n in 0..3 {
            map.insert(n, n);
        }
        assert_eq!((map.get(&0), map.get(&1), map.get(&2), map.has_lost()), (None, Some(&1), Some(&2), true));
    }

    #[test]
    fn coming_and_going_leaves_nothing_behind() {
        let mut map = Bounded::new(2);
        map.insert(0, 0);
        for n in 1..100 {
            map.insert(n, n);
            map.remove(&n);
            assert!(map.order.len() <= 4, "{:?}", map.order);
        }
        assert_eq!((map.get(&0), map.has_lost()), (Some(&0), false));
    }
}
