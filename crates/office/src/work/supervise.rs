//! 督办: a town or village behind its target is told what to do, and by when.

use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::progress::{Progress, progress_of};
use crate::environment::Environment;
use crate::tables::{Supervision, TaskId};

/// Supervises a region.
pub struct Supervise(pub Arc<Environment>);

/// Whom, and what has to be done.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuperviseInput {
    /// The target.
    pub task: TaskId,
    /// The region that is behind.
    pub region: RegionCode,
    /// What has to be done.
    pub what: String,
    /// By when.
    pub due_on: Date,
}

/// What the plan depends on.
pub struct SuperviseFacts {
    today: Date,
    progress: Option<Progress>,
}

impl Operation for Supervise {
    type Input = SuperviseInput;
    type Facts = SuperviseFacts;
    const NAME: &'static str = "work.supervise";
    const TITLE: &'static str = "督办";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &SuperviseInput) -> Result<SuperviseFacts, Unplanned> {
        Ok(SuperviseFacts { today: look.today(), progress: progress_of(look, input.task)? })
    }

    fn plan(&self, facts: &SuperviseFacts, input: &SuperviseInput) -> Result<Plan, Vec<FieldError>> {
        let Some(progress) = &facts.progress else {
            return Err(vec![FieldError::input("task", "没有这项任务", "请从进度通报中选择")]);
        };
        let mut faults = Vec::new();
        let row = progress.of(&input.region);
        match row {
            None => faults.push(FieldError::input("region", "这个地区没有分解任务", "请填写乡镇或村（社区）的代码")),
            Some(row) if row.met() => {
                let what = format!("{}已完成 {}，任务 {}", row.name, row.done, row.target);
                faults.push(FieldError::input("region", what, "只督办没有完成任务的地区"));
            }
            Some(_) => {}
        }
        if input.what.trim().is_empty() {
            faults.push(FieldError::input("what", "督办要求未填写", "请写明要做到什么"));
        }
        if input.due_on < facts.today {
            faults.push(FieldError::input("due_on", "完成期限早于今天", "请改正日期"));
        }
        let (Some(row), true) = (row, faults.is_empty()) else { return Err(faults) };
        let mut plan = Plan::new(format!("督办 {} {}任务", row.name, progress.task.measure), row.region);
        plan.show("完成", row.target, row.done);
        plan.show("要求", "", input.what.trim());
        plan.show("期限", "", input.due_on);
        let id = plan.new_id();
        plan.insert(&Supervision {
            id,
            task: input.task,
            region: row.region,
            on_date: facts.today,
            done: row.done,
            target: row.target,
            what: input.what.trim().to_owned(),
            due_on: input.due_on,
            matter: MATTER,
        });
        Ok(plan)
    }
}
