//! 作废月度发放: before approval a run can be given up; its rows stay and never count.

use std::sync::Arc;

use base::RegionCode;
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::payment::context::{need_state, run_of};
use crate::registry::agency_area;
use crate::tables::{Run, RunId, RunState};

/// Gives a run up.
pub struct AbandonRun(pub Arc<Environment>);

/// Which run, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbandonRunInput {
    /// The run.
    pub run: RunId,
    /// Why.
    pub reason: String,
}

impl Operation for AbandonRun {
    type Input = AbandonRunInput;
    type Facts = (RegionCode, Run);
    const NAME: &'static str = "payment.abandon_run";
    const TITLE: &'static str = "作废月度发放";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &AbandonRunInput) -> Result<Self::Facts, Unplanned> {
        Ok((agency_area(look)?, run_of(look, input.run)?))
    }

    fn plan(&self, (area, run): &Self::Facts, input: &AbandonRunInput) -> Result<Plan, Vec<FieldError>> {
        let open = [RunState::Draft, RunState::Computing, RunState::Totalled, RunState::Checked];
        need_state(run, &open, "作废").map_err(|e| vec![e])?;
        if input.reason.trim().is_empty() {
            return Err(vec![FieldError::input("reason", "没有填写作废原因", "请写明为什么作废")]);
        }
        let mut plan = Plan::new(format!("作废 {} 养老金发放", run.month), *area);
        plan.show("状态", run.state, RunState::Abandoned);
        plan.show("原因", "", &input.reason);
        let key = [("id", Value::Int(run.id.0)), ("state", run.state.value())];
        plan.set::<Run>(&key, &[("state", RunState::Abandoned.value())]);
        Ok(plan)
    }
}
