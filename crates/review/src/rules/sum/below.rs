//! A total whose parts are the items below it: 总收入581.45万元…具体情况如下。1.财政拨款收入…万元。2.…

use super::{same_measure, sum, written};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::mains::mains;
use crate::rules::terms::bare_lead;
use crate::text::item_mark;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// What the total and its items are both called.
const NOUNS: &[&str] = &["收入", "支出", "结余", "补助", "补贴", "资金", "经费"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, passage) in reading.text.passages.iter().enumerate() {
        let text = passage.text();
        let opens = text.trim_end_matches(['。', '：', '，']).ends_with("如下");
        if opens && !passage.cell {
            for noun in NOUNS.iter().filter(|noun| text.contains(*noun)) {
                if list(reading, index, noun, review) {
                    break;
                }
            }
        }
    }
}

/// Whether the items below are the parts of a total here.
fn list(reading: &Reading<'_>, index: usize, noun: &str, review: &mut Review) -> bool {
    let parts = items(reading, index, noun);
    let Some(sum) = sum(parts.iter().copied()).filter(|_| parts.len() > 2) else { return false };
    let here = reading.sentences.iter().enumerate().filter(|(_, s)| s.passage == index);
    let totals: Vec<&Quantity> = here
        .flat_map(|(sentence, _)| mains(reading, sentence))
        .filter(|q| q.is_amount() && same_measure(&q.number, &parts[0].number) && called(q, noun) && !q.prior)
        .collect();
    let quotes = |total: &Quantity| reading.quotes(std::iter::once(total).chain(parts.iter().copied()));
    if let Some(total) = totals.iter().find(|q| q.number.interval().meets(sum)) {
        let calc = format!("{}，与{}相符", written(reading, &parts, total), reading.printed(total));
        review.holds(Relation::Sum, quotes(total), calc);
        return true;
    }
    let whole = |q: &&&Quantity| q.led_by(&["总", "共", "合计"]);
    let mut whole = totals.iter().filter(whole);
    let (Some(total), None) = (whole.next(), whole.next()) else { return false };
    let gap = (sum.middle() - total.number.value).abs();
    // A list that stops short of the total may name the main ones only.
    if gap * Decimal::from(5) > total.number.value {
        return false;
    }
    let calc = format!("{}，报告总数为{}", written(reading, &parts, total), reading.printed(total));
    let suggestion = format!("下列各项之和为{}，核对总数与各项", in_unit_of(sum.middle(), &total.number));
    let finding = Finding::new(Kind::SumMismatch, quotes(total), calc, suggestion);
    review.findings.push(finding.confidence(Confidence::Likely));
    true
}

/// The first amount of each item of the list, as long as every item has one of that name.
fn items<'r>(reading: &'r Reading<'_>, index: usize, noun: &str) -> Vec<&'r Quantity> {
    let mut parts: Vec<&Quantity> = Vec::new();
    for passage in index + 1..reading.text.passages.len() {
        let chars = &reading.text.passages[passage].chars;
        let mark = item_mark(chars);
        let ordinal: String = chars[..mark].iter().filter(|c| c.is_ascii_digit()).collect();
        if mark == 0 || chars[0] == '（' || ordinal.parse() != Ok(parts.len() + 1) {
            break;
        }
        let start = reading.quantities.partition_point(|q| q.passage < passage);
        let first = reading.quantities[start..].iter().take_while(|q| q.passage == passage).find(|q| !q.number.chinese);
        match first.filter(|q| q.is_amount() && q.number.dimension == Dimension::Money && called(q, noun)) {
            Some(part) => parts.push(part),
            None => return Vec::new(),
        }
    }
    parts
}

/// 总收入, 财政拨款收入, 上年结转和结余 (which is money come in).
fn called(quantity: &Quantity, noun: &str) -> bool {
    let name = bare_lead(&quantity.lead);
    name.ends_with(noun) || noun == "收入" && (name.contains("结转") || name.ends_with("结余"))
}
