//! 参保登记: people, memberships, staff and posts, and the take-on of a running agency.

mod add_staff;
mod people;
mod register;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub(crate) use add_staff::agency_area;
pub use add_staff::{AddStaff, AddStaffInput, PostWish};
pub use people::{PersonNow, current_person, fund_of, region_exists};
pub use register::{Register, RegisterInput};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(AddStaff(Arc::clone(office)))?;
    catalogue.add(Register(Arc::clone(office)))
}
