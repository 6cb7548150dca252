//! D12: an excellent result over problems that deny it.

use rust_decimal::Decimal;

use super::Report;
use super::claims;
use super::sections::Sections;
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;
use crate::rules::goals;

/// Words that deny the result itself; 有待加强 and the like are custom and no contradiction.
const DENIALS: [&str; 16] = [
    "进展缓慢",
    "不够理想",
    "效果不理想",
    "弱化",
    "没能建立",
    "未能建立",
    "尚未建立",
    "没有建立",
    "严重滞后",
    "意识不足",
    "意识淡薄",
    "流于形式",
    "未按要求",
    "未能完成",
    "没有完成",
    "尚未完成",
];

/// Two denials in the section of problems under a score of 95 or more.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let scores = claims::scores(reading);
    for section in Sections::of(reading).0.iter().filter(|section| section.title.contains("问题")) {
        // The score that was told last before the section is the one it qualifies.
        let Some(score) = scores.iter().rev().find(|score| score.passage < section.heading) else { continue };
        if score.value < Decimal::from(95) {
            continue;
        }
        let found = denials(report, section.heading, section_end(report, section.heading));
        if found.len() < 2 {
            continue;
        }
        let words = found.iter().map(|(word, _)| format!("“{word}”")).collect::<String>();
        let calc = format!("自评 {} 分，问题部分却说{words}", score.value);
        let quotes = found.into_iter().flat_map(|(_, quotes)| quotes).chain(score.quotes.clone()).collect();
        let suggestion = "按问题扣分，或说明这些问题为什么不影响结果";
        review
            .findings
            .push(Finding::new(Kind::ConclusionVsProblems, quotes, calc, suggestion).confidence(Confidence::Likely));
    }
}

/// What a goal may be about, and the words of its fall.
const MEASURES: [&str; 6] = ["参保人数", "缴费人数", "参保率", "缴费率", "覆盖率", "就业人数"];
const FALLS: [&str; 4] = ["下降", "减少", "下滑", "萎缩"];

/// 能实现总体目标, and among the problems: 参保人数下降, where the goal is to insure.
pub(super) fn falling(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let sections = Sections::of(reading).0;
    let denied = ["未", "没有", "基本", "部分", "除", "将", "确保", "力争"];
    let claim = |text: &str| {
        let goals = ["总体目标", "年度目标", "绩效目标"].iter().any(|word| text.contains(word));
        goals && text.contains("实现") && !denied.iter().any(|word| text.contains(word))
    };
    let results =
        sections.iter().filter(|section| ["结论", "自评结果"].iter().any(|word| section.title.contains(word)));
    let mut told = results.flat_map(|section| std::iter::once(section.heading).chain(section.body.clone()));
    let Some((reached, text)) = told.find_map(|index| {
        let text = reading.text.passages[index].text();
        let sentence = text.split('。').find(|sentence| claim(sentence))?.to_owned();
        Some((index, sentence))
    }) else {
        return;
    };
    let in_goals = goals::passages(reading);
    let aimed = |measure: &str| {
        // Who is insured pays: a task of contributions is one of enrolment.
        let nouns = if measure.starts_with(['参', '缴']) { ["参保", "缴费"] } else { ["覆盖", "就业"] };
        let named = |text: &str| nouns.iter().any(|noun| text.contains(noun));
        in_goals.iter().zip(&reading.text.passages).any(|(goal, passage)| *goal && named(&passage.text()))
    };
    for section in sections.iter().filter(|section| section.title.contains("问题")) {
        for index in std::iter::once(section.heading).chain(section.body.clone()) {
            let text_of_problem = reading.text.passages[index].text();
            let fall = MEASURES.iter().find_map(|measure| {
                let at = text_of_problem.find(measure)?;
                let behind: String = text_of_problem[at + measure.len()..].chars().take(6).collect();
                (aimed(measure) && FALLS.iter().any(|word| behind.contains(word))).then_some((*measure, at))
            });
            let Some((measure, at)) = fall else { continue };
            let start = text_of_problem[..at].chars().count();
            let mut quotes = reading.text.quotes(index, start..start + measure.chars().count() + 6);
            let from = reading.text.passages[reached].text().find(&text).unwrap_or_default();
            let from = reading.text.passages[reached].text()[..from].chars().count();
            quotes.extend(reading.text.quotes(reached, from..from + text.chars().count()));
            let calc = format!("结论说目标已经实现，问题部分却说{measure}下降，而目标正是要做好这件事");
            let suggestion = "写明本年度的完成数，按实际完成情况下结论";
            let finding = Finding::new(Kind::ConclusionVsProblems, quotes, calc, suggestion);
            return review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// Problems have sub-headings of their own; the section ends with measures or advice.
fn section_end(report: &Report<'_, '_>, heading: usize) -> usize {
    let passages = &report.reading.text.passages;
    let ends = |text: &str| ["改进", "措施", "建议", "意见", "下一步"].iter().any(|word| text.contains(word));
    (heading + 1..passages.len())
        .find(|index| {
            let text = passages[*index].text();
            let head: String = text.chars().take(16).collect();
            ends(&head) && (passages[*index].heading || crate::text::item_mark(&passages[*index].chars) > 0)
        })
        .unwrap_or(passages.len())
}

fn denials(report: &Report<'_, '_>, from: usize, to: usize) -> Vec<(&'static str, Vec<Quote>)> {
    let mut found: Vec<(&'static str, Vec<Quote>)> = Vec::new();
    for index in from..to {
        let text = report.reading.text.passages[index].text();
        for word in DENIALS {
            if let Some(at) = text.find(word).filter(|_| found.iter().all(|(known, _)| *known != word)) {
                let start = text[..at].chars().count();
                found.push((word, report.reading.text.quotes(index, start..start + word.chars().count())));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(result: &str, problem: &str) -> Vec<&'static str> {
        let text = format!(
            "青岚县2024年度居保工作经费绩效自评报告\n（一）绩效目标\n总体目标：完成市里下达的缴费任务。\n三、绩效自评结果\n自评结论：{result}。\n五、存在的问题\n{problem}\n六、改进措施\n加强宣传。\n"
        );
        testing::only(&text, "D12")
    }

    #[test]
    fn a_goal_is_not_reached_by_falling() {
        assert_eq!(ids("能按时实现总体目标", "本年缴费人数略有下降。"), ["D12"]);
        assert!(ids("基本实现总体目标", "本年缴费人数略有下降。").is_empty());
        assert!(ids("能按时实现总体目标", "宣传形式单一。").is_empty());
    }
}
