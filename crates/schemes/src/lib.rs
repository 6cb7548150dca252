//! The sums of social insurance, one module per scheme: every amount with the tree it unfolds
//! into.
//!
//! This crate never reads a file or a database, a clock or a random number, never holds a figure
//! of the law (they come dated from `law`), and never uses a floating-point number. It decides
//! nothing that a person must decide: it computes, refuses with a reason, and explains.

pub mod cases;
mod error;
pub mod explain;
pub mod resident;

pub use error::SchemeError;
pub use explain::{Explained, Node, RoundingStep, Trace, explained};
