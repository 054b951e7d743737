//! The seam to the outside: calls that the shell carries out for the rules,
//! and what comes back.

/// Which call an answer belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// A call to a neighbour of the server: mail, Graph, the Login Protection API.
///
/// None is made yet, so no value of this type exists; the first function that
/// needs a neighbour adds its variant here, and a record of what is pending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {}

/// What came of a [`Call`]: one variant for each call, as soon as there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {}
