//! F2, F7: what a cell may hold, and that nothing is repaired by guessing.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use base::{Fen, ParsedId};
use common::*;
use shebao_files::{Cell, Imported, Profile, Record};

/// One tax row with one cell replaced.
fn with(column: usize, text: &str) -> Imported {
    let person = id(1);
    let mut cells = ["T1", &person, "张三", "2019", "100.00", "2019-01-15"];
    cells[column] = text;
    let quoted: Vec<String> = cells.iter().map(|c| format!("\"{c}\"")).collect();
    tax(&quoted.join(","))
}

fn passes(column: usize, text: &str) -> Record {
    let imported = with(column, text);
    assert!(imported.is_clean(), "{text:?}: {}", messages(&imported));
    imported.records[0].clone()
}

fn fails(column: usize, text: &str, because: &str) {
    let imported = with(column, text);
    assert!(imported.records.is_empty(), "{text:?} was read");
    assert!(messages(&imported).contains(because), "{text:?}: {}", messages(&imported));
}

fn id_is(record: &Record, wanted: &str) -> bool {
    matches!(record.id("aac002"), Some(ParsedId::Current(id)) if id.reveal() == wanted)
}

#[test]
fn an_id_behind_an_apostrophe_a_tab_or_blanks_is_the_id() {
    for wrapped in [
        format!("'{}", id(1)),
        format!("\t{}", id(1)),
        format!("　 {} \u{a0}", id(1)),
        format!("' {}", id(1)),
        id(1).to_lowercase(),
    ] {
        assert!(id_is(&passes(1, &wrapped), &id(1)), "{wrapped:?}");
    }
    assert!(notices(&with(1, &format!("'{}", id(1)))).contains("单引号"));
}

#[test]
fn full_width_digits_are_read_and_noted_and_full_width_letters_are_not() {
    let wide = |text: &str| -> String {
        text.chars().map(|c| c.to_digit(10).map_or(c, |d| char::from_u32(0xFF10 + d).unwrap())).collect()
    };
    let imported = with(1, &wide(&id(1)));
    assert!(id_is(&imported.records[0], &id(1)));
    assert!(notices(&imported).contains("全角数字"));
    assert_eq!(passes(4, &wide("100.25")).money("aae019"), Some(Fen::new(10025)));
    fails(4, "100．25", "不是金额");
    fails(1, "53011319400115903Ｘ", "数字和末位 X 以外的字符");
}

#[test]
fn bad_ids_are_told_apart() {
    let good = id(1);
    let wrong_check = format!("{}{}", &good[..17], if good.ends_with('1') { '2' } else { '1' });
    let future = format!("5301132030011590{}", 1);
    let future = format!("{future}{}", base::IdNumber::check_character(&future).unwrap());
    fails(1, &wrong_check, "校验码不符");
    fails(1, &future, "晚于今天");
    fails(1, "1.10108E+17", "科学计数法");
    fails(1, "53011319400231901X", "出生日期");
    fails(1, "5301131940", "现为 10 位");
    fails(1, "", "必须填写");
    assert!(matches!(passes(1, "530113400115901").id("aac002"), Some(ParsedId::Legacy(_))));
}

#[test]
fn an_error_list_shows_no_identifier() {
    let imported = with(1, &format!("{}9", &id(1)[..17]));
    let problem = &imported.problems[0];
    assert_eq!(problem.shown, format!("530113**********{}9", &id(1)[16..17]));
    assert!(!format!("{problem:?}").contains(&id(1)[6..14]));
}

#[test]
fn error_lists_mask_accounts_phones_and_broken_ids() {
    let table = format!(
        "证件号码,姓名,地址,村组区划代码,联系电话,银行账号\n{},张三,一村,530113100201,1390000123a,62220000000012x4\n5301131940,李四,一村,530113100201,,\n",
        id(1)
    );
    let profile = Profile::named("registration").unwrap();
    let imported = profile.apply(&shebao_files::read_text(table.as_bytes()).unwrap(), today());
    let shown: Vec<&str> = imported.problems.iter().map(|p| p.shown.as_str()).collect();
    assert_eq!(shown, ["139******3a", "************12x4", "5*********"], "{}", messages(&imported));
}

#[test]
fn money_is_exact_or_refused() {
    assert_eq!(passes(4, "1,234.5").money("aae019"), Some(Fen::new(123450)));
    assert_eq!(passes(4, "100.000").money("aae019"), Some(Fen::new(10000)));
    assert_eq!(passes(4, "-100").money("aae019"), Some(Fen::new(-10000)), "a tax refund");
    fails(4, "100.125", "小数超过两位");
    fails(4, "壹佰元", "不是金额");
    fails(4, "1e2", "不是金额");
    fails(4, "99999999999999999999", "超出");
}

#[test]
fn only_columns_that_say_so_take_negative_amounts() {
    let table = shebao_files::read_text("批次号,序号,金额,处理结果\nB1,1,-5.00,成功\n".as_bytes()).unwrap();
    let imported = Profile::named("bank_return").unwrap().apply(&table, today());
    assert!(messages(&imported).contains("不能为负数"));
}

#[test]
fn dates_and_months_in_all_their_spellings() {
    let day = Some(jiff::civil::date(2019, 1, 5));
    for text in
        ["2019-01-05", "20190105", "2019/1/5", "2019.1.5", "2019年1月5日", "2019-01-05 08:30:00", "２０１９-01-05"]
    {
        assert_eq!(passes(5, text).date("paid_on"), day, "{text}");
    }
    for text in ["43470", "2019-02-30", "2019-1", "今天", "2019-01-05 上午"] {
        fails(5, text, "不是日期");
    }
    fails(5, "2019-02-02", "晚于今天");
}

#[test]
fn a_month_that_may_be_cut_off_is_refused() {
    let month = |text: &str| {
        let table = format!(
            "个人编号,证件号码,姓名,待遇开始年月,基础养老金中央,个人账户养老金,银行账号\n1,{},张三,{text},88,20,6222000000001234",
            id(1)
        );
        let profile = Profile::named("takeon_award").unwrap();
        profile.apply(&shebao_files::read_text(table.as_bytes()).unwrap(), today())
    };
    for text in ["2018-01", "201801", "2018-1", "2018/1", "2018年1月", "2018.01", "2018-01-31", "20180131"] {
        let imported = month(text);
        assert_eq!(imported.records[0].month("aic160").map(|m| m.number()), Some(201801), "{text}");
    }
    for text in ["2018.1", "2018", "2018-13", "18-1"] {
        assert!(month(text).records.is_empty(), "{text}");
    }
}

#[test]
fn codes_are_read_by_code_or_label_and_nothing_else() {
    let table = "批次号,序号,金额,处理结果\nB1,1,5,成功\nB1,2,5,0\nB1,3,5,成\n";
    let table = shebao_files::read_text(table.as_bytes()).unwrap();
    let imported = Profile::named("bank_return").unwrap().apply(&table, today());
    let codes: Vec<_> = imported.records.iter().map(|r| r.text("status").unwrap()).collect();
    assert_eq!(codes, ["1", "0"]);
    assert!(messages(&imported).contains("可填：1=成功、0=失败"));
}

/// A workbook row through the child, cells given as sheet XML.
fn sheet(cells: &str, properties: &str) -> Imported {
    let dir = tempfile::tempdir().unwrap();
    let header = text_row(1, &TAX_HEADER.split(',').collect::<Vec<_>>());
    let book = raw_workbook(&format!(r#"{header}<row r="2">{cells}</row>"#), properties, "");
    let path = write(dir.path(), "税.xlsx", book);
    let profile = Profile::named("tax_detail").unwrap();
    profile.apply(&reader().read_for(&path, &profile).unwrap(), today())
}

fn text_cell(text: &str) -> String {
    format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn row_with(id_cell: &str, money_cell: &str, date_cell: &str) -> String {
    format!("{}{id_cell}{}<c><v>2019</v></c>{money_cell}{date_cell}", text_cell("T1"), text_cell("张三"))
}

#[test]
fn an_id_stored_as_a_number_is_never_an_id() {
    // What a spreadsheet keeps of an ID typed as a number: 15 digits and zeros.
    let number = format!("<c><v>{}000</v></c>", &id(1)[..15]);
    let imported = sheet(&row_with(&number, "<c><v>100</v></c>", "<c><v>20190115</v></c>"), "");
    assert!(imported.records.is_empty());
    assert!(messages(&imported).contains("科学计数法"), "{}", messages(&imported));
    // Even when all its digits are there: the parser cannot know.
    let whole = format!("<c><v>{}</v></c>", if id(1).ends_with('X') { id(3) } else { id(1) });
    assert!(sheet(&row_with(&whole, "<c><v>100</v></c>", "<c><v>20190115</v></c>"), "").records.is_empty());
}

#[test]
fn a_float_amount_is_the_amount_that_was_typed() {
    for (stored, fen) in [
        ("123.45", 12345),
        ("0.1", 10),
        ("1.1000000000000001", 110),
        ("0.30000000000000004", 30),
        ("70368744177.67", 7_036_874_417_767),
        ("1E3", 100_000),
    ] {
        let id_cell = text_cell(&id(1));
        let imported = sheet(&row_with(&id_cell, &format!("<c><v>{stored}</v></c>"), "<c><v>20190115</v></c>"), "");
        assert_eq!(imported.records[0].money("aae019"), Some(Fen::new(fen)), "{stored}");
    }
    let imported = sheet(&row_with(&text_cell(&id(1)), "<c><v>123.456</v></c>", "<c><v>20190115</v></c>"), "");
    assert!(messages(&imported).contains("小数超过两位"));
}

#[test]
fn date_serials_of_both_systems_are_converted() {
    let day = |properties: &str, cell: &str| {
        let imported = sheet(&row_with(&text_cell(&id(1)), "<c><v>100</v></c>", cell), properties);
        imported.records.first().and_then(|r| r.date("paid_on"))
    };
    let system_1904 = r#"<workbookPr date1904="1"/>"#;
    // 43480 is 2019-01-15 in the 1900 system (the serial Excel shows for that day); the 1904
    // system starts 1462 days later.
    let fifteenth = Some(jiff::civil::date(2019, 1, 15));
    assert_eq!(day("", r#"<c s="1"><v>43480</v></c>"#), fifteenth);
    assert_eq!(day("", r#"<c s="1"><v>43480.75</v></c>"#), fifteenth);
    assert_eq!(day("", "<c><v>43480</v></c>"), fifteenth);
    assert_eq!(day(system_1904, r#"<c s="1"><v>42018</v></c>"#), fifteenth);
    assert_eq!(day("", r#"<c s="1"><v>61</v></c>"#), Some(jiff::civil::date(1900, 3, 1)));
    assert_eq!(day("", r#"<c s="1"><v>59</v></c>"#), Some(jiff::civil::date(1900, 2, 28)));
    assert_eq!(day("", r#"<c s="1"><v>60</v></c>"#), None, "29 February 1900 never was");
    assert_eq!(day("", "<c><v>3650</v></c>"), None);
}

#[test]
fn formulas_in_money_and_broken_formulas_are_problems() {
    let with = |money: &str| messages(&sheet(&row_with(&text_cell(&id(1)), money, "<c><v>20190115</v></c>"), ""));
    assert!(with("<c><f>50+50</f><v>100</v></c>").contains("是公式"));
    assert!(with(r#"<c t="e"><v>#REF!</v></c>"#).contains("#REF!"));
    assert!(with(r#"<c s="1"><v>100</v></c>"#).contains("日期格式"));
}

#[test]
fn a_bank_account_stored_as_a_number_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let header: Vec<Cell<'_>> =
        ["个人编号", "证件号码", "姓名", "待遇开始年月", "基础养老金中央", "个人账户养老金", "银行账号"]
            .map(Cell::from)
            .to_vec();
    let person = id(1);
    let row = vec![
        "1".into(),
        person.as_str().into(),
        "张三".into(),
        "2018-01".into(),
        Fen::from_yuan(88).into(),
        Fen::ZERO.into(),
        Cell::Integer(12_345_678_901),
    ];
    let path = write(dir.path(), "待遇.xlsx", xlsx(&[header, row]));
    let profile = Profile::named("takeon_award").unwrap();
    let imported = profile.apply(&reader().read_for(&path, &profile).unwrap(), today());
    // Flagged, not refused: a pension in payment goes on.
    let record = &imported.records[0];
    assert!(record.card("aae010").is_none());
    assert!(record.flags[0].message.contains("开头的 0 可能已丢失"));
    assert_eq!(record.unread("aae010"), Some("12345678901"));
}

#[test]
fn at_take_on_a_bad_id_or_missing_address_flags_and_never_stops() {
    let table = format!(
        "个人编号,证件号码,姓名,地址,村组区划代码,参保状态,累计缴费年限\n1,{},张三,,530113100201,待遇领取,0\n2,1.1E+17,李四,一村,530113100201,3,5\n",
        id(1)
    );
    let profile = Profile::named("takeon_person").unwrap();
    let imported = profile.apply(&shebao_files::read_text(table.as_bytes()).unwrap(), today());
    assert!(imported.is_clean(), "{}", messages(&imported));
    assert_eq!(imported.records[0].flags[0].key, "aae006");
    assert_eq!(imported.records[1].id("aac002"), None);
    assert!(imported.records[1].flags[0].message.contains("科学计数法"));
}

#[test]
fn a_name_that_would_print_as_something_else_is_refused_and_a_wrapped_one_is_one_line() {
    fails(2, "张\u{202e}三", "控制字符");
    fails(2, &"长".repeat(501), "500 字");
    assert_eq!(passes(2, "张\r\n三").text("aac003"), Some("张 三"), "a line break would break every list");
}

#[test]
fn amounts_of_a_whole_file_cannot_leave_64_bits() {
    let most = "100000000000.00";
    assert_eq!(passes(4, most).money("aae019"), Some(Fen::from_yuan(100_000_000_000)));
    fails(4, "100000000000.01", "1000 亿元");
    fails(4, "92233720368547758.07", "1000 亿元");
    assert!(
        i64::try_from(shebao_files::limits::ROWS)
            .unwrap()
            .checked_mul(passes(4, most).money("aae019").unwrap().get())
            .is_some()
    );
}
