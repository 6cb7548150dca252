//! B05 of those told before: 在上述城镇新增就业人员中，高校毕业生5396人, and the paragraph before told of 5218人 newly employed.

use super::Known;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::names::{common, core};
use crate::rules::terms::bare_lead;

/// The name of those who were told before shares so many signs with the words around their figure.
const ALIKE: usize = 4;

pub(super) fn check(reading: &Reading<'_>, _: &Known, review: &mut Review) {
    for (at, sentence) in reading.sentences.iter().enumerate() {
        let text = reading.between(sentence.passage, sentence.span.clone());
        let Some((before, behind)) = text.split_once("上述") else { continue };
        let name: String = behind.chars().take_while(|sign| !"，。；：".contains(*sign)).collect();
        let among = name.ends_with('中') || name.ends_with("构成看") || name.ends_with("结构看");
        if reading.text.passages[sentence.passage].cell || !among {
            continue;
        }
        let from = sentence.span.start + before.chars().count() + 2 + name.chars().count();
        let name =
            ["构成看", "结构看", "人员中", "中"].iter().fold(name.as_str(), |name, word| name.trim_end_matches(word));
        let own = core(name);
        let part =
            reading.in_sentence(at).iter().find(|q| q.number.span.start > from && q.number.dimension.is_counted());
        let Some(part) = part.filter(|part| part.is_amount() && !part.prior) else { continue };
        let whole = reading.quantities.iter().rev().find(|q| {
            q.passage < part.passage
                && q.bracket.is_none()
                && !q.led_by(OPENERS)
                && q.number.dimension == part.number.dimension
                && q.is_amount()
                && !q.prior
                && (common(&q.lead, name) >= ALIKE
                    || common(&q.tail, name) >= ALIKE
                    || own.chars().count() >= 2 && core(bare_lead(&q.lead)) == own)
        });
        if let Some(whole) = whole {
            judge(reading, part, whole, review);
        }
    }
}

fn judge(reading: &Reading<'_>, part: &Quantity, whole: &Quantity, review: &mut Review) {
    let (a, b) = (reading.printed(part), reading.printed(whole));
    let quotes = reading.quotes([part, whole]);
    if part.number.interval().low <= whole.number.interval().high {
        return review.holds(Relation::Subset, quotes, format!("{a}不大于{b}"));
    }
    let finding = Finding::new(
        Kind::SubsetExceedsTotal,
        quotes,
        format!("上述{b}中的{a}大于总数"),
        "部分不应大于总数：核对两个数",
    );
    review.findings.push(finding.confidence(Confidence::Likely));
}
