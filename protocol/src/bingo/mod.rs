//! The one-time code hidden in a grid of 5 × 5 digits, which its owner reads by a pattern: whoever
//! else sees the screen learns no code (seed 004, ビンゴ表示).
//!
//! Cells are numbered from 0, row by row.

mod grid;
mod pattern;

pub use grid::{CELLS, EmbedError, Grid, GridError};
pub use pattern::{Pattern, PatternError};
