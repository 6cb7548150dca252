//! 填报执行监控: where the year stands in the middle and where it will end, indicator by indicator (handbook d.12). The
//! newest report counts.

use std::sync::Arc;

use base::{Date, Fen, RegionCode, parse_date};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use evaluation::{
    Actual, Cause, Figure, Indicator, Judgement, Monitored, Monitoring, Parent, Project, Reason, Target, monitor,
    self_evaluate,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::standing::{answers_to, known_project};
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{PerformanceAnswer, PerformanceAnswerKind, PerformanceProjectId};

/// The place of the answers.
const PLACE: &str = "执行监控";

/// Reports the middle of the year.
pub struct Monitor(pub Arc<Environment>);

store::codes! {
    /// 偏差原因, as the form divides them.
    Hindrance {
        /// Money.
        Money = "money" "经费保障",
        /// Rules.
        Rules = "rules" "制度保障",
        /// People.
        People = "people" "人员保障",
        /// Equipment.
        Equipment = "equipment" "硬件条件保障",
        /// Anything else.
        Other = "other" "其他",
    }
}

/// An indicator in the middle of its year. A number in the goal's unit, a day, or for words the share of the points in
/// percent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchedInput {
    /// The indicator's name.
    pub indicator: String,
    /// Reached up to the day.
    pub so_far: String,
    /// Expected at the year's end.
    pub forecast: String,
    /// What stands in the way, where something does.
    #[serde(default)]
    pub cause: Option<Hindrance>,
    /// Why, where the goal may be missed.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A project in the middle of its year.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonitorInput {
    /// The project.
    pub project: PerformanceProjectId,
    /// The last day that counts.
    pub until: Date,
    /// Executed up to that day.
    pub spent: Fen,
    /// Where the numbers stand.
    pub document: String,
    /// Who answers for them.
    pub who: String,
    /// The indicators.
    pub watched: Vec<WatchedInput>,
}

/// What the plan depends on.
pub struct MonitorFacts {
    area: RegionCode,
    project: Project,
    today: Date,
    before: Option<PerformanceAnswer>,
}

impl Operation for Monitor {
    type Input = MonitorInput;
    type Facts = MonitorFacts;
    const NAME: &'static str = "performance.monitor";
    const TITLE: &'static str = "填报执行监控";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = super::POSTS;

    fn read(&self, look: &mut Look<'_>, input: &MonitorInput) -> Result<MonitorFacts, Unplanned> {
        let project = known_project(look, input.project)?.project;
        let before = answers_to(look, input.project, PLACE, PerformanceAnswerKind::Monitoring)?.pop();
        Ok(MonitorFacts { area: agency_area(look)?, project, today: look.today(), before })
    }

    fn plan(&self, facts: &MonitorFacts, input: &MonitorInput) -> Result<Plan, Vec<FieldError>> {
        let monitoring = monitoring(facts, input)?;
        let whole = |refusal: &evaluation::Refusal| FieldError::whole(refusal.to_string(), "改正后重新提交");
        let told = |refusals: Vec<evaluation::Refusal>| refusals.iter().map(whole).collect::<Vec<_>>();
        let (lines, pending) = monitor(&facts.project, &monitoring).map_err(told)?;
        if !pending.is_empty() {
            let open = pending.iter().map(|gap| {
                let what = format!("{}：{}", gap.place, gap.what);
                FieldError::input("watched", what, "每个指标填一行；预计完不成的选偏差原因并写明情况")
            });
            return Err(open.collect());
        }
        let project = Project { monitoring: Some(monitoring.clone()), ..facts.project.clone() };
        self_evaluate(&project).map_err(told)?;
        let body = serde_json::to_string(&by_name(&facts.project, monitoring))
            .map_err(|e| vec![FieldError::whole(format!("监控情况不能保存：{e}"), "请联系系统管理员")])?;
        let mut plan = Plan::new(format!("{}：截至 {} 执行监控", facts.project.name, input.until), facts.area);
        plan.show("截至执行数", "", format!("{} 元", input.spent));
        for (monitored, light) in lines.iter().filter_map(|line| line.state.as_ref().map(|state| (line, state))) {
            let (state, light) = light;
            let said = format!("{}，全年预计 {}：{}", state.so_far.printed(), state.forecast.printed(), light.words());
            plan.show(&monitored.indicator.name, "", said);
        }
        plan.show("依据、填报人", "", format!("{} {}", input.document.trim(), input.who.trim()));
        plan.insert(&PerformanceAnswer {
            project: input.project,
            place: PLACE.to_owned(),
            kind: PerformanceAnswerKind::Monitoring,
            n: facts.before.as_ref().map_or(0, |before| before.n) + 1,
            body,
            who: input.who.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// As it is kept: under the names of the indicators, because goals that are set again number theirs anew.
fn by_name(project: &Project, mut monitoring: Monitoring) -> Monitoring {
    for one in &mut monitoring.indicators {
        if let Some(indicator) = project.indicators.iter().find(|indicator| indicator.id == one.id) {
            one.id.clone_from(&indicator.name);
        }
    }
    monitoring
}

/// What was typed, with the project's indicators.
fn monitoring(facts: &MonitorFacts, input: &MonitorInput) -> Result<Monitoring, Vec<FieldError>> {
    let mut faults = Vec::new();
    for (key, text) in [("document", &input.document), ("who", &input.who)] {
        if text.trim().is_empty() {
            faults.push(FieldError::input(key, "没有填写", "监控情况须写明依据和填报人"));
        }
    }
    if input.until.year() != facts.project.assess_year || input.until > facts.today {
        let what = format!("截至日期 {} 不在评价年度 {} 年内，或还没有到", input.until, facts.project.assess_year);
        faults.push(FieldError::input("until", what, "一般为 7 月 31 日"));
    }
    if input.spent < Fen::ZERO {
        faults.push(FieldError::input("spent", "执行数小于零", "请填写年初至截至日期的支出"));
    }
    let (document, who) = (input.document.trim().to_owned(), input.who.trim().to_owned());
    let parent = Parent::Declared { document: document.clone(), page: String::new(), who: who.clone() };
    let stated = Stated { document: &document, who: &who, parent: &parent, year: facts.project.assess_year };
    let mut indicators: Vec<Monitored> = Vec::new();
    for (n, line) in (1..).zip(&input.watched) {
        let key = |field: &str| format!("watched.{n}.{field}");
        let name = line.indicator.trim();
        let Some(indicator) = facts.project.indicators.iter().find(|indicator| indicator.name == name) else {
            let advice = "请从绩效自评页的“填报执行监控”进入，或照抄三级指标的名称";
            faults.push(FieldError::input(&key("indicator"), format!("项目没有“{name}”这个指标"), advice));
            continue;
        };
        if indicators.iter().any(|other| other.id == indicator.id) {
            faults.push(FieldError::input(&key("indicator"), format!("“{name}”填了两行"), "一个指标填一行"));
        }
        let mut value = |field: &str, text: &str| match stated.actual(indicator, text.trim()) {
            Ok(actual) => Some(actual),
            Err((what, advice)) => {
                faults.push(FieldError::input(&key(field), what, advice));
                None
            }
        };
        let (so_far, forecast) = (value("so_far", &line.so_far), value("forecast", &line.forecast));
        let (Some(so_far), Some(forecast)) = (so_far, forecast) else { continue };
        let reason = line.reason.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let reason = reason.map(|text| Reason { text: text.to_owned(), who: who.clone(), on: facts.today });
        indicators.push(Monitored { id: indicator.id.clone(), so_far, forecast, cause: line.cause.map(cause), reason });
    }
    let executed = Some(input.spent);
    if faults.is_empty() { Ok(Monitoring { until: input.until, executed, parent, indicators }) } else { Err(faults) }
}

fn cause(hindrance: Hindrance) -> Cause {
    match hindrance {
        Hindrance::Money => Cause::Money,
        Hindrance::Rules => Cause::Rules,
        Hindrance::People => Cause::People,
        Hindrance::Equipment => Cause::Equipment,
        Hindrance::Other => Cause::Other,
    }
}

/// What every number of the report rests on.
struct Stated<'a> {
    document: &'a str,
    who: &'a str,
    parent: &'a Parent,
    year: i16,
}

impl Stated<'_> {
    /// What was typed as a result that the goal can be compared with; else what is wrong and what to do.
    fn actual(&self, indicator: &Indicator, text: &str) -> Result<Actual, (String, &'static str)> {
        let number = || text.parse::<Decimal>().map_err(|_| format!("“{text}”不是数"));
        match (&indicator.target, indicator.target.unit()) {
            (Target::By(_), _) => {
                let on = parse_date(text).map_err(|e| (e.to_string(), "目标是日期，请填写如 2019-07-31"))?;
                Ok(Actual::Day { on, document: self.document.to_owned() })
            }
            (_, Some(unit)) => {
                let value = number().map_err(|what| (what, "请只填数字，单位与目标相同"))?;
                Ok(Actual::Figure(Figure { value, unit, year: self.year, parent: self.parent.clone() }))
            }
            (_, None) => {
                let share = number().map_err(|what| (what, "文字目标请填预计达成的百分数，如 90"))?;
                let grade = match share {
                    share if share >= Decimal::from(80) => Judgement::Reached,
                    share if share >= Decimal::from(60) => Judgement::Partly,
                    _ => Judgement::Missed,
                };
                let (statement, who) = (self.document.to_owned(), self.who.to_owned());
                Ok(Actual::Judged { grade, share, statement, who })
            }
        }
    }
}
