//! D01 and D03 of the whole: full marks, or no problems, in spite of a missed target.

use rust_decimal::Decimal;

use super::claims::{self, Shortfall};
use super::indicator_score::{self, Reach};
use super::sections::Sections;
use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;

/// D01: the text reports a rate below 100 % and claims the full score.
pub(super) fn full_score(report: &Report<'_, '_>, review: &mut Review) {
    let scores = claims::scores(report.reading);
    let Some(full) = scores.iter().find(|score| score.value == Decimal::ONE_HUNDRED) else { return };
    if scores.iter().any(|score| score.value != Decimal::ONE_HUNDRED) {
        return;
    }
    for shortfall in claims::shortfalls(report.reading).into_iter().filter(|shortfall| !shortfall.explained) {
        let calc = format!("完成率 {}，低于 100%，却自评得分 {} 分", shortfall.printed, full.value);
        let words = shortfall.quotes.iter().chain(&full.quotes).cloned().collect();
        let suggestion = "按完成程度扣分，并说明未完成的原因";
        review.findings.push(Finding::new(Kind::TargetMissedFullScore, words, calc, suggestion));
    }
}

/// D03: 存在的问题：无, although a target was missed.
pub(super) fn no_problems(report: &Report<'_, '_>, review: &mut Review) {
    let sections = Sections::of(report.reading);
    let Some((words, heading)) = sections.empty_problems(report.reading) else { return };
    let Some((missed, calc)) = missed(report) else { return };
    let calc = format!("“{heading}”写“无”，但{calc}");
    let words = words.into_iter().chain(missed).collect();
    let suggestion = "如实写明差距、原因和改进措施";
    review.findings.push(Finding::new(Kind::NoProblemsDespiteShortfall, words, calc, suggestion));
}

/// D12: 各项目标均已完成, although a target was missed.
pub(super) fn all_done(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    if review
        .findings
        .iter()
        .any(|known| matches!(known.kind, Kind::NoProblemsDespiteShortfall | Kind::ConclusionVsProblems))
    {
        return;
    }
    let claim = reading.sentences.iter().find_map(|sentence| {
        let passage = &reading.text.passages[sentence.passage];
        let (from, to) =
            claim_in(&passage.chars[sentence.span.clone()]).filter(|_| !passage.cell && !passage.heading)?;
        Some(reading.text.quotes(sentence.passage, sentence.span.start + from..sentence.span.start + to))
    });
    let Some((claim, (missed, calc))) = claim.and_then(|claim| Some((claim, missed(report)?))) else { return };
    let told: String = claim.iter().map(|quote| quote.text.as_str()).collect();
    let calc = format!("正文说“{told}”，但{calc}");
    let words = claim.into_iter().chain(missed).collect();
    let suggestion = "如实写明没有完成的目标，或核对完成值";
    let finding = Finding::new(Kind::ConclusionVsProblems, words, calc, suggestion);
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// A clause that says that every goal is reached, and excepts none.
fn claim_in(sentence: &[char]) -> Option<(usize, usize)> {
    let mut from = 0;
    let text: String = sentence.iter().collect();
    // 除…外, and what is still to come.
    let excepted =
        ["除", "外", "大部分", "多数", "未", "没有", "但", "仅", "力争", "确保", "将", "努力", "争取", "上级", "如果"];
    let of_clause = ["基本", "部分", "计划", "为：", "目标为", "目标是"];
    for (at, sign) in sentence.iter().enumerate() {
        if !matches!(sign, '，' | '。' | '；') {
            continue;
        }
        let clause: String = sentence[from..at].iter().collect();
        let words = ["各项", "全部", "所有"].iter().filter(|word| clause.contains(**word)).count();
        let even = ["均", "都已", "全面"].iter().any(|word| clause.contains(word));
        let all = words > 1 || words == 1 && even || clause.contains("圆满完成");
        let goals = ["目标", "绩效指标", "任务"].iter().any(|word| clause.contains(word));
        let done = ["完成", "实现", "达到"].iter().any(|word| clause.contains(word));
        // 2024年度各项绩效目标均已完成: a year is no figure.
        let undated = clause.split_once('年').filter(|(year, _)| year.chars().all(|sign| sign.is_ascii_digit()));
        let figures = undated.map_or(clause.as_str(), |(_, words)| words).chars().any(|sign| sign.is_ascii_digit());
        // 12项绩效指标中，全部完成: the clause before names them.
        let listed = matches!(clause.as_str(), "全部完成" | "均已完成" | "已全部完成") && of_goals(&sentence[..from]);
        let whole = all && goals && done && !figures || listed;
        if whole
            && !excepted.iter().any(|word| text.contains(word))
            && !of_clause.iter().any(|word| clause.contains(word))
        {
            return Some((from, at));
        }
        from = at + 1;
    }
    None
}

/// 12项绩效指标中，
fn of_goals(before: &[char]) -> bool {
    let text: String = before.iter().collect();
    let clause = text.trim_end_matches('，').rsplit(['，', '；', '。']).next().unwrap_or_default().to_owned();
    clause.ends_with('中') && ["指标", "目标"].iter().any(|word| clause.contains(word))
}

/// A missed target: in a table, as a rate, or by the report's own words.
fn missed(report: &Report<'_, '_>) -> Option<(Vec<Quote>, String)> {
    let in_text = || missed_rates(claims::shortfalls(report.reading)).or_else(|| missed_in_words(report));
    missed_rows(report).or_else(in_text)
}

fn missed_rates(shortfalls: Vec<Shortfall>) -> Option<(Vec<Quote>, String)> {
    let first = shortfalls.into_iter().next()?;
    Some((first.quotes, format!("正文有完成率 {}", first.printed)))
}

/// 低于…的目标, 未达到…目标: the report itself says that a target was missed.
fn missed_in_words(report: &Report<'_, '_>) -> Option<(Vec<Quote>, String)> {
    let reading = report.reading;
    reading.sentences.iter().find_map(|sentence| {
        let passage = &reading.text.passages[sentence.passage];
        let text = passage.slice(sentence.span.clone());
        let missed = [
            "低于目标",
            "未达到目标",
            "未完成目标",
            "低于年度目标",
            "未达到年度目标",
            "未达目标",
            "未达到预期目标",
            "比目标低",
        ]
        .iter()
        .find_map(|word| Some((*word, text.find(word)?)))
        .or_else(|| split_words(&text))?;
        let from = sentence.span.start + text[..missed.1].chars().count();
        let quotes = reading.text.quotes(sentence.passage, from..from + missed.0.chars().count());
        (!passage.cell).then(|| (quotes, format!("正文说“{}”", missed.0)))
    })
}

/// 低于85%的目标, 未达到90%的目标.
fn split_words(text: &str) -> Option<(&'static str, usize)> {
    ["低于", "未达到", "未完成", "没有达到", "没有完成"].into_iter().find_map(|word| {
        let at = text.find(word)?;
        let behind: String = text[at + word.len()..].chars().take(12).collect();
        let figure = behind.chars().take_while(|sign| !"，。；".contains(*sign)).collect::<String>();
        (figure.contains("目标") && figure.contains(|sign: char| sign.is_ascii_digit())).then_some((word, at))
    })
}

fn missed_rows(report: &Report<'_, '_>) -> Option<(Vec<Quote>, String)> {
    report.certain().flat_map(|table| &table.indicators).find_map(|row| {
        let (_, _, reach) = indicator_score::reach(row)?;
        let (Some(target), Some(actual)) = (&row.target, &row.actual) else { return None };
        let name = row.name.as_ref().map_or("", |cell| cell.text.as_str());
        let calc = format!("“{name}”目标 {}，完成 {}，未达到目标", target.text, actual.text);
        (reach == Reach::Missed).then(|| (quotes([actual]), calc))
    })
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(title: &str, body: &str) -> Vec<&'static str> {
        let text = format!(
            "青岚县2022年度培训项目绩效自评报告\n一、完成情况\n培训合格率91.2%，低于95%的目标，主要是课时压缩。\n二、{title}\n{body}\n"
        );
        testing::only(&text, "D03")
    }

    #[test]
    fn a_section_of_problems_without_any() {
        assert_eq!(ids("存在的问题", "2022年度各项绩效目标均已完成，无存在问题。"), ["D03"]);
        assert_eq!(ids("偏离绩效目标的原因", "无。\n针对上述偏差，中心区分客观因素和工作不足，落实到人。"), ["D03"]);
        assert!(ids("存在的问题", "课时安排不合理，部分学员没有参加考试。资金使用方面，未发现问题。").is_empty());
        assert!(ids("偏离绩效目标的原因", "课时压缩。\n针对上述偏差，中心落实到人。").is_empty());
    }

    #[test]
    fn a_year_is_no_figure_of_what_is_claimed() {
        let text = |claim: &str| {
            format!(
                "青岚县2022年度培训项目绩效自评报告\n一、完成情况\n培训合格率91.2%，低于95%的目标，主要是课时压缩。\n{claim}\n"
            )
        };
        assert_eq!(testing::only(&text("2022年度各项绩效目标均已完成。"), "D12"), ["D12"]);
        assert!(testing::only(&text("2022年度各项绩效目标完成91.2%。"), "D12").is_empty());
    }
}
