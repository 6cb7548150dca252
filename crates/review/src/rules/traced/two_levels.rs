//! A04 in any order: 同比上升27.99%，从318件增至407件; 较年初增长10.32%，年初a，年末b; 2020年a，2019年b，人均增长6.05%. Where a sentence
//! tells but two figures of a measure, one of them of the earlier time, a growth beside them is of these two.

use super::Known;
use super::pool::{measured, only_two, same_measure};
use crate::finding::{Relation, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::Equation;
use crate::rules::names::{common, core, is_of_another};
use crate::unit::Dimension;

/// The rate and the two stand within so many commas.
const CLAUSES: usize = 2;
/// Words that name the time and not the measure.
const TIMES: &[&str] = &["上年同期", "上年", "去年", "上一年", "同期", "年初", "年底"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        let rates: Vec<&Quantity> = all.iter().filter(|q| is_growth(q)).collect();
        // With two rates it would be open whose each is.
        let [rate] = rates[..] else { continue };
        if known.has(reading, rate, &[Relation::Growth]) {
            continue;
        }
        if let Some([now, then]) = levels(reading, all, rate) {
            judge(reading, rate, [now, then], review);
        }
    }
}

fn is_growth(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Percent && q.is_change() && q.number.is_operand() && !q.number.chinese
}

/// The only two figures of a measure beside the rate, the later one first.
fn levels<'r>(reading: &Reading<'_>, all: &'r [Quantity], rate: &Quantity) -> Option<[&'r Quantity; 2]> {
    let levels: Vec<&Quantity> = all.iter().filter(|q| measured(q) && !q.is_change()).collect();
    let near = |q: &Quantity| q.clause.abs_diff(rate.clause) <= CLAUSES;
    let mut pairs = only_two(&levels, same_measure);
    pairs.retain(|[a, b]| near(a) && near(b) && a.number.per == b.number.per);
    let [[a, b]] = pairs[..] else { return None };
    in_time(reading, a, b)
}

/// Which is the later one, where the words tell.
pub(super) fn in_time<'r>(reading: &Reading<'_>, a: &'r Quantity, b: &'r Quantity) -> Option<[&'r Quantity; 2]> {
    let words = |q: &Quantity| reading.between(q.passage, q.lead_start..q.number.span.start);
    let dated =
        |q: &Quantity| words(q).contains("年") && q.year.is_some_and(|year| words(q).contains(&year.to_string()));
    let begins = |q: &Quantity| words(q).contains("年初") || q.prior;
    // 提高到每人每月.
    let ends = |words: &str| {
        let words = words.trim_end_matches(|sign| "每人月年均户的".contains(sign));
        ["到", "至", "达", "为"].iter().any(|word| words.ends_with(word))
    };
    let from_to = a.led_by(&["由", "从"]) && ends(&b.lead) && b.clause.abs_diff(a.clause) <= 1;
    // Of two years or two ends the names must be the same, or the second has none.
    let untimed = |lead: &str| TIMES.iter().fold(core(lead), |name, time| name.replace(time, ""));
    let alike = || untimed(&b.lead).chars().count() < 2 || common(&untimed(&a.lead), &untimed(&b.lead)) >= 2;
    let years = a.year.zip(b.year).filter(|_| a.year_printed && b.year_printed);
    match years {
        _ if from_to => Some([b, a]),
        Some((first, second)) if first == second + 1 && alike() => Some([a, b]),
        Some((first, second)) if second == first + 1 && alike() => Some([b, a]),
        // 支出387.6万元，同比减少6.0%，2022年支出数为412.5万元.
        None if b.year_printed
            && b.year.zip(reading.year).is_none_or(|(own, year)| own < year)
            && dated(b)
            && !dated(a)
            && alike() =>
        {
            Some([a, b])
        }
        _ if begins(a) != begins(b) && alike() => Some(if begins(a) { [b, a] } else { [a, b] }),
        _ => None,
    }
}

fn judge(reading: &Reading<'_>, rate: &Quantity, [now, then]: [&Quantity; 2], review: &mut Review) {
    // 跑动次数由4次减到1次，材料减少63%: of something else.
    if rate.clause != now.clause && is_of_another(&rate.lead, &[&now.lead, &then.lead]) {
        return;
    }
    Equation::growth(rate, now, then).ask(reading, "核对两个数与增长率", review);
}
