//! C03: the figures, the tables and the attached reports are of the year that is evaluated.

use super::{Report, quotes};
use crate::finding::{Finding, Quote, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::text::Passage;
use crate::unit::Dimension;

/// All of them.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let Some(year) = report.reading.year else { return };
    results_of_another_year(report, year, review);
    tables_of_another_year(report, year, review);
    attached_report(report, year, review);
    slip(report, year, review);
}

/// The only completion rates are of another year.
fn results_of_another_year(report: &Report<'_, '_>, year: i32, review: &mut Review) {
    let reading = report.reading;
    let rates: Vec<&Quantity> = reading
        .quantities
        .iter()
        .filter(|quantity| {
            let lead = quantity.lead.as_str();
            quantity.number.dimension == Dimension::Percent
                && (lead.contains("完成率")
                    || (lead.contains("完成") && (lead.contains("任务") || lead.contains("目标"))))
                && !["预算", "资金", "执行", "支付"].iter().any(|word| lead.contains(word))
                && !reading.text.passages[quantity.passage].cell
        })
        .collect();
    let other = |quantity: &&Quantity| quantity.year_printed && quantity.year.is_some_and(|own| own < year);
    let Some(first) = rates.first().filter(|_| rates.iter().all(other)) else { return };
    let Some(own) = first.year else { return };
    let quotes = reading.quotes(rates.iter().copied());
    let calc = format!("评价年度为 {year} 年，完成率只有 {own} 年的，没有 {year} 年的完成结果");
    review.findings.push(Finding::new(Kind::YearMismatch, quotes, calc, format!("改报 {year} 年的目标和完成数")));
}

fn tables_of_another_year(report: &Report<'_, '_>, year: i32, review: &mut Review) {
    for table in &report.tables {
        let Some(cell) = &table.year else { continue };
        let Some(own) = years(&cell.text.chars().collect::<Vec<_>>()).first().map(|(own, _)| *own) else { continue };
        if own != year {
            let calc = format!("报告为 {year} 年度，{}为 {own} 年度", table.title());
            let suggestion = format!("改附 {year} 年度的表");
            review.findings.push(Finding::new(Kind::YearMismatch, quotes([cell]), calc, suggestion));
        }
    }
}

/// A further report in the same file that speaks of another year.
fn attached_report(report: &Report<'_, '_>, year: i32, review: &mut Review) {
    let passages = &report.reading.text.passages;
    let titles: Vec<usize> =
        (10.min(passages.len())..passages.len()).filter(|index| is_title(&passages[*index])).collect();
    for (nth, &title) in titles.iter().enumerate() {
        let end = titles.get(nth + 1).copied().unwrap_or(passages.len());
        let Some((own, at, span)) = first_year(passages, title.saturating_sub(1)..end.min(title + 6)) else { continue };
        let count = |wanted: i32| {
            passages[title..end]
                .iter()
                .flat_map(|passage| years(&passage.chars))
                .filter(|(own, _)| *own == wanted)
                .count()
        };
        if own == year || count(own) <= count(year) || count(own) < 2 {
            continue;
        }
        let mut words: Vec<Quote> = report.reading.text.quotes(title, 0..passages[title].chars.len());
        words.extend(report.reading.text.quotes(at, span));
        let calc = format!("报告为 {year} 年度，所附报告说的是 {own} 年度");
        let suggestion = format!("改附 {year} 年度的评价报告");
        review.findings.push(Finding::new(Kind::YearMismatch, words, calc, suggestion));
    }
}

/// A short line that ends with 报告 and is no mention of one.
fn is_title(passage: &Passage) -> bool {
    let text = passage.text();
    !passage.cell
        && passage.chars.len() <= 40
        && text.ends_with("报告")
        && ["绩效", "评价", "自评"].iter().any(|word| text.contains(word))
        && !["《", "》", "附件", "，", "。", "、", "："].iter().any(|sign| text.contains(sign))
}

fn first_year(passages: &[Passage], range: std::ops::Range<usize>) -> Option<(i32, usize, std::ops::Range<usize>)> {
    range.into_iter().find_map(|index| {
        let (year, at) = years(&passages.get(index)?.chars).into_iter().next()?;
        Some((year, index, at..at + 5))
    })
}

/// Every 20xx年 with its place; years in titles of documents are not told years.
fn years(chars: &[char]) -> Vec<(i32, usize)> {
    let mut depth = 0_i32;
    let mut years = Vec::new();
    for at in 0..chars.len() {
        match chars[at] {
            '《' | '<' => depth += 1,
            '》' | '>' => depth = (depth - 1).max(0),
            _ => {}
        }
        let Some(window) = chars.get(at..at + 5) else { continue };
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        if depth > 0 || window[4] != '年' || before.is_some_and(|sign| sign.is_ascii_digit()) {
            continue;
        }
        let digits: String = window[..4].iter().collect();
        if let Some(year) = digits.parse().ok().filter(|year| (1990..2100).contains(year)) {
            years.push((year, at));
        }
    }
    years
}

/// Words of history: a year in such a sentence is meant.
const HISTORY: [&str; 30] = [
    "启动",
    "建立",
    "成立",
    "建成",
    "开始",
    "以来",
    "批复",
    "印发",
    "改革",
    "试点",
    "背景",
    "起",
    "出台",
    "实施以来",
    "下发",
    "历年",
    "累计",
    "自",
    "比",
    "较",
    "同期",
    "上年",
    "去年",
    "基期",
    "规划",
    "首次",
    "参照",
    "标准",
    "文件",
    "移交",
];

/// A single year far from the evaluated one, in a sentence of results, that nothing explains.
fn slip(report: &Report<'_, '_>, year: i32, review: &mut Review) {
    let reading = report.reading;
    let told: Vec<i32> =
        reading.text.passages.iter().flat_map(|passage| years(&passage.chars)).map(|(own, _)| own).collect();
    for sentence in &reading.sentences {
        let passage = &reading.text.passages[sentence.passage];
        let chars = &passage.chars[sentence.span.clone()];
        let Some((own, at)) = the_year(chars) else { continue };
        if passage.cell || own > year - 2 || told.iter().filter(|other| **other == own).count() != 1 {
            continue;
        }
        let text: String = chars.iter().collect();
        let quantities = reading.quantities[sentence.quantities.clone()].iter();
        let results = quantities.filter(|quantity| {
            matches!(
                quantity.number.dimension,
                Dimension::Money | Dimension::Person | Dimension::PersonTimes | Dimension::Percent
            )
        });
        // 截至20xx年底 dates what follows, whatever it is compared with.
        let dated = at >= 2 && matches!(chars[at - 1], '至' | '止') && chars[at - 2] == '截';
        let around = if dated { until_comma(chars, at) } else { clause_of(chars, at) };
        if results.count() == 0 || HISTORY.iter().any(|word| around.contains(word)) || text.contains("历史") {
            continue;
        }
        // 仍沿用2016年文本: a year in the middle of a clause without figures dates nothing.
        let clause = own_clause(chars, at);
        let has = |q: &Quantity| {
            let start = q.number.span.start - sentence.span.start;
            clause.contains(&start)
        };
        let told = reading.quantities[sentence.quantities.clone()].iter().any(has);
        if at > clause.start + DATING && !told {
            continue;
        }
        // 2015年前后参保的, 2014年10月以后退休的: a time, not the year of the figures.
        let month = |sign: &&char| sign.is_ascii_digit() || matches!(sign, '月' | '日' | '底' | '末' | '初');
        let behind = chars[(at + 5).min(chars.len())..].iter().skip_while(month);
        let behind: String = behind.take(2).collect();
        if ["前后", "以前", "之前", "以后", "之后", "前参", "后参"].contains(&behind.as_str()) {
            continue;
        }
        let from = sentence.span.start + at;
        let quotes = reading.text.quotes(sentence.passage, from..from + 5);
        let calc = format!("评价年度为 {year} 年，这一句的数据写成 {own} 年，全文只此一处");
        let finding = Finding::new(Kind::YearMismatch, quotes, calc, format!("核对年份；应为 {year} 年的，改正"));
        review.findings.push(finding.asked());
    }
}

/// The only year of a sentence, or the one that dates it where the others are compared with.
fn the_year(chars: &[char]) -> Option<(i32, usize)> {
    let all = years(chars);
    let (first, others) = all.split_first()?;
    let compared = |at: usize| at > 0 && matches!(chars[at - 1], '比' | '较');
    let dated = first.1 >= 2 && matches!(chars[first.1 - 1], '至' | '止') && chars[first.1 - 2] == '截';
    let others = others.iter().all(|(year, at)| compared(*at) || dated && *year > first.0);
    (others && !compared(first.1)).then_some(*first)
}

/// A year that dates its sentence stands at the beginning of a clause.
const DATING: usize = 4;

/// From comma to comma.
fn own_clause(chars: &[char], at: usize) -> std::ops::Range<usize> {
    let stop = |sign: &char| matches!(sign, '，' | '；' | '。' | '：');
    let from = chars[..at].iter().rposition(stop).map_or(0, |before| before + 1);
    let to = chars[at..].iter().position(stop).map_or(chars.len(), |after| at + after);
    from..to
}

fn until_comma(chars: &[char], at: usize) -> String {
    chars[at..].iter().take_while(|sign| **sign != '，').collect()
}

/// The clause around a position, with the one after it.
fn clause_of(chars: &[char], at: usize) -> String {
    let from = chars[..at].iter().rposition(|sign| matches!(sign, '；' | '。' | '：')).map_or(0, |before| before + 1);
    let to = chars[at..].iter().position(|sign| matches!(sign, '；' | '。')).map_or(chars.len(), |after| at + after);
    chars[from..to].iter().collect()
}
