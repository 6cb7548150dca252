//! 导入绩效项目文件: goals, indicators and budget as the command `report` takes them, with scans and monitoring.

use std::sync::Arc;

use desk::{Class, Digest, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::goals::{GoalsFacts, goals_facts, goals_plan};
use crate::environment::Environment;

/// Takes a project file in.
pub struct TakeIn(pub Arc<Environment>);

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeInInput {
    /// The project file.
    pub file: Digest,
    /// Its name.
    pub name: String,
}

impl Operation for TakeIn {
    type Input = TakeInInput;
    type Facts = GoalsFacts;
    const NAME: &'static str = "performance.take_in";
    const TITLE: &'static str = "导入绩效项目文件";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = super::POSTS;

    fn read(&self, look: &mut Look<'_>, input: &TakeInInput) -> Result<GoalsFacts, Unplanned> {
        goals_facts(look, self.0.files.text(&input.file)?)
    }

    fn plan(&self, facts: &GoalsFacts, _: &TakeInInput) -> Result<Plan, Vec<FieldError>> {
        Ok(goals_plan(facts))
    }
}
