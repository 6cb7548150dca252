//! A12 told in one breath: 8412人，每人100元，共84.12万元; 33.42万人月人均增加112.6元，补发1-7月共2.63亿元.

use super::is_people;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::total_words;
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [people, each, amount] = three else { continue };
        let together = people.sentence == amount.sentence && people.part == amount.part;
        let near = amount.clause.abs_diff(each.clause) <= 1 && each.clause.abs_diff(people.clause) <= 1;
        let alike = people.bracket == amount.bracket && each.bracket == amount.bracket && !people.prior;
        let summed = total_words(&amount.lead).is_some_and(|(rest, _)| rest.is_empty() || rest == "补发");
        let money = amount.number.dimension == Dimension::Money && amount.is_amount() && each.number.is_operand();
        let told = together && near && alike && summed && money && is_people(people) && people.number.is_operand();
        if let Some(times) = times(each, amount).filter(|_| told) {
            judge(reading, [people, each, amount], times, review);
        }
    }
}

/// How often each was paid: once, or in the months that the amount is of.
fn times(each: &Quantity, amount: &Quantity) -> Option<u32> {
    if each.number.dimension != Dimension::Money {
        return None;
    }
    match each.number.per.time {
        None => ["每人", "每户", "每名"].contains(&each.lead.as_str()).then_some(1),
        Some(PerTime::Month) if each.led_by(&["月人均增加", "每人每月增加"]) => {
            // 1-7月 is kept as 107.
            let (first, last) = amount.month.map(|month| (month / 100, month % 100))?;
            (first > 0 && last >= first).then(|| last - first + 1)
        }
        Some(_) => None,
    }
}

fn judge(reading: &Reading<'_>, [people, each, amount]: [&Quantity; 3], times: u32, review: &mut Review) {
    let value = people.number.interval().times(each.number.interval());
    let Some(value) = value.and_then(|value| value.times(Interval::exact(Decimal::from(times)))) else { return };
    let months = if times == 1 { String::new() } else { format!("×{times}个月") };
    let point = people.number.value * each.number.value * Decimal::from(times);
    let text =
        format!("{}×{}{months}＝{}", reading.printed(people), reading.printed(each), in_unit_of(point, &amount.number));
    let quotes = reading.quotes([amount, people, each]);
    if value.meets(amount.number.interval()) {
        return review.holds(Relation::Product, quotes, format!("{text}，与{}相符", reading.printed(amount)));
    }
    if review.has_said(Kind::QtyPriceMismatch, &quotes) {
        return;
    }
    let calc = format!("{text}，报告为{}", reading.printed(amount));
    let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对人数、标准与金额");
    review.findings.push(finding.confidence(Confidence::Likely));
}
