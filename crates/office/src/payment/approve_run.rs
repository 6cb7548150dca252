//! 审批月度发放: three people sign the control totals; then the run's rows count.
//!
//! An unexplained residue of the month-on-month balance blocks it, and whoever died or was
//! suspended after the run was pinned is held back (decision 7).

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{ByLevel, Fen, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Stage, Unplanned};
use schemes::resident::ByPayer;
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::benefits::outstanding;
use crate::environment::Environment;
use crate::payment::balance::{BalanceSheet, Movement, balance_sheet};
use crate::payment::compute::run_digest;
use crate::payment::context::{need_state, run_of};
use crate::payment::totals::{Sums, dues_by_town};
use crate::payment::withhold::overtaken;
use crate::registry::agency_area;
use crate::tables::{DueKind, RecoveryId, Run, RunChunk, RunId, RunKind, RunState, Withheld};

/// Signs a run's totals.
pub struct ApproveRun(pub Arc<Environment>);

/// Which run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApproveRunInput {
    /// The run.
    pub run: RunId,
}

/// What the plan depends on.
pub struct ApproveRunFacts {
    area: RegionCode,
    run: Run,
    /// The month's run only: other runs have no month before.
    sheet: Option<BalanceSheet>,
    by_kind: BTreeMap<DueKind, Sums>,
    chunks: Vec<RunChunk>,
    dues: Sums,
    disbursed: (i64, Fen),
    held: Vec<i64>,
    /// How many debts the run keeps back more of than is still owed.
    kept_too_much: i64,
}

impl Operation for ApproveRun {
    type Input = ApproveRunInput;
    type Facts = ApproveRunFacts;
    const NAME: &'static str = "payment.approve_run";
    const TITLE: &'static str = "月度发放复核审批";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ApproveRunInput) -> Result<ApproveRunFacts, Unplanned> {
        let run = run_of(look, input.run)?;
        need_state(&run, &[RunState::Totalled, RunState::Checked], "复核审批")?;
        let sheet = if run.kind == RunKind::Regular { Some(balance_sheet(look, &run)?) } else { None };
        let by_kind: BTreeMap<DueKind, Sums> =
            dues_by_town(look, run.id)?.into_iter().map(|(kind, towns)| (kind, towns.into_values().sum())).collect();
        Ok(ApproveRunFacts {
            area: agency_area(look)?,
            chunks: look.select::<RunChunk>("WHERE run = $1 ORDER BY chunk", &[Value::Int(run.id.0)])?,
            dues: by_kind.values().copied().sum(),
            by_kind,
            disbursed: disbursed(look, &run)?,
            held: overtaken(look, &run)?,
            kept_too_much: kept_too_much(look, &run)?,
            sheet,
            run,
        })
    }

    fn plan(&self, facts: &ApproveRunFacts, _input: &ApproveRunInput) -> Result<Plan, Vec<FieldError>> {
        let faults = faults(facts);
        if !faults.is_empty() {
            return Err(faults);
        }
        let run = &facts.run;
        let title = format!("{} {} {} 人 {} 元", run.month, run.kind, run.people, run.amount);
        let mut plan = Plan::new(title, facts.area);
        plan.amount = run.amount;
        show(&mut plan, facts);
        for line in &facts.held {
            plan.insert(&Withheld {
                batch: run.batch,
                line: *line,
                reason: "发放计算后登记了死亡、暂停或终止".to_owned(),
                matter: MATTER,
            });
        }
        if !facts.held.is_empty() {
            plan.notices.push(format!("计算后有 {} 人死亡、暂停或终止，已从本批止付", facts.held.len()));
        }
        let without_account: i64 = facts.chunks.iter().map(|chunk| chunk.without_account).sum();
        if without_account > 0 {
            plan.notices.push(format!("有 {without_account} 人没有可用的银行账户，本月应发未发，补正账户后补发"));
        }
        plan.set::<Run>(
            &[("id", Value::Int(run.id.0)), ("digest", run.digest.value())],
            &[("state", RunState::Approved.value())],
        );
        Ok(plan)
    }

    fn on_signed(&self, stage: Stage, facts: &ApproveRunFacts, _input: &ApproveRunInput) -> Option<Plan> {
        if stage != Stage::Check {
            return None;
        }
        let mut plan = Plan::new(facts.run.month.to_string(), facts.area);
        let key = [("id", Value::Int(facts.run.id.0)), ("state", RunState::Totalled.value())];
        plan.set::<Run>(&key, &[("state", RunState::Checked.value())]);
        Some(plan)
    }

    /// A run that the approver sends back is totalled again, for another look or to be given up.
    fn on_ended(&self, waited_for: Stage, facts: &ApproveRunFacts, _input: &ApproveRunInput) -> Option<Plan> {
        if waited_for != Stage::Approve {
            return None;
        }
        let mut plan = Plan::new(facts.run.month.to_string(), facts.area);
        let key = [("id", Value::Int(facts.run.id.0)), ("state", RunState::Checked.value())];
        plan.set::<Run>(&key, &[("state", RunState::Totalled.value())]);
        Some(plan)
    }
}

/// What keeps the run from being approved.
fn faults(facts: &ApproveRunFacts) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (town, residue) in facts.sheet.iter().flat_map(BalanceSheet::residues) {
        faults.push(FieldError::whole(
            format!("{town} 环比不平：有 {} 人、{} 元无法由变动表说明", residue.people, residue.total()),
            "请核对该乡镇的变动表；查明前不能审批，可作废本批重新计算",
        ));
    }
    if facts.kept_too_much > 0 {
        let what = format!("计算后有 {} 笔追回已另行归还或撤销，本批扣还的超过尚欠金额", facts.kept_too_much);
        faults.push(FieldError::whole(what, "请作废本批，重新建立并计算"));
    }
    let run = &facts.run;
    if run_digest(&facts.chunks).as_str() != run.digest || facts.disbursed != (run.people, run.amount) {
        faults.push(FieldError::whole(
            "发放明细与汇总时的控制数不符",
            "请运行 shebao verify 查找原因，并作废本批重新计算",
        ));
    }
    faults
}

fn show(plan: &mut Plan, facts: &ApproveRunFacts) {
    plan.show("发放月份", "", facts.run.month);
    let all = facts.sheet.as_ref().map(BalanceSheet::district);
    if let Some(all) = &all {
        plan.show("上月", "", words(&all.last));
        for movement in Movement::ALL {
            if let Some(sums) = all.movements.get(&movement) {
                plan.show(movement.title(), "", words(sums));
            }
        }
        plan.show("本月养老金", words(&all.last), words(&all.this));
    } else {
        plan.show("政策版本", "", &facts.run.law_version);
    }
    for (kind, sums) in facts.by_kind.iter().filter(|(kind, _)| **kind != DueKind::Regular) {
        plan.show(kind.title(), "", words(sums));
    }
    plan.show("应发合计", "", words(&facts.dues));
    for (town, balance) in facts.sheet.iter().flat_map(|sheet| &sheet.towns) {
        plan.show(&format!("  {town}"), words(&balance.last), words(&balance.this));
    }
    plan.show("拟发", "", format!("{} 人 {} 元", facts.run.people, facts.run.amount));
    plan.show("明细摘要", "", &facts.run.digest);
}

fn words(sums: &Sums) -> String {
    let levels: Vec<String> = sums.by_level.iter().map(|(level, fen)| format!("{level} {fen}")).collect();
    format!("{} 人次 {} 元（{}，个人账户 {}）", sums.people, sums.total(), levels.join("，"), sums.account)
}

/// Debts that somebody paid, or that ended, since the run computed what to keep back of them.
fn kept_too_much(look: &mut Look<'_>, run: &Run) -> Result<i64, Unplanned> {
    let mut kept: BTreeMap<RecoveryId, Vec<(i64, ByPayer)>> = BTreeMap::new();
    // From the few deductions to their dues: SQLite would ask each due of the run for one.
    let sql = "SELECT k.recovery, k.year, k.central, k.province, k.city, k.county, k.account FROM deduction k \
               CROSS JOIN due d WHERE d.id = k.due AND d.run = $1";
    look.each(sql, &[Value::Int(run.id.0)], |row| {
        let fen = |column| Fen::read(row, column);
        let by_level = ByLevel::new([fen(2)?, fen(3)?, fen(4)?, fen(5)?]);
        let part = (row.int(1)?, ByPayer { by_level, account: fen(6)? });
        kept.entry(RecoveryId::read(row, 0)?).or_default().push(part);
        Ok(())
    })?;
    let owed = outstanding(look, &kept.keys().copied().collect::<Vec<_>>())?;
    let covered = |recovery: &RecoveryId, parts: &[(i64, ByPayer)]| {
        owed.get(recovery).is_some_and(|owed| parts.iter().all(|(year, part)| owed.covers(*year, part)))
    };
    let too_much = kept.iter().filter(|(recovery, parts)| !covered(recovery, parts)).count();
    Ok(i64::try_from(too_much).unwrap_or(i64::MAX))
}

fn disbursed(look: &mut Look<'_>, run: &Run) -> Result<(i64, Fen), Unplanned> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM disbursement WHERE batch = $1";
    let found = look.one(sql, &[Value::Int(run.batch.0)], |row| Ok((row.int(0)?, Fen::read(row, 1)?)))?;
    Ok(found.unwrap_or_default())
}
