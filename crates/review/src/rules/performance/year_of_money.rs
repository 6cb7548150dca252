//! C03 of the day on which the year's money is told: a report on 2022 that says 截至2021年12月31日，各级资金全部到位. What was
//! received and spent of a year is not known before it ends. And of the day on which the report is signed.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::number::{DateWords, Token, tokens};
use crate::reading::Reading;
use crate::unit::Dimension;

/// The money of the year that is evaluated.
const MONEY: [&str; 6] = ["全部到位", "资金到位", "到位率", "执行率", "项目支出", "预算支出"];

/// Words of other years, or of money that goes on from one year to the next.
const OTHER: [&str; 9] = ["上年", "去年", "年度结", "上一年", "历年", "累计", "以来", "结转资金", "当时"];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let Some(year) = report.reading.year else { return };
    if is_of_several_years(report.reading) {
        return;
    }
    money(report, year, review);
    carried(report, year, review);
    signature(report, year, review);
}

/// Whether the title names several years, or a part of one.
pub(super) fn is_of_several_years(reading: &Reading<'_>) -> bool {
    let passages = &reading.text.passages;
    let titles = passages.iter().take(6).filter(|passage| passage.chars.len() <= 60 && !passage.chars.contains(&'〇'));
    let front: String = titles.map(|passage| passage.text()).collect();
    let other = ["-20", "—20", "~20", "年至20", "三年", "两年", "监控", "中期", "半年", "季度", "1-", "前三"];
    other.iter().any(|word| front.contains(word))
}

/// 加上2022年结转 in a report on 2022: what was carried in is of the year before.
fn carried(report: &Report<'_, '_>, year: i32, review: &mut Review) {
    let reading = report.reading;
    for q in reading.quantities.iter().filter(|q| !reading.text.passages[q.passage].cell) {
        let words = reading.between(q.passage, q.lead_start..q.number.span.start);
        let behind = words.strip_prefix("加上").or_else(|| words.strip_prefix('加'));
        let behind = behind.filter(|_| q.number.dimension == Dimension::Money);
        let own = behind.and_then(|words| words.strip_prefix(&format!("{year}年")));
        if own.is_some_and(|words| ["结转", "结余", "滚存"].iter().any(|word| words.starts_with(word))) {
            let calc = format!("评价年度为 {year} 年，加上的结转应是 {} 年的", year - 1);
            let finding = Finding::new(Kind::YearMismatch, reading.quotes([q]), calc, "核对结转资金的年份");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

fn money(report: &Report<'_, '_>, year: i32, review: &mut Review) {
    let reading = report.reading;
    let (own, before) = (format!("{year}年"), format!("{}年", year - 1));
    let whole: String = reading.text.passages.iter().map(|passage| passage.text()).collect();
    if whole.matches(&own).count() <= whole.matches(&before).count() {
        return;
    }
    for sentence in &reading.sentences {
        let passage = &reading.text.passages[sentence.passage];
        let text = passage.slice(sentence.span.clone());
        let day = ["12月31日", "12月底", "底", "末"]
            .iter()
            .find_map(|day| text.strip_prefix(&format!("截至{before}{day}，")));
        let Some(rest) = day.filter(|_| !passage.cell) else { continue };
        let told = MONEY.iter().any(|word| rest.contains(word)) && !OTHER.iter().any(|word| rest.contains(word));
        // 比2021年多: what is compared with the year before is of the year itself; another year's own money is not.
        let dated = rest.contains(&own) || rest.contains(&before) && !compared(rest, &before);
        if told && !dated {
            let from = sentence.span.start + 2;
            let quotes = reading.text.quotes(sentence.passage, from..from + before.chars().count());
            let calc = format!("评价年度为 {year} 年，这一句的到位和支出截至 {} 年", year - 1);
            let finding = Finding::new(Kind::YearMismatch, quotes, calc, "核对截止日期的年份");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

fn compared(text: &str, year: &str) -> bool {
    text.match_indices(year).all(|(at, _)| text[..at].ends_with(['比', '较']))
}

/// 2021年4月18日 alone on a line, under a report on 2021年度.
fn signature(report: &Report<'_, '_>, year: i32, review: &mut Review) {
    let passages = &report.reading.text.passages;
    let evaluated = format!("{year}年度");
    if !passages.iter().take(12).any(|passage| passage.text().contains(&evaluated)) {
        return;
    }
    for (index, passage) in passages.iter().enumerate().filter(|(_, passage)| !passage.cell) {
        let Some(date) = only_date(&passage.chars) else { continue };
        let early = date.year.is_some_and(|own| own <= year) && date.month.is_some_and(|month| month < 12);
        if early {
            let quotes = report.reading.text.quotes(index, date.span.clone());
            let calc = format!("评价年度为 {year} 年，{}这一年还没有结束", passage.slice(date.span));
            let finding = Finding::new(Kind::YearMismatch, quotes, calc, "核对报告的日期");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// What stands before the day of a report.
const LABELS: [&str; 9] =
    ["填报日期", "填报时间", "填表日期", "报告日期", "报告时间", "编制日期", "自评日期", "自评时间", "评价日期"];

/// A line that is nothing but a day, or ends with its label and the day.
fn only_date(chars: &[char]) -> Option<DateWords> {
    let text: String = chars.iter().collect();
    let labelled = LABELS.iter().find_map(|label| text.rfind(label).map(|at| at + label.len()));
    let start = labelled.map_or(0, |at| text[..at].chars().count());
    let day = chars.len() - start <= 14 && chars.ends_with(&['日']);
    match tokens(chars).into_iter().last().filter(|_| day)? {
        Token::Date(date) if date.span.start <= start + usize::from(start > 0) + 1 && date.span.end == chars.len() => {
            (start > 0 || date.span.start == 0).then_some(date)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        let text = format!(
            "南浦县2023年度技能培训补贴绩效自评报告\n一、资金\n2023年年初预算320.00万元，2023年6月追加。\n{text}\n二、结果\n2023年培训结束。\n"
        );
        testing::only(&text, "C03")
    }

    #[test]
    fn the_money_of_a_year_is_told_at_its_end() {
        assert_eq!(ids("截至2022年12月31日，资金全部到位，支出301.20万元，预算执行率94.13%。"), ["C03"]);
        assert!(ids("截至2023年12月31日，资金全部到位，支出301.20万元，预算执行率94.13%。").is_empty());
        assert!(ids("截至2022年12月31日，上年资金支出301.20万元，预算执行率94.13%。").is_empty());
        assert!(ids("截至2022年12月31日，在册学员5120人。").is_empty());
    }

    #[test]
    fn a_report_is_signed_when_its_year_is_over() {
        assert_eq!(ids("2023年4月18日"), ["C03"]);
        assert!(ids("2024年4月18日").is_empty());
        assert_eq!(ids("填报日期：2023年4月18日"), ["C03"]);
        assert!(ids("填报日期：2024年4月18日").is_empty());
        assert!(ids("会议于2023年4月18日召开。").is_empty());
    }
}
