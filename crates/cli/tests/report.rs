//! The reports of the five places: produced, read back by other programs, and compared with what
//! was published.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::documents::{converted, edited};
use common::shebao;
use serde_json::Value;

/// The examples whose figures are declared; the others need an office.
fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").canonicalize().unwrap();
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.join("project.toml").is_file()).collect();
    all.retain(|folder| !fs::read_to_string(folder.join("project.toml")).unwrap().contains("computed = "));
    all.sort();
    assert!(all.len() >= 5, "{all:?}");
    all
}

fn name_of(example: &Path) -> &str {
    example.file_name().unwrap().to_str().unwrap()
}

fn produced(example: &Path, out: &Path, more: &[&str]) -> Value {
    let mut args = vec!["report", example.to_str().unwrap(), "--out", out.to_str().unwrap(), "--json"];
    args.extend(more);
    shebao(&args).json()
}

#[test]
fn a_published_figure_is_repeated_only_where_it_can_be_right() {
    let folder = tempfile::tempdir().unwrap();
    for example in examples() {
        let said = produced(&example, folder.path(), &[]);
        let compared = said["compared"].as_array().unwrap();
        // What was invented was never published.
        assert_eq!(compared.is_empty(), name_of(&example).starts_with("invented-"), "{said}");
        for cell in compared {
            let said = [cell["same"] == true, cell["same_but_rounded"] == true, !cell["wrong"].is_null()];
            assert_eq!(said.iter().filter(|one| **one).count(), 1, "{}: {cell}", example.display());
        }
    }
}

#[test]
fn libreoffice_reads_what_was_written_and_computes_the_same_points() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("lieshan-2023")).unwrap();
    let said = produced(&example, folder.path(), &[]);
    assert_eq!(said["cells"]["年度资金总额·得分"], "8.45");

    let text = converted(&folder.path().join("自评报告.docx"), "txt:Text");
    assert!(text.contains("全年执行760.216万元，预算执行率84.47%"), "{text}");
    let table = converted(&folder.path().join("自评表.docx"), "txt:Text");
    assert!(table.contains("760.216") && table.contains("待说明"), "{table}");
    // The sheet's own formulas, recalculated.
    let sheet =
        converted(&folder.path().join("自评表.xlsx"), "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false");
    let total = sheet.lines().find(|line| line.contains("年度资金总额")).unwrap();
    assert!(total.contains("760.216,10,84.468444") && total.ends_with(",8.45"), "{total}");
}

#[test]
fn figures_are_marked_unless_asked_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("zhanjiang-2024")).unwrap();
    let document_xml = |more: &[&str]| {
        produced(&example, folder.path(), more);
        let file = fs::File::open(folder.path().join("自评报告.docx")).unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut text).unwrap();
        text
    };
    // 1.资金到位和执行情况：年初预算7000.00万元.
    assert!(document_xml(&[]).contains("_calculated_7000p00\""));
    assert!(!document_xml(&["--plain"]).contains("bookmarkStart"));
}

/// The pages of a document as pictures.
fn pages(file: &Path, name: &str) -> Vec<Vec<u8>> {
    converted(file, "pdf");
    let pdf = file.with_extension("pdf");
    let stem = file.with_file_name(name);
    let done = Command::new("pdftoppm").args(["-r", "50", "-gray"]).arg(&pdf).arg(&stem).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    let mut found: Vec<PathBuf> = fs::read_dir(file.parent().unwrap()).unwrap().map(|e| e.unwrap().path()).collect();
    found.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with(name));
    found.sort();
    found.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Which rows of a grey picture (PGM) have ink: where the lines of a page stand, whatever a justified line does with
/// the fractions of a dot between its characters.
fn inked(page: &[u8]) -> Vec<bool> {
    let mut head = page.splitn(4, |byte| *byte == b'\n');
    assert_eq!(head.next(), Some(&b"P5"[..]));
    let size = String::from_utf8(head.next().unwrap().to_vec()).unwrap();
    let width: usize = size.split(' ').next().unwrap().parse().unwrap();
    assert_eq!(head.next(), Some(&b"255"[..]));
    let rows = head.next().unwrap().chunks(width);
    rows.map(|row| row.iter().any(|dot| *dot < 128)).collect()
}

#[test]
fn marks_are_not_seen_on_the_page_and_a_changed_number_is() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("lieshan-2023")).unwrap();
    for name in ["自评报告.docx", "自评表.docx"] {
        let file = folder.path().join(name);
        produced(&example, folder.path(), &[]);
        let marked = pages(&file, "marked");
        assert!(marked.len() >= 4 || name == "自评表.docx", "{name}: {}", marked.len());
        produced(&example, folder.path(), &["--plain"]);
        let plain = pages(&file, "plain");
        assert_eq!(marked.len(), plain.len(), "{name}");
        let lines = |pages: &[Vec<u8>]| pages.iter().map(|page| inked(page)).collect::<Vec<_>>();
        assert!(lines(&marked) == lines(&plain), "{name}: bookmarks move no line of a page");
        edited(&file, BODY, |xml| xml.replacen(">760.216", ">790.216", 1));
        let changed = pages(&file, "changed");
        let differ = plain.iter().zip(&changed).filter(|(a, b)| a != b).count();
        assert_eq!(differ, 1, "{name}: one number stands on one page");
        for name in ["marked", "plain", "changed"] {
            for entry in fs::read_dir(folder.path()).unwrap().flatten() {
                if entry.file_name().to_string_lossy().starts_with(name) {
                    fs::remove_file(entry.path()).unwrap();
                }
            }
        }
    }
}

#[test]
fn a_table_of_several_pages_has_its_heads_on_each() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("xinfeng-2022")).unwrap();
    produced(&example, folder.path(), &[]);
    let file = folder.path().join("自评表.docx");
    converted(&file, "pdf");
    let done = Command::new("pdftotext").arg("-layout").arg(file.with_extension("pdf")).arg("-").output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() >= 2, "{text}");
    for (number, page) in pages.iter().enumerate() {
        assert_eq!(page.matches("三级指标").count(), 1, "page {}: {page}", number + 1);
        assert_eq!(page.contains("年度资金总额"), number == 0, "what stands above the heads is not repeated: {page}");
    }
}

#[test]
fn a_table_that_cannot_be_right_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("lieshan-2023")).unwrap();
    let text = fs::read_to_string(example.join("project.toml")).unwrap();
    let wrong = folder.path().join("project.toml");
    fs::write(&wrong, text.replacen("weight = \"15\"", "weight = \"14\"", 1)).unwrap();
    let out = folder.path().join("out");
    let said = shebao(&["report", wrong.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(said.out.contains("分值：预算执行10分与各指标分值合计99，不是100"), "{}", said.out);
    assert!(said.failed(1).contains("没有生成文件") && !out.exists());

    fs::write(&wrong, text.replacen("\"900万元\"", "\"900\"", 1)).unwrap();
    let said = shebao(&["report", wrong.to_str().unwrap()]).failed(1);
    assert!(said.contains("“900”不是金额"), "{said}");
}

#[test]
fn our_own_reports_pass_our_own_review() {
    let folder = tempfile::tempdir().unwrap();
    for example in examples() {
        produced(&example, folder.path(), &[]);
        for name in ["自评报告.docx", "自评表.docx", "自评表.xlsx"] {
            let file = folder.path().join(name);
            let review = shebao(&["review", file.to_str().unwrap(), "--json"]).json();
            let grave: Vec<_> = review["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|finding| finding["severity"] == "H" || finding["severity"] == "M")
                .collect();
            assert!(grave.is_empty(), "{} {name}: {grave:#?}", example.display());
            // A table without anything to recompute was not read as a table.
            let checked = review["checked"].as_array().unwrap().len();
            assert!(name == "自评报告.docx" || checked >= 3, "{} {name}: {checked}", example.display());
        }
    }
}

const BODY: &str = "word/document.xml";
const PROPERTIES: &str = "docProps/custom.xml";

#[test]
fn a_number_changed_in_a_word_processor_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("lieshan-2023")).unwrap();
    produced(&example, folder.path(), &[]);
    let check = |file: &Path| shebao(&["report", "check-edited", file.to_str().unwrap(), "--json"]);
    for name in ["自评报告.docx", "自评表.docx"] {
        let original = folder.path().join(name);
        let said = check(&original).json();
        assert!(said["figures"].as_u64().unwrap() >= 15 && said["edited"].as_array().unwrap().is_empty(), "{said}");
        // Saved by another word processor, first without and then with a change.
        let saved = folder.path().join("saved").join(name);
        fs::create_dir_all(saved.parent().unwrap()).unwrap();
        fs::copy(&original, saved.with_file_name("x.doc.docx")).unwrap();
        converted(&saved.with_file_name("x.doc.docx"), "odt");
        converted(&saved.with_file_name("x.doc.odt"), "docx");
        fs::rename(saved.with_file_name("x.doc.docx"), &saved).unwrap();
        let again = check(&saved).json();
        assert_eq!(again["figures"], said["figures"], "{name}");
        assert_eq!(again["edited"].as_array().unwrap().len(), 0, "{again}");

        edited(&saved, BODY, |xml| xml.replacen(">760.216", ">790.216", 1));
        let changed = check(&saved);
        assert_eq!(changed.code, 1, "{changed:?}");
        let changed: Value = serde_json::from_str(&changed.out).unwrap();
        let one = &changed["edited"].as_array().unwrap()[..];
        assert_eq!(one.len(), 1, "{changed}");
        assert!(one[0]["before"].as_str().unwrap().starts_with("760.216"), "{changed}");
        assert!(one[0]["now"].as_str().unwrap().starts_with("790.216"), "{changed}");
        assert!(one[0]["source"].as_str().unwrap().contains("2023年度项目支出绩效自评表"), "{changed}");
        // A program that throws the properties away leaves the names, which hold the numbers.
        edited(&saved, PROPERTIES, |_| String::new());
        let bare: Value = serde_json::from_str(&check(&saved).out).unwrap();
        assert_eq!((&bare["edited"][0]["before"], bare["edited"].as_array().unwrap().len()), (&"760.216".into(), 1));
    }
}

#[test]
fn a_number_that_is_gone_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("zhanjiang-2024")).unwrap();
    produced(&example, folder.path(), &[]);
    let file = folder.path().join("自评报告.docx");
    let without_first = |xml: &str| {
        let (before, rest) = xml.split_once("<w:bookmarkStart").unwrap();
        let (_, after) = rest.split_once("<w:bookmarkEnd w:id=\"1\" />").unwrap();
        format!("{before}{after}")
    };
    edited(&file, BODY, without_first);
    let said = shebao(&["report", "check-edited", file.to_str().unwrap()]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("60分") && said.out.contains("删去了"), "{}", said.out);

    produced(&example, folder.path(), &["--plain"]);
    let plain = shebao(&["report", "check-edited", file.to_str().unwrap()]).failed(1);
    assert!(plain.contains("--plain"), "{plain}");
    let foreign = shebao(&["report", "check-edited", example.join("project.toml").to_str().unwrap()]).failed(1);
    assert!(foreign.contains("不能核对"), "{foreign}");
}

#[test]
fn what_people_wrote_into_an_earlier_document_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("zhanjiang-2024")).unwrap();
    produced(&example, folder.path(), &[]);
    let earlier = folder.path().join("以前的版本");
    produced(&example, folder.path(), &[]);
    assert!(!earlier.exists(), "the same document again is no new version");
    let file = folder.path().join("自评报告.docx");
    edited(&file, BODY, |xml| xml.replacen("待说明", "已按规定公开", 1));
    let by_hand = fs::read(&file).unwrap();
    produced(&example, folder.path(), &[]);
    assert_eq!(fs::read(earlier.join("自评报告-1.docx")).unwrap(), by_hand);
}

/// A page as a picture, and the same page as PDF.
fn scan(folder: &Path) {
    fs::create_dir_all(folder.join("scans")).unwrap();
    // One red dot: the smallest PNG there is.
    let png = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082";
    let bytes: Vec<u8> =
        (0..png.len()).step_by(2).map(|at| u8::from_str_radix(&png[at..at + 2], 16).unwrap()).collect();
    fs::write(folder.join("scans/voucher.png"), bytes).unwrap();
    fs::write(folder.join("scans/notice.txt"), "拨款通知 第1号\n").unwrap();
    converted(&folder.join("scans/notice.txt"), "pdf");
}

#[test]
fn the_book_of_evidence_has_every_sheet_its_scans_and_the_right_pages() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("zhanjiang-2024")).unwrap();
    let text = fs::read_to_string(example.join("project.toml")).unwrap();
    let more = r#"
[[evidence]]
of = "项目资金"
title = "拨款通知"
file = "scans/notice.pdf"

[[evidence]]
of = "gap-covered"
title = "入账凭证"
file = "scans/voucher.png"
"#;
    fs::write(folder.path().join("project.toml"), format!("{text}{more}")).unwrap();
    scan(folder.path());
    let book = |more: &[&str]| shebao(&[&["report", "evidence", folder.path().to_str().unwrap()], more].concat());
    let said = book(&["--json"]).json();
    assert_eq!(said["sheets"], 5, "{said}");
    // The first sheet stands behind the catalogue, then comes its scan.
    let pages: Vec<u64> = said["pages"].as_array().unwrap().iter().map(|p| p.as_u64().unwrap()).collect();
    assert_eq!(pages, [2, 4, 5, 7, 8], "{said}");
    let file = folder.path().join("out/佐证材料册.docx");
    let printed = converted(&file, "txt:Text");
    assert!(printed.contains("1.项目资金（附扫描件1件）") && printed.contains("拨款通知（第1页，共1页）"), "{printed}");
    assert!(printed.contains("算法：7000.00万元÷7000.00万元"), "{printed}");
    assert!(printed.contains("来源：自评报告，四（一）2，市社会保险基金管理局填报。"), "{printed}");
    assert!(folder.path().join("out/佐证材料册.pdf").is_file());
    let checked = shebao(&["report", "check-edited", file.to_str().unwrap()]);
    assert!(checked.ok().contains("与生成时相同"));
    let review = shebao(&["review", file.to_str().unwrap(), "--json"]);
    assert!(!review.out.contains("\"H\"") && !review.out.contains("\"M\""), "{}", review.out);

    // The book again is the same book.
    book(&[]).ok();
    assert!(!folder.path().join("out/以前的版本").exists());
    let foreign = text.clone() + &more.replace("gap-covered", "nothing");
    fs::write(folder.path().join("project.toml"), foreign).unwrap();
    assert!(book(&[]).failed(1).contains("没有这个指标"));
    fs::write(folder.path().join("project.toml"), format!("{text}{more}")).unwrap();
    fs::write(folder.path().join("scans/notice.pdf"), "not a picture").unwrap();
    assert!(book(&[]).failed(1).contains("拨款通知"));
}

#[test]
fn a_form_of_the_bureau_is_filled_and_what_was_not_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let example = examples().into_iter().find(|e| e.ends_with("lieshan-2023")).unwrap();
    // Our own workbook, emptied, is a form like any other.
    let form = folder.path().join("form.xlsx");
    produced(&example, folder.path(), &[]);
    fs::rename(folder.path().join("自评表.xlsx"), &form).unwrap();
    let template = |more: &[&str]| {
        let out = folder.path().join("filled");
        let args =
            ["report", example.to_str().unwrap(), "--out", out.to_str().unwrap(), "--template", form.to_str().unwrap()];
        shebao(&[&args[..], more].concat())
    };
    assert!(template(&[]).failed(1).contains("没有认出一个可以填的格"), "all its cells have text");
    let mapping = folder.path().join("form.toml");
    fs::write(&mapping, "[[cell]]\nat = \"自评表!K1\"\nvalue = \"项目名称\"\n").unwrap();
    let said = template(&[]).failed(1);
    assert!(said.contains("没有认出"), "{said}");
    fs::write(&mapping, "[[cell]]\nplace = \"自评表!K1\"\n").unwrap();
    assert!(template(&[]).failed(1).contains("form.toml 的内容不对"));
    let nothing = folder.path().join("nothing.txt");
    fs::write(&nothing, "x").unwrap();
    let said = shebao(&["report", example.to_str().unwrap(), "--template", nothing.to_str().unwrap()]).failed(1);
    assert!(said.contains("nothing.txt"), "{said}");
}
