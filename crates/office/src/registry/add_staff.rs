//! 新增工作人员: a staff member with the posts held from the start.
//!
//! The login is opened apart, by [`desk::Desk::open_login`], because a password is no business
//! of those who sign for the post.

use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, FieldError, GrantId, Look, Operation, Plan, Post, PostGrant, Posts, Staff, StaffId, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::environment::Environment;
use crate::registry::posts_held::{Incompatible, clash_error, incompatible};

/// Adds a staff member.
pub struct AddStaff(pub Arc<Environment>);

/// A staff member and the first posts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddStaffInput {
    /// Name.
    pub name: String,
    /// Posts from the first day.
    pub posts: Vec<PostWish>,
}

/// A post for an area and a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostWish {
    /// Which post.
    pub post: Post,
    /// For which region.
    pub area: RegionCode,
    /// First day.
    pub from: Date,
    /// Last day, if known.
    #[serde(default)]
    pub to: Option<Date>,
}

/// What the plan depends on.
pub struct AddStaffFacts {
    agency_area: RegionCode,
    pairs: Incompatible,
}

impl Operation for AddStaff {
    type Input = AddStaffInput;
    type Facts = AddStaffFacts;
    const NAME: &'static str = "registry.add_staff";
    const TITLE: &'static str = "新增工作人员";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::STAFF;

    fn read(&self, look: &mut Look<'_>, _input: &AddStaffInput) -> Result<AddStaffFacts, Unplanned> {
        Ok(AddStaffFacts { agency_area: agency_area(look)?, pairs: incompatible(look)? })
    }

    fn plan(&self, facts: &AddStaffFacts, input: &AddStaffInput) -> Result<Plan, Vec<FieldError>> {
        let mut plan = Plan::new(format!("新增工作人员 {}", input.name), facts.agency_area);
        if input.name.trim().is_empty() {
            return Err(vec![FieldError::input("name", "姓名未填写", "请填写工作人员姓名")]);
        }
        let staff: StaffId = plan.new_id();
        plan.insert(&Staff { id: staff, name: input.name.clone() });
        plan.show("姓名", "", &input.name);
        let mut errors = Vec::new();
        for (wish, number) in input.posts.iter().zip(1..) {
            let key = format!("posts.{number}");
            errors.extend(post_faults(wish, &facts.agency_area, &key));
            errors.extend(clash_within(wish, &input.posts[..number - 1], &facts.pairs, &key));
            plan_grant(&mut plan, staff, wish);
        }
        if errors.is_empty() { Ok(plan) } else { Err(errors) }
    }
}

/// A wish that does not go with one before it, at the same time.
fn clash_within(wish: &PostWish, before: &[PostWish], pairs: &Incompatible, key: &str) -> Option<FieldError> {
    let overlaps =
        |other: &&PostWish| other.to.is_none_or(|to| to >= wish.from) && wish.to.is_none_or(|to| to >= other.from);
    let other = before.iter().filter(overlaps).find(|other| pairs.contains(&(other.post, wish.post)))?;
    Some(clash_error(key, wish.post, other.post))
}

/// The region of the agency itself.
pub(crate) fn agency_area(look: &mut Look<'_>) -> Result<RegionCode, Unplanned> {
    let sql = "SELECT code FROM agency WHERE id = $1";
    let code: String = look.scalar(sql, &[Value::Int(look.agency().0)])?;
    code.parse().map_err(|e: base::RegionCodeError| FieldError::whole(e.to_string(), "请联系系统管理员").into())
}

/// The agency's name, as it stands on forms.
pub fn agency_name(look: &mut Look<'_>) -> Result<String, Unplanned> {
    Ok(look.scalar("SELECT name FROM agency WHERE id = $1", &[Value::Int(look.agency().0)])?)
}

/// What is wrong with a wished post.
pub(crate) fn post_faults(wish: &PostWish, agency_area: &RegionCode, key: &str) -> Option<FieldError> {
    if !wish.area.is_within(agency_area) {
        return Some(FieldError::input(key, format!("地区 {} 不在本机构范围内", wish.area), "请选择本机构的地区"));
    }
    let ends_first = wish.to.is_some_and(|to| to < wish.from);
    ends_first.then(|| FieldError::input(key, "岗位终止日期早于起始日期", "请改正日期"))
}

/// Plans the grant of a post.
pub(crate) fn plan_grant(plan: &mut Plan, staff: StaffId, wish: &PostWish) {
    let id: GrantId = plan.new_id();
    plan.insert(&PostGrant { id, staff, post: wish.post, area: wish.area, from_date: wish.from, to_date: wish.to });
    let until = wish.to.map_or_else(|| "长期".to_owned(), |to| to.to_string());
    plan.show("岗位", "", format!("{} {} {} 至 {until}", wish.post, wish.area, wish.from));
}
