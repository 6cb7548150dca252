//! D09: the result is the goal to the last digit, 不少于12000人次 and 实际培训12000人次, and the parts that are told of it in another
//! place make something else.

use super::{among, passages};
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::bare_lead;
use rust_decimal::Decimal;

/// Fewer parts may be some of them.
const PARTS: usize = 3;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let in_goals = passages(reading);
    for goal in among(reading, &in_goals).into_iter().filter(|goal| goal.number.dimension.is_counted()) {
        let result = reading.quantities.iter().find(|q| {
            q.passage > goal.passage
                && !in_goals[q.passage]
                && q.number.dimension == goal.number.dimension
                && q.number.value == goal.number.value
                && q.led_by(&["实际", "完成", "全年"])
                && !q.led_by(&["目标", "任务", "计划"])
                && !reading.text.passages[q.passage].cell
        });
        let Some(result) = result else { continue };
        let rows = (0..reading.sentences.len()).filter_map(|at| parts(reading, at, result));
        for parts in rows {
            let sum: Decimal = parts.iter().map(|q| q.number.value).sum();
            let gap = (sum - result.number.value).abs();
            if !gap.is_zero() && gap * Decimal::TEN <= result.number.value {
                let printed: Vec<String> = parts.iter().map(|q| reading.printed(q)).collect();
                let told = in_unit_of(sum, &result.number);
                let calc =
                    format!("完成值与目标值同为{}，各部分{}＝{told}", reading.printed(result), printed.join("＋"));
                let quotes = reading.quotes([result, goal].into_iter().chain(parts));
                let finding = Finding::new(Kind::TargetCopiedAsResult, quotes, calc, "完成值应填实际数，不照抄目标值");
                review.findings.push(finding.confidence(Confidence::Likely));
                return;
            }
        }
    }
}

/// 甲片区培训2418人次，乙片区培训3160人次，…，上述五个片区: as many as are counted, all led by the verb of the result.
fn parts<'r>(reading: &'r Reading<'_>, at: usize, result: &Quantity) -> Option<Vec<&'r Quantity>> {
    let sentence = &reading.sentences[at];
    if sentence.passage == result.passage || reading.text.passages[sentence.passage].cell {
        return None;
    }
    let verb = |q: &Quantity| -> String { bare_lead(&q.lead).chars().rev().take(2).collect() };
    let all: Vec<&Quantity> = reading
        .in_sentence(at)
        .iter()
        .filter(|q| q.number.dimension == result.number.dimension && q.is_amount() && !q.number.chinese)
        .collect();
    let own: String = verb(all.first()?).chars().rev().collect();
    let alike = all.iter().all(|q| verb(q).chars().rev().collect::<String>() == own) && result.lead.contains(&own);
    let counted = reading.in_sentence(at).iter().any(|q| {
        let whole = ["上述", "以上", "共"].iter().any(|word| q.lead.ends_with(word));
        whole && q.number.value == Decimal::from(all.len())
    });
    (all.len() >= PARTS && alike && counted && own.chars().count() == 2).then_some(all)
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn the_parts_tell_what_was_done() {
        let told = |done: &str| {
            let text = format!(
                "一、绩效目标\n年度目标为：全年培训残疾人不少于7500人次。\n二、完成情况\n实际培训残疾人{done}人次。\n城关片区培训2418人次，南滨片区培训3160人次，北屏片区培训1975人次，上述三个片区覆盖全县。\n"
            );
            testing::only(&text, "D09")
        };
        assert_eq!(told("7500"), ["D09"]);
        assert!(told("7553").is_empty());
    }
}
