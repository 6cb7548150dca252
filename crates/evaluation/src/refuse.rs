//! What is wrong with a project before any point is given.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::project::Project;
use crate::{Indicator, Refusal};

/// Everything that would make the printed table false.
pub(crate) fn refusals(project: &Project) -> Vec<Refusal> {
    let mut found = project.budget.refusals();
    found.extend(project.accounts.refusals());
    found.extend(money_of_the_form(project));
    found.extend(weights(project));
    found.extend(groups(project));
    found.extend(same_id_twice(project));
    found.extend(same_name_twice(project));
    for indicator in &project.indicators {
        found.extend(years(project, indicator));
        found.extend(words(indicator));
    }
    found
}

/// Money stands where the form has it, and nowhere else.
fn money_of_the_form(project: &Project) -> Option<Refusal> {
    let accounts = &project.accounts;
    let has_accounts = !accounts.income.is_empty() || !accounts.expenditure.is_empty();
    let has_lines = !project.budget.lines.is_empty();
    let form = project.form.table_title();
    match project.form.has_accounts() {
        true if has_lines => {
            let what = format!("“{form}”填的是收入和支出，不是项目资金");
            Some(Refusal::new("资金按表填写", "项目资金", what, "把金额填到 project.accounts 的收入、支出各行"))
        }
        false if has_accounts => {
            let what = format!("“{form}”填的是项目资金，不是收入和支出");
            Some(Refusal::new("资金按表填写", "收支", what, "把金额填到 project.budget 各行，或改用部门、基金的表"))
        }
        false if !has_lines => {
            let what = "没有一行项目资金".to_owned();
            Some(Refusal::new("项目有资金来源", "项目资金", what, "至少填写一行资金来源及其年初预算数"))
        }
        _ => None,
    }
}

fn weights(project: &Project) -> Option<Refusal> {
    if !project.form.has_points() {
        let pointed = project.indicators.iter().find(|i| !i.weight.is_zero())?;
        let what = format!("指标“{}”填了分值{}，而这种表不计分", pointed.name, pointed.weight);
        return Some(Refusal::new("转移支付自评表不计分", "分值", what, "去掉分值，或改用项目支出绩效自评表"));
    }
    if let Some(bad) = project.indicators.iter().find(|i| i.weight < Decimal::ZERO) {
        let what = format!("指标“{}”的分值为{}", bad.name, bad.weight);
        return Some(Refusal::new("分值不为负", "分值", what, "改为0或正数"));
    }
    let budget = if project.form.budget_has_points() { project.budget.weight } else { Decimal::ZERO };
    let sum = budget + project.indicators.iter().map(|i| i.weight).sum::<Decimal>();
    (sum != Decimal::ONE_HUNDRED).then(|| {
        let what = format!("预算执行{budget}分与各指标分值合计{sum}，不是100");
        Refusal::new("分值合计为100", "分值", what, "调整各指标分值；不用的指标，其分值要分给用到的指标")
    })
}

fn groups(project: &Project) -> Vec<Refusal> {
    let of = |group: &str| project.indicators.iter().filter(|i| i.group == group).map(|i| i.weight).sum::<Decimal>();
    let unlike = project.split.iter().filter(|wanted| of(&wanted.group) != wanted.weight);
    unlike
        .map(|wanted| {
            let what = format!("各指标分值合计{}，规定为{}", of(&wanted.group), wanted.weight);
            let place = format!("一级指标“{}”", wanted.group);
            Refusal::new("一级指标分值等于其下各项之和", &place, what, "调整其下指标的分值")
        })
        .collect()
}

fn same_id_twice(project: &Project) -> Option<Refusal> {
    let mut seen = BTreeSet::new();
    let twice = project.indicators.iter().find(|indicator| !seen.insert(indicator.id.as_str()))?;
    let what = format!("编号“{}”用了两次", twice.id);
    Some(Refusal::new("一个指标一个编号", &format!("指标“{}”", twice.name), what, "给其中一个换上新编号"))
}

/// Cells are kept, compared and filled in by the indicator's name.
fn same_name_twice(project: &Project) -> Option<Refusal> {
    let mut seen = BTreeSet::new();
    let mut named = project.indicators.iter().filter(|indicator| !indicator.name.trim().is_empty());
    let twice = named.find(|indicator| !seen.insert(indicator.name.trim()))?;
    let what = format!("名称“{}”用了两次（{}）", twice.name.trim(), twice.id);
    let remedy = "在名称中写明是哪一项，如“养老金发放完成率”";
    Some(Refusal::new("一个指标一个名称", &format!("指标“{}”", twice.name), what, remedy))
}

fn years(project: &Project, indicator: &Indicator) -> Option<Refusal> {
    let year = indicator.actual.as_ref()?.years().into_iter().find(|year| *year != project.assess_year)?;
    let what = format!("评价年度是{}年，实际完成值却是{year}年的", project.assess_year);
    let place = format!("指标“{}”", indicator.name);
    Some(Refusal::new("数据属于评价年度", &place, what, "换上评价年度的数据，或改正评价年度"))
}

fn words(indicator: &Indicator) -> Option<Refusal> {
    let place = format!("指标“{}”", indicator.name);
    match &indicator.target {
        crate::Target::Words(words) if words.trim().is_empty() => {
            let what = "没有指标值".to_owned();
            Some(Refusal::new("指标有目标", &place, what, "写明比较符号、数值和单位，或可以判断的文字"))
        }
        crate::Target::Between { from, to, .. } if from > to => {
            let what = format!("下限{from}大于上限{to}");
            Some(Refusal::new("下限不大于上限", &place, what, "对调或改正两个数值"))
        }
        _ if indicator.name.trim().is_empty() => {
            let what = format!("编号“{}”没有名称", indicator.id);
            Some(Refusal::new("指标有名称", "三级指标", what, "填写指标名称"))
        }
        _ => None,
    }
}
