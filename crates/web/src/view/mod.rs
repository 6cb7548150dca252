//! The components of every page, one file each. A page never writes markup for these itself.

mod amount;
mod chart;
mod chip;
mod explain;
mod field;
mod frame;
mod masked;
mod place;
mod table;

pub use amount::{amount, amount_or_dash, signed, yuan};
pub use chart::{Bars, bars, columns};
pub use chip::{Tone, matter_state, run_state, tone_chip};
pub use explain::tree;
pub use field::{Control, FieldView, field};
pub use frame::{Crumb, Frame, crumb, frame, outside};
pub use masked::masked;
pub use place::place;
pub use table::{Column, facts, left, right, table, wide};
