//! 发放关账: a run is closed once business, finance and bank agree.

use std::sync::Arc;

use base::RegionCode;
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::payment::context::{need_state, run_of};
use crate::payment::reconcile::{Reconciliation, reconcile};
use crate::registry::agency_area;
use crate::tables::{Run, RunId, RunState};

/// Closes a run.
pub struct CloseRun(pub Arc<Environment>);

/// Which run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseRunInput {
    /// The run.
    pub run: RunId,
}

impl Operation for CloseRun {
    type Input = CloseRunInput;
    type Facts = (RegionCode, Run, Reconciliation);
    const NAME: &'static str = "payment.close_run";
    const TITLE: &'static str = "发放对账关账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &CloseRunInput) -> Result<Self::Facts, Unplanned> {
        let run = run_of(look, input.run)?;
        let reconciliation = reconcile(look, &run)?;
        Ok((agency_area(look)?, run, reconciliation))
    }

    fn plan(&self, (area, run, books): &Self::Facts, _input: &CloseRunInput) -> Result<Plan, Vec<FieldError>> {
        need_state(run, &[RunState::Returned], "关账").map_err(|e| vec![e])?;
        let differences = books.differences();
        if !differences.is_empty() {
            let advice = "请查明差异后再关账";
            return Err(differences.into_iter().map(|what| FieldError::whole(what, advice)).collect());
        }
        let mut plan = Plan::new(format!("{} 养老金发放关账", run.month), *area);
        plan.amount = books.lines;
        plan.show("业务应发", "", books.business);
        plan.show("财务支出", "", books.finance);
        plan.show("银行代发", "", books.bank_file);
        plan.show("  其中成功", "", books.bank_paid);
        plan.show("  其中退票（暂收款待重发）", "", books.bank_returned);
        let key = [("id", Value::Int(run.id.0)), ("state", RunState::Returned.value())];
        plan.set::<Run>(&key, &[("state", RunState::Closed.value())]);
        Ok(plan)
    }
}
