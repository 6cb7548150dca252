//! A project under performance management, as its office states it.

use serde::{Deserialize, Serialize};

use crate::narrative::Narrative;
use crate::{Budget, Indicator, Scheme};

/// A project (or a fund, or a whole department) and its year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// 项目名称
    pub name: String,
    /// 主管部门
    pub department: String,
    /// 实施单位
    pub unit: String,
    /// The year that is evaluated.
    pub assess_year: i16,
    /// The year of the budget; it may be another one.
    pub budget_year: i16,
    /// Which form it takes.
    #[serde(default)]
    pub form: Form,
    /// The fund block.
    pub budget: Budget,
    /// 预期目标
    pub goal: String,
    /// 实际完成情况, in somebody's words.
    #[serde(default)]
    pub outcome: Option<String>,
    /// The indicators in printed order.
    pub indicators: Vec<Indicator>,
    /// What only people can say.
    #[serde(default)]
    pub narrative: Narrative,
    /// Points of the first-level groups, as the office's bureau divides them.
    #[serde(default)]
    pub split: Vec<GroupWeight>,
    /// How points are given.
    #[serde(default)]
    pub scheme: Scheme,
    /// From which completion (percent of the target) an over-completion must be explained.
    #[serde(default = "thirty_percent_over")]
    pub explain_above: rust_decimal::Decimal,
}

fn thirty_percent_over() -> rust_decimal::Decimal {
    rust_decimal::Decimal::from(130)
}

/// Points of a first-level group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupWeight {
    /// 一级指标
    pub group: String,
    /// Its points.
    pub weight: rust_decimal::Decimal,
}

/// The form of an evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// 项目支出绩效自评表: 10 points for execution, 90 for indicators.
    #[default]
    SelfEvaluation,
    /// 绩效评价指标体系: 决策, 过程, 产出, 效益; execution is one of the indicators.
    Framework,
    /// 转移支付绩效目标自评表: no points at all.
    Transfer,
    /// 社会保险基金预算绩效: as the framework, for a fund.
    Fund,
}

impl Form {
    /// True where points are given.
    pub fn has_points(self) -> bool {
        self != Form::Transfer
    }

    /// True where the fund block itself carries points.
    pub fn budget_has_points(self) -> bool {
        self == Form::SelfEvaluation
    }
}
