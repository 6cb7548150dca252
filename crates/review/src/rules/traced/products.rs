//! A12 for products told in any order: 按每人100元标准代缴的8137人，代缴81.37万元; 按每例600元发放，全年发放1924例, whose
//! amount stands elsewhere under the name of the benefit; 发放881460人次，按上述标准计算共7756.85万元.

use super::elsewhere::{Names, own_words, words_before};
use super::pool::{before, behind};
use super::{Known, add, is_near};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::core;
use crate::rules::terms::{Side, side};
use crate::unit::{Dimension, PerTime, unit_at};
use rust_decimal::Decimal;

/// Words that tell that an amount is what the standard told before gives.
const REFERENCES: &[&str] =
    &["按上述标准", "按照上述标准", "按此标准", "按该标准", "按这一标准", "按以上标准", "按前述标准"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    let names = &Names::of(reading);
    for (index, q) in reading.quantities.iter().enumerate() {
        if reading.text.passages[q.passage].cell || q.prior {
            continue;
        }
        if is_stated(q)
            && let Some([amount, count]) = terms(reading, names, index)
        {
            product(reading, known, [amount, count, q], index, review);
        }
        if REFERENCES.iter().any(|w| q.lead.contains(w))
            && let Some([count, standard]) = referred(reading, index)
        {
            product(reading, known, [q, count, standard], index, review);
        }
    }
}

/// 按每人100元, 按1560元的标准: at this rate. A month's is a rate where months of people are counted.
fn is_stated(q: &Quantity) -> bool {
    let once = matches!(q.number.per.time, None | Some(PerTime::Year | PerTime::Month));
    let told = q.lead.contains('按') || q.tail.starts_with("标准") || q.tail.starts_with("的标准");
    is_standard(q) && once && told
}

pub(super) fn is_standard(q: &Quantity) -> bool {
    let other = [
        "户均",
        "平均",
        "最高",
        "最低",
        "提高",
        "增加",
        "调整",
        "上限",
        "下限",
        "不超过",
        "测算",
        "人均可",
        "人均筹资",
    ];
    let plain = q.number.is_operand() && !q.number.chinese && !q.is_change();
    q.number.dimension == Dimension::Money && q.number.per.each && plain && !q.led_by(&other)
}

/// 每例, 元/例 → 例; none where the words do not say.
pub(super) fn unit(reading: &Reading<'_>, q: &Quantity) -> Option<Dimension> {
    let of = |words: &str| unit_at(&words.chars().collect::<Vec<char>>()).map(|(unit, _)| unit);
    let printed = reading.printed(q);
    let slash = printed.split_once(['/', '／']).and_then(|(_, each)| of(each));
    if slash.is_some_and(|unit| unit != Dimension::Time) {
        return slash;
    }
    let behind = q.lead.rsplit('每').find_map(|piece| {
        let chars: Vec<char> = piece.chars().collect();
        unit_at(&chars).map(|(unit, _)| unit).filter(|unit| *unit != Dimension::Time)
    });
    behind.filter(|_| q.lead.contains('每'))
}

/// Whether so many of them were paid this standard.
fn counts(reading: &Reading<'_>, standard: &Quantity, q: &Quantity) -> bool {
    let by_month = matches!(q.number.dimension, Dimension::PersonTimes | Dimension::Count("人月"));
    let monthly = standard.number.per.time == Some(PerTime::Month);
    let of_unit = match unit(reading, standard) {
        None | Some(Dimension::Person) => by_month || q.number.dimension == Dimension::Person,
        Some(unit) => q.number.dimension == unit,
    };
    of_unit && (by_month || !monthly) && q.is_amount() && !q.prior && !q.number.chinese && !is_planned(q)
}

/// 计划资助, 应发放; not 核定工亡职工8人, who were found to be so many.
pub(super) fn is_planned(q: &Quantity) -> bool {
    side(q) == Some(Side::Plan) && !q.led_by(&["核定", "符合条件"])
}

pub(super) fn is_paid(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Money && q.is_amount() && !q.prior
}

/// The count beside a standard, and the amount beside it or under the name that the sentence begins with.
fn terms<'r>(reading: &'r Reading<'_>, names: &Names, index: usize) -> Option<[&'r Quantity; 2]> {
    let standard = &reading.quantities[index];
    let here = reading
        .in_sentence(standard.sentence)
        .iter()
        .filter(|q| q.part == standard.part && q.bracket == standard.bracket && !std::ptr::eq(*q, standard));
    let beside = |q: &&Quantity| q.clause.abs_diff(standard.clause) <= 2;
    let only = |found: Vec<&'r Quantity>| if let [only] = found[..] { Some(only) } else { None };
    let beside_it = || only(here.clone().filter(beside).filter(|q| counts(reading, standard, q)).collect());
    let count = beside_it().or_else(|| months_before(reading, standard))?;
    // 共支出a，其中上半年b、下半年c: the parts are not what the standard gives.
    let opened = here.clone().find(|q| q.led_by(OPENERS)).map_or(usize::MAX, |q| q.number.span.start);
    let amounts: Vec<&Quantity> = here.clone().filter(|q| is_paid(q) && q.number.span.start < opened).collect();
    if !amounts.is_empty() {
        // 镇区每人800元、山区每人1,200元，共12.12万元: of both.
        let other = |q: &Quantity| is_standard(q) && q.number.value != standard.number.value;
        if amounts.len() == 1 && here.clone().any(other) {
            return None;
        }
        let amount = only(amounts).filter(beside)?;
        let told = amount.sentence == count.sentence && amount.clause.abs_diff(count.clause) <= 1
            || amount.clause.abs_diff(standard.clause) <= 1;
        return told.then_some([amount, count]);
    }
    // Two standards in one sentence are of two payments.
    if here.clone().any(|q| q.number.dimension == Dimension::Money && q.number.per.is_standard()) {
        return None;
    }
    // Of a year's standard some were paid a part; there the amount must stand beside it.
    if standard.number.per.time == Some(PerTime::Year) {
        return None;
    }
    let own = own_words(reading, standard);
    let clause = own.rsplit(['，', '；', '：']).next().unwrap_or_default();
    let subject = core(clause.split(['按', '每', '由', '的']).next().unwrap_or_default());
    let named = names.figure(reading, index, (&subject, &subject), is_paid);
    let amount = named.or_else(|| names.figure(reading, index, (&words_before(reading, standard), ""), is_paid))?;
    Some([amount, count])
}

/// 全年发放86420人次，比上年多；按每人每月1890元计发，支出: the months of people told before the semicolon or in the
/// sentence before, when they are the only ones.
fn months_before<'r>(reading: &'r Reading<'_>, standard: &Quantity) -> Option<&'r Quantity> {
    if standard.number.per.time != Some(PerTime::Month) || !standard.led_by(&["按"]) {
        return None;
    }
    let here = |at: usize| {
        let before = |q: &&Quantity| {
            let earlier = (q.sentence, q.number.span.start) < (standard.sentence, standard.number.span.start);
            earlier && q.bracket.is_none() && counts(reading, standard, q)
        };
        reading.in_sentence(at).iter().filter(before).collect::<Vec<_>>()
    };
    let own = here(standard.sentence);
    let last = || standard.sentence.checked_sub(1).filter(|at| reading.sentences[*at].passage == standard.passage);
    let found = if own.is_empty() { last().map(here).unwrap_or_default() } else { own };
    if let [only] = found[..] { Some(only) } else { None }
}

/// 全年发放881460人次，按上述标准计算共: the count beside, and the only standard of the sentence before.
fn referred<'r>(reading: &'r Reading<'_>, index: usize) -> Option<[&'r Quantity; 2]> {
    let amount = &reading.quantities[index];
    let count = reading.quantities.get(index.checked_sub(1)?)?;
    let beside = count.sentence == amount.sentence && amount.clause.abs_diff(count.clause) <= 1;
    let earlier = (0..amount.sentence).rev().take_while(|at| reading.sentences[*at].passage == amount.passage).take(3);
    let standards: Vec<&Quantity> = earlier
        .map(|at| reading.in_sentence(at).iter().filter(|q| is_standard(q) && !q.prior).collect::<Vec<_>>())
        .find(|found| !found.is_empty())?;
    let [standard] = standards[..] else { return None };
    (beside && is_paid(amount) && counts(reading, standard, count)).then_some([count, standard])
}

fn product(reading: &Reading<'_>, known: &Known, terms: [&Quantity; 3], index: usize, review: &mut Review) {
    let [amount, count, standard] = terms;
    let each = Interval::exact(standard.number.value);
    let Some(value) = count.number.interval().times(each) else { return };
    let holds = value.meets(amount.number.interval());
    let told = known.holds(reading, amount, &[Relation::Product]) || known.holds(reading, count, &[Relation::Product]);
    if told
        || !holds && (!(is_near(value, amount) || in_one_breath(terms, value)) || told_otherwise(reading, index, terms))
    {
        return;
    }
    let shown = in_unit_of(value.middle(), &amount.number);
    let calc = format!("{}×{}＝{shown}", reading.printed(count), reading.printed(standard));
    add(reading, (Kind::QtyPriceMismatch, Relation::Product), terms, (&calc, holds), review);
}

/// 按1500元的标准多领18人月共2.25万元: all in one clause, where nothing else can be meant.
fn in_one_breath([amount, count, standard]: [&Quantity; 3], value: Interval) -> bool {
    let together =
        count.sentence == amount.sentence && count.clause == amount.clause && standard.clause == amount.clause;
    let (a, b) = (value.middle(), amount.number.value);
    together && a.max(b) <= a.min(b) * Decimal::TWO
}

/// Another figure around makes the product right: the words meant that one.
pub(super) fn told_otherwise(reading: &Reading<'_>, index: usize, [amount, count, standard]: [&Quantity; 3]) -> bool {
    let each = Interval::exact(standard.number.value);
    let around = before(reading, index).into_iter().chain(behind(reading, index));
    let meets = |a: Option<Interval>, b: Interval| a.is_some_and(|a| a.meets(b));
    around.filter(|q| ![amount, count, standard].iter().any(|term| std::ptr::eq(*term, *q))).any(|q| {
        let own = q.number.interval();
        let paid = is_paid(q) && meets(count.number.interval().times(each), own);
        paid || counts(reading, standard, q) && meets(own.times(each), amount.number.interval())
    })
}
