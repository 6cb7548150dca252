//! A02 of what was done against what was to be done, each told in its own section: 目标培训8500人次 … 实际培训9127人次 … 完成率107.38%,
//! 参保人数完成目标的101.30%, 应参保24.85万人 … 参保率97.06%.

use super::facts::{Fact, Facts};
use crate::finding::{Relation, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::Equation;
use crate::rules::known::Known;
use crate::unit::Dimension;

/// Behind the name of what was done.
const COMPLETED: &[&str] = &[
    "目标完成率",
    "任务完成率",
    "完成率",
    "完成目标的",
    "完成年度目标的",
    "完成任务的",
    "完成年初目标的",
    "达到目标的",
    "为目标的",
    "完成年度任务的",
    "占目标的",
];

pub(super) fn check(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, review: &mut Review) {
    for rate in &reading.quantities {
        let told = rate.number.dimension == Dimension::Percent && rate.number.is_operand() && !rate.is_change();
        let cell = reading.text.passages[rate.passage].cell;
        if !told || cell || rate.prior || known.has(reading, rate, &[Relation::Ratio]) {
            continue;
        }
        let lead = rate.lead.trim_end_matches(['为', '达', '到', '是', '：']);
        let subject = COMPLETED.iter().find_map(|words| lead.strip_suffix(words));
        let terms = match subject {
            Some(subject) => of_goal(facts, subject),
            None => lead.strip_suffix('率').and_then(|stem| of_due(facts, stem)),
        };
        if let Some([part, base]) = terms {
            Equation::share(rate, part, base).ask(reading, "核对目标数、完成数与完成率", review);
        }
    }
}

/// What was done of that name, and what was to be.
fn of_goal<'r>(facts: &Facts<'r>, subject: &str) -> Option<[&'r Quantity; 2]> {
    let done = facts.called(subject, facts.year, |fact| !fact.plan && !fact.standard)?;
    let like = |fact: &Fact<'_>| fact.plan && !fact.standard && fact.q.number.dimension == done.number.dimension;
    Some([done, facts.called(subject, facts.year, like)?])
}

/// 实际参保 and 应参保 of 参保率.
fn of_due<'r>(facts: &Facts<'r>, stem: &str) -> Option<[&'r Quantity; 2]> {
    let length = stem.chars().count().saturating_sub(2);
    let (whose, stem): (String, String) = (stem.chars().take(length).collect(), stem.chars().skip(length).collect());
    // 低保对象参保率 is of other people.
    let all = ["保险", "医保", "居保", "全县", "全市", "全区", "总体", "综合"];
    if !whose.is_empty() && !all.iter().any(|word| whose.contains(word)) || whose.contains("对象") {
        return None;
    }
    let due = format!("应{stem}");
    let is_due = |fact: &Fact<'_>| fact.name.ends_with(&due) && !fact.standard;
    let base =
        super::facts::only(facts.all.iter().filter(|fact| fact.year == facts.year && is_due(fact)).map(|fact| fact.q))?;
    let like = |fact: &Fact<'_>| !fact.plan && !is_due(fact) && fact.q.number.dimension == base.number.dimension;
    Some([facts.called(&stem, facts.year, like)?, base])
}
