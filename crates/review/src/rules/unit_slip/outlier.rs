//! B01 within a sentence: 收入613万元，…；支出514亿元；结余99亿元. One amount in another unit than all its neighbours, whose
//! digits are of their size.

use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, unit_words};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many neighbours must say what is usual.
const OTHERS: usize = 2;
/// Of a longer list no more are asked: each is compared with all others.
const MOST: usize = 30;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for sentence in 0..reading.sentences.len() {
        let all: Vec<&Quantity> = reading.in_sentence(sentence).iter().filter(|q| is_sum(reading, q)).collect();
        for odd in all.iter().take(MOST) {
            let others: Vec<&Quantity> = all.iter().copied().filter(|q| !std::ptr::eq(*q, *odd)).collect();
            if others.len() >= OTHERS && is_odd(odd, &others) {
                say(reading, odd, &others, review);
            }
        }
    }
}

/// A sum of money in 元, 万元 or 亿元, not what each gets.
fn is_sum(reading: &Reading<'_>, q: &Quantity) -> bool {
    let each = ["每", "均", "标准", "按", "最高", "最低", "单价", "限额", "起付", "以上"]
        .iter()
        .any(|word| q.lead.contains(word));
    let plain = q.number.is_operand() && !q.number.chinese && !q.number.per.is_standard() && !each;
    plain && q.number.dimension == Dimension::Money && !reading.text.passages[q.passage].cell && q.bracket.is_none()
}

fn is_odd(odd: &Quantity, others: &[&Quantity]) -> bool {
    let digits = |q: &Quantity| q.number.value / q.number.factor;
    let usual = others[0].number.factor;
    if usual < Decimal::from(10_000) {
        return false;
    }
    let same = others.iter().all(|q| q.number.factor == usual) && odd.number.factor != usual;
    let least = others.iter().map(|q| digits(q)).min().unwrap_or_default();
    let most = others.iter().map(|q| digits(q)).max().unwrap_or_default();
    // As many decimals: who changes the unit on purpose changes them too.
    let alike = others.iter().any(|q| q.number.step / q.number.factor == odd.number.step / odd.number.factor);
    same && alike && (least..=most).contains(&digits(odd))
}

fn say(reading: &Reading<'_>, odd: &Quantity, others: &[&Quantity], review: &mut Review) {
    let quotes = reading.quotes(std::iter::once(odd).chain(others.iter().copied()));
    if review.has_said(Kind::UnitSlip, &reading.quotes([odd])) {
        return;
    }
    let unit = unit_words(Dimension::Money, others[0].number.factor);
    let calc = format!("同一句的其他{}个金额都以{unit}计，只有{}不是", others.len(), reading.printed(odd));
    let finding = Finding::new(Kind::UnitSlip, quotes, calc, format!("核对计量单位，疑应为{unit}"));
    review.findings.push(finding.confidence(Confidence::Likely));
}
