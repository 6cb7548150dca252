//! 追回到账: overpaid money comes back. What had left this year lowers the expense (5001) and is paid
//! into the payment account; what had left in earlier years is income (4501) and goes into the
//! income account. Each fen goes back to the level, or the account, that had paid it.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, Fen, Level, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, PensionTotals, overpaid_recovered_earlier_year, overpaid_recovered_same_year};
use ledger::{Deposit, TemplateName};
use schemes::resident::ByPayer;
use serde::{Deserialize, Serialize};
use store::Value;

use super::entry::{FundFacts, document_faults};
use super::months::book_of;
use super::post::voucher_fault;
use crate::benefits::{Outstanding, words};
use crate::contributions::{account_balance, account_gets};
use crate::environment::Environment;
use crate::tables::{AccountSource, EntryKind, RecoveryId, RecoveryOrigin, Repayment, VoucherId};

/// Books a repayment.
pub struct ReceiveRepayment(pub Arc<Environment>);

/// What the bank says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveRepaymentInput {
    /// The line of the recovery ledger.
    pub recovery: RecoveryId,
    /// Day.
    pub on: Date,
    /// Number of the bank's document.
    pub document: String,
    /// Amount.
    pub amount: Fen,
}

/// What the plan depends on.
pub struct ReceiveRepaymentFacts {
    fund: FundFacts,
    owed: Outstanding,
    name: String,
    /// What was credited to the person's account, by source.
    credited: BTreeMap<AccountSource, Fen>,
    /// Whether a repayment was booked on this document before.
    booked: bool,
}

impl Operation for ReceiveRepayment {
    type Input = ReceiveRepaymentInput;
    type Facts = ReceiveRepaymentFacts;
    const NAME: &'static str = "fund.receive_repayment";
    const TITLE: &'static str = "追回到账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ReceiveRepaymentInput) -> Result<ReceiveRepaymentFacts, Unplanned> {
        let template = TemplateName::OverpaidRecoveredSameYear;
        let owed = Outstanding::read(look, input.recovery)?;
        let people = crate::registry::known_people(look, &[owed.recovery.person])?;
        let booked = "SELECT COUNT(*) FROM repayment b WHERE b.agency = $1 AND b.document = $2 \
                      AND NOT EXISTS (SELECT 1 FROM voucher x WHERE x.reverses = b.voucher)";
        let args = [Value::Int(look.agency().0), input.document.trim().into()];
        Ok(ReceiveRepaymentFacts {
            fund: FundFacts::read(look, template, &input.document)?,
            name: people.into_values().next().map(|known| known.name).unwrap_or_default(),
            booked: look.scalar::<i64>(booked, &args)? > 0,
            credited: account_balance(look, owed.recovery.person)?.credited,
            owed,
        })
    }

    fn plan(&self, facts: &ReceiveRepaymentFacts, input: &ReceiveRepaymentInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = document_faults(&facts.fund, input.on, &input.document);
        if facts.booked {
            let what = format!("单据 {} 已登记过追回到账", input.document.trim());
            faults.push(FieldError::input("document", what, "同一笔钱不能登记两次，请核对单据号"));
        }
        if let Some(end) = &facts.owed.ended {
            let what = format!("这一笔追回已撤销（{}）", end.reason);
            faults.push(FieldError::input("recovery", what, "不应再收回；已收到的请办理退回"));
        }
        let parts = match facts.owed.split(input.amount) {
            Ok(parts) => parts,
            Err(fault) => {
                faults.push(fault);
                Vec::new()
            }
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("{} 追回到账 {}", facts.name, input.document.trim()), facts.fund.area);
        plan.amount = input.amount;
        plan.show("追回事由", "", &facts.owed.recovery.cause);
        plan.show("尚欠", facts.owed.total(), facts.owed.total() - input.amount);
        let this_year = i64::from(input.on.year());
        for (year, part) in parts {
            repaid(&mut plan, facts, input, (year, part, year == this_year))?;
        }
        Ok(plan)
    }
}

fn repaid(
    plan: &mut Plan,
    facts: &ReceiveRepaymentFacts,
    input: &ReceiveRepaymentInput,
    (year, part, same_year): (i64, ByPayer, bool),
) -> Result<(), Vec<FieldError>> {
    let document = if same_year {
        input.document.trim().to_owned()
    } else {
        // One document may give back several years: each voucher names its own.
        format!("{}，{year} 年", input.document.trim())
    };
    let head = Head::new(book_of(facts.fund.fund.scheme), input.on, &document);
    let (voucher, into) = if same_year {
        let totals = PensionTotals { base: part.by_level, account: part.account };
        (overpaid_recovered_same_year::voucher(&head, &totals).map_err(|e| voucher_fault(&e))?, "支出户，冲减本年支出")
    } else {
        let voucher = overpaid_recovered_earlier_year::voucher(&head, Deposit::Income, part.total());
        let voucher = voucher.map_err(|e| voucher_fault(&e))?;
        (voucher, "收入户，列其他收入")
    };
    plan.show(&format!("退回 {year} 年发放的"), "", format!("{}，应入{into}", words(&part)));
    let voucher: VoucherId = facts.fund.book(plan, &voucher)?;
    // The account of somebody who lives after all was made whole when the death was revoked.
    if facts.owed.recovery.origin != RecoveryOrigin::Heirs {
        let entry = (EntryKind::Repaid, Month::of(input.on), year);
        account_gets(plan, facts.owed.recovery.person, entry, (part.account, &facts.credited));
    }
    let id = plan.new_id();
    plan.insert(&Repayment {
        id,
        recovery: input.recovery,
        year,
        on_date: input.on,
        document: input.document.trim().to_owned(),
        central: part.by_level[Level::Central],
        province: part.by_level[Level::Province],
        city: part.by_level[Level::City],
        county: part.by_level[Level::County],
        account: part.account,
        voucher,
        matter: MATTER,
    });
    Ok(())
}
