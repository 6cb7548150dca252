//! What is asked, not said: a rate, a growth or a product whose terms were inferred, and which no slip of the pen makes
//! hold. Who mistypes a figure replaces a digit, swaps some or moves the point. A figure that misses by anything else may be
//! out of date; on reports seen for the first time it was as often read together with the wrong terms. What several
//! relations contradict is said, and so are sums and differences: they name their parts.

use crate::finding::{Finding, Quote, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Places;
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// A result and its two terms.
const FIGURES: usize = 3;
const MONTHS: i64 = 12;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    // No sentence names the terms of a product as 占 names those of a share.
    let inferred = |finding: &Finding| {
        let told = finding.is_settled() && finding.kind != Kind::QtyPriceMismatch;
        !told && finding.severity < Severity::Low && finding.consequences.is_empty()
    };
    let places = Places::of(reading);
    for finding in review.findings.iter_mut().filter(|finding| inferred(finding)) {
        let figure = |quote: &Quote| places.figure(quote).map(|at| &reading.quantities[at]);
        let figures: Vec<&Quantity> = finding.quotes.iter().filter_map(figure).collect();
        if relates(finding.kind, &figures) && !is_slip(reading, finding.kind, &figures) {
            *finding = finding.clone().asked();
        }
    }
}

/// Whether the kind says how the first of three figures is made of the other two.
fn relates(kind: Kind, figures: &[&Quantity]) -> bool {
    let percent = |q: &&Quantity| q.number.dimension == Dimension::Percent;
    figures.len() == FIGURES
        && match kind {
            Kind::RatioMismatch | Kind::GrowthMismatch => percent(&figures[0]) && !figures[1..].iter().any(percent),
            _ => kind == Kind::QtyPriceMismatch && !figures.iter().any(percent),
        }
}

/// Whether one of the figures is a slip of what the other two want in its place.
fn is_slip(reading: &Reading<'_>, kind: Kind, figures: &[&Quantity]) -> bool {
    let is_count =
        |count: &Quantity, standard: &Quantity| slip::is_other_count(reading, count, standard.number.value, figures[0]);
    if kind == Kind::QtyPriceMismatch && (is_count(figures[1], figures[2]) || is_count(figures[2], figures[1])) {
        return true;
    }
    (0..FIGURES).any(|at| {
        let others: Vec<Interval> =
            figures.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, q)| q.number.interval()).collect();
        let wanted = match kind {
            Kind::RatioMismatch => of_rate(at == 0, others[0], others[1]),
            Kind::GrowthMismatch => of_growth(at == 0, others[0], others[1]),
            _ => of_product(others[0], others[1]),
        };
        wanted.into_iter().flatten().any(|value| slip::is_of(reading, figures[at], value))
    })
}

/// The rate of two terms, either way; or a term by the rate and the other.
fn of_rate(result: bool, a: Interval, b: Interval) -> Vec<Option<Interval>> {
    let hundred = Interval::exact(Decimal::ONE_HUNDRED);
    if result {
        return vec![over(a.times(hundred), Some(b)), over(b.times(hundred), Some(a))];
    }
    let share = a.over(hundred);
    vec![share.and_then(|share| b.times(share)), over(Some(b), share)]
}

/// The growth between two levels, or by so much of one; or a level by the growth and the other.
fn of_growth(result: bool, a: Interval, b: Interval) -> Vec<Option<Interval>> {
    let (one, hundred) = (Interval::exact(Decimal::ONE), Interval::exact(Decimal::ONE_HUNDRED));
    if result {
        let rates = [(a, b), (b, a)].into_iter().flat_map(|(now, then)| {
            let by = now.times(hundred);
            [
                over(now.minus(then).and_then(|by| by.times(hundred)), Some(then)),
                over(by, then.minus(now)),
                over(by, Some(then)),
            ]
        });
        return rates.collect();
    }
    let rate = a.over(hundred);
    let [more, less] = [rate.and_then(|rate| one.plus(rate)), rate.and_then(|rate| one.minus(rate))];
    let times = |rate: Option<Interval>| rate.and_then(|rate| b.times(rate));
    let levels = [more, less, rate].into_iter().flat_map(|rate| [times(rate), over(Some(b), rate)]);
    levels.collect()
}

/// Amount, count and price: the product of the others or their quotient, for up to twelve months.
fn of_product(a: Interval, b: Interval) -> Vec<Option<Interval>> {
    let plain = [a.times(b), over(Some(a), Some(b)), over(Some(b), Some(a))];
    let months = (1..=MONTHS).map(|months| Interval::exact(Decimal::from(months)));
    months.flat_map(|months| plain.into_iter().flatten().flat_map(move |v| [v.times(months), v.over(months)])).collect()
}

fn over(a: Option<Interval>, b: Option<Interval>) -> Option<Interval> {
    a?.over(b.filter(|b| b.low > Decimal::ZERO)?)
}

#[cfg(test)]
mod tests {
    use crate::{Confidence, Severity, review, testing::document};

    fn weighed(text: &str) -> Option<(Severity, Confidence)> {
        review(&document(text)).findings.first().map(|finding| (finding.severity, finding.confidence))
    }

    #[test]
    fn a_slip_is_said_and_a_figure_far_from_it_is_asked() {
        // 397 ÷ 408 = 97.30 %, 379 ÷ 408 = 92.89 %.
        let survey =
            |content: &str| format!("满意度调查：收回有效问卷408份，其中表示“满意”的{content}份，满意度92.89%。");
        assert_eq!(weighed(&survey("379")), None);
        assert_eq!(weighed(&survey("397")), Some((Severity::High, Confidence::Likely)));
        assert_eq!(weighed(&survey("401")), Some((Severity::Low, Confidence::Question)));
    }
}
