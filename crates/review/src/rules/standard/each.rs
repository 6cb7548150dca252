//! A12 for counts: 在6个县市, 每个县市50户, 共300户.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::total_words;
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for sentence in &reading.sentences {
        let all: Vec<&Quantity> =
            reading.quantities[sentence.quantities.clone()].iter().filter(|q| q.is_amount()).collect();
        for window in all.windows(3) {
            let [groups, each, total] = window else { continue };
            if fits(groups, each, total) {
                judge(reading, groups, each, total, review);
            }
        }
    }
}

fn fits(groups: &Quantity, each: &Quantity, total: &Quantity) -> bool {
    let grouped = matches!(groups.number.dimension, Dimension::Count("个" | "村" | "镇" | "期" | "场"))
        && groups.number.is_exact();
    let every = each.lead.starts_with('每') && each.lead.chars().count() <= 6 && each.number.is_exact();
    // 每个县市 must be the 县市 of 6个县市.
    let noun: String = each.lead.chars().skip(2).take(2).collect();
    let same = every && !noun.is_empty() && groups.tail.contains(&noun);
    // 在五个县区各发放问卷100份
    let apiece = [groups.tail.as_str(), each.lead.as_str()].concat().contains('各')
        && each.number.is_exact()
        && each.clause.abs_diff(groups.clause) <= 1
        && !each.led_by(&["各类", "各项", "各级", "各种"]);
    let summed = total.number.dimension == each.number.dimension
        && total_words(&total.lead).is_some_and(|(rest, _)| rest.is_empty());
    grouped && (same || apiece) && summed && total.clause.abs_diff(each.clause) <= 1
}

fn judge(reading: &Reading<'_>, groups: &Quantity, each: &Quantity, total: &Quantity, review: &mut Review) {
    let value = groups.number.value * each.number.value;
    let text = format!("{}×{}＝{}", reading.printed(groups), reading.printed(each), in_unit_of(value, &total.number));
    let quotes = reading.quotes([total, groups, each]);
    if value == total.number.value {
        return review.holds(Relation::Product, quotes, format!("{text}，与{}相符", reading.printed(total)));
    }
    let calc = format!("{text}，报告为{}", reading.printed(total));
    let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对个数、每个的数量与总数");
    review.findings.push(finding.confidence(Confidence::Likely));
}
