//! A03 differences and A04 growth: 比上年的 b 增加 Δ，增长 p%; 由 b 提高到 c.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Which way a figure moved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

const UP: &[&str] = &[
    "增加", "增长", "上升", "提高", "提升", "净增", "增幅", "上涨", "上调", "调增", "增收", "增支", "多", "增", "高于",
    "涨幅",
];
const DOWN: &[&str] = &[
    "减少", "下降", "降低", "净减", "降幅", "回落", "下调", "调减", "减收", "减支", "压减", "核减", "少", "减", "低于",
];

/// A change as one sentence tells it.
#[derive(Default)]
struct Story<'r> {
    current: Option<&'r Quantity>,
    prior: Option<&'r Quantity>,
    delta: Option<&'r Quantity>,
    rate: Option<&'r Quantity>,
}

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for sentence in &reading.sentences {
        let all: Vec<&Quantity> =
            reading.quantities[sentence.quantities.clone()].iter().filter(|q| !q.number.chinese).collect();
        for at in 0..all.len() {
            if let Some((story, way)) = story(&all, at) {
                tell(reading, &story, way, review);
            }
        }
    }
}

fn way(quantity: &Quantity) -> Option<Way> {
    if !quantity.is_change() && !quantity.led_directly_by(&["多", "少", "增", "减"]) {
        return None;
    }
    let last = |words: &[&str]| words.iter().filter_map(|w| quantity.lead.rfind(w)).max();
    match (last(UP), last(DOWN)) {
        (Some(up), Some(down)) => Some(if up > down { Way::Up } else { Way::Down }),
        (Some(_), None) => Some(Way::Up),
        (None, Some(_)) => Some(Way::Down),
        (None, None) => None,
    }
}

/// The change that begins at a level: c [比 b] [Δ] [p], each following at once.
fn story<'r>(all: &[&'r Quantity], at: usize) -> Option<(Story<'r>, Way)> {
    let mut story = Story::default();
    let first = all[at];
    let dimension = first.number.dimension;
    if matches!(dimension, Dimension::Bare | Dimension::Score | Dimension::Time)
        || !first.number.is_operand()
        || first.is_change()
        || is_comparison(first)
    {
        return None;
    }
    let mut rest = all[at + 1..].iter().copied().peekable();
    // 由 b 提高到 c
    if first.led_by(&["由", "从"]) && from_to(first) {
        let to = rest.next_if(|q| q.number.dimension == dimension && reaches(q))?;
        (story.prior, story.current) = (Some(first), Some(to));
    } else {
        story.current = Some(first);
        story.prior = rest.next_if(|q| q.number.dimension == dimension && is_comparison(q) && close(first, q));
    }
    let current = story.current?;
    let mut found = None;
    for _ in 0..2 {
        let last = story.rate.or(story.delta).or(story.prior).unwrap_or(current);
        let Some(next) = rest.next_if(|q| q.number.is_operand() && way(q).is_some() && close(last, q)) else { break };
        let way = way(next)?;
        if found.is_some_and(|f| f != way) {
            return None;
        }
        let share = matches!(next.number.dimension, Dimension::Percent);
        let points = next.number.dimension == Dimension::PercentPoint && dimension == Dimension::Percent;
        if share && dimension != Dimension::Percent && story.rate.is_none() {
            story.rate = Some(next);
        } else if (next.number.dimension == dimension && !share || points) && story.delta.is_none() {
            story.delta = Some(next);
        } else {
            return None;
        }
        found = Some(way);
    }
    found.map(|way| (story, way))
}

/// 由 directly before the figure's own words, not 由财政局.
fn from_to(first: &Quantity) -> bool {
    let after = first.lead.rsplit(['由', '从']).next().unwrap_or_default();
    after.chars().count() <= 10
}

fn reaches(q: &Quantity) -> bool {
    [
        "提高到",
        "提高至",
        "增加到",
        "增加至",
        "增至",
        "降至",
        "降到",
        "下降到",
        "下降至",
        "减少到",
        "减少至",
        "上升到",
        "上升至",
        "增长到",
        "增长至",
        "提升到",
        "提升至",
        "调整到",
        "调整为",
        "调整至",
        "到",
        "至",
    ]
    .iter()
    .any(|w| if w.chars().count() > 1 { q.lead.contains(w) } else { q.lead.ends_with(w) })
        && !q.led_by(&["比", "较"])
}

/// 比上年的 b, 上年同期 b: not itself a change.
fn is_comparison(q: &Quantity) -> bool {
    !q.is_change()
        && q.number.is_operand()
        && (q.prior || q.lead.starts_with('比') || q.lead.starts_with('较') || q.led_by(&["比年初", "年初"]))
}

/// Follows at once: the same or the next clause, the same brackets or new ones.
fn close(before: &Quantity, after: &Quantity) -> bool {
    after.clause - before.clause <= 1 && after.part == before.part
}

fn tell(reading: &Reading<'_>, story: &Story<'_>, way: Way, review: &mut Review) {
    let Some(current) = story.current else { return };
    // A comparison with another thing than the last year (比全市平均, 比目标) is no growth.
    let over_time = [story.delta, story.rate].into_iter().flatten().all(compares_time);
    if !over_time && story.prior.is_none() {
        return;
    }
    let difference = match (story.prior, story.delta) {
        (Some(prior), Some(delta)) => Some(judge_difference(reading, (current, prior, delta), way, review)),
        _ => None,
    };
    if let Some(rate) = story.rate {
        judge_growth(reading, story, rate, way, difference == Some(false), review);
    }
}

fn compares_time(q: &Quantity) -> bool {
    let own = q.led_by(&["同比", "同期", "上年", "去年", "上一年", "年初", "比", "较", "环比"]) || q.prior;
    let other = q.led_by(&[
        "目标",
        "任务",
        "平均",
        "预算",
        "计划",
        "全国",
        "全省",
        "全市平均",
        "其中",
        "环比",
        "预期",
        "指标",
        "标准",
    ]);
    !other && (own || q.lead.chars().count() <= 5)
}

/// A03. Gives whether it holds.
fn judge_difference(
    reading: &Reading<'_>,
    (current, prior, delta): (&Quantity, &Quantity, &Quantity),
    way: Way,
    review: &mut Review,
) -> bool {
    let (more, less) = if way == Way::Up { (current, prior) } else { (prior, current) };
    let Some(value) = more.number.interval().minus(less.number.interval()) else { return true };
    let quotes = reading.quotes([delta, current, prior]);
    let like = if current.number.step < prior.number.step { current } else { prior };
    let mut shown = like.number.clone();
    if delta.number.dimension == Dimension::PercentPoint {
        shown.dimension = Dimension::PercentPoint;
    }
    let result = in_unit_of(value.middle(), &shown);
    let written = format!("{}－{}＝{result}", reading.printed(more), reading.printed(less));
    if value.meets(delta.number.interval()) {
        review.holds(Relation::Difference, quotes, format!("{written}，与{}相符", reading.printed(delta)));
        return true;
    }
    let calc = format!("{written}，报告为{}", reading.printed(delta));
    let suggestion = format!("差额应为{result}，或核对两个数");
    review.findings.push(Finding::new(Kind::DiffMismatch, quotes, calc, suggestion));
    false
}

/// A04 from whatever terms there are.
fn judge_growth(
    reading: &Reading<'_>,
    story: &Story<'_>,
    rate: &Quantity,
    way: Way,
    difference_wrong: bool,
    review: &mut Review,
) {
    let Some(current) = story.current else { return };
    let mut ways: Vec<(Interval, String, Vec<&Quantity>)> = Vec::new();
    let exact = |q: &Quantity| Interval::exact(q.number.value);
    if let Some(prior) = story.prior
        && let Some(value) = growth(current.number.interval(), prior.number.interval(), way)
    {
        let (more, less) = if way == Way::Up { (current, prior) } else { (prior, current) };
        let point = growth(exact(current), exact(prior), way).unwrap_or(value);
        let text = format!(
            "（{}－{}）÷{}＝{}",
            reading.printed(more),
            reading.printed(less),
            reading.printed(prior),
            shown(point, rate)
        );
        ways.push((value, text, vec![current, prior]));
    }
    if let Some(delta) = story.delta
        && let Some(value) = growth_by(current.number.interval(), delta.number.interval(), way)
    {
        let sign = if way == Way::Up { "－" } else { "＋" };
        let (by, now) = (reading.printed(delta), reading.printed(current));
        let text = format!(
            "{by}÷（{now}{sign}{by}）＝{}",
            shown(growth_by(exact(current), exact(delta), way).unwrap_or(value), rate)
        );
        ways.push((value, text, vec![current, delta]));
    }
    let printed = rate.number.interval();
    if let Some((_, text, terms)) = ways.iter().find(|(value, _, _)| value.meets(printed)) {
        let quotes = reading.quotes(terms.iter().copied().chain([rate]));
        return review.holds(Relation::Growth, quotes, format!("{text}，与{}相符", reading.printed(rate)));
    }
    let Some((value, text, terms)) = ways.first() else { return };
    // A wrong difference already says that one of the figures is wrong.
    if difference_wrong {
        return;
    }
    let calc = format!("{text}，报告为{}", reading.printed(rate));
    let quotes = reading.quotes([rate].into_iter().chain(terms.iter().copied()));
    let mut finding =
        Finding::new(Kind::GrowthMismatch, quotes, calc, format!("增减率应为{}，或核对各数", shown(*value, rate)));
    if value.gap(printed) <= rate.number.step {
        finding = finding.severity(Severity::Info);
    }
    review.findings.push(finding.confidence(if story.prior.is_some() {
        Confidence::Certain
    } else {
        Confidence::Likely
    }));
}

fn shown(value: Interval, like: &Quantity) -> String {
    format!("{}%", value.middle().round_dp(like.number.step.scale().max(2)).normalize())
}

/// |c − b| ÷ b in percent; none where the figures move the other way.
fn growth(current: Interval, prior: Interval, way: Way) -> Option<Interval> {
    let (more, less) = if way == Way::Up { (current, prior) } else { (prior, current) };
    let difference = more.minus(less)?;
    if difference.high < Decimal::ZERO {
        return None;
    }
    // The quotient c/b first: numerator and denominator share b.
    let quotient = current.over(prior)?;
    let one = Interval::exact(Decimal::ONE);
    let change = if way == Way::Up { quotient.minus(one)? } else { one.minus(quotient)? };
    change_in_percent(change)
}

/// Δ ÷ (c ∓ Δ) in percent.
fn growth_by(c: Interval, d: Interval, way: Way) -> Option<Interval> {
    let prior = if way == Way::Up { c.minus(d)? } else { c.plus(d)? };
    if prior.low <= Decimal::ZERO {
        return None;
    }
    change_in_percent(d.over(prior)?)
}

fn change_in_percent(change: Interval) -> Option<Interval> {
    Some(Interval {
        low: change.low.checked_mul(Decimal::ONE_HUNDRED)?,
        high: change.high.checked_mul(Decimal::ONE_HUNDRED)?,
    })
}
