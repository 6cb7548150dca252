//! `report evidence`: the book of evidence (佐证材料册) with its catalogue, and all rows beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use documents::{Evidence, Picture, Scan, evidence_book, evidence_rows_xlsx};
use evaluation::{CountedRows, Draft, FigureSheet, figure_sheets};
use files::DocumentReader;
use office::performance::{Scanned, counted_rows, counts_rows};
use office::reading::list_subject;

use super::keep;
use super::project::{evaluated, file_of, folder_of};
use crate::arguments::Common;
use crate::commands::figures::whole_county;
use crate::open;
use crate::print;

const BOOK: &str = "佐证材料册.docx";
const PDF: &str = "佐证材料册.pdf";
const ROWS: &str = "佐证数据明细.xlsx";

/// Writes the book, its PDF where LibreOffice is installed, and the rows of computed figures.
pub(super) fn evidence(common: &Common, folder: &Path, out: Option<&Path>) -> Result<()> {
    let file = file_of(folder);
    let (example, draft) = evaluated(common, &file)?;
    let out = out.map_or_else(|| folder_of(&file).join("out"), Path::to_owned);
    let reader = open::document_reader()?;
    let sheets = figure_sheets(&draft);
    let scans = scans(&example.evidence, &sheets, folder_of(&file), &reader)?;
    let rows = counted(common, &draft, &sheets)?;
    if !rows.is_empty() {
        let reason = format!("绩效自评：{ROWS}，{}", draft.project().name);
        whole_county(common)?.takes_out(list_subject("evidence"), &reason)?;
    }
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

/// The book, its PDF where LibreOffice is installed, and the rows.
fn write(book: &Evidence<'_>, out: &Path, reader: &DocumentReader) -> Result<(Vec<PathBuf>, Vec<u32>)> {
    let laid_out = |docx: &[u8]| {
        let pdf = reader.as_pdf(scratch(docx, ".docx").ok()?.path()).ok()??;
        reader.read(scratch(&pdf, ".pdf").ok()?.path()).ok()
    };
    let (docx, paged) = evidence_book(book, laid_out)?;
    let file = keep::write(out, BOOK, &docx)?;
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
    match counts_rows(sheets) {
        false => Ok(BTreeMap::new()),
        true => whole_county(common)?.look(|look| counted_rows(look, draft.project().assess_year, sheets)),
    }
}
