//! The statement lines that a document names: what books the document claims them.

use base::{Date, Fen};
use desk::{FieldError, Look, Plan, Unplanned};
use ledger::{Side, TemplateName, Voucher};
use store::{Field, Value};

use super::book::{BankBook, Bundle, ended, insert_bundle};
use crate::fund::{StoredVoucher, plan_reversal, voucher_by_id};
use crate::tables::{BankLine, FundAccount, FundRow, VoucherId};

/// Unclaimed credits whose reference is the document of an operation.
#[derive(Default)]
pub(crate) struct Referenced(Vec<(BankLine, Option<StoredVoucher>)>);

impl Referenced {
    pub(crate) fn read(look: &mut Look<'_>, fund: &FundRow, document: &str) -> Result<Referenced, Unplanned> {
        let mut found = Vec::new();
        for account in FundAccount::ALL {
            let sql = "WHERE fund = $1 AND account = $2 AND reference = $3 AND amount > 0";
            let args = [Value::Int(fund.id.0), account.value(), document.trim().into()];
            let Some(line) = look.select::<BankLine>(sql, &args)?.pop() else { continue };
            let book = BankBook::read(look, fund.id, *account)?;
            match book.booked_by(line.id) {
                None => found.push((line, None)),
                Some(by)
                    if by.template == TemplateName::TemporaryReceipt.code()
                        && !ended(look, fund.id)?.contains_key(&line.id) =>
                {
                    let parked = voucher_by_id(look, fund, by.voucher)?;
                    found.push((line, parked));
                }
                Some(_) => {}
            }
        }
        Ok(Referenced(found))
    }

    /// Claims the line that this voucher books, and takes it out of 暂收款 when it waited there.
    pub(crate) fn claim(&self, plan: &mut Plan, made: &Voucher, id: VoucherId) -> Result<(), Vec<FieldError>> {
        for (line, parked) in &self.0 {
            let deposit = line.account.deposit().account();
            let here = made.lines().iter().filter(|l| l.account == deposit && l.side == Side::Debit);
            let amount: Fen = here.map(|l| l.amount).sum();
            if amount.is_zero() || made.template() == TemplateName::TemporaryReceipt {
                continue;
            }
            if amount != line.amount {
                if parked.is_none() {
                    // Several vouchers may book one credit; they are matched together afterwards.
                    continue;
                }
                let what = format!("流水 {} 到账 {} 元，本笔记账 {amount} 元", line.reference, line.amount);
                let advice = "这笔来款已转暂收，分笔记账的请先办理来款认领（bank.claim）";
                return Err(vec![FieldError::input("amount", what, advice)]);
            }
            if let Some(parked) = parked {
                take_out(plan, parked, made.on(), made.template().title());
            }
            insert_bundle(plan, line.fund, line.account, &Bundle { lines: vec![line.id], vouchers: vec![id] });
            plan.show("认领银行来款", "", format!("{} {} {}", line.account, line.on_date, line.counterparty));
        }
        Ok(())
    }
}

/// Takes a credit out of 暂收款 in red.
pub(super) fn take_out(plan: &mut Plan, parked: &StoredVoucher, on: Date, why: &str) {
    let (row, voucher) = parked;
    plan_reversal(plan, row, &voucher.reverse(on.max(voucher.on()), why));
}
