//! Tables of the books: sums that a spreadsheet computes itself, and ledgers over many pages.
#![allow(clippy::unwrap_used)] // helpers of tests

use std::fs;
use std::process::Command;

use base::Fen;
use shebao_documents::{BookCell, BookColumn, BookRow, BookTable, book_docx, book_xlsx};

fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan)
}

fn table() -> BookTable {
    let row = |title: &str, cell| BookRow::of(vec![title.into(), cell]);
    let sum = |value, plus: &[usize], minus: &[usize]| BookCell::Sum {
        value: yuan(value),
        plus: plus.to_vec(),
        minus: minus.to_vec(),
    };
    BookTable {
        title: "收支表".into(),
        form: "会社保02表".into(),
        unit: "编制单位：某局（模拟）".into(),
        period: "2019年1月".into(),
        measure: "单位：元".into(),
        columns: BookColumn::of(&[("项目", 60), ("本月数", 40)]),
        rows: vec![
            row("一、收入", sum(1_234_600, &[1, 2], &[])),
            row("甲", yuan(1_234_567).into()),
            row("乙", yuan(33).into()),
            row("二、支出", yuan(600).into()),
            // The value is wrong on purpose: who opens the sheet sees what the cells give.
            row("三、结余", sum(1, &[0], &[3])),
        ],
        ..BookTable::default()
    }
}

/// LibreOffice opens the file and writes it as something else; what it wrote.
fn converted(name: &str, bytes: &[u8], to: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, bytes).unwrap();
    let profile = folder.path().join("profile");
    fs::create_dir_all(profile.join("user")).unwrap();
    let always = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"#;
    fs::write(profile.join("user/registrymodifications.xcu"), always).unwrap();
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(folder.path())
        .arg(&file)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let ending = to.split(':').next().unwrap();
    fs::read(file.with_extension(ending)).unwrap()
}

fn has_office() -> bool {
    let found = Command::new("soffice").arg("--version").output().is_ok();
    if !found {
        println!("没有安装 LibreOffice，略过本测试（apt-get install libreoffice）");
    }
    found
}

#[test]
fn a_spreadsheet_computes_the_sums_itself() {
    if !has_office() {
        return;
    }
    let csv = String::from_utf8(converted(
        "表.xlsx",
        &book_xlsx(&[table()]).unwrap(),
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
    ))
    .unwrap();
    for expected in ["会社保02表", "\"一、收入\",\"1,234,600.00\"", "\"乙\",33.00", "\"三、结余\",\"1,234,000.00\""]
    {
        assert!(csv.contains(expected), "{expected}\n{csv}");
    }
}

#[test]
fn a_long_ledger_begins_each_page_with_its_heads() {
    if !has_office() {
        return;
    }
    let mut long = table();
    long.rows = (0..200).map(|n| BookRow::of(vec![format!("第{n}行").into(), yuan(n).into()])).collect();
    let text = converted("账.docx", &book_docx(&[long, table()]).unwrap(), "pdf");
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("账.pdf");
    fs::write(&pdf, text).unwrap();
    let out = Command::new("pdftotext").args(["-layout"]).arg(&pdf).arg("-").output().unwrap();
    // The layout puts air between digits and characters.
    let text = String::from_utf8(out.stdout).unwrap().replace(' ', "");
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!((6..=9).contains(&pages.len()), "{} pages\n{text}", pages.len());
    assert!(pages.iter().all(|page| page.contains("收支表") && page.contains("本月数")), "{text}");
    let continued = pages.iter().filter(|page| page.contains("（续）")).count();
    assert_eq!(continued, pages.len() - 2, "all but the first page of each table");
    assert!((0..200).all(|n| text.contains(&format!("第{n}行"))));
}

#[test]
fn two_tables_of_one_name_have_two_sheets() {
    assert!(book_xlsx(&[table(), table()]).is_ok());
}
