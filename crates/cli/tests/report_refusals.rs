//! What cannot be printed is said with its rule and place, and what was written before stays; a
//! submission freezes its figures, and every number of every example leads to its document.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use common::shebao;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).canonicalize().unwrap()
}

/// A copy of an example that a test may change.
fn copied(name: &str) -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(example(name).join("project.toml")).unwrap();
    let file = folder.path().join("project.toml");
    fs::write(&file, &text).unwrap();
    (folder, file, text)
}

/// Of an example: what is replaced by what, the rule or what is wrong, and where.
type Bad = (&'static str, &'static str, &'static str, &'static str, &'static str);

const BAD: &[Bad] = &[
    ("lieshan-2023", "weight = \"15\"", "weight = \"14\"", "合计99，不是100", "分值"),
    ("lieshan-2023", "weight = \"15\"", "weight = \"14\"", "一级指标分值等于其下各项之和", "产出指标"),
    ("invented-fund-2024", "whole = { value = \"42800\"", "whole = { value = \"0\"", "分母为0", "缴费任务完成率"),
    ("lieshan-2023", "value = \"900\", unit = \"万元\"", "value = \"900\"", "unit", "project.toml"),
    (
        "lieshan-2023",
        "{ at_most = { value = \"900\", unit = \"万元\" } }",
        "{ value = \"900\" }",
        "at_most",
        "project.toml",
    ),
    ("lieshan-2023", "target = { words = \"保障\" }", "target = { words = \" \" }", "指标有目标", "保障项目正常运转"),
    ("invented-fund-2024", "share = \"100\"", "share = \"120\"", "定性指标按档计分", "收支预算编制依据"),
    (
        "zhanjiang-2024",
        "unit = \"元\", year = 2024",
        "unit = \"元\", year = 2023",
        "比率的两项年度相同",
        "基金缺口补足率",
    ),
    ("lieshan-2023", "unit = \"%\", year = 2023", "unit = \"%\", year = 2022", "评价年度是2023年", "经费支出合规率"),
    ("lieshan-2023", "id = \"policy\"", "id = \"cost\"", "一个指标一个编号", "政策宣传"),
    ("invented-transfer-2024", "kind = \"数量指标\"", "kind = \"数量指标\"\nweight = \"10\"", "不计分", "分值"),
];

#[test]
fn every_bad_input_is_told_with_rule_and_place_and_the_draft_stays() {
    for (name, good, bad, rule, place) in BAD {
        let (folder, file, text) = copied(name);
        shebao(&["report", file.to_str().unwrap()]).ok();
        let draft = fs::read(folder.path().join("out/自评报告.docx")).unwrap();
        assert!(text.contains(good), "{name}: {good}");
        let wrong = text.replacen(good, bad, 1);
        fs::write(&file, &wrong).unwrap();
        let said = shebao(&["report", file.to_str().unwrap()]);
        let out = said.out.clone();
        let told = format!("{out}{}", said.failed(1));
        assert!(told.contains(rule) && told.contains(place), "{name} {bad}: {told}");
        assert_eq!(fs::read(folder.path().join("out/自评报告.docx")).unwrap(), draft, "{name}: the draft is kept");
        assert_eq!(fs::read_to_string(&file).unwrap(), wrong, "{name}: what people wrote is kept");
    }
}

#[test]
fn a_submission_freezes_what_was_printed_and_later_changes_have_a_sheet() {
    let (folder, file, text) = copied("invented-fund-2024");
    let at = file.to_str().unwrap();
    let submit =
        |occasion: &str, by: &str| shebao(&["report", "submit", at, "--occasion", occasion, "--by", by, "--json"]);
    assert!(submit("送审", " ").failed(1).contains("--by"));
    assert!(submit("上报", "王某").failed(2).contains("送审、报批或公开"));
    for occasion in ["送审", "报批", "公开"] {
        let said = submit(occasion, "王某").json();
        assert!(said["cells"].as_u64().unwrap() > 40, "{said}");
        assert!(submit(occasion, "王某").failed(1).contains("不能覆盖"));
    }
    let sheets = || -> Vec<PathBuf> {
        let all = fs::read_dir(folder.path().join("out")).into_iter().flatten().flatten().map(|e| e.path());
        all.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("差异表-")).collect()
    };
    shebao(&["report", at]).ok();
    assert_eq!(sheets(), Vec::<PathBuf>::new(), "nothing changed");
    fs::write(&file, text.replacen("\"8970.00万元\"", "\"8960.00万元\"", 1)).unwrap();
    let said = shebao(&["report", at]).ok();
    assert!(said.contains("由王某公开之后有"), "{said}");
    assert_eq!(sheets().len(), 3, "{said}");
    for sheet in sheets() {
        let xml = part(&sheet, "word/document.xml");
        assert!(xml.contains("8970.00") && xml.contains("8960.00"), "{xml}");
    }
    // More spent than there was stands open in the draft and is not handed in.
    let (_over, spent, text) = copied("invented-transfer-2024");
    fs::write(&spent, text.replacen("\"1284.60万元\"", "\"1310.01万元\"", 1)).unwrap();
    assert!(shebao(&["report", spent.to_str().unwrap()]).ok().contains("项目资金·地方资金"));
    let said = shebao(&["report", "submit", spent.to_str().unwrap(), "--occasion", "送审", "--by", "王某"]);
    assert!(said.out.contains("项目资金·地方资金"), "{}", said.out);
    assert!(said.failed(1).contains("1 处待说明，不能送审"));
    // With a gap nothing is handed in.
    let (_gap, open, _) = copied("lieshan-2023");
    let said = shebao(&["report", "submit", open.to_str().unwrap(), "--occasion", "送审", "--by", "王某"]);
    assert!(said.out.contains("没有实际完成值"), "{}", said.out);
    assert!(said.failed(1).contains("待说明，不能送审"));
}

fn part(file: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut xml = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut xml).unwrap();
    xml
}

/// The text of a document's paragraphs without its marked figures.
fn unmarked(xml: &str) -> String {
    let mut text = String::new();
    let mut inside = 0;
    for piece in xml.split('<') {
        match piece {
            _ if piece.starts_with("w:bookmarkStart") => inside += 1,
            _ if piece.starts_with("w:bookmarkEnd") => inside -= 1,
            _ if piece.starts_with("w:t>") || piece.starts_with("w:t ") => {
                let words = piece.split_once('>').unwrap().1;
                text.push_str(if inside == 0 { words } else { "▮" });
            }
            _ if piece.starts_with("/w:p>") => text.push('\n'),
            _ => {}
        }
    }
    text
}

/// The project file without its figures: what is left of its numbers stands in sentences that somebody wrote.
fn spoken(text: &str) -> String {
    // What was published and is wrong is told beside the report, never in it.
    const FIGURES: [&str; 11] = [
        "value",
        "initial",
        "executed",
        "amount",
        "population",
        "handed_out",
        "forms",
        "share",
        "opening",
        "wrong",
        "published",
    ];
    let is_figure = |before: &str| {
        let key = before.trim_end().strip_suffix('=').map(str::trim_end).unwrap_or_default();
        FIGURES.iter().any(|name| key.ends_with(name))
    };
    let mut left = String::new();
    let mut before = "";
    for (number, piece) in text.split('"').enumerate() {
        if number % 2 == 0 || !is_figure(before) {
            left.push_str(piece);
            left.push('\n');
        }
        before = piece;
    }
    left
}

/// The days of a project file, as a report prints them.
fn days(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for at in text.match_indices('-').map(|(at, _)| at).filter(|at| *at >= 4) {
        let Some(day) = text.get(at - 4..at + 6) else { continue };
        if let Ok(day) = base::parse_date(day) {
            found.push(format!("{}年{}月{}日", day.year(), day.month(), day.day()));
        }
    }
    found
}

/// 1. and （2） at the beginning of a paragraph.
fn without_number(line: &str) -> &str {
    let rest = line.strip_prefix('（').unwrap_or(line).trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix('.').or_else(|| rest.strip_prefix('）')) {
        Some(after) if !line.starts_with(rest) => after,
        _ => line,
    }
}

/// What a report counts of itself: indicators, their weights, rooms of the office.
fn is_own(before: &str, after: &str) -> bool {
    let weighed = ["决策", "过程", "产出", "效益", "成本", "满意度", "执行率", "合计"];
    let counted = ["指标", "的", "设有"];
    (after.starts_with('分') && weighed.iter().any(|word| before.ends_with(word)))
        || (after.starts_with(['个', '项']) && counted.iter().any(|word| before.ends_with(word)))
}

/// The numbers of a report outside its marks which nobody wrote into the project file next to the same words.
fn strangers(project: &str, document: &str) -> Vec<String> {
    let (said, mut printed) = (spoken(project), unmarked(document));
    let years = project.lines().filter_map(|line| line.split_once("_year = ").map(|(_, year)| format!("{year}年")));
    for known in days(project).into_iter().chain(years) {
        printed = printed.replace(&known, "▮");
    }
    let mut found = Vec::new();
    for piece in printed.lines().flat_map(|line| without_number(line).split('▮')) {
        let mut from = 0;
        while let Some(start) = piece[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
            let rest = piece[start..].find(|c: char| !c.is_ascii_digit() && c != '.');
            from = rest.map_or(piece.len(), |length| start + length);
            let (before, number, after) = (&piece[..start], &piece[start..from], &piece[from..]);
            let left: String = before.chars().skip(before.chars().count().saturating_sub(2)).collect();
            let right: String = after.chars().take(2).collect();
            let written = !left.is_empty() && said.contains(&format!("{left}{number}"))
                || !right.is_empty() && said.contains(&format!("{number}{right}"));
            if !written && !is_own(before, after) {
                found.push(format!("{left}{number}{right}"));
            }
        }
    }
    found
}

/// The document once more for each of its figures, that figure without its mark.
fn each_unmarked(document: &str) -> impl Iterator<Item = String> {
    document.match_indices("<w:bookmarkStart ").map(|(at, _)| {
        let end = at + document[at..].find('>').unwrap() + 1;
        let id = document[at..end].split("w:id=\"").nth(1).unwrap().split('"').next().unwrap();
        let closing = format!("<w:bookmarkEnd w:id=\"{id}\"");
        let close = end + document[end..].find(&closing).unwrap();
        let after = close + document[close..].find('>').unwrap() + 1;
        [&document[..at], &document[end..close], &document[after..]].concat()
    })
}

#[test]
fn every_number_of_every_example_walks_to_a_document_or_to_what_somebody_wrote() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").canonicalize().unwrap();
    let (mut walked, mut lost, mut seen) = (0, 0, 0);
    for entry in fs::read_dir(folder).unwrap().flatten().filter(|e| e.path().join("project.toml").is_file()) {
        let text = fs::read_to_string(entry.path().join("project.toml")).unwrap();
        // The one that is computed from an office is walked in played_report.rs.
        if text.contains("computed = ") {
            continue;
        }
        let out = tempfile::tempdir().unwrap();
        let at = entry.path();
        shebao(&["report", at.to_str().unwrap(), "--out", out.path().to_str().unwrap()]).ok();
        let report = out.path().join("自评报告.docx");
        let properties = part(&report, "docProps/custom.xml");
        let behind: Vec<&str> =
            properties.split("<vt:lpwstr>").skip(1).map(|p| p.split("</vt:lpwstr>").next().unwrap()).collect();
        for said in &behind {
            // 填报：document，page（who）, all of them named.
            let (_, declared) = said.split_once("填报：").unwrap_or_else(|| panic!("{}: {said}", at.display()));
            assert!(declared.contains('（') && !declared.starts_with('，'), "{said}");
        }
        walked += behind.len();
        // Every other number was written by somebody, or counts the report's own parts.
        let document = part(&report, "word/document.xml");
        assert_eq!(strangers(&text, &document), Vec::<String>::new(), "{}", at.display());
        // And a figure that lost its mark is one of them, unless somebody said the same in words.
        lost += each_unmarked(&document).count();
        seen += each_unmarked(&document).filter(|without| !strangers(&text, without).is_empty()).count();
    }
    assert!(seen * 10 >= lost * 9, "{seen} of {lost} lost marks are seen");
    assert!(walked > 200, "{walked}");
}
