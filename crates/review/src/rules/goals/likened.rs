//! D02 where goal and result bear different names: 基础养老金养老补助发放38200人, 享受区级基础养老金人数36641人. Each must
//! be the other's nearest by name, and nothing else as near.

use crate::finding::Review;
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{common, core};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;

/// A shorter run of characters is shared by chance.
const SHARED: usize = 5;

pub(super) fn check(reading: &Reading<'_>, in_goals: &[bool], figures: &[&Quantity], review: &mut Review) {
    let goals: Vec<(&Quantity, String)> =
        figures.iter().copied().filter(|q| is_counted(q) && q.number.bound != Bound::AtMost).map(named).collect();
    let results: Vec<(&Quantity, String)> =
        reading.quantities.iter().filter(|q| is_counted(q) && is_result(reading, in_goals, q)).map(named).collect();
    for (goal, name) in &goals {
        let Some((result, own)) = nearest(name, goal, &results) else { continue };
        let back = nearest(own, result, &goals);
        if back.is_none_or(|(other, _)| !std::ptr::eq(*other, *goal)) || result.passage <= goal.passage {
            continue;
        }
        let quotes = reading.quotes([*result, *goal]);
        if !review.has_said(Kind::TargetMissedNoExplanation, &quotes) && result.number.value < goal.number.value {
            super::judge(reading, goal, result, review);
        }
    }
}

fn named(q: &Quantity) -> (&Quantity, String) {
    (q, core(bare_lead(&q.lead)))
}

fn is_counted(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Person && !q.number.chinese && q.number.bound != Bound::About
}

fn is_result(reading: &Reading<'_>, in_goals: &[bool], q: &Quantity) -> bool {
    // 在岗1196人，其中城镇478人、乡村718人: a part is no result of the goal for all.
    let before = reading.between(q.passage, reading.sentences[q.sentence].span.start..q.number.span.start);
    let is_part = before.rsplit('；').next().is_some_and(|words| words.contains("其中") || words.contains("包括"));
    !is_part
        && !in_goals[q.passage]
        && q.is_amount()
        && !q.prior
        && q.year.is_none_or(|year| reading.year.is_none_or(|own| own == year))
        && q.month.is_none_or(|month| month == 12)
        && !reading.text.passages[q.passage].cell
        && !q.led_by(&["目标", "任务", "计划", "其中", "预算", "新增", "男", "女"])
}

/// The one with the longest run in common, where no other has as long a one with another value.
fn nearest<'q>(name: &str, own: &Quantity, others: &'q [(&'q Quantity, String)]) -> Option<&'q (&'q Quantity, String)> {
    let like = |other: &&(&Quantity, String)| other.0.number.dimension == own.number.dimension;
    let best = others.iter().filter(like).map(|(_, other)| common(name, other)).max().filter(|n| *n >= SHARED)?;
    let mut found = others.iter().filter(like).filter(|(_, other)| common(name, other) == best);
    let first = found.next()?;
    found.all(|(other, _)| other.number.value == first.0.number.value).then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(result: &str) -> Vec<&'static str> {
        let text = format!(
            "青岚县2022年度项目绩效自评报告\n（二）绩效目标\n丧葬补贴发放150人，基础养老金补助发放3820人。\n三、取得效果\n{result}\n"
        );
        testing::only(&text, "D02")
    }

    #[test]
    fn a_goal_meets_its_result_under_another_name() {
        assert_eq!(ids("享受县级基础养老金3664人，享受养老补助36人，享受丧葬费159人。"), ["D02"]);
        assert!(ids("享受县级基础养老金3864人，享受养老补助36人。").is_empty());
        assert!(ids("享受县级基础养老金3664人，因死亡多于预计。").is_empty());
        assert!(ids("领取4012人，其中享受县级基础养老金3664人。").is_empty());
    }
}
