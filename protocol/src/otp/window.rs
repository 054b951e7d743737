//! Which steps a server lets a code be of.

use std::fmt;

/// Steps relative to the expected one, both ends included: `[-2, 2]` lets a token be two steps slow
/// or fast (RFC 6238 sections 5.2 and 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    from: i32,
    to: i32,
}

impl Window {
    /// The expected step alone.
    pub const EXACT: Self = Self { from: 0, to: 0 };

    /// From one step to another.
    ///
    /// # Errors
    ///
    /// `to` lies before `from`.
    pub const fn new(from: i32, to: i32) -> Result<Self, EmptyWindow> {
        if from <= to { Ok(Self { from, to }) } else { Err(EmptyWindow { from, to }) }
    }

    /// The first step.
    #[must_use]
    pub const fn from(self) -> i32 {
        self.from
    }

    /// The last step.
    #[must_use]
    pub const fn to(self) -> i32 {
        self.to
    }

    /// The first step that holds, having asked for all. A step that cannot be is `None`.
    pub(super) fn find(self, holds: impl Fn(i32) -> Option<bool>) -> Option<i32> {
        let mut found = None;
        for offset in self.from..=self.to {
            let here = holds(offset).unwrap_or(false).then_some(offset);
            found = found.or(here);
        }
        found
    }
}

/// A window that ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmptyWindow {
    /// The first step.
    pub from: i32,
    /// The last step.
    pub to: i32,
}

impl fmt::Display for EmptyWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a window that ends at {} or later, got {}", self.from, self.to)
    }
}

impl std::error::Error for EmptyWindow {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_steps_the_first_is_found_and_all_are_asked() {
        let asked = std::cell::RefCell::new(Vec::new());
        let window = Window::new(-2, 2).expect("a window");
        let found = window.find(|offset| {
            asked.borrow_mut().push(offset);
            (offset != -2).then_some(offset.abs() == 1)
        });
        assert_eq!(found, Some(-1));
        assert_eq!(asked.into_inner(), [-2, -1, 0, 1, 2]);
    }

    #[test]
    fn a_window_does_not_end_before_it_begins() {
        assert_eq!(Window::new(1, 0), Err(EmptyWindow { from: 1, to: 0 }));
        assert_eq!(Window::new(i32::MAX, i32::MAX).map(Window::to), Ok(i32::MAX));
    }
}
