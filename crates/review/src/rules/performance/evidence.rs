//! D06, D13: points lost nowhere, satisfaction without a survey.

use rust_decimal::Decimal;

use super::Report;
use super::claims;
use crate::finding::{Finding, Review};
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::rules::goals;
use crate::unit::Dimension;

/// D06: the whole is below 100, and the report says nowhere which item lost the points.
pub(super) fn lost_points(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let scores = claims::scores(reading);
    let Some(first) = scores.first() else { return };
    let below = first.value < Decimal::ONE_HUNDRED && first.value >= Decimal::from(60);
    let values: Vec<Decimal> = scores.iter().map(|score| score.value).collect();
    let items = reading.quantities.iter().any(|quantity| {
        quantity.number.dimension == Dimension::Score
            && !values.contains(&quantity.number.value)
            && quantity.number.value != Decimal::ONE_HUNDRED
    });
    let told = reading.document.paragraphs().any(|paragraph| {
        let text = paragraph.text.replace("不折不扣", "").replace("紧扣", "").replace("相扣", "");
        ["扣", "失分", "丢分", "减分", "未得满分"].iter().any(|word| text.contains(word))
    });
    if !below || items || told || report.tables.iter().any(|table| table.has_points) {
        return;
    }
    let mut seen: Vec<Decimal> = Vec::new();
    for score in scores.into_iter().filter(|score| score.value < Decimal::ONE_HUNDRED) {
        if seen.contains(&score.value) {
            continue;
        }
        seen.push(score.value);
        let calc = format!(
            "自评得分 {} 分，失去的 {} 分没有说明是哪项指标",
            score.value,
            (Decimal::ONE_HUNDRED - score.value).normalize()
        );
        let suggestion = "附评分表，或逐项写明扣分的指标和原因";
        review.findings.push(Finding::new(Kind::ScoreLossUnexplained, score.quotes, calc, suggestion));
    }
}

/// D13: 比较满意, and no survey or value anywhere.
pub(super) fn satisfaction(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let proof = ["问卷", "满意度调查", "回访", "测评", "访谈", "评价器", "好差评", "随访"];
    // 问卷由人社局保存 proves nothing; a target is no result.
    let asked = |text: &str| text.contains("满意") && proof.iter().any(|word| text.contains(word));
    let goals = goals::passages(reading);
    let is_result = |q: &&Quantity| {
        q.number.dimension == Dimension::Percent
            && q.lead.contains("满意")
            && !(goals[q.passage] || q.number.bound == Bound::AtLeast)
    };
    let proved =
        reading.document.paragraphs().any(|p| asked(&p.text)) || reading.quantities.iter().any(|q| is_result(&q));
    let in_tables = report
        .tables
        .iter()
        .flat_map(|table| &table.indicators)
        .any(|row| row.name.as_ref().is_some_and(|name| name.text.contains("满意")));
    if proved || in_tables {
        return;
    }
    for (index, passage) in reading.text.passages.iter().enumerate().filter(|(_, passage)| !passage.cell) {
        let text = passage.text();
        let Some((word, at)) = ["比较满意", "较为满意", "基本满意", "非常满意", "满意度较高", "满意度高"]
            .iter()
            .find_map(|word| Some((*word, text.find(word)?)))
        else {
            continue;
        };
        let from = text[..at].chars().count();
        let quotes = reading.text.quotes(index, from..from + word.chars().count());
        let calc = format!("“{word}”没有调查、样本和满意度数值");
        let suggestion = "写明调查的对象、方法、样本数和满意度";
        review.findings.push(Finding::new(Kind::EvidenceMissing, quotes, calc, suggestion));
        return;
    }
}
