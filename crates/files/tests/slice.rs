//! From a file to records, the plain way.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use base::{Fen, ParsedId};
use common::*;
use shebao_files::{Cell, Profile, TextEncoding};

#[test]
fn every_embedded_profile_is_sound_and_reads_its_own_empty_form() {
    let profiles = Profile::all().unwrap();
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/profiles")).unwrap().count();
    assert_eq!(profiles.len(), files, "every file of the folder is embedded");
    for profile in profiles {
        let form = profile.titles().join(",");
        let imported = profile.apply(&shebao_files::read_text(form.as_bytes()).unwrap(), today());
        assert!(imported.is_clean(), "{}: {}", profile.name, messages(&imported));
        assert!(imported.ignored_columns.is_empty());
    }
}

#[test]
fn a_csv_becomes_records() {
    let imported =
        tax(&format!("T1,{},张三,2019,100.00,2019-01-15\nT2,{},李四,2019,\"1,300\",20190116\n", id(1), id(2)));
    assert!(imported.is_clean(), "{}", messages(&imported));
    assert_eq!(imported.encoding, Some(TextEncoding::Utf8));
    assert_eq!(imported.header_line, Some(1));
    let second = &imported.records[1];
    assert_eq!(second.line, 3);
    assert_eq!(second.text("tax_serial"), Some("T2"));
    assert!(matches!(second.id("aac002"), Some(ParsedId::Current(i)) if i.reveal() == id(2)));
    assert_eq!(second.money("aae019"), Some(Fen::from_yuan(1300)));
    assert_eq!(second.integer("fee_year"), Some(2019));
    assert_eq!(second.date("paid_on"), Some(jiff::civil::date(2019, 1, 16)));
    assert_eq!(second.date("treasury_on"), None);
    assert_eq!(imported.preview(1).rows[0].1[1], "530113**********".to_owned() + &id(1)[16..]);
}

#[test]
fn a_workbook_becomes_the_same_records_through_the_child() {
    let dir = tempfile::tempdir().unwrap();
    let header: Vec<Cell<'_>> = TAX_HEADER.split(',').map(Cell::from).collect();
    let person = id(1);
    let row = vec![
        "T1".into(),
        person.as_str().into(),
        "张三".into(),
        Cell::Integer(2019),
        Fen::new(12345).into(),
        jiff::civil::date(2019, 1, 15).into(),
    ];
    let path = write(dir.path(), "税.xlsx", xlsx(&[header, row]));
    let profile = Profile::named("tax_detail").unwrap();
    let table = reader().read_for(&path, &profile).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("表"));
    let imported = profile.apply(&table, today());
    assert!(imported.is_clean(), "{}", messages(&imported));
    assert_eq!(imported.records[0].money("aae019"), Some(Fen::new(12345)));
    assert!(matches!(imported.records[0].id("aac002"), Some(ParsedId::Current(i)) if i.reveal() == id(1)));
}
