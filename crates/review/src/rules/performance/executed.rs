//! D13: an execution rate, or the points for it, without one figure of what was received or spent.

use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::table::cell::Cell;
use crate::unit::Dimension;

/// Words of money that went out.
const SPENT: [&str; 26] = [
    "支出",
    "执行",
    "支付",
    "使用",
    "发放",
    "拨付",
    "列支",
    "开支",
    "决算",
    "兑付",
    "兑现",
    "补发",
    "结算",
    "用于",
    "完成投资",
    "报销",
    "返还",
    "补助",
    "补贴",
    "奖励",
    "资助",
    "代缴",
    "投入",
    "到位",
    "救助",
    "实际",
];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let money = |q: &&Quantity| q.number.dimension == Dimension::Money;
    let told = reading.quantities.iter().any(|q| money(&q) && is_spent(reading, q));
    // A table may tell it in its cells, and a report without any money is about something else.
    let budgeted = reading.quantities.iter().any(|q| money(&q) && !reading.text.passages[q.passage].cell);
    let in_table = report.tables.iter().any(|table| !table.funds.is_empty() || !table.sides.is_empty());
    let cells = reading.quantities.iter().any(|q| reading.text.passages[q.passage].cell && money(&q));
    if told || in_table || cells || !budgeted {
        return;
    }
    let Some((quotes, claim)) = scored(report).or_else(|| claimed(reading)) else { return };
    let calc = format!("{claim}，全文没有到位或支出的金额");
    let suggestion = "写明预算数、到位数和实际支出数，再算执行率";
    let finding = Finding::new(Kind::EvidenceMissing, quotes, calc, suggestion);
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// 申请拨付的经费26.7万元 is money that was asked for or planned; only the figure's own clause tells.
fn is_spent(reading: &Reading<'_>, q: &Quantity) -> bool {
    let sentence = &reading.sentences[q.sentence];
    let before = reading.between(q.passage, sentence.span.start..q.number.span.start);
    let clause = before.rsplit(['，', '；', '：', '（']).next().unwrap_or_default();
    let planned = ["安排", "预算", "申报", "申请", "标准", "按", "总经费", "最低", "最高"];
    SPENT.iter().any(|word| clause.contains(word) || q.tail.contains(word))
        && !planned.iter().any(|word| clause.contains(word))
}

/// The points of the execution rate.
fn scored(report: &Report<'_, '_>) -> Option<(Vec<Quote>, String)> {
    let rows = report.tables.iter().flat_map(|table| &table.indicators);
    let named = rows.filter_map(|row| Some((row, row.name.as_ref()?)));
    let mut rated = named.filter(|(_, name)| name.text.contains("执行率"));
    rated.find_map(|(row, name)| {
        let score = row.score.as_ref().and_then(Cell::points).filter(|score| !score.is_zero())?;
        let void = [&row.actual, &row.done, &row.target].iter().all(|cell| cell.as_ref().is_none_or(Cell::is_void));
        void.then(|| (quotes([name]), format!("“{}”得{}分", name.text, score.normalize())))
    })
}

/// 预算执行率达到100%.
fn claimed(reading: &Reading<'_>) -> Option<(Vec<Quote>, String)> {
    let weighs = |q: &Quantity| reading.between(q.passage, reading.sentences[q.sentence].span.clone()).contains("权重");
    let rate = reading.quantities.iter().find(|q| {
        !weighs(q)
            && q.number.dimension == Dimension::Percent
            && q.number.is_operand()
            && q.led_by(&["预算执行率", "资金执行率", "支出率"])
            && !reading.text.passages[q.passage].cell
    })?;
    Some((reading.quotes([rate]), format!("预算执行率说是{}", reading.printed(rate))))
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        let text =
            format!("青岚县2022年度工作经费项目绩效自评报告\n一、情况\n年初预算安排工作经费26.70万元。\n{text}\n");
        testing::only(&text, "D13")
    }

    #[test]
    fn a_rate_needs_its_amounts() {
        assert_eq!(ids("预算执行率达到100%。"), ["D13"]);
        assert!(ids("全年支出26.70万元，预算执行率达到100%。").is_empty());
        assert!(ids("工作经费用于宣传。").is_empty());
    }

    #[test]
    fn so_do_its_points() {
        let table = |actual: &str| {
            format!(
                "|一级指标|三级指标|年度指标值|实际完成值|分值|得分|\n|过程|预算执行率|{actual}|{actual}|50|50|\n|产出|协管员人数| | |50|50|\n|总分|<|<|<|100|100|"
            )
        };
        assert_eq!(ids(&table(" ")), ["D13"]);
        assert!(ids(&table("100%")).is_empty());
    }
}
