//! 待遇支付: the payment month from the run to the closed books.

mod chunk;
mod compute;
mod context;
mod open_run;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use compute::{CHUNK_AWARDS, Progress};
pub use context::{regular_run, run_of};
pub use open_run::{OpenRun, OpenRunInput};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(OpenRun(Arc::clone(office)))
}
