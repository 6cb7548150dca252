//! Workbooks and web pages as reports.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use base::document::Part;
use common::report::*;
use rust_xlsxwriter::{Format, Workbook};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

#[test]
fn sheets_are_tables_with_numbers_as_they_are_shown() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("自评表").unwrap();
    sheet.merge_range(0, 0, 0, 2, "项目支出绩效自评表", &Format::new()).unwrap();
    sheet.merge_range(2, 0, 3, 0, "年度\n指标", &Format::new()).unwrap();
    sheet.write_string(2, 1, "执行率").unwrap();
    sheet.write_number_with_format(2, 2, 0.98535, &Format::new().set_num_format("0.00%")).unwrap();
    sheet.write_string(3, 1, "金额").unwrap();
    sheet.write_number_with_format(3, 2, 1234567.891, &Format::new().set_num_format("#,##0.00")).unwrap();
    sheet.write_number_with_format(4, 2, 45413, &Format::new().set_num_format("yyyy\"年\"m\"月\"")).unwrap();
    sheet.write_formula(5, 2, rust_xlsxwriter::Formula::new("=0.1+0.2").set_result("0.30000000000000004")).unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("底稿").unwrap().set_hidden(true).write_string(0, 0, "不看").unwrap();
    let document = read("自评.xlsx", book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(
        cells(table(&document)),
        [
            "0+3×1:项目支出绩效自评表",
            "0+1×2:年度\n指标 1+1×1:执行率 2+1×1:98.54%",
            "1+1×1:金额 2+1×1:1,234,567.89",
            "2+1×1:2024年5月",
            "2+1×1:0.3"
        ]
    );
    assert_eq!(document.paragraphs().next().unwrap().part, Some(Part::Sheet("自评表".to_owned())));
    assert_eq!(document.left_out, ["隐藏的工作表“底稿”没有读取"]);
}

#[test]
fn an_older_workbook_is_read_and_says_what_it_does_not_know() {
    // Without LibreOffice, which would know the formats.
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tax_1900.xls");
    let document = shebao_files::document_in_process(&path).unwrap();
    assert!(lines(&document).iter().any(|l| l.ends_with("|张㐂")), "{:?}", lines(&document));
    assert!(document.left_out[0].contains("数字格式没有读取"));
    assert!(refusal("a.xlsx", fixture("encrypted.xlsx")).contains("打开密码"));
}

#[test]
fn a_page_is_paragraphs_headings_and_tables() {
    let page = "<!DOCTYPE html><html><head><title>题</title><style>p{}</style></head><body><h2>一、概况</h2>\
        <p>全区参保\n   <b>42195</b> 人，\n 其中女 1 人。<br>第二行<script>alert(1)</script><span style='display: none'>藏</span></p>\
        <div>无标签 A  B&nbsp;</div><table><tr><td><table><tr><th rowspan=2>指标<th colspan=2>值</tr><tr><td><p>甲</p><p>乙</p></td><td>2</td></tr><tr><td>丙</td></tr></table></td></tr></table>\
        <img src=x>尾</body></html>";
    for bytes in [page.as_bytes().to_vec(), encoding_rs::GBK.encode(page).0.into_owned()] {
        let document = read("报告.doc", bytes).unwrap();
        let texts: Vec<_> = document.paragraphs().map(|p| p.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "一、概况",
                "全区参保 42195 人，其中女 1 人。",
                "第二行",
                "无标签 A B",
                "指标",
                "值",
                "甲",
                "乙",
                "2",
                "丙",
                "尾"
            ]
        );
        assert_eq!(document.paragraphs().next().unwrap().heading, Some(2));
        assert_eq!(cells(table(&document)), ["0+1×2:指标 1+2×1:值", "1+1×1:甲\n乙 2+1×1:2", "0+1×1:丙"]);
        assert_eq!(document.left_out, ["1 幅图片没有读取，其中的文字不在内"]);
    }
}
