//! 来款转暂收: credits that nobody could name yet are booked to 2001 暂收款—待认领来款 (entry 32), so that no money
//! lies outside the books while it waits. A credit of a month that was closed without its statement is booked on the
//! first day that is still open (cash basis cannot reach back into a closed month).

use std::sync::Arc;

use base::{Date, Fen, Month};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, temporary_receipt};
use serde::{Deserialize, Serialize};
use temporary_receipt::Waiting;

use super::book::{BankBook, Bundle, insert_bundle};
use crate::environment::Environment;
use crate::fund::{FundFacts, book_of, plan_voucher, voucher_fault};
use crate::tables::{BankLine, FundAccount};

/// Books unnamed credits.
pub struct Park(pub Arc<Environment>);

/// Up to which day.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParkInput {
    /// The last day of credits.
    pub through: Date,
}

/// What the plan depends on.
pub struct ParkFacts {
    fund: FundFacts,
    open: Vec<BankLine>,
}

impl Operation for Park {
    type Input = ParkInput;
    type Facts = ParkFacts;
    const NAME: &'static str = "bank.park";
    const TITLE: &'static str = "来款转暂收";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ParkInput) -> Result<ParkFacts, Unplanned> {
        let fund = FundFacts::without_document(look)?;
        let mut open = Vec::new();
        for account in FundAccount::ALL {
            let book = BankBook::read(look, fund.fund().id, *account)?;
            let lines = book.open_lines(Date::MAX).into_iter();
            open.extend(lines.filter(|l| l.amount > Fen::ZERO && l.on_date <= input.through).cloned());
        }
        Ok(ParkFacts { fund, open })
    }

    fn plan(&self, facts: &ParkFacts, input: &ParkInput) -> Result<Plan, Vec<FieldError>> {
        if facts.open.is_empty() {
            let what = format!("截至 {} 没有未入账的来款", input.through);
            return Err(vec![FieldError::input("through", what, "不需要转暂收；请核对是否已导入银行对账单")]);
        }
        let mut plan = Plan::new(format!("截至 {} 未认领来款转暂收", input.through), facts.fund.area);
        for line in &facts.open {
            let on = facts.fund.first_open_day(line.on_date);
            if on > facts.fund.today() {
                let what = format!("{} {}：{} 已关账", line.on_date, line.reference, Month::of(line.on_date));
                return Err(vec![FieldError::input("through", what, format!("请在 {on} 或以后办理，记入该月"))]);
            }
            let head = Head::new(book_of(facts.fund.fund().scheme), on, &line.reference);
            let made = temporary_receipt::voucher(&head, line.account.deposit(), Waiting::Unclaimed, line.amount);
            let made = made.map_err(|e| voucher_fault(&e))?;
            plan.amount += line.amount;
            plan.show(line.account.title(), "", format!("{} {} {}", line.counterparty, line.note, line.amount));
            let voucher = plan_voucher(&mut plan, facts.fund.fund().id, &made, None);
            let bundle = Bundle { lines: vec![line.id], vouchers: vec![voucher] };
            insert_bundle(&mut plan, line.fund, line.account, &bundle);
        }
        Ok(plan)
    }
}
