//! 填报实际完成值: the result of an indicator that no rows give: a number with its document, a rate with both terms, or
//! a grade for words with what was seen.

use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use evaluation::{Actual, Figure, Indicator, Judgement, Parent, Project, Target, Unit, self_evaluate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::standing::{answers_to, known_project};
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{PerformanceAnswer, PerformanceAnswerKind, PerformanceProjectId};

/// Reports a result.
pub struct ReportResult(pub Arc<Environment>);

store::codes! {
    /// How far words came true (财预〔2020〕10号).
    Grade {
        /// 80–100 %
        Reached = "reached" "达成年度指标（80–100%）",
        /// 60–80 %
        Partly = "partly" "部分达成并具有一定效果（60–80%）",
        /// 0–60 %
        Missed = "missed" "未达成且效果较差（0–60%）",
    }
}

/// A result: a number, both terms of a rate, a day, or a grade.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportResultInput {
    /// The project.
    pub project: PerformanceProjectId,
    /// The indicator's name.
    pub indicator: String,
    /// The number alone, in the goal's unit.
    #[serde(default)]
    pub value: Option<String>,
    /// The numerator of a rate, in people.
    #[serde(default)]
    pub part: Option<String>,
    /// The denominator of a rate, in people.
    #[serde(default)]
    pub whole: Option<String>,
    /// The grade of words.
    #[serde(default)]
    pub grade: Option<Grade>,
    /// The share of the points in percent, within the grade.
    #[serde(default)]
    pub share: Option<String>,
    /// The day on which it was done, where the goal is a day.
    #[serde(default)]
    pub on: Option<Date>,
    /// The document, or what was seen.
    pub document: String,
    /// Page, table or section in it.
    #[serde(default)]
    pub page: Option<String>,
    /// Who answers for it.
    pub who: String,
}

/// What the plan depends on.
pub struct ReportResultFacts {
    area: RegionCode,
    project: Project,
    before: Option<PerformanceAnswer>,
}

impl Operation for ReportResult {
    type Input = ReportResultInput;
    type Facts = ReportResultFacts;
    const NAME: &'static str = "performance.report_result";
    const TITLE: &'static str = "填报指标完成值";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = super::POSTS;

    fn read(&self, look: &mut Look<'_>, input: &ReportResultInput) -> Result<ReportResultFacts, Unplanned> {
        let project = known_project(look, input.project)?.project;
        let before = answers_to(look, input.project, input.indicator.trim(), PerformanceAnswerKind::Result)?.pop();
        Ok(ReportResultFacts { area: agency_area(look)?, project, before })
    }

    fn plan(&self, facts: &ReportResultFacts, input: &ReportResultInput) -> Result<Plan, Vec<FieldError>> {
        let name = input.indicator.trim();
        let Some(indicator) = facts.project.indicators.iter().find(|indicator| indicator.name == name) else {
            let what = format!("项目没有“{name}”这个指标");
            return Err(vec![FieldError::input("indicator", what, "请从绩效自评页的“填报”进入，或照抄三级指标的名称")]);
        };
        let actual = actual(indicator, &facts.project, input)?;
        let mut project = facts.project.clone();
        project.reach(name, actual.clone());
        if let Err(refusals) = self_evaluate(&project) {
            let fault = |refusal: &evaluation::Refusal| FieldError::whole(refusal.to_string(), "改正后重新提交");
            return Err(refusals.iter().map(fault).collect());
        }
        let body = serde_json::to_string(&actual)
            .map_err(|e| vec![FieldError::whole(format!("完成值不能保存：{e}"), "请联系系统管理员")])?;
        let mut plan = Plan::new(format!("{}：{name}", facts.project.name), facts.area);
        let before = indicator.actual.as_ref().map(Actual::printed).unwrap_or_default();
        plan.show(name, before, actual.printed());
        plan.show(
            "依据",
            "",
            format!("{} {}", input.document.trim(), input.page.as_deref().unwrap_or_default().trim()),
        );
        plan.show("填报人", "", input.who.trim());
        plan.insert(&PerformanceAnswer {
            project: input.project,
            place: name.to_owned(),
            kind: PerformanceAnswerKind::Result,
            n: facts.before.as_ref().map_or(0, |before| before.n) + 1,
            body,
            who: input.who.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// What was typed as a result that the goal can be compared with.
fn actual(indicator: &Indicator, project: &Project, input: &ReportResultInput) -> Result<Actual, Vec<FieldError>> {
    let mut faults = Vec::new();
    for (key, text) in [("document", &input.document), ("who", &input.who)] {
        if text.trim().is_empty() {
            faults.push(FieldError::input(key, "没有填写", "填报的完成值须写明依据和填报人"));
        }
    }
    let (document, who) = (input.document.trim().to_owned(), input.who.trim().to_owned());
    let page = input.page.as_deref().unwrap_or_default().trim().to_owned();
    let parent = Parent::Declared { document: document.clone(), page, who: who.clone() };
    let year = project.assess_year;
    let figure = |value: Decimal, unit: Unit| Figure { value, unit, year, parent: parent.clone() };
    let result = match (&indicator.target, (&input.value, &input.part, &input.whole, &input.grade)) {
        (Target::Words(_), (None, None, None, Some(grade))) => {
            let share = number("share", input.share.as_deref(), &mut faults);
            let grade = match grade {
                Grade::Reached => Judgement::Reached,
                Grade::Partly => Judgement::Partly,
                Grade::Missed => Judgement::Missed,
            };
            Some(Actual::Judged { grade, share, statement: document, who })
        }
        (Target::Words(_), _) => {
            faults.push(FieldError::input("grade", "文字目标要评定等次", "请只填评定等次、得分比例和依据"));
            None
        }
        (Target::By(_), (None, None, None, None)) if input.on.is_some() => {
            input.on.map(|on| Actual::Day { on, document })
        }
        (Target::By(_), _) => {
            faults.push(FieldError::input("on", "目标是日期，没有填写完成日期", "请只填完成日期和依据"));
            None
        }
        _ if input.on.is_some() => {
            faults.push(FieldError::input("on", "目标不是日期", "完成日期不填；请填完成值、比率或评定等次"));
            None
        }
        (_, (Some(value), None, None, None)) => {
            let value = number("value", Some(value), &mut faults);
            indicator.target.unit().map(|unit| Actual::Figure(figure(value, unit)))
        }
        (_, (None, Some(part), Some(whole), None)) => {
            let part = number("part", Some(part), &mut faults);
            let whole = number("whole", Some(whole), &mut faults);
            Some(Actual::Rate { part: figure(part, Unit::Persons), whole: figure(whole, Unit::Persons) })
        }
        _ => {
            let advice = "请填写完成值；比率请同时填写分子和分母，不填完成值";
            faults.push(FieldError::input("value", "没有填写完成值，或填了不止一种", advice));
            None
        }
    };
    match result.filter(|_| faults.is_empty()) {
        Some(actual) => Ok(actual),
        None => Err(faults),
    }
}

fn number(key: &str, text: Option<&str>, faults: &mut Vec<FieldError>) -> Decimal {
    let text = text.unwrap_or_default().trim();
    text.parse().unwrap_or_else(|_| {
        faults.push(FieldError::input(key, format!("“{text}”不是数"), "请只填数字，如 98.5，不带单位和逗号"));
        Decimal::ZERO
    })
}
