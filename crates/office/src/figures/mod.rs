//! Figures of a year (decision 14): each is counted from rows, and the rows can be shown.
//!
//! A definition is one query for rows; its value is nothing but their count or sum, so a figure
//! and its evidence cannot differ.

mod definitions;
mod rows;

pub use definitions::{DEFINITIONS, Definition, Measure, definition};
pub use rows::{FigureRow, figure, rows};
