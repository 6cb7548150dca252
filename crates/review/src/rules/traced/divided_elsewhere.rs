//! A01 of a list whose whole stands elsewhere in the report: 按支出方向分：甲39837万元、乙13862万元、丙6470万元. No figure of the report is
//! their sum, but one that bears their name would be, with one slip of the pen in one of them.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::known::Known;
use crate::rules::names::{common, core};
use crate::rules::slip;
use crate::rules::terms::total_words;
use crate::unit::Dimension;
use rust_decimal::Decimal;

const PARTS: std::ops::RangeInclusive<usize> = 3..=12;
/// A whole with fewer steps is met by chance.
const STEPS: i64 = 5_000;
/// A part of fewer is too: one whole of many would be a digit away.
const STEPS_OF_PART: i64 = 1_000;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for at in 0..reading.sentences.len() {
        let Some((row, name)) = list(reading, at) else { continue };
        if row.iter().any(|q| known.has(reading, q, &[Relation::Sum])) {
            continue;
        }
        let Some(sum) = row.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()))
        else {
            continue;
        };
        let same = |q: &&Quantity| q.number.dimension == row[0].number.dimension && q.number.is_operand();
        if reading.quantities.iter().filter(same).any(|q| q.number.interval().meets(sum)) || is_in_table(reading, sum) {
            continue;
        }
        let wholes: Vec<&Quantity> =
            reading.quantities.iter().filter(same).filter(|q| is_whole(q, &row, &name)).collect();
        let slipped: Vec<&Quantity> = wholes.into_iter().filter(|whole| is_slip(reading, &row, sum, whole)).collect();
        if let Some(whole) =
            slipped.first().filter(|first| slipped.iter().all(|q| q.number.value == first.number.value))
        {
            tell(reading, &row, sum, whole, review);
        }
    }
}

/// 按用途分：, 各项支出为：, 分别为: the amounts of a list of a sentence's own, and what it is a list of.
fn list<'r>(reading: &'r Reading<'_>, at: usize) -> Option<(Vec<&'r Quantity>, String)> {
    let all = reading.in_sentence(at);
    let first = all.iter().position(|q| opens(reading, q))?;
    let opened = &all[first];
    let row: Vec<&Quantity> = all[first..]
        .iter()
        .filter(|q| q.bracket == opened.bracket)
        .take_while(|q| q.part == opened.part || opened.lead.contains('：'))
        .filter(|q| q.number.dimension == opened.number.dimension)
        .take_while(|q| q.is_amount() && !q.number.chinese && !q.prior && total_words(&q.lead).is_none())
        .collect();
    let sentence = &reading.sentences[at];
    let words = reading.between(opened.passage, sentence.span.start..opened.number.span.start);
    let name =
        words.rsplit(['。', '；', '，']).find(|words| words.contains(['分', '为', '：'])).unwrap_or(&words).to_owned();
    let name = name.split(['：']).next().unwrap_or_default().to_owned();
    (PARTS.contains(&row.len()) && !reading.text.passages[opened.passage].cell).then_some((row, name))
}

fn opens(reading: &Reading<'_>, q: &Quantity) -> bool {
    let money = q.number.dimension == Dimension::Money || q.number.dimension.is_counted();
    let words = reading.between(q.passage, reading.sentences[q.sentence].span.start..q.number.span.start);
    let colon = words.contains('：') && ["分：", "为：", "如下：", "看："].iter().any(|word| words.contains(word));
    money && q.is_amount() && (q.opens_division() || colon)
}

/// A figure elsewhere that bears the name of the list.
fn is_whole(q: &Quantity, row: &[&Quantity], name: &str) -> bool {
    let inside = row.iter().any(|part| std::ptr::eq(*part, q));
    let larger = row.iter().all(|part| part.number.value < q.number.value);
    let named = common(&core(&q.lead), &core(name)) >= 2;
    !inside && larger && named && q.is_amount() && !q.prior && q.number.value >= q.number.step * Decimal::from(STEPS)
}

fn is_slip(reading: &Reading<'_>, row: &[&Quantity], sum: Interval, whole: &Quantity) -> bool {
    row.iter().filter(|q| q.number.value >= q.number.step * Decimal::from(STEPS_OF_PART)).any(|part| {
        let others = sum.minus(part.number.interval());
        let wanted = others.and_then(|others| whole.number.interval().minus(others));
        wanted.is_some_and(|wanted| wanted.low > Decimal::ZERO && slip::mends(reading, part, wanted))
    })
}

/// The sum stands in a cell, in the unit of its table.
fn is_in_table(reading: &Reading<'_>, sum: Interval) -> bool {
    let cells = reading.quantities.iter().filter(|q| reading.text.passages[q.passage].cell);
    let scaled = |q: &Quantity| [Decimal::ONE, Decimal::from(10_000)].map(|by| q.number.value.checked_mul(by));
    cells.into_iter().any(|q| scaled(q).into_iter().flatten().any(|value| Interval::exact(value).meets(sum)))
}

fn tell(reading: &Reading<'_>, row: &[&Quantity], sum: Interval, whole: &Quantity, review: &mut Review) {
    let terms: Vec<String> = row.iter().map(|q| reading.printed(q)).collect();
    let shown = in_unit_of(sum.middle(), &row[0].number);
    let calc = format!("{}＝{shown}，报告另处总数为{}，只差一位数字", terms.join("＋"), reading.printed(whole));
    let quotes = reading.quotes(row.iter().copied().chain([whole]));
    let finding = Finding::new(Kind::SumMismatch, quotes, calc, "核对各分项与前后文的总数");
    review.findings.push(finding.confidence(Confidence::Likely));
}
