//! A02 of rates told by what is left of a whole: 抽查600份，发现违规12份，合规率98%; 预算246万元，实际238.9万元，
//! 节约率2.89%.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Rates of what is in order, and words of what is not.
const IN_ORDER: &[(&str, &[&str])] = &[
    ("合规率", &["违规", "不合规", "问题"]),
    ("准确率", &["差错", "错误", "不准确"]),
    ("合格率", &["不合格"]),
    ("达标率", &["未达标", "不达标"]),
    ("规范率", &["不规范"]),
];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [whole, part, rate] = three else { continue };
        let together = whole.sentence == rate.sentence && whole.part == rate.part && whole.bracket == rate.bracket;
        let near = rate.clause.abs_diff(part.clause) <= 1 && part.clause.abs_diff(whole.clause) <= 1;
        let alike = whole.number.dimension == part.number.dimension && whole.is_amount() && part.is_amount();
        let percent = rate.number.dimension == Dimension::Percent && rate.number.is_operand();
        if together && near && alike && percent && part.bracket == rate.bracket && is_rest_rate(whole, part, rate) {
            judge(reading, [whole, part, rate], review);
        }
    }
}

fn is_rest_rate(whole: &Quantity, part: &Quantity, rate: &Quantity) -> bool {
    let lead = bare_lead(&rate.lead);
    let faults = IN_ORDER.iter().find(|(name, _)| lead.ends_with(name)).map(|(_, words)| *words);
    let checked = whole.led_by(&["抽查", "检查", "抽取", "核查", "审核", "复核", "抽检"]);
    let in_order = faults.is_some_and(|words| checked && words.iter().any(|w| bare_lead(&part.lead).ends_with(w)));
    let saved = lead.ends_with("节约率") && side(whole) == Some(Side::Plan) && side(part) == Some(Side::Actual);
    in_order || saved
}

fn judge(reading: &Reading<'_>, [whole, part, rate]: [&Quantity; 3], review: &mut Review) {
    let share = part.number.interval().over(whole.number.interval());
    let rest = share.and_then(|share| Interval::exact(Decimal::ONE).minus(share));
    let Some(value) = rest.and_then(|rest| rest.times(Interval::exact(Decimal::ONE_HUNDRED))) else { return };
    let quotes = reading.quotes([rate, whole, part]);
    let left = in_unit_of(whole.number.value - part.number.value, &part.number);
    let (a, b) = (reading.printed(whole), reading.printed(part));
    let calc = format!("（{a}－{b}）÷{a}＝{left}÷{a}＝{}%", value.middle().round_dp(2).normalize());
    if value.meets(rate.number.interval()) {
        return review.holds(Relation::Ratio, quotes, format!("{calc}，与{}相符", reading.printed(rate)));
    }
    let calc = format!("{calc}，报告为{}", reading.printed(rate));
    let finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对两个数与比率");
    review.findings.push(finding.confidence(Confidence::Likely));
}
