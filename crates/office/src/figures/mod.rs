//! Figures of a year (decision 14): each is counted from rows, and the rows can be shown.
//!
//! A definition is one query for rows; its value is nothing but their count or sum, so a figure
//! and its evidence cannot differ.

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

mod declare;
mod definitions;
mod from_books;
mod rows;

pub use declare::{Declare, DeclareInput, declared, declared_in};
pub use definitions::{Definition, Measure, Subject, definition, definitions};
pub use rows::{FigureRow, figure, rows, rows_from};
pub(crate) use rows::{by_region, counted};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(Declare(Arc::clone(office)))
}
