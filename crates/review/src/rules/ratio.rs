//! A02 rates with both terms in the text: 占…的, …率, 完成预算的, Y 的 p%.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::number::Number;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, rate) in reading.quantities.iter().enumerate() {
        if rate.number.dimension == Dimension::Percent && rate.number.is_operand() && !rate.is_change() {
            rate_at(reading, index, review);
        }
    }
}

/// The two terms of a rate.
#[derive(Clone, Copy)]
struct Terms<'r> {
    part: &'r Quantity,
    base: &'r Quantity,
}

fn rate_at(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let rate = &reading.quantities[index];
    let near = candidates(reading, index, false);
    let wide = candidates(reading, index, true);
    if let Some(terms) = of_base(reading, index, &near) {
        return judge(reading, rate, terms, &wide, Confidence::Certain, review);
    }
    let Some(label) = label(rate) else { return };
    if let Label::Share = label {
        return share(reading, rate, &near, &wide, review);
    }
    if let Some(terms) = by_side(label, &near) {
        return judge(reading, rate, terms, &wide, Confidence::Certain, review);
    }
    if let Some(terms) = by_side(label, &wide) {
        return judge(reading, rate, terms, &wide, Confidence::Likely, review);
    }
    if let Some(terms) = pairs(&near).find(|t| value(*t).is_some_and(|v| v.meets(rate.number.interval()))) {
        holds(reading, rate, terms, review);
    }
}

/// What a rate is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    /// Actual over planned.
    Execution,
    /// A part of a whole.
    Share,
}

fn label(rate: &Quantity) -> Option<Label> {
    let lead = bare_lead(&rate.lead);
    const EXECUTION: &[&str] = &[
        "执行率",
        "支出率",
        "支付率",
        "使用率",
        "拨付率",
        "到位率",
        "完成率",
        "执行进度",
        "支出进度",
        "完成预算",
        "完成年度预算",
        "完成任务",
        "完成目标",
        "完成目标任务",
        "完成年度目标任务",
        "完成年度任务",
        "完成计划",
        "完成年度计划",
        "预算的",
        "任务的",
        "目标的",
        "计划的",
        "完成比例",
        "参保率",
        "续保率",
        "缴费率",
        "认证率",
        "发放率",
        "回收率",
        "办结率",
        "合格率",
        "满意率",
        "完成全年任务",
        "完成全年目标任务",
        "到账率",
        "完成全年预算",
        "完成年初预算",
        "预算完成",
        "任务完成",
        "目标完成",
        "完成度",
        "有效率",
        "整改率",
        "追回率",
        "收回率",
        "征缴率",
        "收缴率",
        "实现率",
        "达标率",
    ];
    if EXECUTION.iter().any(|w| lead.ends_with(w)) {
        return Some(Label::Execution);
    }
    let share = lead.ends_with('占') || lead.ends_with("占比") || lead.contains("占") && lead.chars().count() <= 16;
    share.then_some(Label::Share)
}

/// The amounts before the rate that may be its terms: in its sentence since the rate before it, or
/// with `wide` also those of the sentence before.
fn candidates<'r>(reading: &'r Reading<'_>, index: usize, wide: bool) -> Vec<&'r Quantity> {
    let rate = &reading.quantities[index];
    let mut found: Vec<&Quantity> = Vec::new();
    for quantity in reading.quantities[..index].iter().rev() {
        let distance = rate.sentence - quantity.sentence;
        if quantity.passage != rate.passage || distance > usize::from(wide) || found.len() > 12 {
            break;
        }
        let dimension = quantity.number.dimension;
        if dimension == Dimension::Percent && !wide {
            break;
        }
        let measured =
            matches!(dimension, Dimension::Money | Dimension::Person | Dimension::PersonTimes | Dimension::Count(_));
        if measured && quantity.is_amount() && !quantity.number.chinese {
            found.push(quantity);
        }
    }
    found.reverse();
    found
}

/// …X，完成 Y 的 p%: the base stands directly before.
fn of_base<'r>(reading: &'r Reading<'_>, index: usize, near: &[&'r Quantity]) -> Option<Terms<'r>> {
    let rate = &reading.quantities[index];
    let base = *near.last()?;
    let between = reading.between(rate.passage, base.number.span.end..rate.number.span.start);
    let of = between.starts_with('的') && between.chars().count() <= 2
        || (between.ends_with('的') && between.chars().count() <= 7 && !between.contains(['，', '；', '。']));
    if base.passage != rate.passage || base.sentence != rate.sentence || !of {
        return None;
    }
    // The nearest figure before it, in the same measure and not another plan.
    let part = near[..near.len() - 1].iter().rev().find(|q| q.number.dimension == base.number.dimension)?;
    (side(part) != Some(Side::Plan)).then_some(Terms { part, base })
}

/// The one planned and the one actual figure of a measure.
fn by_side<'r>(label: Label, candidates: &[&'r Quantity]) -> Option<Terms<'r>> {
    debug_assert!(label == Label::Execution);
    let mut found = None;
    for dimension in dimensions(candidates) {
        let of = |wanted: Side| {
            let mut all = candidates.iter().filter(|q| q.number.dimension == dimension && side(q) == Some(wanted));
            let first = all.next();
            all.all(|q| first.is_some_and(|f: &&Quantity| f.number.value == q.number.value)).then_some(first).flatten()
        };
        if let (Some(base), Some(part)) = (of(Side::Plan), of(Side::Actual)) {
            if found.is_some() {
                return None;
            }
            let others = candidates.iter().any(|q| q.number.dimension == dimension && side(q).is_none());
            if others || part.prior != base.prior {
                return None;
            }
            found = Some(Terms { part: *part, base: *base });
        }
    }
    found
}

fn dimensions(candidates: &[&Quantity]) -> Vec<Dimension> {
    let mut all: Vec<Dimension> = Vec::new();
    for candidate in candidates {
        if !all.contains(&candidate.number.dimension) {
            all.push(candidate.number.dimension);
        }
    }
    all
}

/// X…，占…的 p%: X is the figure before; the whole is the one that 其中 refers to.
fn share(reading: &Reading<'_>, rate: &Quantity, near: &[&Quantity], wide: &[&Quantity], review: &mut Review) {
    let all: Vec<&Quantity> = if near.len() > 1 { near.to_vec() } else { wide.to_vec() };
    let Some((part, before)) = all.split_last() else { return };
    if part.sentence != rate.sentence || rate.clause - part.clause > 1 {
        return;
    }
    let bases: Vec<&Quantity> = before
        .iter()
        .copied()
        .filter(|q| q.number.dimension == part.number.dimension && q.number.value >= part.number.value)
        .collect();
    if let Some(base) = bases.iter().rev().find(|b| fits(rate, Terms { part, base: b })) {
        return holds(reading, rate, Terms { part, base }, review);
    }
    // 占贫困人口的 12% names another whole than the one printed.
    let named = bare_lead(&rate.lead).rsplit('占').next().unwrap_or_default();
    let whole = named.is_empty()
        || ["比", "总数", "总人数", "总额", "全部", "总量", "比重", "其", "总收入", "总支出", "参保总人数", "参保人数"]
            .contains(&named);
    let [base] = bases[..] else { return };
    let direct = part.lead.starts_with("其中") || base.led_by(&["共", "总", "合计"]);
    let same = base.year == part.year && base.prior == part.prior;
    let noun_fits = named.chars().count() <= 2 || base.lead.contains(named);
    if whole && direct && same && noun_fits {
        judge(reading, rate, Terms { part, base }, wide, Confidence::Likely, review);
    }
}

fn pairs<'r>(candidates: &[&'r Quantity]) -> impl Iterator<Item = Terms<'r>> {
    candidates
        .iter()
        .enumerate()
        .flat_map(|(k, a)| candidates[k + 1..].iter().flat_map(move |b| [(*b, *a), (*a, *b)]))
        .filter(|(part, base)| part.number.dimension == base.number.dimension)
        .map(|(part, base)| Terms { part, base })
        .collect::<Vec<_>>()
        .into_iter()
}

/// The quotient in percent.
fn value(terms: Terms<'_>) -> Option<Interval> {
    let quotient = terms.part.number.interval().over(terms.base.number.interval())?;
    quotient.times(Interval::exact(Decimal::ONE_HUNDRED))
}

fn fits(rate: &Quantity, terms: Terms<'_>) -> bool {
    value(terms).is_some_and(|v| v.meets(rate.number.interval()))
}

fn written(reading: &Reading<'_>, terms: Terms<'_>, places: u32) -> String {
    let quotient = terms.part.number.value.checked_div(terms.base.number.value).unwrap_or_default();
    let percent = (quotient * Decimal::ONE_HUNDRED).round_dp(places.max(2));
    format!("{}÷{}＝{percent}%", reading.printed(terms.part), reading.printed(terms.base))
}

fn holds(reading: &Reading<'_>, rate: &Quantity, terms: Terms<'_>, review: &mut Review) {
    let calc = format!("{}，与{}相符", written(reading, terms, rate.number.step.scale()), reading.printed(rate));
    review.holds(Relation::Ratio, reading.quotes([terms.part, terms.base, rate]), calc);
}

fn judge(
    reading: &Reading<'_>,
    rate: &Quantity,
    terms: Terms<'_>,
    wide: &[&Quantity],
    confidence: Confidence,
    review: &mut Review,
) {
    if terms.base.number.value.is_zero() {
        return zero(reading, rate, terms, review);
    }
    let Some(value) = value(terms) else { return };
    if value.meets(rate.number.interval()) {
        return holds(reading, rate, terms, review);
    }
    // Some other two figures near by give the rate: the sentence was read wrongly, not written so.
    if pairs(wide).any(|t| fits(rate, t)) {
        return;
    }
    let places = rate.number.step.scale();
    let calc = format!("{}，报告为{}", written(reading, terms, places), reading.printed(rate));
    let point = terms.part.number.value.checked_div(terms.base.number.value).unwrap_or_default() * Decimal::ONE_HUNDRED;
    let suggestion = format!("比率应为{}%，或核对两个数", shown(point, &rate.number));
    let mut finding =
        Finding::new(Kind::RatioMismatch, reading.quotes([rate, terms.part, terms.base]), calc, suggestion)
            .confidence(confidence);
    if value.gap(rate.number.interval()) <= rate.number.step {
        finding = finding.severity(Severity::Info);
    }
    review.findings.push(finding);
}

fn shown(value: Decimal, like: &Number) -> String {
    value.round_dp(like.step.scale().max(2)).normalize().to_string()
}

/// A11: nothing of nothing has no rate.
fn zero(reading: &Reading<'_>, rate: &Quantity, terms: Terms<'_>, review: &mut Review) {
    let calc = format!(
        "{}÷{}：分母为零，比率无意义，报告为{}",
        reading.printed(terms.part),
        reading.printed(terms.base),
        reading.printed(rate)
    );
    review.findings.push(Finding::new(
        Kind::ZeroDenominatorRate,
        reading.quotes([rate, terms.part, terms.base]),
        calc,
        "分母为零时不填比率，改为“本年无此任务”",
    ));
}
