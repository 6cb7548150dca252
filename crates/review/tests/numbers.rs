//! What is a quantity and what is not, and what its printing leaves open.

use base::document::{Block, Document, Paragraph};
use shebao_review::reading::Reading;

fn document(text: &str) -> Document {
    let paragraph = Paragraph { number: 0, text: text.to_owned(), heading: None, part: None };
    Document { name: "case.txt".to_owned(), blocks: vec![Block::Paragraph(paragraph)], left_out: Vec::new() }
}

/// Value, half a step each way, as printed: `34817.01万元` → `348170100 ±50`.
fn read(text: &str) -> Vec<String> {
    let document = document(text);
    let reading = Reading::new(&document);
    reading
        .quantities
        .iter()
        .map(|q| {
            let interval = q.number.interval();
            let half = (interval.high - interval.low) / rust_decimal::Decimal::TWO;
            format!("{} ±{} {:?}", q.number.value.normalize(), half.normalize(), q.number.bound)
        })
        .collect()
}

#[test]
fn printed_places_make_the_interval() {
    assert_eq!(read("全年支出34817.01万元。"), ["348170100 ±50 None"]);
    assert_eq!(read("参保3.65万人。"), ["36500 ±50 None"]);
    assert_eq!(read("参保36500人。"), ["36500 ±0 None"]);
    assert_eq!(read("支出２，３４５．６０元。"), ["2345.6 ±0.005 None"]);
    assert_eq!(read("完成率101. 92%。"), ["101.92 ±0.005 None"]);
    assert_eq!(read("百分之三十。"), ["30 ±0.5 None"]);
    assert_eq!(read("补助三万元。"), ["30000 ±0.5 None"]);
}

#[test]
fn bounds_are_seen_before_and_behind() {
    assert_eq!(read("约3000人，8000多人次，90%以上，不低于5000人，不超过20元。").len(), 5);
    for (text, bound) in [
        ("约3000人", "About"),
        ("8000多人次", "About"),
        ("45000余人", "About"),
        ("参保率90%以上", "AtLeast"),
        ("不低于5000人", "AtLeast"),
        ("不超过20元", "AtMost"),
        ("占3%-5%", "Range"),
    ] {
        assert!(read(text).iter().all(|q| q.ends_with(bound)), "{text}: {:?}", read(text));
    }
}

#[test]
fn what_only_looks_like_a_number_is_none() {
    for text in [
        "某人社发〔2019〕112号",
        "（2021）26号文件",
        "2024年12月31日",
        "2024-05-12",
        "1-12月",
        "第15条",
        "每月25日前",
        "电话0759-3382156",
    ] {
        assert!(read(text).is_empty(), "{text}: {:?}", read(text));
    }
}

#[test]
fn a_year_is_inherited_and_a_month_is_kept() {
    let document = document("2023年参保人数5.20万人。缴费人数3.10万人。12月发放待遇1.90万人。");
    let reading = Reading::new(&document);
    let years: Vec<_> = reading.quantities.iter().map(|q| (q.year, q.year_printed, q.month)).collect();
    assert_eq!(years, [(Some(2023), true, None), (Some(2023), false, None), (Some(2023), false, Some(12))]);
}

#[test]
fn standards_are_told_from_amounts() {
    let document = document("每人每月105元，标准为300元/人/年，共发放20万元。");
    let reading = Reading::new(&document);
    let standards: Vec<bool> = reading.quantities.iter().map(|q| q.number.per.is_standard()).collect();
    assert_eq!(standards, [true, true, false]);
}
