//! A03 and A04 of two years told in two paragraphs: 2021年基金支出4417.05万元 … 2022年支出4836.92万元 … 本年基金支出较上年增长8.68%.

use super::facts::{Fact, Facts, name, only};
use crate::finding::{Relation, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::Equation;
use crate::rules::known::Known;
use crate::unit::Dimension;

/// Where the words of the comparison begin.
const COMPARED: &[&str] = &[
    "较", "比", "同比", "增长", "下降", "增幅", "降幅", "上升", "增加", "减少", "提高", "降低", "多", "少", "与",
    "相比",
];
/// What else than the year before a figure may be compared with.
const OTHERS: &[&str] = &["预算", "计划", "目标", "任务", "环比", "上月", "季度", "年初", "月", "累计", "年均", "核定"];

pub(super) fn check(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, review: &mut Review) {
    for change in &reading.quantities {
        let relations = [Relation::Growth, Relation::Difference, Relation::StockFlow];
        let budget = change.led_by(&["年初"]) && change.is_change();
        if !(budget || is_yearly(reading, change)) || known.has(reading, change, &relations) {
            continue;
        }
        let year = change.year.filter(|_| change.year_printed).or(facts.year);
        if let Some([now, then]) = over_budget(reading, facts, change) {
            tell(reading, change, [now, then], review);
        } else if let Some([now, then]) = year.and_then(|year| levels(reading, facts, change, year)) {
            tell(reading, change, [now, then], review);
        }
    }
}

/// 较上年增长8.68%, 比上年减少1.51万元.
fn is_yearly(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = reading.between(q.passage, q.lead_start..q.number.span.start);
    let year = q.year.map(|year| format!("{}年", year - 1)).unwrap_or_default();
    let before = ["上年", "去年", "同比"].iter().any(|word| words.contains(word))
        || !year.is_empty() && (words.contains(&format!("较{year}")) || words.contains(&format!("比{year}")));
    let told = q.number.is_operand() && !q.number.chinese && q.bracket.is_none() && q.is_change();
    let levels = q.number.dimension == Dimension::Money || q.number.dimension.is_counted();
    // A rate without more words is of a year.
    let rate = q.number.dimension == Dimension::Percent;
    let named = name(&subject(&q.lead)).chars().count() >= 2;
    (before && levels || rate && (before || named))
        && told
        && !q.led_by(OTHERS)
        && !reading.text.passages[q.passage].cell
}

/// 调整后预算4062.33万元，较年初增长20.19%: over 年初预算, wherever that is told.
fn over_budget<'r>(reading: &'r Reading<'_>, facts: &Facts<'r>, change: &Quantity) -> Option<[&'r Quantity; 2]> {
    let own = reading.in_sentence(change.sentence).iter().rev();
    let now = own.into_iter().find(|q| q.number.span.end <= change.lead_start)?;
    let adjusted = now.led_by(&["预算"]) && now.led_by(&["调整后", "全年"]) && change.clause - now.clause <= 1;
    let measured = matches!(change.number.dimension, Dimension::Percent | Dimension::Money);
    if !change.led_by(&["年初"]) || !adjusted || !measured || change.number.chinese {
        return None;
    }
    let opening = |fact: &&Fact<'r>| {
        let words = reading.between(fact.q.passage, fact.q.lead_start..fact.q.number.span.start);
        fact.main && words.contains("年初") && words.contains("预算") && fact.q.number.dimension == Dimension::Money
    };
    let then = only(facts.all.iter().filter(opening).map(|fact| fact.q))?;
    (then.sentence != change.sentence).then_some([now, then])
}

/// What grew: the words before the comparison, or the figure before.
fn levels<'r>(reading: &'r Reading<'_>, facts: &Facts<'r>, change: &Quantity, year: i32) -> Option<[&'r Quantity; 2]> {
    let subject = subject(&change.lead);
    let suits = |fact: &Fact<'_>| {
        let percent = change.number.dimension == Dimension::Percent;
        let same = percent || fact.q.number.dimension == change.number.dimension;
        // 发放金额 is no number of loans.
        let money = ["金额", "资金", "支出", "收入", "额"].iter().any(|word| subject.ends_with(word));
        let measure = !money || fact.q.number.dimension == Dimension::Money;
        same && measure && !fact.plan && !std::ptr::eq(fact.q, change)
    };
    let now = if name(&subject).chars().count() >= 2 {
        facts.called(&subject, Some(year), suits)?
    } else {
        before(reading, facts, change, year)?
    };
    let words = if name(&subject).chars().count() >= 2 { subject.clone() } else { now.lead.clone() };
    let like = |fact: &Fact<'_>| {
        let standard = fact.standard == now.number.per.is_standard();
        suits(fact) && fact.q.number.dimension == now.number.dimension && standard
    };
    let then = facts.called(&words, Some(year - 1), like)?;
    (then.sentence != change.sentence || now.sentence != change.sentence).then_some([now, then])
}

/// 本年基金支出 of 本年基金支出较上年增长.
fn subject(lead: &str) -> String {
    let end = COMPARED.iter().filter_map(|word| lead.find(word)).min().unwrap_or(lead.len());
    lead[..end].to_owned()
}

/// The figure that the change follows directly.
fn before<'r>(reading: &'r Reading<'_>, facts: &Facts<'r>, change: &Quantity, year: i32) -> Option<&'r Quantity> {
    let own = reading.in_sentence(change.sentence).iter().rev();
    let last = own.into_iter().find(|q| q.number.span.end <= change.lead_start)?;
    let fact = facts.all.iter().find(|fact| std::ptr::eq(fact.q, last))?;
    (change.clause - last.clause <= 1 && fact.year == Some(year) && !fact.plan).then_some(last)
}

fn tell(reading: &Reading<'_>, change: &Quantity, [now, then]: [&Quantity; 2], review: &mut Review) {
    let (more, less) = if now.number.value >= then.number.value { (now, then) } else { (then, now) };
    let equation = if change.number.dimension == Dimension::Percent {
        Equation::growth(change, now, then)
    } else {
        Equation::rest(change, more, &[less])
    };
    equation.ask(reading, "核对两年的数与增减", review);
}
