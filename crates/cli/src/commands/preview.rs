//! `preview`: how a file reads through a profile, before anything is imported.

use anyhow::{Context as _, Result, bail};
use desk::Moment;
use files::{Imported, Problem, Profile, RawTable};
use serde_json::json;

use crate::arguments::{Common, Preview};
use crate::{open, print};

/// Problems shown at the terminal; all of them go to the error list.
const PROBLEMS_SHOWN: usize = 20;

/// Shows encoding, first rows and problems of a file.
pub fn preview(common: &Common, asked: &Preview) -> Result<()> {
    let profile = Profile::named(&asked.profile)?;
    let shown = asked.file.display().to_string();
    let table = open::reader()?.read_for(&asked.file, &profile).with_context(|| shown.clone())?;
    let imported = profile.apply(&table, Moment::now().date());
    if let Some(path) = &asked.errors {
        let list = files::problems_csv(&imported.problems)?;
        std::fs::write(path, list)
            .with_context(|| format!("问题清单 {} 无法写入，请核对目录权限和磁盘空间", path.display()))?;
    }
    if common.json {
        print::json(&as_json(&imported))?;
    } else {
        describe(&shown, &table, &imported);
        rows(&imported, asked.rows);
        problems(&imported, asked);
    }
    if imported.records.is_empty() {
        bail!("按“{}”没有读出可用的行，请核对是否选错了模板或文件", imported.title);
    }
    Ok(())
}

fn as_json(imported: &Imported) -> serde_json::Value {
    let problem = |p: &Problem| json!({ "line": p.line, "column": p.column_title, "key": p.key, "message": p.message });
    json!({
        "profile": imported.title,
        "format": imported.format.title(),
        "encoding": imported.encoding.map(files::TextEncoding::title),
        "sheet": imported.sheet,
        "header_line": imported.header_line,
        "records": imported.records.len(),
        "refused_rows": imported.refused_rows,
        "problems": imported.problems.iter().map(problem).collect::<Vec<_>>(),
        "problems_omitted": imported.problems_omitted,
    })
}

fn describe(path: &str, table: &RawTable, imported: &Imported) {
    let line = |label: &str, value: String| (label.to_owned(), value);
    let mut lines = vec![line("文件", path.to_owned()), line("格式", imported.format.title().to_owned())];
    lines.extend(imported.encoding.map(|encoding| line("编码", encoding.title().to_owned())));
    lines.extend(imported.sheet.iter().map(|sheet| line("工作表", sheet.clone())));
    if !table.other_sheets.is_empty() {
        lines.push(line("未读工作表", table.other_sheets.join("、")));
    }
    lines.push(line("模板", imported.title.clone()));
    let (good, bad) = (imported.records.len(), imported.refused_rows);
    lines.push(line("结果", format!("可用 {good} 行，有问题 {bad} 行")));
    if !imported.ignored_columns.is_empty() {
        lines.push(line("未用列", imported.ignored_columns.join("、")));
    }
    for total in &imported.totals {
        let agrees = if total.agrees { "相符" } else { "不符" };
        lines.push(line("合计行", format!("第 {} 行“{}”，与其上 {} 行{agrees}", total.line, total.label, total.rows)));
    }
    for notice in &imported.notices {
        let place = format!("{} 处，首见第 {} 行", notice.count, notice.first_line);
        lines.push(line("注意", format!("{}（{place}）", notice.message)));
    }
    say!("{}", print::facts(lines));
}

fn rows(imported: &Imported, count: usize) {
    if imported.records.is_empty() {
        return;
    }
    let preview = imported.preview(count);
    let mut header = vec!["行号"];
    header.extend(preview.titles.iter().map(String::as_str));
    let row = |(line, values): (u32, Vec<String>)| [vec![line.to_string()], values].concat();
    say!("\n{}", print::table(&header, &[0], preview.rows.into_iter().map(row)));
}

fn problems(imported: &Imported, asked: &Preview) {
    if imported.is_clean() {
        sayln!("\n没有发现问题。");
        return;
    }
    let total = imported.problems.len() + imported.problems_omitted;
    sayln!("\n发现 {total} 处问题：");
    let row = |p: &Problem| vec![p.line.to_string(), p.column_title.clone(), p.message.clone(), p.shown.clone()];
    let shown = imported.problems.iter().take(PROBLEMS_SHOWN).map(row);
    say!("{}", print::table(&["行号", "列", "问题与处理办法", "原值（已遮盖）"], &[0], shown));
    match &asked.errors {
        Some(path) => sayln!("前 {} 处已写入 {}", imported.problems.len(), path.display()),
        None if total > PROBLEMS_SHOWN => sayln!("只显示前 {PROBLEMS_SHOWN} 处；用 --errors 文件.csv 取得清单。"),
        None => {}
    }
}
