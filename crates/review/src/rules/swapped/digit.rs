//! One wrong digit among three figures of a kind, one of which is the other two together: 大型企业返还1896.30万元，中小微企业
//! 3481.72万元，共5378.02万元. No word need be known. In 200 correct reports three figures that stand so make each other in 700
//! places, and in 6000 others, where they do not, one wrong digit never lies between; the fewer other figures of the kind
//! stand around, the fewer digits that needs. Figures that end on noughts differ by one digit by chance: noughts at the end
//! are no digits here.

use super::relations::{self, Operation, Tried};
use super::{add, digits, finding, is_copied};
use crate::finding::{Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Three figures that are alone in their part of the sentence have so many digits together, and each two,
const ALONE: usize = 9;
/// a whole and two parts of it, which may leave something out, so many;
const LISTED: usize = 13;
/// two that are alone in their sentence, with what the sentence before began or ended with, so many.
const BELOW: usize = 10;
/// Three side by side have so many each,
const IN_A_ROW: usize = 4;
/// and so have three farther apart, one of which says that it is left or lies between, and so many together.
const REST: usize = 14;
/// Two side by side and a third have so many each,
const APART: usize = 5;
/// and so have any three, and so many together.
const ANYWHERE: usize = 18;
/// Four figures, opening, flows and closing, have so many together.
const FORTH: usize = 13;
/// They stand no more sentences apart,
const SENTENCES: usize = 2;
/// and no two of the three have more figures of the kind between them.
const WITHIN: usize = 8;

/// Two rates and the points between them have so many together.
const RATES: usize = 8;

/// Relations that tell every digit of a figure,
const EXACTLY: Explained = &[Relation::Sum, Relation::Difference, Relation::ScoreSum, Relation::StockFlow];
/// and those that tell its first ones. A part, a target or a count tell none.
const NEARLY: Explained = &[
    Relation::Sum,
    Relation::Difference,
    Relation::ScoreSum,
    Relation::StockFlow,
    Relation::Ratio,
    Relation::Growth,
    Relation::ScoreRule,
    Relation::Product,
];
type Explained = &'static [Relation];
/// What is said of every digit of a figure.
const EXACT: &[Kind] = &[Kind::SumMismatch, Kind::DiffMismatch, Kind::StockFlowMismatch, Kind::SubsetExceedsTotal];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let known = Known::of(review);
    let mut found = Vec::new();
    for told in &reading.quantities {
        let meant = if is_points(reading, told) { points(reading, &known, told) } else { meant(reading, &known, told) };
        if let Some((tried, around)) = meant {
            let one = finding(reading, told, (&tried, &around), "只差一位数字");
            add(Finding { kind: kind(told, &tried, &around), ..one }, &mut found);
        }
    }
    review.findings.append(&mut found);
}

/// The relation that the figure fulfils with one digit replaced, or two changed places.
fn meant<'r>(reading: &'r Reading<'_>, known: &Known, told: &'r Quantity) -> Option<(Tried, Vec<&'r Quantity>)> {
    if !is_amount(reading, told) {
        return None;
    }
    let row = row(reading, told);
    let own = row.iter().position(|q| std::ptr::eq(*q, told))?;
    let around: Vec<&Quantity> = row.iter().copied().filter(|q| !std::ptr::eq(*q, told)).collect();
    let place = |at: usize| if at < own { at } else { at + 1 };
    let three = |tried: &Tried| {
        let mut places: Vec<usize> = tried.terms.iter().flatten().map(|at| place(*at)).chain([own]).collect();
        places.sort_unstable();
        places
    };
    let mut tried = Vec::new();
    relations::sums(&around, &(0..around.len()).collect::<Vec<_>>(), &mut tried);
    let flows = flows(reading, &row, own);
    let fits = |one: &Tried| one.value.meets(told.number.interval());
    if tried.iter().any(fits) || flows.iter().any(fits) {
        return None;
    }
    let open = |explained: Explained| !known.has(reading, told, explained);
    // 多领38.46万元，已追回35.12万元，未追回3.34万元: a whole and its part are not added.
    let nested = |one: &Tried| {
        let [Some(a), Some(b), None] = one.terms.map(|at| at.map(|at| around[at])) else { return false };
        let (more, less) = if a.number.value > b.number.value { (a, b) } else { (b, a) };
        let rest = more.number.interval().minus(less.number.interval());
        let is_rest = |q: &&Quantity| {
            !std::ptr::eq(*q, a) && !std::ptr::eq(*q, b) && rest.is_some_and(|rest| rest.meets(q.number.interval()))
        };
        one.operation == Operation::Sum && around.iter().copied().any(|q| is_rest(&q))
    };
    let mends = |one: &Tried| !nested(one) && slip::mends(reading, told, one.value);
    let near = |one: &&Tried| explained(reading, &row, &three(one)).is_some_and(open) && mends(one);
    // That the growth behind them does not fit is what the wrong one of the four brought about.
    let other = || known.holds(reading, told, EXACTLY) || known.says(reading, told, EXACT);
    let found = tried.iter().find(near).or_else(|| flows.iter().find(|one| !other() && mends(one))).copied()?;
    Some((found, around))
}

/// 年初1126户，新参保147户，注销62户，年末1211户: of four figures in a row the first two make as much as the last two, or the
/// outer ones as much as the inner. In 200 correct reports 200 do; no digit mends one of the others.
fn flows(reading: &Reading<'_>, row: &[&Quantity], own: usize) -> Vec<Tried> {
    let mut tried = Vec::new();
    for start in own.saturating_sub(3)..=own {
        let Some(four) = row.get(start..start + 4) else { break };
        let each: Vec<usize> = four.iter().map(|q| digits(reading, q)).collect();
        let (all, fewest) = (each.iter().sum::<usize>(), each.iter().copied().min().unwrap_or_default());
        let [a, .., d] = four else { continue };
        let part = row.iter().filter(|q| q.sentence == a.sentence && q.part == a.part).count();
        let alone = a.part == d.part && part == 4;
        // 127.80万元、96.30万元、88.00万元和136.80万元 are all of one kind.
        let listed = four.windows(2).all(|two| {
            let words = reading.between(two[0].passage, two[0].number.span.end..two[1].number.span.start);
            two[0].passage == two[1].passage && words.chars().count() == 1
        });
        if listed {
            continue;
        }
        let forth = alone && fewest >= 2 && all >= FORTH || fewest >= IN_A_ROW;
        let back = alone && fewest >= IN_A_ROW;
        let told = own - start;
        // 新增5218人，注销2986人，转出785人，净增1447人.
        if d.led_by(&["净增", "净减"]) && a.sentence == d.sentence && fewest >= 3 && told > 0 {
            let mut others = (1..4).filter(|at| *at != told);
            if let (Some(b), Some(c)) = (others.next(), others.next()) {
                let value = |at: usize| four[at].number.interval();
                let rest = value(0).minus(value(b)).and_then(|rest| rest.minus(value(c)));
                let term = |at: usize| Some(start + at - usize::from(at > told));
                if let Some(value) = rest.filter(|rest| rest.low > Decimal::ZERO) {
                    tried.push(Tried { operation: Operation::Left, value, terms: [term(0), term(b), term(c)] });
                }
            }
        }
        for (with, wanted) in [([1, 0, 3, 2], forth), ([3, 2, 1, 0], back)] {
            // Of the four one stands beside the figure, and the other two are on the other side.
            let others: Vec<usize> = (0..4).filter(|at| *at != told && *at != with[told]).collect();
            let value = |at: usize| four[at].number.interval();
            let sum = value(others[0]).plus(value(others[1])).and_then(|sum| sum.minus(value(with[told])));
            let term = |at: usize| Some(start + at - usize::from(at > told));
            if let Some(value) = sum.filter(|sum| wanted && a.sentence == d.sentence && sum.low > Decimal::ZERO) {
                let terms = [term(others[0]), term(others[1]), term(with[told])];
                tried.push(Tried { operation: Operation::Rest, value, terms });
            }
        }
    }
    tried
}

/// The amounts of the same measure in the sentences around a figure.
fn row<'r>(reading: &'r Reading<'_>, told: &Quantity) -> Vec<&'r Quantity> {
    let same = |q: &&Quantity| {
        let measure = q.number.dimension == told.number.dimension && q.number.factor == told.number.factor;
        let beside = q.passage == told.passage;
        beside && measure && q.number.is_operand() && !q.number.chinese && !q.number.per.is_standard()
    };
    let from = told.sentence.saturating_sub(SENTENCES);
    let all = (from..=told.sentence + SENTENCES).flat_map(|at| reading.in_sentence(at)).filter(same);
    let (before, behind): (Vec<&Quantity>, Vec<&Quantity>) =
        all.partition(|q| q.number.span.start < told.number.span.start);
    // Farther ones are never tried, see WITHIN.
    before.into_iter().rev().take(WITHIN + 2).rev().chain(behind.into_iter().take(WITHIN + 3)).collect()
}

/// What a figure is that needs no other reason; none where so many digits in such places may agree by chance.
fn explained(reading: &Reading<'_>, row: &[&Quantity], places: &[usize]) -> Option<Explained> {
    let &[first, second, third] = places else { return None };
    let three @ [a, b, c] = [first, second, third].map(|at| row[at]);
    let each = three.map(|q| digits(reading, q));
    let (all, fewest) = (each.iter().sum::<usize>(), each.into_iter().min().unwrap_or_default());
    let count = |of: &dyn Fn(&Quantity) -> bool| row.iter().filter(|q| of(q)).count();
    let spread = c.sentence - a.sentence;
    if third - first > WITHIN || is_list(reading, three) {
        return None;
    }
    let together = third == first + 2;
    let alone = spread == 0 && a.part == c.part && count(&|q| q.sentence == a.sentence && q.part == a.part) == 3;
    let rest = three.iter().any(|q| is_rest(q));
    let listed = is_whole(a, three) && !rest;
    let edge = first == 0 || row[first - 1].sentence != a.sentence || together;
    // 比上年末净增3152人。…。新增10950人，减少7798人: what came and what went may have a sentence between.
    let far = a.led_by(&["净增", "净减"]) && spread == 2;
    let edge = edge || far;
    let below = b.sentence == c.sentence && (spread == 1 || far) && edge && count(&|q| q.sentence == c.sentence) == 2;
    let beside = third == second + 1 && b.sentence == c.sentence || second == first + 1 && a.sentence == b.sentence;
    let near = alone && fewest >= 2 && all >= if listed { LISTED } else { ALONE }
        || below && fewest >= 2 && all >= BELOW
        || spread <= 1 && fewest >= IN_A_ROW && (together || rest && all >= REST)
        || fewest >= APART && (beside || spread <= 1 && all >= ANYWHERE);
    // A rate of two digits holds whatever the fourth digit of its terms.
    let firm = rest && fewest >= IN_A_ROW && spread == 0 && beside;
    near.then_some(if firm { EXACTLY } else { NEARLY })
}

/// 一级6218人、二级3975人、三级2240人: three of a list, no whole with its parts.
fn is_list(reading: &Reading<'_>, three @ [a, b, _]: [&Quantity; 3]) -> bool {
    let between = reading.between(a.passage, a.number.span.end..b.number.span.start);
    let opened = between.contains(['，', '（', '；', '：', '。']) || b.led_by(OPENERS);
    is_whole(a, three) && !opened && !three.iter().any(|q| is_rest(q))
}

fn is_whole(one: &Quantity, three: [&Quantity; 3]) -> bool {
    three.iter().all(|q| q.number.value <= one.number.value)
}

/// What is left of another, or lies between two.
fn is_rest(q: &Quantity) -> bool {
    // 加上年初结转的 is added, whatever it was left of.
    if q.lead.starts_with('加') {
        return false;
    }
    let left = ['余', '剩', '未', '差', '缺', '欠', '超', '多', '滞', '另', '不'];
    q.is_change() || q.lead.contains(left) || q.lead.contains("结转") || q.tail.contains('未')
}

/// A sum, unless one of the three is what is left.
pub(super) fn kind(told: &Quantity, tried: &Tried, around: &[&Quantity]) -> Kind {
    let [Some(a), Some(b), None] = tried.terms.map(|at| at.map(|at| around[at])) else {
        return Kind::StockFlowMismatch;
    };
    let mut three = [told, a, b];
    three.sort_by_key(|q| q.number.span.start);
    let rate = matches!(told.number.dimension, Dimension::Percent | Dimension::PercentPoint);
    let sum = !rate && !is_whole(three[1], three) && !three.iter().any(|q| is_rest(q));
    if sum { Kind::SumMismatch } else { Kind::DiffMismatch }
}

/// An amount of something, no rate.
fn is_amount(reading: &Reading<'_>, q: &Quantity) -> bool {
    let rate = matches!(q.number.dimension, Dimension::Percent | Dimension::PercentPoint);
    !rate && is_copied(reading, q) && !q.number.per.is_standard()
}

/// 年末95.68%，比上年末的93.45%提高2.23个百分点: two rates and, next of all rates, the points between them, one of the three
/// with one wrong digit. Of 90 such points 84 are right, and no digit mends one of the others.
fn points<'r>(reading: &'r Reading<'_>, known: &Known, told: &'r Quantity) -> Option<(Tried, Vec<&'r Quantity>)> {
    let rate = |q: &&Quantity| matches!(q.number.dimension, Dimension::Percent | Dimension::PercentPoint);
    let before = |q: &&Quantity| q.number.span.start < told.number.span.start;
    let mut rates = reading.in_sentence(told.sentence).iter().filter(rate).filter(before).rev();
    let around = vec![rates.next()?, rates.next()?];
    // 低于88%的目标: the limit itself is what the rate is held against.
    let plain = |q: &&Quantity| {
        let printed = q.number.is_operand() || q.tail.starts_with('的');
        q.number.dimension == Dimension::Percent && printed && !q.number.chinese
    };
    let more = usize::from(around[1].number.value > around[0].number.value);
    let (a, b) = (around[more], around[1 - more]);
    let value = set(a, b).minus(set(b, a))?;
    let step = told.number.step;
    let alike = around.iter().all(|q| q.number.step == step || q.number.step == Decimal::ONE);
    let all: usize = [told, a, b].into_iter().map(|q| digits(reading, q)).sum();
    if !around.iter().all(plain) || !alike || all < RATES || value.meets(told.number.interval()) {
        return None;
    }
    // The rates from the other and the points: a slip may have changed which is higher.
    let either = |q: &Quantity, other: &Quantity| {
        let (other, points) = (set(other, q), told.number.interval());
        [other.plus(points), other.minus(points)].into_iter().flatten().any(|wanted| slip::mends(reading, q, wanted))
    };
    let mends = slip::mends(reading, told, value) || either(a, b) || either(b, a);
    let open = !known.has(reading, told, NEARLY);
    (mends && open).then_some((
        Tried { operation: Operation::Difference, value, terms: [Some(more), Some(1 - more), None] },
        around,
    ))
}

/// A whole rate beside one with decimals is set, not measured.
fn set(q: &Quantity, other: &Quantity) -> Interval {
    let set = q.number.step == Decimal::ONE && other.number.step < Decimal::ONE;
    if set { Interval::exact(q.number.value) } else { q.number.interval() }
}

/// Points between two rates, told in prose.
fn is_points(reading: &Reading<'_>, q: &Quantity) -> bool {
    let plain = q.number.is_operand() && !q.number.chinese && !reading.text.passages[q.passage].cell;
    plain && q.number.dimension == Dimension::PercentPoint
}
