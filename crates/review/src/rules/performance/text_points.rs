//! A08 in the text: 预算执行10分，支出进度91.34%，得9.13分; 满分7分，按及时率计6.2分. Points with decimals beside a rate
//! of execution, and points that are said to be given by a rate, are the weight times that rate.

use rust_decimal::Decimal;

use super::Report;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for earned in report.reading.quantities.iter().filter(|q| is_earned(report, q)) {
        let here = report.reading.in_sentence(earned.sentence).iter();
        let before: Vec<&Quantity> = here.filter(|q| q.number.span.start < earned.number.span.start).collect();
        let weight = before.iter().rev().find(|q| is_weight(q));
        let rate = by_rate(report, earned).or_else(|| of_execution(&before, earned));
        if let (Some(weight), Some(rate)) = (weight, rate) {
            judge(report, [earned, weight, rate], review);
        }
    }
}

fn is_earned(report: &Report<'_, '_>, q: &Quantity) -> bool {
    let lead = q.lead.trim_end_matches("为");
    let earned = ["得", "得分", "计", "计分"].iter().any(|word| lead.ends_with(word));
    q.number.dimension == Dimension::Score
        && q.number.is_operand()
        && earned
        && !lead.contains("合计")
        && !lead.contains('扣')
        && !report.reading.text.passages[q.passage].cell
}

/// 预算执行10分, 满分7分: what may be earned.
fn is_weight(q: &Quantity) -> bool {
    let lead = bare_lead(&q.lead);
    let other = ["得", "扣", "失", "合计", "共", "总"].iter().any(|word| lead.contains(word));
    q.number.dimension == Dimension::Score && q.number.is_operand() && lead.chars().count() >= 2 && !other
}

/// 按及时率计: the rate of this name in the paragraph.
fn by_rate<'r>(report: &'r Report<'_, '_>, earned: &Quantity) -> Option<&'r Quantity> {
    let name = earned.lead.split_once('按')?.1.split(['计', '得', '折']).next()?;
    let called = |q: &&Quantity| {
        q.number.dimension == Dimension::Percent
            && q.number.is_operand()
            && !q.is_change()
            && bare_lead(&q.lead).ends_with(name)
    };
    if !name.ends_with('率') || name.chars().count() < 2 {
        return None;
    }
    let sentence = &report.reading.sentences;
    let end = report.reading.quantities.iter().position(|q| std::ptr::eq(q, earned))?;
    let near = report.reading.quantities[..end].iter().rev();
    let mut all = near.take_while(|q| sentence[q.sentence].passage == earned.passage).filter(called);
    let first = all.next()?;
    all.all(|other| other.number.value == first.number.value).then_some(first)
}

/// The only rate between the points of execution and what was earned of them.
fn of_execution<'r>(before: &[&'r Quantity], earned: &Quantity) -> Option<&'r Quantity> {
    let at = before.iter().rposition(|q| is_weight(q))?;
    let words = ["执行", "支出", "支付"];
    let rates: Vec<&Quantity> =
        before[at + 1..].iter().copied().filter(|q| q.number.dimension == Dimension::Percent).collect();
    let of = words.iter().any(|word| before[at].lead.contains(word));
    match rates[..] {
        // Whole points may follow a scale of their own.
        [rate] if of && earned.number.step < Decimal::ONE && rate.number.is_operand() && !rate.is_change() => {
            Some(rate)
        }
        _ => None,
    }
}

fn judge(report: &Report<'_, '_>, [earned, weight, rate]: [&Quantity; 3], review: &mut Review) {
    let hundred = Decimal::ONE_HUNDRED;
    let due = weight.number.value * rate.number.value.min(hundred) / hundred;
    let (points, printed) = (weight.number.value.normalize(), earned.number.value.normalize());
    let calc = format!("{points} 分 × {} = {} 分，报告为 {printed} 分", report.reading.printed(rate), due.round_dp(2));
    let quotes = report.reading.quotes([earned, weight, rate]);
    let slack = (earned.number.step / Decimal::TWO).max(Decimal::new(11, 3));
    if (due - earned.number.value).abs() <= slack {
        review.holds(Relation::ScoreRule, quotes, calc);
    } else {
        let finding = Finding::new(Kind::ScoreRuleMismatch, quotes, calc, "核对分值、比率和得分");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
