//! 基金财务: vouchers, receipts of money, period close.

mod book_other;
mod books;
mod budget;
mod close_month;
mod empty_income;
mod entry;
mod ledgers;
mod months;
mod notes;
mod period;
mod post;
mod receive_interest;
mod receive_repayment;
mod receive_subsidy;
mod reverse_record;
mod reverse_voucher;
mod set_budget;
mod statistics;
mod stored;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use book_other::{BookOther, BookOtherInput, OtherFact};
pub use books::{
    AnnualStatement, PrintedVoucher, Signers, Statements, annual_statement, journal, numbers_without_gaps, statements,
    trial_balance, trial_balance_over, voucher_list,
};
pub use budget::{BudgetExecution, BudgetRow, budget_execution};
pub use close_month::{CloseMonth, CloseMonthInput};
pub use empty_income::{EmptyIncome, EmptyIncomeInput};
pub(crate) use entry::{FundFacts, document_faults};
pub use ledger::{IncomeStatement, StatementRow as StatementLine, TrialBalance};
pub use ledgers::{AccountLedger, GeneralRow, LedgerLine, account_ledgers, general_ledger};
pub use months::{OpenMonths, book_of};
pub use notes::{Note, notes};
pub use period::Period;
pub(crate) use post::plan_reversal;
pub use post::{deposit_balance, plan_voucher, posted_lines, voucher_fault};
pub use receive_interest::{InterestFact, ReceiveInterest, ReceiveInterestInput};
pub use receive_repayment::{ReceiveRepayment, ReceiveRepaymentInput};
pub use receive_subsidy::{ReceiveSubsidy, ReceiveSubsidyInput, SubsidyPart};
pub(crate) use reverse_record::stands;
pub use reverse_record::{ReverseRecord, ReverseRecordInput, has_record_reversal};
pub use reverse_voucher::{ReverseVoucher, ReverseVoucherInput};
pub use set_budget::{BudgetLineInput, SetBudget, SetBudgetInput};
pub use statistics::{Statistic, StatisticValue, StatisticsCheck, StatisticsReport, statistics};
pub(crate) use stored::{StoredVoucher, voucher_by_id};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(ReceiveRepayment(Arc::clone(office)))?;
    catalogue.add(ReceiveSubsidy(Arc::clone(office)))?;
    catalogue.add(ReceiveInterest(Arc::clone(office)))?;
    catalogue.add(EmptyIncome(Arc::clone(office)))?;
    catalogue.add(BookOther(Arc::clone(office)))?;
    catalogue.add(SetBudget(Arc::clone(office)))?;
    catalogue.add(ReverseVoucher(Arc::clone(office)))?;
    catalogue.add(ReverseRecord(Arc::clone(office)))?;
    catalogue.add(CloseMonth(Arc::clone(office)))
}
