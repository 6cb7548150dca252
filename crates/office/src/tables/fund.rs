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
    /// A document of the fund's budget.
    FundBudgetId,
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

store::codes! {
    /// How far a budget document has come.
    BudgetStage {
        /// Drafted by agency and tax bureau.
        Draft = "draft" "预算草案",
        /// Approved by the people's congress.
        Approved = "approved" "批复预算",
        /// Changed during the year, on the same path.
        Adjusted = "adjusted" "调整预算",
    }
}

store::codes! {
    /// A row of the fund's budget and final accounts (居保基金收支表).
    BudgetItem {
        /// 4001
        Premiums = "premiums" "个人缴费收入",
        /// 4102
        Collective = "collective" "集体补助收入",
        /// 4201
        Interest = "interest" "利息收入",
        /// 4101 for base pensions and what is added to them
        SubsidyBase = "subsidy_base" "政府补贴收入：对基础养老金的补贴",
        /// 4101 for contributions
        SubsidyEntry = "subsidy_entry" "政府补贴收入：对个人缴费的补贴",
        /// 4101 for anything else
        SubsidyOther = "subsidy_other" "政府补贴收入：其他补贴",
        /// 4202
        Investment = "investment" "委托投资收益",
        /// 4301
        TransferIn = "transfer_in" "转移收入",
        /// 4501
        OtherIncome = "other_income" "其他收入",
        /// 4401
        FromUpper = "from_upper" "上级补助收入",
        /// 4402
        FromLower = "from_lower" "下级上解收入",
        /// 5001.01
        BasePension = "base_pension" "基础养老金支出",
        /// 5001.02
        AccountPension = "account_pension" "个人账户养老金支出",
        /// 5001.03
        Funeral = "funeral" "丧葬补助金支出",
        /// 5201
        TransferOut = "transfer_out" "转移支出",
        /// 5401
        OtherExpense = "other_expense" "其他支出",
        /// 5302
        ToLower = "to_lower" "补助下级支出",
        /// 5301
        ToUpper = "to_upper" "上解上级支出",
    }
}

store::table! {
    /// A document that sets the fund's budget of a year.
    FundBudget = "fund_budget", append agency, key(id), unique(fund, year, document, matter)
    {
        /// Row id.
        id: FundBudgetId,
        /// Fund.
        fund: FundId,
        /// The budget year.
        year: i64,
        /// Draft, approved or adjusted.
        stage: BudgetStage,
        /// The document.
        document: String,
        /// Its day.
        on_date: Date,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A row of a budget document.
    FundBudgetLine = "fund_budget_line", append agency, key(budget, item)
    {
        /// The document.
        budget: FundBudgetId,
        /// The row.
        item: BudgetItem,
        /// Amount.
        amount: Fen,
    }
}

store::table! {
    /// 红冲登记: what a matter recorded counts no more, as if it had not been; the document may be recorded anew.
    RecordReversal = "record_reversal", append agency, key(undone)
    {
        /// The matter that recorded it.
        undone: MatterId,
        /// Why.
        reason: String,
        /// The matter that took it back.
        matter: MatterId,
    }
}
