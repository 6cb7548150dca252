//! 填写情况说明: why a goal was missed or passed by far, and the texts of the report, as somebody's word.

use std::sync::Arc;

use base::RegionCode;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use evaluation::Project;
use serde::{Deserialize, Serialize};

use super::standing::{answers_to, known_project};
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{PerformanceAnswer, PerformanceAnswerKind, PerformanceProjectId};

/// Explains.
pub struct Explain(pub Arc<Environment>);

/// The words.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainInput {
    /// The project.
    pub project: PerformanceProjectId,
    /// The place, as the report names its gaps.
    pub place: String,
    /// The words; lists take a line each.
    pub words: String,
    /// Who answers for them.
    pub who: String,
}

/// What the plan depends on.
pub struct ExplainFacts {
    area: RegionCode,
    project: Project,
    before: Option<PerformanceAnswer>,
}

impl Operation for Explain {
    type Input = ExplainInput;
    type Facts = ExplainFacts;
    const NAME: &'static str = "performance.explain";
    const TITLE: &'static str = "填写绩效情况说明";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = super::POSTS;

    fn read(&self, look: &mut Look<'_>, input: &ExplainInput) -> Result<ExplainFacts, Unplanned> {
        let project = known_project(look, input.project)?.project;
        let before = answers_to(look, input.project, input.place.trim(), PerformanceAnswerKind::Words)?.pop();
        Ok(ExplainFacts { area: agency_area(look)?, project, before })
    }

    fn plan(&self, facts: &ExplainFacts, input: &ExplainInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        let place = input.place.trim();
        if !facts.project.takes_words(place) {
            let what = format!("自评报告没有“{place}”这一处文字");
            faults.push(FieldError::input("place", what, "请从绩效自评页的“填写”进入；金额和指标值不在这里填"));
        }
        // 无 and the like are no reason (handbook d.4).
        if evaluation::says_nothing(&input.words) {
            faults.push(FieldError::input("words", "没有写明情况", "请写明原因和改进措施，不能填“无”"));
        }
        if input.who.trim().is_empty() {
            faults.push(FieldError::input("who", "没有填写说明人", "请填写对说明负责的人的姓名"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("{}：{place}", facts.project.name), facts.area);
        plan.show(place, facts.before.as_ref().map_or("", |before| &before.body), input.words.trim());
        plan.insert(&PerformanceAnswer {
            project: input.project,
            place: place.to_owned(),
            kind: PerformanceAnswerKind::Words,
            n: facts.before.as_ref().map_or(0, |before| before.n) + 1,
            body: input.words.trim().to_owned(),
            who: input.who.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}
