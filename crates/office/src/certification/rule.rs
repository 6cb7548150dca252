//! 认证规则: how long a proof counts is law; from which age a visit is needed before suspension, and
//! how early the warning begins, the agency decides, from a day on.

use std::sync::Arc;

use base::{Date, Month, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::benefits::law_fault;
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::CertificationRule;

/// What holds while an agency has decided nothing: protected from 80 on and when bedridden, the
/// warning two months ahead.
const VISIT_AGE: i64 = 80;
const WARN_DAYS: i64 = 60;

/// The rules of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CertificationRules {
    /// So many months a proof counts, by law.
    pub months: i64,
    /// Nobody of this age is suspended without a visit record.
    pub visit_age: i64,
    /// Nor anybody bedridden, if true.
    pub visit_bedridden: bool,
    /// Days before the end at which the warning begins.
    pub warn_days: i64,
}

impl CertificationRules {
    /// The rules in force on a day.
    pub fn on(look: &mut Look<'_>, environment: &Environment, day: Date) -> Result<CertificationRules, Unplanned> {
        let area = agency_area(look)?;
        let place = environment.law.place(&area).map_err(|e| law_fault(&e))?;
        let months = place.count("resident.certification.months", Month::of(day)).map_err(|e| law_fault(&e))?.value;
        let args = [Value::Int(look.agency().0), day.value()];
        let rest = "WHERE agency = $1 AND from_date <= $2 ORDER BY from_date DESC, id DESC LIMIT 1";
        let decided = look.select_one::<CertificationRule>(rest, &args)?;
        Ok(CertificationRules {
            months,
            visit_age: decided.as_ref().map_or(VISIT_AGE, |rule| rule.visit_age),
            visit_bedridden: decided.as_ref().is_none_or(|rule| rule.visit_bedridden),
            warn_days: decided.as_ref().map_or(WARN_DAYS, |rule| rule.warn_days),
        })
    }

    /// The last day that a proof of this day counts.
    pub fn valid_until(&self, certified_on: Date) -> Date {
        let span = jiff::Span::new().try_months(self.months);
        span.and_then(|span| certified_on.checked_add(span)).unwrap_or(certified_on)
    }

    /// The first day of the warning.
    pub fn warned_from(&self, valid_until: Date) -> Date {
        let span = jiff::Span::new().try_days(self.warn_days);
        span.and_then(|span| valid_until.checked_sub(span)).unwrap_or(valid_until)
    }
}

/// Decides the agency's part of the rules.
pub struct SetRule(pub Arc<Environment>);

/// What is decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetRuleInput {
    /// First day.
    pub from: Date,
    /// From this age on nobody is suspended without a visit record.
    pub visit_age: i64,
    /// Whether the same holds for bedridden people.
    pub visit_bedridden: bool,
    /// Days before the end at which the warning begins.
    pub warn_days: i64,
    /// The document that decides it.
    pub document: String,
}

/// What the plan depends on.
pub struct SetRuleFacts {
    today: Date,
    area: RegionCode,
    before: CertificationRules,
}

impl Operation for SetRule {
    type Input = SetRuleInput;
    type Facts = SetRuleFacts;
    const NAME: &'static str = "certification.set_rule";
    const TITLE: &'static str = "设定资格认证规则";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &SetRuleInput) -> Result<SetRuleFacts, Unplanned> {
        let before = CertificationRules::on(look, &self.0, input.from)?;
        Ok(SetRuleFacts { today: look.today(), area: agency_area(look)?, before })
    }

    fn plan(&self, facts: &SetRuleFacts, input: &SetRuleInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
        if input.from < facts.today {
            fault("from", format!("生效日期 {} 早于今天", input.from), "已经过去的日子不能改规则，请填写今天或以后");
        }
        if !(60..=120).contains(&input.visit_age) {
            fault("visit_age", format!("入户年龄 {} 不在 60 至 120 岁之间", input.visit_age), "请按文件填写");
        }
        if !(0..=180).contains(&input.warn_days) {
            fault("warn_days", format!("提前预警 {} 天不在 0 至 180 天之间", input.warn_days), "请按文件填写");
        }
        if input.document.trim().is_empty() {
            fault("document", "没有填写文件".to_owned(), "请填写作出规定的文件名称和文号");
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("资格认证规则自 {} 起", input.from), facts.area);
        let bedridden = |needed: bool| if needed { "须入户" } else { "不要求" };
        plan.show("停发前须入户的年龄", facts.before.visit_age, input.visit_age);
        plan.show("卧床人员停发前", bedridden(facts.before.visit_bedridden), bedridden(input.visit_bedridden));
        plan.show("提前预警天数", facts.before.warn_days, input.warn_days);
        plan.show("依据", "", input.document.trim());
        let id = plan.new_id();
        plan.insert(&CertificationRule {
            id,
            from_date: input.from,
            visit_age: input.visit_age,
            visit_bedridden: input.visit_bedridden,
            warn_days: input.warn_days,
            document: input.document.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}
