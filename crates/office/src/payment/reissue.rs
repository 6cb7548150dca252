//! 退票重发: returned payments, and dues that had no account, go out again in a batch of their
//! own. No second due is raised: the new line covers the same dues (decision 4).

use std::sync::Arc;

use base::{Fen, Month, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::payment::context::run_of;
use crate::registry::agency_area;
use crate::tables::{AwardId, Batch, BatchId, Disbursement, IdentifierId, PersonId, Run, RunId, RunKind, RunState};

/// Sends returned payments again.
pub struct Reissue(pub Arc<Environment>);

/// Which run's returns.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReissueInput {
    /// The regular run whose dues are still unpaid.
    pub run: RunId,
}

/// A due sum that is unpaid.
struct Unpaid {
    award: AwardId,
    person: PersonId,
    region: RegionCode,
    amount: Fen,
    attempts: i64,
    /// The account it failed on; `None` when it was never sent.
    failed_on: Option<IdentifierId>,
    /// The account of the newest version.
    payee: Option<IdentifierId>,
}

/// What the plan depends on.
pub struct ReissueFacts {
    area: RegionCode,
    run: Run,
    month: Month,
    batches: i64,
    unpaid: Vec<Unpaid>,
}

impl Operation for Reissue {
    type Input = ReissueInput;
    type Facts = ReissueFacts;
    const NAME: &'static str = "payment.reissue";
    const TITLE: &'static str = "退票重发";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ReissueInput) -> Result<ReissueFacts, Unplanned> {
        let run = run_of(look, input.run)?;
        let area = agency_area(look)?;
        let month = Month::of(look.today());
        let number = format!("{area}-{}-%", month.number());
        let args = [Value::Int(look.agency().0), number.into()];
        Ok(ReissueFacts {
            batches: look.scalar("SELECT COUNT(*) FROM batch WHERE agency = $1 AND number LIKE $2", &args)?,
            unpaid: unpaid(look, &run)?,
            area,
            month,
            run,
        })
    }

    fn plan(&self, facts: &ReissueFacts, _input: &ReissueInput) -> Result<Plan, Vec<FieldError>> {
        if !facts.run.state.counts() || facts.run.kind != RunKind::Regular {
            return Err(vec![FieldError::input("run", "只有已审批的月度发放才能重发退票", "请选择已回盘的月度发放")]);
        }
        // The same account would fail again; someone mends it first.
        let ready: Vec<(&Unpaid, IdentifierId)> = facts
            .unpaid
            .iter()
            .filter_map(|unpaid| Some((unpaid, unpaid.payee.filter(|payee| Some(*payee) != unpaid.failed_on)?)))
            .collect();
        if ready.is_empty() {
            return Err(vec![FieldError::whole(
                format!("{} 人退票或无账户，都还没有更正银行账户", facts.unpaid.len()),
                "请先为其办理变更发放账户",
            )]);
        }
        let amount: Fen = ready.iter().map(|(unpaid, _)| unpaid.amount).sum();
        let mut plan = Plan::new(format!("{} 退票重发 {} 人 {amount} 元", facts.run.month, ready.len()), facts.area);
        plan.amount = amount;
        let (run, batch): (RunId, BatchId) = (plan.new_id(), plan.new_id());
        let number = format!("{}-{}-{}", facts.area, facts.month.number(), facts.batches + 1);
        plan.show("批次号", "", &number);
        plan.show("人数", "", ready.len());
        plan.show("金额", "", amount);
        plan.show("仍未更正账户", "", facts.unpaid.len() - ready.len());
        plan.insert(&Batch { id: batch, number, run });
        for ((unpaid, payee), line) in ready.iter().zip(1..) {
            plan.insert(&Disbursement {
                batch,
                line,
                run: facts.run.id,
                award: unpaid.award,
                attempt: unpaid.attempts + 1,
                person: unpaid.person,
                payee: *payee,
                region: unpaid.region,
                amount: unpaid.amount,
            });
        }
        plan.insert(&Run {
            id: run,
            month: facts.month,
            kind: RunKind::Reissue,
            state: RunState::Approved,
            matter: MATTER,
            batch,
            people: i64::try_from(ready.len()).unwrap_or(i64::MAX),
            amount,
            chunks: 0,
            ..facts.run.clone()
        });
        Ok(plan)
    }
}

/// Awards of a run whose dues reached nobody: the last line failed, or there never was one.
fn unpaid(look: &mut Look<'_>, run: &Run) -> Result<Vec<Unpaid>, Unplanned> {
    let sql = "SELECT d.award, d.person, MAX(d.region), CAST(SUM(d.amount) AS BIGINT), \
          (SELECT COUNT(*) FROM disbursement s WHERE s.run = d.run AND s.award = d.award), \
          (SELECT s.payee FROM disbursement s WHERE s.run = d.run AND s.award = d.award \
             ORDER BY s.attempt DESC LIMIT 1), \
          (SELECT v.payee FROM award_version v WHERE v.award = d.award ORDER BY v.n DESC LIMIT 1) \
        FROM due d WHERE d.run = $1 AND NOT EXISTS ( \
          SELECT 1 FROM disbursement s LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
          WHERE s.run = d.run AND s.award = d.award AND (o.paid IS NULL OR o.paid = 1)) \
        GROUP BY d.run, d.award, d.person HAVING SUM(d.amount) > 0 ORDER BY d.award";
    let mut found = Vec::new();
    look.each(sql, &[Value::Int(run.id.0)], |row| {
        found.push(Unpaid {
            award: AwardId::read(row, 0)?,
            person: PersonId::read(row, 1)?,
            region: RegionCode::read(row, 2)?,
            amount: Fen::read(row, 3)?,
            attempts: row.int(4)?,
            failed_on: Field::read(row, 5)?,
            payee: Field::read(row, 6)?,
        });
        Ok(())
    })?;
    Ok(found)
}
