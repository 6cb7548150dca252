//! 一窗通办: one window takes everything in, the back office works on it, the same window hands out.
//! An intake decides nothing: what changes, changes by the operation that it leads to.

mod accept;
mod intakes;
mod rate;
mod step;
mod terms;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use accept::{Accept, AcceptInput};
pub use intakes::{IntakeNow, intake_now, intakes_of_year};
pub use rate::{Rate, RateInput};
pub use step::{Step, StepInput};
pub use terms::{Term, term_of};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(Accept(Arc::clone(office)))?;
    catalogue.add(Step(Arc::clone(office)))?;
    catalogue.add(Rate(Arc::clone(office)))
}
