//! Title rows, joined headers, totals, footnotes, repeated rows, profiles.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::*;
use shebao_files::{Imported, Profile, ProfileError, problems_csv, read_text};

fn import(profile: &str, text: &str) -> Imported {
    Profile::named(profile).unwrap().apply(&read_text(text.as_bytes()).unwrap(), today())
}

fn line(serial: &str, n: u32, yuan: &str) -> String {
    format!("{serial},{},张三,2019,{yuan},20190115\n", id(n))
}

#[test]
fn title_rows_and_notes_around_the_table_are_no_data() {
    let text = format!(
        "东川区2019年城乡居民养老保险缴费明细,,,,,\n单位：元,,,,,制表日期：2019-02-01\n\n{TAX_HEADER}\n{}{TAX_HEADER}\n{}制表人：王五,,审核人：赵六,,,\n第 1 页 共 1 页,,,,,\n",
        line("T1", 1, "100"),
        line("T2", 2, "200"),
    );
    let imported = import("tax_detail", &text);
    assert!(imported.is_clean(), "{}", messages(&imported));
    assert_eq!(imported.header_line, Some(4));
    assert_eq!(imported.records.len(), 2);
    assert!(notices(&imported).contains("表头重复出现，已跳过×1"));
    assert!(notices(&imported).contains("表尾说明，没有导入×2"));
}

#[test]
fn the_header_is_looked_for_just_so_far() {
    let below = |rows: usize| format!("{}{TAX_HEADER}\n{}", "说明,无\n".repeat(rows), line("T1", 1, "100"));
    let limit = shebao_files::limits::HEADER_SEARCH_ROWS;
    assert_eq!(import("tax_detail", &below(limit - 1)).records.len(), 1);
    assert_eq!(import("tax_detail", &below(limit)).header_line, None);
}

#[test]
fn a_two_row_header_is_joined() {
    let text = format!(
        "待遇明细表,,,,,,,,\n个人编号,证件号码,姓名,待遇开始年月,基础养老金,,,个人账户养老金,银行账号\n,,,,中央,省级,市级,,\n1,{},张三,201801,88,5,2,12.34,6222000000001234\n",
        id(1)
    );
    let imported = import("takeon_award", &text);
    assert!(imported.is_clean(), "{}", messages(&imported));
    let record = &imported.records[0];
    let yuan = |key: &str| record.money(key).unwrap().to_string();
    assert_eq!((yuan("aae0191"), yuan("aae0192"), yuan("aae0193")), ("88.00".into(), "5.00".into(), "2.00".into()));
}

#[test]
fn aliases_codes_units_and_marks_of_duty_are_understood() {
    let text = format!("*aac002,姓 名,税票号码,年度,实缴金额（元）,缴费时间\n{},张三,T1,2019,100,20190115\n", id(1));
    assert_eq!(import("tax_detail", &text).records.len(), 1);
}

#[test]
fn a_missing_or_doubled_column_stops_the_table_and_says_which() {
    let missing = import("tax_detail", &format!("税票号,证件号码,姓名\nT1,{},张三\n", id(1)));
    assert!(missing.records.is_empty());
    assert!(messages(&missing).contains("缺少必需的列：费款所属年度、缴费金额、缴费日期"), "{}", messages(&missing));
    let doubled = import("tax_detail", &format!("{TAX_HEADER},身份证号\n"));
    assert!(messages(&doubled).contains("第 2 列和第 7 列都是“证件号码”"), "{}", messages(&doubled));
    let none = import("tax_detail", "甲,乙\n1,2\n");
    assert_eq!(none.header_line, None);
    assert!(messages(&none).contains("找不到表头"));
}

#[test]
fn totals_and_subtotals_are_checked_and_not_imported() {
    let text = format!(
        "{TAX_HEADER}\n{}{}本页小计,,,,300.00,\n{}小 计：,1人,,,50.00,\n合计,,共3人,,350.00,\n",
        line("T1", 1, "100"),
        line("T2", 2, "200"),
        line("T3", 3, "50"),
    );
    let imported = import("tax_detail", &text);
    assert!(imported.is_clean(), "{}", messages(&imported));
    assert_eq!(imported.records.len(), 3);
    let checks: Vec<_> = imported.totals.iter().map(|t| (t.line, t.rows, t.agrees)).collect();
    assert_eq!(checks, [(4, 2, true), (6, 1, true), (7, 3, true)]);
}

#[test]
fn a_wrong_sum_or_count_is_a_problem() {
    let rows = format!("{TAX_HEADER}\n{}{}", line("T1", 1, "100"), line("T2", 2, "200.05"));
    let sum = import("tax_detail", &format!("{rows}合计,,,,310.05,\n"));
    assert_eq!(sum.problems.len(), 1);
    assert!(messages(&sum).contains("“缴费金额”写 310.05，逐行相加为 300.05"), "{}", messages(&sum));
    assert!(!sum.totals[0].agrees);
    let count = import("tax_detail", &format!("{rows}总计,3,,,300.05,\n"));
    assert!(messages(&count).contains("写 3 行，实有 2 行"), "{}", messages(&count));
}

#[test]
fn rows_that_could_not_be_read_still_count_towards_the_total() {
    let rows = format!("{TAX_HEADER}\n{}T2,123,李四,2019,200,20190115\n合计,,,,300.00,\n", line("T1", 1, "100"));
    let imported = import("tax_detail", &rows);
    assert!(imported.totals[0].agrees);
    assert_eq!(imported.records.len(), 1);
}

#[test]
fn a_county_total_with_the_countys_code_is_a_total() {
    let head = "乡镇区划代码,乡镇名称,参保人数,领取待遇人数,月待遇中央,月待遇省级,月待遇市级,月待遇县级,月个人账户养老金,个人账户余额,签字人";
    let towns = "530113001,铜都街道,10,2,176,0,0,0,3.5,1000,张三\n530113100,汤丹镇,5,1,88,0,0,0,1,500,李四";
    let imported = import("takeon_control", &format!("{head}\n{towns}\n530113,合 计,15,3,264,0,0,0,4.5,1500,\n"));
    assert!(imported.is_clean(), "{}", messages(&imported));
    assert_eq!((imported.records.len(), imported.totals.len()), (2, 1));
}

#[test]
fn amounts_in_ten_thousands_stop_the_table() {
    let imported = import("tax_detail", &format!("征收汇总,,单位：万元\n{TAX_HEADER}\n{}", line("T1", 1, "100")));
    assert!(imported.records.is_empty());
    assert!(messages(&imported).contains("只接受“元”"));
}

#[test]
fn a_person_called_heji_is_no_total() {
    let imported = import(
        "tax_detail",
        &format!("{TAX_HEADER}\nT1,{},何合计,2019,100,20190115\n,{},何小计,2019,1,20190115\n", id(1), id(2)),
    );
    assert_eq!(imported.records.len(), 2);
}

#[test]
fn the_same_row_twice_is_refused_once_and_two_different_rows_under_one_key_both() {
    let imported = import("tax_detail", &format!("{TAX_HEADER}\n{0}{0}", line("T1", 1, "100")));
    assert_eq!(imported.records.len(), 1);
    assert!(messages(&imported).contains("与第 2 行完全相同"));
    let imported = import("tax_detail", &format!("{TAX_HEADER}\n{}{}", line("T1", 1, "100"), line("T1", 1, "200")));
    assert!(imported.records.is_empty());
    let lines: Vec<u32> = imported.problems.iter().map(|p| p.line).collect();
    assert_eq!((lines, imported.refused_rows), (vec![2, 3], 2));
}

#[test]
fn rows_without_a_serial_are_not_taken_for_one_another() {
    let imported = import("tax_detail", &format!("{TAX_HEADER}\n{}{}", line("", 1, "100"), line("", 2, "100")));
    assert_eq!(imported.records.len(), 2);
    assert_eq!(imported.records[0].text("tax_serial"), None);
}

#[test]
fn the_error_list_opens_in_a_spreadsheet_without_running_anything() {
    let imported = import("tax_detail", &format!("{TAX_HEADER}\nT1,{},张三,2019,=1+2,20190115\n", id(1)));
    let csv = problems_csv(&imported.problems).unwrap();
    assert_eq!(&csv[..3], b"\xEF\xBB\xBF");
    let text = String::from_utf8(csv.clone()).unwrap();
    assert!(text.contains("\"'=1+2\""), "{text}");
    assert_eq!(read_text(&csv).unwrap().rows[1].cells[4].shown(), "=1+2");
}

#[test]
fn problems_beyond_the_limit_are_counted() {
    let bad = "T,1,张三,2019,100,20190115\n".repeat(shebao_files::limits::PROBLEMS_LISTED + 5);
    let imported = import("tax_detail", &format!("{TAX_HEADER}\n{bad}"));
    assert_eq!(imported.problems.len(), shebao_files::limits::PROBLEMS_LISTED);
    assert_eq!(imported.problems_omitted, 5);
    assert!(!imported.is_clean());
}

#[test]
fn a_profile_with_unknown_keys_or_contradictions_is_refused() {
    let column = "[[column]]\nkey=\"a\"\ntitle=\"甲\"\nkind=\"text\"\n";
    let profile = |more: &str| Profile::from_toml(&format!("name=\"p\"\ntitle=\"表\"\n{column}{more}"));
    assert!(profile("").is_ok());
    assert!(matches!(profile("colour=\"red\"").unwrap_err(), ProfileError::Toml(_)));
    for wrong in [
        "codes=[\"1=男\"]",
        "aliases=[\"\"]",
        "negative=true",
        "[[column]]\nkey=\"b\"\ntitle=\"甲 \"\nkind=\"text\"",
        "[[column]]\nkey=\"b\"\ntitle=\"乙\"\nkind=\"code\"",
    ] {
        assert!(matches!(profile(wrong).unwrap_err(), ProfileError::Invalid { .. }), "{wrong}");
    }
    assert!(Profile::named("nothing").unwrap_err().to_string().contains("tax_detail"));
}
