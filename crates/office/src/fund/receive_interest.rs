//! 存款利息: interest credited by a bank or the treasury, or moved on to the special account
//! (entries 9 and 10).

use std::sync::Arc;

use base::{Date, Fen};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, interest, interest_moved};
use ledger::{Deposit, TemplateName};
use serde::{Deserialize, Serialize};

use super::entry::{FundFacts, document_faults};
use super::months::book_of;
use super::post::{deposit_balance, voucher_fault};
use crate::environment::Environment;

/// Books interest.
pub struct ReceiveInterest(pub Arc<Environment>);

/// What happened to the interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InterestFact {
    /// It was credited to the account.
    Credited,
    /// It left the account for the special account.
    Moved,
}

impl InterestFact {
    const fn template(self) -> TemplateName {
        match self {
            InterestFact::Credited => TemplateName::Interest,
            InterestFact::Moved => TemplateName::InterestMoved,
        }
    }
}

/// Interest on one account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveInterestInput {
    /// Credited or moved.
    pub fact: InterestFact,
    /// The account.
    pub deposit: Deposit,
    /// Day.
    pub on: Date,
    /// Number of the bank's document.
    pub document: String,
    /// Amount in fen.
    pub amount: Fen,
}

/// What the plan depends on.
pub struct ReceiveInterestFacts {
    fund: FundFacts,
    balance: Fen,
}

impl Operation for ReceiveInterest {
    type Input = ReceiveInterestInput;
    type Facts = ReceiveInterestFacts;
    const NAME: &'static str = "fund.receive_interest";
    const TITLE: &'static str = "存款利息";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ReceiveInterestInput) -> Result<ReceiveInterestFacts, Unplanned> {
        let fund = FundFacts::read(look, input.fact.template(), &input.document)?;
        let balance = deposit_balance(look, fund.fund.id, input.deposit.account(), input.on)?;
        Ok(ReceiveInterestFacts { fund, balance })
    }

    fn plan(&self, facts: &ReceiveInterestFacts, input: &ReceiveInterestInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = document_faults(&facts.fund, input.on, &input.document);
        if input.amount <= Fen::ZERO {
            faults.push(FieldError::input("amount", "利息金额应大于零", "请按银行单据填写；冲减请红字冲销原凭证"));
        }
        if input.fact == InterestFact::Moved && input.amount > facts.balance {
            let what = format!("{}当日余额 {} 元，不够划转", input.deposit.title(), facts.balance);
            faults.push(FieldError::input("amount", what, "请先登记利息入账，或核对金额和日期"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let head = Head::new(book_of(facts.fund.fund.scheme), input.on, &input.document);
        let voucher = match input.fact {
            InterestFact::Credited => interest::voucher(&head, input.deposit, input.amount),
            InterestFact::Moved => interest_moved::voucher(&head, input.deposit, input.amount),
        };
        let voucher = voucher.map_err(|e| voucher_fault(&e))?;
        let title = format!("{}（{}）{}", input.fact.template(), input.deposit.title(), input.document);
        let mut plan = Plan::new(title, facts.fund.area);
        plan.amount = input.amount;
        facts.fund.book(&mut plan, &voucher)?;
        Ok(plan)
    }
}
