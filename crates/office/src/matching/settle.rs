//! 配套资金年度结算: per level and purpose, carried in + received − needed is carried to the next year. Levels are never
//! netted against each other.

use std::sync::Arc;

use base::{Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::standing::{Cycle, cycle};
use crate::environment::Environment;
use crate::fund::{FundFacts, stands};
use crate::tables::MatchingSettlement;

/// Settles a year.
pub struct Settle(pub Arc<Environment>);

/// Which year, by which document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleInput {
    /// The year.
    pub year: i16,
    /// The settlement's document.
    pub document: String,
}

/// What the plan depends on.
pub struct SettleFacts {
    fund: FundFacts,
    cycle: Cycle,
    closed: i64,
    /// The last year that was settled.
    last: Option<i64>,
}

impl Operation for Settle {
    type Input = SettleInput;
    type Facts = SettleFacts;
    const NAME: &'static str = "matching.settle";
    const TITLE: &'static str = "配套资金年度结算";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &SettleInput) -> Result<SettleFacts, Unplanned> {
        let december = Month::new(input.year, 12)
            .map_err(|_| FieldError::input("year", format!("没有 {} 年", input.year), "请填写四位数的年度"))?;
        let fund = FundFacts::without_document(look)?;
        let of = [Value::Int(fund.fund().id.0), december.value()];
        let closed = look.scalar("SELECT COUNT(*) FROM closed_month WHERE fund = $1 AND month = $2", &of)?;
        let last = concat!(
            "SELECT s.year FROM matching_settlement s WHERE s.fund = $1 AND ",
            stands!("s.matter"),
            " ORDER BY s.year DESC LIMIT 1"
        );
        let last = look.one(last, &of[..1], |row| row.int(0))?;
        let cycle = cycle(look, fund.fund(), december)?;
        Ok(SettleFacts { fund, cycle, closed, last })
    }

    fn plan(&self, facts: &SettleFacts, input: &SettleInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
        if facts.closed == 0 {
            fault("year", format!("{} 年 12 月还没有关账", input.year), "请先关账，再办理结算");
        }
        match facts.last.map(|last| (last, i64::from(input.year) - last)) {
            Some((_, ahead)) if ahead <= 0 => {
                fault("year", format!("{} 年已经结算", input.year), "差额已结转下年，不再重复结算");
            }
            Some((last, ahead)) if ahead > 1 => {
                fault("year", format!("{} 年还没有结算", last + 1), "差额逐年结转，请先结算这一年");
            }
            _ => {}
        }
        if input.document.trim().is_empty() {
            fault("document", "结算文件未填写".to_owned(), "请填写与财政部门结算文件的文号");
        }
        if facts.cycle.rows.is_empty() {
            fault("year", format!("{} 年没有配套资金", input.year), "请核对年度");
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("{} 年配套资金结算", input.year), facts.fund.area);
        for ((level, purpose), row) in &facts.cycle.rows {
            let carried_out = row.difference();
            plan.show(
                &format!("{level} {purpose}"),
                format!("应配套 {}，到位 {}", row.needed, row.received),
                carried_out,
            );
            plan.amount += carried_out.max(Fen::ZERO - carried_out);
            plan.insert(&MatchingSettlement {
                fund: facts.fund.fund().id,
                year: i64::from(input.year),
                level: *level,
                purpose: *purpose,
                carried_in: row.carried_in,
                need: row.needed,
                received: row.received,
                carried_out,
                document: input.document.trim().to_owned(),
                matter: MATTER,
            });
        }
        Ok(plan)
    }
}
