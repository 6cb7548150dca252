//! 认证后批量续发: pensions that slept for want of a proof of life, once there is one. What was not
//! paid meanwhile is arrears of the next run, where the law of the place says so.

use std::sync::Arc;

use base::{Date, Fen, Month, RegionCode};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::people::{Certifiable, Whom, certifiable};
use crate::benefits::{Calendar, law_fault, next_version, unverified_are_paid};
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{AwardState, Cause, Scheme, SuspensionReason};

/// Resumes certified pensions.
pub struct ResumeCertified(pub Arc<Environment>);

/// Where.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResumeCertifiedInput {
    /// Only in this region; the whole agency when left out.
    #[serde(default)]
    pub area: Option<RegionCode>,
}

/// What the plan depends on.
pub struct ResumeCertifiedFacts {
    today: Date,
    area: RegionCode,
    open: Month,
    /// Whether the months without proof are paid afterwards.
    back_paid: bool,
    certified: Vec<Certifiable>,
}

impl Operation for ResumeCertified {
    type Input = ResumeCertifiedInput;
    type Facts = ResumeCertifiedFacts;
    const NAME: &'static str = "certification.resume_certified";
    const TITLE: &'static str = "认证后批量续发";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ResumeCertifiedInput) -> Result<ResumeCertifiedFacts, Unplanned> {
        let (today, area) = (look.today(), agency_area(look)?);
        let place = self.0.law.place(&area).map_err(|e| law_fault(&e))?;
        let mut certified = certifiable(look, &self.0, Whom::within(input.area.as_ref()))?;
        certified.retain(|person| {
            person.version.state == AwardState::Suspended
                && person.reason.is_none_or(|reason| reason == SuspensionReason::Certification)
                && person.proven
                && person.valid_until >= today
        });
        Ok(ResumeCertifiedFacts {
            today,
            area,
            open: Calendar::read(look, Scheme::Resident)?.open_month,
            back_paid: unverified_are_paid(&place, Month::of(today))?,
            certified,
        })
    }

    fn plan(&self, facts: &ResumeCertifiedFacts, input: &ResumeCertifiedInput) -> Result<Plan, Vec<FieldError>> {
        let (asked, clear): (Vec<&Certifiable>, Vec<&Certifiable>) =
            facts.certified.iter().partition(|person| person.open_leads > 0);
        if clear.is_empty() {
            let what = format!("没有可以续发的人员（已认证但还有疑点的 {} 人）", asked.len());
            return Err(vec![FieldError::whole(what, "请先登记认证，或先核查疑点")]);
        }
        let title = format!("{} 认证后批量续发", facts.today);
        let mut plan = Plan::new(title, input.area.unwrap_or(facts.area));
        let mut amount = Fen::ZERO;
        plan.show("续发人数", "", clear.len());
        for person in &clear {
            let from = if facts.back_paid { person.version.from_month } else { facts.open };
            let mut version = next_version(&person.version, person.highest, Cause::Resumption, from);
            version.state = AwardState::Live;
            let months = facts.open.months_since(version.from_month).max(0);
            amount += version.total().times(i64::from(months) + 1);
            let what = format!("{} 认证，{} 起续发，须补发 {months} 个月", person.certified_on, version.from_month);
            plan.show(&format!("{}（{}）", person.name, version.region), person.version.state, what);
            if person.reason.is_none() {
                let from = version.from_month;
                let what = format!("{}：{from} 以前的月份在原系统中暂停，应补的请另行核定补发", person.name);
                plan.notices.push(what);
            }
            plan.insert(&version);
        }
        plan.amount = amount;
        for person in asked {
            plan.notices.push(format!("{} 还有 {} 条疑点没有结论，不续发", person.name, person.open_leads));
        }
        Ok(plan)
    }
}
