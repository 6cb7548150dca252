//! 指定指标年度: a receipt is meant for another year than the one it was booked in (提前下达, 跨年到款). The booking stays where
//! it is (cash basis); only the year's cycle counts it elsewhere.

use std::sync::Arc;

use base::{Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::TemplateName;
use serde::{Deserialize, Serialize};
use store::Value;

use crate::environment::Environment;
use crate::fund::{FundFacts, StoredVoucher, stands, voucher_by_id};
use crate::tables::{MatchingYear, VoucherId};

/// Assigns a receipt.
pub struct AssignYear(pub Arc<Environment>);

/// Which receipt, and its year.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignYearInput {
    /// The voucher of the receipt.
    pub voucher: VoucherId,
    /// The year it is meant for.
    pub year: i16,
}

/// What the plan depends on.
pub struct AssignYearFacts {
    fund: FundFacts,
    found: Option<StoredVoucher>,
    assigned: i64,
    settled: i64,
}

impl Operation for AssignYear {
    type Input = AssignYearInput;
    type Facts = AssignYearFacts;
    const NAME: &'static str = "matching.assign_year";
    const TITLE: &'static str = "指定配套资金的指标年度";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &AssignYearInput) -> Result<AssignYearFacts, Unplanned> {
        let fund = FundFacts::without_document(look)?;
        let found = voucher_by_id(look, fund.fund(), input.voucher)?;
        let assigned = concat!("SELECT COUNT(*) FROM matching_year y WHERE y.voucher = $1 AND ", stands!("y.matter"));
        let assigned = look.scalar(assigned, &[Value::Int(input.voucher.0)])?;
        let booked_in = found.as_ref().map_or(0, |(row, _)| i64::from(row.month.year()));
        let settled = concat!(
            "SELECT COUNT(*) FROM matching_settlement s WHERE s.fund = $1 AND s.year IN ($2, $3) AND ",
            stands!("s.matter")
        );
        let args = [Value::Int(fund.fund().id.0), Value::Int(i64::from(input.year)), Value::Int(booked_in)];
        Ok(AssignYearFacts { settled: look.scalar(settled, &args)?, fund, found, assigned })
    }

    fn plan(&self, facts: &AssignYearFacts, input: &AssignYearInput) -> Result<Plan, Vec<FieldError>> {
        let fault = |key, what: String, advice: &str| Err(vec![FieldError::input(key, what, advice)]);
        let Some((row, made)) = &facts.found else {
            return fault("voucher", "没有这张凭证".to_owned(), "请从凭证列表中选择");
        };
        if made.template() != TemplateName::SubsidyReceived || made.is_red() {
            return fault("voucher", format!("{} 第 {} 号凭证不是收到财政补贴", row.month, row.number), "请核对凭证");
        }
        if facts.assigned > 0 {
            return fault("voucher", "这张凭证已指定过指标年度".to_owned(), "指定有误的，请先办理红冲登记");
        }
        if facts.settled > 0 {
            return fault("year", "有关年度已经结算".to_owned(), "已结算年度的差额由结转反映，不再调整");
        }
        let booked_in = row.month.year();
        if (i32::from(input.year) - i32::from(booked_in)).abs() != 1 {
            let what = format!("{booked_in} 年到款不能算作 {} 年指标", input.year);
            return fault("year", what, "指标年度只能是到款的上一年或下一年；当年的不需要指定");
        }
        let mut plan = Plan::new(format!("{} 第 {} 号凭证的指标年度", row.month, row.number), facts.fund.area);
        plan.amount = Fen::ZERO.max(made.total());
        plan.show("指标年度", Month::year(row.month), input.year);
        plan.insert(&MatchingYear { voucher: row.id, year: i64::from(input.year), matter: MATTER });
        Ok(plan)
    }
}
