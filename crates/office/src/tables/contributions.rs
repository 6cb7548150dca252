//! What was paid in, what arrived, what was booked.

use base::{Date, Fen, Month};
use desk::{Digest, MatterId};

use super::people::{FundId, PersonId, Scheme};

store::row_id! {
    /// An imported file.
    SourceFileId,
    /// A contribution.
    ContributionId,
    /// A receipt of money by treasury or special account.
    ReceiptId,
    /// A line of a person's account.
    AccountEntryId,
    /// A quarantined line.
    QuarantineId,
    /// Money of a tax line that no person could be given yet.
    UnclaimedId,
}

store::codes! {
    /// Who paid.
    PayerKind {
        /// aae fee item 1
        Personal = "personal" "个人缴费",
        /// 6
        Collective = "collective" "集体补助",
        /// 11
        Proxy = "proxy" "政府代缴",
        /// Other aid.
        Other = "other" "其他资助",
    }
}

store::codes! {
    /// Current year's, late, proxy.
    ContributionKind {
        /// 10
        Current = "current" "正常应缴",
        /// 31: no subsidy in most places
        Late = "late" "补缴",
    }
}

store::codes! {
    /// Where a credit of the account came from; refunds and duplicate-pension rules treat
    /// them differently.
    AccountSource {
        /// Own money.
        Personal = "personal" "个人缴费",
        /// Collective aid.
        Collective = "collective" "集体补助",
        /// Paid by government for the person.
        Proxy = "proxy" "政府代缴",
        /// Subsidy.
        Province = "province" "省级补贴",
        /// Subsidy.
        City = "city" "市级补贴",
        /// Subsidy.
        County = "county" "县级补贴",
        /// Interest.
        Interest = "interest" "利息",
        /// Other aid.
        Other = "other" "其他资助",
    }
}

store::codes! {
    /// Why a line stands in the account.
    EntryKind {
        /// Balance taken over.
        Opening = "opening" "期初移植",
        /// Contribution booked.
        Contribution = "contribution" "缴费记账",
        /// Subsidy booked with it.
        Subsidy = "subsidy" "入口补贴",
        /// Yearly interest.
        Interest = "interest" "计息",
        /// Paid to heirs at settlement.
        PaidOut = "paid_out" "一次性支付",
        /// Moved in with a transfer.
        TransferIn = "transfer_in" "转入",
        /// Moved out with a transfer.
        TransferOut = "transfer_out" "转出",
        /// A settlement that took it out was undone.
        Restored = "restored" "撤销结算恢复",
        /// Overpaid pension that was repaid: the account's part of it.
        Repaid = "repaid" "多领退回",
        /// Red entry.
        Reversal = "reversal" "红字冲销",
    }
}

store::codes! {
    /// Which account the money reached.
    ReceiptKind {
        /// 国库
        Treasury = "treasury" "国库入库",
        /// 财政专户
        Special = "special" "财政专户到账",
    }
}

store::table! {
    /// An imported file, kept under its digest.
    SourceFile = "source_file", append agency, key(id), unique(agency, digest, profile)
    {
        /// Row id.
        id: SourceFileId,
        /// SM3 of the bytes.
        digest: Digest,
        /// Name it came with.
        name: String,
        /// Column profile.
        profile: String,
        /// Encoding that was found.
        encoding: String,
        /// Lines taken.
        taken: i64,
        /// Lines quarantined or repeated.
        left_out: i64,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A line that could not be matched: kept, shown, never guessed.
    Quarantine = "quarantine", append agency, key(id), index(agency, source_file)
    {
        /// Row id.
        id: QuarantineId,
        /// File.
        source_file: SourceFileId,
        /// Line in it.
        line: i64,
        /// What is wrong and what to do.
        what: String,
        /// The line's amount, zero where it has none.
        amount: Fen,
    }
}

store::table! {
    /// A contribution that was paid (decision 5). One that takes another back (冲正, 退费) names
    /// it, is negative, and there is at most one of it. A receipt for several fee years has a row
    /// for each.
    Contribution = "contribution", append agency, key(id), unique(agency, serial, period_from),
    unique(reverses) where "reverses IS NOT NULL", index(person)
    {
        /// Row id.
        id: ContributionId,
        /// For whom.
        person: PersonId,
        /// Scheme.
        scheme: Scheme,
        /// Employer, for schemes that have one.
        unit: Option<i64>,
        /// Who paid.
        payer: PayerKind,
        /// Current or late.
        kind: ContributionKind,
        /// First month paid for.
        period_from: Month,
        /// Last month paid for.
        period_to: Month,
        /// Contribution base, for schemes that have one.
        wage_base: Option<Fen>,
        /// Tier (缴费档次).
        tier: Option<Fen>,
        /// Amount; negative when it takes another one back.
        amount: Fen,
        /// Tax serial (税票号): with the fee year, the business key.
        serial: String,
        /// The contribution that it takes back.
        reverses: Option<ContributionId>,
        /// Day the person paid.
        paid_on: Date,
        /// File.
        source_file: SourceFileId,
        /// Line in it.
        line: i64,
    }
}

store::table! {
    /// The money of a quarantined tax line (待认领): it reached the treasury with the rest of its
    /// day, and so counts where tax detail is compared with receipts. The latest row of a serial
    /// counts, and none once the serial is a contribution.
    Unclaimed = "unclaimed", append agency, key(id), index(agency, serial)
    {
        /// Row id.
        id: UnclaimedId,
        /// Tax serial.
        serial: String,
        /// The fee year, where the receipt covers several.
        for_year: Option<i64>,
        /// Amount; negative for a reversal by the tax bureau.
        amount: Fen,
        /// 入库日期
        treasury_on: Option<Date>,
        /// 到专户日期
        account_on: Option<Date>,
        /// File.
        source_file: SourceFileId,
        /// Line in it.
        line: i64,
    }
}

store::table! {
    /// When a contribution reached treasury and special account, as the tax bureau says.
    ContributionArrival = "contribution_arrival", append agency, key(contribution)
    {
        /// The contribution.
        contribution: ContributionId,
        /// 入库日期
        treasury_on: Date,
        /// 到专户日期
        account_on: Date,
    }
}

store::table! {
    /// Money received, as treasury or bank says.
    Receipt = "receipt", append agency, key(id), unique(agency, kind, document)
    {
        /// Row id.
        id: ReceiptId,
        /// Fund.
        fund: FundId,
        /// Which account.
        kind: ReceiptKind,
        /// Day.
        on_date: Date,
        /// Document number.
        document: String,
        /// Amount.
        amount: Fen,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A contribution booked to its account (据实记账).
    Booking = "booking", append agency, key(contribution)
    {
        /// The contribution.
        contribution: ContributionId,
        /// Day.
        booked_on: Date,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A line of a person's account. The balance is the sum of these less the account parts of
    /// dues that were paid.
    AccountEntry = "account_entry", append agency, key(id), index(person)
    {
        /// Row id.
        id: AccountEntryId,
        /// Whose.
        person: PersonId,
        /// Scheme.
        scheme: Scheme,
        /// Fee year, or interest year.
        year: i64,
        /// Month it counts from for interest.
        month: Month,
        /// Source.
        source: AccountSource,
        /// Kind.
        kind: EntryKind,
        /// The contribution it books, if any.
        contribution: Option<ContributionId>,
        /// Amount; negative takes out.
        amount: Fen,
    }
}
