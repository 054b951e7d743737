use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Scopes at a time; the oldest gives way.
const MOST_SCOPES: usize = 4096;

/// What a mock keeps of each scope, made at the first mention. The oldest
/// scope gives way to a new one after some thousands.
#[derive(Debug)]
pub struct Scopes<T>(Mutex<Known<T>>);

#[derive(Debug)]
struct Known<T> {
    scopes: HashMap<Box<str>, Arc<T>>,
    /// In the order in which they began.
    order: VecDeque<Box<str>>,
}

impl<T> Default for Scopes<T> {
    fn default() -> Self {
        Self(Mutex::new(Known { scopes: HashMap::new(), order: VecDeque::new() }))
    }
}

impl<T> Scopes<T> {
    /// The scope of this name, if it has begun.
    pub fn known(&self, name: &str) -> Option<Arc<T>> {
        self.lock().scopes.get(name).cloned()
    }

    /// The scope of this name, which begins now if it is new.
    pub fn begun(&self, name: &str, new: impl FnOnce() -> T) -> Arc<T> {
        let mut known = self.lock();
        if let Some(scope) = known.scopes.get(name) {
            return scope.clone();
        }
        if known.order.len() >= MOST_SCOPES
            && let Some(oldest) = known.order.pop_front()
        {
            known.scopes.remove(&oldest);
        }
        let scope = Arc::new(new());
        known.order.push_back(name.into());
        known.scopes.insert(name.into(), scope.clone());
        scope
    }

    /// Forgets it; gives what it was.
    pub fn forget(&self, name: &str) -> Option<Arc<T>> {
        let mut known = self.lock();
        known.order.retain(|other| &**other != name);
        known.scopes.remove(name)
    }

    fn lock(&self) -> MutexGuard<'_, Known<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_gives_way() {
        let scopes = Scopes::default();
        for n in 0..=MOST_SCOPES {
            scopes.begun(&n.to_string(), || n);
        }
        assert_eq!(scopes.known("0"), None);
        assert_eq!(scopes.known("1").as_deref(), Some(&1));
        assert_eq!(*scopes.begun("1", || 9), 1, "it goes on");
        assert_eq!(scopes.forget("1").as_deref(), Some(&1));
        assert_eq!(*scopes.begun("1", || 9), 9, "it began again");
        scopes.begun("new", || 0);
        assert_eq!(scopes.known("2"), None);
        let known = scopes.lock();
        assert_eq!((known.scopes.len(), known.order.len()), (MOST_SCOPES, MOST_SCOPES));
    }
}
