//! D08 of the running text: a goal with its figure of which the report never speaks again, while it tells the results
//! of the others.

use crate::finding::{Finding, Review};
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{common, core};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;

/// Fewer goals make no list, more are a register; a shorter name is no name.
const GOALS: std::ops::RangeInclusive<usize> = 3..=30;
const NAME: usize = 4;

pub(super) fn check(reading: &Reading<'_>, in_goals: &[bool], figures: &[&Quantity], review: &mut Review) {
    let goals: Vec<(String, &Quantity)> =
        figures.iter().copied().filter(|goal| is_result_asked(goal)).map(|goal| (name(goal), goal)).collect();
    let named: Vec<&(String, &Quantity)> = goals.iter().filter(|(name, _)| name.chars().count() >= NAME).collect();
    if !GOALS.contains(&named.len()) {
        return;
    }
    let first = named.iter().map(|(_, goal)| goal.passage).min().unwrap_or_default();
    // What stands in the same paragraph is no result of it.
    let outside = |passage: usize| !in_goals[passage] && named.iter().all(|(_, goal)| goal.passage != passage);
    let texts: Vec<String> = reading
        .text
        .passages
        .iter()
        .enumerate()
        .filter(|(index, _)| *index > first && outside(*index))
        .map(|(_, passage)| passage.text())
        .collect();
    let told = |(name, goal): &(String, &Quantity)| {
        let signs: Vec<char> = name.chars().collect();
        let words = |text: &String| signs.windows(3).any(|three| text.contains(&three.iter().collect::<String>()));
        let figure = |q: &&Quantity| {
            outside(q.passage) && q.number.dimension == goal.number.dimension && common(&core(&q.lead), name) >= 2
        };
        // 前两项占89.86%，低于95%的目标: by its figure.
        let by_figure = |q: &Quantity| {
            let same = q.number.dimension == goal.number.dimension && q.number.value == goal.number.value;
            outside(q.passage) && same && q.tail.contains("目标")
        };
        texts.iter().any(words) || reading.quantities.iter().any(|q| figure(&q) || by_figure(q))
    };
    let missing: Vec<&&(String, &Quantity)> = named.iter().filter(|goal| !told(goal)).collect();
    let [(name, goal)] = missing[..] else { return };
    if named.len() - 1 < 2 || texts.len() < 4 {
        return;
    }
    let calc = format!("目标中有“{name}”{}，全文没有写它的结果，其他目标都写了", reading.printed(goal));
    let finding = Finding::new(Kind::ResultNotReported, reading.quotes([*goal]), calc, "写明这项目标的完成情况");
    review.findings.push(finding.asked());
}

/// 组织就业技能培训不少于 → 就业技能培训.
fn name(goal: &Quantity) -> String {
    let lead = bare_lead(&goal.lead);
    let words = ["达到", "达", "举办", "组织", "开展", "完成", "确保", "力争", "控制在", "保持", "是", "全部", "各类"];
    let name = words.iter().fold(core(lead), |name, word| name.replace(word, ""));
    name.trim_matches(|sign: char| "一二三四五六七八九十（）0123456789.、：，；不".contains(sign)).to_owned()
}

/// 不少于600人次: a figure that asks for a result; no money, which is told as a budget, and no date.
fn is_result_asked(goal: &Quantity) -> bool {
    let counted = matches!(
        goal.number.dimension,
        Dimension::Person | Dimension::PersonTimes | Dimension::Percent | Dimension::Count(_)
    );
    let asked = matches!(goal.number.bound, Bound::AtLeast | Bound::AtMost);
    counted && asked && !goal.prior
}
