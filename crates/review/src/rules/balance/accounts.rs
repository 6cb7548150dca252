//! A03 of the yearly accounts of an office: 本年收入＋年初结转＝收入总计, 收入总计－本年支出＝年末结转, wherever the
//! figures stand. Each name must have one value in the whole report.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    // 结余分配 takes away from what is carried over; 使用非财政拨款结余 adds to the income.
    let others = ["结余分配", "使用非财政拨款", "事业基金弥补"];
    let passages = reading.text.passages.iter();
    let shared = passages.map(|passage| passage.text()).any(|text| others.iter().any(|word| text.contains(word)));
    let total = one(reading, |name| name.ends_with("收入总计"));
    if shared || total.is_none() {
        return;
    }
    let income = one(reading, |name| name.ends_with("本年收入") || name.ends_with("本年收入合计"));
    let opening = one(reading, |name| is_carried(name, &["年初", "上年"]));
    let spent =
        one(reading, |name| name.ends_with("本年支出") || name.ends_with("全年支出") || name.ends_with("本年支出合计"));
    let closing = one(reading, |name| is_carried(name, &["年末"]));
    if let (Some(income), Some(opening), Some(total)) = (income, opening, total) {
        let sum = income.number.interval().plus(opening.number.interval());
        judge(reading, (sum, "＋"), [income, opening, total], review);
    }
    if let (Some(total), Some(spent), Some(closing)) = (total, spent, closing) {
        let rest = total.number.interval().minus(spent.number.interval());
        judge(reading, (rest, "－"), [total, spent, closing], review);
    }
}

/// 年初结转和结余, 年末结转结余.
fn is_carried(name: &str, times: &[&str]) -> bool {
    let carried = ["结转和结余", "结转结余", "结转与结余"].iter().any(|word| name.ends_with(word));
    carried && times.iter().any(|time| name.contains(time))
}

/// The only figure of a name, however often it is told.
fn one<'r>(reading: &'r Reading<'_>, named: impl Fn(&str) -> bool) -> Option<&'r Quantity> {
    let called = |q: &&Quantity| {
        q.number.dimension == Dimension::Money
            && q.is_amount()
            && !q.number.chinese
            && q.bracket.is_none()
            && !q.prior
            && !q.led_by(&["其中", "财政拨款"])
            && !reading.text.passages[q.passage].cell
            && named(q.lead.trim_end_matches(['为', '是', '：', '共']))
    };
    let mut all = reading.quantities.iter().filter(called);
    let first = all.next()?;
    all.all(|q| q.number.value == first.number.value).then_some(first)
}

fn judge(
    reading: &Reading<'_>,
    (value, sign): (Option<Interval>, &str),
    [first, second, result]: [&Quantity; 3],
    review: &mut Review,
) {
    let Some(value) = value else { return };
    let quotes = reading.quotes([result, first, second]);
    let shown = in_unit_of(value.middle(), &result.number);
    let text = format!("{}{sign}{}＝{shown}", reading.printed(first), reading.printed(second));
    if value.meets(result.number.interval()) {
        return review.holds(Relation::Difference, quotes, format!("{text}，与{}相符", reading.printed(result)));
    }
    if review.has_said(Kind::DiffMismatch, &quotes) {
        return;
    }
    let calc = format!("{text}，报告为{}", reading.printed(result));
    let finding = Finding::new(Kind::DiffMismatch, quotes, calc, "核对收入、支出与年初、年末结转各数");
    review.findings.push(finding.confidence(Confidence::Likely));
}
