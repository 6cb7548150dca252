//! Word documents as they are met: what stands on the page is read, in order and with its number.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::report::*;
use shebao_files::docx;

#[test]
fn paragraphs_are_read_in_order_with_tabs_breaks_and_references() {
    let body = r#"<w:p/><w:p><w:r><w:t xml:space="preserve">参保 </w:t><w:tab/><w:t>42&#49;95人</w:t><w:br/></w:r><w:hyperlink><w:r><w:t>A&amp;B</w:t></w:r></w:hyperlink><w:r><w:noBreakHyphen/><w:sym w:font="Wingdings 2" w:char="F052"/><w:br w:type="page"/></w:r></w:p>"#;
    let document = read("报告.docx", docx(body)).unwrap();
    assert_eq!(document.name, "报告.docx");
    assert_eq!(lines(&document), ["1|参保 \t42195人 A&B-☑"]);
}

#[test]
fn headings_come_from_the_style_its_base_its_name_or_the_paragraph() {
    let styles = r#"<w:styles xmlns:w="x"><w:style w:styleId="a1"><w:name w:val="heading 2"/></w:style><w:style w:styleId="my"><w:basedOn w:val="a1"/></w:style><w:style w:styleId="o"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:styleId="x"><w:basedOn w:val="y"/></w:style><w:style w:styleId="y"><w:basedOn w:val="x"/></w:style></w:styles>"#;
    let styled = |style: &str| format!("<w:p><w:pPr>{style}</w:pPr><w:r><w:t>题</w:t></w:r></w:p>");
    let body = [
        styled(r#"<w:pStyle w:val="my"/>"#),
        styled(r#"<w:pStyle w:val="o"/>"#),
        styled(r#"<w:outlineLvl w:val="3"/>"#),
        styled(r#"<w:pStyle w:val="a1"/><w:outlineLvl w:val="9"/>"#),
        styled(r#"<w:pStyle w:val="x"/>"#),
    ];
    let document = read("a.docx", docx_of(&docx_xml(&body.concat()), &[("word/styles.xml", styles)])).unwrap();
    let levels: Vec<_> = document.paragraphs().map(|p| p.heading).collect();
    assert_eq!(levels, [Some(2), Some(1), Some(4), None, None]);
}

#[test]
fn what_nobody_sees_is_not_read_but_keeps_its_numbers() {
    let body = r#"<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:t>旧</w:t><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>
      <w:moveFrom><w:p><w:r><w:t>移走</w:t></w:r></w:p></w:moveFrom>
      <w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>乙</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"#;
    let document = read("a.docx", docx(body)).unwrap();
    assert_eq!(lines(&document), ["0|甲新", "2|乙"]);
    assert_eq!(document.left_out, ["1 处隐藏文字没有读取"]);
}

#[test]
fn a_text_box_stands_after_its_paragraph_and_once() {
    let inner = p("框内");
    let body = format!(
        r#"<w:p><w:r><w:t>前</w:t><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{inner}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent><w:t>后</w:t></w:r></w:p>{}"#,
        p("完")
    );
    assert_eq!(lines(&read("a.docx", docx(&body)).unwrap()), ["0|前后", "1|框内", "3|完"]);
}

#[test]
fn merged_cells_stand_once_with_their_size() {
    let cell = |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
    let span = r#"<w:gridSpan w:val="2"/>"#;
    let (begin, go_on) = (r#"<w:vMerge w:val="restart"/>"#, "<w:vMerge/>");
    let body = format!(
        "<w:tbl><w:tr>{}{}{}</w:tr><w:tr>{}{}{}{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}{}</w:tr></w:tbl>",
        cell(begin, "指标"),
        cell(span, "年度值"),
        cell("", "得分"),
        cell(go_on, ""),
        cell("", "目标"),
        cell("", "完成"),
        cell(begin, "20"),
        cell("", "删去的行"),
        cell(span, "合计"),
        cell(go_on, ""),
    );
    let document = read("a.docx", docx(&body)).unwrap();
    assert_eq!(
        cells(table(&document)),
        ["0+1×2:指标 1+2×1:年度值 3+1×1:得分", "1+1×1:目标 2+1×1:完成 3+1×2:20", "1+2×1:合计"]
    );
}

#[test]
fn a_table_in_a_cell_follows_the_table_around_it() {
    let inner = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("内"));
    let body = format!("<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>{}", p("外一"), p("外二"), p("末"));
    assert_eq!(lines(&read("a.docx", docx(&body)).unwrap()), ["0|外一", "2|外二", "1|内", "3|末"]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let picture = "<w:drawing><a:blip/></w:drawing>";
    let body = format!(
        "<w:p><w:r><w:t>图</w:t>{picture}<w:footnoteReference w:id=\"2\"/></w:r></w:p><w:p><w:r>{picture}</w:r></w:p>"
    );
    let document = read("a.docx", docx(&body)).unwrap();
    assert_eq!(document.left_out, ["2 幅图片没有读取，其中的文字不在内", "1 条脚注、尾注没有读取"]);
    assert!(refusal("a.docx", docx(&format!("<w:p><w:r>{picture}</w:r></w:p>"))).contains("扫描件"));
}

#[test]
fn other_prefixes_and_other_parts_are_followed() {
    let xml = docx_xml(&p("甲")).replace("w:", "ns0:").replace("xmlns:w=", "xmlns:ns0=");
    assert_eq!(lines(&read("a.docx", docx_of(&xml, &[])).unwrap()), ["0|甲"]);
    let bare = docx_xml(&p("乙")).replace("xmlns:w=", "xmlns=").replace("<w:", "<").replace("</w:", "</");
    assert_eq!(lines(&read("a.docx", docx_of(&bare, &[])).unwrap()), ["0|乙"]);
}

#[test]
fn a_document_of_the_library_is_read() {
    use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow, VMergeType};
    let paragraph = |text: &str| Paragraph::new().add_run(Run::new().add_text(text));
    let row = |a: TableCell, b: &str| TableRow::new(vec![a, TableCell::new().add_paragraph(paragraph(b))]);
    let merged = |kind| TableCell::new().add_paragraph(Paragraph::new()).vertical_merge(kind);
    let first = TableCell::new().add_paragraph(paragraph("项目")).vertical_merge(VMergeType::Restart);
    let table_rows = vec![row(first, "12.5"), row(merged(VMergeType::Continue), "87.5%")];
    let mut bytes = std::io::Cursor::new(Vec::new());
    let docx = Docx::new().add_paragraph(paragraph("一、概况")).add_table(Table::new(table_rows));
    docx.build().pack(&mut bytes).unwrap();
    let document = read("a.docx", bytes.into_inner()).unwrap();
    assert_eq!(lines(&document)[0], "0|一、概况");
    assert_eq!(cells(table(&document)), ["0+1×2:项目 1+1×1:12.5", "1+1×1:87.5%"]);
}

/// Every character of a piece's segments stands in the bytes where its place says.
#[test]
fn places_lead_to_the_bytes_of_each_character() {
    let xml = docx_xml(
        r#"<w:p><w:pPr/><w:r><w:rPr><w:b/></w:rPr><w:t>甲&amp;乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p><w:p/>"#,
    );
    let places = docx::places(&xml).unwrap();
    assert_eq!(places.iter().map(|p| (p.number, p.empty)).collect::<Vec<_>>(), [(0, false), (1, true)]);
    let place = &places[0];
    assert_eq!((place.text.as_str(), &xml[place.end..place.end + 6]), ("甲&乙\t丙", "</w:p>"));
    assert!(xml[place.content..].starts_with("<w:r>"));
    let written: Vec<_> =
        place.pieces.iter().flat_map(|p| &p.segments).map(|s| (&xml[s.bytes.clone()], s.chars.clone())).collect();
    assert_eq!(written, [("甲", 0..1), ("&amp;", 1..2), ("乙", 2..3), ("丙", 4..5)]);
    for piece in &place.pieces {
        assert!(xml[piece.run.clone()].starts_with("<w:r>") && xml[piece.run.clone()].ends_with("</w:r>"));
        assert_eq!(&xml[piece.run_properties.clone().unwrap()], "<w:rPr><w:b/></w:rPr>");
    }
}

#[test]
fn the_numbers_that_word_sets_are_read_as_they_are_printed() {
    let level = |level: u32, format: &str, text: &str, more: &str| {
        format!(
            r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let numbering = format!(
        r#"<w:numbering xmlns:w="x"><w:abstractNum w:abstractNumId="7">{}{}{}</w:abstractNum><w:abstractNum w:abstractNumId="8">{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>"#,
        level(0, "chineseCountingThousand", "%1、", r#"<w:pStyle w:val="h"/>"#),
        level(1, "chineseCounting", "（%2）", ""),
        level(2, "decimal", "%1.%3", ""),
        level(0, "bullet", "", "")
    );
    let styles = r#"<w:styles xmlns:w="x"><w:style w:styleId="h"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#;
    let listed = |list: u32, level: u32, text: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
        )
    };
    let body = [
        r#"<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr><w:r><w:t>概况</w:t></w:r></w:p>"#.to_owned(),
        listed(1, 1, "立项"),
        listed(1, 1, "资金"),
        listed(1, 2, "到位"),
        listed(2, 0, "点"),
        listed(1, 0, "结论"),
        listed(1, 1, "等级"),
        listed(0, 0, "无号"),
        listed(3, 0, "第五"),
        (6..12).map(|_| listed(3, 0, "续")).collect(),
    ];
    let parts = [("word/numbering.xml", numbering.as_str()), ("word/styles.xml", styles)];
    let bytes = docx_of(&docx_xml(&body.concat()), &parts);
    let document = read("a.docx", &bytes).unwrap();
    let texts: Vec<_> = document.paragraphs().map(|p| p.text.as_str()).collect();
    let first = [
        "一、概况",
        "（一）立项",
        "（二）资金",
        "一.1 到位",
        "点",
        "二、结论",
        "（一）等级",
        "无号",
        "五、第五",
        "六、续",
    ];
    assert_eq!(texts[..10], first);
    assert_eq!(texts[14], "十一、续");
    // The places count the number too, and lead to the bytes of the text behind it.
    let mut package = shebao_files::package::Package::open(&bytes).unwrap();
    let (xml, places) = docx::main_places(&mut package, docx::MAIN_PART).unwrap();
    assert_eq!(places[0].text, "一、概况");
    let segment = places[0].pieces.iter().flat_map(|p| &p.segments).next().unwrap();
    assert_eq!((segment.chars.clone(), &xml[segment.bytes.clone()]), (2..4, "概况"));
}
