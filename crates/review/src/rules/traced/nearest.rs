//! A02 and A04 of percentages that nothing printed around them gives. Of 1,212 percentages of 202 correct reports before
//! which two like figures stand, 585 are what the nearest two give and 418 what two others do; of the 209 that are left,
//! none comes within one digit of what the nearest give, averages, standards and restated figures apart. One that does
//! is misprinted.

use super::Known;
use super::pool::{both_counted, measured, same_measure};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::ratio::label;
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// What gives a percentage.
const EXPLAINED: &[Relation] = &[Relation::Ratio, Relation::Growth, Relation::SameFact];
/// So many figures before the percentage are tried.
const NEAREST: usize = 12;
/// So many sentences before its own.
const SENTENCES: usize = 2;
/// So many commas may part it from the nearest of them.
const CLAUSES: usize = 2;
/// With fewer digits, two figures that do not stand side by side are one digit from a percentage by chance.
const DIGITS: usize = 4;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, rate) in reading.quantities.iter().enumerate() {
        let asked = is_computed(reading, rate) && !is_listed(reading, index);
        if asked
            && !known.has(reading, rate, EXPLAINED)
            && let Some(terms) = slipped(reading, index)
        {
            say(reading, rate, &terms, review);
        }
    }
}

/// A percentage of the text with decimals that is no target and nothing to compare with.
fn is_computed(reading: &Reading<'_>, rate: &Quantity) -> bool {
    let compared = rate.lead.starts_with(['比', '较']) || rate.prior;
    let target =
        ["的目标", "的预期", "的标准", "的要求", "的指标", "的年度"].iter().any(|word| rate.tail.starts_with(word));
    rate.number.dimension == Dimension::Percent
        && rate.number.is_operand()
        && !rate.number.chinese
        && rate.number.step < Decimal::ONE
        && rate.number.value != Decimal::ONE_HUNDRED
        && !target
        && (!compared || rate.is_change())
        && !rate.led_by(&["分别", "依次", "目标"])
        && !reading.text.passages[rate.passage].cell
}

/// 满意度分别为94.17%、94.50%: of figures told further back, in their order.
fn is_listed(reading: &Reading<'_>, index: usize) -> bool {
    let (rate, before) = (&reading.quantities[index], reading.quantities[..index].last());
    let percent = before.is_some_and(|q| {
        q.number.dimension == Dimension::Percent && q.clause == rate.clause && q.passage == rate.passage
    });
    percent && rate.lead.is_empty() && before.is_some_and(|q| q.bracket == rate.bracket)
}

/// What a percentage may be of two figures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Of one in the other.
    Share,
    /// From the second up to the first.
    Up,
    /// From the second down to the first.
    Down,
    /// By the first, up to the second.
    By,
    /// By the first, down to the second.
    Less,
}

#[derive(Clone, Copy)]
struct Terms<'r> {
    part: &'r Quantity,
    base: &'r Quantity,
    way: Way,
}

impl Terms<'_> {
    /// In percent.
    fn value(&self) -> Option<Interval> {
        let quotient = self.part.number.interval().over(self.base.number.interval())?;
        let one = Interval::exact(Decimal::ONE);
        if self.way == Way::By && quotient.high >= Decimal::ONE {
            return None;
        }
        let of = match self.way {
            Way::Share => quotient,
            Way::Up => quotient.minus(one)?,
            Way::Down => one.minus(quotient)?,
            Way::By => quotient.over(one.minus(quotient)?)?,
            Way::Less => quotient.over(one.plus(quotient)?)?,
        };
        let value = of.times(Interval::exact(Decimal::ONE_HUNDRED))?;
        (value.middle() > Decimal::ZERO).then_some(value)
    }

    fn fits(&self, rate: &Quantity) -> bool {
        same_measure(self.part, self.base) && self.value().is_some_and(|value| value.meets(rate.number.interval()))
    }

    /// Whether the two can be what a percentage is of: one of another like it, a growth of two levels or of a
    /// difference and a level; no averages, no standards.
    fn are_meant(&self, rate: &Quantity) -> bool {
        let (part, base) = (self.part, self.base);
        let alike = same_measure(part, base) || both_counted(part, base);
        let level = |q: &Quantity| !q.is_change();
        let own = match self.way {
            Way::Share if rate.is_change() => part.is_change() && level(base) && is_of_one_time(part, rate),
            Way::By | Way::Less => part.is_change() && level(base) && is_of_one_time(part, rate),
            Way::Share => {
                let plain =
                    |q: &Quantity| !q.number.per.is_standard() && !q.led_by(&["均"]) && !q.tail.starts_with('档');
                plain(part) && plain(base) && self.is_apt(rate)
            }
            Way::Up | Way::Down => level(part) && level(base) && self.is_compared(rate),
        };
        let here = part.sentence == rate.sentence || base.sentence == rate.sentence;
        let open = part.bracket.is_none() || part.bracket == rate.bracket;
        alike && own && here && open && part.number.per == base.number.per
    }

    /// A plan is the base of what was done of it, and of nothing else; what was spent is no share of what came in.
    fn is_apt(&self, rate: &Quantity) -> bool {
        let planned = |q: &Quantity| q.led_by(&["目标", "任务", "计划"]);
        let done = rate.led_by(&["完成", "目标", "任务", "计划", "达成", "实现"]);
        let only = |q: &Quantity, word: &str, other: &str| q.led_by(&[word]) && !q.led_by(&[other]);
        let crossed = only(self.part, "支出", "收入") && only(self.base, "收入", "支出");
        !planned(self.part) && (!planned(self.base) || done) && (!crossed || rate.led_by(&["占"]))
    }

    /// A figure that stands behind its part says so: 预算640万元, 按应参保152.70万人计.
    fn is_turned(&self) -> bool {
        let words = ["预算", "计划", "目标", "任务", "应", "总", "合同", "限价", "按", "以", "共", "合计", "基数"];
        let behind =
            (self.part.passage, self.part.number.span.start) < (self.base.passage, self.base.number.span.start);
        self.way != Way::Share || !behind || self.base.led_by(&words)
    }

    /// The words set the one level beside the other: another year, 年初, 由…到…, 环比.
    fn is_compared(&self, rate: &Quantity) -> bool {
        let (now, then) = (self.part, self.base);
        let told = then.prior != now.prior || then.year != now.year;
        let beside = then.sentence == now.sentence
            && then.part == now.part
            && (then.clause == now.clause || rate.led_by(&["环比"]));
        told || beside || then.led_by(&["比", "较", "由", "从", "年初", "期初", "上年"])
    }

    fn mends_rate(&self, reading: &Reading<'_>, rate: &Quantity) -> bool {
        self.value().is_some_and(|value| slip::mends(reading, rate, value))
    }

    fn mends_term(&self, reading: &Reading<'_>, rate: &Quantity) -> bool {
        let share = rate.number.interval().over(Interval::exact(Decimal::ONE_HUNDRED));
        let one = Interval::exact(Decimal::ONE);
        let of = share.and_then(|share| match self.way {
            Way::By => share.over(one.plus(share)?),
            Way::Less => share.over(one.minus(share)?),
            _ => Some(share),
        });
        let of_part = of.and_then(|of| self.base.number.interval().times(of));
        let of_base = of.and_then(|of| self.part.number.interval().over(of));
        matches!(self.way, Way::Share | Way::By | Way::Less)
            && (of_part.is_some_and(|wanted| slip::mends(reading, self.part, wanted))
                || of_base.is_some_and(|wanted| slip::mends(reading, self.base, wanted)))
    }
}

/// 比年初增加0.12万人，同比增长5.8%: the growth is of another year.
fn is_of_one_time(delta: &Quantity, rate: &Quantity) -> bool {
    ["同比", "环比", "上年", "年初"].iter().all(|word| !rate.led_by(&[word]) || delta.led_by(&[word]))
}

/// The figures before the percentage, the nearest first.
fn around<'r>(reading: &'r Reading<'_>, index: usize) -> Vec<&'r Quantity> {
    let rate = &reading.quantities[index];
    let here = reading.quantities[..index].iter().rev();
    here.take_while(|q| q.passage == rate.passage && rate.sentence - q.sentence <= SENTENCES)
        .filter(|q| measured(q) || q.number.dimension == Dimension::Time && reading.printed(q).ends_with("个月"))
        .filter(|q| !q.number.chinese && matches!(q.number.bound, Bound::None | Bound::AtLeast))
        .take(NEAREST)
        .collect()
}

/// A percentage and the figures before it.
struct Place<'r> {
    rate: &'r Quantity,
    around: Vec<&'r Quantity>,
    nearest: &'r Quantity,
}

impl<'r> Place<'r> {
    fn of(reading: &'r Reading<'_>, index: usize) -> Option<Place<'r>> {
        let rate = &reading.quantities[index];
        let around = around(reading, index);
        let nearest = *around.first()?;
        let close = nearest.sentence == rate.sentence
            && nearest.part == rate.part
            && rate.clause.abs_diff(nearest.clause) <= CLAUSES;
        close.then_some(Place { rate, around, nearest })
    }

    /// Every two of the figures, in every way.
    fn pairs(&self) -> impl Iterator<Item = Terms<'r>> {
        let all = self.around.iter().enumerate();
        let two = all.flat_map(|(at, part)| {
            let others = self.around.iter().enumerate().filter(move |(other, _)| *other != at);
            others.map(move |(_, base)| (*part, *base))
        });
        two.flat_map(|(part, base)| ways(self.rate).iter().map(move |way| Terms { part, base, way: *way }))
    }

    /// The nearest figure and the next one that can be what it is of.
    fn is_direct(&self, terms: &Terms<'_>) -> bool {
        let like = |q: &&&Quantity| {
            let fit = match terms.way {
                Way::Share => q.number.value >= self.nearest.number.value,
                Way::By | Way::Less => !q.is_change(),
                Way::Up | Way::Down => true,
            };
            fit && same_measure(q, self.nearest)
        };
        let beside = self.around[1..].iter().find(like);
        std::ptr::eq(terms.part, self.nearest) && beside.is_some_and(|base| std::ptr::eq(*base, terms.base))
    }

    /// 在用1421.28万元，利用率…: both in its sentence, and it is called what the one is of the other.
    fn is_tight(&self, terms: &Terms<'_>) -> bool {
        let called = label(self.rate).is_some() || matches!(terms.way, Way::By | Way::Less);
        let beside = self.rate.clause.abs_diff(self.nearest.clause) <= 1;
        called && beside && self.is_direct(terms) && terms.base.sentence == self.rate.sentence
    }
}

fn slipped<'r>(reading: &'r Reading<'_>, index: usize) -> Option<Terms<'r>> {
    let place = Place::of(reading, index)?;
    let rate = place.rate;
    if place.pairs().any(|terms| terms.fits(rate)) {
        return None;
    }
    let opens = reading.in_sentence(rate.sentence).first();
    let is = |a: &Quantity, b: &Quantity| std::ptr::eq(a, b);
    let with = |terms: &Terms<'_>| {
        let near = is(terms.part, place.nearest) || is(terms.base, place.nearest);
        near || opens.is_some_and(|opens| is(terms.part, opens))
    };
    let digits = reading.between(rate.passage, rate.number.digits.clone());
    let long = digits.chars().filter(char::is_ascii_digit).count() >= DIGITS;
    place.pairs().filter(|terms| with(terms) && terms.are_meant(rate) && terms.is_turned()).find(|terms| {
        let own = (long || place.is_direct(terms)) && terms.mends_rate(reading, rate);
        own || long && place.is_tight(terms) && terms.mends_term(reading, rate)
    })
}

/// A growth may also be told as the difference over the level before.
fn ways(rate: &Quantity) -> &'static [Way] {
    let falls = rate.led_by(&["下降", "减少", "降低", "降幅", "回落", "压减", "减", "少", "低"]);
    match (rate.is_change() || rate.led_by(&["调整率", "增幅"]), falls) {
        (false, _) => &[Way::Share],
        (true, false) => &[Way::Share, Way::Up, Way::By],
        (true, true) => &[Way::Share, Way::Down, Way::Less],
    }
}

fn say(reading: &Reading<'_>, rate: &Quantity, terms: &Terms<'_>, review: &mut Review) {
    let Some(value) = terms.value() else { return };
    let (a, b) = (reading.printed(terms.part), reading.printed(terms.base));
    let shown = value.middle().round_dp(rate.number.step.scale().max(2));
    let (kind, calc) = match terms.way {
        Way::Share => (Kind::RatioMismatch, format!("{a}÷{b}＝{shown}%")),
        Way::Up => (Kind::GrowthMismatch, format!("（{a}－{b}）÷{b}＝{shown}%")),
        Way::Down => (Kind::GrowthMismatch, format!("（{b}－{a}）÷{b}＝{shown}%")),
        Way::By => (Kind::GrowthMismatch, format!("{a}÷（{b}－{a}）＝{shown}%")),
        Way::Less => (Kind::GrowthMismatch, format!("{a}÷（{b}＋{a}）＝{shown}%")),
    };
    let calc = format!("{calc}，报告为{}", reading.printed(rate));
    let finding = Finding::new(kind, reading.quotes([rate, terms.part, terms.base]), calc, "核对这三个数");
    review.findings.push(finding.confidence(Confidence::Likely));
}
