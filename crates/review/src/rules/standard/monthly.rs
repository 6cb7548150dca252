//! A12 of a monthly average beside what was paid in the year: 领取62315人次8973.36万元，月人均1440元 — a person drawn for
//! is a month paid; 领取168人，月人均3846元，全年发放775.35万元 — as many people for twelve months, which is only
//! nearly so, since people come and go: there one wrong digit must part the figures.

use super::is_sum_of_money;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::slip;
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

const MONTHLY: &[&str] = &["月人均", "人均月", "每人每月", "月均", "月平均"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, sentence) in reading.sentences.iter().enumerate() {
        let all = reading.in_sentence(index);
        if reading.text.passages[sentence.passage].cell || all.len() < 2 {
            continue;
        }
        for average in all.iter().filter(|q| is_monthly(q)) {
            of_times(reading, all, average, review);
            of_people(reading, all, average, review);
        }
    }
}

fn is_monthly(q: &Quantity) -> bool {
    let words = q.led_by(MONTHLY) || q.number.per.time == Some(PerTime::Month);
    let changed = q.led_by(&["提高", "增加", "最低", "最高", "上限", "下限", "调整", "由", "从", "其中", "可支配"]);
    q.number.dimension == Dimension::Money && q.number.is_operand() && words && !changed && !q.prior
}

/// The only figure of its kind between the semicolons.
fn only<'q>(all: &'q [Quantity], average: &Quantity, fits: impl Fn(&Quantity) -> bool) -> Option<&'q Quantity> {
    let mut found = all.iter().filter(|q| q.part == average.part && q.bracket == average.bracket && fits(q));
    found.next().filter(|_| found.next().is_none())
}

/// Larger than the average: no part of the standard itself (由中央93元、省级10元组成).
fn amount<'q>(all: &'q [Quantity], average: &Quantity) -> Option<&'q Quantity> {
    let large = average.number.value * Decimal::TEN;
    only(all, average, |q| is_sum_of_money(q) && q.number.value > large && !q.prior)
}

/// 2.基础养老金8682.29万元。标准为每人每月108元，…发放803916人次: the item's first sentence is its amount.
fn amount_before<'r>(reading: &'r Reading<'_>, average: &Quantity) -> Option<&'r Quantity> {
    let before = average.sentence.checked_sub(1)?;
    let [amount] = reading.in_sentence(before) else { return None };
    let item = reading.sentences[before].span.start == 0 && amount.passage == average.passage;
    (item && is_sum_of_money(amount) && !amount.prior).then_some(amount)
}

fn of_times(reading: &Reading<'_>, all: &[Quantity], average: &Quantity, review: &mut Review) {
    let by_month = |q: &Quantity| matches!(q.number.dimension, Dimension::PersonTimes | Dimension::Count("人月"));
    let times = only(all, average, |q| by_month(q) && q.is_amount() && !q.prior);
    let large = average.number.value * Decimal::TEN;
    let none = !all.iter().any(|q| is_sum_of_money(q) && q.number.value > large);
    let paid = amount(all, average).or_else(|| amount_before(reading, average).filter(|_| none));
    let (Some(times), Some(paid)) = (times, paid) else { return };
    let Some(each) = paid.number.interval().over(times.number.interval()) else { return };
    let quotes = reading.quotes([average, paid, times]);
    let shown = in_unit_of(each.middle(), &average.number);
    let text = format!("{}÷{}＝{shown}", reading.printed(paid), reading.printed(times));
    // 每人每月500元 is set, only an average is rounded.
    let printed =
        if average.lead.contains('均') { average.number.interval() } else { Interval::exact(average.number.value) };
    if each.meets(printed) {
        return review.holds(Relation::Product, quotes, format!("{text}，与{}相符", reading.printed(average)));
    }
    let beside = paid.sentence == average.sentence
        && times.clause.abs_diff(paid.clause) <= 1
        && average.clause.abs_diff(paid.clause.max(times.clause)) <= 1;
    let (e, a) = (each.middle(), average.number.value);
    let told =
        beside && e <= a * Decimal::TWO && a <= e * Decimal::TWO || is_slip(reading, [paid, times, average], each);
    if told && !is_said(review, &quotes) {
        let calc = format!("{text}，报告为{}", reading.printed(average));
        let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对金额、人次与月人均数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// One of the three has a wrong digit.
fn is_slip(reading: &Reading<'_>, [paid, times, average]: [&Quantity; 3], each: Interval) -> bool {
    let standard = Interval::exact(average.number.value);
    let wanted = times.number.interval().times(standard);
    slip::mends(reading, average, each)
        || wanted.is_some_and(|wanted| slip::mends(reading, paid, wanted))
        || paid.number.interval().over(standard).is_some_and(|wanted| slip::mends(reading, times, wanted))
}

fn is_said(review: &Review, quotes: &[crate::finding::Quote]) -> bool {
    review.findings.iter().any(|finding| quotes.iter().all(|quote| finding.quotes.contains(quote)))
}

fn of_people(reading: &Reading<'_>, all: &[Quantity], average: &Quantity, review: &mut Review) {
    let people = only(all, average, |q| q.number.dimension == Dimension::Person && q.is_amount() && !q.prior);
    let (Some(people), Some(paid)) = (people, amount(all, average)) else { return };
    let year = Interval::exact(Decimal::from(12));
    let (p, m, a) = (people.number.interval(), average.number.interval(), paid.number.interval());
    let exact = Interval::exact(average.number.value);
    let Some((product, yp)) = p.times(exact).and_then(|pm| pm.times(year)).zip(p.times(year)) else { return };
    let quotes = reading.quotes([paid, people, average]);
    let shown = in_unit_of(product.middle(), &paid.number);
    let text = format!("{}×{}×12个月＝{shown}", reading.printed(people), reading.printed(average));
    if product.meets(a) || a.over(yp).is_some_and(|each| each.meets(m)) {
        return review.holds(Relation::Product, quotes, format!("{text}，与{}相符", reading.printed(paid)));
    }
    let slipped = slip::mends(reading, paid, product)
        || a.over(Interval::exact(average.number.value * Decimal::from(12)))
            .is_some_and(|people_wanted| slip::mends(reading, people, people_wanted))
        || a.over(yp).is_some_and(|wanted| slip::mends(reading, average, wanted));
    if slipped && !is_said(review, &quotes) {
        let calc = format!("{text}，报告为{}", reading.printed(paid));
        let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对人数、月人均数与全年金额");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
