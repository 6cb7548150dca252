//! A02 of a survey told by grades: 有效问卷486份，其中满意451份、基本满意27份、不满意8份，满意度98.35%. Who is
//! satisfied is a leading run of the grades, the whole is the valid forms; no grade is the whole of another.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::slip;
use crate::rules::terms::bare_lead;
use rust_decimal::Decimal;

/// Grades that count as satisfied, longer words first.
const SATISFIED: &[&str] = &["非常满意", "十分满意", "很满意", "比较满意", "较为满意", "较满意", "基本满意", "满意"];
const OTHERS: &[&str] = &["非常不满意", "很不满意", "不太满意", "不满意", "一般", "未表态", "弃权", "不了解"];

/// Judges the rate where grades stand before it in its sentence; says whether they do.
pub(super) fn check(reading: &Reading<'_>, index: usize, review: &mut Review) -> bool {
    let rate = &reading.quantities[index];
    let Some(grades) = grades(reading, rate) else { return false };
    let satisfied: Vec<&Quantity> = grades.iter().copied().filter(|q| !is_other(q)).collect();
    let all: Decimal = grades.iter().map(|q| q.number.value).sum();
    let Some(whole) = whole(reading, grades[0], all) else { return true };
    // Who is simply satisfied must be among them, or a grade was told in other words.
    let plain = satisfied.iter().any(|q| !name(q).starts_with("基本") && !name(q).contains('较'));
    let complete = grades.len() > satisfied.len() && plain;
    if complete && all != whole.number.value {
        if !is_answered(whole) && !is_slip(reading, &grades, whole, all) {
            return true;
        }
        let terms: Vec<String> = grades.iter().map(|q| reading.printed(q)).collect();
        let calc = format!("{}＝{all}，报告的问卷数为{}", terms.join("＋"), reading.printed(whole));
        let quotes = reading.quotes([whole].into_iter().chain(grades.iter().copied()));
        let finding = Finding::new(Kind::SumMismatch, quotes, calc, "核对各档份数与有效问卷数");
        review.findings.push(finding.confidence(Confidence::Likely));
        return true;
    }
    let quotes = reading.quotes([rate].into_iter().chain(satisfied.iter().copied()).chain([whole]));
    for run in 1..=satisfied.len() {
        if percent(&satisfied[..run], whole).is_some_and(|value| value.meets(rate.number.interval())) {
            let calc = format!("{}，与{}相符", written(reading, &satisfied[..run], whole), reading.printed(rate));
            review.holds(Relation::Ratio, quotes, calc);
            return true;
        }
    }
    let calc = format!("{}，报告为{}", written(reading, &satisfied, whole), reading.printed(rate));
    let finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对各档份数、有效问卷数与满意度");
    review.findings.push(finding.confidence(Confidence::Likely));
    true
}

/// The figures of the grades before the rate in its sentence; at least two, one of them satisfied.
fn grades<'r>(reading: &'r Reading<'_>, rate: &Quantity) -> Option<Vec<&'r Quantity>> {
    let before = reading.in_sentence(rate.sentence).iter().filter(|q| q.number.span.start < rate.number.span.start);
    let grades: Vec<&Quantity> = before.filter(|q| q.is_amount() && (is_other(q) || is_satisfied(q))).collect();
    let first = *grades.first()?;
    let alike = grades.iter().all(|q| q.number.dimension == first.number.dimension && q.part == rate.part);
    (alike && grades.len() > 1 && grades.iter().any(|q| !is_other(q))).then_some(grades)
}

fn name(quantity: &Quantity) -> &str {
    let name = bare_lead(&quantity.lead);
    let name = OPENERS.iter().fold(name, |name, word| name.trim_start_matches(word));
    // 选择“满意”的312份
    let name = name.rsplit('“').next().unwrap_or(name);
    let name = ["结果为", "选择", "认为", "为"].iter().fold(name, |name, word| name.trim_start_matches(word));
    name.trim_start_matches("表示").trim_start_matches("评价为").trim_matches(['“', '”', '：', '的'])
}

fn is_other(quantity: &Quantity) -> bool {
    OTHERS.contains(&name(quantity))
}

fn is_satisfied(quantity: &Quantity) -> bool {
    SATISFIED.contains(&name(quantity))
}

/// 有效问卷, 收回问卷: everyone of them is in one grade. Of those called or visited some do not answer.
fn is_answered(whole: &Quantity) -> bool {
    whole.led_by(&["有效", "收回", "回收"])
}

/// The grades and those asked differ by one digit.
fn is_slip(reading: &Reading<'_>, grades: &[&Quantity], whole: &Quantity, all: Decimal) -> bool {
    let of = |grade: &Quantity| {
        let wanted = whole.number.value - (all - grade.number.value);
        slip::mends(reading, grade, Interval::exact(wanted))
    };
    slip::mends(reading, whole, Interval::exact(all)) || grades.iter().any(|grade| of(grade))
}

/// Those asked: the figure that the grades add up to, else the valid forms, else those that came back.
fn whole<'r>(reading: &'r Reading<'_>, first: &Quantity, all: Decimal) -> Option<&'r Quantity> {
    let before: Vec<&Quantity> = reading
        .quantities
        .iter()
        .filter(|q| q.passage == first.passage && q.number.span.start < first.number.span.start)
        .filter(|q| first.sentence.abs_diff(q.sentence) <= 2 && q.number.dimension == first.number.dimension)
        .filter(|q| q.is_amount())
        .collect();
    let asked = |words: &[&str]| before.iter().rev().find(|q| q.led_by(words)).copied();
    let exact = before.iter().rev().find(|q| q.number.value == all).copied();
    let invalid = before.iter().any(|q| q.led_by(&["无效", "作废", "废卷"]));
    let back = asked(&["收回", "回收"]).filter(|_| !invalid);
    let valid = exact.or_else(|| asked(&["有效", "接通", "完成问卷"])).or(back);
    valid.or_else(|| asked(&["回访", "调查", "访谈", "走访", "访问", "抽取", "测评"]).filter(|_| !invalid))
}

fn percent(parts: &[&Quantity], whole: &Quantity) -> Option<Interval> {
    let sum: Decimal = parts.iter().map(|q| q.number.value).sum();
    Interval::exact(sum).over(whole.number.interval())?.times(Interval::exact(Decimal::ONE_HUNDRED))
}

fn written(reading: &Reading<'_>, parts: &[&Quantity], whole: &Quantity) -> String {
    let terms: Vec<String> = parts.iter().map(|q| reading.printed(q)).collect();
    let point = percent(parts, whole).map(Interval::middle).unwrap_or_default().round_dp(2);
    format!("（{}）÷{}＝{point}%", terms.join("＋"), reading.printed(whole))
}
