//! D02: a goal of the section of goals, its result in the text, and no word of why it was missed.

mod claimed;
mod copied;
mod unreported;

use super::names::{common, core};
use super::terms::bare_lead;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::text::item_mark;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// The figures of the passages that tell goals.
fn all<'r>(reading: &'r Reading<'_>) -> Vec<&'r Quantity> {
    among(reading, &passages(reading))
}

/// The same, where the passages of goals are known.
fn among<'r>(reading: &'r Reading<'_>, goals: &[bool]) -> Vec<&'r Quantity> {
    let said = |q: &Quantity| {
        let sentence = &reading.sentences[q.sentence];
        let words = reading.between(q.passage, sentence.span.start..q.number.span.start);
        ["目标是", "目标为", "目标：", "目标如下"].iter().any(|word| words.contains(word))
    };
    let told = |q: &&Quantity| {
        (goals[q.passage] || said(q))
            && !reading.text.passages[q.passage].cell
            && !q.number.chinese
            && q.number.bound != Bound::About
            // 目标是2024年降到40%以内 in a report of 2023: of a year that is still to come.
            && !(q.year_printed && q.year.zip(reading.year).is_some_and(|(year, own)| year > own))
    };
    reading.quantities.iter().filter(told).collect()
}

/// Which passages tell goals: under a heading of goals, or beginning with 年度目标：.
pub(crate) fn passages(reading: &Reading<'_>) -> Vec<bool> {
    let mut section = false;
    // 年度绩效目标为： before numbered lines, up to the first full stop.
    let mut listed = false;
    let goals = |words: &str| {
        ["绩效目标", "年度目标", "总体目标", "预期目标", "目标任务", "工作目标", "设定目标", "目标设定"]
            .iter()
            .any(|word| words.contains(word))
            && !["完成", "实现", "分析", "结果", "偏离", "下一步", "下年"].iter().any(|word| words.contains(word))
    };
    let mut told = Vec::with_capacity(reading.text.passages.len());
    for passage in &reading.text.passages {
        let start: String = passage.chars.iter().take(20).collect();
        if passage.heading {
            section = goals(&passage.text());
        }
        let titled = start.split(['：', '。']).next().filter(|title| title.chars().count() < start.chars().count());
        let titled = titled.is_some_and(goals);
        listed &= item_mark(&passage.chars) > 0;
        told.push(!passage.cell && (section || titled || listed));
        listed = titled && passage.chars.last() == Some(&'：') || listed && passage.chars.last() != Some(&'。');
    }
    told
}

/// The only goal with this name.
pub(crate) fn called<'r>(reading: &'r Reading<'_>, name: &str, dimension: Dimension) -> Option<&'r Quantity> {
    let goals = all(reading);
    let same = goals.iter().filter(|q| q.number.dimension == dimension);
    let scored: Vec<(usize, &Quantity)> = same.map(|q| (common(&core(&q.lead), name), *q)).collect();
    let best = scored.iter().map(|(length, _)| *length).max().filter(|length| *length >= 2)?;
    let mut found = scored.iter().filter(|(length, _)| *length == best);
    let first = found.next()?.1;
    found.all(|(_, other)| other.number.value == first.number.value).then_some(first)
}

/// Two values of one measure are of one size.
pub(crate) fn beside(goal: &Quantity, result: &Quantity) -> bool {
    let (a, b) = (goal.number.value, result.number.value);
    a.max(b) <= a.min(b) * Decimal::TWO
}

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    pairs(reading, review);
    let goals = passages(reading);
    let figures = among(reading, &goals);
    unreported::check(reading, &goals, &figures, review);
    for goal in figures.into_iter().filter(|goal| least(reading, goal)) {
        let name = core(bare_lead(&goal.lead));
        if name.chars().count() < 2 {
            continue;
        }
        let called = |q: &&Quantity| {
            q.passage > goal.passage
                && !goals[q.passage]
                && q.number.dimension == goal.number.dimension
                && q.is_amount()
                && !q.prior
                && q.year.is_none_or(|year| goal.year.or(reading.year).is_none_or(|own| own == year))
                && !reading.text.passages[q.passage].cell
                && !q.led_by(&["目标", "任务", "计划", "其中", "预算"])
                && !["的目标", "目标", "的任务", "任务"].iter().any(|word| q.tail.starts_with(word))
                && core(bare_lead(&q.lead)) == name
        };
        let results: Vec<&Quantity> = reading.quantities.iter().filter(called).collect();
        let Some(first) = results.first().filter(|first| results.iter().all(|q| q.number.value == first.number.value))
        else {
            continue;
        };
        judge(reading, goal, first, review);
    }
    claimed::check(reading, review);
    copied::check(reading, review);
}

/// 年初任务数101974人，全年完成值103119人; 时长≥928小时，实际时长910小时: the target directly before its result.
fn pairs(reading: &Reading<'_>, review: &mut Review) {
    const TARGETS: [&str; 7] = ["任务数", "目标值", "指标值", "目标数", "计划数", "计划值", "预期值"];
    const RESULTS: [&str; 6] = ["实际", "完成", "全年完成", "全年实际", "年末完成", "年度完成"];
    for couple in reading.quantities.windows(2) {
        let [goal, result] = couple else { continue };
        let named = bare_lead(&goal.lead);
        let set = goal.number.bound == Bound::AtLeast && goal.number.span.start > goal.lead_start
            || goal.number.bound == Bound::None && TARGETS.iter().any(|word| named.ends_with(word));
        let beside = goal.sentence == result.sentence
            && result.clause.abs_diff(goal.clause) == 1
            && result.part == goal.part
            && goal.bracket == result.bracket
            && goal.number.dimension == result.number.dimension
            && !matches!(goal.number.dimension, Dimension::Bare | Dimension::Score);
        let told = RESULTS.iter().any(|word| result.lead.starts_with(word)) && result.number.is_operand();
        let plain = !reading.text.passages[goal.passage].cell && !result.is_change() && !result.prior;
        // 实际支付率 beside a target of another name is something else.
        let own = core(bare_lead(&result.lead));
        let same = own.chars().count() < 3 || common(&own, &core(named)) * 2 > own.chars().count();
        if set && beside && told && plain && same {
            judge(reading, goal, result, review);
        }
    }
}

/// 不少于, 达到…以上: what has to be reached.
fn least(reading: &Reading<'_>, goal: &Quantity) -> bool {
    let reached = ["达到", "达", "实现", "不低于", "不少于"].iter().any(|word| {
        goal.lead.ends_with(word) || {
            let span = goal.number.span.start.saturating_sub(3)..goal.number.span.start;
            reading.between(goal.passage, span).contains(word)
        }
    });
    goal.number.bound == Bound::AtLeast || (goal.number.bound == Bound::None && reached && !goal.is_change())
}

fn judge(reading: &Reading<'_>, goal: &Quantity, result: &Quantity, review: &mut Review) {
    let missed = result.number.interval().high < goal.number.interval().low;
    let text = format!("目标{}，完成{}", reading.printed(goal), reading.printed(result));
    let quotes = reading.quotes([result, goal]);
    if !missed {
        return review.holds(Relation::Target, quotes, format!("{text}，达到目标"));
    }
    if explained(reading, goal, result) || !beside(goal, result) {
        return;
    }
    let short = in_unit_of(goal.number.value - result.number.value, &result.number);
    let finding = Finding::new(
        Kind::TargetMissedNoExplanation,
        quotes,
        format!("{text}，相差{short}，没有说明原因"),
        "写明未完成的原因和改进措施",
    );
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// The paragraph of the result, or any other that names it, speaks of a reason.
fn explained(reading: &Reading<'_>, goal: &Quantity, result: &Quantity) -> bool {
    let reason = |text: &str| {
        let words = [
            "原因",
            "由于",
            "因为",
            "主要是",
            "受",
            "未达",
            "未完成",
            "没有达到",
            "没有完成",
            "低于",
            "差",
            "因",
            "少",
        ];
        // 享受待遇 and 受理 give no reason.
        let text =
            ["享受", "接受", "受理", "受益", "受助"].iter().fold(text.to_owned(), |text, word| text.replace(word, ""));
        words.iter().any(|word| text.contains(word))
    };
    // 缴费人数年初任务数: the target's words are no part of the name.
    let bare =
        |q: &Quantity| ["年初", "指标", "预期", "年度"].iter().fold(core(bare_lead(&q.lead)), |n, w| n.replace(w, ""));
    let names = [bare(goal), bare(result)];
    let own = reading.text.passages[result.passage].text();
    let named = |text: &str| names.iter().any(|name| common(text, name) >= name.chars().count().clamp(2, 4));
    reason(&own) || reading.text.passages.iter().map(|passage| passage.text()).any(|text| named(&text) && reason(&text))
}
