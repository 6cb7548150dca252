//! 红冲登记: a document that was recorded wrongly and posts no voucher counts no more, by a row of its own; then it can
//! be recorded anew. What was built on it is taken back first.

use std::sync::Arc;

use base::{Date, Fen, RegionCode};
use desk::{Class, FieldError, Look, MATTER, MatterId, Operation, Outcome, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::RecordReversal;

/// SQL: whether what the matter in this column recorded still counts.
macro_rules! stands {
    ($matter:literal) => {
        concat!("NOT EXISTS (SELECT 1 FROM record_reversal undo WHERE undo.undone = ", $matter, ")")
    };
}
pub(crate) use stands;

/// Takes a record back.
pub struct ReverseRecord(pub Arc<Environment>);

/// Which one, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReverseRecordInput {
    /// The matter that recorded it.
    pub matter: MatterId,
    /// Why.
    pub reason: String,
}

/// A record that can be taken back.
struct Kind {
    /// The operation that records it.
    operation: &'static str,
    /// SQL that counts the rows which rest on what matter `$1` recorded, and what has to be taken back first.
    rests: Option<(&'static str, &'static str)>,
}

const KINDS: [Kind; 9] = [
    Kind {
        operation: "matching.record",
        rests: Some((
            concat!(
                "SELECT COUNT(*) FROM matching_document d JOIN matching_settlement s ON s.fund = d.fund AND s.year = d.year \
             AND s.level = d.level WHERE d.matter = $1 AND ",
                stands!("s.matter")
            ),
            "该年度已与这一级结算，请先红冲结算",
        )),
    },
    Kind {
        operation: "matching.assign_year",
        rests: Some((
            concat!(
                "SELECT COUNT(*) FROM matching_year y JOIN voucher v ON v.id = y.voucher JOIN matching_settlement s \
             ON s.fund = v.fund AND (s.year = y.year OR s.year = v.month / 100) WHERE y.matter = $1 AND ",
                stands!("s.matter")
            ),
            "有关年度已经结算，请先红冲结算",
        )),
    },
    Kind {
        operation: "matching.settle",
        rests: Some((
            concat!(
                "SELECT COUNT(*) FROM matching_settlement s JOIN matching_settlement n ON n.fund = s.fund \
             AND n.year > s.year WHERE s.matter = $1 AND ",
                stands!("n.matter")
            ),
            "以后年度已按它的结转结算，请从最后一年起逐年红冲",
        )),
    },
    Kind {
        operation: "fund.set_budget",
        rests: Some((
            concat!(
                "SELECT COUNT(*) FROM fund_budget b JOIN fund_budget a ON a.fund = b.fund AND a.year = b.year \
             AND a.stage = 'adjusted' WHERE b.matter = $1 AND b.stage = 'approved' AND ",
                stands!("a.matter")
            ),
            "批复之后还有调整预算，请先红冲调整预算",
        )),
    },
    Kind {
        operation: "work.record_money",
        rests: Some((
            concat!(
                "SELECT COUNT(*) FROM work_money m WHERE m.matter = $1 AND ((m.step = 'budget' AND EXISTS \
             (SELECT 1 FROM work_money o WHERE o.agency = m.agency AND o.budget_year = m.budget_year \
              AND o.item = m.item AND o.id <> m.id AND ",
                stands!("o.matter"),
                ")) OR (SELECT COALESCE(SUM(CASE o.step WHEN 'spending' THEN -o.amount ELSE o.amount END), 0) \
              FROM work_money o WHERE o.agency = m.agency AND o.budget_year = m.budget_year AND o.item = m.item \
              AND o.id <> m.id AND ",
                stands!("o.matter"),
                ") < 0)"
            ),
            "这个项目已据此调整或支出，请先红冲支出和调整",
        )),
    },
    Kind { operation: "work.plan_incentive", rests: None },
    Kind { operation: "work.score_towns", rests: None },
    Kind {
        operation: "work.set_service_fee",
        rests: Some((
            concat!(
                "SELECT COUNT(*) FROM service_fee f JOIN service_standard s ON s.id = f.standard WHERE s.matter = $1 AND ",
                stands!("f.matter")
            ),
            "已按这个标准分配过服务费，请先红冲分配",
        )),
    },
    Kind { operation: "work.allot_service_fee", rests: None },
];

/// What the plan depends on.
pub struct ReverseRecordFacts {
    area: RegionCode,
    /// The matter: operation, title, amount, day.
    found: Option<(String, String, Fen, Date)>,
    undone: i64,
    /// What has to be taken back first.
    first: Option<&'static str>,
}

impl Operation for ReverseRecord {
    type Input = ReverseRecordInput;
    type Facts = ReverseRecordFacts;
    const NAME: &'static str = "fund.reverse_record";
    const TITLE: &'static str = "红冲登记";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ReverseRecordInput) -> Result<ReverseRecordFacts, Unplanned> {
        let matter = [Value::Int(input.matter.0)];
        let sql = "SELECT m.operation, m.title, m.amount, m.made_on FROM matter m JOIN matter_end e ON e.matter = m.id \
                   WHERE m.agency = $1 AND m.id = $2 AND e.outcome = $3";
        let args = [Value::Int(look.agency().0), matter[0].clone(), Outcome::Done.value()];
        let found = look.one(sql, &args, |row| {
            Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), Fen::read(row, 2)?, Date::read(row, 3)?))
        })?;
        let kind = found.as_ref().and_then(|(operation, ..)| kind_of(operation));
        let first = match kind.and_then(|kind| kind.rests) {
            Some((count, first)) if look.scalar::<i64>(count, &matter)? > 0 => Some(first),
            _ => None,
        };
        Ok(ReverseRecordFacts {
            area: agency_area(look)?,
            undone: look.scalar("SELECT COUNT(*) FROM record_reversal WHERE undone = $1", &matter)?,
            found: found.filter(|_| kind.is_some()),
            first,
        })
    }

    fn plan(&self, facts: &ReverseRecordFacts, input: &ReverseRecordInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, what: &str, advice: &str| faults.push(FieldError::input(key, what, advice));
        if facts.found.is_none() {
            let advice = "请填写配套资金、基金预算、工作经费、协管员补助、社会化管理服务费或乡镇考评已办结的业务编号；凭证用红字冲销凭证办理";
            fault("matter", "这个业务编号没有可以红冲的登记", advice);
        }
        if facts.undone > 0 {
            fault("matter", "这笔登记已经红冲", "需要恢复的请重新登记");
        }
        if let Some(first) = facts.first {
            fault("matter", "还有以它为依据的登记", first);
        }
        if input.reason.trim().is_empty() {
            fault("reason", "红冲原因未填写", "请写明差错和依据");
        }
        let Some((_, title, amount, made_on)) = facts.found.as_ref().filter(|_| faults.is_empty()) else {
            return Err(faults);
        };
        let mut plan = Plan::new(format!("红冲：{title}"), facts.area);
        plan.amount = *amount;
        plan.show("原登记", format!("{made_on} {title} {amount}"), "不再计算");
        plan.show("原因", "", input.reason.trim());
        plan.insert(&RecordReversal { undone: input.matter, reason: input.reason.trim().to_owned(), matter: MATTER });
        Ok(plan)
    }
}

/// Whether what an operation records is taken back by 红冲登记; vouchers are reversed as vouchers.
pub fn has_record_reversal(operation: &str) -> bool {
    kind_of(operation).is_some()
}

fn kind_of(operation: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.operation == operation)
}
