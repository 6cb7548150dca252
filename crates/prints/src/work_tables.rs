//! Targets and what was done, supervision, the helpers' incentive, the department's money, the towns' assessment.

use std::collections::BTreeMap;

use base::{Date, Fen};
use documents::{BookCell, BookRow, BookTable};
use office::tables::{Incentive, IncentiveLine, TownCriterion, TownScoring};
use office::work::{MoneyRow, Progress, SupervisionSeen, TownTotal, hundredths};
use rust_decimal::Decimal;

use crate::books_tables::{Head, percent, words};

/// The bulletin of one target: the whole area, then towns with their rank, each with its villages.
pub fn bulletin(head: &Head<'_>, found: &Progress) -> BookTable {
    let columns = [("地区", 40), ("任务", 16), ("完成", 16), ("完成率", 14), ("名次", 10), ("情况", 14)];
    let task = &found.task;
    let mut table = head.table("进度通报", format!("{}年度", task.assess_year), &columns);
    table.form = format!("{}　任务文件：{}　任务编号 {}", task.measure, task.document, task.id);
    table.measure =
        if task.measure == office::tables::TaskMeasure::Bookings { "单位：人次" } else { "单位：人" }.to_owned();
    for (number, row) in found.rows.iter().enumerate() {
        let rate = (row.target > 0).then(|| Decimal::from(row.done) * Decimal::ONE_HUNDRED / Decimal::from(row.target));
        let is_town = row.rank.is_some();
        let name = if number == 0 || is_town { row.name.clone() } else { format!("　{}", row.name) };
        let rank = row.rank.map_or(BookCell::Empty, |rank| BookCell::Centred(rank.to_string()));
        let behind = if row.met() { "" } else { "未完成" };
        let cells = vec![
            words(name),
            BookCell::Count(row.target),
            BookCell::Count(row.done),
            BookCell::Percent(rate),
            rank,
            words(behind),
        ];
        table.rows.push(BookRow { cells, strong: number == 0 || is_town });
    }
    table.notes.push(
        "完成率为本级完成数除以本级任务数，不是下级完成率的平均；参保人数、缴费人数、记账人次分别通报。".to_owned(),
    );
    table
}

/// 督办: what was asked of whom, by when, and what came back.
pub fn supervisions(head: &Head<'_>, year: i16, seen: &[SupervisionSeen], today: Date) -> BookTable {
    let columns = [
        ("编号", 20),
        ("地区", 14),
        ("督办日期", 16),
        ("完成/任务", 14),
        ("要求", 34),
        ("期限", 16),
        ("反馈", 32),
        ("情况", 13),
    ];
    let mut table = head.table("任务督办及反馈", format!("{year}年度"), &columns);
    table.measure = String::new();
    table.lying = true;
    for one in seen {
        let row = &one.supervision;
        let reply = one.answer.as_ref().map_or("", |answer| answer.reply.as_str());
        let state = match &one.answer {
            Some(_) if one.in_time() => "按期反馈",
            Some(_) => "逾期反馈",
            None if today > row.due_on => "逾期未反馈",
            None => "待反馈",
        };
        table.rows.push(BookRow::of(vec![
            words(row.id.to_string()),
            words(&one.name),
            words(row.on_date.to_string()),
            BookCell::Centred(format!("{}/{}", row.done, row.target)),
            words(&row.what),
            words(row.due_on.to_string()),
            words(reply),
            words(state),
        ]));
    }
    table.notes.push(format!(
        "共 {} 件，按期反馈 {} 件。",
        seen.len(),
        seen.iter().filter(|one| one.in_time()).count()
    ));
    table
}

/// 协管员补助分配表: whole people at two rates, and each town's general share.
pub fn incentive(head: &Head<'_>, found: &Incentive, lines: &[(String, IncentiveLine)]) -> BookTable {
    let columns = [
        ("乡镇（街道）", 22),
        ("任务", 12),
        ("完成", 12),
        ("完成率", 12),
        ("协管员（人）", 12),
        ("标准", 14),
        ("协管员补助", 18),
        ("工作经费", 18),
        ("合计", 18),
    ];
    let mut table = head.table("协管员补助和乡镇工作经费分配表", format!("{}年预算", found.budget_year), &columns);
    table.form = format!("考核年度：{}　依据：{}", found.assess_year, found.document);
    table.lying = true;
    for (name, line) in lines {
        let rate =
            (line.target > 0).then(|| Decimal::from(line.done) * Decimal::ONE_HUNDRED / Decimal::from(line.target));
        let standard = if line.done >= line.target { found.higher } else { found.lower };
        table.rows.push(BookRow::of(vec![
            words(name),
            BookCell::Count(line.target),
            BookCell::Count(line.done),
            BookCell::Percent(rate),
            BookCell::Count(line.helpers),
            standard.into(),
            line.amount.into(),
            line.general.into(),
            (line.amount + line.general).into(),
        ]));
    }
    let rows: Vec<usize> = (0..lines.len()).collect();
    let sum = |value| BookCell::Sum { value, plus: rows.clone(), minus: Vec::new() };
    let total = |of: fn(&IncentiveLine) -> Fen| lines.iter().map(|(_, line)| of(line)).sum::<Fen>();
    let (amount, general) = (total(|line| line.amount), total(|line| line.general));
    let empty = || BookCell::Empty;
    table.rows.push(BookRow::strong(vec![
        words("合计"),
        empty(),
        empty(),
        empty(),
        BookCell::Count(lines.iter().map(|(_, line)| line.helpers).sum()),
        empty(),
        sum(amount),
        sum(general),
        sum(amount + general),
    ]));
    table.notes.push(format!(
        "完成任务的乡镇每名协管员 {} 元，未完成的 {} 元；按整人计算，合计与预算一致。",
        found.higher, found.lower
    ));
    table.notes.push("工作经费列入部门预算，不动用社会保险基金。".to_owned());
    table
}

/// 部门工作经费: budget, adjustments, spending by line.
pub fn money(head: &Head<'_>, year: i16, lines: &BTreeMap<String, MoneyRow>) -> BookTable {
    let columns =
        [("预算项目", 36), ("年初预算", 18), ("预算调整", 18), ("调整后预算", 18), ("支出", 18), ("执行率", 12)];
    let mut table = head.table("部门工作经费预算执行表", format!("{year}年"), &columns);
    table.lying = true;
    for (item, row) in lines {
        table.rows.push(BookRow::of(vec![
            words(item),
            row.budget.into(),
            row.adjustment.into(),
            row.adjusted().into(),
            row.spent.into(),
            percent(row.spent, row.adjusted()),
        ]));
    }
    let rows: Vec<usize> = (0..lines.len()).collect();
    let sum = |of: fn(&MoneyRow) -> Fen| BookCell::Sum {
        value: lines.values().map(of).sum(),
        plus: rows.clone(),
        minus: Vec::new(),
    };
    let (spent, adjusted): (Fen, Fen) =
        (lines.values().map(|row| row.spent).sum(), lines.values().map(MoneyRow::adjusted).sum());
    table.rows.push(BookRow::strong(vec![
        words("合计"),
        sum(|row| row.budget),
        sum(|row| row.adjustment),
        sum(MoneyRow::adjusted),
        sum(|row| row.spent),
        percent(spent, adjusted),
    ]));
    for (item, row) in lines {
        let Some((collected, document)) = &row.collected else { continue };
        let Some((share, band)) = row.band() else { continue };
        table.notes.push(format!(
            "{item}：年初预算 {} 元，占上年征缴收入 {collected} 元（{document}）的 {share:.2}%，{}。",
            row.budget,
            band.words()
        ));
    }
    table.notes.push("执行率为支出除以调整后预算。工作经费不动用社会保险基金。".to_owned());
    table
}

/// 乡镇考评表: the best town first.
pub fn scores(head: &Head<'_>, scoring: &TownScoring, criteria: &[TownCriterion], towns: &[TownTotal]) -> BookTable {
    let titles: Vec<String> = criteria.iter().map(|c| format!("{}（{}分）", c.title, c.points)).collect();
    let mut columns = vec![("乡镇（街道）", 24)];
    columns.extend(titles.iter().map(|title| (title.as_str(), 18)));
    columns.extend([("合计", 12), ("名次", 9)]);
    let mut table = head.table("乡镇（街道）业务经办考评表", format!("{}年度", scoring.assess_year), &columns);
    table.form = format!("考评办法：{}", scoring.document);
    table.measure = "单位：分".to_owned();
    table.lying = true;
    let points = |score| BookCell::Centred(format!("{:.2}", hundredths(score)));
    for town in towns {
        let mut cells = vec![words(&town.name)];
        cells.extend(town.scores.iter().map(|score| points(*score)));
        cells.extend([points(town.total()), BookCell::Centred(town.rank.to_string())]);
        table.rows.push(BookRow::of(cells));
    }
    let of_criterion = |criterion: &TownCriterion| {
        let source =
            if criterion.source.is_empty() { "没有见到公布的条款，暂定" } else { &criterion.source };
        format!("{}按{}计分（{source}）", criterion.title, criterion.basis)
    };
    let criteria: Vec<String> = criteria.iter().map(of_criterion).collect();
    table.notes.push(format!("计分依据：{}。", criteria.join("；")));
    table.notes.push(
        "达到任务得满分，未达到的按完成比例得分，四舍五入到 0.01 分；没有任务或没有应办事项的得满分。".to_owned(),
    );
    let given = towns.iter().filter(|town| !town.reasons.is_empty());
    let given: Vec<String> = given.map(|town| format!("{}，{}", town.name, town.reasons.join("，"))).collect();
    if !given.is_empty() {
        table.notes.push(format!("考评组评定的理由：{}。", given.join("；")));
    }
    table
}
