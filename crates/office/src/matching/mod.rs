//! 配套资金: need by level and purpose, requests, batches, receipts, settlement; what is short stands in red.

mod need;
mod record;
mod settle;
mod standing;
mod year;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub(crate) use need::first_sent;
pub use need::{Amounts, Forecast, ForecastLine, forecast, needed};
pub use record::{MatchingLineInput, Record, RecordInput};
pub use settle::{Settle, SettleInput};
pub use standing::{Cycle, CycleRow, StandingRow, cycle, received, standing};
pub use year::{AssignYear, AssignYearInput};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(Record(Arc::clone(office)))?;
    catalogue.add(AssignYear(Arc::clone(office)))?;
    catalogue.add(Settle(Arc::clone(office)))
}
