//! Putting a voucher of `ledger` into a plan, and reading posted lines back for balances.

use base::{Date, Fen, Level, Month};
use desk::{FieldError, Look, MATTER, Plan, Unplanned};
use ledger::{Account, Detail, Posted, Side, TemplateName, Voucher, VoucherError};
use store::{Field, StoreError, Value};

use crate::tables::{BatchId, FundId, PersonId, PostingRow, VoucherId, VoucherRow};

/// Plans a voucher: it gets the next number of its fund and month when the plan is applied, so
/// that numbers have no gaps. 制单, 复核, 记账 are the signatures of the matter.
pub fn plan_voucher(plan: &mut Plan, fund: FundId, voucher: &Voucher, batch: Option<BatchId>) -> VoucherId {
    plan_row(plan, fund, voucher, batch, None)
}

/// Plans the red voucher of another one; the books allow one per voucher.
pub(crate) fn plan_reversal(plan: &mut Plan, reversed: &VoucherRow, red: &Voucher) -> VoucherId {
    plan_row(plan, reversed.fund, red, reversed.batch, Some(reversed.id))
}

fn plan_row(
    plan: &mut Plan,
    fund: FundId,
    voucher: &Voucher,
    batch: Option<BatchId>,
    reverses: Option<VoucherId>,
) -> VoucherId {
    let id: VoucherId = plan.new_id();
    let number = plan.next_number(format!("voucher/{fund}/{}", voucher.month().number()));
    plan.insert(&VoucherRow {
        id,
        fund,
        month: voucher.month(),
        number,
        on_date: voucher.on(),
        template: voucher.template().code().to_owned(),
        summary: voucher.summary().to_owned(),
        batch,
        reverses,
        matter: MATTER,
    });
    for (line, number) in voucher.lines().iter().zip(1..) {
        let (debit, credit) = match line.side {
            Side::Debit => (line.amount, Fen::ZERO),
            Side::Credit => (Fen::ZERO, line.amount),
        };
        plan.insert(&PostingRow {
            voucher: id,
            line: number,
            account: line.account.code().to_owned(),
            detail: line.detail.map(|detail| detail.code().to_owned()),
            level: line.level,
            party: line.party.map(|party| PersonId(party.0)),
            debit,
            credit,
            summary: line.summary.clone(),
        });
    }
    plan.show("记账凭证", "", format!("{} {}", voucher.on(), voucher.summary()));
    for line in voucher.lines() {
        plan.show(&format!("  {} {}", line.side.title(), line.account_title()), "", line.amount);
    }
    id
}

/// A voucher that cannot be made, as a fault of the form.
pub fn voucher_fault(error: &VoucherError) -> Vec<FieldError> {
    vec![FieldError::whole(error.to_string(), "请核对金额和科目")]
}

/// The posted lines of a fund up to and including a month, summed by account, sub-account,
/// level, side, month and template: what trial balance and statements are made from.
pub fn posted_lines(look: &mut Look<'_>, fund: FundId, through: Month) -> Result<Vec<Posted>, Unplanned> {
    let sql = "SELECT v.month, v.template, p.account, p.detail, p.level, \
               CAST(SUM(p.debit) AS BIGINT), CAST(SUM(p.credit) AS BIGINT) \
               FROM voucher v JOIN posting p ON p.voucher = v.id \
               WHERE v.fund = $1 AND v.month <= $2 \
               GROUP BY v.month, v.template, p.account, p.detail, p.level \
               ORDER BY v.month, v.template, p.account, p.detail, p.level";
    let mut lines = Vec::new();
    look.each(sql, &[Value::Int(fund.0), through.value()], |row| {
        let unexpected = |what: &str| StoreError::Unexpected(format!("posting row: {what}"));
        let detail: Option<String> = Field::read(row, 3)?;
        let posted = |side, amount| -> Result<Posted, StoreError> {
            Ok(Posted {
                month: Field::read(row, 0)?,
                template: row.text(1)?.parse::<TemplateName>().map_err(|_| unexpected("template"))?,
                account: Account::parse(row.text(2)?).map_err(|_| unexpected("account"))?,
                detail: detail.as_deref().map(Detail::parse).transpose().map_err(|_| unexpected("detail"))?,
                level: Option::<Level>::read(row, 4)?,
                side,
                amount,
            })
        };
        for (side, column) in [(Side::Debit, 5), (Side::Credit, 6)] {
            let amount = Fen::read(row, column)?;
            if !amount.is_zero() {
                lines.push(posted(side, amount)?);
            }
        }
        Ok(())
    })?;
    Ok(lines)
}

/// The balance of a deposit account: debits less credits of all vouchers up to a day.
pub fn deposit_balance(look: &mut Look<'_>, fund: FundId, account: Account, on: Date) -> Result<Fen, Unplanned> {
    let sql = "SELECT CAST(COALESCE(SUM(p.debit - p.credit), 0) AS BIGINT) FROM voucher v \
               JOIN posting p ON p.voucher = v.id WHERE v.fund = $1 AND p.account = $2 AND v.on_date <= $3";
    Ok(look.scalar(sql, &[Value::Int(fund.0), account.code().into(), on.value()])?)
}
