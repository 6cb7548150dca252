//! 提交绩效自评: 送审, 报批 or 公开 freezes every printed cell; what changes afterwards is listed, never silently printed.

use std::sync::Arc;

use base::RegionCode;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use evaluation::{Draft, cells, self_evaluate};
use serde::{Deserialize, Serialize};

use super::standing::known_project;
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{PerformanceProjectId, PerformanceSubmission, PerformanceSubmissionId, SubmitOccasion};

/// Submits.
pub struct Submit(pub Arc<Environment>);

/// What is submitted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmitInput {
    /// The project.
    pub project: PerformanceProjectId,
    /// On which occasion.
    pub occasion: SubmitOccasion,
    /// Who answers for the figures.
    pub who: String,
}

/// What the plan depends on.
pub struct SubmitFacts {
    area: RegionCode,
    draft: Draft,
}

impl Operation for Submit {
    type Input = SubmitInput;
    type Facts = SubmitFacts;
    const NAME: &'static str = "performance.submit";
    const TITLE: &'static str = "提交绩效自评";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = super::POSTS;

    fn read(&self, look: &mut Look<'_>, input: &SubmitInput) -> Result<SubmitFacts, Unplanned> {
        let project = known_project(look, input.project)?.project;
        let fault = |refusal: &evaluation::Refusal| FieldError::whole(refusal.to_string(), "改正后再提交");
        let draft = self_evaluate(&project).map_err(|r| Unplanned::Fields(r.iter().map(fault).collect()))?;
        Ok(SubmitFacts { area: agency_area(look)?, draft })
    }

    fn plan(&self, facts: &SubmitFacts, input: &SubmitInput) -> Result<Plan, Vec<FieldError>> {
        let pending = facts.draft.pending().iter();
        let mut faults: Vec<FieldError> =
            pending.map(|gap| FieldError::whole(format!("{}：{}", gap.place, gap.what), "补齐后再提交")).collect();
        if input.who.trim().is_empty() {
            faults.push(FieldError::input("who", "没有填写负责人", "请填写对数据负责的人的姓名"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (draft, occasion) = (&facts.draft, input.occasion.title());
        let mut plan = Plan::new(format!("{} {occasion}", draft.project().name), facts.area);
        let cells = cells(draft);
        cells.iter().for_each(|(cell, printed)| plan.show(cell, "", printed));
        let frozen = serde_json::to_string(&cells)
            .map_err(|e| vec![FieldError::whole(format!("数据不能冻结：{e}"), "请联系系统管理员")])?;
        let id: PerformanceSubmissionId = plan.new_id();
        plan.insert(&PerformanceSubmission {
            id,
            project: input.project,
            occasion: input.occasion,
            who: input.who.trim().to_owned(),
            cells: frozen,
            matter: MATTER,
        });
        Ok(plan)
    }
}
