//! Forms of finance bureaus, made by hand in several layouts: filled where they can be, and
//! otherwise untouched to the byte.

#![allow(clippy::unwrap_used)] // a failing test should stop where it fails

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use evaluation::{Draft, self_evaluate};
use rust_xlsxwriter::{Format, Workbook};
use shebao_documents::{FilledTemplate, Mapping, TemplateError, fill_template};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const PROJECT: &str = r#"
name = "居民养老保险补助"
department = "某县人社局"
unit = "某县社保中心"
assess_year = 2024
budget_year = 2024
goal = "按时足额发放"
outcome = "全年按时足额发放，人数和金额核对一致"

[[budget.lines]]
source = "this_year"
initial = "900万元"
executed = "760.2160万元"
parent = { declared = { document = "决算", page = "1", who = "财务科" } }

[[indicators]]
id = "people"
group = "产出指标"
kind = "数量指标"
name = "领取待遇人数"
target = { at_least = { value = "100", unit = "人" } }
weight = "50"
actual = { figure = { value = "101", unit = "人", year = 2024, parent = { declared = { document = "台账", page = "1", who = "业务科" } } } }

[[indicators]]
id = "rate"
group = "效益指标"
kind = "社会效益指标"
name = "参保率"
target = { at_least = { value = "97", unit = "%" } }
weight = "40"
actual = { figure = { value = "98.5", unit = "%", year = 2024, parent = { declared = { document = "台账", page = "2", who = "业务科" } } } }
"#;

fn draft() -> Draft {
    self_evaluate(&toml::from_str(PROJECT).unwrap()).unwrap()
}

fn fill(form: &[u8], mapping: &str) -> FilledTemplate {
    fill_template(form, &draft(), &toml::from_str::<Mapping>(mapping).unwrap()).unwrap()
}

/// What was put where.
fn put(filled: &FilledTemplate) -> BTreeMap<String, String> {
    filled.filled.iter().map(|f| (f.place.clone(), f.text.clone())).collect()
}

fn said(filled: &FilledTemplate, place: &str) -> String {
    let found = filled.left.iter().find(|left| left.place == place);
    found.unwrap_or_else(|| panic!("{place}: {:#?}", filled.left)).what.clone()
}

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn part(file: &[u8], name: &str) -> String {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(file)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// A cell of a form: width in columns, continued from above, text.
fn tc(columns: usize, merge: &str, text: &str) -> String {
    let run =
        if text.is_empty() { String::new() } else { format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>") };
    let merge = match merge {
        "start" => "<w:vMerge w:val=\"restart\"/>",
        "on" => "<w:vMerge/>",
        _ => "",
    };
    format!(
        "<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/>{merge}</w:tcPr><w:p><w:pPr><w:jc w:val=\"center\"/><w:rPr><w:sz w:val=\"21\"/></w:rPr></w:pPr>{run}</w:p></w:tc>"
    )
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

fn docx(rows: &[String]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>自评表</w:t></w:r></w:p><w:tbl>{}</w:tbl><w:sectPr/></w:body></w:document>",
        rows.concat()
    );
    let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    zipped(&[
        ("_rels/.rels", rels.to_owned()),
        ("word/document.xml", document),
        ("word/media/seal.bin", "印章".to_owned()),
    ])
}

/// A form with merged cells, hints with limits, a formula and rows for two indicators of a kind.
fn bureau() -> Vec<Vec<String>> {
    let empty = |n: usize| vec![tc(1, "", ""); n];
    let head = |names: &[&str]| names.iter().map(|n| tc(1, "", n)).collect::<Vec<_>>();
    vec![
        vec![tc(2, "", "项 目 名 称"), tc(6, "", "")],
        vec![tc(2, "", "主管部门："), tc(2, "", ""), tc(2, "", "实施单位"), tc(2, "", "")],
        [
            vec![tc(1, "start", "项目资金（万元）"), tc(1, "", "")],
            head(&["年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"]),
        ]
        .concat(),
        [vec![tc(1, "on", ""), tc(1, "", "年度资金总额")], empty(3), head(&["10"]), empty(2)].concat(),
        [vec![tc(1, "on", ""), tc(1, "", "其中：当年财政拨款")], empty(3), head(&["—"]), empty(1), head(&["—"])]
            .concat(),
        [vec![tc(1, "on", ""), tc(1, "", "其他资金")], empty(3), head(&["—"]), empty(1), head(&["—"])].concat(),
        vec![tc(1, "start", "年度总体目标"), tc(3, "", "预期目标（10字以内）"), tc(4, "", "实际完成情况")],
        vec![tc(1, "on", ""), tc(3, "", ""), tc(4, "", "（15字以内）")],
        head(&[
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ]),
        [vec![tc(1, "start", "产出指标"), tc(1, "start", "数量指标")], empty(6)].concat(),
        [vec![tc(1, "on", ""), tc(1, "on", "")], empty(6)].concat(),
        [vec![tc(1, "", "满意度指标"), tc(1, "", "满意度")], empty(6)].concat(),
        vec![tc(5, "", "总分"), tc(1, "", "100"), tc(1, "", ""), tc(1, "", "")],
    ]
}

fn form(rows: &[Vec<String>]) -> Vec<u8> {
    docx(&rows.iter().map(|cells| row(cells)).collect::<Vec<_>>())
}

#[test]
fn a_text_form_with_merged_cells_is_filled_by_its_labels() {
    let original = form(&bureau());
    let filled = fill(&original, "");
    let put = put(&filled);
    let at = |place: &str| put.get(place).map(String::as_str);
    assert_eq!(
        (at("表1!C1"), at("表1!C2"), at("表1!G2")),
        (Some("居民养老保险补助"), Some("某县人社局"), Some("某县社保中心"))
    );
    // 年初, A, B, rate, points; 10 × 760.216 ÷ 900 = 8.45.
    let total = ["C4", "D4", "E4", "G4", "H4"].map(|c| at(&format!("表1!{c}")));
    assert_eq!(total, [Some("900.00"), Some("900.00"), Some("760.216"), Some("84.47%"), Some("8.45")]);
    assert_eq!((at("表1!E5"), at("表1!G5"), at("表1!E6")), (Some("760.216"), Some("84.47%"), None));
    assert_eq!(at("表1!B8"), Some("按时足额发放"));
    let indicator = ["C10", "D10", "E10", "F10", "G10"].map(|c| at(&format!("表1!{c}")));
    assert_eq!(indicator, [Some("领取待遇人数"), Some("≥100人"), Some("101人"), Some("50"), Some("50")]);
    assert_eq!(at("表1!C11"), None, "a second row of that kind stays empty");
    assert_eq!(at("表1!G13"), Some("98.45"));
    assert!(said(&filled, "表1!B6").contains("没有“其他资金”"));
    // 19 characters in a cell for 15, and an indicator of a kind that has no row.
    assert!(said(&filled, "表1!E8").contains("限15字"), "{:#?}", filled.left);
    assert!(said(&filled, "指标“参保率”").contains("没有“社会效益指标”的空行"));
}

#[test]
fn nothing_of_a_text_form_changes_but_its_cells() {
    let original = form(&bureau());
    let filled = fill(&original, "");
    let (before, mut after) = (part(&original, "word/document.xml"), part(&filled.bytes, "word/document.xml"));
    for cell in &filled.filled {
        let run =
            format!("<w:r><w:rPr><w:sz w:val=\"21\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", cell.text);
        assert!(after.contains(&run), "{}: the run looks like the cell's own text", cell.text);
        after = after.replacen(&run, "", 1);
    }
    assert_eq!(after, before);
    assert_eq!(part(&filled.bytes, "word/media/seal.bin"), "印章");
}

#[test]
fn a_limit_a_formula_and_a_cell_with_text_are_left_and_said() {
    let mut rows = bureau();
    rows[7][2] = tc(4, "", "（200字以内）");
    rows[3][7] = tc(1, "", "")
        .replace("</w:p>", "<w:fldSimple w:instr=\" =10*E4/D4 \"><w:r><w:t>0</w:t></w:r></w:fldSimple></w:p>");
    rows[0][1] = tc(6, "", "某个别的项目");
    let filled = fill(&form(&rows), "");
    assert_eq!(put(&filled).get("表1!E8").map(String::as_str), Some("全年按时足额发放，人数和金额核对一致"));
    assert!(!part(&filled.bytes, "word/document.xml").contains("200字以内"), "the hint gives way");
    assert!(said(&filled, "表1!H4").contains("公式"));
    assert!(part(&filled.bytes, "word/document.xml").contains("=10*E4/D4"));
    assert!(said(&filled, "表1!A1").contains("都没有空格"));
    assert!(part(&filled.bytes, "word/document.xml").contains("某个别的项目"));
}

#[test]
fn a_mapping_names_cells_that_labels_do_not() {
    let rows = [vec![tc(1, "", "甲"), tc(1, "", ""), tc(1, "", "")]];
    let nothing = fill(&form(&rows), "");
    assert_eq!((nothing.filled.len(), nothing.left.len()), (0, 0));
    let mapping = "[[cell]]\nat = \"表1!B1\"\nvalue = \"参保率·实际完成值\"\n[[cell]]\nat = \"表1!C1\"\nvalue = \"实际完成情况\"\nlimit = 5\n[[cell]]\nat = \"表2!A1\"\nvalue = \"总分\"\n[[cell]]\nat = \"表1!A1\"\nvalue = \"没有的\"\n";
    let filled = fill(&form(&rows), mapping);
    assert_eq!(put(&filled), BTreeMap::from([("表1!B1".to_owned(), "98.50%".to_owned())]));
    assert!(said(&filled, "表1!C1").contains("限5字"));
    assert!(said(&filled, "表2!A1").contains("没有这一格"));
    assert!(said(&filled, "表1!A1").contains("没有名为“没有的”的数据"));
}

/// A workbook with a merged title, formulas, a share cell, and rows that name their indicators.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let share = Format::new().set_num_format("0.00%");
    let plain = Format::new();
    let sheet = book.add_worksheet().set_name("自评表").unwrap();
    sheet.merge_range(0, 0, 0, 5, "项目支出绩效自评表", &plain).unwrap();
    sheet.write(1, 0, "项目名称").unwrap();
    sheet.merge_range(1, 1, 1, 5, "", &plain).unwrap();
    for (column, head) in ["资金来源", "年初预算数", "全年预算数", "全年执行数", "执行率", "得分"].iter().enumerate()
    {
        sheet.write(2, u16::try_from(column).unwrap(), *head).unwrap();
    }
    sheet.write(3, 0, "年度资金总额").unwrap();
    sheet.write_formula(3, 1, "SUM(B5:B6)").unwrap();
    sheet.write_formula(3, 2, "SUM(C5:C6)").unwrap();
    sheet.write_formula(3, 3, "SUM(D5:D6)").unwrap();
    sheet.write_formula_with_format(3, 4, "D4/C4", &share).unwrap();
    sheet.write(4, 0, "当年财政拨款").unwrap();
    sheet.write_blank(4, 4, &share).unwrap();
    sheet.write(5, 0, "上年结转资金").unwrap();
    for (column, head) in
        ["三级指标", "指标值", "全年实际完成值", "分值", "得分", "偏差原因分析及改进措施"].iter().enumerate()
    {
        sheet.write(6, u16::try_from(column).unwrap(), *head).unwrap();
    }
    sheet.write(7, 0, "参保率").unwrap();
    sheet.write(7, 1, "≥97%").unwrap();
    sheet.write(7, 3, 40).unwrap();
    sheet.write(8, 0, "别处的指标").unwrap();
    sheet.write(10, 0, "总分").unwrap();
    sheet.write_formula(10, 4, "F4+SUM(E8:E10)").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_keeps_its_formulas_and_computes_them_anew() {
    let original = workbook();
    let filled = fill(&original, "");
    let put = put(&filled);
    let at = |cell: &str| put.get(&format!("自评表!{cell}")).map(String::as_str);
    assert_eq!(
        (at("B2"), at("B5"), at("D5"), at("E5"), at("F4")),
        (Some("居民养老保险补助"), Some("900.00"), Some("760.216"), Some("84.47%"), Some("8.45"))
    );
    assert_eq!((at("C8"), at("D8"), at("E8"), at("A10")), (Some("98.50%"), None, Some("40"), Some("领取待遇人数")));
    for cell in ["B4", "C4", "D4", "E4", "E11"] {
        assert!(said(&filled, &format!("自评表!{cell}")).contains("公式"), "{cell}");
    }
    assert!(said(&filled, "自评表!A9").contains("别处的指标"));
    let sheet = part(&filled.bytes, "xl/worksheets/sheet1.xml");
    for formula in ["<f>SUM(B5:B6)</f>", "<f>D4/C4</f>", "<f>F4+SUM(E8:E10)</f>"] {
        assert!(sheet.contains(&format!("{formula}</c>")), "its old result is gone: {sheet}");
    }
    // A number where it is one, a share as its fraction, in the cell's own style.
    assert!(sheet.contains("<c r=\"D5\"><v>760.216</v></c>"), "{sheet}");
    assert!(sheet.contains("<v>0.8447</v>") && sheet.contains("<c r=\"A10\" t=\"inlineStr\">"), "{sheet}");
    assert!(part(&filled.bytes, "xl/workbook.xml").contains("fullCalcOnLoad=\"1\""));
    assert_eq!(part(&filled.bytes, "xl/styles.xml"), part(&original, "xl/styles.xml"));
    // Another program reads what was written, merged cells included.
    let read = files::document_from_bytes("form.xlsx", &filled.bytes).unwrap();
    let text: Vec<String> = read.paragraphs().map(|p| p.text.clone()).collect();
    assert!(text.contains(&"居民养老保险补助".to_owned()) && text.contains(&"84.47%".to_owned()), "{text:?}");
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let nothing = zipped(&[("x.txt", "x".to_owned())]);
    assert!(matches!(fill_template(&nothing, &draft(), &Mapping::default()), Err(TemplateError::Kind)));
    assert!(fill_template(b"x", &draft(), &Mapping::default()).is_err());
}

/// A document of these paragraphs and tables.
fn body(inner: &str) -> Vec<u8> {
    let empty = docx(&[]);
    let document = part(&empty, "word/document.xml");
    let (before, after) = document.split_once("<w:tbl></w:tbl>").unwrap();
    let rels = part(&empty, "_rels/.rels");
    zipped(&[("_rels/.rels", rels), ("word/document.xml", format!("{before}{inner}{after}"))])
}

#[test]
fn the_line_of_the_year_stands_outside_the_table() {
    let line = |text: &str| format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>");
    let table = format!("<w:tbl>{}</w:tbl>", row(&[tc(1, "", "项目名称"), tc(1, "", "")]));
    for waiting in ["（    年度）", "（20__年度）", "(　　年度)"] {
        let filled = fill(&body(&format!("{}{table}", line(waiting))), "");
        let text = part(&filled.bytes, "word/document.xml");
        assert!(text.contains("<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">（2024年度）</w:t>"), "{text}");
        assert!(!text.contains(waiting) && put(&filled)["正文"] == "（2024年度）", "{waiting}");
    }
    for other in ["（2023年度）", "本年度", "（年度绩效）"] {
        let filled = fill(&body(&format!("{}{table}", line(other))), "");
        assert!(part(&filled.bytes, "word/document.xml").contains(other), "{other}");
        assert!(!put(&filled).contains_key("正文"), "{other}");
    }
}

#[test]
fn a_hint_of_several_paragraphs_gives_way_as_a_whole() {
    let hint = tc(1, "", "（请简述：").replace(
        "</w:tc>",
        "<w:p><w:r><w:t>1.完成数量；</w:t></w:r></w:p><w:p><w:r><w:t>2.未完成原因）</w:t></w:r></w:p></w:tc>",
    );
    let filled = fill(&docx(&[row(&[tc(1, "", "实际完成情况"), hint])]), "");
    let text = part(&filled.bytes, "word/document.xml");
    assert_eq!(put(&filled)["表1!B1"], "全年按时足额发放，人数和金额核对一致");
    assert!(!text.contains("请简述") && !text.contains("完成数量") && !text.contains("未完成原因"), "{text}");
    assert_eq!(text.matches("</w:p>").count(), text.matches("<w:p>").count(), "{text}");
    // What stands below a statement is no hint.
    let said = tc(1, "", "全年完成").replace("</w:tc>", "<w:p><w:r><w:t>（请简述）</w:t></w:r></w:p></w:tc>");
    let filled = fill(&docx(&[row(&[tc(1, "", "实际完成情况"), said])]), "");
    assert!(part(&filled.bytes, "word/document.xml").contains("全年完成") && put(&filled).is_empty());
}

#[test]
fn a_table_in_a_cell_is_a_form_of_its_own() {
    let inner = format!(
        "<w:tbl>{}{}</w:tbl><w:p/>",
        row(&[tc(1, "", "主管部门"), tc(1, "", "")]),
        row(&[tc(1, "", "实施单位"), tc(1, "", "")])
    );
    let around = format!("<w:tc><w:tcPr/>{inner}</w:tc>");
    let rows = [row(&[tc(1, "", "项目名称"), tc(1, "", "")]), row(&[tc(1, "", "实际完成情况"), around])];
    let filled = fill(&docx(&rows), "");
    let expected = [("表1!B1", "居民养老保险补助"), ("表2!B1", "某县人社局"), ("表2!B2", "某县社保中心")]
        .map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(put(&filled), BTreeMap::from(expected));
    // The cell around it has no room of its own.
    assert!(said(&filled, "表1!A2").contains("没有空格"));
    let text = part(&filled.bytes, "word/document.xml");
    assert_eq!(text.matches("<w:tbl>").count(), 2, "{text}");
}
