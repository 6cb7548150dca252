//! E06: what stands under the heading of goals is no goal: achievements of the year, or a stage goal that is told as
//! done.

use super::Report;
use super::sections::Sections;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::{Kind, Severity};

/// Words of what was done.
const DONE: [&str; 14] = [
    "同比增长",
    "截止",
    "截至",
    "已累计",
    "已建立",
    "已完成",
    "完成了",
    "荣获",
    "获得了",
    "取得了",
    "共支付",
    "共派出",
    "全年共",
    "圆满完成",
];
/// Words of what shall be reached.
const AIMED: [&str; 14] = [
    "不低于",
    "不少于",
    "≥",
    "力争",
    "目标值",
    "指标值",
    "预期",
    "目标为",
    "目标是",
    "计划",
    "达到",
    "以上",
    "目标数",
    "目标任务为",
];
/// So many sentences of results are no slip of the pen.
const SENTENCES: usize = 4;
/// A verb with 了 tells what is over.
const OVER: [&str; 9] = ["启动了", "完成了", "实现了", "增强了", "提高了", "发放了", "取得了", "解决了", "提升了"];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    achievements(report, review);
    stage_goals(report, review);
}

/// 绩效目标 as a heading over a year's work.
fn achievements(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for section in Sections::of(reading).0 {
        if !section.title.ends_with("绩效目标") && !section.title.ends_with("绩效目标设定情况") {
            continue;
        }
        let text = section.text(reading);
        let done = |sentence: &&str| {
            DONE.iter().any(|word| sentence.contains(word)) && sentence.chars().any(|c| c.is_ascii_digit())
        };
        let told = text.split(['。', '；']).filter(done).count();
        if told < SENTENCES || AIMED.iter().any(|word| text.contains(word)) {
            continue;
        }
        let length = reading.text.passages[section.heading].chars.len().min(section.rest);
        let quotes = reading.text.quotes(section.heading, 0..length);
        let calc = format!("“{}”下面有{told}句写的是全年成绩，没有一个目标值", section.title);
        let suggestion = "写明年初设定的目标和目标值，成绩移到完成情况";
        let finding = Finding::new(Kind::SectionContent, quotes, calc, suggestion);
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 阶段性目标：截止12月31日，发放…，启动了….
fn stage_goals(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for (index, passage) in reading.text.passages.iter().enumerate().filter(|(_, passage)| !passage.cell) {
        let text = passage.text();
        let Some((title, body)) = text.split_once('：') else { continue };
        let titled = ["阶段性目标", "年度目标", "绩效目标"].iter().any(|word| title.ends_with(word));
        let over = OVER.iter().filter(|word| body.contains(**word)).count();
        let dated = ["截止", "截至"].iter().any(|word| body.contains(word));
        if !titled || title.chars().count() > 14 || over + usize::from(dated) < 2 || over == 0 {
            continue;
        }
        if AIMED.iter().any(|word| body.contains(word)) {
            continue;
        }
        let quotes = reading.text.quotes(index, 0..title.chars().count());
        let word = OVER.iter().find(|word| body.contains(**word)).unwrap_or(&"");
        let calc = format!("“{title}”写成了已经完成的事（“{word}”）");
        let finding = Finding::new(Kind::SectionContent, quotes, calc, "写明设定的目标值和时限，结果写到完成情况");
        review.findings.push(finding.severity(Severity::Low).confidence(Confidence::Likely));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        testing::only(text, "E06")
    }

    fn goals(body: &str) -> String {
        format!(
            "青岚县2022年度部门整体支出绩效自评报告\n一、单位情况\n编制12名。\n（三）部门整体支出绩效目标\n{body}\n二、自评情况\n开展了自评。\n"
        )
    }

    #[test]
    fn achievements_are_no_goals() {
        let year = "截至12月底，参保31.20万人。全年共核查疑点2109条。已建立服务点277个。今年共支付基金3.14亿元，同比增长5.72%。";
        assert_eq!(ids(&goals(year)), ["E06"]);
        assert!(ids(&goals(&format!("{year}参保率不低于95%。"))).is_empty());
        assert!(ids(&goals("参保率达到95%，按时足额发放待遇。")).is_empty());
    }

    #[test]
    fn a_stage_goal_is_not_over() {
        let told = "阶段性目标：截止12月31日，发放待遇1143人次，启动了新办法计发，增强了获得感。";
        assert_eq!(ids(&goals(told)), ["E06"]);
        assert!(ids(&goals("阶段性目标：12月31日前发放待遇不少于1143人次，启动新办法计发。")).is_empty());
    }
}
