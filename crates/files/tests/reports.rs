//! Reports as text: what is read, with its place, and what is said where something cannot be.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use shebao_files::document_from_text;

#[test]
fn a_text_is_read_in_every_chinese_encoding() {
    let text = "一、基本情况\r\n\r\n全区参保42195人，基础养老金每人每月180元，资金执行率为98.5%。\r\n社会保险经办机构按月发放养老金，没有拖欠。\r\n";
    let traditional = "一、基本情況\n\n全區參保42195人，基礎養老金每人每月180元，資金執行率為98.5%。\n社會保險經辦機構按月發放養老金，沒有拖欠。\n";
    let utf16 = |bom: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        bom.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect::<Vec<u8>>()
    };
    let encodings = [
        ("UTF-8", text.as_bytes().to_vec()),
        ("BOM", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("GB18030", encoding_rs::GB18030.encode(text).0.into_owned()),
        ("UTF-16LE", utf16([0xFF, 0xFE], u16::to_le_bytes)),
        ("UTF-16BE", utf16([0xFE, 0xFF], u16::to_be_bytes)),
    ];
    for (name, bytes) in encodings {
        let document = document_from_text("报告.txt", &bytes).unwrap();
        let read: Vec<_> = document.paragraphs().map(|p| (p.number, p.text.as_str())).collect();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(read, [(0, lines[0]), (2, lines[2]), (3, lines[3])], "{name}");
        assert!(document.left_out.is_empty(), "{name}");
    }
    let big5 = document_from_text("報告.txt", &encoding_rs::BIG5.encode(traditional).0).unwrap();
    let read: Vec<_> = big5.paragraphs().map(|p| p.text.as_str()).collect();
    assert_eq!(read.join("\n"), traditional.replace("\n\n", "\n").trim_end());
}

#[test]
fn damage_is_told_and_a_text_of_nothing_but_damage_refused() {
    let mut bytes = "全区参保人数为四万两千人。\n".repeat(20).into_bytes();
    bytes[40] = 0xFF;
    let document = document_from_text("损.txt", &bytes).unwrap();
    assert_eq!(document.left_out, ["第 2 行有无法识别的字节（显示为 �）"]);
    let error = document_from_text("乱.txt", &[0x80, 0xFF, b'a'].repeat(500)).unwrap_err().to_string();
    assert!(error.contains("看不出文件的文字编码") && error.contains("第 1 行"), "{error}");
    assert!(document_from_text("空.txt", b" \r\n\n").unwrap_err().to_string().contains("没有文字"));
}

#[test]
fn a_heading_is_one_where_the_text_declares_it() {
    let document = document_from_text("报告.txt", "## 一、概况\n#1楼\n一、概况\n".as_bytes()).unwrap();
    let levels: Vec<_> = document.paragraphs().map(|p| p.heading).collect();
    assert_eq!(levels, [Some(2), None, None]);
}
