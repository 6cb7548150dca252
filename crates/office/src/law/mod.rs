//! 政策版本: which version of the law the agency works by, and what another one would change.
//!
//! The program brings a version; the agency activates it with three signatures on its impact list
//! (decision 8). Until then nothing is assessed or paid by it.

mod activate;
mod folder;
mod impact;
mod stored;
mod what_if;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use activate::{ActivateLaw, ActivateLawInput};
pub use folder::read_folder;
pub use impact::{Impact, ImpactLine, explain_impact, impact_list};
pub use stored::{active_version, law_of, versions};
pub(crate) use stored::{need_active, of_program};
pub use what_if::{WhatIf, WhatIfAnswer, what_if};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(ActivateLaw(Arc::clone(office)))
}
