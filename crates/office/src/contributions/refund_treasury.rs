//! 国库退库: money that is still in the treasury goes back from there, through the tax bureau; it
//! was never booked and never will be.

use std::sync::Arc;

use base::Date;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::TemplateName;
use ledger::templates::{Head, Premiums, treasury_refund};
use serde::{Deserialize, Serialize};
use store::Value;

use super::refund_case::{Case, case_faults, red_row};
use crate::environment::Environment;
use crate::fund::{FundFacts, book_of, document_faults, plan_voucher, voucher_fault};
use crate::tables::{ContributionArrival, ContributionKind, Receipt, ReceiptKind, Refund, RefundReason, RefundWay};

/// Books a refund by the treasury.
pub struct RefundTreasury(pub Arc<Environment>);

/// A refund that the treasury has paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundTreasuryInput {
    /// Tax serial (税票号) of the payment.
    pub serial: String,
    /// Its fee year.
    pub year: i16,
    /// Why.
    pub reason: RefundReason,
    /// The tax bureau's acceptance number (税务受理号).
    pub tax_number: String,
    /// Day of acceptance.
    pub accepted_on: Date,
    /// Day the payment reached the treasury (入库日期).
    pub treasury_on: Date,
    /// Day the treasury paid it back.
    pub on: Date,
    /// Number of the treasury's document.
    pub document: String,
}

/// What the plan depends on.
pub struct RefundTreasuryFacts {
    case: Case,
    arrived: Option<ContributionArrival>,
    fund: FundFacts,
    known_document: bool,
}

impl Operation for RefundTreasury {
    type Input = RefundTreasuryInput;
    type Facts = RefundTreasuryFacts;
    const NAME: &'static str = "contributions.refund_treasury";
    const TITLE: &'static str = "国库退库";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &RefundTreasuryInput) -> Result<RefundTreasuryFacts, Unplanned> {
        let case = Case::read(look, &input.serial, input.year, &input.tax_number)?;
        let args = [Value::Int(case.row.id.0)];
        let arrived = look.select_one::<ContributionArrival>("WHERE contribution = $1", &args)?;
        let fund = FundFacts::read(look, TemplateName::TreasuryRefund, &input.document)?;
        let args = [Value::Int(look.agency().0), input.document.trim().into()];
        let rest = "WHERE agency = $1 AND kind = 'treasury' AND document = $2";
        let known_document = !look.select::<Receipt>(rest, &args)?.is_empty();
        Ok(RefundTreasuryFacts { case, arrived, fund, known_document })
    }

    fn plan(&self, facts: &RefundTreasuryFacts, input: &RefundTreasuryInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let Case { name, area, row, .. } = &facts.case;
        let refund = match row.kind {
            ContributionKind::Current => Premiums { current: row.amount, ..Premiums::default() },
            ContributionKind::Late => Premiums { late: row.amount, ..Premiums::default() },
        };
        let head = Head::new(book_of(facts.fund.fund().scheme), input.on, input.document.trim());
        let voucher = treasury_refund::voucher(&head, refund).map_err(|e| voucher_fault(&e))?;
        let mut plan = Plan::new(format!("{name} {} 年度国库退库（{}）", input.year, input.reason), *area);
        plan.amount = row.amount;
        plan.show(
            "税票",
            "",
            format!("{} {} 元，{} 缴，{} 入库", row.serial, row.amount, row.paid_on, input.treasury_on),
        );
        plan.show("税务受理号", "", format!("{}（{}）", input.tax_number.trim(), input.accepted_on));
        let red = red_row(&mut plan, row, row.amount, input.tax_number.trim(), input.on);
        plan.insert(&red);
        // Both days of proof agree: at the treasury it came in on its day and goes out on this one,
        // in the special account it comes and goes on the same.
        let arrival =
            |contribution, treasury_on| ContributionArrival { contribution, treasury_on, account_on: input.on };
        plan.insert(&arrival(row.id, input.treasury_on));
        plan.insert(&arrival(red.id, input.on));
        let fund = facts.fund.fund().id;
        let id = plan.new_id();
        plan.insert(&Receipt {
            id,
            fund,
            kind: ReceiptKind::Treasury,
            on_date: input.on,
            document: input.document.trim().to_owned(),
            amount: -row.amount,
            matter: MATTER,
        });
        plan_voucher(&mut plan, fund, &voucher, None);
        let id = plan.new_id();
        plan.insert(&Refund {
            id,
            contribution: row.id,
            reversal: red.id,
            person: row.person,
            way: RefundWay::Treasury,
            reason: input.reason,
            months: None,
            tax_number: input.tax_number.trim().to_owned(),
            accepted_on: input.accepted_on,
            statement: String::new(),
            payee: None,
            to_payer: row.amount,
            province: base::Fen::ZERO,
            city: base::Fen::ZERO,
            county: base::Fen::ZERO,
            interest: base::Fen::ZERO,
            income_year: i64::from(input.treasury_on.year()),
            matter: MATTER,
        });
        Ok(plan)
    }
}

fn faults(facts: &RefundTreasuryFacts, input: &RefundTreasuryInput) -> Vec<FieldError> {
    let mut errors = case_faults(&facts.case, &input.tax_number, input.accepted_on, facts.fund.today());
    errors.extend(document_faults(&facts.fund, input.on, &input.document));
    if let Some(arrived) = &facts.arrived {
        let what = format!("这笔缴费已于 {} 到财政专户，不在国库", arrived.account_on);
        errors.push(FieldError::input("serial", what, "请办理“退费”（contributions.refund），由支出户支付"));
    }
    if input.reason == RefundReason::Overlap {
        let what = "与职工养老保险重复的按月退费，在记账之后办理";
        errors.push(FieldError::input("reason", what, "请记账后办理“退费”"));
    }
    if input.treasury_on < facts.case.row.paid_on || input.on < input.treasury_on {
        let what = format!("缴费 {}、入库 {}、退库 {} 先后颠倒", facts.case.row.paid_on, input.treasury_on, input.on);
        errors.push(FieldError::input("treasury_on", what, "请按国库单据填写"));
    }
    if facts.known_document {
        let what = format!("国库单据 {} 已登记过", input.document.trim());
        errors.push(FieldError::input("document", what, "请核对单据号"));
    }
    errors
}
