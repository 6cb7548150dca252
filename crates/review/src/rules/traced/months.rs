//! A12 of what a month costs and what some months came to: 月增加支出330.62万元，补发1至5月调整金额1653.10万元; 每月租金
//! 0.84万元，支付6个月租金5.04万元.

use super::{Known, attach};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::plausible::is_plausible;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Behind how a month's amount is told; 月均 is an average that the months need not make up.
const MONTHLY: &[&str] = &["每月", "月增加", "月增支", "月租金", "月支出", "月需", "月发放"];

pub(super) fn check(reading: &Reading<'_>, _: &Known, review: &mut Review) {
    for all in reading.told() {
        for (at, month) in all.iter().enumerate().filter(|(_, q)| is_monthly(q)) {
            let behind = all[at + 1..].iter().filter(|q| !is_time(q)).take(1);
            for amount in behind.filter(|q| follows(month, q)) {
                if let Some(months) = months(reading, month, amount) {
                    judge(reading, [amount, month], months, review);
                }
            }
        }
    }
}

fn is_time(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Time
}

/// 月增加支出330.62万元: of all together, for one month.
fn is_monthly(q: &Quantity) -> bool {
    let money = q.number.dimension == Dimension::Money && q.number.is_operand() && !q.number.chinese;
    let words = MONTHLY.iter().any(|word| q.lead.starts_with(word));
    money && words && !q.number.per.each && !q.prior
}

fn follows(month: &Quantity, q: &Quantity) -> bool {
    let money = q.number.dimension == Dimension::Money && q.is_amount() && !q.number.chinese && !q.prior;
    let near = q.part == month.part && q.bracket == month.bracket && q.clause - month.clause <= 2;
    money && near && q.number.value > month.number.value
}

/// 1至5月, 6个月 in the words between the two: how many months.
fn months(reading: &Reading<'_>, month: &Quantity, amount: &Quantity) -> Option<u32> {
    if let Some(told) = amount.month.filter(|told| *told > 100) {
        let (first, last) = (told / 100, told % 100);
        let here = reading.between(amount.passage, month.number.span.end..amount.number.span.start);
        let own = here.contains(&format!("{first}")) && here.contains(&format!("{last}月"));
        return (own && last > first).then(|| last - first + 1);
    }
    let between = |q: &&Quantity| {
        let within = month.number.span.end <= q.number.span.start && q.number.span.end <= amount.number.span.start;
        within && is_time(q) && reading.printed(q).ends_with("个月")
    };
    let mut found = reading.in_sentence(amount.sentence).iter().filter(between);
    let time = found.next().filter(|_| found.next().is_none())?;
    u32::try_from(time.number.value.trunc().mantissa()).ok().filter(|months| (2..=12).contains(months))
}

fn judge(reading: &Reading<'_>, [amount, month]: [&Quantity; 2], months: u32, review: &mut Review) {
    let Some(value) = month.number.interval().times(Interval::exact(Decimal::from(months))) else { return };
    let holds = value.meets(amount.number.interval());
    if !holds && !is_plausible(reading, amount, value) {
        return;
    }
    let shown = in_unit_of(month.number.value * Decimal::from(months), &amount.number);
    let calc = format!("{}×{months}个月＝{shown}", reading.printed(month));
    let told = (amount, reading.quotes([amount, month]));
    attach(reading, (Kind::QtyPriceMismatch, Relation::Product), told, (&calc, holds), review);
}
