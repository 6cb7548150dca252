//! 逾期停发: everybody whose proof of life has run out, in one batch. Old and bedridden people only
//! after somebody has called at home; whoever is left out for that is named.

use std::sync::Arc;

use base::{Date, Fen, Month, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::people::{Certifiable, Standing, Whom, certifiable};
use super::rule::CertificationRules;
use crate::benefits::{Calendar, next_version};
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{AwardState, Cause, Scheme, Suspension, SuspensionReason};

/// Suspends overdue pensions.
pub struct SuspendOverdue(pub Arc<Environment>);

/// Of which day, where.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspendOverdueInput {
    /// Whose proof had run out on this day.
    pub on: Date,
    /// Only in this region; the whole agency when left out.
    #[serde(default)]
    pub area: Option<RegionCode>,
}

/// What the plan depends on.
pub struct SuspendOverdueFacts {
    today: Date,
    area: RegionCode,
    rules: CertificationRules,
    open: Month,
    overdue: Vec<Certifiable>,
}

impl Operation for SuspendOverdue {
    type Input = SuspendOverdueInput;
    type Facts = SuspendOverdueFacts;
    const NAME: &'static str = "certification.suspend_overdue";
    const TITLE: &'static str = "逾期未认证批量停发";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &SuspendOverdueInput) -> Result<SuspendOverdueFacts, Unplanned> {
        let rules = CertificationRules::on(look, &self.0, input.on)?;
        let mut overdue = certifiable(look, &self.0, Whom::within(input.area.as_ref()))?;
        overdue.retain(|person| {
            person.version.state == AwardState::Live && person.standing(input.on, &rules) == Standing::Overdue
        });
        Ok(SuspendOverdueFacts {
            today: look.today(),
            area: agency_area(look)?,
            rules,
            open: Calendar::read(look, Scheme::Resident)?.open_month,
            overdue,
        })
    }

    fn plan(&self, facts: &SuspendOverdueFacts, input: &SuspendOverdueInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        if input.on > facts.today {
            let what = format!("{} 还没有到，到那天仍可能认证", input.on);
            errors.push(FieldError::input("on", what, "请填写今天或以前的日期"));
        }
        if let Some(area) = input.area.filter(|area| !area.is_within(&facts.area)) {
            errors.push(FieldError::input("area", format!("{area} 不在本机构辖区内"), "请从行政区划列表中选择"));
        }
        let (protected, to_suspend): (Vec<&Certifiable>, Vec<&Certifiable>) = facts
            .overdue
            .iter()
            .partition(|person| person.needs_visit(input.on, &facts.rules) && !person.was_visited(&facts.rules));
        if errors.is_empty() && to_suspend.is_empty() {
            let what = format!("没有可以停发的人员（须先入户的 {} 人）", protected.len());
            errors.push(FieldError::whole(what, "请先安排入户走访，或不需要办理"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("{} 逾期未认证批量停发", input.on), input.area.unwrap_or(facts.area));
        plan.amount = to_suspend.iter().map(|person| person.version.total()).sum::<Fen>();
        plan.show("停发人数", "", to_suspend.len());
        plan.show("月待遇合计", "", plan.amount);
        plan.show("停发起始月", "", facts.open);
        for person in &to_suspend {
            suspend(&mut plan, facts, person);
        }
        for person in &protected {
            let why = person.age(input.on).map_or_else(|| "年龄待补".to_owned(), |age| format!("{age} 岁"));
            let why = if person.bedridden { format!("{why}、卧床") } else { why };
            plan.notices.push(format!(
                "{}（{}，{why}）没有 {} 以来的入户记录，不停发，请先入户走访",
                person.name,
                person.version.region,
                facts.rules.warned_from(person.valid_until)
            ));
        }
        Ok(plan)
    }
}

fn suspend(plan: &mut Plan, facts: &SuspendOverdueFacts, person: &Certifiable) {
    let mut version = next_version(&person.version, person.highest, Cause::Suspension, facts.open);
    version.state = AwardState::Suspended;
    let last = if person.proven { "最近认证" } else { "进入本系统" };
    let note = format!("{last} {}，有效期至 {}", person.certified_on, person.valid_until);
    plan.show(&format!("{}（{}）", person.name, version.region), person.version.state, &note);
    plan.insert(&version);
    plan.insert(&Suspension {
        award: version.award,
        n: version.n,
        reason: SuspensionReason::Certification,
        note,
        matter: MATTER,
    });
}
