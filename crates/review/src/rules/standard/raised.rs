//! A12 of a raise: 月人均增加105.64元，惠及176940人。按12个月计算，增加支出22430.33万元. The people stand somewhere between; one of
//! the figures told there must be theirs.

use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::plausible::is_plausible;
use crate::rules::traced;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, each) in reading.quantities.iter().enumerate() {
        let monthly = ["月人均增加", "月人均提高", "人均每月增加", "人均每月提高", "每人每月增加", "每人每月提高"];
        let raise = each.number.dimension == Dimension::Money && monthly.iter().any(|word| each.lead.ends_with(word));
        if raise && each.number.is_operand() && !reading.text.passages[each.passage].cell {
            let behind = reading.quantities[index + 1..].iter().take_while(|q| q.passage == each.passage);
            let mut behind = behind.take_while(|q| !monthly.iter().any(|word| q.lead.ends_with(word)));
            if let Some(amount) = behind.find(|q| is_extra(q)) {
                trace(reading, (each, amount), review);
            }
        }
    }
}

/// 增加支出, 共增发, 补发: what the raise cost.
fn is_extra(q: &Quantity) -> bool {
    let words = ["增加支出", "增支", "增发", "补发", "多支出", "新增支出"];
    q.number.dimension == Dimension::Money && q.number.is_operand() && words.iter().any(|word| q.lead.ends_with(word))
}

fn trace(reading: &Reading<'_>, (each, amount): (&Quantity, &Quantity), review: &mut Review) {
    let words = reading.between(each.passage, each.number.span.end..amount.number.span.start);
    let months = if words.contains("全年") || words.contains("12个月") { 12 } else { 1 };
    let people = |q: &&Quantity| {
        let here = q.passage == each.passage && q.number.span.start < amount.number.span.start;
        here && q.number.dimension == Dimension::Person && q.number.is_operand() && q.is_amount()
    };
    let all: Vec<&Quantity> = reading.quantities.iter().filter(people).collect();
    let value = |people: &Quantity| {
        let once = people.number.interval().times(each.number.interval())?;
        once.times(Interval::exact(Decimal::from(months)))
    };
    let own = amount.number.interval();
    let found = all.iter().find(|q| value(q).is_some_and(|value| value.meets(own)));
    // Told of a year and of one month.
    let twelfth = |value: Interval| own.times(Interval::exact(Decimal::from(12))).is_some_and(|year| year.meets(value));
    let near = |value: Interval| is_plausible(reading, amount, value) || twelfth(value);
    let last = all.iter().rev().min_by_key(|q| q.number.span.start.abs_diff(each.number.span.start));
    let meant = || last.filter(|q| months == 12 && value(q).is_some_and(near));
    let Some(people) = found.or_else(meant) else { return };
    let Some(value) = value(people) else { return };
    let times = if months == 1 { String::new() } else { format!("×{months}个月") };
    let made = in_unit_of(value.middle(), &amount.number);
    let calc = format!("{}×{}{times}＝{made}", reading.printed(people), reading.printed(each));
    let kinds = (Kind::QtyPriceMismatch, Relation::Product);
    traced::add(reading, kinds, [amount, people, each], (&calc, found.is_some()), review);
}
