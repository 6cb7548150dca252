//! 止付: takes one person out of an approved batch before the file leaves; totals are agreed again.

use std::sync::Arc;

use base::{Fen, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::payment::context::{need_state, run_of};
use crate::payment::totals::batch_total;
use crate::registry::agency_area;
use crate::tables::{AwardState, Disbursement, PersonId, Run, RunId, RunState, Withheld};

/// Withholds a line.
pub struct Withhold(pub Arc<Environment>);

/// Whom, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithholdInput {
    /// The run.
    pub run: RunId,
    /// The person.
    pub person: PersonId,
    /// Why.
    pub reason: String,
}

/// What the plan depends on.
pub struct WithholdFacts {
    area: RegionCode,
    run: Run,
    /// Lines of the person; an off-cycle batch may have several.
    lines: Vec<Disbursement>,
    withheld: bool,
    total: (i64, Fen),
}

impl Operation for Withhold {
    type Input = WithholdInput;
    type Facts = WithholdFacts;
    const NAME: &'static str = "payment.withhold";
    const TITLE: &'static str = "止付";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &WithholdInput) -> Result<WithholdFacts, Unplanned> {
        let run = run_of(look, input.run)?;
        let args = [Value::Int(run.batch.0), Value::Int(input.person.0)];
        let mut lines = look.select::<Disbursement>("WHERE batch = $1 AND person = $2 ORDER BY line", &args)?;
        let withheld = look.select::<Withheld>("WHERE batch = $1", &args[..1])?;
        let before = lines.len();
        lines.retain(|line| withheld.iter().all(|held| held.line != line.line));
        let withheld = lines.is_empty() && before > 0;
        Ok(WithholdFacts { area: agency_area(look)?, total: batch_total(look, run.batch)?, run, lines, withheld })
    }

    fn plan(&self, facts: &WithholdFacts, input: &WithholdInput) -> Result<Plan, Vec<FieldError>> {
        need_state(&facts.run, &[RunState::Approved], "止付").map_err(|e| vec![e])?;
        if input.reason.trim().is_empty() {
            return Err(vec![FieldError::input("reason", "没有填写止付原因", "请写明为什么止付")]);
        }
        if facts.withheld {
            return Err(vec![FieldError::input("person", "这个人已经止付", "不需要重复办理")]);
        }
        if facts.lines.is_empty() {
            return Err(vec![FieldError::input("person", "本批次没有这个人", "请核对人员和批次")]);
        }
        let (lines, amount) = facts.total;
        let held: Fen = facts.lines.iter().map(|line| line.amount).sum();
        let mut plan = Plan::new(format!("{} {}止付 1 人 {held} 元", facts.run.month, facts.run.kind), facts.area);
        plan.amount = held;
        plan.show("拟发人数", lines, lines - i64::try_from(facts.lines.len()).unwrap_or(i64::MAX));
        plan.show("拟发金额", amount, amount - held);
        plan.show("原因", "", &input.reason);
        plan.insert_all(facts.lines.iter().map(|line| Withheld {
            batch: line.batch,
            line: line.line,
            reason: input.reason.clone(),
            matter: MATTER,
        }));
        Ok(plan)
    }
}

/// Lines of a batch, not withheld, whose pension stopped being paid after the batch was made. A
/// death or suspension holds the line until the file leaves (decision 7).
pub(crate) fn overtaken(look: &mut Look<'_>, run: &Run) -> Result<Vec<i64>, Unplanned> {
    let sql = "SELECT s.line FROM disbursement s WHERE s.batch = $1 \
               AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line) \
               AND s.award IN (SELECT v.award FROM award_version v WHERE v.agency = $2 AND v.run IS NULL \
                 AND v.recorded > (SELECT b.recorded FROM batch b WHERE b.id = $1) AND v.state <> $3 \
                 AND NOT EXISTS (SELECT 1 FROM award_version n WHERE n.award = v.award AND n.n > v.n AND n.run IS NULL)) \
               ORDER BY s.line";
    let mut lines = Vec::new();
    look.each(sql, &[Value::Int(run.batch.0), Value::Int(look.agency().0), AwardState::Live.value()], |row| {
        lines.push(row.int(0)?);
        Ok(())
    })?;
    Ok(lines)
}
