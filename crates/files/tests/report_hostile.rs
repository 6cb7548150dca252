//! Reports that are damaged, disguised or built to exhaust their reader: a message in words, never
//! a panic.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::report::*;
use common::{write, zipped};
use shebao_files::limits;

#[test]
fn half_a_gigabyte_is_refused_by_its_size_before_a_byte_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "大.docx", docx(&p("甲")));
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(500 << 20).unwrap();
    let before = std::time::Instant::now();
    let error = document_reader().read(&path).unwrap_err().to_string();
    assert!(error.contains("500 MB") && error.contains("上限 128 MB"), "{error}");
    assert!(before.elapsed().as_millis() < 500, "{:?}", before.elapsed());
}

#[test]
fn a_container_cut_off_anywhere_is_damaged() {
    let good = docx(&p("全区参保 42195 人。").repeat(200));
    for length in [100, good.len() / 3, good.len() / 2, good.len() - 30] {
        let error = refusal("断.docx", &good[..length]);
        assert!(error.contains("不完整或已损坏"), "{length}: {error}");
    }
    let mut flipped = good.clone();
    let middle = flipped.len() / 3;
    flipped[middle..middle + 40].fill(0x55);
    assert!(refusal("坏.docx", flipped).contains("损坏"));
}

#[test]
fn broken_xml_is_damaged_and_says_where() {
    for body in ["<w:p><w:r></w:p>", "<w:p>", "</w:body></w:document><w:p"] {
        let error = refusal("坏.docx", docx(body));
        assert!(error.contains("正文第") && error.contains("字节处的 XML 有误"), "{body}: {error}");
    }
    assert!(
        refusal("无.docx", zipped(&[("[Content_Types].xml".into(), vec![]), ("word/styles.xml".into(), vec![])]))
            .contains("没有正文")
    );
    let mut not_utf8 = docx_xml(&p("甲")).into_bytes();
    not_utf8[300] = 0xFF;
    let parts = [("[Content_Types].xml".to_owned(), vec![]), ("word/document.xml".to_owned(), not_utf8)];
    assert!(refusal("码.docx", zipped(&parts)).contains("UTF-8"));
}

#[test]
fn a_bomb_of_text_is_refused_whether_or_not_it_declares_its_size() {
    let size = usize::try_from(limits::REPORT_XML_BYTES).unwrap() + 1;
    let bomb = docx(&" ".repeat(size));
    assert!(bomb.len() < 1 << 20, "it is small in the container");
    assert!(refusal("弹.docx", &bomb).contains("解压后有 64 MB 以上"));
    // The same with a directory that says it is small.
    let mut lying = bomb;
    for (signature, size_at, name_at) in [(b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)] {
        for at in 0..lying.len() - 60 {
            if &lying[at..at + 4] == signature && lying[at + name_at..].starts_with(b"word/document.xml") {
                lying[at + size_at..at + size_at + 4].copy_from_slice(&1000u32.to_le_bytes());
            }
        }
    }
    let error = refusal("谎.docx", lying);
    assert!(error.contains("解压后有") || error.contains("已损坏"), "{error}");
}

#[test]
fn crowds_of_entries_paragraphs_and_nested_elements_are_refused() {
    let crowd: Vec<_> = (0..=limits::ZIP_ENTRIES).map(|i| (format!("word/{i}"), Vec::new())).collect();
    assert!(refusal("多.docx", zipped(&crowd)).contains("个文件"));
    let paragraphs = docx(&"<w:p/>".repeat(limits::REPORT_PARAGRAPHS + 1));
    assert!(refusal("段.docx", paragraphs).contains("超过 30 万个"));
    let long = docx(&p(&"长".repeat(limits::REPORT_CHARS + 1)));
    assert!(refusal("长.docx", long).contains("超过 500 万字"));
    let deep = "<w:tbl><w:tr><w:tc>".repeat(200_000);
    assert!(refusal("深.docx", docx(&deep)).contains("嵌套过深"));
}

#[test]
fn entities_are_neither_expanded_nor_fetched() {
    let declare =
        r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>"#;
    let with = |body: &str| docx_xml(body).replace("<w:document", &format!("{declare}<w:document"));
    assert!(refusal("体.docx", docx_of(&with(&p("&b;&c;")), &[])).contains("文档类型声明"));
    // Without a declaration a reference is a character that is not known.
    assert_eq!(lines(&read("体.docx", docx(&p("甲&b;乙"))).unwrap()), ["0|甲�乙"]);
    assert!(
        read("体.html", format!("{declare}<html><p>&b;&c;"))
            .map(|d| lines(&d).concat())
            .is_ok_and(|t| !t.contains("aaaa"))
    );
}

#[test]
fn a_page_nested_without_end_does_not_hang() {
    let tables = "<table><tr><td>甲".repeat(50_000);
    let before = std::time::Instant::now();
    let _ = read("页.html", format!("<html>{tables}"));
    assert!(before.elapsed().as_secs() < 20, "{:?}", before.elapsed());
}

#[test]
fn what_is_no_report_is_named() {
    let named = |bytes: &[u8], what: &str| {
        let error = refusal("报告.docx", bytes);
        assert!(error.contains("不是报告文件") && error.contains(what), "{what}: {error}");
    };
    named(b"\x89PNG\r\n\x1a\n0000", "图片（PNG）");
    named(b"\xFF\xD8\xFF\xE0 JFIF", "图片（JPEG）");
    named(b"Rar!\x1a\x07", "RAR");
    named(&[0u8, 1, 2, 3].repeat(100), "二进制");
    named(&zipped(&[("ppt/presentation.xml".into(), vec![])]), "演示文稿");
    named(&zipped(&[("报告.txt".into(), vec![])]), "请先解压");
    named(&zipped(&[("OFD.xml".into(), vec![])]), "OFD");
    let dir = tempfile::tempdir().unwrap();
    assert!(document_reader().read(dir.path()).unwrap_err().to_string().contains("目录"));
    assert!(document_reader().read(&dir.path().join("无.txt")).unwrap_err().to_string().contains("打不开"));
    assert!(refusal("空.docx", b"").contains("没有文字"));
}

#[cfg(unix)]
#[test]
fn a_child_that_hangs_or_dies_is_an_error_in_words() {
    use std::os::unix::fs::PermissionsExt;
    let with_child = |script: &str| {
        let dir = tempfile::tempdir().unwrap();
        let exe = write(dir.path(), "child", format!("#!/bin/sh\n{script}\n"));
        std::fs::set_permissions(&exe, std::fs::Permissions::from_mode(0o755)).unwrap();
        let path = write(dir.path(), "a.docx", docx(&p("甲")));
        let reader = shebao_files::DocumentReader::new(exe).with_time_limit(std::time::Duration::from_millis(300));
        reader.read(&path).unwrap_err().to_string()
    };
    assert!(with_child("while :; do :; done").contains("用时过长"));
    assert!(with_child("kill -6 $$").contains("内存超过上限"));
    assert!(with_child("echo '{\"Document\":'").contains("没有给出完整的结果"));
    assert!(with_child("exit 0").contains("没有给出完整的结果"));
}
