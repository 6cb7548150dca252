//! E02, E03, E05: words of the template, wrong terms, brackets of document numbers.

use super::Report;
use crate::finding::{Finding, Quote, Review};
use crate::kind::{Kind, Severity};

/// What a form tells its user, and what search-and-replace leaves behind.
const RESIDUE: [&str; 17] = [
    "可根据项目实际情况",
    "结合项目实际，可从",
    "此处填写",
    "请填写",
    "请在此",
    "请根据实际",
    "请说明",
    "请列示",
    "请简述",
    "请概述",
    "请注明",
    "请删除",
    "填写时请",
    "（示例）",
    "字以内）",
    "职工人社",
    "居民人社",
];

/// Placeholders: a letter or a cross in place of a name or a number.
const AFTER_PLACEHOLDER: [&str; 18] = [
    "项目", "单位", "局", "万元", "元", "年", "月", "县", "市", "区", "人", "%", "部门", "分", "个", "资金", "中心",
    "街道",
];

/// Wrong terms and what is meant; some only before or behind certain words.
const TERMS: [(&str, &str, Severity); 23] = [
    ("遗嘱待遇", "遗属待遇", Severity::Low),
    ("遗嘱津贴", "遗属津贴", Severity::Low),
    ("遗嘱补助", "遗属补助", Severity::Low),
    ("遗嘱抚恤", "遗属抚恤", Severity::Low),
    ("挤兑、挪用", "挤占、挪用", Severity::Low),
    ("挤兑挪用", "挤占挪用", Severity::Low),
    ("支出合规律", "支出合规率", Severity::Info),
    ("使用合规律", "使用合规率", Severity::Info),
    ("全履盖", "全覆盖", Severity::Info),
    ("履盖率", "覆盖率", Severity::Info),
    ("评论结果", "评价结果", Severity::Info),
    ("评论结论", "评价结论", Severity::Info),
    ("有所事项", "所有事项", Severity::Info),
    ("拨拨付", "拨付", Severity::Info),
    ("办公厅于做好", "办公厅关于做好", Severity::Info),
    ("办公室于做好", "办公室关于做好", Severity::Info),
    ("组织及和管理", "组织和管理", Severity::Info),
    ("抚血金", "抚恤金", Severity::Low),
    ("丧藏补助", "丧葬补助", Severity::Low),
    ("工商保险待遇", "工伤保险待遇", Severity::Low),
    ("养老保险金待遇领取资格人证", "养老保险待遇领取资格认证", Severity::Info),
    ("资格人证", "资格认证", Severity::Info),
    ("绩效目评", "绩效自评", Severity::Info),
];

/// E02 and E03, passage by passage, each wording once.
pub(super) fn words(report: &Report<'_, '_>, review: &mut Review) {
    let passages = &report.reading.text.passages;
    let mut seen: Vec<&str> = Vec::new();
    for (index, passage) in passages.iter().enumerate() {
        let text = passage.text();
        if let Some(word) = RESIDUE.into_iter().find(|word| stands_alone(&text, word) && !seen.contains(word)) {
            seen.push(word);
            residue(review, quote(report, index, &text, word), &format!("“{word}”是模板的提示语或替换的痕迹"));
        }
        for (wrong, right, severity) in TERMS {
            if text.contains(wrong) && !seen.contains(&wrong) {
                seen.push(wrong);
                let calc = format!("“{wrong}”应为“{right}”");
                let finding =
                    Finding::new(Kind::TypoTerm, quote(report, index, &text, wrong), calc, format!("改为“{right}”"));
                review.findings.push(finding.severity(severity));
            }
        }
    }
    placeholders(report, review);
    blank_seal(report, review);
}

/// 请说明 is told to the writer; 提请说明 and 申请说明 are not.
fn stands_alone(text: &str, word: &str) -> bool {
    text.find(word).is_some_and(|at| {
        let before = text[..at].chars().next_back();
        !(word.starts_with('请') && before.is_some_and(|sign| "申提邀聘恳敬报".contains(sign)))
    })
}

fn residue(review: &mut Review, quotes: Vec<Quote>, calc: &str) {
    review.findings.push(Finding::new(Kind::TemplateResidue, quotes, calc, "删去模板的话，写本项目的内容"));
}

fn quote(report: &Report<'_, '_>, passage: usize, text: &str, word: &str) -> Vec<Quote> {
    let Some(at) = text.find(word) else { return Vec::new() };
    let from = text[..at].chars().count();
    report.reading.text.quotes(passage, from..from + word.chars().count())
}

/// The first placeholder; the others are of the same kind.
fn placeholders(report: &Report<'_, '_>, review: &mut Review) {
    for (index, passage) in report.reading.text.passages.iter().enumerate() {
        let is_sign = |sign: &char| matches!(sign, 'X' | 'x' | '×' | '╳' | 'Ｘ');
        let Some(from) = passage.chars.windows(2).position(|pair| pair.iter().all(is_sign)) else {
            continue;
        };
        let run = passage.chars[from..].iter().take_while(|sign| is_sign(sign)).count();
        let after = passage.slice(from + run..(from + run + 2).min(passage.chars.len()));
        let before = from.checked_sub(1).and_then(|at| passage.chars.get(at));
        let word_like = before.is_some_and(|sign| sign.is_ascii_alphanumeric());
        if !word_like && AFTER_PLACEHOLDER.iter().any(|word| after.starts_with(word)) {
            let quotes = report.reading.text.quotes(index, from..(from + run + 1).min(passage.chars.len()));
            residue(review, quotes, "模板里的占位符没有填写");
            return;
        }
    }
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
