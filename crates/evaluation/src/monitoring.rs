//! 绩效目标执行监控: where the year stands in the middle and where it will end (handbook d.12).

use base::{Date, Fen};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::project::Project;
use crate::scoring::score;
use crate::self_evaluation::{Pending, says_nothing};
use crate::{Actual, Indicator, Parent, Reason, Refusal, Scheme};

/// The middle of a project's year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Monitoring {
    /// The last day that counts (usually 31 July).
    pub until: Date,
    /// Executed up to that day.
    #[serde(default, with = "crate::amount::maybe")]
    pub executed: Option<Fen>,
    /// Where that amount comes from.
    pub parent: Parent,
    /// The indicators, by id.
    pub indicators: Vec<Monitored>,
}

/// An indicator in the middle of its year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Monitored {
    /// The id of the indicator, that of the self-evaluation.
    pub id: String,
    /// 1–7月完成情况
    pub so_far: Actual,
    /// 全年预计完成情况
    pub forecast: Actual,
    /// What stands in the way, where something does.
    #[serde(default)]
    pub cause: Option<Cause>,
    /// 偏差原因分析
    #[serde(default)]
    pub reason: Option<Reason>,
}

/// 偏差原因, as the form divides them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// Money.
    #[serde(rename = "经费保障")]
    Money,
    /// Rules.
    #[serde(rename = "制度保障")]
    Rules,
    /// People.
    #[serde(rename = "人员保障")]
    People,
    /// Equipment.
    #[serde(rename = "硬件条件保障")]
    Equipment,
    /// Anything else.
    #[serde(rename = "其他")]
    Other,
}

impl Cause {
    /// All, in the order of the form's columns.
    pub const ALL: [Cause; 5] = [Cause::Money, Cause::Rules, Cause::People, Cause::Equipment, Cause::Other];

    /// The printed words.
    pub fn words(self) -> &'static str {
        match self {
            Cause::Money => "经费保障",
            Cause::Rules => "制度保障",
            Cause::People => "人员保障",
            Cause::Equipment => "硬件条件保障",
            Cause::Other => "其他",
        }
    }
}

/// Whether the target will be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// 确定能
    Green,
    /// 有可能
    Yellow,
    /// 完全不可能
    Red,
}

impl Light {
    /// The printed words of 完成目标可能性.
    pub fn words(self) -> &'static str {
        match self {
            Light::Green => "确定能",
            Light::Yellow => "有可能",
            Light::Red => "完全不可能",
        }
    }
}

/// A line of the monitoring form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The indicator.
    pub indicator: Indicator,
    /// Its state; none where nobody reported one.
    pub state: Option<(Monitored, Light)>,
}

impl Monitored {
    /// The light: met by forecast green, at least 90 % of its points by forecast yellow, else red.
    ///
    /// # Errors
    /// As [`score`].
    pub fn light(&self, indicator: &Indicator) -> Result<Light, Refusal> {
        let full = Indicator { weight: Decimal::ONE_HUNDRED, ..indicator.clone() };
        let forecast = score(&full, &self.forecast, Scheme::Proportional)?;
        Ok(match forecast.points {
            _ if forecast.met => Light::Green,
            points if points >= Decimal::from(90) => Light::Yellow,
            _ => Light::Red,
        })
    }

    fn has_reason(&self) -> bool {
        self.reason.as_ref().is_some_and(|r| !says_nothing(&r.text) && !r.who.trim().is_empty())
    }
}

/// The lines of the form in the order of the indicators, and what is still to be explained.
///
/// # Errors
/// Indicators that the project has not, results that cannot be compared with their target, and
/// figures that are not of the project's year.
pub fn monitor(project: &Project, monitoring: &Monitoring) -> Result<(Vec<Watched>, Vec<Pending>), Vec<Refusal>> {
    let (mut lines, mut pending, mut refusals) = (Vec::new(), Vec::new(), foreign(project, monitoring));
    for indicator in &project.indicators {
        let place = format!("年中监控·{}", indicator.name);
        let Some(found) = monitoring.indicators.iter().find(|m| m.id == indicator.id) else {
            pending.push(Pending { place, what: "没有填写监控情况".to_owned() });
            lines.push(Watched { indicator: indicator.clone(), state: None });
            continue;
        };
        match found.light(indicator) {
            Ok(light) => {
                if light != Light::Green && !found.has_reason() {
                    let what = format!("预计“{}”，要写明偏差原因", light.words());
                    pending.push(Pending { place, what });
                }
                lines.push(Watched { indicator: indicator.clone(), state: Some((found.clone(), light)) });
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    if monitoring.executed.is_none() {
        pending.push(Pending { place: "年中监控·项目资金".to_owned(), what: "没有执行数".to_owned() });
    }
    if refusals.is_empty() { Ok((lines, pending)) } else { Err(refusals) }
}

fn foreign(project: &Project, monitoring: &Monitoring) -> Vec<Refusal> {
    let mut found = Vec::new();
    if monitoring.until.year() != project.assess_year {
        let what = format!("截止日是{}，评价年度是{}年", monitoring.until, project.assess_year);
        found.push(Refusal::new("监控在评价年度之内", "年中监控", what, "改正截止日或评价年度"));
    }
    for monitored in &monitoring.indicators {
        let place = format!("年中监控·{}", monitored.id);
        if !project.indicators.iter().any(|i| i.id == monitored.id) {
            let what = format!("项目没有编号为“{}”的指标", monitored.id);
            found.push(Refusal::new("监控的指标来自绩效目标", &place, what, "改用自评表中的指标编号"));
        }
        let years = [monitored.so_far.years(), monitored.forecast.years()].concat();
        if let Some(year) = years.into_iter().find(|year| *year != project.assess_year) {
            let what = format!("评价年度是{}年，监控数据却是{year}年的", project.assess_year);
            found.push(Refusal::new("数据属于评价年度", &place, what, "换上评价年度的数据"));
        }
    }
    found
}
