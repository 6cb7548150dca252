//! 填报绩效目标: goals, indicators and budget as typed; each indicator names the figure of the books that it is
//! evaluated by, where there is one.

use std::fmt::Write as _;
use std::sync::Arc;

use base::{Fen, parse_date};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::goals::{GoalsFacts, goals_facts, goals_plan};
use crate::environment::Environment;

/// States goals.
pub struct SetGoals(pub Arc<Environment>);

store::codes! {
    /// How a goal compares.
    GoalSign {
        /// ≥
        AtLeast = "at_least" "≥（不少于）",
        /// ≤
        AtMost = "at_most" "≤（不超过）",
        /// =
        Exactly = "exactly" "＝（等于）",
        /// On or before a day.
        By = "by" "不晚于（日期）",
        /// Words that cannot be counted.
        Words = "words" "文字描述",
    }
}

/// A figure of the books.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenFrom {
    /// Its name.
    pub figure: String,
}

/// An indicator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalInput {
    /// 一级指标
    pub group: String,
    /// 二级指标
    pub sort: String,
    /// 三级指标
    pub name: String,
    /// How it compares.
    pub sign: GoalSign,
    /// The number, the day or the words.
    pub target: String,
    /// Its unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// 分值
    pub weight: String,
    /// The figure that it is evaluated by; none where a person reports the result.
    #[serde(default)]
    pub figure: Option<String>,
}

/// A project's goals.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetGoalsInput {
    /// 项目名称
    pub project_name: String,
    /// 主管部门
    pub department: String,
    /// 实施单位
    pub carried_out_by: String,
    /// The year that is evaluated.
    pub assess_year: i16,
    /// 预期目标
    pub goal: String,
    /// 年初预算数
    pub initial: Fen,
    /// What was spent: these figures, added up.
    pub executed: Vec<TakenFrom>,
    /// The indicators in printed order.
    pub indicators: Vec<GoalInput>,
}

impl Operation for SetGoals {
    type Input = SetGoalsInput;
    type Facts = GoalsFacts;
    const NAME: &'static str = "performance.set_goals";
    const TITLE: &'static str = "填报绩效目标";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = super::POSTS;

    fn read(&self, look: &mut Look<'_>, input: &SetGoalsInput) -> Result<GoalsFacts, Unplanned> {
        let faults = faults(input);
        if !faults.is_empty() {
            return Err(Unplanned::Fields(faults));
        }
        goals_facts(look, text_of(input))
    }

    fn plan(&self, facts: &GoalsFacts, _: &SetGoalsInput) -> Result<Plan, Vec<FieldError>> {
        Ok(goals_plan(facts))
    }
}

/// What a project file would not say beside the field.
fn faults(input: &SetGoalsInput) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let mut fault = |key: &str, what: &str, advice: &str| faults.push(FieldError::input(key, what, advice));
    for (key, text) in [
        ("project_name", &input.project_name),
        ("department", &input.department),
        ("carried_out_by", &input.carried_out_by),
        ("goal", &input.goal),
    ] {
        if text.trim().is_empty() {
            fault(key, "没有填写", "请按批复的绩效目标表填写");
        }
    }
    let mut sum = Decimal::ZERO;
    for (n, goal) in (1..).zip(&input.indicators) {
        let key = |field: &str| format!("indicators.{n}.{field}");
        match goal.weight.trim().parse::<Decimal>() {
            Ok(weight) => sum += weight,
            Err(_) => fault(&key("weight"), "分值不是数", "请只填数字，如 10"),
        }
        if goal.sign == GoalSign::Words {
            continue;
        }
        if goal.sign == GoalSign::By {
            if let Err(error) = parse_date(goal.target.trim()) {
                fault(&key("target"), &error.to_string(), "请填写日期，如 2019-12-31");
            }
            continue;
        }
        if goal.target.trim().parse::<Decimal>().is_err() {
            fault(&key("target"), "指标值不是数", "请只填数字，单位填在“单位”栏；不能计数的选“文字描述”");
        }
        if goal.unit.as_deref().is_none_or(|unit| unit.trim().is_empty()) {
            fault(&key("unit"), "没有单位", "请填写人、人次、元、万元、%、天等");
        }
    }
    // 财预〔2020〕10号: ten points are for the execution of the budget.
    if faults.is_empty() && sum != Decimal::from(90) {
        let what = format!("各指标分值合计 {}，应为 90", sum.normalize());
        faults.push(FieldError::input("indicators", what, "预算执行率占 10 分，请调整各指标分值"));
    }
    faults
}

/// The goals as a project file.
fn text_of(input: &SetGoalsInput) -> String {
    let quoted = |text: &str| toml::Value::String(text.trim().to_owned()).to_string();
    let mut text = format!(
        "[project]\nname = {}\ndepartment = {}\nunit = {}\nassess_year = {}\nbudget_year = {}\ngoal = {}\n",
        quoted(&input.project_name),
        quoted(&input.department),
        quoted(&input.carried_out_by),
        input.assess_year,
        input.assess_year,
        quoted(&input.goal)
    );
    let executed: Vec<String> = input.executed.iter().map(|taken| quoted(&taken.figure)).collect();
    let _ = write!(
        text,
        "\n[[project.budget.lines]]\nsource = \"this_year\"\ninitial = {}\nexecuted = {{ computed = [{}] }}\n",
        quoted(&format!("{}元", input.initial)),
        executed.join(", ")
    );
    for (n, goal) in (1..).zip(&input.indicators) {
        let target = match goal.sign {
            GoalSign::Words => format!("{{ words = {} }}", quoted(&goal.target)),
            GoalSign::By => format!("{{ by = {} }}", quoted(&goal.target)),
            sign => {
                let unit = quoted(goal.unit.as_deref().unwrap_or_default());
                format!("{{ {} = {{ value = {}, unit = {unit} }} }}", sign.code(), quoted(&goal.target))
            }
        };
        let _ = write!(
            text,
            "\n[[project.indicators]]\nid = \"{n}\"\ngroup = {}\nkind = {}\nname = {}\ntarget = {target}\nweight = {}\n",
            quoted(&goal.group),
            quoted(&goal.sort),
            quoted(&goal.name),
            quoted(&goal.weight)
        );
        if let Some(figure) = goal.figure.as_deref().filter(|figure| !figure.trim().is_empty()) {
            let _ = writeln!(text, "actual = {{ figure = {{ computed = {} }} }}", quoted(figure));
        }
    }
    text
}
