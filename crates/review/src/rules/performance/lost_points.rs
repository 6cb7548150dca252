//! A05 of points lost: 共扣2.4分，其中甲扣1分、乙扣1.4分, against each other, against the total score, and
//! against the points and the score of the item.

use rust_decimal::Decimal;

use super::claims;
use super::told_scores;
use super::{Report, written_sum};
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::unit::Dimension;

/// Every sentence that tells points lost.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for sentence in 0..report.reading.sentences.len() {
        let lost: Vec<&Quantity> = report.reading.in_sentence(sentence).iter().filter(|q| is_lost(q)).collect();
        if let Some((total, parts)) = split(&lost) {
            add(report, total, parts, review);
        }
    }
    for total in report.reading.quantities.iter().filter(|q| is_lost(q) && is_total(q)) {
        against_score(report, total, review);
    }
    against_items(report, review);
    but_for(report, review);
}

/// 甲扣1分, 失分3.6分.
pub(super) fn is_lost(quantity: &Quantity) -> bool {
    let lead = quantity.lead.trim_end_matches(['了', '减', '除', '分', '共', '计', '合']);
    quantity.number.dimension == Dimension::Score
        && quantity.number.is_operand()
        && !quantity.number.chinese
        && (lead.ends_with('扣') || lead.ends_with('失') || lead.ends_with("丢"))
        && !["的规", "的标准", "的原则", "的办法", "的要求"].iter().any(|words| quantity.tail.starts_with(words))
        && !["每", "最多", "应扣", "酌情", "标准", "不得分"].iter().any(|word| quantity.lead.contains(word))
}

/// 共扣, 扣分共, 失分: what was lost of the whole.
fn is_total(quantity: &Quantity) -> bool {
    let lead = quantity.lead.as_str();
    ["共扣", "共失", "合计扣", "总共扣", "累计扣", "扣分共", "失分共", "共计扣"]
        .iter()
        .any(|word| lead.ends_with(word) || lead.contains(word))
        || matches!(lead, "失分" | "扣分" | "丢分")
}

/// The total and its parts: 其中 stands before the first of them, or the parts before their total.
fn split<'q>(lost: &[&'q Quantity]) -> Option<(&'q Quantity, Vec<&'q Quantity>)> {
    let (first, parts) = lost.split_first()?;
    let opened = parts.first()?.led_by(OPENERS) && parts.len() > 1;
    // 共扣2分：甲扣1分，乙扣1分
    let listed = is_total(first) && parts.len() > 1 && parts.iter().all(|part| !is_total(part));
    (opened || listed).then(|| (*first, parts.to_vec()))
}

fn add(report: &Report<'_, '_>, total: &Quantity, parts: Vec<&Quantity>, review: &mut Review) {
    let values: Vec<Decimal> = parts.iter().map(|part| part.number.value).collect();
    let sum: Decimal = values.iter().sum();
    let calc = format!("各项扣分 {} = {}，共扣 {} 分", written_sum(&values), sum.normalize(), total.number.value);
    let quotes = report.reading.quotes([total].into_iter().chain(parts));
    // 共失0.42分；另因满意度失0.6分，三项合计失1.02分: one of them is the total of all the others.
    let of_others = values.len() > 1 && values.iter().any(|value| value + value == sum + total.number.value);
    if of_others {
        return;
    }
    if sum == total.number.value {
        review.holds(Relation::ScoreSum, quotes, calc);
    } else {
        let finding = Finding::new(Kind::ScoreSumMismatch, quotes, calc, "核对各项扣分与共扣的分数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 得97.6分，共扣2.4分: the two make a hundred.
fn against_score(report: &Report<'_, '_>, total: &Quantity, review: &mut Review) {
    let scores = claims::scores(report.reading);
    let Some(score) = scores.iter().find(|score| score.passage == total.passage) else { return };
    let only = scores.iter().filter(|other| other.passage == total.passage).all(|other| other.value == score.value);
    let sum = score.value + total.number.value;
    let quotes: Vec<Quote> = report.reading.quotes([total]).into_iter().chain(score.quotes.iter().cloned()).collect();
    let calc = format!("得 {} 分，扣 {} 分，相加为 {} 分", score.value, total.number.value, sum.normalize());
    if sum == Decimal::ONE_HUNDRED {
        review.holds(Relation::ScoreSum, quotes, calc);
    } else if only && (sum - Decimal::ONE_HUNDRED).abs() <= Decimal::TEN && score.value <= Decimal::ONE_HUNDRED {
        let finding = Finding::new(Kind::ScoreSumMismatch, quotes, calc, "得分与扣分之和应为满分，核对两个数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 除以下三项扣分外，其余指标均得满分: what these three lost is all that the score lacks.
fn but_for(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let scores = claims::scores(reading);
    let Some(score) = scores.first().filter(|first| scores.iter().all(|score| score.value == first.value)) else {
        return;
    };
    let said = reading.quantities.iter().find(|q| {
        let counted = matches!(q.number.dimension, Dimension::Count("项" | "个" | "处"));
        let behind = reading.between(q.passage, q.number.span.end..reading.sentences[q.sentence].span.end);
        let others = ["其余", "其他"].iter().any(|word| behind.contains(word)) && behind.contains("满分");
        counted && q.led_directly_by(&["除以下", "除上述", "除下列", "除以上"]) && behind.contains('外') && others
    });
    let Some(said) = said else { return };
    let lost: Vec<&Quantity> = reading.quantities.iter().filter(|q| is_lost(q) && !is_total(q)).collect();
    if said.number.value != Decimal::from(lost.len()) {
        return;
    }
    let values: Vec<Decimal> = lost.iter().map(|q| q.number.value).collect();
    let due = Decimal::ONE_HUNDRED - values.iter().sum::<Decimal>();
    let calc = format!("100 － （{}） = {}，总得分 {}", written_sum(&values), due.normalize(), score.value);
    let quotes: Vec<Quote> = score.quotes.iter().cloned().chain(reading.quotes(lost)).collect();
    if due == score.value {
        review.holds(Relation::ScoreSum, quotes, calc);
    } else if !review.findings.iter().any(|known| known.kind == Kind::ScoreSumMismatch) {
        let suggestion = format!("总得分应为 {}，或核对各项扣分", due.normalize());
        let finding = Finding::new(Kind::ScoreSumMismatch, quotes, calc, suggestion);
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 职责履行30分得29分 and 职责履行扣1分.
fn against_items(report: &Report<'_, '_>, review: &mut Review) {
    let items = items(report);
    for lost in report.reading.quantities.iter().filter(|q| is_lost(q)) {
        let lead = lost.lead.trim_end_matches(['扣', '了', '减', '除', '分', '失']);
        let name = OPENERS.iter().fold(lead.to_owned(), |name, word| name.replace(word, ""));
        let name = name.trim_matches(|c: char| "“”\"：，、".contains(c)).to_owned();
        let mut called = items.iter().filter(|item| name.chars().count() >= 3 && item.name == name);
        let (Some(item), None) = (called.next(), called.next()) else { continue };
        let gone = item.points - item.score;
        // 资金管理扣1.0分；查处问题2条，扣0.5分: more was lost of it.
        let more = report.reading.quantities.iter().filter(|q| q.passage == lost.passage && is_lost(q));
        if gone != lost.number.value && more.into_iter().any(|q| q.lead == "扣") {
            continue;
        }
        let quotes: Vec<Quote> = report.reading.quotes([lost]).into_iter().chain(item.quotes.iter().cloned()).collect();
        let calc = format!(
            "“{name}”分值 {} 分，得分 {} 分，相差 {} 分，写明扣 {} 分",
            item.points,
            item.score,
            gone.normalize(),
            lost.number.value
        );
        if gone == lost.number.value {
            review.holds(Relation::ScoreSum, quotes, calc);
        } else {
            let finding = Finding::new(Kind::ScoreSumMismatch, quotes, calc, "核对这一项的得分与扣分");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// An item with its points and its score.
struct Item {
    name: String,
    points: Decimal,
    score: Decimal,
    quotes: Vec<Quote>,
}

/// The items told in the text and the rows of the tables.
fn items(report: &Report<'_, '_>) -> Vec<Item> {
    let rows = report.certain().flat_map(|table| &table.indicators).filter_map(|row| {
        let (name, weight, score) = (row.name.as_ref()?, row.weight.as_ref()?, row.score.as_ref()?);
        let quotes = super::quotes([name, weight, score]);
        Some(Item { name: name.text.clone(), points: weight.points()?, score: score.points()?, quotes })
    });
    let told = (0..report.reading.text.passages.len()).flat_map(|index| told_scores::pairs_of(report, index));
    let told = told.map(|pair| Item { name: pair.name, points: pair.points, score: pair.score, quotes: pair.quotes });
    rows.chain(told).collect()
}
