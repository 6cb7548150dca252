//! 个人账户: yearly interest, statements of rights, objections, transfers.

mod answer_objection;
mod conversion;
mod credit_interest;
mod fund_transfers;
mod object;
mod open_transfers;
mod past_interest;
mod request_transfer;
mod return_transfer;
mod statement;
mod transfer;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use answer_objection::{AnswerObjection, AnswerObjectionInput};
pub use conversion::EmployeeRecord;
pub use credit_interest::{CreditInterest, CreditInterestInput};
pub use fund_transfers::{FundTransfers, FundTransfersInput};
pub use object::{Object, ObjectInput, OpenObjection, open_objections};
pub use open_transfers::{OpenTransfer, open_transfers};
pub(crate) use past_interest::PastInterest;
pub use request_transfer::{RequestTransfer, RequestTransferInput};
pub(crate) use return_transfer::came_back;
pub use return_transfer::{ReturnTransfer, ReturnTransferInput};
pub use statement::{Statement, StatementLine, statement};
pub use transfer::{TransferIn, TransferInInput, TransferOut, TransferOutInput, TransferPart};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(CreditInterest(Arc::clone(office)))?;
    catalogue.add(Object(Arc::clone(office)))?;
    catalogue.add(AnswerObjection(Arc::clone(office)))?;
    catalogue.add(RequestTransfer(Arc::clone(office)))?;
    catalogue.add(FundTransfers(Arc::clone(office)))?;
    catalogue.add(ReturnTransfer(Arc::clone(office)))?;
    catalogue.add(TransferOut(Arc::clone(office)))?;
    catalogue.add(TransferIn(Arc::clone(office)))
}
