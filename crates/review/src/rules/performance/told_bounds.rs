//! D09 of the text: a result that is no value but the bound of its target: 完成情况：执行率大于80%; 满意度90%以上 where
//! 90% was the goal.

use super::Report;
use super::sections::Sections;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::rules::goals;
use crate::unit::Dimension;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let in_goals = goals::passages(reading);
    let results = result_passages(report);
    let mut said: Vec<String> = Vec::new();
    for q in &reading.quantities {
        let open = q.number.bound == Bound::AtLeast && q.number.dimension == Dimension::Percent;
        if !open || reading.text.passages[q.passage].cell || in_goals[q.passage] || is_goal(report, q) {
            continue;
        }
        let calc = if q.led_by(&["满意"]) {
            match same_goal(report, &in_goals, q) {
                Some(goal) => format!("满意度的结果{}就是目标{goal}，不是调查得到的数值", reading.printed(q)),
                None => continue,
            }
        } else if results[q.passage] && is_compared(report, q) {
            let from = q.number.span.start.saturating_sub(2);
            let words = reading.between(q.passage, from..q.number.span.end);
            format!("完成情况写“{}”，是目标的要求，不是实际数值", words.trim())
        } else {
            continue;
        };
        if !said.contains(&calc) {
            let quotes = reading.quotes([q]);
            let finding = Finding::new(Kind::TargetCopiedAsResult, quotes, calc.clone(), "填写实际达到的数值");
            review.findings.push(finding.confidence(Confidence::Likely));
            said.push(calc);
        }
    }
}

/// The paragraphs of a section or item that is called 完成情况.
fn result_passages(report: &Report<'_, '_>) -> Vec<bool> {
    let reading = report.reading;
    let mut told = vec![false; reading.text.passages.len()];
    for section in Sections::of(reading).0.iter().filter(|section| section.title.ends_with("完成情况")) {
        told[section.heading] = true;
        section.body.clone().for_each(|index| told[index] = true);
    }
    for (index, passage) in reading.text.passages.iter().enumerate() {
        let text = passage.text();
        let title = text.split('：').next().unwrap_or_default();
        told[index] |= title.len() < text.len() && title.ends_with("完成情况");
    }
    told
}

/// 大于80%, ≥80%: the words of a target; 超过80% and 80%以上 are how people speak of a result.
fn is_compared(report: &Report<'_, '_>, q: &Quantity) -> bool {
    let span = q.number.span.start.saturating_sub(3)..q.number.span.start + 2;
    let words = report.reading.between(q.passage, span);
    ["大于", "不低于", "不少于", "≥"].iter().any(|word| words.contains(word))
}

/// The sentence, or the words behind the figure, speak of a target.
fn is_goal(report: &Report<'_, '_>, q: &Quantity) -> bool {
    let reading = report.reading;
    let words = reading.between(q.passage, reading.sentences[q.sentence].span.clone());
    // 时效指标完成情况：… the title says what it is of.
    let words = words.rsplit('：').next().unwrap_or_default();
    ["目标", "要求", "任务", "应", "计划", "指标", "力争", "确保", "规定", "标准", "预期"]
        .iter()
        .any(|word| words.contains(word))
}

/// The goal's figure, where it is the same and no survey gives another value.
fn same_goal(report: &Report<'_, '_>, in_goals: &[bool], q: &Quantity) -> Option<String> {
    let reading = report.reading;
    let satisfied = |other: &&Quantity| other.number.dimension == Dimension::Percent && other.led_by(&["满意"]);
    let mut all = reading.quantities.iter().filter(satisfied);
    if all.clone().any(|other| other.number.value != q.number.value) {
        return None;
    }
    all.find(|other| in_goals[other.passage]).map(|goal| reading.printed(goal))
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        let text = format!(
            "青岚县2022年度项目绩效自评报告\n（二）绩效目标\n全年培训1500人，服务对象满意率90%。\n三、完成情况\n{text}\n"
        );
        testing::only(&text, "D09")
    }

    #[test]
    fn the_bound_of_a_target_is_no_result() {
        assert_eq!(ids("时效指标完成情况：资金执行率大于80%。"), ["D09"]);
        assert!(ids("时效指标完成情况：资金执行率86.4%。").is_empty());
        assert!(ids("资金执行率超过80%。").is_empty());
    }

    #[test]
    fn nor_is_the_goal_said_again() {
        assert_eq!(ids("参训人员对培训的满意度90%以上。"), ["D09"]);
        assert!(ids("参训人员对培训的满意度93.5%。").is_empty());
        assert!(ids("参训人员满意度达到90%以上的目标。").is_empty());
    }
}
