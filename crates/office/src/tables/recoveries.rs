//! The recovery ledger: what is to come back, how, what came back, and how a line of it ends.

use base::{Date, Fen, Month};
use desk::MatterId;

use super::benefits::{AwardId, SettlementId};
use super::fund::VoucherId;
use super::payment::DueId;
use super::people::PersonId;
use super::risk::LeadId;

store::row_id! {
    /// Money to be recovered.
    RecoveryId,
    /// Money that came back.
    RepaymentId,
    /// Money that came back and goes to the person after all.
    RecoveryReturnId,
}

impl RecoveryReturnId {
    /// The number under which a run owes and sends it. Ids of an agency are one series, so that it is no
    /// award's.
    pub const fn claim(self) -> AwardId {
        AwardId(self.0)
    }
}

store::codes! {
    /// What a recovery came from.
    RecoveryOrigin {
        /// The old system's ledger.
        TakenOn = "taken_on" "移植",
        /// Months after a death that a settlement did not cover.
        Death = "death" "死亡结算",
        /// Somebody left, and had drawn more than the account held.
        Left = "left" "终止结算",
        /// Months that count twice, and a settlement did not cover.
        Dual = "dual" "重复领取清理",
        /// A lead was true.
        Lead = "lead" "疑点属实",
        /// Months in prison that were paid.
        Prison = "prison" "服刑",
        /// An award rested on wrong facts.
        Correction = "correction" "待遇更正",
        /// What heirs got of somebody who lives: theirs to give back, and no month of his.
        Heirs = "heirs" "误结算",
    }
}

store::codes! {
    /// Why a line of the recovery ledger ended.
    RecoveryEnding {
        /// A settlement took up what was left of it.
        Absorbed = "absorbed" "并入结算",
        /// Another correction took its place, what came back included.
        Superseded = "superseded" "再次更正",
        /// It is not owed: what led to it was wrong.
        Revoked = "revoked" "撤销",
    }
}

store::codes! {
    /// How somebody gives back what was overpaid.
    RepaymentWay {
        /// Pays so much a month.
        Instalments = "instalments" "分期归还",
        /// So much is kept from every month's pension.
        Deduction = "deduction" "从待遇中抵扣",
    }
}

store::table! {
    /// Money to be recovered, by payer.
    Recovery = "recovery", append agency, key(id), index(person)
    {
        /// Row id.
        id: RecoveryId,
        /// From whom.
        person: PersonId,
        /// What it came from.
        origin: RecoveryOrigin,
        /// Cause in words.
        cause: String,
        /// First month overpaid.
        from_month: Month,
        /// Last month overpaid.
        to_month: Month,
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
        /// The lead that led to it.
        lead: Option<LeadId>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// What of a recovery was spent in which year and for which month: money that comes back in the
    /// same year lowers the expense, earlier years' is income (财会〔2017〕28号). Those that were taken on
    /// have none; theirs counts for the year of the last month.
    RecoveryPart = "recovery_part", append agency, key(recovery, year, month)
    {
        /// The recovery.
        recovery: RecoveryId,
        /// The year in which the money left.
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
    /// How somebody will give back (社会保险经办条例 第四十六条). The highest `n` counts.
    RepaymentPlan = "repayment_plan", append agency, key(recovery, n)
    {
        /// The recovery.
        recovery: RecoveryId,
        /// 1, 2, 3 …
        n: i64,
        /// By instalments or from the monthly pension.
        way: RepaymentWay,
        /// So much a month.
        monthly: Fen,
        /// First month.
        from_month: Month,
        /// The agreement.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// Money that came back, for one year of spending, each fen at its payer.
    Repayment = "repayment", append agency, key(id), index(recovery)
    {
        /// Row id.
        id: RepaymentId,
        /// The recovery.
        recovery: RecoveryId,
        /// The year in which the money had left.
        year: i64,
        /// The day it came back.
        on_date: Date,
        /// The bank's document.
        document: String,
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
        /// The voucher.
        voucher: VoucherId,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// What a due of a run kept back for a recovery, for one year of spending. Counts once the run
    /// is approved.
    Deduction = "deduction", append agency, key(due, year), index(recovery)
    {
        /// The due.
        due: DueId,
        /// The year in which the money had left.
        year: i64,
        /// The recovery.
        recovery: RecoveryId,
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
    /// What came back of a debt that was not owed goes back to the person: each fen from the level, or the
    /// account, that had got it, by an off-cycle run as a due of kind returned under this number.
    RecoveryReturn = "recovery_return", append agency, key(id), index(recovery), index(person)
    {
        /// Row id.
        id: RecoveryReturnId,
        /// The recovery that it had come back for.
        recovery: RecoveryId,
        /// To whom.
        person: PersonId,
        /// By level.
        central: Fen,
        /// …
        province: Fen,
        /// …
        city: Fen,
        /// …
        county: Fen,
        /// Account part: the account gives it up again.
        account: Fen,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A line of the recovery ledger that counts no more.
    RecoveryEnd = "recovery_end", append agency, key(recovery), index(absorbed_by)
    {
        /// The recovery.
        recovery: RecoveryId,
        /// How.
        ending: RecoveryEnding,
        /// The settlement that took up what was left.
        absorbed_by: Option<SettlementId>,
        /// Why.
        reason: String,
        /// The matter.
        matter: MatterId,
    }
}
