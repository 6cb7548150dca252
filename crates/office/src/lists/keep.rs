//! 保存常用查询.

use std::sync::Arc;

use base::RegionCode;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Post, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::kept_queries;
use crate::environment::Environment;
use crate::tables::KeptQuery;

/// Characters of a question, and of its name.
const LONGEST: usize = 500;
const LONGEST_NAME: usize = 40;

/// Keeps a query.
pub struct Keep(pub Arc<Environment>);

/// The query.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepInput {
    /// What it is called.
    pub query_name: String,
    /// For whom.
    pub post: Post,
    /// The region of whoever keeps it.
    pub area: RegionCode,
    /// The list.
    pub list: String,
    /// What is asked, as in an address.
    #[serde(default)]
    pub filter: Option<String>,
}

impl Operation for Keep {
    type Input = KeepInput;
    type Facts = Vec<KeptQuery>;
    const NAME: &'static str = "lists.keep";
    const TITLE: &'static str = "保存常用查询";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = super::POSTS;

    fn read(&self, look: &mut Look<'_>, _: &KeepInput) -> Result<Vec<KeptQuery>, Unplanned> {
        kept_queries(look)
    }

    fn plan(&self, kept: &Vec<KeptQuery>, input: &KeepInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        let (name, asked) = (input.query_name.trim(), input.filter.as_deref().unwrap_or_default().trim());
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            faults.push(FieldError::input("query_name", "名称没有填写或太长", "请起一个 40 字以内的名称"));
        }
        if kept.iter().any(|one| one.name == name && one.post == input.post) {
            let what = format!("{}已经有名为“{name}”的查询", input.post);
            faults.push(FieldError::input("query_name", what, "请换一个名称，或先删去原来的"));
        }
        if input.list.is_empty() || !input.list.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
            faults.push(FieldError::input("list", format!("没有“{}”这张清单", input.list), "请从清单页面保存"));
        }
        if asked.len() > LONGEST {
            faults.push(FieldError::input("filter", "筛选条件太长", "请减少筛选条件后保存"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("常用查询“{name}”"), input.area);
        plan.show(name, "", format!("{} {asked}", input.list));
        let id = plan.new_id();
        plan.insert(&KeptQuery {
            id,
            post: input.post,
            area: input.area,
            name: name.to_owned(),
            list: input.list.clone(),
            asked: asked.to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}
