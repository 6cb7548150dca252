//! 银行对账: statements of the fund's three accounts, 来款认领, 余额调节表.

mod book;
mod claim;
mod import_statement;
mod matching;
mod park;
mod referenced;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use book::{BankBook, BankReconciliation, Credit, CreditState, Move, OpenItem, credits};
pub use claim::{Claim, ClaimInput, ClaimKind};
pub use import_statement::{ImportStatement, ImportStatementInput};
pub use matching::{Match, MatchInput};
pub use park::{Park, ParkInput};
pub(crate) use referenced::Referenced;

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(ImportStatement(Arc::clone(office)))?;
    catalogue.add(Match(Arc::clone(office)))?;
    catalogue.add(Park(Arc::clone(office)))?;
    catalogue.add(Claim(Arc::clone(office)))
}
