//! 授权代理: somebody acts for the holder of a post for a time. It expires by itself; whoever lent
//! the post counts as having acted, so that lending it makes no second person of one.

use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, Delegation, DelegationId, FieldError, GrantId, Look, Operation, Plan, Posts, StaffId, Unplanned};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::registry::add_staff::agency_area;
use crate::registry::posts_held::{Held, Incompatible, clash, grant, held_by, incompatible, staff_name};

/// A quarter: who is away longer is replaced by a grant.
const LONGEST_DAYS: i32 = 92;

/// Lends a post.
pub struct Delegate(pub Arc<Environment>);

/// Who lends which post to whom, from when to when.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelegateInput {
    /// The grant of the post.
    pub grant: GrantId,
    /// Its holder.
    pub from_staff: StaffId,
    /// Who acts.
    pub to_staff: StaffId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// What the plan depends on.
pub struct DelegateFacts {
    today: Date,
    agency_area: RegionCode,
    grant: Option<Held>,
    lender: Option<String>,
    deputy: Option<String>,
    deputy_holds: Vec<Held>,
    pairs: Incompatible,
}

impl Operation for Delegate {
    type Input = DelegateInput;
    type Facts = DelegateFacts;
    const NAME: &'static str = "registry.delegate";
    const TITLE: &'static str = "授权代理";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::STAFF;

    fn read(&self, look: &mut Look<'_>, input: &DelegateInput) -> Result<DelegateFacts, Unplanned> {
        Ok(DelegateFacts {
            today: look.today(),
            agency_area: agency_area(look)?,
            grant: grant(look, input.grant)?,
            lender: staff_name(look, input.from_staff)?,
            deputy: staff_name(look, input.to_staff)?,
            deputy_holds: held_by(look, input.to_staff)?,
            pairs: incompatible(look)?,
        })
    }

    fn plan(&self, facts: &DelegateFacts, input: &DelegateInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        let (Some(held), Some(lender), Some(deputy), true) =
            (&facts.grant, &facts.lender, &facts.deputy, errors.is_empty())
        else {
            return Err(errors);
        };
        let mut plan = Plan::new(format!("{lender}授权{deputy}代理“{}”", held.post), facts.agency_area);
        plan.show("授权人", "", lender);
        plan.show("代理人", "", deputy);
        plan.show("岗位", "", format!("{} {}", held.post, held.area));
        plan.show("期限", "", format!("{} 至 {}", input.from, input.to));
        let id: DelegationId = plan.new_id();
        plan.insert(&Delegation {
            id,
            grant_id: input.grant,
            from_staff: input.from_staff,
            to_staff: input.to_staff,
            from_date: input.from,
            to_date: input.to,
        });
        Ok(plan)
    }
}

fn faults(facts: &DelegateFacts, input: &DelegateInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if facts.lender.is_none() {
        fault("from_staff", "没有这名工作人员".to_owned(), "请从人员岗位列表中选择");
    }
    if facts.deputy.is_none() {
        fault("to_staff", "没有这名工作人员".to_owned(), "请从人员岗位列表中选择");
    }
    if input.from_staff == input.to_staff {
        fault("to_staff", "授权人和代理人是同一人".to_owned(), "请选择另一名工作人员");
    }
    if input.from < facts.today || input.to < input.from {
        fault("from", "代理期限不对：不能早于今天，止期不能早于起期".to_owned(), "请改正日期");
    }
    let days = input.from.until(input.to).map_or(i32::MAX, |span| span.get_days()).saturating_add(1);
    if days > LONGEST_DAYS {
        fault("to", format!("代理期限 {days} 天，超过 {LONGEST_DAYS} 天"), "长期离岗请改为授予岗位");
    }
    match &facts.grant {
        None => fault("grant", "没有这条岗位授权".to_owned(), "请从人员岗位列表中选择"),
        Some(held) if held.staff != input.from_staff => {
            fault("grant", "这不是授权人本人的岗位".to_owned(), "只能授权代理本人担任的岗位");
        }
        Some(held) if held.from > input.from || held.to.is_some_and(|end| end < input.to) => {
            let until = held.to.map_or_else(|| "长期".to_owned(), |end| end.to_string());
            let what = format!("授权人的岗位只在 {} 至 {until} 有效", held.from);
            fault("grant", what, "岗位到期或终止后不能授权代理，请改正期限");
        }
        Some(held) => {
            let wish = (held.post, input.from, Some(input.to));
            errors.extend(clash("to_staff", wish, &facts.deputy_holds, &facts.pairs));
        }
    }
    errors
}
