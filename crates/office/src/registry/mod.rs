//! 参保登记: people, memberships, staff and posts, and the take-on of a running agency.

mod add_staff;
mod flag;
mod open_books;
mod people;
mod register;
mod take_on;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub(crate) use add_staff::agency_area;
pub use add_staff::{AddStaff, AddStaffInput, PostWish};
pub use flag::{Flag, flags_of};
pub use open_books::{OpenBooks, OpenBooksInput, RegionInput};
pub use people::{
    Known, PersonNow, clean_name, current_person, fund_of, known_people, region_exists, regions_in_force,
};
pub use register::{Register, RegisterInput};
pub use take_on::{TakeOnInput, TakeOnTown};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(AddStaff(Arc::clone(office)))?;
    catalogue.add(OpenBooks(Arc::clone(office)))?;
    catalogue.add(Register(Arc::clone(office)))?;
    catalogue.add(TakeOnTown(Arc::clone(office)))
}
