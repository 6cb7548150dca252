//! 参保登记: people, memberships, staff and posts, and the take-on of a running agency.

mod add_staff;
mod alias;
mod banks;
mod change_key;
mod change_ordinary;
mod change_payee;
mod changes;
mod delegate;
mod end_post;
mod flag;
mod grant_post;
mod import_registrations;
mod merge_people;
mod merge_villages;
mod newcomer;
mod open_books;
mod part;
mod people;
mod person_card;
mod posts_held;
mod raise_class;
mod register;
mod replace_cards;
mod search;
mod set_tier;
mod staff_now;
mod take_on;
mod upgrade_ids;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub(crate) use add_staff::agency_area;
pub use add_staff::{AddStaff, AddStaffInput, PostWish, agency_name};
pub use alias::{OverlappingYear, aliases_of, overlapping_years};
pub(crate) use alias::{kept_of, kept_people, records_of, records_of_people};
pub use banks::{Banks, SetBank, SetBankInput};
pub use change_key::{ChangeKey, ChangeKeyInput};
pub use change_ordinary::{ChangeOrdinary, ChangeOrdinaryInput};
pub use change_payee::{ChangePayee, ChangePayeeInput};
pub use delegate::{Delegate, DelegateInput};
pub use end_post::{EndPost, EndPostInput};
pub use flag::{Flag, flags_of};
pub use grant_post::{GrantPost, GrantPostInput};
pub use import_registrations::{ImportRegistrations, ImportRegistrationsInput};
pub use merge_people::{MergePeople, MergePeopleInput, UnmergePeople, UnmergePeopleInput};
pub use merge_villages::{MergeVillages, MergeVillagesInput};
pub use newcomer::SPECIAL_GROUPS;
pub use open_books::{OpenBooks, OpenBooksInput, RegionInput};
pub use part::{Behind, Part};
pub use people::{
    Known, PersonNow, clean_name, current_person, every_region, fund_of, known_people, region_exists, regions_in_force,
    regions_on,
};
pub(crate) use people::{common_area, current_people};
pub use person_card::{AwardCard, PersonCard, person_card};
pub use raise_class::{RaiseClass, RaiseClassInput};
pub use register::{Register, RegisterInput};
pub use replace_cards::{ReplaceCards, ReplaceCardsInput};
pub use search::{FOUND_AT_MOST, Found, PersonFound, find_people, search_people};
pub use set_tier::{SetTier, SetTierInput};
pub use staff_now::{PostHeld, StaffNow, staff_now};
pub use take_on::{TakeOnInput, TakeOnTown};
pub use upgrade_ids::{UpgradeIds, UpgradeIdsInput};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(AddStaff(Arc::clone(office)))?;
    catalogue.add(GrantPost(Arc::clone(office)))?;
    catalogue.add(EndPost(Arc::clone(office)))?;
    catalogue.add(Delegate(Arc::clone(office)))?;
    catalogue.add(SetTier(Arc::clone(office)))?;
    catalogue.add(RaiseClass(Arc::clone(office)))?;
    catalogue.add(ChangeOrdinary(Arc::clone(office)))?;
    catalogue.add(ChangeKey(Arc::clone(office)))?;
    catalogue.add(ChangePayee(Arc::clone(office)))?;
    catalogue.add(ImportRegistrations(Arc::clone(office)))?;
    catalogue.add(OpenBooks(Arc::clone(office)))?;
    catalogue.add(Register(Arc::clone(office)))?;
    catalogue.add(TakeOnTown(Arc::clone(office)))?;
    catalogue.add(MergePeople(Arc::clone(office)))?;
    catalogue.add(UnmergePeople(Arc::clone(office)))?;
    catalogue.add(UpgradeIds(Arc::clone(office)))?;
    catalogue.add(ReplaceCards(Arc::clone(office)))?;
    catalogue.add(MergeVillages(Arc::clone(office)))?;
    catalogue.add(SetBank(Arc::clone(office)))
}
