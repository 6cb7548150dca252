//! A03: 年初预算 a，追加 Δ，调整后 f，比年初增长 p%: three of four decide.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::Dimension;
use rust_decimal::Decimal;

const MORE: &[&str] = &["追加", "调增", "增加预算", "核增"];
const LESS: &[&str] = &["调减", "核减", "压减", "收回预算"];

pub(super) fn check(reading: &Reading<'_>, here: &[&Quantity], wide: &[&Quantity], review: &mut Review) {
    let Some(first) = here.iter().position(|q| adds(q).is_some()) else { return };
    let start = here[first].number.span.start;
    let initial = |q: &&&Quantity| {
        q.led_by(&["年初", "原"])
            && q.led_by(&["预算", "收入"])
            && q.number.dimension == Dimension::Money
            && q.number.span.start < start
            && !q.led_by(&["比", "较"])
    };
    let mut initials = wide.iter().filter(initial);
    let (Some(initial), None) = (initials.next(), initials.next()) else { return };
    let Some(end) = (first + 1..here.len()).find(|at| is_adjusted(here[*at])) else { return };
    // Several adjustments in a row belong together.
    let deltas = deltas(reading, &here[first..end]);
    judge(reading, (initial, &deltas, here[end]), &here[end..], review);
}

/// 追加42.33万元，压减公用经费3.58万元、项目支出44.00万元: what 、 joins to one goes its way.
fn deltas<'r>(reading: &Reading<'_>, row: &[&'r Quantity]) -> Vec<(&'r Quantity, bool)> {
    let mut found: Vec<(&Quantity, bool)> = Vec::new();
    for q in row {
        let joined = found.last().filter(|(last, _)| {
            let words = reading.between(q.passage, last.number.span.end..q.number.span.start);
            words.starts_with(['、', '和']) && !words.contains(['，', '；', '（'])
        });
        if let Some(way) = adds(q).or(joined.map(|(_, way)| *way)) {
            found.push((q, way));
        }
    }
    found
}

/// Whether an adjustment adds or takes away; none for other amounts.
fn adds(q: &Quantity) -> Option<bool> {
    let (more, less) = (q.led_by(MORE), q.led_by(LESS));
    (q.number.dimension == Dimension::Money && more != less).then_some(more)
}

fn is_adjusted(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Money
        && !q.is_change()
        && q.led_by(&["调整后", "变更后", "全年预算", "最终预算", "决算数", "调整预算", "实际预算"])
}

fn judge(
    reading: &Reading<'_>,
    (initial, deltas, adjusted): (&Quantity, &[(&Quantity, bool)], &Quantity),
    behind: &[&Quantity],
    review: &mut Review,
) {
    let (a, f) = (initial.number.interval(), adjusted.number.interval());
    let step = |sum: Interval, (delta, more): &(&Quantity, bool)| match more {
        true => sum.plus(delta.number.interval()),
        false => sum.minus(delta.number.interval()),
    };
    let Some(value) = deltas.iter().try_fold(a, step) else { return };
    let Some((last, _)) = deltas.last() else { return };
    let more = adjusted.number.value >= initial.number.value;
    let finest = [initial, last].into_iter().min_by_key(|q| q.number.step).map_or(&adjusted.number, |q| &q.number);
    let signed =
        |(delta, more): &(&Quantity, bool)| format!("{}{}", if *more { "＋" } else { "－" }, reading.printed(delta));
    let terms: String = deltas.iter().map(signed).collect();
    let text = format!("{}{terms}＝{}", reading.printed(initial), in_unit_of(value.middle(), finest));
    let quotes = reading.quotes(deltas.iter().map(|(delta, _)| *delta).chain([initial, adjusted]));
    let growth = behind.iter().copied().find(|q| {
        q.number.dimension == Dimension::Percent
            && q.is_change()
            && q.led_by(&["年初", "预算"])
            && q.sentence == last.sentence
    });
    let holds = value.meets(f);
    if holds {
        review.holds(Relation::Difference, quotes.clone(), format!("{text}，与{}相符", reading.printed(adjusted)));
    }
    let printed_growth = growth.map(|g| (g, printed(f, a, more, g)));
    match (holds, printed_growth) {
        (true, Some((growth, Some(false)))) => {
            let change =
                (adjusted.number.value - initial.number.value).abs() / initial.number.value * Decimal::ONE_HUNDRED;
            let calc = format!(
                "{}比{}变动{}%，报告为{}",
                reading.printed(adjusted),
                reading.printed(initial),
                change.round_dp(2).normalize(),
                reading.printed(growth)
            );
            let suggestion = format!("增减率应为{}%", change.round_dp(2).normalize());
            review.findings.push(Finding::new(
                Kind::GrowthMismatch,
                reading.quotes([growth, adjusted, initial]),
                calc,
                suggestion,
            ));
        }
        (false, Some((_, Some(true)))) | (false, None)
            if growth.is_some()
                || adjusted.led_by(&["调整后", "变更后", "追加后"])
                || comes_near(value, adjusted, initial) =>
        {
            let calc = format!("{text}，报告为{}", reading.printed(adjusted));
            let suggestion = format!("调整后应为{}，或核对调整数", in_unit_of(value.middle(), finest));
            review
                .findings
                .push(Finding::new(Kind::DiffMismatch, quotes, calc, suggestion).confidence(Confidence::Likely));
        }
        _ => {}
    }
}

/// 年初预算a，追加462万元，全年预算b: what b has more than a comes near what was added.
fn comes_near(value: Interval, adjusted: &Quantity, initial: &Quantity) -> bool {
    let told = (adjusted.number.value - initial.number.value).abs();
    let made = (value.middle() - initial.number.value).abs();
    adjusted.led_by(&["全年预算", "调整预算"]) && (told - made).abs() * Decimal::from(3) <= told.max(made)
}

/// Whether the printed growth follows from the two budgets.
fn printed(f: Interval, a: Interval, more: bool, growth: &Quantity) -> Option<bool> {
    let quotient = f.over(a)?;
    let one = Interval::exact(Decimal::ONE);
    let change = if more { quotient.minus(one)? } else { one.minus(quotient)? };
    Some(change.times(Interval::exact(Decimal::ONE_HUNDRED))?.meets(growth.number.interval()))
}
