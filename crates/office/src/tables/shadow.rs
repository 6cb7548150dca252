//! Shadow mode: what the province's system says, month by month, and how it differs from our law.

use base::{Date, Fen, Month};
use desk::{Digest, MatterId};

use super::contributions::SourceFileId;
use super::fund::VoucherId;
use super::people::PersonId;

store::row_id! {
    /// A monthly export of the province's system.
    ShadowBatchId,
    /// A comparison of a month.
    ShadowComparisonId,
}

store::codes! {
    /// What an export tells.
    ShadowKind {
        /// Persons with account and pension.
        Persons = "persons" "人员",
        /// Fees booked in the month.
        Fees = "fees" "缴费",
        /// Payments of the month.
        Payments = "payments" "发放",
    }
}

store::codes! {
    /// What differs.
    ShadowSubject {
        /// The monthly pension.
        Pension = "pension" "月养老金",
        /// The balance of the account.
        Balance = "balance" "账户余额",
        /// The subsidy of a fee.
        Subsidy = "subsidy" "缴费补贴",
        /// A payment.
        Payment = "payment" "发放",
    }
}

store::codes! {
    /// Why, as far as the figures tell.
    DifferenceKind {
        /// Less than one jiao: another rounding.
        Rounding = "rounding" "取舍",
        /// As the law of another month has it.
        LawVersion = "law_version" "政策版本",
        /// A fee year more or less.
        MissingYear = "missing_year" "缴费年度",
        /// Another base of the sum: account, tier, standard.
        OtherBase = "other_base" "计算基数",
        /// The export of persons has nobody of that number.
        UnknownPerson = "unknown_person" "查无此人",
        /// Paid though the state says that nothing is owed, or not at all though it is.
        NotOwed = "not_owed" "状态不符",
        /// Our law, or the export, lacks what the sum needs.
        NotComputable = "not_computable" "无法复算",
        /// None of these.
        Unexplained = "unexplained" "原因不明",
    }
}

store::table! {
    /// An export that came in. The newest of a kind and month counts.
    ShadowBatch = "shadow_batch", append agency, key(id), index(agency, month)
    {
        /// Row id.
        id: ShadowBatchId,
        /// What it tells.
        kind: ShadowKind,
        /// The month it is of.
        month: Month,
        /// The file.
        source_file: SourceFileId,
        /// How its columns are called, a received file.
        mapping: Option<Digest>,
        /// Lines taken.
        lines: i64,
        /// Balances, fees or payments.
        amount: Fen,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A person as the province's system has it.
    ShadowPerson = "shadow_person", append agency, key(batch, line)
    {
        /// The export.
        batch: ShadowBatchId,
        /// Its line.
        line: i64,
        /// Number of the person there.
        number: String,
        /// The same person here.
        person: Option<PersonId>,
        /// Name.
        name: String,
        /// Birth date.
        birth: Option<Date>,
        /// active, suspended, receiving, ended.
        state: String,
        /// First month of the pension.
        first_month: Option<Month>,
        /// Years of contribution.
        years: Option<i64>,
        /// Parts of the monthly pension: base …
        base_fen: Fen,
        /// … for long contribution
        long_fen: Fen,
        /// … for age
        age_fen: Fen,
        /// … from the account.
        account_fen: Fen,
        /// The monthly pension.
        monthly: Fen,
        /// The account when the pension began.
        at_start: Option<Fen>,
        /// The account now.
        balance: Fen,
    }
}

store::table! {
    /// A fee as the province's system booked it.
    ShadowFee = "shadow_fee", append agency, key(batch, line)
    {
        /// The export.
        batch: ShadowBatchId,
        /// Its line.
        line: i64,
        /// Number of the person there.
        number: String,
        /// The same person here.
        person: Option<PersonId>,
        /// Name.
        name: String,
        /// Tax serial.
        serial: String,
        /// Fee year.
        year: i64,
        /// Tier, where it is not the amount.
        tier: Option<Fen>,
        /// Amount.
        amount: Fen,
        /// current, late, proxy.
        fee_kind: String,
        /// Day of payment.
        paid_on: Date,
        /// Subsidies booked with it.
        subsidy: Fen,
    }
}

store::table! {
    /// A payment of the province's system.
    ShadowPayment = "shadow_payment", append agency, key(batch, line)
    {
        /// The export.
        batch: ShadowBatchId,
        /// Its line.
        line: i64,
        /// Number of the person there.
        number: String,
        /// The same person here.
        person: Option<PersonId>,
        /// Name.
        name: String,
        /// The month it is for.
        for_month: Month,
        /// By level.
        central: Fen,
        /// …
        province: Fen,
        /// …
        city: Fen,
        /// …
        county: Fen,
        /// From the account.
        account: Fen,
        /// All of it.
        amount: Fen,
        /// Whether it arrived.
        paid: bool,
    }
}

store::table! {
    /// A month compared. The newest of a month counts.
    ShadowComparison = "shadow_comparison", append agency, key(id), index(agency, month)
    {
        /// Row id.
        id: ShadowComparisonId,
        /// The month.
        month: Month,
        /// The export of persons that was compared.
        persons: ShadowBatchId,
        /// The law it was compared by.
        law_version: String,
        /// Sums computed again.
        compared: i64,
        /// Differences found.
        differences: i64,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A difference: what they have, what our law gives, and why.
    ShadowDifference = "shadow_difference", append agency, key(comparison, n)
    {
        /// The comparison.
        comparison: ShadowComparisonId,
        /// 1, 2, 3 …
        n: i64,
        /// What differs.
        subject: ShadowSubject,
        /// Why.
        kind: DifferenceKind,
        /// Number of the person there.
        number: String,
        /// Name.
        name: String,
        /// Month or fee year.
        period: i64,
        /// The province's figure.
        theirs: Fen,
        /// Ours.
        ours: Fen,
        /// The explanation.
        words: String,
    }
}

store::table! {
    /// An export that was booked: the fund's books follow the province's system.
    ShadowBooking = "shadow_booking", append agency, key(batch)
    {
        /// The export.
        batch: ShadowBatchId,
        /// Its voucher.
        voucher: VoucherId,
        /// The matter.
        matter: MatterId,
    }
}
