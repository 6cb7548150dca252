//! E01 within one owner: a goal, an indicator or a summary of one scheme's project that speaks of another scheme
//! of the same office: 失业保险 in a report on 工伤保险.

use std::collections::BTreeSet;
use std::ops::Range;

use super::domain::{goal_sentences, summary_sentences};
use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;

const SCHEMES: &str = include_str!("schemes.txt");

/// The name of a scheme and its words.
fn schemes() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str> + Clone)> {
    SCHEMES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?, words))
    })
}

fn named(text: &str) -> BTreeSet<&'static str> {
    schemes().filter_map(|(name, mut words)| words.any(|word| text.contains(word)).then_some(name)).collect()
}

/// Words with which a report rightly looks beyond its scheme.
const BEYOND: [&str; 24] = [
    "社会保险",
    "各险种",
    "五险",
    "衔接",
    "转移",
    "比对",
    "重复",
    "兼领",
    "同时领取",
    "停发",
    "共享",
    "其他",
    "纳入",
    "代缴",
    "不含",
    "除外",
    "以及",
    "联动",
    "统一",
    "享受",
    "低保户",
    "最低生活保障家庭",
    "最低生活保障对象",
    "关系",
];

/// Where the title or the project names one scheme only.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let Some(own) = own(report) else { return };
    let passages = &report.reading.text.passages;
    let mut found: Vec<(&'static str, String, Vec<Quote>)> = Vec::new();
    let cells = report.tables.iter().flat_map(|table| {
        let goals = table.goals.iter().flat_map(|goal| [Some(&goal.planned), goal.reached.as_ref()]).flatten();
        goals.chain(table.indicators.iter().filter_map(|row| row.name.as_ref()))
    });
    found.extend(cells.filter_map(|cell| {
        let (scheme, word) = foreign(&cell.text, own)?;
        Some((scheme, word.to_owned(), quotes([cell])))
    }));
    let told = goal_sentences(report).into_iter().chain(summary_sentences(report));
    // One item of a list may be copied, and the others are the report's own.
    let items = told.flat_map(|(passage, span)| items(&passages[passage].chars, span).map(move |item| (passage, item)));
    for (passage, span) in items {
        let text = passages[passage].slice(span.clone());
        let Some((scheme, word)) = foreign(&text, own) else { continue };
        let Some(at) = text.find(word) else { continue };
        let from = span.start + text[..at].chars().count();
        let words = report.reading.text.quotes(passage, from..from + word.chars().count());
        if !found.iter().any(|(_, _, known)| *known == words) {
            found.push((scheme, word.to_owned(), words));
        }
    }
    // A scheme that the report also speaks of elsewhere belongs to it.
    let told = |scheme: &str| passages.iter().filter(|passage| named(&passage.text()).contains(scheme)).count();
    let counted = |scheme: &str| found.iter().filter(|(known, ..)| *known == scheme).count();
    let alone: Vec<&(&str, String, Vec<Quote>)> =
        found.iter().filter(|(scheme, ..)| told(scheme) <= counted(scheme)).collect();
    let Some((scheme, ..)) = alone.first() else { return };
    let words: BTreeSet<&str> = alone.iter().map(|(_, word, _)| word.as_str()).collect();
    let calc = format!(
        "“{own}”项目的目标、指标或完成情况写到“{}”，属于“{scheme}”，可能是照抄其他报告",
        words.into_iter().collect::<Vec<_>>().join("、")
    );
    let places: Vec<Quote> = alone.iter().flat_map(|(_, _, quotes)| quotes.clone()).collect();
    // Where the words are of another owner as well, that is said already.
    let said = |known: &Finding| known.kind == Kind::WrongDomain && known.quotes.iter().any(|one| places.contains(one));
    if !review.findings.iter().any(said) {
        let finding = Finding::new(Kind::WrongDomain, places, calc, "改为本项目的目标、指标和完成情况");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// What stands between the semicolons of a sentence.
fn items(chars: &[char], span: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let marks = span.clone().filter(|at| chars.get(*at) == Some(&'；'));
    let ends: Vec<usize> = marks.chain([span.end]).collect();
    let starts: Vec<usize> = std::iter::once(span.start).chain(ends.iter().map(|end| end + 1)).collect();
    starts.into_iter().zip(ends).map(|(start, end)| start..end)
}

/// The only scheme of the title, or of the one project.
fn own(report: &Report<'_, '_>) -> Option<&'static str> {
    let first = report.reading.text.passages.iter().take(3);
    let titles = first.take_while(|passage| crate::text::item_mark(&passage.chars) == 0);
    let titles = titles.filter(|passage| !passage.cell && passage.chars.len() <= 60).map(|passage| passage.text());
    // 评价单位：就业和失业保险服务中心 has more to do than this.
    let front: String = titles.filter(|text| !["单位：", "部门："].iter().any(|label| text.contains(label))).collect();
    let mut all: BTreeSet<&str> = named(&front);
    all.extend(report.tables.iter().filter_map(|table| table.project.as_ref()).flat_map(|cell| named(&cell.text)));
    let general = ["社会保险", "综合", "民生", "部门整体", "救助", "就业"];
    let mixed = general.iter().any(|word| front.replace("特困人员救助供养", "").contains(word));
    let only = all.len() == 1 && !mixed;
    all.into_iter().next().filter(|_| only)
}

/// A word of another scheme, in words that do not speak of their own.
fn foreign(text: &str, own: &str) -> Option<(&'static str, &'static str)> {
    if named(text).contains(own) || BEYOND.iter().any(|word| text.contains(word)) {
        return None;
    }
    schemes().filter(|(name, _)| *name != own).find_map(|(name, mut words)| {
        let word = words.find(|word| text.contains(word))?;
        Some((name, word))
    })
}

#[cfg(test)]
mod tests {
    use crate::{review, testing};

    fn ids(goal: &str, more: &str) -> Vec<&'static str> {
        let text = format!(
            "松溪县2023年度工伤保险预防专项绩效自评报告\n一、绩效目标\n{goal}\n二、完成情况\n全年培训企业安全员。{more}\n"
        );
        review(&testing::document(&text)).findings.iter().map(|finding| finding.kind.id()).collect()
    }

    #[test]
    fn another_scheme_of_the_same_office_is_copied() {
        assert_eq!(ids("按时足额发放失业保险金，失业补助金应发尽发。", ""), ["E01"]);
        assert_eq!(ids("城乡居民养老保险参保率不断提高。", ""), ["E01"]);
        assert_eq!(ids("失业保险金发放不少于1.8万人次；工伤预防培训26期。", ""), ["E01"]);
        assert_eq!(ids("评价单位：县就业服务中心\n一、绩效目标\n按时足额发放失业保险金。", ""), ["E01"]);
    }

    #[test]
    fn what_the_report_comes_back_to_or_shares_is_its_own() {
        assert!(ids("培训重点行业企业，减少工伤事故。", "").is_empty());
        assert!(ids("工伤待遇发放不少于1.8万人次；工伤预防培训26期。", "").is_empty());
        assert!(ids("与失业保险共享参保数据。", "").is_empty());
        assert!(ids("工伤保险与失业保险同步扩面。", "").is_empty());
        assert!(ids("按时足额发放失业保险金。", "失业保险金已发放。").is_empty());
    }
}
