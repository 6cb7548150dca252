//! A02 of the months a balance lasts: 年末滚存结余17820.52万元，可支付8.94个月, which is the balance over what the fund pays in a
//! month, told as such or a twelfth of the year's.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::slip;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

const LASTS: [&str; 7] = ["可支付", "支付能力", "可支撑", "可保障支付", "备付", "可供支付", "能够支付"];
const BALANCES: [&str; 6] = ["滚存结余", "累计结余", "基金结余", "年末结余", "期末结余", "滚存余额"];
const YEARLY: [&str; 11] = [
    "基金支出",
    "总支出",
    "实际支出",
    "本年支出",
    "当年支出",
    "全年支出",
    "支出合计",
    "支出总额",
    "当期支出",
    "支出决算",
    "支出决算数",
];
const MONTHLY: [&str; 5] = ["月均支出", "月平均支出", "平均每月支出", "每月支出", "月支出"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for months in reading.quantities.iter().filter(|q| is_months(reading, q)) {
        let sentence = &reading.sentences[months.sentence];
        // 可支付17.4个月，高于12个月的目标: what stands behind plans nothing.
        let words = reading.between(months.passage, sentence.span.start..months.number.span.end);
        let planned =
            ["预算", "预计", "明年", "下年", "目标", "不低于", "以上"].iter().any(|word| words.contains(word));
        if planned {
            continue;
        }
        if let Some(balance) = balance(reading, months) {
            judge(reading, months, balance, review);
        }
    }
}

fn is_months(reading: &Reading<'_>, q: &Quantity) -> bool {
    q.number.dimension == Dimension::Time
        && reading.printed(q).ends_with('月')
        && LASTS.iter().any(|word| q.lead.contains(word))
        && !q.led_by(&["全省", "全国", "平均", "警戒", "要求"])
        && q.number.is_operand()
        && !q.prior
        && !q.is_change()
        && !reading.text.passages[q.passage].cell
}

fn is_money(reading: &Reading<'_>, q: &Quantity) -> bool {
    q.number.dimension == Dimension::Money
        && q.is_amount()
        && !q.prior
        && !q.number.chinese
        && !reading.text.passages[q.passage].cell
}

/// The balance before the months in their sentence or in the one before, or the only one of the report.
fn balance<'r>(reading: &'r Reading<'_>, months: &Quantity) -> Option<&'r Quantity> {
    let called = |q: &&Quantity| {
        let name = bare_lead(&q.lead);
        is_money(reading, q)
            && BALANCES.iter().any(|word| name.ends_with(word))
            && !["上年", "年初", "当年", "当期", "本年", "预计"].iter().any(|word| name.contains(word))
    };
    let near = beside(reading, months).into_iter().rev().find(called);
    near.or_else(|| only(reading.quantities.iter().filter(called)))
}

/// The figures before the months in their sentence and in the one before of the paragraph.
fn beside<'r>(reading: &'r Reading<'_>, months: &Quantity) -> Vec<&'r Quantity> {
    let sentences = months.sentence.saturating_sub(1)..=months.sentence;
    let own = |q: &&Quantity| q.passage == months.passage && q.number.span.start < months.number.span.start;
    sentences.flat_map(|at| reading.in_sentence(at)).filter(own).collect()
}

/// The first, where all have its value.
fn only<'r>(mut found: impl Iterator<Item = &'r Quantity>) -> Option<&'r Quantity> {
    let first = found.next()?;
    found.all(|q| q.number.value == first.number.value).then_some(first)
}

/// What the balance is divided by, and how often a year has it; and whether no other outgo can be meant.
fn outgoes<'r>(reading: &'r Reading<'_>, months: &Quantity) -> (Vec<(&'r Quantity, u32)>, bool) {
    let monthly = |q: &&Quantity| {
        q.number.dimension == Dimension::Money
            && q.number.is_operand()
            && MONTHLY.iter().any(|word| bare_lead(&q.lead).ends_with(word))
    };
    if let Some(told) = reading.in_sentence(months.sentence).iter().find(monthly) {
        return (vec![(told, 1)], true);
    }
    let yearly = |q: &&Quantity| {
        let name = bare_lead(&q.lead);
        let named = name == "支出" || YEARLY.iter().any(|word| name.ends_with(word));
        let own = q.year.is_none() || reading.year.is_none() || q.year == reading.year;
        is_money(reading, q) && named && own && !q.led_by(&["预算", "项目支出", "财政", "其中"]) && q.month.is_none()
    };
    let all: Vec<(&Quantity, u32)> = reading.quantities.iter().filter(yearly).map(|q| (q, 12)).collect();
    // 支出5.87亿元，其中养老金5.00亿元，年末滚存结余15.59亿元，可支付: of several the one told with the balance.
    let near: Vec<(&Quantity, u32)> = beside(reading, months).into_iter().filter(yearly).map(|q| (q, 12)).collect();
    match near[..] {
        [near] if only(all.iter().map(|(q, _)| *q)).is_none() => (vec![near], false),
        _ => (all, true),
    }
}

fn lasting(balance: &Quantity, (outgo, times): (&Quantity, u32)) -> Option<Interval> {
    let year = balance.number.interval().times(Interval::exact(Decimal::from(times)))?;
    year.over(outgo.number.interval())
}

fn judge(reading: &Reading<'_>, months: &Quantity, balance: &Quantity, review: &mut Review) {
    let printed = months.number.interval();
    let (outgoes, sure) = outgoes(reading, months);
    let fits = |term: &&(&Quantity, u32)| lasting(balance, **term).is_some_and(|value| value.meets(printed));
    let written = |(outgo, times): (&Quantity, u32), value: Interval| {
        let by = if times == 12 { format!("（{}÷12）", reading.printed(outgo)) } else { reading.printed(outgo) };
        format!("{}÷{by}＝{}个月", reading.printed(balance), value.middle().round_dp(2).normalize())
    };
    let fitting = outgoes.iter().find(fits).and_then(|term| Some((*term, lasting(balance, *term)?)));
    if let Some((term, value)) = fitting {
        let calc = format!("{}，与{}相符", written(term, value), reading.printed(months));
        return review.holds(Relation::Ratio, reading.quotes([months, balance, term.0]), calc);
    }
    // Several funds, or several years: nobody knows which is meant.
    let Some(outgo) = only(outgoes.iter().map(|(q, _)| *q)) else { return };
    let Some(term) = outgoes.iter().find(|(q, _)| std::ptr::eq(*q, outgo)).copied() else { return };
    let Some(value) = lasting(balance, term) else { return };
    let (told, made) = (months.number.value, value.middle());
    let near = told.max(made) * Decimal::TWO <= told.min(made) * Decimal::from(3);
    let of_balance = term.0.number.interval().times(printed).and_then(|v| v.over(Interval::exact(term.1.into())));
    let slipped = slip::mends(reading, months, value) || of_balance.is_some_and(|v| slip::mends(reading, balance, v));
    if !(slipped || near && sure) {
        return;
    }
    let quotes = reading.quotes([months, balance, term.0]);
    if review.has_said(Kind::RatioMismatch, &quotes) {
        return;
    }
    let calc = format!("{}，报告为{}", written(term, value), reading.printed(months));
    let suggestion = "核对结余、支出与可支付月数；按其他口径计算的，写明口径";
    let finding = Finding::new(Kind::RatioMismatch, quotes, calc, suggestion);
    review.findings.push(finding.confidence(Confidence::Likely));
}
