//! `report evidence`: the book of evidence (佐证材料册) with its catalogue, and all rows beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base::document::{Document, Part};
use documents::{CountedRows, Evidence, Picture, Scan, evidence_docx, evidence_heading, evidence_rows_xlsx};
use evaluation::{Draft, FigureSheet, Parent, figure_sheets};
use files::DocumentReader;
use office::figures::{Measure, definition, rows};

use super::keep;
use super::project::{Scanned, evaluated, file_of, folder_of};
use crate::arguments::Common;
use crate::commands::figures::whole_county;
use crate::print;

const BOOK: &str = "佐证材料册.docx";
const PDF: &str = "佐证材料册.pdf";
const ROWS: &str = "佐证数据明细.xlsx";

/// Writes the book, its PDF where LibreOffice is installed, and the rows of computed figures.
pub(super) fn evidence(common: &Common, folder: &Path, out: Option<&Path>) -> Result<()> {
    let file = file_of(folder);
    let (example, draft) = evaluated(common, &file)?;
    let out = out.map_or_else(|| folder_of(&file).join("out"), Path::to_owned);
    let exe = std::env::current_exe().context("找不到本程序自身的路径，无法启动读取文件的子进程")?;
    let reader = DocumentReader::new(exe);
    let sheets = figure_sheets(&draft);
    let scans = scans(&example.evidence, &sheets, folder_of(&file), &reader)?;
    let rows = counted(common, &draft, &sheets)?;
    let book = Evidence { project: draft.project(), sheets: &sheets, rows: &rows, scans: &scans };
    let (written, paged) = write(&book, &out, &reader)?;
    if common.json {
        let rows: BTreeMap<&String, usize> = rows.iter().map(|(name, rows)| (name, rows.lines.len())).collect();
        return print::json(
            &serde_json::json!({ "files": written, "sheets": sheets.len(), "pages": paged, "rows": rows }),
        );
    }
    written.iter().for_each(|path| sayln!("已生成：{}", path.display()));
    if paged.is_empty() {
        sayln!("本机没有能用的 LibreOffice，目录的页码没有算出：请在 Word 或 WPS 中打开，全选后按 F9 更新");
    }
    Ok(())
}

/// The book is set twice: the first time tells on which page each sheet begins.
fn write(book: &Evidence<'_>, out: &Path, reader: &DocumentReader) -> Result<(Vec<PathBuf>, Vec<u32>)> {
    let unpaged = scratch(&evidence_docx(book, &[])?, ".docx")?;
    let paged = match reader.as_pdf(unpaged.path()) {
        Ok(Some(pdf)) => {
            let read = reader.read(scratch(&pdf, ".pdf")?.path());
            read.map(|read| pages(&read, book.sheets.len())).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let file = keep::write(out, BOOK, &evidence_docx(book, &paged)?)?;
    let mut written = vec![file.clone()];
    if let Ok(Some(pdf)) = reader.as_pdf(&file) {
        // Nobody writes into it by hand, and each one carries its own date.
        let path = out.join(PDF);
        fs::write(&path, pdf).with_context(|| format!("写不了 {}，请核对目录权限和空间", path.display()))?;
        written.push(path);
    }
    if !book.rows.is_empty() {
        written.push(keep::write(out, ROWS, &evidence_rows_xlsx(book.rows, book.project.assess_year)?)?);
    }
    Ok((written, paged))
}

fn scratch(bytes: &[u8], ending: &str) -> Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().suffix(ending).tempfile()?;
    std::io::Write::write_all(&mut file, bytes)?;
    Ok(file)
}

/// The page on which each sheet begins; none unless every one was found.
fn pages(read: &Document, sheets: usize) -> Vec<u32> {
    let page_of = |number: usize| {
        let heading = evidence_heading(number);
        read.paragraphs().find_map(|paragraph| {
            let rest = paragraph.text.trim().strip_prefix(&heading)?;
            match (&paragraph.part, rest.starts_with(|c: char| c.is_ascii_digit())) {
                (Some(Part::Page(page)), false) => Some(*page),
                _ => None,
            }
        })
    };
    (1..=sheets).map(page_of).collect::<Option<Vec<u32>>>().unwrap_or_default()
}

/// The pictures of every scan that the project names.
fn scans(named: &[Scanned], sheets: &[FigureSheet], folder: &Path, reader: &DocumentReader) -> Result<Vec<Scan>> {
    let mut scans = Vec::new();
    for scanned in named {
        if !sheets.iter().any(|sheet| sheet.id == scanned.of) {
            bail!("扫描件“{}”属于“{}”，项目没有这个指标；请填指标编号或“项目资金”", scanned.title, scanned.of);
        }
        let path = folder.join(&scanned.file);
        let told = || format!("扫描件“{}”（{}）", scanned.title, path.display());
        let is_pdf = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf"));
        let bytes = match is_pdf {
            true => reader.pdf_pictures(&path).with_context(told)?,
            false => vec![fs::read(&path).with_context(told)?],
        };
        let pages = bytes.iter().map(|bytes| Picture::read(bytes)).collect::<Result<Vec<_>, _>>().with_context(told)?;
        scans.push(Scan { of: scanned.of.clone(), title: scanned.title.clone(), pages });
    }
    Ok(scans)
}

/// The rows behind every computed figure, of the very state of the books that the figures have.
fn counted(common: &Common, draft: &Draft, sheets: &[FigureSheet]) -> Result<BTreeMap<String, CountedRows>> {
    let figures = sheets.iter().flat_map(|sheet| &sheet.figures);
    let wanted: BTreeSet<(String, base::Seq)> = figures
        .flat_map(|figure| figure.figure.parent.roots().into_iter().cloned().collect::<Vec<_>>())
        .filter_map(|root| match root {
            Parent::Computed { definition, seq } => Some((definition, seq)),
            _ => None,
        })
        .collect();
    let mut all = BTreeMap::new();
    if wanted.is_empty() {
        return Ok(all);
    }
    let mut reading = whole_county(common)?;
    let year = draft.project().assess_year;
    let now = reading.look(|look| {
        for known in wanted.iter().filter_map(|(name, _)| definition(name)) {
            let money = known.measure == Measure::Money;
            let mut lines = Vec::new();
            rows(look, known, year, |row| {
                let amount = if money { row.amount.to_string() } else { String::new() };
                lines.push([row.person.to_string(), row.what, row.at.to_string(), amount]);
                Ok(())
            })?;
            let (title, meaning) = (known.title.to_owned(), known.meaning.to_owned());
            all.insert(known.name.to_owned(), CountedRows { title, meaning, money, lines });
        }
        Ok(look.seq())
    })?;
    if let Some((name, seq)) = wanted.iter().find(|(_, seq)| *seq != now) {
        bail!("“{name}”是第{seq}号状态的数，账务现在是第{now}号；请重新运行");
    }
    Ok(all)
}
