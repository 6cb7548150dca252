//! D16: a change of which the reasons, told with their amounts, cover only a part.

use rust_decimal::Decimal;

use crate::finding::{Confidence, Finding, Review};
use crate::kind::{Kind, Severity};
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::unit::Dimension;

const UP: [&str; 9] = ["增加", "增长", "追加", "新增", "上升", "调增", "超支", "多支", "增支"];
const DOWN: [&str; 9] = ["减少", "下降", "压减", "调减", "核减", "节约", "降低", "少支", "减支"];

/// Words after which reasons are told.
const REASONS: [&str; 8] = ["原因", "主要是", "主要为", "由于", "主要系", "主要因", "系因", "是因为"];

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, change) in reading.quantities.iter().enumerate() {
        let counted = matches!(change.number.dimension, Dimension::Money | Dimension::Person | Dimension::Count(_));
        let plain = change.number.is_operand() && !change.number.chinese && change.bracket.is_none();
        let cell = reading.text.passages[change.passage].cell;
        if let Some(way) = way(change).filter(|_| counted && plain && !cell && !change.number.per.is_standard()) {
            explain(reading, index, way, review);
        }
    }
}

/// Whether a figure grew by it; none where the words do not say, or say both.
fn way(quantity: &Quantity) -> Option<bool> {
    let near = |words: &[&str]| {
        words.iter().any(|word| {
            quantity.lead.rfind(word).is_some_and(|at| quantity.lead[at + word.len()..].chars().count() <= 8)
        })
    };
    match (near(&UP), near(&DOWN)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// The reasons told in the rest of the sentence, or in the next one where that begins with them.
fn explain(reading: &Reading<'_>, index: usize, way_of_change: bool, review: &mut Review) {
    let change = &reading.quantities[index];
    let Some((from, end)) = place_of_reasons(reading, change) else { return };
    let behind = &reading.quantities[index + 1..];
    let here: Vec<&Quantity> = behind.iter().take_while(|q| q.passage == change.passage).collect();
    let told = here.iter().filter(|q| (from..end).contains(&q.number.span.start) && q.bracket.is_none());
    let reasons: Vec<&Quantity> = told.copied().filter(|q| q.number.dimension == change.number.dimension).collect();
    // 由a增加到b among the reasons tells levels; what is compared or taken apart is left alone.
    let levels = reasons.iter().any(|q| !q.number.is_operand() || q.number.per.is_standard() || way(q).is_none());
    let words = reading.between(change.passage, from..end);
    if reasons.is_empty() || levels || ["其中", "分别", "等", "以及其他"].iter().any(|word| words.contains(word))
    {
        return;
    }
    let sum: Decimal =
        reasons.iter().map(|q| if way(q) == Some(way_of_change) { q.number.value } else { -q.number.value }).sum();
    let open: Decimal = reasons.iter().map(|q| q.number.interval().high - q.number.value).sum();
    let rest = change.number.value - sum;
    // A tenth may go unsaid.
    if sum <= Decimal::ZERO || rest <= open || rest * Decimal::TEN <= change.number.value {
        return;
    }
    let finest = reasons.iter().chain([&change]).min_by_key(|q| q.number.step).map_or(&change.number, |q| &q.number);
    let calc = format!(
        "变动{}，所列原因合计{}，还有{}没有说明",
        reading.printed(change),
        in_unit_of(sum, finest),
        in_unit_of(rest, finest)
    );
    let quotes = reading.quotes(std::iter::once(change).chain(reasons));
    let finding = Finding::new(Kind::PartialExplanation, quotes, calc, "补写其余部分的原因，或写明只列主要原因");
    let severity = if words.contains("主要") { Severity::Info } else { Severity::Low };
    review.findings.push(finding.severity(severity).confidence(Confidence::Question));
}

/// From the word of reason to the end of its sentence.
fn place_of_reasons(reading: &Reading<'_>, change: &Quantity) -> Option<(usize, usize)> {
    let sentence = reading.sentences.get(change.sentence)?;
    let find = |from: usize, to: usize, within: usize| {
        let words = reading.between(change.passage, from..to);
        let at = REASONS.iter().filter_map(|word| words.find(word)).min()?;
        let length = words[..at].chars().count();
        (length <= within).then_some((from + length, to))
    };
    find(change.number.span.end, sentence.span.end, 16).or_else(|| {
        let next = reading.sentences.get(change.sentence + 1).filter(|next| next.passage == change.passage)?;
        let last =
            reading.in_sentence(change.sentence).iter().rfind(|q| q.number.dimension == change.number.dimension)?;
        let is_last = last.number.span == change.number.span;
        find(next.span.start, next.span.end, 4).filter(|_| is_last)
    })
}
