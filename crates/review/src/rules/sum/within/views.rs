//! Several views of one whole: 从学历看，…；从性别看，….

use super::Breakdown;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::sum::same_measure;
use crate::rules::terms::total_words;

/// 从学历看，本科148人、专科35人；从性别看，男76人、女118人: what stands in the middle of another list is not taken apart
/// behind its end; the second view is of the same whole as the first.
pub(super) fn of_same_whole<'r>(
    reading: &Reading<'_>,
    own: &Breakdown<'r>,
    all: &[Breakdown<'r>],
) -> Option<Breakdown<'r>> {
    let follows = |first: &Quantity| {
        reading.in_sentence(own.whole.sentence).iter().any(|q| {
            same_measure(&q.number, &own.whole.number)
                && q.number.span.start > own.whole.number.span.start
                && (q.number.span.start < first.number.span.start || first.sentence != q.sentence)
        })
    };
    let views = |first: &Quantity| first.opens_division() || first.lead.starts_with("看，");
    let divided = own.parts.first().filter(|_| own.parts.len() > 1 && !own.fits());
    let first = divided.filter(|first| views(first) || follows(first));
    let listed =
        |other: &&Breakdown<'_>| other.parts.len() > 1 && other.parts.iter().any(|part| std::ptr::eq(*part, own.whole));
    let Some(first) = first else { return Some(own.clone()) };
    let Some(other) = all.iter().find(listed) else {
        // 按年龄分，…；按参保类别分，…: the last part of one view is no whole of the next.
        let viewed = in_view(reading, own.whole);
        let over = !own.apart && own.whole.part != first.part && (total_words(&own.whole.lead).is_none() || viewed);
        let last = ["其余", "其他"].iter().any(|word| own.whole.lead.starts_with(word));
        let rest = own.apart && (last || viewed);
        return (!views(first) || !over && !rest).then(|| own.clone());
    };
    views(first).then(|| Breakdown { whole: other.whole, ..own.clone() })
}

/// Whether the figure's part of the sentence takes something apart: 按等级分：一级1964人，…，合计5591人.
pub(crate) fn in_view(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = reading.between(q.passage, reading.sentences[q.sentence].span.start..q.number.span.start);
    let part = words.rsplit('；').next().unwrap_or_default();
    part.starts_with(['按', '从', '分']) && ["分：", "分，", "看，", "看："].iter().any(|word| part.contains(word))
}
