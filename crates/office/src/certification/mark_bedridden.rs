//! 卧床登记: a word of the family or the village is enough to be protected from suspension by a list.

use std::sync::Arc;

use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::people::{Certifiable, Whom, certifiable};
use super::proof::plan_bedridden;
use crate::environment::Environment;
use crate::tables::PersonId;

/// Says whether somebody is bedridden.
pub struct MarkBedridden(pub Arc<Environment>);

/// Who, and who says so.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkBedriddenInput {
    /// Who.
    pub person: PersonId,
    /// Whether.
    pub is_so: bool,
    /// Who says so, and how it is known.
    pub note: String,
}

impl Operation for MarkBedridden {
    type Input = MarkBedriddenInput;
    type Facts = Option<Certifiable>;
    const NAME: &'static str = "certification.mark_bedridden";
    const TITLE: &'static str = "登记卧床";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &MarkBedriddenInput) -> Result<Option<Certifiable>, Unplanned> {
        Ok(certifiable(look, &self.0, Whom::Among(&[input.person]))?.into_iter().next())
    }

    fn plan(&self, person: &Option<Certifiable>, input: &MarkBedriddenInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        if input.note.trim().is_empty() {
            errors.push(FieldError::input("note", "没有写明是谁反映的", "请写明反映人和情况"));
        }
        match person {
            None => {
                let what = "该人员没有正在发放或暂停的待遇";
                errors.push(FieldError::input("person", what, "只登记待遇领取人员，请从人员查询中选择"));
            }
            Some(person) if person.bedridden == input.is_so => {
                errors.push(FieldError::input("is_so", "与现在的登记相同", "没有变动，不需要办理"));
            }
            Some(_) => {}
        }
        let Some(person) = person.as_ref().filter(|_| errors.is_empty()) else { return Err(errors) };
        let mut plan = Plan::new(format!("{} 卧床登记", person.name), person.version.region);
        plan.show("情况", "", input.note.trim());
        plan_bedridden(&mut plan, person, Some(input.is_so), input.note.trim());
        Ok(plan)
    }
}
