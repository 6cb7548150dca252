//! 窗口受理: an application is taken in, with its limit and what is missing.

use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::terms::{last_day, term_of};
use crate::environment::Environment;
use crate::registry::{known_people, region_exists};
use crate::tables::{Intake, PersonId};

/// Takes an application in.
pub struct Accept(pub Arc<Environment>);

/// An application.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptInput {
    /// Name of the operation that is asked for.
    pub asked: String,
    /// Who applies.
    pub applicant: String,
    /// The member, when already known.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// Village or town.
    pub region: RegionCode,
    /// Which window.
    pub counter: String,
    /// Whether a signed promise stands for a proof.
    #[serde(default)]
    pub promise: bool,
    /// What is missing; empty when everything is there.
    #[serde(default)]
    pub missing: String,
    /// Working days promised, where shorter than the law's.
    #[serde(default)]
    pub days: Option<i64>,
}

/// What the plan depends on.
pub struct AcceptFacts {
    today: Date,
    region_known: bool,
    known: bool,
}

impl Operation for Accept {
    type Input = AcceptInput;
    type Facts = AcceptFacts;
    const NAME: &'static str = "window.accept";
    const TITLE: &'static str = "窗口受理";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &AcceptInput) -> Result<AcceptFacts, Unplanned> {
        let known = match input.person {
            Some(person) => known_people(look, &[person])?.contains_key(&person),
            None => true,
        };
        Ok(AcceptFacts { today: look.today(), region_known: region_exists(look, &input.region)?, known })
    }

    fn plan(&self, facts: &AcceptFacts, input: &AcceptInput) -> Result<Plan, Vec<FieldError>> {
        let term = term_of(&input.asked);
        let days = input.days.unwrap_or(term.days);
        let mut errors = Vec::new();
        let mut fault = |key: &str, what: &str, advice: &str| errors.push(FieldError::input(key, what, advice));
        // It becomes part of an address.
        if input.asked.is_empty() || !input.asked.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c)) {
            fault("asked", "没有这件业务", "请从列表中选择申请办理的业务");
        }
        if input.applicant.trim().is_empty() {
            fault("applicant", "没有填写申请人", "请填写申请人姓名");
        }
        if input.counter.trim().is_empty() {
            fault("counter", "没有填写窗口", "请填写窗口号，如 1 号窗口");
        }
        if !facts.region_known {
            fault("region", "没有这个村（社区）或乡镇", "请从列表中选择");
        }
        if !facts.known {
            fault("person", "没有这个编号的人员", "请核对个人编号；还没有参保的不填");
        }
        if !(1..=term.days).contains(&days) {
            fault("days", &format!("办理时限不能超过 {} 个工作日", term.days), "请按法定时限或更短的承诺时限填写");
        }
        if input.promise && input.missing.trim().is_empty() {
            fault("missing", "告知承诺没有写明替代哪份证明", "请写明以承诺代替的证明材料");
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("{} 窗口受理", input.applicant.trim()), input.region);
        let due_on = last_day(self.0.law.calendar(), facts.today, days);
        plan.show("办理时限", "", format!("{days} 个工作日（{}）", term.basis));
        plan.show(
            "应办结日期",
            "",
            due_on.map_or_else(|| "工作日历没有覆盖，请人工推算".to_owned(), |d| d.to_string()),
        );
        if !input.missing.trim().is_empty() {
            plan.show(if input.promise { "以承诺代替" } else { "待补正" }, "", input.missing.trim());
        }
        let (id, year) = (plan.new_id(), i64::from(facts.today.year()));
        let number = plan.next_number(format!("intake/{year}"));
        plan.insert(&Intake {
            id,
            year,
            number,
            on_date: facts.today,
            counter: input.counter.trim().to_owned(),
            asked: input.asked.clone(),
            applicant: input.applicant.trim().to_owned(),
            person: input.person,
            region: input.region,
            promise: input.promise,
            missing: input.missing.trim().to_owned(),
            days,
            due_on,
            matter: MATTER,
        });
        Ok(plan)
    }
}
