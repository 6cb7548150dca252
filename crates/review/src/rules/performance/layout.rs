//! E04 and E06: numbers used twice, a heading over something else.

use super::Report;
use super::sections::Sections;
use crate::finding::{Finding, Review};
use crate::kind::Kind;
use crate::text::item_mark;

/// E04: （二）（二）, or 三、三、, in a row.
pub(super) fn numbering(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let mut last: Vec<(char, String, usize)> = Vec::new();
    for (index, passage) in reading.text.passages.iter().enumerate().filter(|(_, passage)| !passage.cell) {
        let length = item_mark(&passage.chars);
        let mark = passage.slice(0..length);
        let Some(kind) = kind_of(&mark) else { continue };
        if kind == '一' {
            last.clear();
        }
        let again = last.iter().any(|(known, number, _)| *known == kind && *number == mark);
        if again && mark != "（一）" && passage.heading {
            let calc = format!("同一层次的编号“{mark}”用了两次");
            let quotes = reading.text.quotes(index, 0..passage.chars.len());
            review.findings.push(Finding::new(Kind::Numbering, quotes, calc, "按顺序重新编号"));
            return;
        }
        last.retain(|(known, _, _)| *known != kind);
        last.push((kind, mark, index));
    }
}

/// The level of a number: 一、 or （一）; others restart too often.
fn kind_of(mark: &str) -> Option<char> {
    let chinese = |text: &str| text.chars().all(|sign| "一二三四五六七八九十".contains(sign)) && !text.is_empty();
    if let Some(inner) = mark.strip_prefix('（').and_then(|rest| rest.strip_suffix('）')) {
        return chinese(inner).then_some('（');
    }
    mark.strip_suffix('、').filter(|inner| chinese(inner)).map(|_| '一')
}

/// 二是参保人满意度未达到目标。 A sentence that opens its paragraph tells a problem and promises no figures.
fn is_statement(title: &str) -> bool {
    let told = ["未达", "没有达", "低于", "不高", "偏低", "较低", "不足", "有待", "下降", "不够", "有差距", "不理想"];
    title.starts_with(['一', '二', '三', '四', '五', '六']) && title.chars().nth(1) == Some('是')
        || told.iter().any(|word| title.contains(word))
}

/// E06: 满意度指标完成情况 that does not speak of satisfaction.
pub(super) fn contents(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for section in Sections::of(reading).0 {
        if !section.title.contains("满意度") || section.title.chars().count() > 16 || is_statement(&section.title) {
            continue;
        }
        let text = section.text(reading);
        let speaks = ["满意", "问卷", "调查", "好评", "评价", "投诉", "%"].iter().any(|word| text.contains(word));
        if speaks || text.chars().count() < 20 {
            continue;
        }
        let length = reading.text.passages[section.heading].chars.len().min(section.rest);
        let quotes = reading.text.quotes(section.heading, 0..length);
        let calc = format!("“{}”下面没有满意度的调查和数值", section.title);
        let suggestion = "写明满意度调查的对象、样本和结果";
        review.findings.push(Finding::new(Kind::SectionContent, quotes, calc, suggestion));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(title: &str) -> Vec<&'static str> {
        let body = "职业指导同待遇发放衔接不紧，将在核定待遇时同步推送岗位和培训信息，并安排专人服务。";
        testing::only(&format!("青岚县2023年度失业保险基金绩效自评报告\n{title}。{body}\n"), "E06")
    }

    #[test]
    fn a_title_promises_figures_and_a_problem_does_not() {
        assert_eq!(ids("（四）满意度指标完成情况"), ["E06"]);
        assert!(ids("二是领金人员满意度未达到目标").is_empty());
        assert!(ids("2.服务对象满意度偏低").is_empty());
    }
}
