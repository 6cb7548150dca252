//! 催缴登记: somebody who has not paid was spoken to.

use std::sync::Arc;

use base::{Date, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::registry::{PersonNow, current_person};
use crate::tables::{Contact, ContactAnswer, ContactWay, EnrolmentState, PayerKind, PersonId, Scheme};

/// Writes a contact down.
pub struct Contacted(pub Arc<Environment>);

/// A contact.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactedInput {
    /// With whom.
    pub person: PersonId,
    /// The fee year that is not paid.
    pub year: i16,
    /// Day.
    pub on: Date,
    /// How.
    pub way: ContactWay,
    /// What came of it.
    pub answer: ContactAnswer,
    /// In words.
    #[serde(default)]
    pub note: String,
}

/// What the plan depends on.
pub struct ContactedFacts {
    today: Date,
    now: PersonNow,
    paid: Option<Date>,
    last: Option<Contact>,
}

impl Operation for Contacted {
    type Input = ContactedInput;
    type Facts = ContactedFacts;
    const NAME: &'static str = "contributions.contacted";
    const TITLE: &'static str = "催缴登记";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ContactedInput) -> Result<ContactedFacts, Unplanned> {
        let now = current_person(look, input.person, Scheme::Resident)?.ok_or_else(|| {
            FieldError::input("person", format!("没有编号为 {} 的人员", input.person), "请从催缴清单中选择人员")
        })?;
        let year = i64::from(input.year);
        let sql = "SELECT MIN(c.paid_on) FROM contribution c WHERE c.person = $1 AND c.period_from = $2 AND c.payer IN ($3, $4) \
                   AND c.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM contribution r WHERE r.reverses = c.id)";
        let payers = [PayerKind::Personal.value(), PayerKind::Proxy.value()];
        let args = [&[Value::Int(input.person.0), Value::Int(year * 100 + 1)][..], &payers].concat();
        let paid = look.scalar::<Option<Date>>(sql, &args)?;
        let args = [Value::Int(input.person.0), Value::Int(year)];
        let last = look.select::<Contact>("WHERE person = $1 AND year = $2 ORDER BY on_date DESC, id DESC", &args)?;
        Ok(ContactedFacts { today: look.today(), now, paid, last: last.into_iter().next() })
    }

    fn plan(&self, facts: &ContactedFacts, input: &ContactedInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let version = &facts.now.version;
        let mut plan = Plan::new(format!("{} {} 年度催缴", version.name, input.year), version.region);
        let before = facts.last.as_ref().map_or_else(String::new, |last| format!("{} {}", last.on_date, last.answer));
        plan.show(&format!("{} {}", input.on, input.way), before, input.answer);
        if !input.note.trim().is_empty() {
            plan.show("说明", "", input.note.trim());
        }
        let id = plan.new_id();
        plan.insert(&Contact {
            id,
            person: input.person,
            year: i64::from(input.year),
            on_date: input.on,
            way: input.way,
            answer: input.answer,
            note: input.note.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

fn faults(facts: &ContactedFacts, input: &ContactedInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let name = &facts.now.version.name;
    if let Some(paid) = facts.paid {
        let what = format!("{name} 的 {} 年度已于 {paid} 缴费", input.year);
        errors.push(FieldError::input("year", what, "不需要催缴；请重新打印催缴清单"));
    }
    match &facts.now.enrolment {
        Some((enrolment, EnrolmentState::Active)) if enrolment.joined <= last_month(input.year, enrolment.joined) => {}
        Some((enrolment, EnrolmentState::Active)) => {
            let what = format!("{name} 自 {} 起参保，{} 年度不应缴费", enrolment.joined, input.year);
            errors.push(FieldError::input("year", what, "请核对年度"));
        }
        Some((_, state)) => {
            let what = format!("{name} 的参保状态是“{state}”，不在催缴范围");
            errors.push(FieldError::input("person", what, "请核对人员；不在缴费状态的不催缴"));
        }
        None => errors.push(FieldError::input("person", format!("{name} 没有参保"), "请先办理参保登记")),
    }
    if input.on > facts.today {
        errors.push(FieldError::input("on", format!("日期 {} 晚于今天", input.on), "请填写实际联系的日期"));
    }
    if i64::from(input.on.year()) < i64::from(input.year) {
        let what = format!("{} 年度在 {} 尚未开始", input.year, input.on);
        errors.push(FieldError::input("on", what, "请核对年度和日期"));
    }
    let same = |last: &&Contact| (last.on_date, last.way, last.answer) == (input.on, input.way, input.answer);
    if facts.last.as_ref().filter(same).is_some() {
        errors.push(FieldError::whole("同一天、同一方式、同一结果已经登记过", "请确认是否重复登记"));
    }
    errors
}

/// December of a year; `otherwise` when there is no such year.
fn last_month(year: i16, otherwise: Month) -> Month {
    Month::new(year, 12).unwrap_or(otherwise)
}
