//! 配套资金: what governments were asked for and gave notice of, the year a receipt is meant for, and what was settled.

use base::{Date, Fen, Level};
use desk::MatterId;
use ledger::Purpose;

use super::fund::VoucherId;
use super::people::FundId;

store::row_id! {
    /// A document of the matching money.
    MatchingDocumentId,
}

store::codes! {
    /// What a document of a level says.
    MatchingStep {
        /// 请款
        Requested = "requested" "请款",
        /// 下达: batch by batch, some of them before the year begins
        Allotted = "allotted" "下达",
    }
}

store::codes! {
    /// What a subsidy is for, as the sub-accounts of 4101 in the resident fund.
    MatchingPurpose {
        /// 出口补
        BasePension = "base_pension" "基础养老金",
        /// 65 岁以上、长缴多得
        Supplement = "supplement" "提标加发",
        /// 入口补
        Entry = "entry" "缴费补贴",
        /// 丧葬
        Funeral = "funeral" "丧葬补助",
        /// Anything else
        Other = "other" "其他",
    }
}

impl MatchingPurpose {
    /// The purpose in the books.
    pub const fn purpose(self) -> Purpose {
        match self {
            MatchingPurpose::BasePension => Purpose::BasePension,
            MatchingPurpose::Supplement => Purpose::Supplement,
            MatchingPurpose::Entry => Purpose::Entry,
            MatchingPurpose::Funeral => Purpose::Funeral,
            MatchingPurpose::Other => Purpose::Other,
        }
    }
}

store::table! {
    /// A request to a level, or a batch that it gave notice of. Neither is income.
    MatchingDocument = "matching_document", append agency, key(id), unique(fund, year, step, level, document, matter)
    {
        /// Row id.
        id: MatchingDocumentId,
        /// Fund.
        fund: FundId,
        /// The year the money is meant for (指标年度).
        year: i64,
        /// Requested or allotted.
        step: MatchingStep,
        /// Which government.
        level: Level,
        /// The document.
        document: String,
        /// Its day.
        on_date: Date,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// What a document says of one purpose.
    MatchingLine = "matching_line", append agency, key(document, purpose)
    {
        /// The document.
        document: MatchingDocumentId,
        /// What for.
        purpose: MatchingPurpose,
        /// Amount.
        amount: Fen,
    }
}

store::table! {
    /// The year a receipt is meant for, where it is not that of its day.
    MatchingYear = "matching_year", append agency, key(voucher, matter)
    {
        /// The voucher of the receipt.
        voucher: VoucherId,
        /// The year.
        year: i64,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A year settled with a level: its difference goes to the next year of the same level and purpose.
    MatchingSettlement = "matching_settlement", append agency, key(fund, year, level, purpose, matter)
    {
        /// Fund.
        fund: FundId,
        /// The year.
        year: i64,
        /// Which government; levels are never netted.
        level: Level,
        /// What for.
        purpose: MatchingPurpose,
        /// Carried in from the year before: positive was received too much.
        carried_in: Fen,
        /// What the year's rows needed.
        need: Fen,
        /// What was received for the year.
        received: Fen,
        /// Carried to the next year: positive was received too much.
        carried_out: Fen,
        /// The settlement's document.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}
