//! 一般信息变更: phone, address, village. One person does it; samples are looked at afterwards.

use std::sync::Arc;

use base::RegionCode;
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::identifiers::Present;
use crate::registry::changes::{Before, flags_after};
use crate::registry::flag::Flag;
use crate::registry::newcomer::{PHONE_ADVICE, phone_is_sound};
use crate::registry::people::{common_area, region_exists};
use crate::tables::{Cause, IdentifierKind, PersonId};

/// Changes ordinary facts.
pub struct ChangeOrdinary(pub Arc<Environment>);

/// What becomes different; what is left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeOrdinaryInput {
    /// Whose.
    pub person: PersonId,
    /// New phone.
    #[serde(default)]
    pub phone: Option<String>,
    /// New address.
    #[serde(default)]
    pub address: Option<String>,
    /// New village.
    #[serde(default)]
    pub region: Option<RegionCode>,
}

/// What the plan depends on.
pub struct ChangeOrdinaryFacts {
    before: Before,
    phone: Option<Present>,
    /// Whether the new village exists.
    region_known: bool,
}

impl Operation for ChangeOrdinary {
    type Input = ChangeOrdinaryInput;
    type Facts = ChangeOrdinaryFacts;
    const NAME: &'static str = "registry.change_ordinary";
    const TITLE: &'static str = "一般信息变更";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ChangeOrdinaryInput) -> Result<ChangeOrdinaryFacts, Unplanned> {
        Ok(ChangeOrdinaryFacts {
            before: Before::read(look, input.person)?,
            phone: self.0.identifiers().present(look, input.person, IdentifierKind::Phone)?,
            region_known: match &input.region {
                Some(region) => region_exists(look, region)?,
                None => true,
            },
        })
    }

    fn plan(&self, facts: &ChangeOrdinaryFacts, input: &ChangeOrdinaryInput) -> Result<Plan, Vec<FieldError>> {
        let before = &facts.before.now.version;
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let area = common_area([Some(before.region), input.region].into_iter().flatten()).unwrap_or(before.region);
        let mut plan = Plan::new(format!("{} 一般信息变更", before.name), area);
        let mut next = facts.before.next();
        if let Some(address) = &input.address {
            plan.show("地址", &before.address, address.trim());
            address.trim().clone_into(&mut next.address);
            next.flags = flags_after(&next.flags, &[Flag::NoAddress], &[]);
        }
        if let Some(phone) = &input.phone {
            let masked = facts.phone.as_ref().map_or("", |present| present.masked.as_str());
            plan.show("电话", masked, format!("****{}", &phone[phone.len().saturating_sub(2)..]));
            let kind = IdentifierKind::Phone;
            let identifiers = self.0.identifiers();
            identifiers
                .plan(&mut plan, input.person, kind, phone, ("", ""), facts.before.today)
                .map_err(Unplanned::into_fields)?;
            next.flags = flags_after(&next.flags, &[Flag::BadPhone], &[]);
        }
        if let Some(region) = input.region {
            plan.show("村（社区）", before.region, region);
            next.region = region;
            next.flags = flags_after(&next.flags, &[Flag::UnknownRegion], &[]);
            facts.before.plan_award(&mut plan, Cause::Moved, |version| version.region = region);
        }
        plan.insert(&next);
        Ok(plan)
    }
}

fn faults(facts: &ChangeOrdinaryFacts, input: &ChangeOrdinaryInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let before = &facts.before.now.version;
    if input.phone.is_none() && input.address.is_none() && input.region.is_none() {
        errors.push(FieldError::whole("没有填写要变更的内容", "请填写电话、地址或村（社区）"));
    }
    if input.phone.as_ref().is_some_and(|phone| !phone_is_sound(phone)) {
        errors.push(FieldError::input("phone", "电话号码不对", PHONE_ADVICE));
    }
    if input.address.as_ref().is_some_and(|address| address.trim().is_empty()) {
        errors.push(FieldError::input("address", "地址不能改为空", "地址为必填项，请填写到村组门牌"));
    }
    if !facts.region_known {
        errors.push(FieldError::input("region", "没有这个村（社区）代码", "请从行政区划列表中选择"));
    }
    if input.region == Some(before.region) {
        errors.push(FieldError::input("region", "与原村（社区）相同", "没有变动的项目请不要填写"));
    }
    errors
}
