//! A project under performance management, as its office states it.

use serde::{Deserialize, Serialize};

use crate::narrative::Narrative;
use crate::{Accounts, Budget, Indicator, Managed, Monitoring, Scheme, Whole};

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
    /// 填报日期; none as long as nobody handed it in.
    #[serde(default)]
    pub filed_on: Option<base::Date>,
    /// Which form it takes.
    #[serde(default)]
    pub form: Form,
    /// The fund block of a project or a transfer.
    #[serde(default)]
    pub budget: Budget,
    /// Income and expenditure of a whole department or a fund.
    #[serde(default)]
    pub accounts: Accounts,
    /// What only a whole department has to say.
    #[serde(default)]
    pub whole: Whole,
    /// 资金管理情况 of a transfer.
    #[serde(default)]
    pub managed: Vec<Managed>,
    /// Where the goals stood in the middle of the year.
    #[serde(default)]
    pub monitoring: Option<Monitoring>,
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
    /// 部门整体支出绩效自评: the framework over a whole department's accounts.
    Department,
    /// 转移支付绩效目标自评表: no points at all.
    Transfer,
    /// 社会保险基金预算绩效: the framework over a fund's accounts.
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

    /// True where income and expenditure stand instead of the fund block.
    pub fn has_accounts(self) -> bool {
        matches!(self, Form::Department | Form::Fund)
    }

    /// What its name is called.
    pub fn subject(self) -> &'static str {
        match self {
            Form::Transfer => "转移支付名称",
            Form::Department => "评价对象",
            Form::Fund => "基金名称",
            Form::SelfEvaluation | Form::Framework => "项目名称",
        }
    }

    /// What is done: an office evaluates itself, or is evaluated.
    pub fn evaluated(self) -> &'static str {
        if self == Form::Framework { "评价" } else { "自评" }
    }

    /// The title of the report.
    pub fn report_title(self) -> &'static str {
        match self {
            Form::SelfEvaluation => "项目支出绩效自评报告",
            Form::Framework => "项目支出绩效评价报告",
            Form::Department => "部门整体支出绩效自评报告",
            Form::Transfer => "转移支付绩效自评报告",
            Form::Fund => "社会保险基金预算绩效自评报告",
        }
    }

    /// The title of the table.
    pub fn table_title(self) -> &'static str {
        match self {
            Form::SelfEvaluation => "项目支出绩效自评表",
            Form::Framework => "项目支出绩效评价指标评分表",
            Form::Department => "部门整体支出绩效自评指标评分表",
            Form::Transfer => "转移支付绩效目标自评表",
            Form::Fund => "社会保险基金预算绩效自评表",
        }
    }
}

impl Project {
    /// Targets and points are what the project itself promised.
    pub fn promised(&self, indicator: &Indicator) -> crate::Parent {
        crate::Parent::Declared {
            document: format!("{}年度绩效目标表", self.budget_year),
            page: format!("指标“{}”", indicator.name),
            who: self.unit.clone(),
        }
    }
}
