//! What is withdrawn at the end: a figure that no two figures give may be made of three, 上半年占全年的43.80% of two
//! quarters and the year; and what is only supposed (如剔除一次性因素) is no result.

mod chain;
mod elsewhere;

use crate::finding::{Finding, Quote, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Places;
use crate::rules::terms::{Side, side};
use crate::unit::Dimension;
use elsewhere::Printed;
use rust_decimal::Decimal;

/// So many figures around the accused one are tried: with more, three of them give any figure by chance.
const NEAREST: usize = 10;
/// And so many for two of them.
const PAIRS: usize = 14;
/// A figure with fewer steps than this is given by chance.
const STEPS: i64 = 500;
/// Of its own paragraph only a rate, with fewer,
const STEPS_NEAR: i64 = 300;
/// of whole things, exactly counted.
const STEPS_BASE: i64 = 100;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    if review.findings.is_empty() {
        return;
    }
    let places = Places::of(reading);
    let printed = Printed::of(reading);
    review.findings.retain(|finding| {
        let place = |quote: &Quote| places.figure(quote);
        // A line end may part the words before the figure from it.
        let accused = || finding.quotes.iter().take(2).find_map(place);
        // What several relations contradict is not excused by one.
        if !finding.consequences.is_empty() || !is_arithmetic(finding) && finding.kind != Kind::SumMismatch {
            return true;
        }
        accused().is_none_or(|index| {
            let terms = finding.quotes.iter().filter_map(place).filter(|at| *at != index);
            let terms: Vec<&Quantity> = terms.map(|at| &reading.quantities[at]).collect();
            !is_excused(reading, finding, index, &terms) && !is_explained(reading, &printed, finding, index, &terms)
        })
    });
}

/// By what stands farther away, or by more than three figures.
fn is_explained(
    reading: &Reading<'_>,
    printed: &Printed,
    finding: &Finding,
    index: usize,
    terms: &[&Quantity],
) -> bool {
    let accused = &reading.quantities[index];
    if reading.text.passages[accused.passage].cell {
        return false;
    }
    // Where the sentence itself relates its terms, no others are asked.
    let asked = !finding.is_settled();
    let by_count = finding.kind == Kind::QtyPriceMismatch && terms.len() == 2;
    let is_rest = matches!(finding.kind, Kind::DiffMismatch | Kind::StockFlowMismatch);
    by_count && elsewhere::is_by_standard(reading, accused, terms)
        || asked
            && (chain::is_chain(reading, accused)
                || !stands_by(reading, index, terms) && printed.explains(reading, finding, accused, terms)
                || is_rest && chain::is_part(reading, accused, &printed.figures))
}

/// 赔付1.12万人次，支付6384.00万元，次均5700元: its terms directly before it need no others.
fn stands_by(reading: &Reading<'_>, index: usize, terms: &[&Quantity]) -> bool {
    let own = &reading.quantities[index];
    let before = &reading.quantities[index.saturating_sub(terms.len())..index];
    let near = |q: &Quantity| q.sentence == own.sentence && terms.iter().any(|term| std::ptr::eq(*term, q));
    !terms.is_empty() && before.len() == terms.len() && before.iter().all(near)
}

fn is_arithmetic(finding: &Finding) -> bool {
    matches!(
        finding.kind,
        Kind::RatioMismatch
            | Kind::DiffMismatch
            | Kind::GrowthMismatch
            | Kind::QtyPriceMismatch
            | Kind::StockFlowMismatch
    )
}

fn is_excused(reading: &Reading<'_>, finding: &Finding, index: usize, terms: &[&Quantity]) -> bool {
    let accused = &reading.quantities[index];
    if !is_arithmetic(finding) || reading.text.passages[accused.passage].cell {
        return false;
    }
    // The quotient of the terms of a growth is the mistake itself where the wrong one of them was divided by.
    // 目标3.2万人，完成35640人，完成率89.79%: so is the quotient taken the wrong way round.
    let due = matches!(terms, [part, base] if side(base) == Some(Side::Plan) && side(part) != Some(Side::Plan));
    let turned = finding.kind == Kind::RatioMismatch && due;
    let own = if finding.kind == Kind::GrowthMismatch || turned { terms } else { &[] };
    let asked = !finding.is_settled();
    is_supposed(reading, accused)
        || is_base(reading, accused)
        || asked && is_of_any(reading, accused)
        || asked && (is_of_three(reading, index, own) || is_of_list(reading, index) || is_to_other(reading, accused))
        || asked && is_of_both(reading, index)
}

/// 占比比2017年的66.17%下降: of another year, and not computed here.
fn is_base(reading: &Reading<'_>, accused: &Quantity) -> bool {
    let start = accused.number.span.start;
    let words = reading.between(accused.passage, start.saturating_sub(3)..start);
    // 占全年的 is of this one.
    let dated = words.ends_with("年的") && !["全年的", "当年的", "本年的"].contains(&words.as_str());
    accused.number.dimension == Dimension::Percent
        && (dated || ["同期的", "年末的", "年底的"].contains(&words.as_str()))
}

/// 一级6,218人、二级3,975人、三级2,240人；80周岁以上5,824人，占46.84%: of all that one list of the sentence names, or
/// together with its neighbours in it.
fn is_of_list(reading: &Reading<'_>, index: usize) -> bool {
    let accused = &reading.quantities[index];
    if accused.number.dimension != Dimension::Percent || !is_fine(accused) {
        return false;
    }
    let all = around(reading, index, PAIRS);
    let mut here: Vec<&Quantity> = all.iter().copied().filter(|q| q.sentence == accused.sentence).collect();
    here.sort_by_key(|q| q.number.span.start);
    let alike = |list: &[&Quantity]| list.iter().all(|q| q.number.dimension == list[0].number.dimension);
    let runs = (3..=here.len()).flat_map(|length| here.windows(length)).filter(|list| alike(list));
    let sums = runs.filter_map(|list| {
        let sum = list.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()));
        Some((list[0].number.dimension, sum?))
    });
    let mut rates = sums.flat_map(|(dimension, sum)| {
        let of = all.iter().filter(move |q| q.number.dimension == dimension).map(|q| Some(q.number.interval()));
        of.flat_map(move |own| [in_percent(own, Some(sum)), in_percent(Some(sum), own)])
    });
    rates.any(|rate| rate.is_some_and(|rate| rate.meets(accused.number.interval())))
}

/// 全年月均4978人，完成目标的100.57%: of 4950人, which is printed elsewhere. The part stands directly before its rate. In
/// its own paragraph fewer digits do.
fn is_of_any(reading: &Reading<'_>, accused: &Quantity) -> bool {
    if accused.number.dimension != Dimension::Percent || !is_stepped(accused, STEPS_NEAR) {
        return false;
    }
    let mut before =
        reading.in_sentence(accused.sentence).iter().filter(|q| q.number.span.start < accused.number.span.start);
    let Some(part) = before.rfind(|q| q.is_amount() && q.number.dimension != Dimension::Percent) else {
        return false;
    };
    let own = Some(part.number.interval());
    let base = |q: &&Quantity| {
        let counted = |q: &Quantity| q.number.dimension.is_counted();
        let alike = q.number.dimension == part.number.dimension || counted(q) && counted(part);
        let far = is_stepped(q, 2 * STEPS) && q.number.dimension == part.number.dimension;
        let near = q.passage == accused.passage && alike && is_stepped(q, STEPS_BASE);
        q.sentence != accused.sentence
            && (near || far)
            && in_percent(own, Some(q.number.interval())).is_some_and(|rate| rate.meets(accused.number.interval()))
    };
    part.clause.abs_diff(accused.clause) <= 1 && reading.quantities.iter().any(|q| base(&q))
}

/// 9月发1,200条回486条，12月发1,400条回577条，两次合计回复率40.88%: two of them over the other two.
fn is_of_both(reading: &Reading<'_>, index: usize) -> bool {
    let accused = &reading.quantities[index];
    let together = accused.led_by(&["合计", "两次", "两项", "两类", "两批", "总"]);
    if accused.number.dimension != Dimension::Percent || !together || !is_stepped(accused, 2 * STEPS) {
        return false;
    }
    let counted = |q: &&Quantity| {
        q.passage == accused.passage && q.number.dimension.is_counted() && q.is_amount() && is_stepped(q, STEPS_BASE)
    };
    let near: Vec<&Quantity> = reading.quantities[..index].iter().rev().filter(counted).take(NEAREST).collect();
    let all: Vec<(&Quantity, &Quantity)> = twos(&near).collect();
    let apart = |(a, b): (&Quantity, &Quantity), c: &Quantity| !std::ptr::eq(a, c) && !std::ptr::eq(b, c);
    let rates = all.iter().flat_map(|two| {
        let others = all.iter().filter(|other| apart(*two, other.0) && apart(*two, other.1));
        others.map(|other| in_percent(plus(two.0, two.1), plus(other.0, other.1)))
    });
    rates.flatten().any(|rate| rate.meets(accused.number.interval()))
}

/// 拟安排220.00万元，比2024年预算增加24.00万元: from 196.00万元, which is printed elsewhere.
fn is_to_other(reading: &Reading<'_>, accused: &Quantity) -> bool {
    let by = accused.number.interval();
    let level = |q: &Quantity| {
        q.number.dimension == accused.number.dimension
            && q.is_amount()
            && q.number.value >= q.number.step * Decimal::ONE_THOUSAND
    };
    let others = |wanted: Interval| {
        let mut printed = reading.quantities.iter().filter(|q| q.sentence != accused.sentence && level(q));
        printed.any(|q| q.number.interval().meets(wanted))
    };
    let own = reading.in_sentence(accused.sentence).iter().filter(|q| level(q) && q.part == accused.part);
    let mut ends = own.flat_map(|q| [q.number.interval().minus(by), q.number.interval().plus(by)]);
    is_compared(accused) && ends.any(|end| end.is_some_and(others))
}

/// 比…增加, 较…减少.
fn is_compared(accused: &Quantity) -> bool {
    accused.is_change() && accused.led_by(&["比", "较"])
}

/// 如剔除该因素, 若全年按新标准发放.
fn is_supposed(reading: &Reading<'_>, accused: &Quantity) -> bool {
    let start = reading.sentences[accused.sentence].span.start;
    let words = reading.between(accused.passage, start..accused.number.span.start);
    let words = words.rsplit('；').next().unwrap_or_default();
    let opens = ["如果", "假如", "如只", "如按", "如剔除", "如不", "倘若", "不考虑", "假设"];
    // 剔除同时享受的人 is arithmetic of this report, 剔除一次性因素 is not.
    let without = words.contains("剔除") && ["因素", "影响", "政策性"].iter().any(|word| words.contains(word));
    without || opens.iter().any(|word| words.contains(word)) || words.starts_with('若') || words.contains("，若")
}

/// Whether two or three figures around it give what is accused.
fn is_of_three(reading: &Reading<'_>, index: usize, terms: &[&Quantity]) -> bool {
    let accused = &reading.quantities[index];
    let near = around(reading, index, NEAREST);
    // 5221.36万元＋5286.72万元－10508.08万元 is nothing, give or take 150元: no average of 42.94元.
    let sharp = |value: &Interval| (value.high - value.low) * Decimal::from(50) <= accused.number.value;
    let mut fits =
        |value: Option<Interval>| value.filter(sharp).is_some_and(|value| value.meets(accused.number.interval()));
    if !is_fine(accused) {
        return false;
    }
    if accused.number.dimension == Dimension::Percent {
        return of_two(&around(reading, index, PAIRS), terms).any(&mut fits) || threes(&near).flat_map(rates).any(fits);
    }
    let own: Vec<&Quantity> = near.iter().copied().filter(|q| q.number.dimension == accused.number.dimension).collect();
    let counts: Vec<&Quantity> = near.iter().copied().filter(|q| q.number.dimension.is_counted()).collect();
    // Amounts over counts are tried by the hundred: only those of its own paragraph, or chance would excuse any average.
    let here = |all: &[&'_ Quantity]| all.iter().filter(|q| q.passage == accused.passage).count();
    let (amounts, heads) = (&own[..here(&own)], &counts[..here(&counts)]);
    threes(&own).flat_map(sums).any(&mut fits) || averages(amounts, heads).any(fits)
}

/// Every two of one dimension.
fn twos<'q>(near: &'q [&'q Quantity]) -> impl Iterator<Item = (&'q Quantity, &'q Quantity)> {
    let pairs = near.iter().enumerate().flat_map(|(k, a)| near[k + 1..].iter().map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| a.number.dimension == b.number.dimension)
}

/// Every two with every third of their dimension.
fn threes<'q>(near: &'q [&'q Quantity]) -> impl Iterator<Item = (&'q Quantity, &'q Quantity, &'q Quantity)> {
    twos(near).flat_map(move |(a, b)| {
        let third = near.iter().copied().filter(move |c| !std::ptr::eq(*c, a) && !std::ptr::eq(*c, b));
        third.filter(move |c| c.number.dimension == a.number.dimension).map(move |c| (a, b, c))
    })
}

/// a÷b and a÷(a＋b), of any two but those that were accused.
fn of_two<'q>(near: &'q [&'q Quantity], own: &'q [&'q Quantity]) -> impl Iterator<Item = Option<Interval>> {
    let is_own = |q: &Quantity| own.iter().any(|term| std::ptr::eq(*term, q));
    twos(near).filter(move |(a, b)| !(is_own(a) && is_own(b))).flat_map(|(a, b)| {
        let (x, y) = (Some(a.number.interval()), Some(b.number.interval()));
        [in_percent(x, y), in_percent(y, x), in_percent(x, plus(a, b)), in_percent(y, plus(a, b))]
    })
}

/// As many steps as make chance unlikely.
fn is_fine(q: &Quantity) -> bool {
    is_stepped(q, STEPS)
}

fn is_stepped(q: &Quantity, steps: i64) -> bool {
    q.number.value >= q.number.step * Decimal::from(steps)
}

/// The nearest figures before in this paragraph and the one before it, and those behind in the sentence.
fn around<'r>(reading: &'r Reading<'_>, index: usize, nearest: usize) -> Vec<&'r Quantity> {
    let own = &reading.quantities[index];
    let plain = |q: &&Quantity| {
        let measured = !matches!(
            q.number.dimension,
            Dimension::Percent | Dimension::PercentPoint | Dimension::Time | Dimension::Bare | Dimension::Score
        );
        measured && q.number.is_operand() && !q.number.chinese && is_fine(q) && !reading.text.passages[q.passage].cell
    };
    let before = reading.quantities[..index].iter().rev().take_while(|q| own.passage - q.passage <= 1);
    let behind = reading.quantities[index + 1..].iter().take_while(|q| q.sentence == own.sentence);
    before.filter(plain).take(nearest).chain(behind.filter(plain).take(3)).collect()
}

fn plus(a: &Quantity, b: &Quantity) -> Option<Interval> {
    a.number.interval().plus(b.number.interval())
}

fn minus(a: &Quantity, b: &Quantity) -> Option<Interval> {
    let (more, less) = if a.number.value >= b.number.value { (a, b) } else { (b, a) };
    more.number.interval().minus(less.number.interval())
}

fn in_percent(part: Option<Interval>, whole: Option<Interval>) -> Option<Interval> {
    let whole = whole.filter(|whole| whole.low > Decimal::ZERO)?;
    part?.over(whole)?.times(Interval::exact(Decimal::ONE_HUNDRED))
}

/// (a＋b)÷c, (a－b)÷c, c÷(a＋b), c÷(a－b).
fn rates((a, b, c): (&Quantity, &Quantity, &Quantity)) -> [Option<Interval>; 4] {
    let third = Some(c.number.interval());
    [
        in_percent(plus(a, b), third),
        in_percent(minus(a, b), third),
        in_percent(third, plus(a, b)),
        in_percent(third, minus(a, b)),
    ]
}

/// a＋b－c either way, and a＋b＋c.
fn sums((a, b, c): (&Quantity, &Quantity, &Quantity)) -> [Option<Interval>; 3] {
    let third = c.number.interval();
    let less = plus(a, b).and_then(|sum| sum.minus(third));
    let mirrored = less.and_then(|value| Interval::exact(Decimal::ZERO).minus(value));
    [less, mirrored, plus(a, b).and_then(|sum| sum.plus(third))]
}

/// (a±b) ÷ n and a ÷ (n±m).
fn averages<'q>(amounts: &'q [&'q Quantity], counts: &'q [&'q Quantity]) -> impl Iterator<Item = Option<Interval>> {
    let over = |amount: Option<Interval>, count: Option<Interval>| {
        amount?.over(count.filter(|count| count.low > Decimal::ZERO)?)
    };
    let of_two = twos(amounts).flat_map(move |(a, b)| {
        counts.iter().flat_map(move |n| {
            let count = Some(n.number.interval());
            [over(plus(a, b), count), over(minus(a, b), count)]
        })
    });
    let over_two = twos(counts).flat_map(move |(n, m)| {
        amounts.iter().flat_map(move |a| {
            let amount = Some(a.number.interval());
            [over(amount, plus(n, m)), over(amount, minus(n, m))]
        })
    });
    of_two.chain(over_two)
}
