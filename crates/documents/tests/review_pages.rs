//! A review as text and as a page.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use base::document::{Block, Cell, Document, Paragraph, Table};
use review::{Confidence, Consequence, Finding, Kind, Quote, Relation, Review, Severity};
use shebao_documents::{review_html, review_text};

fn paragraph(number: u32, text: &str) -> Paragraph {
    Paragraph { number, text: text.to_owned(), heading: None, part: None }
}

fn quote(paragraph: &Paragraph, words: &str) -> Quote {
    let at = paragraph.text.find(words).unwrap();
    let from = paragraph.text[..at].chars().count();
    Quote { paragraph: paragraph.number, from, to: from + words.chars().count(), text: words.to_owned() }
}

/// A document of one paragraph and a table of one row, and a review of it.
fn sample() -> (Document, Review) {
    let told =
        paragraph(0, "前一句与此无关。全年预算数为900万元，执行数为760.2160万元，完成预算的75%。<b>后一句</b>也无关。");
    let name = paragraph(1, "年度资金总额");
    let rate = paragraph(2, "75.00%");
    let cell =
        |column, paragraph: &Paragraph| Cell { column, columns: 1, rows: 2, paragraphs: vec![paragraph.clone()] };
    let mut wrong = Finding::new(
        Kind::RatioMismatch,
        vec![quote(&told, "75%"), quote(&told, "760.2160万元"), quote(&rate, "75.00%")],
        "760.2160 ÷ 900 = 84.47%",
        "改为84.47%",
    );
    wrong.place = "第1段；表1第1行第2列".to_owned();
    wrong.consequences.push(Consequence {
        kind: Kind::ScoreRuleMismatch,
        quotes: vec![quote(&rate, "75.00%")],
        calc: "得分随之改变".to_owned(),
    });
    let small = Finding::new(Kind::TypoTerm, vec![quote(&told, "执行数")], "", "")
        .severity(Severity::Info)
        .confidence(Confidence::Question);
    let mut review = Review { findings: vec![small, wrong], checked: Vec::new() };
    review.holds(Relation::Sum, vec![quote(&told, "900万元")], "1 < 2");
    let table = Block::Table(Table { rows: vec![vec![cell(0, &name), cell(1, &rate)]] });
    let document = Document {
        name: "某\"报告\"<i>.docx".to_owned(),
        blocks: vec![Block::Paragraph(told), table],
        left_out: vec!["第3页是图片".to_owned()],
    };
    (document, review)
}

#[test]
fn a_question_is_called_so_and_comes_before_slight_faults() {
    let (document, mut review) = sample();
    let asked = review.findings.remove(1).asked();
    review.findings[0].severity = Severity::Low;
    review.findings[0].confidence = Confidence::Certain;
    review.findings.push(asked);
    let text = review_text(&document, &review);
    assert!(text.contains("：待核 1 处，轻微 1 处。"), "{text}");
    assert!(text.find("1.【待核】比率不符（A02）").is_some() && text.find("2.【轻微】").is_some(), "{text}");
    assert!(review_html(&document, &review).contains("待核</span>"));
}

#[test]
fn the_text_says_the_worst_first_with_the_sentence_it_is_about() {
    let (document, review) = sample();
    let text = review_text(&document, &review);
    let (worst, least) = (text.find("1.【严重】比率不符（A02）").unwrap(), text.find("2.【提示】").unwrap());
    assert!(worst < least, "{text}");
    assert!(text.contains("全年预算数为900万元，执行数为「760.2160万元」，完成预算的「75%」。\n"), "{text}");
    assert!(text.contains("年度资金总额｜「75.00%」"), "the row of a cell is named: {text}");
    assert!(!text.contains("前一句"), "only the sentence: {text}");
    assert!(text.contains("连带：得分与评分规则不符（A08）") && text.contains("请向填报单位核实"), "{text}");
    assert!(text.contains("已复算并成立：合计 1 项。") && text.contains("未能审查：第3页是图片"), "{text}");
}

#[test]
fn a_report_without_faults_is_said_to_be_one() {
    let text = review_text(&sample().0, &Review::default());
    assert!(text.contains("没有发现问题") && text.contains("没有可以复算的数字关系"), "{text}");
}

#[test]
fn the_page_runs_nothing_and_escapes_what_others_wrote() {
    let (document, review) = sample();
    let page = review_html(&document, &review);
    assert!(!page.contains("<script") && !page.contains("http"), "nothing from elsewhere");
    assert!(page.contains("某&quot;报告&quot;&lt;i&gt;.docx") && page.contains("&lt;b&gt;后一句&lt;/b&gt;"));
    assert!(!page.contains("<b>后一句") && !page.contains("1 < 2") && page.contains("1 &lt; 2"));
    let hidden = Document { name: "\u{202e}\u{0}".to_owned(), ..Document::default() };
    assert!(!review_html(&hidden, &Review::default()).contains(['\u{202e}', '\u{0}']));
}

#[test]
fn the_source_is_whole_and_every_number_leads_to_its_finding_and_back() {
    let (document, review) = sample();
    let page = review_html(&document, &review);
    let source = page.split("review-source").last().unwrap();
    let letters: String = {
        let mut inside = true;
        source
            .chars()
            .filter(|c| {
                if *c == '<' {
                    inside = false
                };
                let keep = inside;
                if *c == '>' {
                    inside = true
                };
                keep
            })
            .collect()
    };
    for number in 1..=2 {
        assert_eq!(page.matches(&format!("id=\"s{number}\"")).count(), 1);
        assert_eq!(page.matches(&format!("id=\"f{number}\"")).count(), 1);
    }
    assert!(
        source.contains("<mark class=\"high\">75.00%</mark>") && source.contains("<mark class=\"info\">执行数</mark>")
    );
    assert!(letters.contains("前一句与此无关。全年预算数为900万元，"), "{letters}");
    assert!(source.contains("<td rowspan=\"2\">年度资金总额</td>"));
}
