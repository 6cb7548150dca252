//! A12 for averages: 培训费86.37万元, 5126人次, 人均168.49元.

use super::is_sum_of_money;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::{common, core};
use crate::rules::plausible::is_plausible;
use crate::rules::terms::{Side, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, average) in reading.quantities.iter().enumerate() {
        let money = average.number.dimension == Dimension::Money && average.number.is_operand() && !average.is_change();
        let over_time = average.led_by(&["月均", "月人均", "年均", "日均", "每月", "季均"]);
        let word = WORDS.iter().find(|(word, _)| average.lead.contains(word));
        if let Some((_, over)) = word.filter(|_| money && !over_time && !average.prior && !is_of_others(average)) {
            average_of(reading, index, *over, review);
        }
    }
}

/// 人均可支配收入: of the inhabitants, no average of a payment.
fn is_of_others(average: &Quantity) -> bool {
    average.led_by(&["可支配", "纯收入", "消费", "生产总值", "城镇居民人均", "农村居民人均"])
}

/// What an average is over, by its word.
const WORDS: &[(&str, Over)] = &[
    ("人均", Over::Persons),
    ("平均每人", Over::Persons),
    ("户均", Over::Count("户")),
    ("平均每户", Over::Count("户")),
    ("平均每家", Over::Count("家")),
    ("车均", Over::Count("辆")),
    ("亩均", Over::Other("亩")),
    ("平均每亩", Over::Other("亩")),
    ("件均", Over::Count("件")),
    ("平均每件", Over::Count("件")),
    ("平均每例", Over::Count("例")),
    ("例均", Over::Count("例")),
    ("场均", Over::Count("场")),
    ("平均每场", Over::Count("场")),
    ("平均每卷", Over::Count("卷")),
    ("平均每份", Over::Count("份")),
    ("平均每期", Over::Count("期")),
    ("平均每起", Over::Count("起")),
    ("平均每册", Over::Count("册")),
    ("平均每次", Over::Count("次")),
    ("平均每批", Over::Count("批")),
    ("次均", Over::Times),
    ("平均每人次", Over::Times),
    ("每人次", Over::Times),
];

#[derive(Clone, Copy)]
enum Over {
    Persons,
    Times,
    Count(&'static str),
    Other(&'static str),
}

impl Over {
    fn fits(self, dimension: Dimension) -> bool {
        match self {
            Over::Persons => matches!(dimension, Dimension::Person | Dimension::PersonTimes),
            Over::Times => dimension == Dimension::PersonTimes,
            // 户均 of firms counted by 家.
            Over::Count("户") => matches!(dimension, Dimension::Count("户" | "家")),
            Over::Count(word) => dimension == Dimension::Count(word),
            Over::Other(word) => dimension == Dimension::Other(word),
        }
    }
}

fn average_of(reading: &Reading<'_>, index: usize, over: Over, review: &mut Review) {
    let average = &reading.quantities[index];
    let before: Vec<&Quantity> = reading.quantities[..index]
        .iter()
        .rev()
        .take_while(|q| q.passage == average.passage && average.sentence.abs_diff(q.sentence) <= 1)
        .filter(|q| !q.number.chinese && q.number.is_operand())
        .collect();
    let counts: Vec<&Quantity> =
        before.iter().copied().filter(|q| over.fits(q.number.dimension) && q.is_amount()).collect();
    let amounts: Vec<&Quantity> = before.iter().copied().filter(|q| is_sum_of_money(q)).collect();
    let printed = average.number.interval();
    for (amount, count) in amounts.iter().flat_map(|a| counts.iter().map(move |c| (*a, *c))) {
        if quotient(amount, count).is_some_and(|v| v.meets(printed)) {
            let calc = format!("{}，与{}相符", written(reading, amount, count, average), reading.printed(average));
            return review.holds(Relation::Product, reading.quotes([amount, count, average]), calc);
        }
    }
    let Some(count) = the_count(&counts, average).or_else(|| count_before(reading, index, over)) else { return };
    let Some(amount) = the_amount(&amounts, average)
        .or_else(|| amount_by_name(reading, index, count))
        // The amount of another section is of something else.
        .or_else(|| amount_near(reading, index, count).filter(|q| !is_parted(reading, q, average)))
    else {
        return;
    };
    if quotient(amount, count).is_some_and(|v| v.meets(printed)) {
        let calc = format!("{}，与{}相符", written(reading, amount, count, average), reading.printed(average));
        return review.holds(Relation::Product, reading.quotes([amount, count, average]), calc);
    }
    // 支出30201.29万元，其中中央资金按每人次103元负担: the standard of a part.
    if average.led_by(&["其中"]) && average.led_by(&["按"]) {
        return;
    }
    if amount.prior != count.prior || average.number.per.time.is_some() {
        return;
    }
    if !quotient(amount, count).is_some_and(|value| is_plausible(reading, average, value)) {
        return;
    }
    let calc = format!("{}，报告为{}", written(reading, amount, count, average), reading.printed(average));
    let quotes = reading.quotes([average, amount, count]);
    let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对总额、人数（件数）与平均数");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// A heading stands between the two.
fn is_parted(reading: &Reading<'_>, amount: &Quantity, average: &Quantity) -> bool {
    let (from, to) = (amount.passage.min(average.passage), amount.passage.max(average.passage));
    reading.text.passages[from..to].iter().skip(1).any(|passage| passage.heading)
}

fn quotient(amount: &Quantity, count: &Quantity) -> Option<Interval> {
    amount.number.interval().over(count.number.interval())
}

fn written(reading: &Reading<'_>, amount: &Quantity, count: &Quantity, average: &Quantity) -> String {
    let point = amount.number.value.checked_div(count.number.value).unwrap_or(Decimal::ZERO);
    format!("{}÷{}＝{}", reading.printed(amount), reading.printed(count), in_unit_of(point, &average.number))
}

/// The only amount of the sentence, or the only one spent in the two sentences.
fn the_amount<'r>(amounts: &[&'r Quantity], average: &Quantity) -> Option<&'r Quantity> {
    let here: Vec<&Quantity> = amounts.iter().copied().filter(|q| q.sentence == average.sentence).collect();
    match here[..] {
        [only] => Some(only),
        // 甲…万元；乙3.20万册，支出22.40万元，平均每册: between its semicolons.
        [_, _, ..] if here.iter().filter(|q| q.part == average.part).count() == 1 => {
            here.into_iter().find(|q| q.part == average.part)
        }
        [] => {
            let mut spent = amounts.iter().filter(|q| side(q) == Some(Side::Actual));
            spent.next().filter(|_| spent.next().is_none()).copied()
        }
        _ => None,
    }
}

/// The only amount in the paragraphs before whose quotient comes near the printed average.
fn amount_near<'r>(reading: &'r Reading<'_>, index: usize, count: &Quantity) -> Option<&'r Quantity> {
    let average = &reading.quantities[index];
    let here = reading.quantities[..index].iter().rev().filter(|q| !reading.text.passages[q.passage].cell);
    let comes_near = |q: &&Quantity| {
        let each = q.number.value.checked_div(count.number.value).unwrap_or_default();
        let near = (each - average.number.value).abs() * Decimal::from(3) <= each.max(average.number.value);
        is_sum_of_money(q) && near && !q.prior && q.year == count.year
    };
    let found: Vec<&Quantity> = here.filter(comes_near).collect();
    let fitting = found.iter().find(|q| quotient(q, count).is_some_and(|v| v.meets(average.number.interval())));
    let first = *found.first()?;
    let spent = side(first) == Some(Side::Actual) && first.bracket.is_none() && !first.led_by(&["其中"]);
    let alone = spent && found.iter().all(|q| q.number.value == first.number.value);
    fitting.copied().or(alone.then_some(first))
}

/// The nearest count before in the paragraph that shares the average's verb: 实际返还5871家 … 户均返还.
fn count_before<'r>(reading: &'r Reading<'_>, index: usize, over: Over) -> Option<&'r Quantity> {
    let average = &reading.quantities[index];
    let verb: String = average.lead.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
    let here = reading.quantities[..index].iter().rev().take_while(|q| q.passage == average.passage);
    let fits = |q: &&Quantity| {
        over.fits(q.number.dimension) && q.is_amount() && q.lead.contains(&verb) && !q.led_by(&["未", "不"])
    };
    let named = here.clone().take(16).find(fits);
    named.or_else(|| {
        here.take(8).find(|q| over.fits(q.number.dimension) && q.is_amount() && side(q) == Some(Side::Actual))
    })
}

/// 临时救助510.56万元 … 全年实施临时救助1824人次，人均: the only amount before that bears the name of the
/// count, where the quotient comes near the printed average.
fn amount_by_name<'r>(reading: &'r Reading<'_>, index: usize, count: &Quantity) -> Option<&'r Quantity> {
    let average = &reading.quantities[index];
    let called = core(&count.lead);
    if called.chars().count() < 3 || count.sentence != average.sentence {
        return None;
    }
    let bears = |q: &&Quantity| {
        let name = core(&q.lead);
        is_sum_of_money(q)
            && !reading.text.passages[q.passage].cell
            && (name.ends_with(&called) || common(&name, &called) >= 4)
            && q.prior == count.prior
            && q.year.is_none_or(|year| reading.year.is_none_or(|own| own == year))
    };
    let mut found = reading.quantities[..index].iter().rev().filter(bears);
    let first = found.next()?;
    let alone = found.all(|q| q.number.value == first.number.value);
    let each = first.number.value.checked_div(count.number.value)?;
    let near = (each - average.number.value).abs() * Decimal::from(3) <= each.max(average.number.value);
    (alone && near).then_some(first)
}

/// The only count of the sentence, or the one that shares a word with the average.
fn the_count<'r>(counts: &[&'r Quantity], average: &Quantity) -> Option<&'r Quantity> {
    let here: Vec<&Quantity> = counts.iter().copied().filter(|q| q.sentence == average.sentence).collect();
    if let [only] = here[..] {
        return Some(only);
    }
    // 平均每家企业返还 is over those who were 返还, else over the 企业.
    let words: Vec<char> = average.lead.chars().collect();
    words.windows(2).rev().find_map(|w| {
        let word: String = w.iter().collect();
        let mut sharing = here.iter().filter(|q| q.lead.contains(&word));
        sharing.next().filter(|_| sharing.next().is_none()).copied()
    })
}
