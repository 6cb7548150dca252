//! 项目资金使用绩效: the money of a project or a transfer.

use super::words::{amount, heading, labelled, rate, word, words};
use super::{Element, Span};
use crate::budget::Adjustment;
use crate::cells::wan;
use crate::project::{Form, Project};
use crate::{ManagedItem, Parent, TO_BE_EXPLAINED};

pub(super) fn money(project: &Project, out: &mut Vec<Element>) {
    out.push(heading(1, "四、项目资金使用绩效"));
    out.push(heading(2, "（一）资金投入情况"));
    out.push(total(project));
    out.extend(unspent(project, Vec::new()));
    let year = project.budget_year;
    if project.budget.lines.len() > 1 {
        let mut spans = vec![word("全年执行数中：")];
        for (n, line) in project.budget.lines.iter().enumerate() {
            spans.push(word(format!("{}{}", if n == 0 { "" } else { "，" }, line.source.words())));
            spans.push(amount(line.executed, year, &line.parent));
        }
        spans.push(word("。"));
        out.push(Element::Body(spans));
    }
    let changes = project.budget.lines.iter().flat_map(|line| &line.adjustments);
    out.extend(changes.map(|change| changed(change, project)));
    out.push(labelled("2.资金管理情况。", &project.narrative.fund_management));
    if project.form == Form::Transfer {
        managed(project, out);
    }
}

fn total(project: &Project) -> Element {
    let year = project.budget_year;
    let (total, sum) = (project.budget.total(), project.budget.parent());
    let mut spans = vec![
        word(format!("1.资金到位和执行情况。{year}年年初预算")),
        amount(Some(total.initial), year, &sum),
        word("，全年预算"),
        amount(Some(total.full_year), year, &sum),
        word("，全年执行"),
        amount(total.executed, year, &sum),
    ];
    match (executed_share(project), total.executed) {
        (Some(share), _) => spans.extend([word("，预算执行率"), share, word("。")]),
        (_, None) => spans.push(word("。")),
        _ => spans.push(word("。全年未安排预算，不计算执行率。")),
    }
    Element::Body(spans)
}

/// What was executed of the whole budget, in percent.
pub(super) fn executed_share(project: &Project) -> Option<Span> {
    let total = project.budget.total();
    let (share, executed) = (total.rate()?, total.executed?);
    let how = format!("{}万元÷{}万元", wan(executed), wan(total.full_year));
    Some(rate(share, project.budget_year, how, &project.budget.parent()))
}

/// What was budgeted and not spent, and why.
pub(super) fn unspent(project: &Project, lead: Vec<Span>) -> Option<Element> {
    let budget = &project.budget;
    let left = budget.unspent().filter(|_| project.form.budget_has_points())?;
    let parent =
        Parent::Calculated { how: "全年预算数减全年执行数".to_owned(), from: vec![budget.parent()] };
    let mut spans = lead;
    spans.extend([
        word("未执行"),
        amount(Some(left), project.budget_year, &parent),
        word(format!("。原因和改进措施：{}。", budget.reason_printed())),
    ]);
    Some(Element::Body(spans))
}

/// "全年预算790.00万元，全年执行777.256万元，预算执行率98.39%。"
pub(super) fn in_short(project: &Project) -> Vec<Span> {
    let year = project.budget_year;
    let (total, sum) = (project.budget.total(), project.budget.parent());
    let mut spans = vec![word("全年预算"), amount(Some(total.full_year), year, &sum), word("，全年执行")];
    spans.push(amount(total.executed, year, &sum));
    if let Some(share) = executed_share(project) {
        spans.extend([word("，预算执行率"), share]);
    }
    spans.push(word("。"));
    spans
}

/// One change of a budget, with its document.
pub(super) fn changed(change: &Adjustment, project: &Project) -> Element {
    let (verb, by) = if change.amount.is_negative() { ("调减", -change.amount) } else { ("调增", change.amount) };
    let day = change.date;
    let day = format!("{}年{}月{}日", day.year(), day.month(), day.day());
    let parent = Parent::Declared { document: change.document.clone(), page: day.clone(), who: project.unit.clone() };
    let spans: Vec<Span> = vec![
        word(format!("{day}依据{}{verb}预算", change.document)),
        amount(Some(by), project.budget_year, &parent),
        word("。"),
    ];
    Element::Body(spans)
}

fn managed(project: &Project, out: &mut Vec<Element>) {
    for (n, item) in ManagedItem::ALL.into_iter().enumerate() {
        let found = project.managed.iter().find(|m| m.item == item);
        let said = found.map_or(TO_BE_EXPLAINED, |m| m.statement.trim_end_matches('。'));
        let problem = found.map(|m| m.problem.trim_end_matches('。')).filter(|p| !p.is_empty());
        let problem = problem.map(|p| format!("存在问题和改进措施：{p}。")).unwrap_or_default();
        out.push(words(format!("（{}）{}：{said}。{problem}", n + 1, item.words())));
    }
}
