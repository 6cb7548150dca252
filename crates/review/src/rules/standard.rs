//! A09 and A12: people at printed standards and the amount that is said to come of them.

mod afar;
mod by_share;
pub(crate) mod each;
mod raised;

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{Quantity, Sentence};
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::{Side, side, total_words};
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for sentence in &reading.sentences {
        let all: Vec<&Quantity> =
            reading.quantities[sentence.quantities.clone()].iter().filter(|q| !q.number.chinese).collect();
        if all.iter().any(|q| is_standard(q)) {
            look(reading, &all, review);
            if let Some(amount) = item_amount(reading, sentence, &all) {
                relate(reading, &all, amount, review);
            }
            // 拨付补贴79.20万元，涉及1320人，每人600元: the amount first, and nothing else.
            if let [amount, a, b] = all[..]
                && is_sum_of_money(amount)
                && (is_standard(a) && is_people(b) || is_people(a) && is_standard(b))
            {
                relate(reading, &all[1..], amount, review);
            }
        }
    }
    afar::check(reading, review);
    each::check(reading, review);
    by_share::check(reading, review);
    raised::check(reading, review);
}

/// 2.缴费补贴428.16万元。当年缴费85632人，每人补贴50元。 An item whose first sentence is its amount.
fn item_amount<'r>(reading: &'r Reading<'_>, sentence: &Sentence, all: &[&Quantity]) -> Option<&'r Quantity> {
    let index = all.first()?.sentence;
    let before = reading.sentences.get(index.checked_sub(1)?)?;
    let title = reading.in_sentence(index - 1);
    let [amount] = title else { return None };
    let first = reading
        .sentences
        .get(index.wrapping_sub(2))
        .is_none_or(|s| s.passage != before.passage || s.quantities.is_empty());
    let none_here = !all.iter().any(|q| is_sum_of_money(q));
    (before.passage == sentence.passage && first && none_here && is_sum_of_money(amount)).then_some(amount)
}

/// 600元/人, 每人每年 600元: for one person, not an average.
fn is_standard(q: &Quantity) -> bool {
    let average = q.led_by(&["人均", "户均", "平均", "最高", "最低", "提高", "增加", "调整", "由", "上限", "下限"]);
    q.number.dimension == Dimension::Money && q.number.per.each && q.number.is_operand() && !average
}

fn is_people(q: &Quantity) -> bool {
    matches!(
        q.number.dimension,
        Dimension::Person | Dimension::PersonTimes | Dimension::Count("户" | "家" | "个" | "例" | "名")
    ) && q.is_amount()
}

fn is_sum_of_money(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Money && q.is_amount()
}

/// Standards, people and an amount in one sentence: which belong together?
fn look(reading: &Reading<'_>, all: &[&Quantity], review: &mut Review) {
    for (at, amount) in all.iter().enumerate() {
        if !is_sum_of_money(amount) || !says_result(amount) {
            continue;
        }
        let since = all[..at].iter().rposition(|q| is_sum_of_money(q)).map_or(0, |k| k + 1);
        relate(reading, &all[since..at], amount, review);
    }
}

/// How the standards and people before an amount make it.
fn relate(reading: &Reading<'_>, terms: &[&Quantity], amount: &Quantity, review: &mut Review) {
    // 3,864人、21,470人月，每人每月1142元: paid for the months, see traced.
    if terms.iter().any(|q| q.number.dimension == Dimension::Count("人月")) {
        return;
    }
    let standards: Vec<&Quantity> = terms.iter().copied().filter(|q| is_standard(q)).collect();
    let mut people: Vec<&Quantity> = terms.iter().copied().filter(|q| is_people(q)).collect();
    // 计划资助18500人，实际资助18800人: paid was for those who were there.
    if people.iter().any(|q| side(q) == Some(Side::Actual)) {
        people.retain(|q| side(q) != Some(Side::Plan));
    }
    // 当月发放 is of one.
    let monthly = !amount.led_by(&["当月", "月发放", "月支出"])
        && standards
            .iter()
            .any(|s| matches!(s.number.per.time, Some(PerTime::Month | PerTime::Quarter | PerTime::Day)));
    match (&standards[..], &people[..]) {
        ([standard], [people]) => product(reading, people, standard, amount, review),
        ([_, _, ..], [people]) if !monthly && same_time(&standards) => {
            lattice(reading, people, &standards, amount, review);
        }
        ([_, _, ..], _) if standards.len() == people.len() && same_time(&standards) => {
            products(reading, &people, &standards, amount, review);
        }
        // 7848人次，其中1000元标准2256人次、…: the first is the whole.
        ([_, _, ..], [whole, parts @ ..]) if standards.len() == parts.len() && !monthly && same_time(&standards) => {
            let sum: Decimal = parts.iter().map(|p| p.number.value).sum();
            if parts.iter().all(|p| p.number.value < whole.number.value) && sum <= whole.number.value * Decimal::TWO {
                products(reading, parts, &standards, amount, review);
            }
        }
        _ => {}
    }
}

fn same_time(standards: &[&Quantity]) -> bool {
    standards.windows(2).all(|w| w[0].number.per.time == w[1].number.per.time)
}

/// 合计, 共, 需, 发放: the amount is what comes of it.
fn says_result(amount: &Quantity) -> bool {
    total_words(&amount.lead).is_some()
        || amount
            .led_by(&["合计", "共", "需", "计", "发放", "补助", "支付", "拨付", "兑付", "金额", "资金", "经费", "补贴"])
        || amount.led_directly_by(&["应缴", "应补", "应发", "应付", "应拨"])
}

/// People × standard in one product.
fn times(people: &Quantity, standard: &Quantity) -> Option<Interval> {
    // A standard is a legal figure: exact as printed.
    // 月均8058人 was rounded.
    let averaged = people.led_by(&["月均", "平均", "年均"]);
    let count =
        if averaged { Interval::around(people.number.value, Decimal::new(5, 1)) } else { people.number.interval() };
    count.times(Interval::exact(standard.number.value))
}

fn product(reading: &Reading<'_>, people: &Quantity, standard: &Quantity, amount: &Quantity, review: &mut Review) {
    let Some(value) = times(people, standard) else { return };
    let printed = amount.number.interval();
    let mut factors = factors(reading, standard, amount);
    if people.led_by(&["月均", "月平均"]) && standard.number.per.time == Some(PerTime::Month) {
        factors = vec![12];
    }
    let quotes = reading.quotes([amount, people, standard]);
    for factor in factors.iter().copied() {
        let Some(value) = value.times(Interval::exact(Decimal::from(factor))) else { continue };
        if value.meets(printed) {
            let calc = format!(
                "{}＝{}，与{}相符",
                written(reading, people, standard, factor),
                in_unit_of(value.middle(), &amount.number),
                reading.printed(amount)
            );
            return review.holds(Relation::Product, quotes, calc);
        }
    }
    let [factor] = factors[..] else { return };
    let item = amount.sentence + 1 == people.sentence;
    let first = amount.number.span.start < people.number.span.start && amount.sentence == people.sentence;
    let result =
        amount.led_by(&["共需", "合计", "共计", "需", "代缴金额", "补贴金额", "补助金额", "发放金额", "共发放"]);
    // 每人1500元，计785.70万元
    let row = (result || ["计", "共", "共计", "合计", "小计"].contains(&amount.lead.as_str()))
        && people.sentence == amount.sentence
        && amount.clause.abs_diff(standard.clause) <= 1;
    let stated = row
        || item
        || first
        || standard.led_by(&["按", "标准"])
        || standard.tail.contains("标准")
        || standard.tail.starts_with('的');
    let near = amount.clause.abs_diff(people.clause.min(standard.clause)) <= 3 && amount.bracket == standard.bracket;
    if !stated
        || !near
        || !(people.number.is_exact() || is_fine(people))
        || amount.prior
        || people.prior
        || amount.led_by(&["累计", "其中", "已", "人均", "预算"])
        || sums_several(reading, standard, amount)
    {
        return;
    }
    let Some(value) = value.times(Interval::exact(Decimal::from(factor))) else { return };
    let calc = format!(
        "{}＝{}，报告为{}",
        written(reading, people, standard, factor),
        in_unit_of(value.middle(), &amount.number),
        reading.printed(amount)
    );
    let suggestion =
        format!("按所列人数和标准应为{}；若有增减人员或补发，请写明", in_unit_of(value.middle(), &amount.number));
    review.findings.push(Finding::new(Kind::QtyPriceMismatch, quotes, calc, suggestion).confidence(Confidence::Likely));
}

/// 300元档1785人、每人40元，…，合计补贴394.55万元: of all standards of the sentence.
fn sums_several(reading: &Reading<'_>, standard: &Quantity, amount: &Quantity) -> bool {
    let other = |q: &Quantity| q.number.per.is_standard() && q.number.value != standard.number.value;
    amount.led_by(&["合计", "共计", "总计"]) && reading.in_sentence(standard.sentence).iter().any(other)
}

/// 115.30万人 leaves less open than anybody added later.
fn is_fine(people: &Quantity) -> bool {
    people.number.step * Decimal::from(10_000) <= people.number.value
}

fn written(reading: &Reading<'_>, people: &Quantity, standard: &Quantity, factor: u32) -> String {
    let months = if factor == 1 { String::new() } else { format!("×{factor}") };
    format!("{}×{}{months}", reading.printed(people), reading.printed(standard))
}

/// How often the standard was paid: once; for a monthly one the printed months, else any number
/// that the text may mean.
fn factors(reading: &Reading<'_>, standard: &Quantity, amount: &Quantity) -> Vec<u32> {
    if standard.number.per.time != Some(PerTime::Month) && !standard.led_by(&["每月", "月补", "月标准", "月津贴"])
    {
        return match standard.number.per.time {
            Some(PerTime::Quarter) => (1..=4).collect(),
            Some(PerTime::Day) => (1..=366).collect(),
            _ => vec![1],
        };
    }
    let months: Vec<u32> = reading
        .in_sentence(amount.sentence)
        .iter()
        .filter(|q| q.number.dimension == Dimension::Time && reading.printed(q).ends_with("月"))
        .filter_map(|q| u32::try_from(q.number.value.mantissa()).ok().filter(|_| q.number.step == Decimal::ONE))
        .collect();
    match months[..] {
        [months] => vec![months],
        _ => (1..=12).collect(),
    }
}

/// n₁ at r₁, n₂ at r₂, …: pairs in the order of the text.
fn products(
    reading: &Reading<'_>,
    people: &[&Quantity],
    standards: &[&Quantity],
    amount: &Quantity,
    review: &mut Review,
) {
    // 对32个服务所，优秀的每个6000元、合格的每个3000元，共32个: how many at which is not told.
    if people.windows(2).any(|two| two[0].number.value == two[1].number.value && total_words(&two[1].lead).is_some()) {
        return;
    }
    let Some(factor) = months_of(reading, people, standards, amount) else { return };
    let times = |p: &Quantity, s: &Quantity| times(p, s)?.times(Interval::exact(Decimal::from(factor)));
    let terms: Vec<Interval> = people.iter().zip(standards).filter_map(|(p, s)| times(p, s)).collect();
    let Some(value) = terms.into_iter().try_fold(Interval::exact(Decimal::ZERO), Interval::plus) else { return };
    let text: Vec<String> = people.iter().zip(standards).map(|(p, s)| written(reading, p, s, factor)).collect();
    let text = format!("{}＝{}", text.join("＋"), in_unit_of(value.middle(), &amount.number));
    let quotes = reading.quotes([amount].into_iter().chain(people.iter().copied()).chain(standards.iter().copied()));
    if value.meets(amount.number.interval()) {
        return review.holds(Relation::Product, quotes, format!("{text}，与{}相符", reading.printed(amount)));
    }
    if with_told(reading, value, people, amount) {
        return;
    }
    let paired = people.iter().zip(standards).all(|(p, s)| p.clause.abs_diff(s.clause) <= 1 && p.number.is_exact());
    let result = (total_words(&amount.lead).is_some() || factor > 1) && !amount.led_by(&["累计"]);
    if paired
        && result
        && !some_subset(&people.iter().zip(standards).filter_map(|(p, s)| times(p, s)).collect::<Vec<_>>(), amount)
    {
        let calc = format!("{text}，报告为{}", reading.printed(amount));
        let suggestion =
            format!("按所列人数和标准应为{}，核对人数、标准和金额", in_unit_of(value.middle(), &amount.number));
        review
            .findings
            .push(Finding::new(Kind::QtyPriceMismatch, quotes, calc, suggestion).confidence(Confidence::Likely));
    }
}

/// 一等1家奖6万元，二等2家每家4万元，三等5家每家2万元，共24万元: the first of the list is told as its amount.
fn with_told(reading: &Reading<'_>, value: Interval, people: &[&Quantity], amount: &Quantity) -> bool {
    let Some(first) = people.first() else { return false };
    let told = |q: &&Quantity| {
        is_sum_of_money(q) && q.part == amount.part && !q.prior && q.number.span.start < first.number.span.start
    };
    let mut sum = value;
    reading.in_sentence(amount.sentence).iter().filter(told).rev().take(4).any(|q| {
        let Some(more) = sum.plus(q.number.interval()) else { return false };
        sum = more;
        more.meets(amount.number.interval())
    })
}

/// How many months the amount is of: those that make it fit, else twelve where it is said to be a year's.
fn months_of(reading: &Reading<'_>, people: &[&Quantity], standards: &[&Quantity], amount: &Quantity) -> Option<u32> {
    let by = match standards.first()?.number.per.time {
        Some(PerTime::Month) => 12,
        Some(PerTime::Quarter) => 4,
        Some(PerTime::Day) => return None,
        _ => return Some(1),
    };
    let once: Decimal = people.iter().zip(standards).map(|(p, s)| p.number.value * s.number.value).sum();
    let fits = |n: &u32| Interval::exact(once * Decimal::from(*n)).meets(amount.number.interval());
    let year = || {
        let before = people.first().map_or(amount.number.span.start, |p| p.number.span.start);
        let words = reading.between(amount.passage, before..amount.number.span.start);
        (words.contains("全年") || words.contains("年共")).then_some(by)
    };
    (1..=by).find(fits).or_else(year)
}

fn some_subset(terms: &[Interval], amount: &Quantity) -> bool {
    terms.iter().any(|t| t.meets(amount.number.interval()))
}

/// A09: n people at the standards r₁ … rₖ: is there a whole number of people at each?
fn lattice(reading: &Reading<'_>, people: &Quantity, standards: &[&Quantity], amount: &Quantity, review: &mut Review) {
    let rates: Vec<Decimal> = standards.iter().map(|s| s.number.value).collect();
    let (Some(low), Some(high)) = (rates.iter().min().copied(), rates.iter().max().copied()) else { return };
    // The only count of the sentence is of all whom it tells of.
    let counted = reading.in_sentence(people.sentence).iter().filter(|q| q.number.dimension.is_counted()).count();
    let told = people.led_by(&["共", "总", "全"]) || total_words(&people.lead).is_some();
    let all = people.number.is_exact() && (told || counted == 1);
    let item = amount.sentence + 1 == people.sentence;
    let results = ["合计", "共", "总", "计", "经费", "补助", "发放", "补贴", "奖励", "课酬"];
    if low == high || !all || !item && !amount.led_by(&results) {
        return;
    }
    let Some(answer) = solve(people.number.value, &rates, amount.number.interval()) else { return };
    let quotes = reading.quotes([amount, people].into_iter().chain(standards.iter().copied()));
    let names: Vec<String> = standards.iter().map(|s| reading.printed(s)).collect();
    let terms = format!("{}按{}", reading.printed(people), names.join("、"));
    match answer {
        Answer::Possible => {
            review.holds(Relation::Product, quotes, format!("{terms}，可以得到{}", reading.printed(amount)))
        }
        Answer::Between(below, above) => {
            let near =
                |v: Decimal| in_unit_of(v, &crate::number::Number { step: Decimal::ONE, ..amount.number.clone() });
            let calc = format!(
                "{terms}：人数为整数时，金额只能是{}或{}等，得不到{}",
                near(below),
                near(above),
                reading.printed(amount)
            );
            let suggestion = "写明每一标准的人数，使人数之和、人数乘标准之和与金额一致";
            review.findings.push(Finding::new(Kind::HeadcountRateInfeasible, quotes, calc, suggestion));
        }
        Answer::OutOfRange => {
            let near = |v: Decimal| in_unit_of(v * people.number.value, &amount.number);
            let calc = format!("{terms}，金额应在{}与{}之间，报告为{}", near(low), near(high), reading.printed(amount));
            let suggestion = "写明每一标准的人数，核对金额";
            review.findings.push(Finding::new(Kind::HeadcountRateInfeasible, quotes, calc, suggestion));
        }
    }
}

enum Answer {
    Possible,
    /// The reachable amounts next to the printed one.
    Between(Decimal, Decimal),
    OutOfRange,
}

/// The reachable amounts are n·r₁ plus multiples of the greatest common divisor of the
/// differences, between n·min and n·max: necessary for any number of standards, exact for two.
fn solve(people: Decimal, rates: &[Decimal], amount: Interval) -> Option<Answer> {
    let low = *rates.iter().min()?;
    let scale = rates.iter().map(Decimal::scale).max()?;
    let unit = Decimal::new(1, scale);
    let step = rates.iter().try_fold(0u128, |gcd, rate| {
        let difference = u128::try_from(((*rate - low) / unit).round().mantissa()).ok()?;
        Some(greatest_common_divisor(gcd, difference))
    })?;
    let step = Decimal::from_i128_with_scale(i128::try_from(step).ok()?, 0) * unit;
    let (least, most) = (people.checked_mul(low)?, people.checked_mul(*rates.iter().max()?)?);
    if step.is_zero() {
        return None;
    }
    if amount.high < least || amount.low > most {
        return Some(Answer::OutOfRange);
    }
    let below = least + ((amount.high - least) / step).floor() * step;
    Some(if below >= amount.low { Answer::Possible } else { Answer::Between(below, below + step) })
}

fn greatest_common_divisor(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
