//! B01 that the arithmetic beside it tells: 预算215.80元，支出198.46万元，结余17.34万元; 1860名，每人600元，共支出111.6元. With one unit
//! exchanged the figures make each other, as they are printed they do not.

use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, unit_words};
use crate::rules::known::Known;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let known = Known::of(review);
    for three in reading.quantities.windows(3) {
        let [a, b, c] = three else { continue };
        let beside = a.sentence == c.sentence && a.part == c.part && !reading.text.passages[a.passage].cell;
        if !beside || three.iter().any(|q| q.number.chinese || !q.number.is_operand()) {
            continue;
        }
        let wrong = of_sum(reading, [a, b, c]).or_else(|| of_product([a, b, c]));
        if let Some((odd, times)) = wrong.filter(|(odd, _)| !known.says_anything(reading, odd)) {
            say(reading, [a, b, c], (odd, times), review);
        }
    }
}

/// One of three amounts in another unit than the two others, which the first is the sum of or which sum up to the last.
fn of_sum<'r>(reading: &Reading<'_>, three: [&'r Quantity; 3]) -> Option<(&'r Quantity, Decimal)> {
    let money = three.iter().all(|q| q.number.dimension == Dimension::Money && !q.number.per.is_standard());
    let sharp = three.iter().all(|q| digits(reading, q) >= 3);
    let usual = three.iter().map(|q| q.number.factor).max()?;
    let mut odd = (0..3).filter(|at| three[*at].number.factor != usual);
    let (Some(at), None) = (odd.next(), odd.next()) else { return None };
    let own = |q: &Quantity| q.number.interval();
    let times = usual / three[at].number.factor;
    let scaled = |k: usize| if k == at { own(three[k]).times(Interval::exact(times)) } else { Some(own(three[k])) };
    let makes = |of: &dyn Fn(usize) -> Option<Interval>| {
        let [a, b, c] = [of(0)?, of(1)?, of(2)?];
        Some(b.plus(c)?.meets(a) || a.plus(b)?.meets(c))
    };
    let printed = makes(&|k| Some(own(three[k]))).unwrap_or(true);
    (money && sharp && !printed && makes(&scaled).unwrap_or(false)).then_some((three[at], times))
}

/// So many, each so much, and an amount without its 万.
fn of_product([count, each, amount]: [&Quantity; 3]) -> Option<(&Quantity, Decimal)> {
    let money = each.number.dimension == Dimension::Money && amount.number.dimension == Dimension::Money;
    let apiece = each.led_by(&["每人", "每名", "每户", "人均", "每家", "每件"]) || each.number.per.each;
    let counted = count.number.dimension.is_counted() && count.number.is_exact();
    let all = !amount.number.per.is_standard()
        && ["共", "合计", "总", "支出", "发放", "支付", "补助", "补贴"].iter().any(|word| amount.lead.contains(word));
    let made = count.number.value.checked_mul(each.number.value)?;
    let times = Decimal::from(10_000);
    let off = amount.number.interval().times(Interval::exact(times))?.meets(Interval::exact(made));
    let large = count.number.value >= Decimal::TEN && amount.number.factor == Decimal::ONE;
    (money && apiece && counted && all && large && off).then_some((amount, times))
}

fn digits(reading: &Reading<'_>, q: &Quantity) -> usize {
    let printed = reading.between(q.passage, q.number.digits.clone());
    printed.trim_start_matches(['0', '.']).chars().filter(char::is_ascii_digit).count()
}

fn say(reading: &Reading<'_>, three: [&Quantity; 3], (odd, times): (&Quantity, Decimal), review: &mut Review) {
    let number = &odd.number;
    let right =
        reading.between(odd.passage, number.digits.clone()) + &unit_words(number.dimension, number.factor * times);
    let words: Vec<String> = three.iter().map(|q| reading.printed(q)).collect();
    let calc = format!("{}：{}写作{right}时相符，相差{times}倍", words.join("、"), reading.printed(odd));
    let quotes = reading.quotes([odd].into_iter().chain(three.into_iter().filter(|q| !std::ptr::eq(*q, odd))));
    let finding = Finding::new(Kind::UnitSlip, quotes, calc, "核对计量单位（元、万元、亿元）");
    review.findings.push(finding.confidence(Confidence::Likely));
}
