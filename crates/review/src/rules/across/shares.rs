//! A02 of a share whose part and base are both named and told elsewhere: 人员经费占部门总支出的60.87%.

use super::facts::{Fact, Facts};
use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::known::Known;
use crate::rules::names::core;
use crate::rules::subject::phrase;
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, review: &mut Review) {
    for rate in &reading.quantities {
        let told = rate.number.dimension == Dimension::Percent && rate.number.is_operand() && !rate.is_change();
        if !told || reading.text.passages[rate.passage].cell || known.says_anything(reading, rate) {
            continue;
        }
        let Some(mut phrase) = phrase(reading, rate) else { continue };
        if phrase.whole.is_empty() {
            phrase.whole = whole_before(reading, rate).unwrap_or_default();
        }
        if phrase.whole.contains("上年") || core(&phrase.whole).chars().count() < 2 {
            continue;
        }
        let level = |fact: &Fact<'_>| !fact.plan && !fact.standard;
        let named = core(&phrase.subject).chars().count() >= 2;
        let part = if named { facts.called(&phrase.subject, facts.year, level) } else { before(reading, facts, rate) };
        let Some(part) = part else { continue };
        let like = |fact: &Fact<'_>| {
            level(fact) && fact.q.number.dimension == part.number.dimension && fact.q.number.value > part.number.value
        };
        let Some(base) = facts.called(&phrase.whole, facts.year, like) else { continue };
        let (equation, suggestion) = (Equation::share(rate, part, base), "核对两个数与占比");
        if named {
            equation.ask(reading, suggestion, review);
        } else {
            equation.weigh(reading, Miss::Slip, suggestion, review);
        }
    }
}

/// 项目支出占总支出的31.82%，人员经费占60.87%: of the same.
fn whole_before(reading: &Reading<'_>, rate: &Quantity) -> Option<String> {
    let before = reading.in_sentence(rate.sentence).iter().rev().filter(|q| q.number.span.end <= rate.lead_start);
    let rates = before.filter(|q| q.number.dimension == Dimension::Percent);
    rates.filter_map(|q| phrase(reading, q)).map(|phrase| phrase.whole).find(|whole| !whole.is_empty())
}

/// 合计5318.0万元，占总支出的61.9%: the figure directly before.
fn before<'r>(reading: &'r Reading<'_>, facts: &Facts<'r>, rate: &Quantity) -> Option<&'r Quantity> {
    let own = reading.in_sentence(rate.sentence).iter().rev();
    let last = own.into_iter().find(|q| q.number.span.end <= rate.lead_start)?;
    let told = facts.all.iter().any(|fact| std::ptr::eq(fact.q, last) && !fact.plan && !fact.standard);
    (told && rate.clause - last.clause <= 1 && last.part == rate.part).then_some(last)
}
