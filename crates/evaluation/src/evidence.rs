//! The figure sheets of a book of evidence (佐证材料册): per indicator what was promised, what was
//! reached, the arithmetic, and every figure with its parent.

use crate::accounts::Accounts;
use crate::cells::wan;
use crate::figure::Figure;
use crate::indicator::Actual;
use crate::project::Project;
use crate::self_evaluation::{Draft, Line, TO_BE_EXPLAINED};

/// One sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureSheet {
    /// What scans are named for: the indicator's id, or [`MONEY`].
    pub id: String,
    /// The indicator, or the block of money.
    pub name: String,
    /// What is known about it: name and value.
    pub facts: Vec<(&'static str, String)>,
    /// Its figures.
    pub figures: Vec<SheetFigure>,
}

/// A figure of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetFigure {
    /// What it is called on the sheet.
    pub label: String,
    /// As printed in the report.
    pub text: String,
    /// Its exact value and its parent.
    pub figure: Figure,
}

/// The id of the sheet of money.
pub const MONEY: &str = "项目资金";

/// The sheets of an evaluation in the order of its table.
pub fn figure_sheets(draft: &Draft) -> Vec<FigureSheet> {
    let project = draft.project();
    let mut sheets = vec![money(project)];
    sheets.extend(draft.lines().iter().map(|line| indicator(line, project)));
    sheets
}

fn money(project: &Project) -> FigureSheet {
    let year = project.budget_year;
    let amount = |label: String, amount, parent| SheetFigure {
        label,
        text: format!("{}万元", wan(amount)),
        figure: Figure::money(amount, year, parent).in_wan(),
    };
    let mut figures = Vec::new();
    for (side, total, lines) in project.accounts.sides() {
        let sum = Accounts::total(lines).executed.filter(|_| !lines.is_empty());
        figures.extend(sum.map(|sum| amount(format!("{total}（决算数）"), sum, Accounts::parent_of(lines, side))));
        let stated = lines.iter().filter_map(|l| Some((l, l.executed?)));
        figures.extend(stated.map(|(l, sum)| amount(format!("{}（决算数）", l.name), sum, l.parent.clone())));
    }
    let lines = &project.budget.lines;
    let total = project.budget.total().executed.filter(|_| lines.len() > 1);
    figures.extend(total.map(|sum| amount("年度资金总额（全年执行数）".to_owned(), sum, project.budget.parent())));
    let stated = lines.iter().filter_map(|l| Some((l, l.executed?)));
    figures.extend(stated.map(|(l, sum)| amount(format!("{}（全年执行数）", l.source.words()), sum, l.parent.clone())));
    let changes = lines.iter().flat_map(|l| &l.adjustments);
    let changes = changes.chain(project.accounts.income.iter().flat_map(|l| &l.adjustments));
    let changes = changes.chain(project.accounts.expenditure.iter().flat_map(|l| &l.adjustments));
    let facts = changes.map(|c| ("预算调整", format!("{}，{}，{}万元", c.date, c.document, wan(c.amount)))).collect();
    let name = if project.form.has_accounts() { "收入和支出" } else { MONEY };
    FigureSheet { id: MONEY.to_owned(), name: name.to_owned(), facts, figures }
}

fn indicator(line: &Line, project: &Project) -> FigureSheet {
    let indicator = &line.indicator;
    let open = || TO_BE_EXPLAINED.to_owned();
    let mut facts = vec![
        ("指标", format!("{}－{}－{}", indicator.group, indicator.kind, indicator.name)),
        ("年度指标值", indicator.target.printed()),
        ("实际完成值", indicator.actual.as_ref().map_or_else(open, Actual::printed)),
    ];
    if project.form.has_points() {
        facts.push(("分值", indicator.weight.normalize().to_string()));
        let points = line.scored.as_ref().map(|s| s.points.normalize().to_string());
        facts.push(("得分", points.unwrap_or_else(open)));
    }
    facts.extend(line.scored.iter().map(|scored| ("算式", scored.calc.clone())));
    if !line.reason.is_empty() {
        facts.push(("偏差原因及改进措施", line.reason.clone()));
    }
    facts.extend(indicator.actual.iter().flat_map(behind));
    let labels = match &indicator.actual {
        Some(Actual::Rate { .. }) => ["比率", "分子", "分母"],
        _ => ["实际完成值", "", ""],
    };
    let figures = indicator.actual.iter().flat_map(Actual::figures);
    let figures = figures
        .zip(labels)
        .map(|(figure, label)| SheetFigure {
            label: label.to_owned(),
            text: figure.in_report(),
            figure: figure.in_wan(),
        })
        .collect();
    FigureSheet { id: indicator.id.clone(), name: indicator.name.clone(), facts, figures }
}

/// What stands behind a result that is no single number.
fn behind(actual: &Actual) -> Vec<(&'static str, String)> {
    match actual {
        Actual::Figure(_) | Actual::Rate { .. } => Vec::new(),
        Actual::Day { document, .. } => vec![("依据文件", document.clone())],
        Actual::Judged { who, statement, .. } => vec![("评定人", who.clone()), ("评定依据", statement.clone())],
        Actual::Survey { survey, document, who } => {
            let answers = survey.answers.iter();
            let answers: Vec<String> =
                answers.map(|a| format!("{}{}份（按{}%计）", a.words, a.forms, a.weight.normalize())).collect();
            vec![
                ("调查问题", survey.question.clone()),
                ("调查方法和时间", format!("{}，{}至{}", survey.method, survey.from, survey.to)),
                (
                    "样本",
                    format!("服务对象{}人，发出{}份，有效{}份", survey.population, survey.handed_out, survey.sample()),
                ),
                ("答卷", answers.join("，")),
                ("资料", format!("{document}（{who}）")),
            ]
        }
    }
}

/// The rows that a computed figure counts, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedRows {
    /// What the figure is called.
    pub title: String,
    /// What exactly is counted.
    pub meaning: String,
    /// Whether the amounts are what is added up.
    pub money: bool,
    /// What the first column is the number of: 个人编号, 凭证号 …
    pub numbers: &'static str,
    /// That number, 类别, 月份或日期, 金额.
    pub lines: Vec<[String; 4]>,
}
