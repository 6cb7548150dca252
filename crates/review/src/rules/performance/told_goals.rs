//! C01 of goals: one goal with two values, in the section of goals, beside its result, or in the table. The odd one is
//! told once, the other at least twice.

use rust_decimal::Decimal;

use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;
use crate::number::{Bound, Number};
use crate::quantity::Quantity;
use crate::rules::ahead;
use crate::rules::goals;
use crate::rules::names::core;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;

/// A goal where it is told.
struct Told {
    name: String,
    number: Number,
    passage: usize,
    year: Option<i32>,
    quotes: Vec<Quote>,
}

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let all = told(report);
    let mut done: Vec<(&str, Dimension)> = Vec::new();
    for first in &all {
        let key = (first.name.as_str(), first.number.dimension);
        if !done.contains(&key) {
            done.push(key);
            let group: Vec<&Told> = all.iter().filter(|t| (t.name.as_str(), t.number.dimension) == key).collect();
            compare(&group, review);
        }
    }
}

fn told(report: &Report<'_, '_>) -> Vec<Told> {
    let reading = report.reading;
    let (in_goals, ahead) = (goals::passages(reading), ahead::passages(reading));
    // 2025年，目标6000人 in the report of 2024 is another goal; a year that only stands in an earlier sentence says little.
    let year_of = |q: &Quantity| q.year.filter(|year| q.year_printed || Some(*year) > reading.year).or(reading.year);
    let mut all: Vec<Told> = Vec::new();
    for (index, q) in reading.quantities.iter().enumerate() {
        // Under 下一步打算 a goal is the next year's, unless something is measured by it: 比95%的目标低2个百分点.
        let measured = q.led_by(&["比", "较", "距", "与", "低于", "高于"]);
        if ahead[q.passage] && !measured {
            continue;
        }
        let named = ["的目标", "的任务", "的计划", "的年度目标", "目标"].iter().any(|word| q.tail.starts_with(word));
        let asked = in_goals[q.passage] && q.number.bound != Bound::About && !q.is_change();
        let is_goal = named || asked || side(q) == Some(Side::Plan);
        let counted = matches!(
            q.number.dimension,
            Dimension::Person | Dimension::PersonTimes | Dimension::Percent | Dimension::Count(_)
        );
        // 预算调整率7.17%: a measure of what became of the budget.
        // 应缴费69300人 is who should, not what was aimed at.
        let due = q.lead.contains('应') && !["目标", "任务", "计划"].iter().any(|word| q.lead.contains(word));
        let result = due && !named || q.lead.contains("调整率") || q.lead.contains("执行率") && !named;
        if !is_goal
            || result && q.number.bound == Bound::None
            || !counted
            || q.number.chinese
            || q.prior
            || reading.text.passages[q.passage].cell
            || q.bracket.is_some()
        {
            continue;
        }
        let own = name(q);
        // 缴费人数154300人，比15.30万人的目标: named by the result before it.
        let before = || index.checked_sub(1).map(|at| &reading.quantities[at]).filter(|b| b.sentence == q.sentence);
        let own = if named && own.chars().count() < 2 { before().map(name).unwrap_or_default() } else { own };
        // 高于90%的目标 has the name of what is compared before it.
        let compared = ["高于", "低于", "超过", "达到", "不低", "未达"].contains(&own.as_str());
        if own.chars().count() >= 2 && !compared {
            let quotes = reading.quote_with_lead(q);
            all.push(Told { name: own, number: q.number.clone(), passage: q.passage, year: year_of(q), quotes });
        }
    }
    for row in report.certain().filter(|table| !table.loose).flat_map(|table| &table.indicators) {
        let (Some(label), Some(cell)) = (&row.name, &row.target) else { continue };
        let signs: Vec<char> = cell.text.chars().filter(|sign| !"≥≤><=".contains(*sign)).collect();
        if let [crate::number::Token::Number(number)] = &crate::number::tokens(&signs)[..] {
            let quotes = quotes([cell]);
            all.push(Told {
                name: bare(&label.text),
                number: number.clone(),
                passage: usize::MAX,
                year: reading.year,
                quotes,
            });
        }
    }
    all
}

fn name(q: &Quantity) -> String {
    bare(bare_lead(&q.lead))
}

/// 培训人数目标, 培训任务, 全年培训: 培训.
fn bare(words: &str) -> String {
    let words =
        ["年初", "指标", "预期", "应", "比", "较"].iter().fold(core(words), |name, word| name.replace(word, ""));
    words.trim_matches(['（', '）', '.', '一', '二', '三', '四', '五', '是', '1', '2', '3', '4', '5']).to_owned()
}

fn compare(group: &[&Told], review: &mut Review) {
    let mut values: Vec<Vec<&Told>> = Vec::new();
    for told in group {
        match values.iter_mut().find(|v| v[0].number.interval().meets(told.number.interval())) {
            Some(value) => value.push(told),
            None => values.push(vec![told]),
        }
    }
    let [a, b] = &values[..] else { return };
    let (usual, odd) = if a.len() > b.len() { (a, b) } else { (b, a) };
    let (x, y) = (usual[0].number.value, odd[0].number.value);
    let close = x.max(y) * Decimal::TWO <= x.min(y) * Decimal::from(3);
    let places: std::collections::BTreeSet<usize> = usual.iter().map(|told| told.passage).collect();
    let apart = usual.iter().all(|told| told.passage != odd[0].passage && told.year == odd[0].year);
    if odd.len() != 1 || places.len() < 2 || !close || !apart {
        return;
    }
    let words = |told: &Told| told.quotes.iter().map(|quote| quote.text.as_str()).collect::<String>();
    let calc =
        format!("同一目标（{}）：{}处写“{}”，一处写“{}”", odd[0].name, usual.len(), words(usual[0]), words(odd[0]));
    let quotes = odd.iter().chain(usual.iter()).flat_map(|told| told.quotes.clone()).collect();
    let finding =
        Finding::new(Kind::SameFactDifferentValue, quotes, calc, "各处改为同一个目标值；年中调整过的，写明调整前后");
    review.findings.push(finding.confidence(Confidence::Likely));
}
