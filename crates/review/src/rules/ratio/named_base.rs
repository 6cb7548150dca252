//! A02 of a rate whose words name the base, and which was computed of another: 到位89.49亿元，占到位资金的97.26%, where what was
//! planned gives the 97.26%; 按调整后预算计算的执行率; 的1839件中，1812件按时办结，按时办结率. That the wrong base gives the printed
//! rate to the last digit tells the slip from a figure that was read wrongly.

use super::{Terms, fits, holds, value, written};
use crate::finding::{Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Rates with fewer steps another figure gives by chance.
const STEPS: i64 = 500;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, rate) in reading.quantities.iter().enumerate() {
        let told = rate.number.dimension == Dimension::Percent
            && rate.number.is_operand()
            && rate.number.value >= rate.number.step * Decimal::from(STEPS);
        if told && !rate.is_change() && !reading.text.passages[rate.passage].cell {
            rate_at(reading, index, review);
        }
    }
}

fn rate_at(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let rate = &reading.quantities[index];
    let Some(part) = index.checked_sub(1).map(|at| &reading.quantities[at]) else { return };
    let beside = part.sentence == rate.sentence && rate.clause.abs_diff(part.clause) <= 1 && part.part == rate.part;
    if !beside || !is_level(part) || part.bracket != rate.bracket {
        return;
    }
    let around = around(reading, part);
    let Some(base) = among(reading, part, rate).or_else(|| called(rate, &around)) else { return };
    let terms = Terms { part, base };
    if fits(rate, terms) {
        return holds(reading, rate, terms, review);
    }
    let other = |q: &&&Quantity| q.number.value != base.number.value && fits(rate, Terms { part, base: q });
    if around.iter().any(|q| other(&q)) && value(terms).is_some() {
        accuse(reading, rate, terms, review);
    }
}

fn is_level(q: &Quantity) -> bool {
    super::is_measured(&q.number) && q.is_amount() && q.number.is_operand() && !q.prior
}

/// What stands before the part in its paragraph, of its kind.
fn around<'r>(reading: &'r Reading<'_>, part: &Quantity) -> Vec<&'r Quantity> {
    let from = part.sentence.saturating_sub(3);
    let all = (from..=part.sentence).flat_map(|at| reading.in_sentence(at));
    let before = |q: &&Quantity| q.passage == part.passage && q.number.span.start < part.number.span.start;
    all.filter(before).filter(|q| q.number.dimension == part.number.dimension && is_level(q)).collect()
}

/// 作出结论的1839件中，1812件: of those.
fn among<'r>(reading: &'r Reading<'_>, part: &Quantity, rate: &Quantity) -> Option<&'r Quantity> {
    let mut before = reading.in_sentence(part.sentence).iter();
    let base = before.rfind(|q| q.number.span.start < part.number.span.start)?;
    let opens = base.tail.starts_with('中') && base.clause + 1 == part.clause && base.bracket == part.bracket;
    let own = bare_lead(&rate.lead).ends_with('率') && part.number.value <= base.number.value;
    (opens && own && base.number.dimension == part.number.dimension && is_level(base)).then_some(base)
}

/// The one figure around that bears the name of the base.
fn called<'r>(rate: &Quantity, around: &[&'r Quantity]) -> Option<&'r Quantity> {
    let lead = bare_lead(&rate.lead);
    let of = lead.strip_prefix('占');
    let by = lead.strip_prefix('按').and_then(|rest| rest.split_once("计算")).map(|(name, _)| name);
    let name = of.or(by)?;
    let planned = ["预算", "计划", "目标", "任务"].iter().any(|word| name.contains(word));
    let name = ["全部", "总", "实际"].iter().fold(name, |name, word| name.trim_start_matches(word));
    let name = ["资金", "金额", "总额", "人数"].iter().fold(name, |name, word| name.trim_end_matches(word));
    let bears = |q: &&Quantity| {
        let own = bare_lead(&q.lead);
        let denied = own.contains(&format!("未{name}")) || own.contains(&format!("应{name}"));
        own.ends_with(name) && !denied && (side(q) == Some(Side::Plan)) == planned
    };
    let mut all = around.iter().copied().filter(bears);
    let base = all.next().filter(|_| name.chars().count() >= 2)?;
    all.all(|q| q.number.value == base.number.value).then_some(base)
}

fn accuse(reading: &Reading<'_>, rate: &Quantity, terms: Terms<'_>, review: &mut Review) {
    let quotes = reading.quotes([rate, terms.part, terms.base]);
    if review.findings.iter().any(|finding| finding.quotes.first() == quotes.first()) {
        return;
    }
    let calc = format!("{}，报告为{}", written(reading, terms, 2), reading.printed(rate));
    review.findings.push(Finding::new(
        Kind::RatioMismatch,
        quotes,
        calc,
        "核对比例的分母：写明的分母与计算所用的不是同一个数",
    ));
}
