//! E02, E03, E05: words of the template, wrong terms, brackets of document numbers.

use super::Report;
use super::placeholders;
use crate::finding::{Finding, Quote, Review};
use crate::kind::{Kind, Severity};

/// What a form tells its user, and what search-and-replace leaves behind.
const RESIDUE: [&str; 23] = [
    "可根据项目实际情况",
    "结合项目实际，可从",
    "此处填写",
    "此处应填",
    "此处插入",
    "请填写",
    "请在此",
    "请根据实际",
    "请说明",
    "请列示",
    "请简述",
    "请概述",
    "请注明",
    "请删除",
    "请逐项",
    "填写时请",
    "填报时请",
    "（示例）",
    "（样例）",
    "字以内）",
    "字左右）",
    "职工人社",
    "居民人社",
];

const TYPOS: &str = include_str!("typos.txt");

/// Wrong, right and how bad.
fn typos() -> impl Iterator<Item = (&'static str, &'static str, Severity)> {
    TYPOS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut words = line.split_whitespace();
        let (wrong, right, letter) = (words.next()?, words.next()?, words.next()?);
        Some((wrong, right, if letter == "L" { Severity::Low } else { Severity::Info }))
    })
}

/// E02 and E03, passage by passage, each wording once.
pub(super) fn words(report: &Report<'_, '_>, review: &mut Review) {
    let passages = &report.reading.text.passages;
    let typos: Vec<(&str, &str, Severity)> = typos().collect();
    let mut seen: Vec<&str> = Vec::new();
    for (index, passage) in passages.iter().enumerate() {
        let text = passage.text();
        if let Some(word) = RESIDUE.into_iter().find(|word| stands_alone(&text, word) && !seen.contains(word)) {
            seen.push(word);
            residue(review, quote(report, index, &text, word), &format!("“{word}”是模板的提示语或替换的痕迹"));
        }
        let mut found: Vec<Quote> = Vec::new();
        for (wrong, right, severity) in typos.iter().copied() {
            if text.contains(wrong) && !seen.contains(&wrong) {
                seen.push(wrong);
                let words = quote(report, index, &text, wrong);
                // 截留、挤兑、挪用 is one slip.
                let touches = |one: &Quote| words.iter().any(|word| overlap(one, word));
                if found.iter().any(touches) {
                    continue;
                }
                found.extend(words.clone());
                let calc = format!("“{wrong}”应为“{right}”");
                let finding = Finding::new(Kind::TypoTerm, words, calc, format!("改为“{right}”"));
                review.findings.push(finding.severity(severity));
            }
        }
    }
    placeholders::check(report, review);
    blank_seal(report, review);
    of_the_form(report, review);
}

fn overlap(a: &Quote, b: &Quote) -> bool {
    a.paragraph == b.paragraph && a.from < b.to && b.from < a.to
}

/// 填报说明, 示例：…: what explains the form to its writer was handed in with it.
fn of_the_form(report: &Report<'_, '_>, review: &mut Review) {
    const ALONE: [&str; 8] = ["填报说明", "填写说明", "编写说明", "撰写要求", "填写示例", "示例", "样例", "参考范文"];
    for (index, passage) in report.reading.text.passages.iter().enumerate().filter(|(_, passage)| !passage.cell) {
        let text = passage.text();
        let title = text.split('：').next().unwrap_or_default();
        let bare: String = title.chars().skip(crate::text::item_mark(&passage.chars)).collect();
        if ALONE.contains(&bare.as_str()) {
            let words = report.reading.text.quotes(index, 0..title.chars().count());
            let finding = Finding::new(
                Kind::TemplateResidue,
                words,
                format!("“{bare}”是模板里写给填报人的"),
                "删去模板的说明和示例",
            );
            return review.findings.push(finding.severity(Severity::Low));
        }
    }
}

/// 请说明 is told to the writer; 提请说明 and 申请说明 are not.
fn stands_alone(text: &str, word: &str) -> bool {
    text.find(word).is_some_and(|at| {
        let before = text[..at].chars().next_back();
        !(word.starts_with('请') && before.is_some_and(|sign| "申提邀聘恳敬报".contains(sign)))
    })
}

pub(super) fn residue(review: &mut Review, quotes: Vec<Quote>, calc: &str) {
    review.findings.push(Finding::new(Kind::TemplateResidue, quotes, calc, "删去模板的话，写本项目的内容"));
}

fn quote(report: &Report<'_, '_>, passage: usize, text: &str, word: &str) -> Vec<Quote> {
    let Some(at) = text.find(word) else { return Vec::new() };
    let from = text[..at].chars().count();
    report.reading.text.quotes(passage, from..from + word.chars().count())
}

/// 单位（公章）with nothing behind it, where the next line is not the name either.
fn blank_seal(report: &Report<'_, '_>, review: &mut Review) {
    let passages = &report.reading.text.passages;
    for (index, passage) in passages.iter().enumerate().filter(|(_, passage)| !passage.cell) {
        let text = passage.text();
        let bare = text.trim_end_matches(['：', ' ']);
        let labelled =
            ["单位（公章）", "单位（盖章）", "部门（公章）", "部门（盖章）"].iter().any(|word| bare.ends_with(word));
        let next_is_label = passages.get(index + 1).is_some_and(|next| next.chars.contains(&'：'));
        if labelled && bare.chars().count() <= 20 && next_is_label {
            let quotes = report.reading.text.quotes(index, 0..passage.chars.len());
            let finding = Finding::new(Kind::TemplateResidue, quotes, "单位名称没有填写", "填写单位名称并盖章");
            review.findings.push(finding.severity(Severity::Low));
        }
    }
}

/// E05: the first document number in other brackets than 〔〕.
pub(super) fn document_numbers(report: &Report<'_, '_>, review: &mut Review) {
    for paragraph in report.reading.document.paragraphs() {
        let chars: Vec<char> = paragraph.text.chars().collect();
        for at in 0..chars.len() {
            if !matches!(chars[at], '[' | '【' | '［' | '﹝') {
                continue;
            }
            let digits: String = chars[at + 1..].iter().filter(|sign| **sign != ' ').take(4).collect();
            let rest: String = chars[at + 1..].iter().filter(|sign| **sign != ' ').skip(4).take(8).collect();
            let year = digits.parse::<u32>().is_ok_and(|year| (1990..2100).contains(&year));
            let number = rest.trim_start_matches([']', '】', '］', '﹞']);
            if !year
                || number.len() == rest.len()
                || !number.starts_with(|sign: char| sign.is_ascii_digit())
                || !rest.contains('号')
            {
                continue;
            }
            let to = (at + 1..chars.len()).find(|end| chars[*end] == '号').map_or(at + 6, |end| end + 1);
            let text: String = chars[at..to].iter().collect();
            let quotes = vec![Quote { paragraph: paragraph.number, from: at, to, text }];
            let calc = "文号的年份应使用六角括号“〔〕”";
            review.findings.push(Finding::new(Kind::DocnoStyle, quotes, calc, "改为“〔年份〕×号”的写法"));
            return;
        }
    }
}
