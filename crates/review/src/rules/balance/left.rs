//! A03 of what is left in the same breath: 多发13640元，已追回12980元，尚有660元; 218人，其中当月上报196人，及时率
//! 89.9%；延迟上报22人.

use super::is_measured;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::Dimension;

pub(super) const OPEN: &[&str] =
    &["尚有", "尚余", "尚欠", "仍欠", "还有", "仍有", "其余", "剩余", "尚未", "未追回", "未收回"];
const LATE: &[&str] = &["延迟", "逾期", "超期", "滞后", "延期", "迟报"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [whole, done, rest] = three else { continue };
        let near = rest.clause.abs_diff(done.clause) <= 1 && done.clause.abs_diff(whole.clause) <= 1;
        let opened = OPEN.iter().any(|word| rest.lead.starts_with(word)) && done.lead.starts_with('已');
        if near && opened && whole.part == rest.part {
            judge(reading, [whole, done, rest], review);
        }
    }
    for four in reading.quantities.windows(4) {
        let [whole, done, rate, rest] = four else { continue };
        let near = done.clause.abs_diff(whole.clause) <= 1 && rate.clause.abs_diff(done.clause) <= 1;
        let late = LATE.iter().any(|word| rest.lead.starts_with(word)) && done.lead.starts_with("其中");
        if near && late && rate.number.dimension == Dimension::Percent && rest.part.abs_diff(whole.part) <= 1 {
            judge(reading, [whole, done, rest], review);
        }
    }
}

pub(super) fn judge(reading: &Reading<'_>, [whole, done, rest]: [&Quantity; 3], review: &mut Review) {
    let dimension = whole.number.dimension;
    let alike = [done, rest]
        .iter()
        .all(|q| q.number.dimension == dimension && q.number.is_operand() && q.sentence == whole.sentence && !q.prior);
    let plain = whole.number.is_operand() && whole.bracket == rest.bracket && !whole.prior && !whole.number.chinese;
    let Some(value) = whole.number.interval().minus(done.number.interval()) else { return };
    if !alike || !plain || !is_measured(dimension) || whole.number.value < done.number.value {
        return;
    }
    let quotes = reading.quotes([rest, whole, done]);
    let shown = in_unit_of(whole.number.value - done.number.value, &whole.number);
    let text = format!("{}－{}＝{shown}", reading.printed(whole), reading.printed(done));
    if value.meets(rest.number.interval()) {
        review.holds(Relation::Difference, quotes, format!("{text}，与{}相符", reading.printed(rest)));
    } else if !review.has_said(Kind::DiffMismatch, &quotes) {
        let calc = format!("{text}，报告为{}", reading.printed(rest));
        let finding = Finding::new(Kind::DiffMismatch, quotes, calc, "核对总数、已办数与其余数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
