//! 终止岗位: a post ends before its last day, for example when somebody leaves.

use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, FieldError, GrantId, Look, Operation, Plan, Post, PostGrantEnd, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::registry::add_staff::agency_area;
use crate::registry::posts_held::{Held, grant, staff_name};

/// Posts without which no post could be granted any more.
const KEEPERS: [Post; 3] = [Post::SystemAdmin, Post::Auditor, Post::Head];

/// Ends a post.
pub struct EndPost(pub Arc<Environment>);

/// Which grant ends, and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndPostInput {
    /// The grant.
    pub grant: GrantId,
    /// Last day.
    pub last_day: Date,
}

/// What the plan depends on.
pub struct EndPostFacts {
    today: Date,
    agency_area: RegionCode,
    grant: Option<(Held, String)>,
    ended: bool,
    /// Others who hold the same post for the whole agency after that day.
    others: i64,
}

impl Operation for EndPost {
    type Input = EndPostInput;
    type Facts = EndPostFacts;
    const NAME: &'static str = "registry.end_post";
    const TITLE: &'static str = "终止岗位";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::STAFF;

    fn read(&self, look: &mut Look<'_>, input: &EndPostInput) -> Result<EndPostFacts, Unplanned> {
        let agency_area = agency_area(look)?;
        let held = grant(look, input.grant)?;
        let others = match &held {
            Some(held) => others_after(look, held, input.last_day, &agency_area)?,
            None => 0,
        };
        let ended = "SELECT COUNT(*) FROM post_grant_end WHERE grant_id = $1";
        let ended = look.scalar::<i64>(ended, &[Value::Int(input.grant.0)])? > 0;
        let named = match held {
            Some(held) => staff_name(look, held.staff)?.map(|name| (held, name)),
            None => None,
        };
        Ok(EndPostFacts { today: look.today(), agency_area, grant: named, ended, others })
    }

    fn plan(&self, facts: &EndPostFacts, input: &EndPostInput) -> Result<Plan, Vec<FieldError>> {
        let Some((held, name)) = &facts.grant else {
            return Err(vec![FieldError::input("grant", "没有这条岗位授权", "请从人员岗位列表中选择")]);
        };
        let mut errors = Vec::new();
        if facts.ended {
            errors.push(FieldError::input("grant", "这条岗位授权已经终止过", "不需要再次办理"));
        }
        if input.last_day < facts.today {
            let what = "终止日期早于今天";
            errors.push(FieldError::input("last_day", what, "已经签过的字不能事后失去依据，请填写今天或以后的日期"));
        }
        if held.to.is_some_and(|to| to <= input.last_day) {
            errors.push(FieldError::input("last_day", "岗位在这一天以前已经到期", "不需要终止"));
        }
        if KEEPERS.contains(&held.post) && facts.others == 0 {
            let what = format!("此后全机构再没有“{}”，将无法授予任何岗位", held.post);
            errors.push(FieldError::input("grant", what, "请先授予接任者该岗位"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("终止{name}“{}”岗位", held.post), facts.agency_area);
        plan.show("姓名", name, name);
        let until = held.to.map_or_else(|| "长期".to_owned(), |to| to.to_string());
        plan.show("岗位终止日期", until, input.last_day);
        plan.insert(&PostGrantEnd { grant_id: input.grant, to_date: input.last_day });
        Ok(plan)
    }
}

fn others_after(look: &mut Look<'_>, held: &Held, last_day: Date, area: &RegionCode) -> Result<i64, Unplanned> {
    let sql = "SELECT COUNT(*) FROM post_grant g LEFT JOIN post_grant_end e ON e.grant_id = g.id \
               WHERE g.agency = $1 AND g.post = $2 AND g.area = $3 AND g.staff <> $4 AND g.from_date <= $5 \
               AND COALESCE(g.to_date, 99991231) > $5 AND COALESCE(e.to_date, 99991231) > $5";
    let args =
        [Value::Int(look.agency().0), held.post.value(), area.value(), Value::Int(held.staff.0), last_day.value()];
    Ok(look.scalar(sql, &args)?)
}
