//! What a rate is the quotient of: figures, sums of figures, cells of tables.

use crate::finding::{Confidence, Consequence, Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::plausible::is_plausible;
use rust_decimal::Decimal;

/// One of the two terms of a rate.
#[derive(Clone)]
pub(super) struct Term {
    pub value: Interval,
    pub shown: String,
    pub quotes: Vec<Quote>,
}

impl Term {
    pub fn of(reading: &Reading<'_>, figure: &Quantity) -> Term {
        Term { value: figure.number.interval(), shown: reading.printed(figure), quotes: reading.quotes([figure]) }
    }

    /// The figures added; none of none.
    pub fn sum(reading: &Reading<'_>, figures: &[&Quantity]) -> Option<Term> {
        let (first, others) = figures.split_first()?;
        let mut term = Term::of(reading, first);
        for figure in others {
            term.value = term.value.plus(figure.number.interval())?;
            term.shown = format!("{}＋{}", term.shown, reading.printed(figure));
            term.quotes.extend(reading.quotes([*figure]));
        }
        if !others.is_empty() {
            term.shown = format!("（{}）", term.shown);
        }
        Some(term)
    }
}

/// The two terms of a rate, and whether it is of what the part leaves: 超过时限的386件 … 及时率.
#[derive(Clone)]
pub(super) struct Found {
    pub part: Term,
    pub base: Term,
    pub complement: bool,
}

impl Found {
    pub fn of(reading: &Reading<'_>, part: &Quantity, base: &Quantity, complement: bool) -> Found {
        Found { part: Term::of(reading, part), base: Term::of(reading, base), complement }
    }

    /// In percent.
    pub fn value(&self) -> Option<Interval> {
        percent(self.part.value, self.base.value, self.complement)
    }

    pub fn fits(&self, rate: &Quantity) -> bool {
        self.value().is_some_and(|value| value.meets(rate.number.interval()))
    }

    fn written(&self, value: Interval) -> String {
        let (a, b, shown) = (&self.part.shown, &self.base.shown, value.middle().round_dp(2));
        if self.complement { format!("（{b}－{a}）÷{b}＝{shown}%") } else { format!("{a}÷{b}＝{shown}%") }
    }
}

pub(super) fn percent(part: Interval, base: Interval, complement: bool) -> Option<Interval> {
    let share = part.over(base)?;
    let share = if complement { Interval::exact(Decimal::ONE).minus(share)? } else { share };
    if share.low < Decimal::ZERO {
        return None;
    }
    share.times(Interval::exact(Decimal::ONE_HUNDRED))
}

/// What follows from a wrong rate: it is above 100 %, not so far from its target, does not give its points.
pub(super) const FOLLOWING: &[Kind] = &[Kind::CoverageImpossible, Kind::DiffMismatch, Kind::ScoreRuleMismatch];

/// Says what the rate was computed of. What was said of the rate because it is wrong hangs under it.
pub(super) fn judge(reading: &Reading<'_>, rate: &Quantity, found: &Found, review: &mut Review) {
    let Some(value) = found.value() else { return };
    let (calc, printed) = (found.written(value), reading.printed(rate));
    let mut quotes = reading.quotes([rate]);
    let own = quotes.clone();
    quotes.extend(found.part.quotes.iter().chain(&found.base.quotes).cloned());
    if value.meets(rate.number.interval()) {
        return review.holds(Relation::Ratio, quotes, format!("{calc}，与{printed}相符"));
    }
    // 全年实际支出占调整预算的99.01%: what was spent is no budget.
    let spent = ["实际", "支出", "执行"].iter().any(|word| rate.lead.contains(word)) && rate.lead.contains('占');
    let planned = found.part.quotes.first().is_some_and(|quote| quote.text.contains("预算"));
    if !is_plausible(reading, rate, value) || spent && planned {
        return;
    }
    let calc = format!("{calc}，报告为{printed}");
    let mut finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对这三个数").confidence(Confidence::Likely);
    let follows =
        |said: &Finding| FOLLOWING.contains(&said.kind) && own.iter().any(|quote| said.quotes.contains(quote));
    let (following, others) = std::mem::take(&mut review.findings).into_iter().partition(follows);
    review.findings = others;
    for said in following as Vec<Finding> {
        finding.consequences.push(Consequence { kind: said.kind, quotes: said.quotes, calc: said.calc });
        finding.consequences.extend(said.consequences);
    }
    review.findings.push(finding);
}
