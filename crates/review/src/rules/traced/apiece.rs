//! A12 where the words leave open what is of what: a standard, how many there were and what was paid, in any order in
//! five sentences of a paragraph, and a standard's shares (其中中央98元、省级15元) the same. Of 236 standards in 202
//! correct reports 138 have a count and an amount around them that agree. Of the others, thirteen come within one digit
//! of some two by chance: with an amount that another standard explains, with a handful of cases, or where one of
//! several round standards would be mended. Without these nothing does, so where three come so near, they were meant.

use super::beside::{each, is_months_average, tells_more};
use super::{Known, attach, settle};
use crate::finding::{Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::slip;
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

/// So many sentences before and behind the standard.
const AROUND: usize = 2;
/// Among more figures than these some two agree by chance.
const FIGURES: usize = 80;
/// A figure of fewer steps is met by chance.
const STEPS: i64 = 1000;

/// What one of them was paid.
struct Rate<'r> {
    standard: &'r Quantity,
    /// Of a month: paid for months of people.
    monthly: bool,
    /// A part of a standard.
    share: bool,
}

/// A standard with a count and an amount around it.
struct Three<'r> {
    count: &'r Quantity,
    standard: &'r Quantity,
    amount: &'r Quantity,
}

pub(super) fn check(reading: &Reading<'_>, _: &Known, review: &mut Review) {
    let rates = rates(reading);
    let threes: Vec<Vec<Three<'_>>> = rates.iter().map(|rate| rate.threes(reading)).collect();
    let agreeing = |own: &[Three<'_>]| own.iter().any(Three::agrees);
    let explained: Vec<&Three<'_>> = threes.iter().flatten().filter(|three| three.agrees()).collect();
    for (rate, own) in rates.iter().zip(&threes) {
        let others = rates.iter().zip(&threes).filter(|(other, _)| rate.stands_by(other));
        let last = !agreeing(own) && !rate.share && others.clone().all(|(_, threes)| agreeing(threes));
        let taken = |q: &Quantity| own.iter().any(|three| three.agrees() && std::ptr::eq(three.count, q));
        let free = |three: &&Three<'_>| {
            let is_told = explained.iter().any(|other| std::ptr::eq(other.amount, three.amount));
            let end = three.amount.number.span.end;
            !is_told && !taken(three.count) && !tells_more(reading, three.amount.passage, end)
        };
        let slipped = own.iter().filter(free).filter(|three| {
            let alone = last || three.is_one_part() && !others.clone().any(|(other, _)| other.is_in_part(rate));
            three.is_slip(reading, alone && !rate.is_listed())
                && !three.is_apart(reading)
                && !is_of_two(&rates, own, three.amount)
        });
        if let Some(three) = slipped.min_by_key(|three| three.length()) {
            three.tell(reading, review);
        }
    }
}

/// 自理每人80元，失能每人200元。自理640人、失能385人，应补12.82万元: two standards and two counts make the amount.
fn is_of_two(rates: &[Rate<'_>], own: &[Three<'_>], amount: &Quantity) -> bool {
    let paid = |count: &Quantity, standard: &Quantity| count.number.interval().times(each(standard));
    let Some(standard) = own.first().map(|three| three.standard) else { return false };
    let counts: Vec<&Quantity> =
        own.iter().filter(|three| std::ptr::eq(three.amount, amount)).map(|three| three.count).collect();
    let others =
        rates.iter().map(|rate| rate.standard).filter(|q| is_around(standard, q) && !std::ptr::eq(*q, standard));
    others.into_iter().any(|other| {
        counts.iter().any(|a| {
            let first = paid(a, standard);
            counts.iter().filter(|b| !std::ptr::eq(**b, *a)).any(|b| {
                let sum = first.zip(paid(b, other)).and_then(|(x, y)| x.plus(y));
                sum.is_some_and(|sum| sum.meets(amount.number.interval()))
            })
        })
    })
}

/// All standards of the running text, and their shares.
fn rates<'r>(reading: &'r Reading<'_>) -> Vec<Rate<'r>> {
    let mut rates = Vec::new();
    for standard in reading.quantities.iter().filter(|q| is_standard(reading, q)) {
        let monthly = standard.number.per.time == Some(PerTime::Month);
        let rate = |standard, share| Rate { standard, monthly, share };
        rates.push(rate(standard, false));
        rates.extend(shares(reading, standard).into_iter().map(|standard| rate(standard, true)));
    }
    rates
}

/// 每人每月500元, 标准1530元/月, 每户2.2万元, 按250元全额资助: no average of whole people.
fn is_standard(reading: &Reading<'_>, q: &Quantity) -> bool {
    let time = matches!(q.number.per.time, None | Some(PerTime::Year | PerTime::Month));
    let named = ["标准", "单价", "每", "按"].iter().any(|word| q.lead.contains(word));
    let behind = q.tail.starts_with("标准") || q.tail.starts_with("的标准");
    let average = q.lead.contains('均') && !is_months_average(q);
    let plain = q.number.is_operand() && !q.number.chinese && !q.is_change();
    let told = q.number.per.is_standard() || named || behind;
    q.number.dimension == Dimension::Money
        && time
        && told
        && plain
        && !average
        && !reading.text.passages[q.passage].cell
}

/// 128元，其中中央103元、省级15元、县级10元: those behind it that make it together.
fn shares<'r>(reading: &'r Reading<'_>, standard: &Quantity) -> Vec<&'r Quantity> {
    let behind = reading.in_sentence(standard.sentence).iter();
    let behind = behind.filter(|q| q.number.span.start > standard.number.span.start);
    let mut sum = Decimal::ZERO;
    let mut shares = Vec::new();
    for q in behind.take_while(|q| q.number.dimension == Dimension::Money && q.number.value < standard.number.value) {
        sum += q.number.value;
        shares.push(q);
        if sum >= standard.number.value {
            break;
        }
    }
    if sum == standard.number.value { shares } else { Vec::new() }
}

fn is_around(standard: &Quantity, q: &Quantity) -> bool {
    q.passage == standard.passage && q.sentence.abs_diff(standard.sentence) <= AROUND
}

impl<'r> Rate<'r> {
    /// Another standard around it, of another value.
    fn stands_by(&self, other: &Rate<'_>) -> bool {
        let unlike = other.standard.number.value != self.standard.number.value;
        unlike && !other.share && is_around(self.standard, other.standard)
    }

    /// 分别为1000元、1500元、2000元: the first of several.
    fn is_listed(&self) -> bool {
        self.standard.led_by(&["分别", "依次"])
    }

    fn is_in_part(&self, other: &Rate<'_>) -> bool {
        self.standard.sentence == other.standard.sentence && self.standard.part == other.standard.part
    }

    /// Months of people at a month's, anything counted at the others.
    fn counts(&self, q: &Quantity) -> bool {
        let by_month = matches!(q.number.dimension, Dimension::PersonTimes | Dimension::Count("人月"));
        let long = q.number.dimension == Dimension::Time && q.number.value >= Decimal::ONE_HUNDRED;
        let counted = by_month || !self.monthly && (long || q.number.dimension.is_counted());
        let fine = q.number.step == Decimal::ONE || is_fine(q);
        counted && fine && q.number.value >= Decimal::TEN && q.is_amount() && !q.number.chinese
    }

    fn is_paid(&self, q: &Quantity) -> bool {
        let more = q.number.value > self.standard.number.value;
        q.number.dimension == Dimension::Money && more && is_fine(q) && q.is_amount() && !q.number.chinese
    }

    fn threes(&self, reading: &'r Reading<'_>) -> Vec<Three<'r>> {
        let from = self.standard.sentence.saturating_sub(AROUND);
        let sentences = (from..=self.standard.sentence + AROUND).flat_map(|at| reading.in_sentence(at));
        let around: Vec<&Quantity> = sentences.filter(|q| is_around(self.standard, q)).collect();
        let paid = || around.iter().copied().filter(|q| self.is_paid(q));
        if around.len() > FIGURES {
            return Vec::new();
        }
        let counts = around.iter().copied().filter(|q| self.counts(q));
        counts.flat_map(|count| paid().map(move |amount| Three { count, standard: self.standard, amount })).collect()
    }
}

/// Enough digits to be met by no chance.
fn is_fine(q: &Quantity) -> bool {
    q.number.step * Decimal::from(STEPS) <= q.number.value
}

impl Three<'_> {
    fn value(&self) -> Option<Interval> {
        self.count.number.interval().times(each(self.standard))
    }

    fn agrees(&self) -> bool {
        self.value().is_some_and(|value| value.meets(self.amount.number.interval()))
    }

    /// One digit is wrong in the amount, in the count, or in the only standard.
    fn is_slip(&self, reading: &Reading<'_>, alone: bool) -> bool {
        let paid = self.amount.number.interval();
        let mends = |q: &Quantity, wanted: Option<Interval>| {
            // Where more than one whole number is left open, one of them may be met by chance.
            let wanted = wanted.filter(|wanted| wanted.high - wanted.low <= q.number.step);
            wanted.is_some_and(|wanted| slip::mends(reading, q, wanted))
        };
        self.value().is_some_and(|value| slip::mends(reading, self.amount, value))
            || mends(self.count, paid.over(each(self.standard)))
            || alone && mends(self.standard, paid.over(self.count.number.interval()))
    }

    /// 每户12,000元，进藏的每户24,000元，共发放265户: the count of another sentence is of neither.
    fn is_apart(&self, reading: &Reading<'_>) -> bool {
        let own = reading.in_sentence(self.standard.sentence).iter();
        let other = |q: &Quantity| is_standard(reading, q) && q.number.value != self.standard.number.value;
        self.count.sentence != self.standard.sentence
            && own.into_iter().any(other)
            && self.amount.sentence == self.standard.sentence
    }

    /// All between the same semicolons.
    fn is_one_part(&self) -> bool {
        let own = |q: &Quantity| q.sentence == self.standard.sentence && q.part == self.standard.part;
        own(self.count) && own(self.amount)
    }

    /// How many characters the three take.
    fn length(&self) -> usize {
        let places = [self.count, self.standard, self.amount].map(|q| q.number.span.start);
        places.iter().max().zip(places.iter().min()).map_or(0, |(last, first)| last - first)
    }

    fn tell(&self, reading: &Reading<'_>, review: &mut Review) {
        let Some(value) = self.value() else { return };
        let shown = in_unit_of(value.middle(), &self.amount.number);
        let calc = format!("{}×{}＝{shown}", reading.printed(self.count), reading.printed(self.standard));
        let quotes = reading.quotes([self.amount, self.count, self.standard]);
        let kind = Kind::QtyPriceMismatch;
        let same = |found: &&mut Finding| found.kind == kind && quotes.iter().all(|quote| found.quotes.contains(quote));
        // What another rule only supposed is settled now.
        if let Some(found) = review.findings.iter_mut().find(same) {
            found.settled = true;
            return;
        }
        attach(reading, (kind, Relation::Product), (self.amount, quotes), (&calc, false), review);
        settle(&calc, review);
    }
}
