//! The text of PDF pages by the places of their words, and PDF files without text.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use base::document::Part;
use common::report::*;
use shebao_files::document_from_pdf_words;

/// Words of a page as `pdftotext -bbox-layout` prints them: left, top, text; 10 points a character.
fn page(words: &[(u32, u32, &str)]) -> String {
    let word = |(left, top, text): &(u32, u32, &str)| {
        let width: u32 = text.chars().map(|c| if c.is_ascii() { 5 } else { 10 }).sum();
        let (right, bottom) = (left + width, top + 12);
        format!(
            "<line><word xMin=\"{left}.000000\" yMin=\"{top}.5\" xMax=\"{right}.000000\" yMax=\"{bottom}.5\">{}</word></line>\n",
            text.replace('&', "&amp;")
        )
    };
    format!("<page width=\"595.0\" height=\"842.0\">{}</page>", words.iter().map(word).collect::<String>())
}

fn read_words(pages: &[String]) -> base::document::Document {
    let xml = format!(
        "<!DOCTYPE html PUBLIC \"x\"><html><head><title>A & B</title></head><doc>{}</doc></html>",
        pages.concat()
    );
    document_from_pdf_words("报告.pdf", &xml).unwrap()
}

#[test]
fn lines_broken_by_the_page_are_joined_and_others_are_not() {
    let full = "全区城乡居民基本养老保险参保人数为四万二千一百九十五人完成率百分之一百一十整"; // 38 characters
    let document = read_words(&[
        page(&[
            (50, 30, "二〇二四年度报告"),
            (70, 100, &full[..36 * 3]),
            (50, 120, full),
            (50, 140, "按时完成。"),
            (70, 160, &full[..36 * 3]),
            (50, 180, full),
            (290, 800, "- 1 -"),
        ]),
        page(&[(50, 60, "接上页。"), (50, 80, &full[..36 * 3]), (50, 100, "（二）另起一条A&B")]),
    ]);
    let texts: Vec<_> = document.paragraphs().map(|p| (p.text.chars().count(), p.part.clone())).collect();
    let part = |n| Some(Part::Page(n));
    assert_eq!(texts, [(8, part(1)), (36 + 38 + 5, part(1)), (36 + 38 + 4, part(1)), (36, part(2)), (10, part(2))]);
    assert!(document.paragraphs().last().unwrap().text.ends_with("A&B"));
}

#[test]
fn columns_become_a_table_and_a_broken_cell_is_one() {
    let document = read_words(&[page(&[
        (50, 60, "项目资金如下："),
        (60, 100, "项目"),
        (200, 100, "预算数"),
        (300, 100, "执行率"),
        (60, 120, "工作经费和"),
        (60, 134, "考核奖励"),
        (200, 127, "26.70"),
        (300, 127, "100%"),
        (60, 160, "合计"),
        (300, 160, "97.26%"),
        (50, 200, "二、结论"),
    ])]);
    assert_eq!(
        cells(table(&document)),
        [
            "0+1×1:项目 1+1×1:预算数 2+1×1:执行率",
            "0+1×1:工作经费和考核奖励 1+1×1:26.70 2+1×1:100%",
            "0+1×1:合计 2+1×1:97.26%"
        ]
    );
    let all = lines(&document);
    assert_eq!((all[0].as_str(), all.last().unwrap().as_str()), ("0|项目资金如下：", "9|二、结论"));
}

#[test]
fn what_is_no_column_stays_lines() {
    let document =
        read_words(&[page(&[(50, 100, "评价年度：2024"), (300, 100, "金额：26.7万元"), (50, 130, "以上。")])]);
    assert_eq!(lines(&document), ["0|评价年度：2024\t金额：26.7万元", "1|以上。"]);
}

/// A PDF of that many pages with that content on each.
fn pdf(pages: usize, content: &str) -> Vec<u8> {
    let kids: String = (0..pages).map(|n| format!("{} 0 R ", 5 + n)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
    ];
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>";
    objects.extend((0..pages).map(|_| page.to_owned()));
    let (mut bytes, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| bytes.extend(format!("{place:010} 00000 n \n").bytes()));
    bytes.extend(format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes());
    bytes
}

#[test]
fn a_scanned_pdf_is_said_to_be_a_picture() {
    let error = refusal("扫描.pdf", pdf(12, "0 0 100 100 re f"));
    assert!(error.contains("扫描件") && error.contains("12 页都是图片") && error.contains("OCR"), "{error}");
    // The stamp of a scanning program is no text of a report.
    let stamped = refusal("扫描.pdf", pdf(3, "BT /F1 8 Tf 50 20 Td (CamScanner) Tj ET"));
    assert!(stamped.contains("扫描件"), "{stamped}");
    assert!(refusal("坏.pdf", b"%PDF-1.7 nothing").contains("损坏"));
}

#[test]
fn a_pdf_is_read_with_its_pages() {
    let document = read("a.pdf", pdf(2, "BT /F1 12 Tf 50 700 Td (Rate 101.92 percent of 42195) Tj ET")).unwrap();
    let texts: Vec<_> = document.paragraphs().map(|p| (p.text.as_str(), p.part.clone().unwrap())).collect();
    let line = "Rate 101.92 percent of 42195";
    assert_eq!(texts, [(line, Part::Page(1)), (line, Part::Page(2))]);
}

/// What the child answers where no other program is installed.
fn alone(path: &std::path::Path) -> String {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_shebao-read-table"));
    let output = child.env_clear().env("PATH", "nowhere").arg("__read-document").arg(path).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn without_other_programs_a_pdf_is_read_by_the_library_and_an_older_word_file_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| common::write(dir.path(), name, bytes);
    let content = "BT /F1 12 Tf 50 700 Td (Rate 101.92 percent) Tj 0 -20 Td (of 42195) Tj ET";
    let answer = alone(&file("a.pdf", &pdf(2, content)));
    assert!(answer.contains("Rate 101.92 percent") && answer.contains("\"Page\":2"), "{answer}");
    assert!(alone(&file("扫描.pdf", &pdf(3, "0 0 9 9 re f"))).contains("3 页都是图片"));
    let broken = alone(&file("断.pdf", &pdf(2, content)[..200]));
    assert!(broken.contains("Refused") && broken.contains("损坏"), "{broken}");
    let mut older = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    older.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
    let answer = alone(&file("旧.doc", &older));
    assert!(answer.contains("需要 LibreOffice") && answer.contains("另存为 .docx"), "{answer}");
}
