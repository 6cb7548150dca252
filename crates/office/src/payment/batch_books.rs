//! What the books say of a batch: one voucher per kind of benefit, when the bank first answers; or when a
//! batch has no line to send, because what is set off or kept back takes all of it.

use std::collections::BTreeMap;

use base::{Date, Fen};
use desk::{Look, Unplanned};
use ledger::templates::{Head, PensionTotals, Premiums};
use ledger::templates::{
    account_balance_paid, funeral_paid, overpaid_deducted_earlier_year, pension_paid, refund_earlier_year,
    refund_this_year, returned_reissued, settled_net,
};
use ledger::{Deposit, PartyId, Voucher, VoucherError};
use store::{Field, Value};

use crate::payment::returned::{CAME_BACK, NOTHING_TO_SEND, first_time_by_kind};
use crate::payment::totals::Sums;
use crate::tables::{ContributionKind, DueKind, Run};

/// What a batch pays for the first time.
pub(crate) struct BatchBooks {
    by_kind: BTreeMap<DueKind, Sums>,
    /// What was kept back for earlier years.
    kept: PensionTotals,
    refunds: Refunds,
}

impl BatchBooks {
    pub(crate) fn read(look: &mut Look<'_>, run: &Run, pay_day: Date) -> Result<BatchBooks, Unplanned> {
        Ok(BatchBooks {
            by_kind: first_time_by_kind(look, run.batch)?,
            kept: kept_for_earlier_years(look, run, pay_day)?,
            refunds: refunds(look, run, pay_day)?,
        })
    }

    /// One voucher per kind of benefit for what is paid the first time, one for what is sent again.
    /// `again`: who is paid from what came back.
    pub(crate) fn vouchers(&self, head: &Head<'_>, again: &[(PartyId, Fen)]) -> Result<Vec<Voucher>, VoucherError> {
        let kind = |kind| self.by_kind.get(&kind).copied().unwrap_or_default();
        let mut vouchers = Vec::new();
        let monthly = kind(DueKind::Regular)
            + kind(DueKind::Arrears)
            + kind(DueKind::Adjustment)
            + kind(DueKind::SetOff)
            + kind(DueKind::Deduction)
            + kind(DueKind::Returned);
        let funeral = kind(DueKind::Funeral);
        let balance = kind(DueKind::Balance);
        let totals = PensionTotals { base: monthly.by_level, account: monthly.account };
        if totals.base.iter().any(|(_, fen)| fen.is_negative()) || totals.account.is_negative() {
            // More is set off than pensions are paid: the sum that is settled and what it gives back to
            // each payer stand in one voucher.
            vouchers.push(settled_net::voucher(head, &totals, funeral.by_level, balance.account)?);
        } else {
            if !monthly.total().is_zero() {
                vouchers.push(pension_paid::voucher(head, &totals)?);
            }
            if !funeral.total().is_zero() {
                vouchers.push(funeral_paid::voucher(head, funeral.by_level)?);
            }
            if !balance.account.is_zero() {
                vouchers.push(account_balance_paid::voucher(head, balance.account)?);
            }
        }
        if !self.kept.total().is_zero() {
            vouchers.push(overpaid_deducted_earlier_year::voucher(head, &self.kept)?);
        }
        if !self.refunds.this_year.total().is_zero() {
            vouchers.push(refund_this_year::voucher(head, Deposit::Payment, self.refunds.this_year)?);
        }
        if !self.refunds.earlier.is_zero() {
            vouchers.push(refund_earlier_year::voucher(head, self.refunds.earlier)?);
        }
        if !again.is_empty() {
            vouchers.push(returned_reissued::voucher(head, again)?);
        }
        Ok(vouchers)
    }
}

/// What lines that leave for the first time keep back or set off of money that had left in earlier
/// years.
fn kept_for_earlier_years(look: &mut Look<'_>, run: &Run, pay_day: Date) -> Result<PensionTotals, Unplanned> {
    let sums = ["central", "province", "city", "county", "account"]
        .map(|payer| format!("CAST(COALESCE(SUM(x.{payer}), 0) AS BIGINT)"))
        .join(", ");
    let (kept, set_off) = (
        "JOIN deduction x ON x.due = d.id",
        // The settlement that the due was raised from is the newest one its run could know.
        "JOIN settlement t ON t.award = d.award AND d.kind = 'set_off' JOIN run r ON r.id = d.run \
         AND t.recorded <= r.pinned AND NOT EXISTS (SELECT 1 FROM settlement z WHERE z.award = t.award \
         AND z.id > t.id AND z.recorded <= r.pinned) JOIN set_off_part x ON x.settlement = t.id",
    );
    let args = [Value::Int(run.batch.0), Value::Int(i64::from(pay_day.year())), Value::Int(run.id.0)];
    let mut all = Sums::default();
    for parts in [kept, set_off] {
        let sql = format!(
            "SELECT COUNT(*), {sums} FROM due d {parts} WHERE x.year < $2 AND (EXISTS (SELECT 1 FROM disbursement s \
             WHERE s.batch = $1 AND s.run = d.run AND s.award = d.award AND NOT {CAME_BACK} \
             AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line)) \
             OR (d.run = $3 AND {NOTHING_TO_SEND}))"
        );
        all += look.one(&sql, &args, |row| Sums::read(row, 0))?.unwrap_or_default();
    }
    Ok(PensionTotals { base: all.by_level, account: all.account })
}

/// Contributions that lines give back for the first time: of the year's income, and of earlier years'.
#[derive(Default)]
struct Refunds {
    this_year: Premiums,
    earlier: Fen,
}

fn refunds(look: &mut Look<'_>, run: &Run, pay_day: Date) -> Result<Refunds, Unplanned> {
    let sql = format!(
        "SELECT f.income_year, c.kind, f.to_payer FROM disbursement s JOIN refund f ON f.id = s.award \
         JOIN contribution c ON c.id = f.contribution WHERE s.batch = $1 AND NOT {CAME_BACK} \
         AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line)"
    );
    let mut refunds = Refunds::default();
    look.each(&sql, &[Value::Int(run.batch.0)], |row| {
        let amount = Fen::read(row, 2)?;
        match ContributionKind::read(row, 1)? {
            _ if row.int(0)? != i64::from(pay_day.year()) => refunds.earlier += amount,
            ContributionKind::Current => refunds.this_year.current += amount,
            ContributionKind::Late => refunds.this_year.late += amount,
        }
        Ok(())
    })?;
    Ok(refunds)
}
