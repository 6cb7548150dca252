//! 待遇支付: the payment month from the run to the closed books.

mod abandon_run;
mod adjustment;
mod approve_run;
mod balance;
mod bank_file;
mod batch_books;
mod chunk;
mod close_run;
mod compute;
mod context;
mod import_returns;
mod late_return;
mod open_run;
mod open_special;
mod receive_money;
mod reconcile;
mod reissue;
mod request_money;
mod returned;
mod send_file;
mod totals;
mod unpaid;
mod withhold;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use abandon_run::{AbandonRun, AbandonRunInput};
pub use approve_run::{ApproveRun, ApproveRunInput};
pub use balance::{BalanceSheet, ChangeLine, Movement, TownBalance, balance_sheet};
pub use bank_file::{BankFileBytes, bank_file};
pub use close_run::{CloseRun, CloseRunInput};
pub use compute::{CHUNK_AWARDS, Progress};
pub use context::{newest_run, regular_run, run_of};
pub use import_returns::{ImportReturns, ImportReturnsInput};
pub use late_return::{BookLateReturn, LateReturnInput};
pub use open_run::{OpenRun, OpenRunInput};
pub use open_special::{OpenSpecial, OpenSpecialInput, Special};
pub use receive_money::{ReceiveMoney, ReceiveMoneyInput};
pub use reconcile::{Reconciliation, reconcile};
pub use reissue::{Reissue, ReissueInput};
pub use request_money::{RequestMoney, RequestMoneyInput};
pub(crate) use returned::{ARRIVED, CAME_BACK, arrived};
pub use returned::{ReturnedLine, returned_lines};
pub use send_file::{SendFile, SendFileInput};
pub(crate) use totals::RAISED_MONTHLY;
pub use totals::{ByTown, Sums, batch_by_kind, batch_total, dues_by_town};
pub use withhold::{Withhold, WithholdInput};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    let office = || Arc::clone(office);
    catalogue.add(OpenRun(office()))?;
    catalogue.add(OpenSpecial(office()))?;
    catalogue.add(ApproveRun(office()))?;
    catalogue.add(AbandonRun(office()))?;
    catalogue.add(RequestMoney(office()))?;
    catalogue.add(ReceiveMoney(office()))?;
    catalogue.add(Withhold(office()))?;
    catalogue.add(SendFile(office()))?;
    catalogue.add(ImportReturns(office()))?;
    catalogue.add(BookLateReturn(office()))?;
    catalogue.add(Reissue(office()))?;
    catalogue.add(CloseRun(office()))
}
