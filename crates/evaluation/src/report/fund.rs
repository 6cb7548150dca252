//! 基金收支: the money of a fund (performance of social-insurance funds, since 2023).

use base::Fen;

use super::words::{amount, heading, labelled, rate, word};
use super::{Element, Span};
use crate::accounts::Accounts;
use crate::cells::wan;
use crate::project::Project;
use crate::{AccountLine, Parent};

pub(super) fn money(project: &Project, out: &mut Vec<Element>) {
    out.push(heading(1, "四、基金收支和绩效"));
    out.push(heading(2, "（一）基金收支情况"));
    sides(project, out);
    balance(project, out);
    out.push(labelled("基金管理情况：", &project.narrative.fund_management));
}

/// Income and expenditure, each with its lines, its changes and what has to be explained.
pub(super) fn sides(project: &Project, out: &mut Vec<Element>) {
    for (n, (side, _, lines)) in project.accounts.sides().into_iter().enumerate() {
        out.push(one_side(n + 1, side, lines, project));
        for line in lines {
            out.extend(line.adjustments.iter().map(|change| super::money::changed(change, project)));
            let reason = line
                .reason_printed()
                .or_else(|| Some(crate::TO_BE_EXPLAINED.to_owned()).filter(|_| line.unexplained().is_some()));
            if let Some(reason) = reason {
                let reason = reason.trim_end_matches('。').to_owned();
                out.push(super::words::words(format!("{}决算数与预算数相差的原因：{reason}。", line.name)));
            }
        }
    }
}

fn one_side(n: usize, side: &str, lines: &[AccountLine], project: &Project) -> Element {
    let year = project.budget_year;
    let (total, parent) = (Accounts::total(lines), Accounts::parent_of(lines, side));
    let mut spans =
        vec![word(format!("{n}.{side}情况。{year}年年初{side}预算")), amount(Some(total.initial), year, &parent)];
    spans.extend(parts(lines, year, |line| Some(line.initial)));
    if lines.iter().any(|line| !line.adjustments.is_empty()) {
        spans.extend([word("，调整后预算"), amount(Some(total.full_year), year, &parent)]);
        spans.extend(parts(lines, year, |line| Some(line.row().full_year)));
    } else {
        spans.extend([word("，调整后预算仍为"), amount(Some(total.full_year), year, &parent)]);
    }
    spans.extend([word(format!("；{side}决算")), amount(total.executed, year, &parent)]);
    spans.extend(parts(lines, year, |line| line.executed));
    if let (Some(share), Some(executed)) = (total.rate(), total.executed) {
        let how = format!("{}万元÷{}万元", wan(executed), wan(total.full_year));
        spans.extend([word("，完成调整后预算的"), rate(share, year, how, &parent)]);
    }
    spans.push(word("。"));
    Element::Body(spans)
}

/// （其中：基本支出1543.66万元，项目支出33273.36万元）
fn parts(lines: &[AccountLine], year: i16, of: impl Fn(&AccountLine) -> Option<Fen>) -> Vec<Span> {
    let mut spans = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        spans.push(word(format!("{}{}", if n == 0 { "（其中：" } else { "，" }, line.name)));
        spans.push(amount(of(line), year, &line.parent));
    }
    if !spans.is_empty() {
        spans.push(word("）"));
    }
    spans
}

fn balance(project: &Project, out: &mut Vec<Element>) {
    let accounts = &project.accounts;
    let year = project.budget_year;
    let from = || accounts.income.iter().chain(&accounts.expenditure).map(|l| l.parent.clone());
    let this_year = Parent::Calculated { how: "决算收入减决算支出".to_owned(), from: from().collect() };
    let mut spans = vec![word("3.结余情况。本年收支结余"), amount(accounts.balance(), year, &this_year)];
    if let Some(opening) = &accounts.opening {
        let from = from().chain([opening.parent.clone()]).collect();
        let closing = Parent::Calculated { how: "上年末滚存结余加本年收支结余".to_owned(), from };
        spans.extend([word("，上年末滚存结余"), amount(Some(opening.amount), year, &opening.parent)]);
        spans.extend([word("，年末滚存结余"), amount(accounts.closing(), year, &closing)]);
    }
    spans.push(word("。"));
    out.push(Element::Body(spans));
}
