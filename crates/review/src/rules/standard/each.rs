//! A12 for counts: 在6个县市, 每个县市50户, 共300户; 城区9个站点和4个乡镇各2个站点，共17个站点.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::total_words;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for sentence in &reading.sentences {
        let all: Vec<&Quantity> =
            reading.quantities[sentence.quantities.clone()].iter().filter(|q| q.is_amount()).collect();
        for (at, window) in all.windows(3).enumerate() {
            let [groups, each, total] = window else { continue };
            if fits(groups, each, total) {
                let before = at.checked_sub(1).map(|at| all[at]).filter(|before| joins(reading, before, groups, each));
                judge(reading, (groups, each), before, total, review);
            }
        }
    }
}

/// 县市各2个, 各发放100份: for each of the groups before it.
pub(crate) fn is_apiece(quantity: &Quantity) -> bool {
    quantity.lead.contains('各') && !quantity.led_by(&["各类", "各项", "各级", "各种", "各地", "各方"])
}

/// 城区9个站点和4个乡镇各2个站点: what the groups have comes to what stands before them.
fn joins(reading: &Reading<'_>, before: &Quantity, groups: &Quantity, each: &Quantity) -> bool {
    let between = reading.between(before.passage, before.number.span.end..groups.number.span.start);
    let listed = before.clause == groups.clause && between.contains(['和', '及', '与', '、', '加']);
    listed && before.number.dimension == each.number.dimension && before.number.is_exact()
}

fn fits(groups: &Quantity, each: &Quantity, total: &Quantity) -> bool {
    let grouped = matches!(groups.number.dimension, Dimension::Count("个" | "村" | "镇" | "期" | "场"))
        && groups.number.is_exact();
    let every = each.lead.starts_with('每') && each.lead.chars().count() <= 6 && each.number.is_exact();
    // 每个县市 must be the 县市 of 6个县市.
    let noun: String = each.lead.chars().skip(2).take(2).collect();
    let same = every && !noun.is_empty() && groups.tail.contains(&noun);
    // 在五个县区各发放问卷100份
    let apiece = (is_apiece(each) || groups.tail.contains('各') && !each.led_by(&["各类", "各项", "各级", "各种"]))
        && each.number.is_exact()
        && each.clause.abs_diff(groups.clause) <= 1;
    let summed = total.number.dimension == each.number.dimension
        && total_words(&total.lead).is_some_and(|(rest, _)| rest.is_empty());
    grouped && (same || apiece) && summed && total.clause.abs_diff(each.clause) <= 1
}

fn judge(
    reading: &Reading<'_>,
    (groups, each): (&Quantity, &Quantity),
    before: Option<&Quantity>,
    total: &Quantity,
    review: &mut Review,
) {
    let value = before.map_or(Decimal::ZERO, |q| q.number.value) + groups.number.value * each.number.value;
    let joined = before.map_or(String::new(), |q| format!("{}＋", reading.printed(q)));
    let (times, result) = (reading.printed(groups), in_unit_of(value, &total.number));
    let text = format!("{joined}{times}×{}＝{result}", reading.printed(each));
    let quotes = reading.quotes([total].into_iter().chain(before).chain([groups, each]));
    if value == total.number.value {
        return review.holds(Relation::Product, quotes, format!("{text}，与{}相符", reading.printed(total)));
    }
    let calc = format!("{text}，报告为{}", reading.printed(total));
    let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对个数、每个的数量与总数");
    review.findings.push(finding.confidence(Confidence::Likely));
}
