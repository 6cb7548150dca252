//! The fund's books.

use base::{Date, Fen, Level, Month};
use desk::MatterId;

use super::payment::BatchId;
use super::people::{FundId, PersonId};

store::row_id! {
    /// A voucher.
    VoucherId,
    /// A voucher's number in its fund and month, without gaps.
    VoucherNumber,
}

store::table! {
    /// A voucher (记账凭证). 制单, 复核, 记账 are the three signatures of its matter.
    VoucherRow = "voucher", append agency, key(id), unique(fund, month, number),
    unique(reverses) where "reverses IS NOT NULL"
    {
        /// Row id.
        id: VoucherId,
        /// Fund.
        fund: FundId,
        /// Accounting month.
        month: Month,
        /// Number within it.
        number: VoucherNumber,
        /// Day.
        on_date: Date,
        /// Posting template.
        template: String,
        /// Summary.
        summary: String,
        /// Batch it pays, if any.
        batch: Option<BatchId>,
        /// The voucher that this red one reverses (红字冲销): each at most once.
        reverses: Option<VoucherId>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A line of a voucher.
    PostingRow = "posting", append agency, key(voucher, line), index(account)
    {
        /// Voucher.
        voucher: VoucherId,
        /// 1, 2, 3 …
        line: i64,
        /// Account code.
        account: String,
        /// Sub-account code.
        detail: Option<String>,
        /// Payer level.
        level: Option<Level>,
        /// Payee or debtor.
        party: Option<PersonId>,
        /// Debit; red entries are negative.
        debit: Fen,
        /// Credit.
        credit: Fen,
        /// Summary.
        summary: String,
    }
}

store::table! {
    /// A closed month; nothing is posted to it any more.
    ClosedMonth = "closed_month", append agency, key(fund, month)
    {
        /// Fund.
        fund: FundId,
        /// Month.
        month: Month,
        /// The matter.
        matter: MatterId,
    }
}
