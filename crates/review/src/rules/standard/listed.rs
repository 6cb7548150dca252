//! A12 of two lists: 初级、中级、高级每人分别补贴1000元、1500元、2000元。全年补贴4918人，其中初级2715人、中级1684人、高级519人，共支出
//! 627.90万元; and of a standard that changed: 1.岗位补贴1271.47万元。上半年3918人月，下半年4026人月，标准分别执行上述两档.

use super::{is_sum_of_money, item_amount};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::core;
use crate::rules::terms::bare_lead;
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

/// Standards and people in the same order, and what they come to.
struct Lists<'r> {
    standards: Vec<&'r Quantity>,
    people: Vec<&'r Quantity>,
    amount: &'r Quantity,
}

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, sentence) in reading.sentences.iter().enumerate() {
        if reading.text.passages[sentence.passage].cell {
            continue;
        }
        let all = reading.in_sentence(index);
        let plain: Vec<&Quantity> = all.iter().filter(|q| !q.number.chinese).collect();
        let changed = || {
            let amount = item_amount(reading, sentence, &plain)?;
            changed(reading, index, amount)
        };
        if let Some(lists) = respectively(reading, index).or_else(changed) {
            judge(reading, &lists, review);
        }
    }
}

/// 分别补贴a元、b元、c元: as many figures as follow without words of their own.
fn run(all: &[Quantity]) -> Vec<&Quantity> {
    let first = |q: &Quantity| {
        let told = q.number.dimension == Dimension::Money && q.number.per.each && q.number.per.time.is_none();
        told && q.led_by(&["分别", "依次"]) && q.number.is_operand() && !q.is_change()
    };
    let Some(start) = all.iter().position(first) else { return Vec::new() };
    let more = all[start + 1..]
        .iter()
        .take_while(|q| q.number.dimension == Dimension::Money && q.lead.is_empty() && q.clause == all[start].clause);
    std::iter::once(&all[start]).chain(more).collect()
}

/// The classes before the standards, counted in the same words in the sentence behind, and their sum.
fn respectively<'r>(reading: &'r Reading<'_>, index: usize) -> Option<Lists<'r>> {
    let standards = run(reading.in_sentence(index));
    let first = *standards.first().filter(|_| standards.len() > 1)?;
    let behind = reading.sentences.get(index + 1).filter(|s| s.passage == first.passage)?;
    let next: Vec<&Quantity> = reading.quantities[behind.quantities.clone()].iter().collect();
    let before = reading.between(first.passage, reading.sentences[index].span.start..first.number.span.start);
    let classes = before.split(['每', '分']).next().unwrap_or_default();
    let called = |q: &Quantity| {
        let name = core(bare_lead(&q.lead));
        (name.chars().count() > 1).then(|| classes.find(&name)).flatten()
    };
    let counted = |q: &Quantity| q.number.dimension.is_counted() && q.is_amount() && !q.prior;
    let people: Vec<&Quantity> = next.iter().copied().filter(|q| counted(q) && called(q).is_some()).collect();
    let places: Vec<usize> = people.iter().filter_map(|q| called(q)).collect();
    let last = next.iter().position(|q| people.last().is_some_and(|last| std::ptr::eq(*last, *q)))?;
    let amount = *next.get(last + 1).filter(|q| is_sum_of_money(q) && q.led_by(&["共", "合计", "支出", "计"]))?;
    let in_order = people.len() == standards.len() && places.windows(2).all(|two| two[0] < two[1]);
    in_order.then_some(Lists { standards, people, amount })
}

/// Months of people at the standards told above, which changed within the year.
fn changed<'r>(reading: &'r Reading<'_>, index: usize, amount: &'r Quantity) -> Option<Lists<'r>> {
    let sentence = &reading.sentences[index];
    let words = reading.between(sentence.passage, sentence.span.clone());
    let refers = ["上述", "前述", "以上"].iter().any(|w| words.contains(w)) && words.contains("标准");
    let by_month = |q: &&Quantity| matches!(q.number.dimension, Dimension::PersonTimes | Dimension::Count("人月"));
    let people: Vec<&Quantity> = reading.in_sentence(index).iter().filter(by_month).filter(|q| q.is_amount()).collect();
    if !refers || people.len() < 2 {
        return None;
    }
    let monthly = |q: &&Quantity| {
        let told = q.number.dimension == Dimension::Money && q.number.per.time == Some(PerTime::Month);
        told && q.number.is_operand() && !q.is_change() && !q.prior
    };
    let earlier = (0..index).rev().map(|at| reading.in_sentence(at).iter().filter(monthly).collect::<Vec<_>>());
    let standards = earlier.into_iter().find(|found| !found.is_empty())?;
    (standards.len() == people.len()).then_some(Lists { standards, people, amount })
}

fn judge(reading: &Reading<'_>, Lists { standards, people, amount }: &Lists<'_>, review: &mut Review) {
    let pairs = || people.iter().zip(standards);
    let products = pairs().map(|(p, s)| p.number.interval().times(Interval::exact(s.number.value)));
    let sum = products.collect::<Option<Vec<_>>>();
    let sum = sum.and_then(|all| all.into_iter().try_fold(Interval::exact(Decimal::ZERO), Interval::plus));
    let Some(value) = sum else { return };
    let terms: Vec<String> = pairs().map(|(p, s)| format!("{}×{}", reading.printed(p), reading.printed(s))).collect();
    let shown = in_unit_of(value.middle(), &amount.number);
    let text = format!("{}＝{shown}", terms.join("＋"));
    let quotes = reading.quotes([*amount].into_iter().chain(people.iter().copied()).chain(standards.iter().copied()));
    let (a, b) = (value.middle(), amount.number.value);
    if value.meets(amount.number.interval()) {
        review.holds(Relation::Product, quotes, format!("{text}，与{}相符", reading.printed(amount)));
    } else if a.max(b) * Decimal::TWO <= a.min(b) * Decimal::from(3) {
        let calc = format!("{text}，报告为{}", reading.printed(amount));
        let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对各档人数、标准与金额");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
