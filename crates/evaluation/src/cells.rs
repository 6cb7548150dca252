//! The printed cells of an evaluation by name: what a submission freezes, and what a published
//! report can be compared with.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Accounts;
use crate::budget::BudgetRow;
use crate::project::{Form, Project};
use crate::self_evaluation::{Draft, TO_BE_EXPLAINED};

/// A cell of somebody's published report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The name of our cell ([`cells`]).
    pub cell: String,
    /// What was published.
    pub printed: String,
    /// Where it stands.
    pub place: String,
    /// Why the published figure cannot be right, where it cannot.
    #[serde(default)]
    pub wrong: Option<String>,
    /// Why it differs from ours by no more than rounding, where it does.
    #[serde(default)]
    pub rounded: Option<String>,
}

/// A published cell beside ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// As published.
    pub published: Published,
    /// Ours; none where we have no such cell.
    pub ours: Option<String>,
}

impl Compared {
    /// True when both print the same.
    pub fn same(&self) -> bool {
        self.ours.as_deref() == Some(self.published.printed.as_str())
    }

    /// True when both print the same but for rounding: they are no more than two units of the last published digit
    /// apart, and somebody said which terms were rounded before.
    pub fn same_but_rounded(&self) -> bool {
        let number = |text: &str| -> Option<Decimal> {
            let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
            text[..end].parse().ok()
        };
        let published = number(&self.published.printed);
        let pair = published.zip(self.ours.as_deref().and_then(number));
        let near = |(theirs, ours): (Decimal, Decimal)| (theirs - ours).abs() <= Decimal::new(2, theirs.scale());
        !self.same() && self.published.rounded.is_some() && pair.is_some_and(near)
    }
}

/// Puts each published cell beside ours.
pub fn compare(draft: &Draft, published: &[Published]) -> Vec<Compared> {
    let ours = cells(draft);
    published.iter().map(|p| Compared { published: p.clone(), ours: ours.get(&p.cell).cloned() }).collect()
}

/// All printed cells by name.
pub fn cells(draft: &Draft) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    let project = draft.project();
    for (name, text) in [
        ("项目名称", project.name.clone()),
        ("主管部门", project.department.clone()),
        ("实施单位", project.unit.clone()),
        ("评价年度", project.assess_year.to_string()),
        ("预期目标", project.goal.clone()),
        ("实际完成情况", project.outcome.clone().unwrap_or_else(|| TO_BE_EXPLAINED.to_owned())),
    ] {
        cells.insert(name.to_owned(), text);
    }
    let budget = &project.budget;
    for (name, row) in rows(project) {
        let [_, full_year, executed, rate] = money_columns(project.form);
        cells.insert(format!("{name}·年初预算数"), wan(row.initial));
        cells.insert(format!("{name}·{full_year}"), wan(row.full_year));
        cells.insert(format!("{name}·{executed}"), row.executed.map_or(TO_BE_EXPLAINED.to_owned(), wan));
        cells.insert(format!("{name}·{rate}"), row.rate_printed());
    }
    for (name, amount) in [("本年收支结余", project.accounts.balance()), ("年末滚存结余", project.accounts.closing())]
    {
        if let Some(amount) = amount.filter(|_| project.form == Form::Fund) {
            cells.insert(name.to_owned(), wan(amount));
        }
    }
    if let Some(points) = budget.points().filter(|_| draft.project().form.budget_has_points()) {
        cells.insert("年度资金总额·得分".to_owned(), points.normalize().to_string());
    }
    if project.form.budget_has_points() && budget.unspent().is_some() {
        cells.insert("年度资金总额·偏差原因".to_owned(), budget.reason_printed());
    }
    for line in draft.lines() {
        let name = &line.indicator.name;
        cells.insert(format!("{name}·年度指标值"), line.indicator.target.printed());
        let actual = line.indicator.actual.as_ref().map(|actual| actual.printed()).unwrap_or_default();
        cells.insert(format!("{name}·实际完成值"), actual);
        if !line.reason.is_empty() {
            cells.insert(format!("{name}·偏差原因"), line.reason.clone());
        }
        if let Some(scored) = line.scored.as_ref().filter(|_| draft.project().form.has_points()) {
            cells.insert(format!("{name}·得分"), scored.points.normalize().to_string());
            cells.insert(format!("{name}·分值"), line.indicator.weight.normalize().to_string());
        }
    }
    if let (Some(total), Some(grade)) = (draft.total(), draft.grade()) {
        cells.insert("总分".to_owned(), total.normalize().to_string());
        cells.insert("等级".to_owned(), grade.word().to_owned());
    }
    cells
}

/// The rows of money in printed order, totals first.
fn rows(project: &Project) -> Vec<(String, BudgetRow)> {
    if project.form.has_accounts() {
        let sides = project.accounts.sides().into_iter();
        return sides
            .flat_map(|(_, total, lines)| {
                let total = (total.to_owned(), Accounts::total(lines));
                std::iter::once(total).chain(lines.iter().map(|line| (line.name.clone(), line.row())))
            })
            .collect();
    }
    let lines = project.budget.lines.iter().map(|line| (line.source.words().to_owned(), line.row()));
    std::iter::once(("年度资金总额".to_owned(), project.budget.total())).chain(lines).collect()
}

/// The words of the four columns of money.
pub fn money_columns(form: Form) -> [&'static str; 4] {
    if form.has_accounts() {
        ["年初预算数", "调整后预算数", "决算数", "完成率"]
    } else {
        ["年初预算数", "全年预算数", "全年执行数", "执行率"]
    }
}

/// An amount in ten thousand yuan; more digits than two where fen would be lost from sight.
pub fn wan(amount: base::Fen) -> String {
    let exact = (crate::figure::yuan(amount) / Decimal::from(10_000)).normalize();
    if exact.scale() <= 2 { crate::figure::print(exact, 2) } else { exact.to_string() }
}
