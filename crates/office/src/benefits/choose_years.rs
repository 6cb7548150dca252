//! 年限不足的选择: what somebody who reaches the age short of years wants: pay the missed years at once,
//! go on paying, convert to another scheme, or end the membership (国发〔2014〕8号 part seven, 人社部发
//! 〔2014〕17号).
//!
//! Only the choice is recorded; each has its own operation.

use std::sync::Arc;

use base::{Date, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use schemes::Explained;
use schemes::explained;
use schemes::resident::{ClaimRules, Filling, FillingRules, filling, first_month};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::benefits::account::years_booked;
use crate::benefits::award::law_fault;
use crate::benefits::standing::Standing;
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{EnrolmentState, PersonId, Scheme, YearsChoice, YearsChosen};

/// How many months before the first one a choice may be made.
pub const MONTHS_BEFORE: i32 = 3;

/// Records a choice.
pub struct ChooseYears(pub Arc<Environment>);

/// Who, and what.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChooseYearsInput {
    /// Who.
    pub person: PersonId,
    /// `fill`, `continue`, `convert` or `terminate`.
    pub choice: YearsChoice,
    /// The signed form.
    pub document: String,
}

/// What the plan depends on.
pub struct ChooseYearsFacts {
    today: Date,
    standing: Standing,
    booked: usize,
    rules: ClaimRules,
    filling: FillingRules,
    before: Vec<YearsChosen>,
}

impl Operation for ChooseYears {
    type Input = ChooseYearsInput;
    type Facts = ChooseYearsFacts;
    const NAME: &'static str = "benefits.choose_years";
    const TITLE: &'static str = "年限不足的选择";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ChooseYearsInput) -> Result<ChooseYearsFacts, Unplanned> {
        let today = look.today();
        let area = agency_area(look)?;
        let place = self.0.law.place(&area).map_err(|e| law_fault(&e))?;
        Ok(ChooseYearsFacts {
            today,
            standing: Standing::read(look, input.person, Scheme::Resident)?,
            booked: years_booked(look, input.person, Scheme::Resident)?.len(),
            rules: ClaimRules::at(&place, Month::of(today)).map_err(|e| law_fault(&e))?,
            filling: FillingRules::at(&place, Month::of(today)).map_err(|e| law_fault(&e))?,
            before: look.select("WHERE person = $1 ORDER BY n", &[Value::Int(input.person.0)])?,
        })
    }

    fn plan(&self, facts: &ChooseYearsFacts, input: &ChooseYearsInput) -> Result<Plan, Vec<FieldError>> {
        let (told, mut errors) = years(facts);
        if input.document.trim().is_empty() {
            errors.push(FieldError::input("document", "没有填写本人签字的申请表", "请填写表名和编号"));
        }
        if let Some(told) = &told {
            errors.extend(against(&told.value, input.choice));
        }
        let before = facts.before.last();
        if before.is_some_and(|before| before.choice == input.choice) {
            let what = format!("该人员已选择{}", input.choice);
            errors.push(FieldError::input("choice", what, "不需要重复办理；改选的请填写新的选择"));
        }
        let (Some(told), true) = (told, errors.is_empty()) else { return Err(errors) };
        let standing = &facts.standing;
        let mut plan = Plan::new(format!("{} {}", standing.name(), input.choice), standing.region());
        plan.show("姓名", "", standing.name());
        plan.show("年限", "", &told.node.formula);
        plan.show("选择", before.map_or(String::new(), |before| before.choice.to_string()), input.choice);
        plan.show("申请表", "", input.document.trim());
        plan.notices.push(next_step(input.choice, &told.value));
        plan.insert(&YearsChosen {
            person: input.person,
            n: i64::try_from(facts.before.len()).unwrap_or(i64::MAX) + 1,
            choice: input.choice,
            short: told.value.short,
            chosen_on: facts.today,
            document: input.document.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// The years of the person, or why there is nothing to choose.
fn years(facts: &ChooseYearsFacts) -> (Option<Explained<Filling>>, Vec<FieldError>) {
    let standing = &facts.standing;
    let mut errors = Vec::new();
    let mut fault = |what: String, advice: &str| errors.push(FieldError::input("person", what, advice));
    if standing.death.is_some() {
        fault(format!("{} 已登记死亡", standing.name()), "请办理死亡结算");
    }
    if standing.newest.is_some() && !standing.undone {
        fault(format!("{} 已有待遇", standing.name()), "已领取待遇的没有年限不足的选择");
    }
    let enrolment = match &standing.now.enrolment {
        Some((enrolment, state)) if *state != EnrolmentState::Ended => Some(enrolment),
        _ => {
            fault("该人员没有参保，或已终止参保".to_owned(), "请核对参保状态");
            None
        }
    };
    let Some(birth) = standing.now.version.birth else {
        fault("该人员没有可用的出生日期".to_owned(), "请先办理关键信息变更，补正出生日期");
        return (None, errors);
    };
    let first = first_month(birth, None, &facts.rules);
    if Month::of(facts.today) < first.plus(-MONTHS_BEFORE) {
        fault(format!("{birth} 出生，{first} 才到领取月份"), "到龄前三个月内再办理");
    }
    let Some(enrolment) = enrolment else { return (None, errors) };
    let paid =
        u32::try_from(enrolment.years_taken_on).unwrap_or_default() + u32::try_from(facts.booked).unwrap_or_default();
    match explained(|trace| filling(birth, paid, facts.today, &facts.filling, trace)) {
        Ok(told) => (Some(told), errors),
        Err(error) => {
            errors.push(law_fault(&error));
            (None, errors)
        }
    }
}

fn against(years: &Filling, choice: YearsChoice) -> Option<FieldError> {
    let fault = |what: String, advice: &str| Some(FieldError::input("choice", what, advice));
    if years.short == 0 {
        return fault(format!("应缴 {} 年已缴满", years.required), "不需要选择，请直接申领待遇");
    }
    match choice {
        YearsChoice::Fill if years.may_fill < years.short => {
            let what = format!("还缺 {} 年，现在只能补缴 {} 年", years.short, years.may_fill);
            fault(what, "制度实施时不满 45 岁的先逐年延缴，请选择 continue；或选择转出、终止")
        }
        YearsChoice::Continue if !years.may_continue => fault(
            "按规定不能延缴".to_owned(),
            "未到领取年龄的按年缴费，已过延缴年龄的一次补缴（fill），或选择转出、终止",
        ),
        _ => None,
    }
}

fn next_step(choice: YearsChoice, years: &Filling) -> String {
    match choice {
        YearsChoice::Fill => {
            let subsidy = if years.subsidised { "享受" } else { "不享受" };
            format!("请到税务缴清 {} 年（{subsidy}补贴），入账后申领待遇；从缴清次月起领取", years.short)
        }
        YearsChoice::Continue => format!("还须逐年缴 {} 年，缴满后申领待遇", years.short),
        YearsChoice::Convert => "请办理制度衔接，转入其他养老保险".to_owned(),
        YearsChoice::Terminate => "请办理终止参保，按规定处理个人账户".to_owned(),
    }
}
