//! A12 for averages: 人均, 户均, 每人次, 平均每座.

use super::pool::{anywhere, before, behind, is_level};
use super::{Known, fits, is_near, judge};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::{Dimension, unit_at};
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, average) in reading.quantities.iter().enumerate() {
        let money = average.number.dimension == Dimension::Money && average.number.is_operand() && !average.prior;
        let others = average.led_by(&["可支配", "纯收入", "消费", "生产总值", "标准", "定额"]);
        if !money || others || average.is_change() || reading.text.passages[average.passage].cell {
            continue;
        }
        if let Some(over) = over(&average.lead)
            && !known.has(reading, average, &[Relation::Product, Relation::Ratio])
        {
            trace(reading, index, over, review);
        }
    }
}

/// What it is an average over, and of how many months.
fn over(lead: &str) -> Option<(Dimension, u32)> {
    let months = if ["月人均", "月均", "每月"].iter().any(|w| lead.contains(w)) { 12 } else { 1 };
    let word =
        ["人均", "户均", "次均", "件均", "场均", "例均", "亩均"].iter().find_map(|w| lead.rfind(w).map(|at| (at, *w)));
    let dimension = match word {
        Some((_, "人均")) => Dimension::Person,
        Some((_, "户均")) => Dimension::Count("户"),
        Some((_, "次均")) => Dimension::PersonTimes,
        Some((_, "件均")) => Dimension::Count("件"),
        Some((_, "场均")) => Dimension::Count("场"),
        Some((_, "例均")) => Dimension::Count("例"),
        Some(_) => Dimension::Other("亩"),
        None => {
            let behind = lead.split_once("平均每").or_else(|| lead.split_once("每人次").map(|_| ("", "人次")))?.1;
            unit_at(&behind.chars().collect::<Vec<char>>())?.0
        }
    };
    Some((dimension, months))
}

/// 户均 of firms counted by 家; 人均 of a training is over those who came.
fn counts(over: Dimension, q: &Quantity) -> bool {
    match over {
        Dimension::Person => matches!(q.number.dimension, Dimension::Person | Dimension::PersonTimes),
        Dimension::Count("户") => matches!(q.number.dimension, Dimension::Count("户" | "家")),
        other => q.number.dimension == other,
    }
}

fn trace(reading: &Reading<'_>, index: usize, (over, months): (Dimension, u32), review: &mut Review) {
    let average = &reading.quantities[index];
    let mut around = before(reading, index);
    around.extend(behind(reading, index));
    let value = |amount: &Quantity, count: &Quantity| {
        let each = amount.number.interval().over(count.number.interval())?;
        each.over(Interval::exact(Decimal::from(months)))
    };
    let is_amount = |q: &&Quantity| q.number.dimension == Dimension::Money && !std::ptr::eq(*q, average);
    let numbers: Vec<&Quantity> = around.iter().copied().filter(|q| counts(over, q)).collect();
    let amounts: Vec<&Quantity> = around.iter().copied().filter(is_amount).collect();
    let gives = |amount: &Quantity, count: &Quantity| value(amount, count).is_some_and(|v| fits(v, average));
    let comes_near = |amount: &Quantity, count: &Quantity| {
        let alike = amount.prior == count.prior;
        alike && value(amount, count).is_some_and(|v| is_near(v, average))
    };
    let far = |count: &Quantity| {
        anywhere(reading, index).filter(is_amount).find(|amount| gives(amount, count) && is_level(amount))
    };
    let printed = numbers.iter().find_map(|count| {
        let near = amounts.iter().copied().find(|amount| gives(amount, count));
        near.or_else(|| far(count)).map(|amount| (amount, *count))
    });
    let counted = numbers.iter().take(4).filter(|count| count.passage == average.passage);
    let meant = || {
        counted.clone().find_map(|count| {
            let here = amounts.iter().take(8).filter(|amount| amount.passage == average.passage);
            let amount = here.into_iter().find(|amount| comes_near(amount, count))?;
            Some((*amount, *count))
        })
    };
    // People come and go: twelve months are only nearly the year.
    let Some((amount, count)) = printed.or_else(|| meant().filter(|_| months == 1)) else { return };
    let Some(each) = value(amount, count) else { return };
    let by_months = if months == 1 { String::new() } else { format!("÷{months}") };
    let shown = in_unit_of(each.middle(), &average.number);
    let calc = format!("{}÷{}{by_months}＝{shown}", reading.printed(amount), reading.printed(count));
    judge(reading, (Kind::QtyPriceMismatch, Relation::Product), [average, amount, count], (&calc, each), review);
}
