//! Runs, dues, disbursements, and what the bank said.

use base::{Date, Fen, Month, RegionCode, Seq};
use desk::{Digest, MatterId};

use super::benefits::{AwardId, SettlementId};
use super::contributions::SourceFileId;
use super::people::{FundId, IdentifierId, PersonId, Scheme};

store::row_id! {
    /// A payment run.
    RunId,
    /// Something owed for a month.
    DueId,
    /// A batch sent to the bank.
    BatchId,
    /// A request for money (用款申请).
    PaymentRequestId,
    /// A withheld line (止付).
    WithheldId,
}

store::codes! {
    /// Which kind of run.
    RunKind {
        /// The month's.
        Regular = "regular" "月度发放",
        /// Returned payments sent again.
        Reissue = "reissue" "退票重发",
        /// What a new law version or a correction owes for months that were paid.
        Adjustment = "adjustment" "调整补发",
        /// Single sums that do not wait for the month's run.
        OffCycle = "off_cycle" "零星发放",
    }
}

store::codes! {
    /// Run states (decision 7).
    RunState {
        /// Opened, nothing computed.
        Draft = "draft" "已建立",
        /// Chunks are being written.
        Computing = "computing" "计算中",
        /// All chunks written, totals agree.
        Totalled = "totalled" "已汇总",
        /// Reviewer signed.
        Checked = "checked" "已复核",
        /// Approver signed: its rows count.
        Approved = "approved" "已审批",
        /// Bank file left.
        Sent = "sent" "已送银行",
        /// Bank answered.
        Returned = "returned" "已回盘",
        /// Reconciled and closed.
        Closed = "closed" "已关账",
        /// Given up before approval; its rows never count.
        Abandoned = "abandoned" "已作废",
    }
}

/// The run states whose rows count, for a constant that is put together from them.
macro_rules! counted {
    () => {
        "('approved', 'sent', 'returned', 'closed')"
    };
}
pub(crate) use counted;

/// SQL: the run states whose rows count (`RunState::counts`).
pub const COUNTED: &str = counted!();

store::codes! {
    /// What a due is for.
    DueKind {
        /// This month's pension.
        Regular = "regular" "当月养老金",
        /// An earlier month.
        Arrears = "arrears" "补发",
        /// The difference for a month that was raised before.
        Adjustment = "adjustment" "调整补发",
        /// Account balance to heirs.
        Balance = "balance" "个人账户一次性支付",
        /// Funeral grant.
        Funeral = "funeral" "丧葬补助金",
        /// Negative: overpaid months set off against what heirs are owed.
        SetOff = "set_off" "抵扣多发",
        /// Negative: kept from a living person's pension for what was overpaid.
        Deduction = "deduction" "扣还多发",
        /// A contribution that goes back to its payer.
        Refund = "refund" "退费",
        /// Recovered money that was owed after all.
        Returned = "returned" "退还追回款",
    }
}

store::table! {
    /// A payment run. The only mutable table of the office: its state moves on.
    Run = "run", mutable agency, key(id),
    unique(agency, scheme, month) where "kind = 'regular' AND state <> 'abandoned'"
    {
        /// Row id.
        id: RunId,
        /// Fund.
        fund: FundId,
        /// Scheme.
        scheme: Scheme,
        /// The month it pays.
        month: Month,
        /// Regular or reissue.
        kind: RunKind,
        /// State.
        state: RunState,
        /// Facts are those known at this seq.
        pinned: Seq,
        /// The matter that opened it.
        matter: MatterId,
        /// Batch that its disbursements stand in.
        batch: BatchId,
        /// Law version.
        law_version: String,
        /// Awards in a chunk, the same from the first to the last: a resumed run goes on with it.
        chunk_awards: i64,
        /// Number of chunks.
        chunks: i64,
        /// Disbursements.
        people: i64,
        /// Total.
        amount: Fen,
        /// Digest over its chunks.
        digest: String,
    }
}

store::table! {
    /// A chunk of a run: its rows and this mark are one transaction.
    RunChunk = "run_chunk", append agency, key(run, chunk)
    {
        /// The run.
        run: RunId,
        /// 1, 2, 3 …
        chunk: i64,
        /// Awards of the chunk, first.
        first_award: AwardId,
        /// Last.
        last_award: AwardId,
        /// Dues written.
        dues: i64,
        /// Disbursements written.
        disbursements: i64,
        /// Awards with money owed and no account to send it to.
        without_account: i64,
        /// The sum of the disbursements.
        amount: Fen,
        /// Digest over the rows' content.
        digest: Digest,
    }
}

store::table! {
    /// Money owed for a month (decision 4). Counts once its run is approved.
    Due = "due", append agency, key(id), unique(run, award, for_month, kind), index(award)
    {
        /// Row id.
        id: DueId,
        /// The run that raised it.
        run: RunId,
        /// The award, or the refund that is paid like one.
        award: AwardId,
        /// The version it follows.
        version: i64,
        /// Who.
        person: PersonId,
        /// Village at the time.
        region: RegionCode,
        /// The month it is for.
        for_month: Month,
        /// What it is.
        kind: DueKind,
        /// By level, account part apart.
        central: Fen,
        /// …
        province: Fen,
        /// …
        city: Fen,
        /// …
        county: Fen,
        /// From the personal account.
        account: Fen,
        /// The sum of the five.
        amount: Fen,
    }
}

store::table! {
    /// A batch for the bank.
    Batch = "batch", append agency, key(id), unique(agency, number)
    {
        /// Row id.
        id: BatchId,
        /// Number printed in the file.
        number: String,
        /// The run it belongs to.
        run: RunId,
    }
}

store::table! {
    /// Money sent to a payee: all dues of one award in one run. A reissue is the next attempt in
    /// another batch; no attempt starts before the one before it failed.
    Disbursement = "disbursement", append agency, key(batch, line), unique(run, award, attempt)
    {
        /// Batch.
        batch: BatchId,
        /// Line in the bank file, from 1.
        line: i64,
        /// The run whose dues it covers.
        run: RunId,
        /// The award whose dues it covers.
        award: AwardId,
        /// 1 for the first.
        attempt: i64,
        /// Who.
        person: PersonId,
        /// Account. Dues without one have no disbursement until the account is mended.
        payee: IdentifierId,
        /// Village.
        region: RegionCode,
        /// The sum of the dues.
        amount: Fen,
    }
}

store::table! {
    /// A line taken out after approval (止付), totals agreed again.
    Withheld = "withheld", append agency, key(batch, line)
    {
        /// Batch.
        batch: BatchId,
        /// Line.
        line: i64,
        /// Why.
        reason: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// What of a settlement's set-off had left in which year, for which month: this year's lowers the
    /// expense, earlier years' is income (财会〔2017〕28号).
    SetOffPart = "set_off_part", append agency, key(settlement, year, month)
    {
        /// The settlement.
        settlement: SettlementId,
        /// The year in which the money had left.
        year: i64,
        /// The month it was paid for.
        month: Month,
        /// By level.
        central: Fen,
        /// …
        province: Fen,
        /// …
        city: Fen,
        /// …
        county: Fen,
        /// Account part.
        account: Fen,
    }
}

store::table! {
    /// A request to the finance bureau for a batch's money, by level (用款申请).
    PaymentRequest = "payment_request", append agency, key(id), unique(batch)
    {
        /// Row id.
        id: PaymentRequestId,
        /// Batch.
        batch: BatchId,
        /// By level.
        central: Fen,
        /// …
        province: Fen,
        /// …
        city: Fen,
        /// …
        county: Fen,
        /// From personal accounts.
        account: Fen,
        /// Total.
        amount: Fen,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A bank file that left. Made again it is byte-identical.
    BankFile = "bank_file", append agency, key(batch)
    {
        /// Batch.
        batch: BatchId,
        /// Pay day.
        pay_day: Date,
        /// Lines.
        lines: i64,
        /// Sum.
        amount: Fen,
        /// SM3 of the bytes.
        digest: Digest,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// Money that the bank had reported as paid and sent back later (退汇): it overrides the outcome.
    LateReturn = "late_return", append agency, key(batch, line)
    {
        /// Batch.
        batch: BatchId,
        /// Line.
        line: i64,
        /// The day it was back in the payment account.
        on_date: Date,
        /// The bank's document.
        document: String,
        /// Reason in the bank's words.
        reason: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// What the bank said of one line.
    BankOutcome = "bank_outcome", append agency, key(batch, line), index(batch, paid)
    {
        /// Batch.
        batch: BatchId,
        /// Line.
        line: i64,
        /// Whether the money arrived.
        paid: bool,
        /// Reason in the bank's words.
        reason: String,
        /// Bank's day.
        bank_on: Date,
        /// File.
        source_file: SourceFileId,
    }
}
