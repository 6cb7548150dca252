//! Every rule speaks where it must and is silent on its near misses.

#![allow(clippy::unwrap_used)] // a trial stops where it fails

use base::document::{Block, Document, Paragraph};
use serde::Deserialize;
use shebao_review::{Severity, review};

#[derive(Deserialize)]
struct Cases {
    finds: Vec<Finds>,
    silent: Vec<Silent>,
}

#[derive(Deserialize)]
struct Finds {
    ids: Vec<String>,
    text: String,
}

#[derive(Deserialize)]
struct Silent {
    name: String,
    text: String,
}

fn cases() -> Cases {
    toml::from_str(include_str!("rules.toml")).unwrap()
}

fn document(text: &str) -> Document {
    let lines = text.trim().lines().enumerate();
    let paragraph = |(number, line): (usize, &str)| {
        let number = u32::try_from(number).unwrap();
        Block::Paragraph(Paragraph { number, text: line.to_owned(), heading: None, part: None })
    };
    Document { name: "case.txt".to_owned(), blocks: lines.map(paragraph).collect(), left_out: Vec::new() }
}

/// What is said about a text, without the kinds of other rules that a short text cannot satisfy
/// (evidence, conclusions).
fn said(text: &str) -> Vec<(String, String)> {
    let findings = review(&document(text)).findings;
    let figures = findings.into_iter().filter(|f| f.severity < Severity::Info && "ABC".contains(&f.kind.id()[..1]));
    figures.map(|f| (f.kind.id().to_owned(), f.calc)).collect()
}

#[test]
fn each_rule_speaks() {
    for case in cases().finds {
        let said = said(&case.text);
        for id in &case.ids {
            assert!(said.iter().any(|(kind, _)| kind == id), "{id} is not found in {}: {said:?}", case.text);
        }
        // One root cause, one finding.
        assert_eq!(said.len(), case.ids.len(), "{}: {said:?}", case.text);
    }
}

#[test]
fn near_misses_are_silent() {
    let loud: Vec<_> =
        cases().silent.into_iter().map(|c| (c.name, said(&c.text))).filter(|(_, s)| !s.is_empty()).collect();
    assert!(loud.is_empty(), "{loud:#?}");
}

#[test]
fn quotes_are_the_words_of_the_document() {
    for case in cases().finds {
        let document = document(&case.text);
        for finding in review(&document).findings {
            assert!(!finding.quotes.is_empty() && !finding.place.is_empty(), "{finding:?}");
            for quote in finding.quotes {
                let paragraph = document.paragraphs().find(|p| p.number == quote.paragraph).unwrap();
                let words: String = paragraph.text.chars().skip(quote.from).take(quote.to - quote.from).collect();
                assert_eq!(words, quote.text);
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    /// No text makes a rule fail, however it is cut.
    #[test]
    fn no_text_is_too_strange(pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..60)) {
        review(&document(&pieces.concat()));
    }
}

/// Words and figures that rules look for, and some that no report has.
const PIECES: &[&str] = &[
    "其中",
    "其中：",
    "合计",
    "共",
    "三项合计",
    "占",
    "的",
    "率",
    "执行率",
    "满意度",
    "结余",
    "剩余",
    "年初",
    "年末滚存结余",
    "收入",
    "支出",
    "预算",
    "实际",
    "应",
    "已",
    "未",
    "追加",
    "调整后",
    "比上年",
    "增加",
    "减少",
    "增长",
    "由",
    "提高到",
    "每人",
    "每月",
    "标准",
    "人均",
    "按",
    "内设",
    "科室：甲科、乙科。",
    "得",
    "总得分",
    "得分",
    "发放问卷",
    "收回",
    "按用途分：",
    "组成",
    "（",
    "）",
    "《",
    "》",
    "“",
    "”",
    "，",
    "。",
    "；",
    "：",
    "、",
    "\n",
    "\t",
    " ",
    "1.",
    "（一）",
    "2023年",
    "1-3月",
    "12月",
    "〔2023〕5号",
    "第3条",
    "0",
    "0万元",
    "12.5万元",
    "12,345.60元",
    "99999999999999999999999999999999亿元",
    "0.00000000000000000000000000000001%",
    "300人",
    "3万人次",
    "5个项目",
    "7.5分",
    "100%",
    "三项",
    "两",
    "零",
    "百分之九十九点九",
    "8000多家",
    "约60%",
    "3%-5%",
    "0/0",
];
