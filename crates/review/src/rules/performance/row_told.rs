//! A07 and C02 of the score of a row that the text tells by the row's name: 时效指标得12.5分, and the table gives 时效指标
//! 12 points. And D06: 除预算执行率外，其他指标均无扣分, and another row lost points.

use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::table::cell::Cell;
use crate::table::{Indicator, PerformanceTable};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let mut tables = report.tables.iter().filter(|table| table.indicators.iter().any(|row| row.weight.is_some()));
    let Some(table) = tables.next().filter(|_| tables.next().is_none()) else { return };
    if !table.doubts.is_empty() || table.hands.is_some() || table.loose {
        return;
    }
    for row in &table.indicators {
        let named = name(row).filter(|own| {
            let same = table.indicators.iter().filter(|other| name(other) == Some(*own));
            same.count() == 1
                && !table.indicators.iter().any(|other| level1(other) == Some(*own) && name(other) != Some(*own))
        });
        if let Some((told, name)) = named.and_then(|name| Some((told(report, name)?, name))) {
            judge(report, row, (told, name), review);
        }
    }
    lost_elsewhere(report, table, review);
}

fn name(row: &Indicator) -> Option<&str> {
    row.name.as_ref().map(|cell| cell.text.as_str()).filter(|name| name.chars().count() >= 4)
}

fn level1(row: &Indicator) -> Option<&str> {
    row.level1.as_ref().map(|cell| cell.text.as_str())
}

/// 时效指标得12.5分: the only score that the text tells of this name.
fn told<'r>(report: &'r Report<'_, '_>, name: &str) -> Option<&'r Quantity> {
    let reading = report.reading;
    let mut all = reading.quantities.iter().filter(|q| {
        let lead = q.lead.trim_end_matches(['为', '分']).trim_end_matches("自评");
        let own = lead.strip_suffix('得').is_some_and(|lead| lead.trim_matches(['“', '”']) == name);
        own && q.number.dimension == Dimension::Score
            && q.number.is_operand()
            && q.bracket.is_none()
            && !reading.text.passages[q.passage].cell
    });
    all.next().filter(|_| all.next().is_none())
}

fn judge(report: &Report<'_, '_>, row: &Indicator, (told, name): (&Quantity, &str), review: &mut Review) {
    let points = |cell: &Option<Cell>| cell.as_ref().and_then(Cell::points);
    let value = told.number.value;
    let words = |cell: &Option<Cell>| -> Vec<Quote> {
        report.reading.quotes([told]).into_iter().chain(quotes(cell.as_ref())).collect()
    };
    if let Some(weight) = points(&row.weight).filter(|weight| value > *weight) {
        let calc = format!("“{name}”：表中分值 {weight}，正文得分 {value}，得分大于分值");
        let finding = Finding::new(Kind::ScoreExceedsMax, words(&row.weight), calc, "得分应在 0 与分值之间");
        return review.findings.push(finding);
    }
    let Some(score) = points(&row.score) else { return };
    let calc = format!("“{name}”：表中得分 {score}，正文得分 {value}");
    if score == value {
        review.holds(Relation::SameFact, words(&row.score), calc);
    } else {
        let suggestion = "按评分表改正正文，或核对评分表的这一行";
        let finding = Finding::new(Kind::NarrativeTableContradiction, words(&row.score), calc, suggestion);
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 除预算执行率按比例扣0.22分外，其他指标均…，无扣分: then no other row lost points.
fn lost_elsewhere(report: &Report<'_, '_>, table: &PerformanceTable, review: &mut Review) {
    let reading = report.reading;
    for sentence in &reading.sentences {
        let text = reading.between(sentence.passage, sentence.span.clone());
        let Some((excepted, rest)) = text.split_once('除').and_then(|(_, rest)| rest.split_once('外')) else {
            continue;
        };
        let others = ["其他", "其余"].iter().any(|word| rest.contains(word)) && rest.contains("指标");
        let full = ["无扣分", "未扣分", "没有扣分", "均得满分", "均为满分", "全部得满分", "均不扣分"]
            .iter()
            .find(|word| rest.contains(**word));
        let Some(full) = full.filter(|_| others && !reading.text.passages[sentence.passage].cell) else { continue };
        let lost = |row: &&Indicator| {
            let of = |cell: &Option<Cell>| cell.as_ref().and_then(Cell::points);
            let lost = of(&row.weight).zip(of(&row.score)).is_some_and(|(weight, score)| score < weight);
            lost && name(row).is_some_and(|name| !is_named(excepted, name))
        };
        // Where several lost points, 其他 means others.
        let rows: Vec<&Indicator> = table.indicators.iter().filter(lost).collect();
        let excused = table.indicators.iter().any(|row| name(row).is_some_and(|name| is_named(excepted, name)));
        if let ([row], true) = (&rows[..], excused) {
            let of = |cell: &Option<Cell>| cell.as_ref().and_then(Cell::points).unwrap_or(Decimal::ZERO);
            let (weight, score) = (of(&row.weight), of(&row.score));
            let calc =
                format!("“{}”分值 {weight}，得分 {score}，正文却说其他指标“{full}”", name(row).unwrap_or_default());
            let mut words = quotes([row.score.as_ref(), row.weight.as_ref()].into_iter().flatten());
            words.extend(reading.text.quotes(sentence.passage, sentence.span.clone()));
            let finding = Finding::new(Kind::ScoreLossUnexplained, words, calc, "写明这一项的扣分原因，或核对得分");
            review.findings.push(finding.severity(crate::kind::Severity::Medium).confidence(Confidence::Likely));
        }
    }
}

/// 预算执行率 in 预算执行率按比例扣0.22分.
fn is_named(excepted: &str, name: &str) -> bool {
    let bare = name.trim_end_matches("指标");
    excepted.contains(bare) || bare.contains("执行") && excepted.contains("执行")
}

#[cfg(test)]
mod tests {
    use crate::testing;

    const HEAD: &str = "|一级指标|二级指标|三级指标|分值|得分|\n|产出|数量|检查单位数量|20|20|\n|产出|时效|案件办结时限|12|10.5|\n|产出|质量|案卷合格情况|15|SCORE|\n|执行|执行|预算执行率|10|9.8|\n";

    fn ids(score: &str, text: &str) -> Vec<&'static str> {
        let text = format!("{}{text}\n", HEAD.replace("SCORE", score));
        let found = crate::review(&testing::document(&text)).findings;
        found.iter().map(|f| f.kind.id()).filter(|id| ["A07", "C02", "D06"].contains(id)).collect()
    }

    #[test]
    fn the_text_tells_the_score_of_the_row() {
        assert_eq!(ids("15", "存在3笔逾期，案件办结时限得12.5分。"), ["A07"]);
        assert_eq!(ids("15", "存在3笔逾期，案件办结时限得11.5分。"), ["C02"]);
        assert!(ids("15", "存在3笔逾期，案件办结时限得10.5分。").is_empty());
    }

    #[test]
    fn others_lost_nothing() {
        let said = "除案件办结时限、预算执行率外，其他指标均完成年度目标，无扣分。";
        assert_eq!(ids("13", said), ["D06"]);
        assert!(ids("15", said).is_empty());
    }
}
