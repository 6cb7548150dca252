//! 支出户到账: the finance bureau moved money from the special account to the payment account.

use std::sync::Arc;

use base::{Date, Fen};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, plan_to_payment_account};
use ledger::{Account, Fund, TemplateName};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::environment::Environment;
use crate::fund::{FundFacts, deposit_balance, document_faults, plan_voucher, voucher_fault};
use crate::payment::context::run_of;
use crate::tables::{PaymentRequest, Run, RunId};

/// Books money that reached the payment account.
pub struct ReceiveMoney(pub Arc<Environment>);

/// The bank's notice.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveMoneyInput {
    /// The run the money was asked for.
    pub run: RunId,
    /// Day of the bank's notice.
    pub on: Date,
    /// Its number.
    pub document: String,
    /// Amount.
    pub amount: Fen,
}

/// What the plan depends on.
pub struct ReceiveMoneyFacts {
    fund: FundFacts,
    run: Run,
    asked: Option<PaymentRequest>,
    special: Fen,
}

impl Operation for ReceiveMoney {
    type Input = ReceiveMoneyInput;
    type Facts = ReceiveMoneyFacts;
    const NAME: &'static str = "payment.receive_money";
    const TITLE: &'static str = "支出户到账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ReceiveMoneyInput) -> Result<ReceiveMoneyFacts, Unplanned> {
        let run = run_of(look, input.run)?;
        Ok(ReceiveMoneyFacts {
            fund: FundFacts::read(look, TemplateName::PlanToPaymentAccount, &input.document)?,
            asked: look.select_one("WHERE batch = $1", &[Value::Int(run.batch.0)])?,
            special: deposit_balance(look, run.fund, Account::SpecialDeposit, input.on)?,
            run,
        })
    }

    fn plan(&self, facts: &ReceiveMoneyFacts, input: &ReceiveMoneyInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = document_faults(&facts.fund, input.on, &input.document);
        let mut need = |ok: bool, key: &str, what: String, advice: &str| {
            if !ok {
                faults.push(FieldError::input(key, what, advice));
            }
        };
        need(facts.asked.is_some(), "run", "本批次还没有用款申请".to_owned(), "请先办理用款申请");
        need(input.amount > Fen::ZERO, "amount", "金额应大于零".to_owned(), "请按银行回单填写");
        let special = facts.special;
        need(
            input.amount <= special,
            "amount",
            format!("财政专户账面余额 {special} 元，不足以支付 {} 元", input.amount),
            "请核对回单金额，或先登记财政专户收款",
        );
        if !faults.is_empty() {
            return Err(faults);
        }
        let head = Head::new(Fund::Resident, input.on, &input.document);
        let voucher = plan_to_payment_account::voucher(&head, input.amount).map_err(|e| voucher_fault(&e))?;
        let mut plan = Plan::new(format!("支出户到账 {} 元", input.amount), facts.fund.area);
        plan.amount = input.amount;
        if let Some(asked) = &facts.asked
            && asked.amount != input.amount
        {
            plan.notices.push(format!("申请 {} 元，本次到账 {} 元", asked.amount, input.amount));
        }
        plan_voucher(&mut plan, facts.run.fund, &voucher, None);
        Ok(plan)
    }
}
