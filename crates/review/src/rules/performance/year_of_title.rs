//! C03 of captions and of the task: a table's caption, or the sentence that says what was evaluated, names another
//! year than the report; or the report's own year stands nowhere but in its title.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::text::Passage;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let passages = &report.reading.text.passages;
    let labelled = report.reading.year;
    let Some(year) = labelled.or_else(|| usual(passages)) else { return };
    let told: Vec<(usize, usize, i32)> = passages
        .iter()
        .enumerate()
        .flat_map(|(index, passage)| years(passage).into_iter().map(move |(at, year)| (index, at, year)))
        .collect();
    let tell = |index: usize, at: usize, calc: String, review: &mut Review| {
        let quotes = report.reading.text.quotes(index, at..at + 5);
        let said =
            |known: &Finding| known.kind == Kind::YearMismatch && known.quotes.iter().any(|one| quotes.contains(one));
        if !review.findings.iter().any(said) {
            let suggestion = "核对年份，全文和附表使用同一评价年度";
            let finding = Finding::new(Kind::YearMismatch, quotes, calc, suggestion);
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    };
    // Of three years, each has its table.
    let several = passages.iter().take(4).any(|passage| {
        let text = passage.text();
        ["-20", "~20", "至20", "三年", "两年"].iter().any(|word| text.contains(word))
    });
    for &(index, at, own) in told.iter().filter(|(.., own)| *own != year) {
        let passage = &passages[index];
        if labelled.is_some() && index > 2 && !several && is_caption(passage, at) && only_year(passage) {
            tell(index, at, format!("报告为 {year} 年度，“{}”写 {own} 年度", passage.text()), review);
        } else if is_task(passage, at) && labelled.is_some() && !is_work(passage, at, year) || is_subject(passage, at) {
            tell(index, at, format!("报告为 {year} 年度，这里说评价的是 {own} 年度"), review);
        }
    }
    // 2018年度 in the title, and the text tells of 2020 only.
    if labelled.is_none() {
        return;
    }
    let count = |wanted: i32| told.iter().filter(|(.., own)| *own == wanted).count();
    let most = told.iter().map(|(.., own)| *own).max_by_key(|own| count(*own));
    let (Some(most), Some(&(index, at, _))) = (most, told.iter().find(|(.., own)| *own == year)) else { return };
    if count(year) <= 2 && count(most) >= 4 && count(most) >= 3 * count(year) && (most - year).abs() >= 2 {
        let calc = format!("标题写 {year} 年度，全文说的是 {most} 年（{}处）", count(most));
        tell(index, at, calc, review);
    }
}

/// Every 20xx年 outside the titles of documents, with its place.
fn years(passage: &Passage) -> Vec<(usize, i32)> {
    let chars = &passage.chars;
    let mut depth = 0_usize;
    let mut years = Vec::new();
    for at in 0..chars.len() {
        match chars[at] {
            '《' | '〔' => depth += 1,
            '》' | '〕' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let Some(window) = chars.get(at..at + 5).filter(|window| depth == 0 && window[4] == '年') else { continue };
        let digits: String = window[..4].iter().collect();
        let alone = at == 0 || !chars[at - 1].is_ascii_digit();
        if let Some(year) = digits.parse().ok().filter(|year| alone && (1990..2100).contains(year)) {
            years.push((at, year));
        }
    }
    years
}

fn only_year(passage: &Passage) -> bool {
    years(passage).len() == 1
}

/// 绩效自评表（2022年度）: a short line that names a table of results and no plan.
fn is_caption(passage: &Passage, at: usize) -> bool {
    let text = passage.text();
    let table = ["自评表", "评分表", "得分表", "完成情况表", "执行情况表", "评价表", "一览", "情况表", "明细表"]
        .iter()
        .any(|word| text.contains(word));
    let yearly = passage.chars.get(at + 5) == Some(&'度');
    let compared = ["比较", "对比", "上年", "至", "历年", "-"].iter().any(|word| text.contains(word));
    table && yearly && !compared && passage.chars.len() <= 44 && !text.contains(['。', '，'])
}

/// 2023年…对2022年度35个项目开展了自评: work of the year, not what this report evaluates.
fn is_work(passage: &Passage, at: usize, year: i32) -> bool {
    let ends = |sign: &char| matches!(sign, '。' | '；');
    let start = passage.chars[..at].iter().rposition(ends).map_or(0, |mark| mark + 1);
    let end = passage.chars[at..].iter().position(ends).map_or(passage.chars.len(), |mark| at + mark);
    let words = passage.slice(start..end);
    let own = years(passage).iter().any(|(spot, told)| *told == year && (start..at).contains(spot));
    own || ["本年", "当年", "个项目", "所有", "整改"].iter().any(|word| words.contains(word))
}

/// Of a report without a year in its title: the year that it begins with and that it tells most often.
fn usual(passages: &[Passage]) -> Option<i32> {
    let all: Vec<i32> = passages.iter().flat_map(years).map(|(_, year)| year).collect();
    let first = *all.first()?;
    let count = |wanted: i32| all.iter().filter(|year| **year == wanted).count();
    let most = all.iter().all(|year| *year == first || count(*year) * 2 <= count(first) + 1);
    (count(first) > 2 && most).then_some(first)
}

/// 本次自评对象为2022年1月至12月的资金, 本次评价以2023年度…为对象.
fn is_subject(passage: &Passage, at: usize) -> bool {
    let before: String = passage.chars[at.saturating_sub(8)..at].iter().collect();
    let behind: String = passage.chars[at + 5..].iter().take_while(|sign| !"，。；".contains(**sign)).collect();
    let told = ["评价对象为", "自评对象为", "评价范围为", "自评范围为", "评价对象是", "评价期间为", "评价时段为"]
        .iter()
        .any(|word| before.ends_with(word));
    let made = ["评价以", "自评以"].iter().any(|word| before.ends_with(word)) && behind.contains("为对象");
    // 2021年1月至12月基金当年结余…: the year that the report is about.
    let own = behind.starts_with("1月至12月") && ["当年", "本年"].iter().any(|word| behind.contains(word));
    // 评价期间为2024年3月4日至4月12日: when it was done.
    let worked = behind.contains('日') && !behind.contains("12月31日");
    (told && !worked || made || own) && !behind.contains("至20") && !behind.contains("-20")
}

/// 对2022年度…项目开展绩效评价.
fn is_task(passage: &Passage, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| passage.chars.get(before));
    let behind: String = passage.chars[at + 5..].iter().take_while(|sign| !"，。；".contains(**sign)).collect();
    let evaluated = [
        "开展绩效评价",
        "开展绩效自评",
        "进行绩效评价",
        "进行绩效自评",
        "开展了绩效评价",
        "开展了绩效自评",
        "开展自评",
        "开展了自评",
        "进行了绩效自评",
        "进行了自评",
        "进行了绩效评价",
    ]
    .iter()
    .any(|word| behind.contains(word));
    before == Some(&'对') && behind.starts_with('度') && evaluated && !behind.contains("上年")
}
