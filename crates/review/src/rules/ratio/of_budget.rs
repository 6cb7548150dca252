//! A02 of what was added to a budget: 年中追加60万元，占年初预算的5.08%; 年初预算16800万元，年中调增8200万元，调增幅度48.81%.
//! What was added and what it was added to must each have one value in the whole report.

use super::{Terms, fits, holds, written};
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;

const BUDGETS: &[&str] = &["年初预算", "年初预算数", "年初批复预算", "年初部门预算"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for rate in &reading.quantities {
        let lead = bare_lead(&rate.lead);
        let share = lead.ends_with("占年初预算") && ["追加", "调增", "调整"].iter().any(|word| lead.contains(word))
            || lead == "占年初预算" && follows_change(reading, rate);
        let extent = ["调增幅度", "追加幅度", "追加比例", "调增比例", "预算调整率", "预算调整幅度", "预算调整比例"]
            .iter()
            .any(|word| lead.ends_with(word));
        if rate.number.dimension != Dimension::Percent
            || rate.number.bound != crate::number::Bound::None
            || !(share || extent)
        {
            continue;
        }
        let added = one(reading, |q| ["追加", "调增", "调减", "核减"].iter().any(|word| q.lead.ends_with(word)));
        let budget = one(reading, |q| BUDGETS.iter().any(|word| bare_lead(&q.lead).ends_with(word)) && q.is_amount());
        if let (Some(part), Some(base)) = (added, budget) {
            judge(reading, rate, Terms { part, base }, review);
        }
    }
}

/// 年中追加60万元，占年初预算的: the figure directly before is what was added.
fn follows_change(reading: &Reading<'_>, rate: &Quantity) -> bool {
    let before = reading.in_sentence(rate.sentence).iter().rfind(|q| q.number.span.start < rate.number.span.start);
    before.is_some_and(|q| ["追加", "调增"].iter().any(|word| q.lead.ends_with(word)))
}

fn one<'r>(reading: &'r Reading<'_>, called: impl Fn(&Quantity) -> bool) -> Option<&'r Quantity> {
    let own = |q: &&Quantity| {
        q.number.dimension == Dimension::Money
            && q.number.is_operand()
            && !q.number.chinese
            && !q.prior
            && q.bracket.is_none()
            && !reading.text.passages[q.passage].cell
            && called(q)
    };
    let mut all = reading.quantities.iter().filter(own);
    let first = all.next()?;
    all.all(|q| q.number.value == first.number.value).then_some(first)
}

fn judge(reading: &Reading<'_>, rate: &Quantity, terms: Terms<'_>, review: &mut Review) {
    if fits(rate, terms) {
        return holds(reading, rate, terms, review);
    }
    let quotes = reading.quotes([rate, terms.part, terms.base]);
    if review.findings.iter().any(|finding| finding.quotes.first() == quotes.first()) {
        return;
    }
    let calc = format!("{}，报告为{}", written(reading, terms, 2), reading.printed(rate));
    let finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对年初预算、追加数与比例");
    review.findings.push(finding.confidence(Confidence::Likely));
}
