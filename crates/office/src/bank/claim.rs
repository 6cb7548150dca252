//! 来款认领: a credit that waits in 2001 has been named. It is taken out of 暂收款 in red, so that the operation of
//! its kind can book it. Operations that carry the bank's reference as their document do this themselves.

use std::sync::Arc;

use base::Date;
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use ledger::TemplateName;
use serde::{Deserialize, Serialize};

use super::book::{BankBook, ended, line_of};
use super::referenced::take_out;
use crate::environment::Environment;
use crate::fund::{FundFacts, document_faults, voucher_by_id};
use crate::tables::{BankLine, BankLineId};

store::codes! {
    /// What a credit turned out to be.
    ClaimKind {
        /// 追回
        Recovery = "recovery" "追回多发待遇",
        /// 退票
        Return = "return" "银行退回待遇",
        /// 转移
        Transfer = "transfer" "关系转入",
        /// 补贴
        Subsidy = "subsidy" "财政补贴",
        /// 利息
        Interest = "interest" "存款利息",
        /// 保险费
        Premium = "premium" "税务划来保险费",
        /// Other facts.
        Other = "other" "其他来款",
    }
}

impl ClaimKind {
    /// Which operation books it now.
    const fn then(self) -> &'static str {
        match self {
            ClaimKind::Recovery => "追回到账（fund.receive_repayment）",
            ClaimKind::Return => "银行回盘（payment.import_returns）",
            ClaimKind::Transfer => "关系转入（accounts.transfer_in）",
            ClaimKind::Subsidy => "收到财政补贴（fund.receive_subsidy）",
            ClaimKind::Interest => "存款利息（fund.receive_interest）",
            ClaimKind::Premium => "导入国库与专户收款（contributions.import_receipts）",
            ClaimKind::Other => "其他基金业务记账（fund.book_other）",
        }
    }
}

/// Claims a credit.
pub struct Claim(pub Arc<Environment>);

/// Which credit, and what it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimInput {
    /// The statement's line.
    pub line: BankLineId,
    /// What it is.
    pub kind: ClaimKind,
    /// Day of the red voucher.
    pub on: Date,
    /// Who said so, by which document.
    pub reason: String,
}

/// What the plan depends on.
pub struct ClaimFacts {
    fund: FundFacts,
    line: Option<BankLine>,
    parked: Option<crate::fund::StoredVoucher>,
}

impl Operation for Claim {
    type Input = ClaimInput;
    type Facts = ClaimFacts;
    const NAME: &'static str = "bank.claim";
    const TITLE: &'static str = "来款认领";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ClaimInput) -> Result<ClaimFacts, Unplanned> {
        let fund = FundFacts::without_document(look)?;
        let line = line_of(look, input.line)?;
        let mut parked = None;
        if let Some(line) = &line {
            let book = BankBook::read(look, line.fund, line.account)?;
            let waits = !ended(look, line.fund)?.contains_key(&line.id);
            let by = book.booked_by(line.id);
            let by = by.filter(|m| waits && m.template == TemplateName::TemporaryReceipt.code());
            if let Some(by) = by {
                parked = voucher_by_id(look, fund.fund(), by.voucher)?;
            }
        }
        Ok(ClaimFacts { fund, line, parked })
    }

    fn plan(&self, facts: &ClaimFacts, input: &ClaimInput) -> Result<Plan, Vec<FieldError>> {
        let Some(line) = &facts.line else {
            return Err(vec![FieldError::input("line", "没有这笔银行流水", "请从来款认领清单中选择")]);
        };
        let Some(parked) = &facts.parked else {
            let what = format!("{} {} 不在暂收款中", line.on_date, line.reference);
            let advice = "未入账的请直接办理对应业务，单据号填写银行流水号；已认领、退回或核销的不再认领";
            return Err(vec![FieldError::input("line", what, advice)]);
        };
        let mut faults = document_faults(&facts.fund, input.on, &line.reference);
        if input.on < line.on_date {
            faults.push(FieldError::input("on", format!("认领日期早于到账日期 {}", line.on_date), "请改正日期"));
        }
        if input.reason.trim().is_empty() {
            faults.push(FieldError::input("reason", "认领依据未填写", "请写明由谁、凭什么单据确认"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let title = format!("来款认领 {} {}：{}", line.on_date, line.reference, input.kind);
        let mut plan = Plan::new(title, facts.fund.area);
        plan.amount = line.amount;
        plan.show("来款单位", "", &line.counterparty);
        plan.show("认领为", "待认领来款", input.kind);
        plan.show("依据", "", input.reason.trim());
        take_out(&mut plan, parked, input.on, &format!("认领为{}", input.kind));
        let then = input.kind.then();
        plan.notices.push(format!("认领后请当日办理“{then}”，单据号填写 {}，否则当月不能关账", line.reference));
        Ok(plan)
    }
}
