//! The matrix one-time password: a table of random digits, of which the user reads those at the
//! cells of a secret pattern.
//!
//! Cells are numbered from 0, row by row within a block of 4 × 4, block after block.

mod pattern;
mod read_out;
mod table;
mod wrong;

pub use pattern::{Pattern, PatternError, Phrase};
pub use read_out::{ReadOutError, read_out};
pub use table::{CELLS_PER_BLOCK, MAX_BLOCKS, Table, TableError};
pub use wrong::{other_cells, slip};
