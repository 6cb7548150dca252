//! Comments in a foreign `.docx`: they stand at their words, and nothing else has changed.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use shebao_documents::{AnnotateError, Comment, annotate_docx};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

fn docx(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = format!(
        r#"<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#
    );
    let rels = format!(
        r#"<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}<w:sectPr/></w:body></w:document>"#
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    for (at, (name, bytes)) in parts.iter().chain(more).enumerate() {
        // Some entries packed, some stored, as different programs do.
        let method = if at % 2 == 0 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>")
}

fn comment(paragraph: u32, chars: Option<std::ops::Range<usize>>, text: &str) -> Comment {
    Comment { paragraph, chars, author: "社保审核".to_owned(), text: text.to_owned() }
}

fn annotate(original: &[u8], comments: &[Comment]) -> Vec<u8> {
    annotate_docx(original, comments, base::parse_date("2025-03-31").unwrap()).unwrap()
}

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Name, check sum, packing and packed bytes of every entry.
fn raw_entries(docx: &[u8]) -> Vec<(String, u32, CompressionMethod, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut entries = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index_raw(at).unwrap();
        let mut packed = Vec::new();
        let described = (entry.name().unwrap().into_owned(), entry.crc32(), entry.compression());
        entry.read_to_end(&mut packed).unwrap();
        entries.push((described.0, described.1, described.2, packed));
    }
    entries
}

fn texts(docx: &[u8]) -> Vec<(u32, String)> {
    let read = files::docx::places(&part(docx, "word/document.xml")).unwrap();
    read.into_iter().map(|place| (place.number, place.text)).collect()
}

/// The words between the marks of each comment, by id.
fn marked(docx: &[u8]) -> Vec<(u32, String)> {
    let xml = part(docx, "word/document.xml");
    let mut found = Vec::new();
    for id in 0.. {
        let start = format!("<w:commentRangeStart w:id=\"{id}\"/>");
        let end = format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>");
        let Some((_, after)) = xml.split_once(&start) else { break };
        let between = after.split_once(&end).unwrap().0;
        let mut words = String::new();
        for piece in between.replace("<w:t xml:space=\"preserve\">", "<w:t>").split("<w:t>").skip(1) {
            words.push_str(piece.split_once("</w:t>").unwrap().0);
        }
        found.push((id, words));
    }
    found
}

#[test]
fn a_comment_stands_at_its_words_however_the_runs_are_cut() {
    let body = "<w:p><w:pPr><w:jc w:val=\"left\"/></w:pPr><w:r w:rsidR=\"1\"><w:rPr><w:b/></w:rPr><w:t>全区参保 42195 人</w:t><w:tab/><w:t>完成率&amp;率</w:t></w:r><w:hyperlink><w:r><w:t>101.92%</w:t></w:r></w:hyperlink></w:p>";
    let original = docx(body, &[]);
    let text = texts(&original)[0].1.clone();
    let find = |words: &str| {
        let start = text[..text.find(words).unwrap()].chars().count();
        start..start + words.chars().count()
    };
    let words =
        ["全区", "参保 ", "42195", "人", "完成率", "率&", "&率", "率101", "101.92%", "完成率&率", "保 42195 人\t完成"];
    let comments: Vec<Comment> = words.iter().map(|w| comment(0, Some(find(w)), w)).collect();
    // One by one, and all together where their ranges cross.
    for (at, word) in words.iter().enumerate() {
        let copy = annotate(&original, &comments[at..=at]);
        let expected = word.replace('&', "&amp;").replace('\t', "");
        assert_eq!(marked(&copy), [(0, expected)], "{word}");
        assert_eq!(texts(&copy), texts(&original), "{word}");
    }
    let all = annotate(&original, &comments);
    assert_eq!(texts(&all), texts(&original));
    assert_eq!(marked(&all).len(), words.len());
    let expected: Vec<_> = (0..).zip(words.map(|w| w.replace('&', "&amp;").replace('\t', ""))).collect();
    assert_eq!(marked(&all), expected);
    // A divided run keeps its look on both sides.
    let xml = part(&annotate(&original, &comments[2..3]), "word/document.xml");
    assert!(xml.contains("<w:t xml:space=\"preserve\">全区参保 </w:t></w:r><w:commentRangeStart w:id=\"0\"/><w:r w:rsidR=\"1\"><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">42195</w:t></w:r><w:commentRangeEnd"), "{xml}");
}

#[test]
fn whole_and_empty_paragraphs_cells_and_text_boxes_can_be_commented() {
    let body = format!(
        "<w:p w:rsidR=\"2\"/><w:p><w:pPr/></w:p><w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl><w:p><w:r><w:t>挂</w:t><w:txbxContent>{}</w:txbxContent></w:r></w:p>",
        p("12.5"),
        p("框")
    );
    let original = docx(&body, &[]);
    let comments: Vec<_> = (0..5).map(|n| comment(n, None, "整段")).collect();
    let copy = annotate(&original, &comments);
    assert_eq!(texts(&copy), texts(&original));
    let xml = part(&copy, "word/document.xml");
    assert!(
        xml.contains("<w:p w:rsidR=\"2\"><w:commentRangeStart w:id=\"0\"/><w:commentRangeEnd w:id=\"0\"/><w:r>"),
        "{xml}"
    );
    assert!(xml.contains("<w:pPr/><w:commentRangeStart w:id=\"1\"/>"), "{xml}");
    assert_eq!(marked(&copy)[2].1, "12.5");
    let text_box = xml.split("<w:txbxContent>").nth(1).unwrap().split("</w:txbxContent>").next().unwrap();
    assert!(!text_box.contains("comment"), "Word takes no comments inside a text box");
    // Characters that are not there: the whole paragraph.
    assert_eq!(marked(&annotate(&original, &[comment(2, Some(9..12), "远")]))[0].1, "12.5");
}

#[test]
fn a_number_that_word_sets_itself_counts_but_is_not_touched() {
    let numbering = format!(
        r#"<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>"#
    );
    let body = "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>参保42195人</w:t></w:r></w:p>";
    let original = docx(body, &[("word/numbering.xml", numbering.as_bytes())]);
    let read = files::document_from_bytes("a.docx", &original).unwrap();
    assert_eq!(read.paragraphs().next().unwrap().text, "一、参保42195人");
    for (chars, words) in [(4..9, "42195"), (0..4, "参保"), (0..2, "参保42195人")] {
        assert_eq!(marked(&annotate(&original, &[comment(0, Some(chars), "查")])), [(0, words.to_owned())]);
    }
}

#[test]
fn nothing_else_changes_in_the_file() {
    let image: Vec<u8> = (0..5000_u32).map(|n| (n * 7 % 251) as u8).collect();
    let original = docx(
        &p("全区参保 42195 人"),
        &[("word/media/图1.png", &image), ("word/styles.xml", b"<x/>"), ("custom/a.bin", b"\0\x01")],
    );
    let copy = annotate(&original, &[comment(0, Some(5..10), "合计不符")]);
    let (before, after) = (raw_entries(&original), raw_entries(&copy));
    for entry in &before {
        let same = after.iter().find(|e| e.0 == entry.0).expect("no entry is lost");
        let may_change = ["[Content_Types].xml", "word/document.xml"].contains(&entry.0.as_str());
        assert_eq!(same == entry, !may_change, "{}", entry.0);
    }
    let new: Vec<_> = after.iter().map(|e| e.0.as_str()).filter(|n| !before.iter().any(|e| e.0 == *n)).collect();
    assert_eq!(new, ["word/_rels/document.xml.rels", "word/comments.xml"]);
    // What was put in is all that is new: without it the bytes are those of the original.
    let stripped = part(&copy, "word/document.xml")
        .replace("</w:t></w:r><w:commentRangeStart w:id=\"0\"/><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">", "")
        .replace("</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">", "")
        .replace("<w:t xml:space=\"preserve\">", "<w:t>");
    assert_eq!(stripped, part(&original, "word/document.xml"));
    assert!(part(&copy, "[Content_Types].xml").contains("PartName=\"/word/comments.xml\""));
}

#[test]
fn comments_that_are_there_stay_and_the_new_ones_follow() {
    let original = docx(&p("甲乙"), &[]);
    let first = annotate(&original, &[comment(0, Some(0..1), "一 <&\" \u{1}\n第二行")]);
    let second = annotate(&first, &[comment(0, Some(1..2), "二")]);
    let list = part(&second, "word/comments.xml");
    assert!(list.contains("w:id=\"0\"") && list.contains("w:id=\"1\""), "{list}");
    assert!(list.contains("一 &lt;&amp;&quot; </w:t></w:r></w:p><w:p>"), "{list}");
    assert!(list.contains("w:author=\"社保审核\" w:date=\"2025-03-31T00:00:00Z\" w:initials=\"社保\""), "{list}");
    assert_eq!(marked(&second), [(0, "甲".to_owned()), (1, "乙".to_owned())]);
    assert_eq!(part(&second, "word/_rels/document.xml.rels"), part(&first, "word/_rels/document.xml.rels"));
    assert_eq!(texts(&second), texts(&original));
}

#[test]
fn a_file_that_cannot_be_annotated_is_refused_in_words() {
    let date = base::parse_date("2025-03-31").unwrap();
    let good = docx(&p("甲"), &[]);
    let error = annotate_docx(&good, &[comment(7, None, "无")], date).unwrap_err();
    assert!(matches!(error, AnnotateError::NoParagraph(7)) && error.to_string().contains("重新审核"), "{error}");
    for bytes in [&good[..good.len() / 2], b"PK\x03\x04".as_slice(), b"".as_slice()] {
        let error = annotate_docx(bytes, &[], date).unwrap_err().to_string();
        assert!(error.contains("损坏"), "{error}");
    }
}

fn installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn libreoffice_shows_the_comments() {
    if !installed("soffice") {
        println!("left out: libreoffice-writer is not installed: a second program shows our comments");
        return;
    }
    let body = format!("{}{}", p("一、基本情况"), p("全区参保 42195 人，完成率 101.92%，基础养老金 180 元。"));
    let comments = [comment(1, Some(5..10), "与附表不符：附表为 42159 人"), comment(0, None, "缺少年度")];
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("带批注.docx");
    std::fs::write(&path, annotate(&docx(&body, &[]), &comments)).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", dir.path().join("profile").display());
    let convert = |to: &str| {
        let arguments = [&profile, "--headless", "--convert-to", to, "--outdir"].map(str::to_owned);
        let done = Command::new("soffice").args(arguments).arg(dir.path()).arg(&path).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    convert("fodt");
    let text = std::fs::read_to_string(dir.path().join("带批注.fodt")).unwrap();
    for words in ["与附表不符：附表为 42159 人", "缺少年度", "社保审核", "2025-03-31T00:00:00"] {
        assert!(text.contains(words), "{words}");
    }
    // The words that the comment speaks of stand between its marks.
    let after = text.split("与附表不符").nth(1).unwrap();
    assert!(after.split("<office:annotation-end").next().unwrap().contains("42195"), "{after}");
    if let Ok(keep) = std::env::var("SHEBAO_KEEP_ANNOTATED") {
        std::fs::copy(&path, Path::new(&keep)).unwrap();
    }
}

/// A body of paragraphs whose runs are cut anywhere, with everything that Word puts between.
fn any_body() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec!["全区参保", "42195 人", "&amp;", "&#49;", " 率 ", "𠀀", "101.92%"]);
    let piece = prop_oneof![
        4 => (text, any::<bool>()).prop_map(|(text, keep)| match keep {
            true => format!("<w:t xml:space=\"preserve\">{text}</w:t>"),
            false => format!("<w:t>{text}</w:t>"),
        }),
        1 => prop::sample::select(vec!["<w:tab/>", "<w:br/>", "<w:t/>", "<w:instrText>PAGE</w:instrText>", "<w:drawing/>"]).prop_map(str::to_owned),
        1 => Just("<w:ruby><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby>".to_owned()),
    ];
    let run = (prop::collection::vec(piece, 0..4), any::<bool>(), 0..6_u8).prop_map(|(pieces, bold, around)| {
        let run = format!("<w:r>{}{}</w:r>", if bold { "<w:rPr><w:b/></w:rPr>" } else { "" }, pieces.concat());
        match around {
            0 => format!("<w:hyperlink>{run}</w:hyperlink>"),
            1 => format!("<w:ins>{run}</w:ins>"),
            2 => format!("<w:del>{run}</w:del>"),
            _ => run,
        }
    });
    let paragraph = prop::collection::vec(run, 0..5).prop_map(|runs| format!("<w:p><w:pPr/>{}</w:p>", runs.concat()));
    prop::collection::vec(paragraph, 1..4).prop_map(|paragraphs| paragraphs.concat())
}

proptest! {
    /// Whatever is commented, the text stays, every mark is there once, and the XML is whole.
    #[test]
    fn comments_never_change_the_text(
        body in any_body(),
        wanted in prop::collection::vec((0..4_u32, 0..30_usize, 0..12_usize), 0..6),
    ) {
        let original = docx(&body, &[]);
        let paragraphs = texts(&original).len();
        let comments: Vec<Comment> = wanted
            .into_iter()
            .map(|(paragraph, from, length)| comment(paragraph % paragraphs as u32, Some(from..from + length), "查"))
            .collect();
        let copy = annotate(&original, &comments);
        prop_assert_eq!(texts(&copy), texts(&original));
        let xml = part(&copy, "word/document.xml");
        for mark in ["commentRangeStart", "commentRangeEnd", "commentReference"] {
            for id in 0..comments.len() {
                prop_assert_eq!(xml.matches(&format!("<w:{mark} w:id=\"{id}\"/>")).count(), 1);
            }
        }
        for id in 0..comments.len() {
            let place = |mark: &str| xml.find(&format!("<w:{mark} w:id=\"{id}\"/>")).unwrap();
            prop_assert!(place("commentRangeStart") < place("commentRangeEnd"));
        }
    }
}
