//! A printed figure and what it should be made of: the arithmetic, what each figure would have to be for the others to be
//! right, and whether one slip of the pen parts the whole from being right.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::{plausible, slip};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// A slip gives a figure some sixty other values: one of them falls on so small a part of it seldom.
const SLIPS: u64 = 600;

/// How the terms make the result.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// Opening and flows, each added or taken off; a total.
    Sum(Vec<bool>),
    /// The first over the second, where there is one, and over so many months.
    Quotient(Decimal),
    /// The first of two in percent of the second.
    Share,
    /// How much the first of two is more, or less, than the second, in percent of it.
    Growth,
}

/// What was printed, and of what.
#[derive(Clone, Debug)]
pub(crate) struct Equation<'r> {
    pub result: &'r Quantity,
    pub terms: Vec<&'r Quantity>,
    pub form: Form,
    pub kind: Kind,
    pub relation: Relation,
}

/// How a figure that does not hold misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Miss {
    /// One slip of the pen in one of the figures.
    Slip,
    /// Not far.
    Near,
    /// So far that other terms were meant.
    Far,
}

impl<'r> Equation<'r> {
    /// The first in percent of the second.
    pub(crate) fn share(result: &'r Quantity, part: &'r Quantity, base: &'r Quantity) -> Equation<'r> {
        Equation {
            result,
            terms: vec![part, base],
            form: Form::Share,
            kind: Kind::RatioMismatch,
            relation: Relation::Ratio,
        }
    }

    /// How much the first is more than the second, or less.
    pub(crate) fn growth(result: &'r Quantity, now: &'r Quantity, then: &'r Quantity) -> Equation<'r> {
        let (kind, relation) = (Kind::GrowthMismatch, Relation::Growth);
        Equation { result, terms: vec![now, then], form: Form::Growth, kind, relation }
    }

    /// A total of its parts.
    pub(crate) fn sum(result: &'r Quantity, parts: Vec<&'r Quantity>) -> Equation<'r> {
        let form = Form::Sum(vec![true; parts.len()]);
        Equation { result, terms: parts, form, kind: Kind::SumMismatch, relation: Relation::Sum }
    }

    /// What is left of the first without the others.
    pub(crate) fn rest(result: &'r Quantity, whole: &'r Quantity, others: &[&'r Quantity]) -> Equation<'r> {
        let terms = [&[whole], others].concat();
        let form = Form::Sum((0..terms.len()).map(|at| at == 0).collect());
        Equation { result, terms, form, kind: Kind::DiffMismatch, relation: Relation::Difference }
    }

    /// What is left of what was there, by what came and went: each flow with its way.
    pub(crate) fn stock(closing: &'r Quantity, opening: &'r Quantity, flows: &[(&'r Quantity, bool)]) -> Equation<'r> {
        let (terms, ways) = [(opening, true)].iter().chain(flows).copied().unzip();
        let (kind, relation) = (Kind::StockFlowMismatch, Relation::StockFlow);
        Equation { result: closing, terms, form: Form::Sum(ways), kind, relation }
    }

    /// The same, called something else where it does not hold.
    #[must_use]
    pub(crate) fn of(self, kind: Kind, relation: Relation) -> Equation<'r> {
        Equation { kind, relation, ..self }
    }

    /// What the terms make.
    pub(crate) fn value(&self) -> Option<Interval> {
        let (hundred, zero) = (Interval::exact(Decimal::ONE_HUNDRED), Interval::exact(Decimal::ZERO));
        match (&self.form, &self.terms[..]) {
            (Form::Sum(ways), terms) => terms
                .iter()
                .zip(ways)
                .try_fold(zero, |sum, (q, adds)| if *adds { sum.plus(set(q)) } else { sum.minus(set(q)) }),
            (Form::Quotient(times), [whole, counts @ ..]) => {
                let each = whole.number.interval().over(Interval::exact(*times))?;
                counts.iter().try_fold(each, |each, count| each.over(count.number.interval()))
            }
            (Form::Share, [part, base]) => part.number.interval().over(base.number.interval())?.times(hundred),
            (Form::Growth, [now, then]) => {
                let (now, then) = (now.number.interval(), then.number.interval());
                let change = if now.middle() >= then.middle() { now.minus(then) } else { then.minus(now) };
                change?.over(then)?.times(hundred)
            }
            _ => None,
        }
    }

    /// What a term would have to be for the others and the result to be right.
    fn wanted(&self, at: usize) -> Vec<Interval> {
        let result = self.told();
        let share = || result.over(Interval::exact(Decimal::ONE_HUNDRED));
        let own = self.terms[at].number.interval();
        let one = Interval::exact(Decimal::ONE);
        let other = || self.terms[1 - at].number.interval();
        let wanted = match &self.form {
            Form::Sum(ways) => {
                let missed = self.value().and_then(|value| result.minus(value));
                // The term's own width stands in the sum too.
                let missed =
                    missed.map(|missed| Interval::around(missed.middle(), self.result.number.step / Decimal::TWO));
                vec![missed.and_then(|missed| if ways[at] { own.plus(missed) } else { own.minus(missed) })]
            }
            Form::Quotient(times) => {
                let whole = || self.terms[0].number.interval().over(Interval::exact(*times));
                let others = self.terms[1..].iter().map(|q| q.number.interval());
                let back = |each: Interval| others.clone().try_fold(each, Interval::times);
                let made = || back(result).and_then(|made| made.times(Interval::exact(*times)));
                vec![if at == 0 { made() } else { whole().and_then(|whole| whole.over(result)) }]
            }
            Form::Share if at == 0 => vec![share().and_then(|share| other().times(share))],
            Form::Share => vec![share().and_then(|share| other().over(share))],
            Form::Growth => {
                let rates = share().map(|share| [one.plus(share), one.minus(share)]).into_iter().flatten().flatten();
                rates.map(|rate| if at == 0 { other().times(rate) } else { other().over(rate) }).collect()
            }
        };
        wanted.into_iter().flatten().collect()
    }

    pub(crate) fn holds(&self) -> bool {
        self.value().is_some_and(|value| value.meets(self.told()))
    }

    /// 年满18岁安置6名 leaves: whether it holds with one of the flows the other way.
    pub(crate) fn holds_turned(&self) -> bool {
        let Form::Sum(ways) = &self.form else { return false };
        (1..ways.len()).any(|at| {
            let other = ways.iter().enumerate().map(|(k, adds)| *adds != (k == at)).collect();
            Equation { form: Form::Sum(other), ..self.clone() }.holds()
        })
    }

    /// What the printing of the result leaves open: what was divided is rounded, be it of people or of a goal.
    fn told(&self) -> Interval {
        let number = &self.result.number;
        let divided = !matches!(self.form, Form::Sum(_));
        if divided { Interval::around(number.value, number.step / Decimal::TWO) } else { set(self.result) }
    }

    /// How the printed figure misses what its terms make.
    pub(crate) fn miss(&self, reading: &Reading<'_>) -> Miss {
        let Some(value) = self.value() else { return Miss::Far };
        let slipped = |at: usize| {
            let q = self.terms[at];
            // Where more than one whole number is left open, one of them may be met by chance.
            let sharp = |wanted: &Interval| {
                let width = wanted.high - wanted.low;
                let seldom = width * Decimal::from(SLIPS) <= q.number.value;
                wanted.low > Decimal::ZERO && (width <= q.number.step * Decimal::TWO || seldom)
            };
            self.wanted(at).iter().filter(|wanted| sharp(wanted)).any(|wanted| slip::is_of(reading, q, *wanted))
        };
        let positive = value.low > Decimal::ZERO;
        if positive && slip::is_of(reading, self.result, value) || (0..self.terms.len()).any(slipped) {
            return Miss::Slip;
        }
        let near = match self.form {
            Form::Sum(_) => {
                let largest = self.terms.iter().copied().max_by_key(|q| q.number.value).unwrap_or(self.result);
                plausible::is_plausible_difference(reading, self.result, [largest, self.result], value)
            }
            _ => plausible::is_plausible(reading, self.result, value),
        };
        if positive && near { Miss::Near } else { Miss::Far }
    }

    /// Says that it holds, or what is wrong where it misses by no more than this.
    pub(crate) fn weigh(&self, reading: &Reading<'_>, most: Miss, suggestion: &str, review: &mut Review) {
        if self.holds() || self.miss(reading) <= most {
            self.tell(reading, Confidence::Likely, suggestion, review);
        }
    }

    /// Says that it holds, or what is wrong: a slip is said, what is only near is asked.
    pub(crate) fn ask(&self, reading: &Reading<'_>, suggestion: &str, review: &mut Review) {
        let confidence = match self.miss(reading) {
            _ if self.holds() => Confidence::Likely,
            Miss::Slip => Confidence::Likely,
            Miss::Near => Confidence::Question,
            Miss::Far => return,
        };
        self.tell(reading, confidence, suggestion, review);
    }

    /// The arithmetic: 年初14件＋326件－331件＝9件.
    pub(crate) fn written(&self, reading: &Reading<'_>) -> String {
        let words: Vec<String> = self.terms.iter().map(|q| reading.printed(q)).collect();
        let value = self.value().map_or(Decimal::ZERO, Interval::middle);
        let sides = match (&self.form, &words[..]) {
            (Form::Sum(ways), [first, others @ ..]) => {
                let signed = others
                    .iter()
                    .zip(&ways[1..])
                    .map(|(word, adds)| format!("{}{word}", if *adds { "＋" } else { "－" }));
                format!("{first}{}", signed.collect::<String>())
            }
            (Form::Quotient(times), words) if *times == Decimal::ONE => words.join("÷"),
            (Form::Quotient(times), words) => format!("{}÷{times}", words.join("÷")),
            (Form::Share, [part, base]) => format!("{part}÷{base}"),
            (Form::Growth, [now, then]) => {
                let fell = self.terms[0].number.value < self.terms[1].number.value;
                if fell { format!("（{then}－{now}）÷{then}") } else { format!("（{now}－{then}）÷{then}") }
            }
            _ => words.join("、"),
        };
        if self.result.number.dimension == Dimension::Percent {
            return format!("{sides}＝{}%", value.round_dp(2).normalize());
        }
        format!("{sides}＝{}", in_unit_of(value, &self.result.number))
    }

    /// Says that it holds, or what is wrong.
    pub(crate) fn tell(&self, reading: &Reading<'_>, confidence: Confidence, suggestion: &str, review: &mut Review) {
        let quotes = reading.quotes([self.result].into_iter().chain(self.terms.iter().copied()));
        let (text, printed) = (self.written(reading), reading.printed(self.result));
        if self.holds() {
            return review.holds(self.relation, quotes, format!("{text}，与{printed}相符"));
        }
        let finding = Finding::new(self.kind, quotes, format!("{text}，报告为{printed}"), suggestion);
        review.findings.push(if confidence == Confidence::Question {
            finding.asked()
        } else {
            finding.confidence(confidence)
        });
    }
}

/// A goal and a time limit are set, not rounded.
fn set(q: &Quantity) -> Interval {
    let whole = q.number.dimension == Dimension::Time && q.number.value.fract().is_zero();
    let limit = whole && (!q.led_by(&["平均"]) || q.led_by(&["限"]));
    if limit { Interval::exact(q.number.value) } else { q.interval() }
}
