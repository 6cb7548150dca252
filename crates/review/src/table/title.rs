//! The project of a table that names it only in the line above: 稳岗返还项目支出绩效自评表.

use base::document::{Document, Paragraph};

use super::PerformanceTable;
use super::cell::Cell;
use super::text::plain;

/// How many lines above a table its title may stand.
const REACH: usize = 4;

/// Fills in the projects that stand in titles.
pub fn name_projects(document: &Document, tables: &mut [PerformanceTable]) {
    let paragraphs: Vec<&Paragraph> = document.paragraphs().collect();
    for table in tables.iter_mut().filter(|table| table.project.is_none()) {
        let Some((first, _)) = table.paragraphs else { continue };
        let Some(at) = paragraphs.iter().position(|paragraph| paragraph.number >= first) else { continue };
        let above = &paragraphs[at.saturating_sub(REACH)..at];
        table.project = above.iter().rev().find_map(|paragraph| project(paragraph));
    }
}

fn project(paragraph: &Paragraph) -> Option<Cell> {
    let text = plain(&paragraph.text);
    if !text.contains("自评表") || text.chars().count() > 50 {
        return None;
    }
    let end = ["项目支出绩效", "项目绩效", "绩效自评", "绩效目标", "支出绩效"]
        .iter()
        .filter_map(|word| text.find(word))
        .min()?;
    let name =
        text[..end].trim_start_matches(|sign: char| sign.is_ascii_digit() || "年度()#、.-《 附件表:".contains(sign));
    let named = name.chars().count() >= 2 && !["部门", "整体", "项目", "单位"].contains(&name);
    named.then(|| Cell { text: name.to_owned(), spot: None, continued: false })
}
