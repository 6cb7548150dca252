//! C04: one project, or one unit, under two names: in the title, behind its label, in the head of its table.
//!
//! Only names that are nearly the same are compared: 城乡居民养老保险补助 and 城乡居民基本养老保险补助 are one
//! project badly named, 高龄津贴 and 临时救助 are two. A name within the other is its short form.

use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;

/// A name and where it stands.
struct Named {
    text: String,
    place: &'static str,
    quotes: Vec<Quote>,
}

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let mut projects = labelled(report, &["项目名称", "专项名称"]);
    projects.extend(title(report));
    let in_tables = report.tables.iter().filter_map(|table| table.project.as_ref());
    let mut tables: Vec<Named> = Vec::new();
    for cell in in_tables.filter(|cell| cell.spot.is_some()) {
        if !tables.iter().any(|known| known.text == cell.text) {
            tables.push(Named { text: cell.text.clone(), place: "绩效表", quotes: quotes([cell]) });
        }
    }
    // Several tables are of several projects, which may have almost the same name.
    if tables.len() <= 1 && report.tables.len() <= 1 {
        projects.extend(tables);
        first_pair(&projects, project_core, "项目", review);
    }
    let mut units = labelled(report, &["填报单位", "项目单位", "实施单位", "评价单位", "单位名称", "自评单位"]);
    let cells = report.tables.iter().flat_map(|table| &table.units);
    units.extend(cells.map(|cell| Named { text: cell.text.clone(), place: "绩效表", quotes: quotes([cell]) }));
    first_pair(&units, unit_core, "单位", review);
}

/// So many names are compared; a volume of a hundred reports is of a hundred projects.
const MOST: usize = 12;

/// The first two names of one thing that differ.
fn first_pair(names: &[Named], core: fn(&str) -> String, what: &str, review: &mut Review) {
    if names.len() > MOST {
        return;
    }
    let pairs = names.iter().enumerate().flat_map(|(at, one)| names[at + 1..].iter().map(move |other| (one, other)));
    for (one, other) in pairs {
        if nearly_same(&core(&one.text), &core(&other.text)) {
            let calc = format!("{what}名称：{}写“{}”，{}写“{}”", one.place, one.text, other.place, other.text);
            let words = one.quotes.iter().chain(&other.quotes).cloned().collect();
            let suggestion = format!("各处使用同一个{what}名称，以批复或印章为准");
            let finding = Finding::new(Kind::NameMismatch, words, calc, suggestion);
            return review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 项目名称：… in the running text, at the start of a line.
fn labelled(report: &Report<'_, '_>, labels: &'static [&'static str]) -> Vec<Named> {
    let passages = report.reading.text.passages.iter().enumerate().filter(|(_, passage)| !passage.cell);
    passages
        .filter_map(|(index, passage)| {
            let text = passage.text();
            let (label, rest) = text.split_once('：')?;
            let place = labels.iter().find(|word| label.ends_with(**word) && label.chars().count() <= 10)?;
            let name: String = rest.chars().take_while(|sign| !"。，；：（".contains(*sign)).collect();
            let length = name.chars().count();
            let from = label.chars().count() + 1;
            let words = report.reading.text.quotes(index, from..from + length);
            (4..=40).contains(&length).then_some(Named { text: name, place, quotes: words })
        })
        .collect()
}

/// 某县2023年度困难群众救助补助资金项目绩效自评报告: what stands before 绩效.
fn title(report: &Report<'_, '_>) -> Option<Named> {
    let passages = report.reading.text.passages.iter().enumerate().take(4);
    passages.filter(|(_, passage)| !passage.cell && passage.chars.len() <= 60).find_map(|(index, passage)| {
        let text = passage.text();
        let whole = text.ends_with("报告") && !text.contains(['，', '。', '：', '《', '、']);
        let end = ["项目支出绩效", "项目绩效", "支出绩效", "资金绩效", "绩效"]
            .iter()
            .filter_map(|word| text.find(word))
            .min()?;
        let name = &text[..end];
        let from = name
            .rfind("年度")
            .map(|at| at + "年度".len())
            .or_else(|| name.rfind('年').map(|at| at + '年'.len_utf8()))?;
        let name = name[from..].trim_start_matches("关于");
        let start = text[..from].chars().count();
        let words = report.reading.text.quotes(index, start..start + name.chars().count());
        // The title of a department's report names no project.
        let of_project = text[end..].contains("项目")
            || ["补助", "补贴", "资金", "经费", "专项", "津贴"].iter().any(|w| name.contains(w));
        (whole && of_project && name.chars().count() >= 6).then(|| Named {
            text: name.to_owned(),
            place: "标题",
            quotes: words,
        })
    })
}

/// Without what every project's name has, and without years and marks.
fn project_core(name: &str) -> String {
    let mut plain = String::new();
    let mut digits = 0;
    for sign in name.chars().filter(|sign| !"（）()“”\"《》 -".contains(*sign)) {
        // 2023年 goes, 老年 stays.
        if !(sign.is_ascii_digit() || sign == '年' && digits > 0) {
            plain.push(sign);
        }
        digits = if sign.is_ascii_digit() { digits + 1 } else { 0 };
    }
    ["年度", "项目", "资金", "经费", "专项", "支出"].iter().fold(plain, |name, word| name.replace(word, ""))
}

/// Without the place that rules it: a county and its city may have offices of the same name.
fn unit_core(name: &str) -> String {
    name.chars().filter(|sign| !"（）()“” ".contains(*sign)).collect()
}

/// Parts by which two projects, or two units, are told apart.
const APART: &str = "中央省市县区镇乡村州旗盟级一二三四五六七八九十批次甲乙丙丁东南西北老新第上下期";

/// Nearly the same and not the same: a few signs more, or one word for another.
fn nearly_same(a: &str, b: &str) -> bool {
    let (short, long) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    if short.chars().count() < 6 || long.contains(short) {
        return false;
    }
    let (short, long): (Vec<char>, Vec<char>) = (short.chars().collect(), long.chars().collect());
    let kept = in_order(&short, &long);
    let told: usize = kept.iter().filter(|sign| **sign).count();
    let left = |signs: &[char]| {
        let mut rest: Vec<char> = signs.to_vec();
        for sign in long.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(sign, _)| sign) {
            if let Some(at) = rest.iter().position(|other| other == sign) {
                rest.remove(at);
            }
        }
        rest
    };
    let apart = left(&short).into_iter().chain(left(&long)).any(|sign| APART.contains(sign));
    let within = told == short.len() && told * 5 >= long.len() * 3;
    let beside = told * 4 >= long.len() * 3 && told + 2 >= short.len();
    !apart && (within || beside) && short[..2] == long[..2]
}

/// The longest run of signs that both have in their order: which signs of the longer belong to it.
fn in_order(short: &[char], long: &[char]) -> Vec<bool> {
    let (rows, columns) = (short.len(), long.len());
    let mut best = vec![vec![0_usize; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            best[row][column] = if short[row] == long[column] {
                best[row + 1][column + 1] + 1
            } else {
                best[row + 1][column].max(best[row][column + 1])
            };
        }
    }
    let mut kept = vec![false; columns];
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        if short[row] == long[column] {
            kept[column] = true;
            (row, column) = (row + 1, column + 1);
        } else if best[row + 1][column] >= best[row][column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differ(a: &str, b: &str) -> bool {
        nearly_same(&project_core(a), &project_core(b))
    }

    #[test]
    fn a_name_badly_written_is_no_other_project() {
        assert!(differ("城乡居民养老保险补助资金", "城乡居民基本养老保险补助项目"));
        assert!(differ("社会保险基金管理局", "社会保险事业管理局"));
        assert!(differ("困难群众救助补助", "困难群众求助补助"));
    }

    #[test]
    fn other_projects_and_short_forms_are_left() {
        assert!(!differ("困难群众救助补助资金", "2023年度困难群众救助补助项目"));
        assert!(!differ("中央城乡居民养老保险补助", "省级城乡居民养老保险补助"));
        assert!(!differ("城乡居民养老保险工作经费", "养老保险工作经费"));
        assert!(!differ("高龄老人津贴发放", "困难残疾人补贴发放"));
        assert!(!differ("东江县人力资源和社会保障局", "西江县人力资源和社会保障局"));
        assert!(!differ("城乡居民养老保险第一批补助", "城乡居民养老保险第二批补助"));
    }
}
