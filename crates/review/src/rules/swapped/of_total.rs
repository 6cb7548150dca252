//! C01 of a total that was recomputed: 合计47.36万人 is the sum of what is 参保 in one paragraph, and another tells 参保43.76万人, the same
//! digits in another order or with one of them replaced. And of a change or a level of last year that is told again:
//! 减少0.47万人 … 减少的0.74万人中; 2022年…5,381人 … 比上年的5,318人增加288人.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::rules::slip;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    let is_total = |q: &&Quantity| {
        let told = ["合计", "共", "总计", "共计"].iter().any(|word| q.lead.ends_with(word));
        let measured = !matches!(q.number.dimension, Dimension::Percent | Dimension::Bare | Dimension::Score);
        told && measured && known.holds(reading, q, &[Relation::Sum]) && !reading.text.passages[q.passage].cell
    };
    for total in reading.quantities.iter().filter(is_total) {
        let again: Vec<&Quantity> = reading.quantities.iter().filter(|q| is_again(reading, known, total, q)).collect();
        let [told] = again[..] else { continue };
        let (a, b) = (reading.printed(told), reading.printed(total));
        let calc = format!("此处为{a}，另一处各部分合计为{b}，只差一处笔误");
        let quotes = reading.quotes([told, total]);
        if !review.has_said(Kind::SameFactDifferentValue, &quotes) {
            let finding = Finding::new(Kind::SameFactDifferentValue, quotes, calc, "核对哪一处抄错");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 参保人数比上年末减少0.47万人, and later 参保人数减少的0.74万人中: one change, told again as what is taken apart.
pub(super) fn changes(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for again in &reading.quantities {
        let Some(name) = ["减少的", "增加的", "净增的", "下降的"].iter().find_map(|word| again.lead.strip_suffix(word))
        else {
            continue;
        };
        let verb = &again.lead[name.len()..].trim_end_matches('的');
        let told = |q: &&Quantity| {
            q.passage < again.passage
                && q.lead.ends_with(verb)
                && alike(q, again)
                && reading
                    .between(q.passage, reading.sentences[q.sentence].span.start..q.number.span.start)
                    .contains(name)
        };
        let all: Vec<&Quantity> = reading.quantities.iter().filter(told).collect();
        let [one] = all[..] else { continue };
        if again.tail.starts_with('中') && name.chars().count() >= 2 && !known.is_explained(reading, one) {
            say(reading, [one, again], review);
        }
    }
}

/// 2022年城镇新增就业5,381人, and later 城镇新增就业比上年的5,318人增加288人, which holds.
pub(super) fn of_last_year(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for again in
        reading.quantities.iter().filter(|q| known.holds(reading, q, &[Relation::Difference, Relation::Growth]))
    {
        let Some(name) =
            ["比上年的", "较上年的", "比上年", "较上年"].iter().find_map(|word| again.lead.strip_suffix(word))
        else {
            continue;
        };
        let told = |q: &&Quantity| {
            q.passage < again.passage
                && !q.prior
                && q.year_printed
                && q.is_amount()
                && alike(q, again)
                && bare_lead(&q.lead).ends_with(name)
        };
        let all: Vec<&Quantity> = reading.quantities.iter().filter(told).collect();
        let [one] = all[..] else { continue };
        if name.chars().count() >= 4 && !known.is_explained(reading, one) {
            say(reading, [one, again], review);
        }
    }
}

fn alike(a: &Quantity, b: &Quantity) -> bool {
    let one = a.number.dimension == b.number.dimension && a.number.factor == b.number.factor;
    one && a.number.step == b.number.step && a.number.value != b.number.value
}

fn say(reading: &Reading<'_>, [one, again]: [&Quantity; 2], review: &mut Review) {
    let quotes = reading.quotes([one, again]);
    if reading.text.passages[one.passage].cell
        || !slip::is_of(reading, one, again.number.interval())
        || review.has_said(Kind::SameFactDifferentValue, &quotes)
    {
        return;
    }
    let calc = format!("此处为{}，另一处为{}，只差一处笔误", reading.printed(one), reading.printed(again));
    let finding = Finding::new(Kind::SameFactDifferentValue, quotes, calc, "核对哪一处抄错");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// A figure of another paragraph that nothing explains, called as the parts of the total are.
fn is_again(reading: &Reading<'_>, known: &Known, total: &Quantity, q: &Quantity) -> bool {
    let end = |q: &Quantity| -> String { bare_lead(&q.lead).chars().rev().take(2).collect() };
    let alike = alike(q, total) && q.number.value >= slip::grain(q) * Decimal::ONE_HUNDRED;
    let apart = q.passage != total.passage && !reading.text.passages[q.passage].cell && q.is_amount() && !q.prior;
    let same = q.year.is_none() || total.year.is_none() || q.year == total.year;
    if !alike || !apart || !same || known.is_explained(reading, q) {
        return false;
    }
    let parts = reading.in_sentence(total.sentence).iter().filter(|part| {
        part.number.span.end <= total.number.span.start && part.number.dimension == total.number.dimension
    });
    let parts: Vec<&Quantity> = parts.collect();
    let whole = ["全市", "全县", "全区", "总"].iter().any(|word| q.lead.contains(word)) || q.lead.contains("基本");
    let named = parts.len() > 1 && parts.iter().all(|part| end(part) == end(q)) && end(q).chars().count() == 2;
    named && whole && slip::is_of(reading, q, total.number.interval())
}
