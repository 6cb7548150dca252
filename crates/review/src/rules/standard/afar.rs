//! A12 where the people stand in another sentence than their standard and their amount: 参保41.27万人。…标准
//! 为每人每年520元，应补助21460.40万元.

use super::{is_people, is_standard, is_sum_of_money};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::PerTime;
use rust_decimal::Decimal;

/// So many figures back the people may stand.
const BACK: usize = 14;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, standard) in reading.quantities.iter().enumerate() {
        let behind = standard.tail.starts_with("标准") || standard.tail.starts_with("的标准");
        let stated = (standard.led_by(&["标准"]) || behind) && !standard.led_by(&["提高", "最高", "最低", "以上"]);
        let yearly = matches!(standard.number.per.time, Some(PerTime::Year) | None);
        let Some(amount) = reading.quantities.get(index + 1) else { continue };
        let near = amount.sentence == standard.sentence && amount.clause.abs_diff(standard.clause) <= 1;
        let people_here = reading.in_sentence(standard.sentence).iter().any(is_people);
        if is_standard(standard) && stated && yearly && near && is_sum_of_money(amount) && !people_here && !amount.prior
        {
            relate(reading, index, (standard, amount), review);
        }
    }
}

fn relate(reading: &Reading<'_>, index: usize, (standard, amount): (&Quantity, &Quantity), review: &mut Review) {
    let near = reading.quantities[..index].iter().rev().take(BACK);
    let people: Vec<&Quantity> = near
        .filter(|q| standard.passage.abs_diff(q.passage) <= 2 && is_people(q) && q.prior == amount.prior)
        .filter(|q| !q.number.chinese && q.bracket.is_none() && q.number.value >= Decimal::TEN)
        .collect();
    let product = |q: &Quantity| q.number.interval().times(Interval::exact(standard.number.value));
    if let Some(fitting) = people.iter().find(|q| product(q).is_some_and(|v| v.meets(amount.number.interval()))) {
        let calc =
            format!("{}×{}，与{}相符", reading.printed(fitting), reading.printed(standard), reading.printed(amount));
        return review.holds(Relation::Product, reading.quotes([*fitting, standard, amount]), calc);
    }
    // The likeliest: the nearest whose product comes within a third of the amount, or 万 beside it.
    let myriad = Decimal::from(10_000);
    for people in people {
        let Some(value) = product(people) else { continue };
        let ratio = value.middle().checked_div(amount.number.value).unwrap_or_default();
        let close = |r: Decimal| r > Decimal::new(70, 2) && r < Decimal::new(140, 2);
        // 990元，其中个人缴费350元、财政补助640元: less than one standard is a part of it, unless it is the product without its 万.
        let moved = value.over(Interval::exact(myriad));
        let share = amount.number.value < standard.number.value
            && moved.is_none_or(|value| !value.meets(amount.number.interval()));
        let slipped = !share && (close(ratio / myriad) || close(ratio * myriad));
        if !close(ratio) && !slipped {
            continue;
        }
        let result = in_unit_of(value.middle(), &amount.number);
        let text = format!("{}×{}＝{result}", reading.printed(people), reading.printed(standard));
        let quotes = reading.quotes([amount, standard, people]);
        let kind = if slipped { Kind::UnitSlip } else { Kind::QtyPriceMismatch };
        let suggestion = if slipped {
            "核对金额的计量单位（元、万元）"
        } else {
            "核对人数、标准与金额；若有增减人员，请写明"
        };
        let finding = Finding::new(kind, quotes, format!("{text}，报告为{}", reading.printed(amount)), suggestion);
        return review.findings.push(finding.confidence(Confidence::Likely));
    }
}
