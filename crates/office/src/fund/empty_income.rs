//! 收入户划转财政专户: the income account is emptied into the special account, so that it stands at zero
//! at the end of a period (财会〔2017〕28号, account 1002 five).

use std::sync::Arc;

use base::{Date, Fen};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, income_to_special_account};
use ledger::{Account, TemplateName};
use serde::{Deserialize, Serialize};

use super::entry::{FundFacts, document_faults};
use super::months::book_of;
use super::post::{deposit_balance, plan_voucher, voucher_fault};
use crate::environment::Environment;

/// Empties the income account.
pub struct EmptyIncome(pub Arc<Environment>);

/// What the bank says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmptyIncomeInput {
    /// Day.
    pub on: Date,
    /// Number of the bank's document.
    pub document: String,
    /// Amount.
    pub amount: Fen,
}

/// What the plan depends on.
pub struct EmptyIncomeFacts {
    fund: FundFacts,
    held: Fen,
}

impl Operation for EmptyIncome {
    type Input = EmptyIncomeInput;
    type Facts = EmptyIncomeFacts;
    const NAME: &'static str = "fund.empty_income";
    const TITLE: &'static str = "收入户划转财政专户";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &EmptyIncomeInput) -> Result<EmptyIncomeFacts, Unplanned> {
        let fund = FundFacts::read(look, TemplateName::IncomeToSpecialAccount, input.document.trim())?;
        let held = deposit_balance(look, fund.fund.id, Account::IncomeDeposit, input.on)?;
        Ok(EmptyIncomeFacts { fund, held })
    }

    fn plan(&self, facts: &EmptyIncomeFacts, input: &EmptyIncomeInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = document_faults(&facts.fund, input.on, input.document.trim());
        if input.amount <= Fen::ZERO {
            faults.push(FieldError::input("amount", "划转金额应大于零", "请按银行单据填写"));
        }
        if input.amount > facts.held {
            let what = format!("收入户当日余额 {} 元，不够划转 {} 元", facts.held, input.amount);
            faults.push(FieldError::input("amount", what, "请先登记收入户的到账，或核对金额和日期"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let head = Head::new(book_of(facts.fund.fund.scheme), input.on, input.document.trim());
        let voucher = income_to_special_account::voucher(&head, input.amount).map_err(|e| voucher_fault(&e))?;
        let mut plan = Plan::new(format!("收入户划转财政专户 {}", input.document.trim()), facts.fund.area);
        plan.amount = input.amount;
        plan.show("收入户余额", facts.held, facts.held - input.amount);
        if input.amount < facts.held {
            plan.notices.push("收入户月末应无余额，余款请在月末前划转".to_owned());
        }
        plan_voucher(&mut plan, facts.fund.fund.id, &voucher, None);
        Ok(plan)
    }
}
