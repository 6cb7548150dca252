//! A10: 9项指标中7项完成，2项未完成: what was counted, and its two halves.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [all, done, undone] = three else { continue };
        let alike = |q: &Quantity| {
            q.sentence == all.sentence && q.number.dimension == all.number.dimension && q.number.is_operand()
        };
        let counted = matches!(all.number.dimension, Dimension::Count("个" | "项"));
        if counted && alike(all) && alike(done) && alike(undone) && all.tail.ends_with('中') && denies(done, undone) {
            judge(reading, three, review);
        }
    }
}

/// 完成 and 未完成.
fn denies(done: &Quantity, undone: &Quantity) -> bool {
    let verb = done.tail.trim_start_matches(['已', '全']);
    let denied = ["未", "没有", "不"].iter().find_map(|word| undone.tail.strip_prefix(word));
    verb.chars().count() >= 2 && denied.is_some_and(|rest| rest.trim_start_matches("全部").starts_with(verb))
}

fn judge(reading: &Reading<'_>, three: &[Quantity], review: &mut Review) {
    let [all, done, undone] = three else { return };
    let sum = (done.number.value + undone.number.value).normalize();
    let calc = format!("{}＋{}＝{sum}", reading.printed(done), reading.printed(undone));
    let quotes = reading.quotes(three);
    if sum == all.number.value {
        return review.holds(Relation::Count, quotes, format!("{calc}，与{}相符", reading.printed(all)));
    }
    let calc = format!("{calc}，写明共{}", reading.printed(all));
    let finding = Finding::new(Kind::CountMismatch, quotes, calc, "核对总数与两部分的个数");
    review.findings.push(finding.confidence(Confidence::Likely));
}
