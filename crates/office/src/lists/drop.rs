//! 删去常用查询.

use std::sync::Arc;

use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::kept_queries;
use crate::environment::Environment;
use crate::tables::{KeptQuery, KeptQueryEnd, KeptQueryId};

/// Drops a query.
pub struct Drop(pub Arc<Environment>);

/// The query.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropInput {
    /// The query.
    pub query: KeptQueryId,
}

impl Operation for Drop {
    type Input = DropInput;
    type Facts = Option<KeptQuery>;
    const NAME: &'static str = "lists.drop";
    const TITLE: &'static str = "删去常用查询";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = super::POSTS;

    fn read(&self, look: &mut Look<'_>, input: &DropInput) -> Result<Option<KeptQuery>, Unplanned> {
        Ok(kept_queries(look)?.into_iter().find(|one| one.id == input.query))
    }

    fn plan(&self, kept: &Option<KeptQuery>, input: &DropInput) -> Result<Plan, Vec<FieldError>> {
        let unknown = || vec![FieldError::input("query", "没有这个查询，或已经删去", "请从清单页面选择")];
        let kept = kept.as_ref().ok_or_else(unknown)?;
        let mut plan = Plan::new(format!("删去常用查询“{}”", kept.name), kept.area);
        plan.show(&kept.name, format!("{} {}", kept.list, kept.asked), "");
        plan.insert(&KeptQueryEnd { query: input.query, matter: MATTER });
        Ok(plan)
    }
}
