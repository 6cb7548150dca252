//! A report of somebody else is uploaded, comes back marked, and stays its reader's.

use std::io::{Cursor, Write as _};

use crate::common::{Said, Server};

const WRONG: &str = "2022年应发放1000人，实际发放900人，发放率为95%。";

/// The smallest Word file that holds a paragraph.
fn word(text: &str) -> Vec<u8> {
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
                .to_owned(),
        ),
        (
            "word/document.xml",
            format!(
                "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r>\
                 <w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
            ),
        ),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn address(said: &Said) -> String {
    let at = said.body.find("/review/").unwrap_or_else(|| panic!("{}", said.body));
    said.body[at..].split('"').next().unwrap().to_owned()
}

#[test]
fn a_report_is_reviewed_and_its_commented_copy_is_its_readers() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let said = clerk.upload("/review", &[], ("file", "../<b>自评</b>.docx", &word(WRONG)));
    assert_eq!(said.status, 200, "{}", said.body);
    assert!(said.body.contains("900人÷1000人＝90.00%") && !said.body.contains("<b>自评"), "{}", said.body);
    let at = address(&said);
    let copy = clerk.post_bytes(&at, &[("what", "copy"), ("name", "自评.docx")]);
    let mut zip = zip::ZipArchive::new(Cursor::new(copy)).unwrap();
    let mut comments = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("word/comments.xml").unwrap(), &mut comments).unwrap();
    assert!(comments.contains("90.00%"), "{comments}");
    let page = String::from_utf8(clerk.post_bytes(&at, &[("what", "page"), ("name", "自评.docx")])).unwrap();
    assert!(page.contains("<!DOCTYPE html>") && page.contains("90.00%"));
    // Whoever knows the address of another's report has nothing of it.
    assert_eq!(server.as_user("fuhe").post(&at, &[("what", "copy"), ("name", "自评.docx")]).status, 404);
    server.verify_chain();
}

#[test]
fn what_cannot_be_read_says_why_and_script_in_a_report_is_text() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let broken = clerk.upload("/review", &[], ("file", "坏.docx", b"PK\x03\x04 nothing"));
    assert!(broken.status == 422 && broken.body.contains("坏.docx"), "{}", broken.body);
    assert!(!broken.body.contains("looked-at"), "a path of the server: {}", broken.body);
    let script = clerk.upload("/review", &[], ("file", "a.txt", "<script>alert(1)</script>绩效报告".as_bytes()));
    assert!(!script.body.contains("<script>alert"), "{}", script.body);
    let text = clerk.upload("/review", &[], ("file", "a.txt", WRONG.as_bytes()));
    let at = address(&text);
    let no_word = clerk.post(&at, &[("what", "copy"), ("name", "a.txt")]);
    assert!(no_word.status == 400 && no_word.body.contains("不是 Word"), "{}", no_word.body);
}
