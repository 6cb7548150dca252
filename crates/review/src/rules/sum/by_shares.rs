//! A01 of parts with a share each: 认证4120人，其中甲2976人，占72.23%；乙412人，占10%；丙732人，占17.77%. Shares that
//! make 100 leave nothing out, so the parts make the whole.

use super::{same_measure, sum, written};
use crate::finding::{Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (at, whole) in reading.quantities.iter().enumerate() {
        let rest = &reading.quantities[at + 1..];
        let pair = |two: &&[Quantity]| {
            let [part, share] = two else { return false };
            let of = share.number.dimension == Dimension::Percent && ["占", "占比"].contains(&share.lead.as_str());
            let alike = same_measure(&part.number, &whole.number) && part.is_amount() && part.bracket == whole.bracket;
            of && alike && part.sentence == whole.sentence && share.clause.abs_diff(part.clause) <= 1
        };
        let pairs: Vec<&[Quantity]> = rest.chunks(2).take_while(pair).collect();
        let opened = pairs.first().is_some_and(|two| two[0].lead.starts_with("其中"));
        let shares: Decimal = pairs.iter().map(|two| two[1].number.value).sum();
        let all = (shares - Decimal::ONE_HUNDRED).abs() <= Decimal::new(5, 2);
        if pairs.len() > 1 && opened && all && whole.is_amount() {
            judge(reading, whole, &pairs.iter().map(|two| &two[0]).collect::<Vec<_>>(), review);
        }
    }
}

fn judge(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity], review: &mut Review) {
    let Some(value) = sum(parts.iter().copied()) else { return };
    let quotes = reading.quotes([whole].into_iter().chain(parts.iter().copied()));
    let text = written(reading, parts, whole);
    if value.meets(whole.number.interval()) {
        review.holds(Relation::Sum, quotes, format!("{text}，与{}相符", reading.printed(whole)));
    } else if !review.has_said(Kind::SumMismatch, &quotes) {
        let calc = format!("{text}，报告总数为{}", reading.printed(whole));
        let suggestion =
            format!("各占比之和为100%，各分项之和应为总数{}", in_unit_of(whole.number.value, &whole.number));
        review.findings.push(Finding::new(Kind::SumMismatch, quotes, calc, suggestion));
    }
}
