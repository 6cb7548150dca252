//! The documents of a project, made when they are asked for; each taking out leaves a record.

use std::collections::BTreeMap;

use base::document::Document;
use desk::ReadKind;
use documents::{Evidence, Figures, Picture, Scan, difference_docx, evidence_book, evidence_rows_xlsx, report_files};
use evaluation::{CountedRows, Draft, FigureSheet, figure_sheets};
use maud::{Markup, html};
use office::SourceFiles;
use office::performance::{Standing, counted_rows, standing};
use office::tables::{PerformanceProjectId, PerformanceScan};

use super::found;
use super::parts::form_of;
use crate::http::{Call, Fault, Reply};
use crate::pages::lists::XLSX;
use crate::pages::review::DOCX;
use crate::reports::ReadReports;

const BOOK: &str = "佐证材料册.docx";
const ROWS: &str = "佐证数据明细.xlsx";
const DIFFERENCE: &str = "difference-";

/// The buttons of a project that can be printed.
pub fn buttons(call: &Call<'_>, project: &Standing) -> Result<Markup, Fault> {
    let Ok(draft) = &project.draft else { return Ok(html! {}) };
    let mut names = vec!["自评报告.docx", "自评表.docx", "自评表.xlsx"];
    if draft.project().monitoring.is_some() {
        names.push("执行监控表.docx");
    }
    names.extend([BOOK, ROWS]);
    let submit = form_of("submit", &[("project", &project.id.to_string()), ("who", &call.reader()?.me.name)]);
    let monitor = super::parts::watch(project, &call.reader()?.me.name);
    Ok(html! {
        div.inline {
            a.button href=(format!("/performance/{}/report", project.id)) { "阅读和打印报告" }
            @for name in names { (button(call, project, name, &format!("下载{name}"))?) }
            a.button.second href=(monitor) { "填报执行监控" }
            @if draft.pending().is_empty() { a.button href=(submit) { "提交（送审、报批、公开）" } }
        }
    })
}

/// A button that takes one document out.
pub fn button(call: &Call<'_>, project: &Standing, what: &str, label: &str) -> Result<Markup, Fault> {
    Ok(html! {
        form method="post" action=(format!("/performance/{}/documents", project.id)) {
            (super::super::token(call)?)
            button.second name="what" value=(what) { (label) }
        }
    })
}

/// One document.
pub fn download(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let what = call.form.get("what").to_owned();
    let project = found(call)?;
    let Ok(draft) = &project.draft else {
        return Err(Fault::Bad("项目还有印出来就是错的数，没有生成文件，请先改正".to_owned()));
    };
    let made = if let Some(number) = what.strip_prefix(DIFFERENCE) {
        difference(&project, draft, number)?
    } else if [BOOK, ROWS].contains(&what.as_str()) {
        evidence(call, project.id, &what)?
    } else {
        let mut files = report_files(draft, Figures::Marked).map_err(unmade)?.into_iter();
        let (name, bytes) = files.find(|(name, _)| *name == what).ok_or(Fault::NotFound)?;
        (name.to_owned(), bytes)
    };
    let (name, bytes) = made;
    let name = format!("{}-{}-{name}", draft.project().assess_year, draft.project().name);
    let (signer, subject) = (call.signer()?, project.id.0);
    let (desk, db) = call.office.parts();
    desk.record_reading(db, signer, (ReadKind::Export, subject), &format!("绩效自评：{name}"))?;
    let kind = if name.ends_with(".xlsx") { XLSX } else { DOCX };
    Ok(Reply::File { name, kind, bytes })
}

fn unmade(error: impl std::fmt::Display) -> Fault {
    Fault::Busy(error.to_string())
}

fn difference(project: &Standing, draft: &Draft, number: &str) -> Result<(String, Vec<u8>), Fault> {
    let one = project.submitted.iter().find(|one| one.id.to_string() == number).ok_or(Fault::NotFound)?;
    let bytes = difference_docx(draft.project(), &one.submission, &one.changed).map_err(unmade)?;
    Ok((format!("差异表-{}-{}.docx", one.submission.occasion.word(), one.submission.on), bytes))
}

/// Figures and rows of one state of the books, so both are read in one look.
fn evidence(call: &mut Call<'_>, id: PerformanceProjectId, what: &str) -> Result<(String, Vec<u8>), Fault> {
    let read = call.read(|look| {
        let Standing { draft: Ok(draft), scans, .. } = standing(look, id)? else { return Ok(None) };
        let sheets = figure_sheets(&draft);
        let rows = counted_rows(look, draft.project().assess_year, &sheets)?;
        Ok(Some((draft, sheets, rows, scans)))
    })?;
    let (draft, sheets, rows, scans) = read.ok_or(Fault::NotFound)?;
    if what == ROWS {
        let bytes = evidence_rows_xlsx(&rows, draft.project().assess_year).map_err(unmade)?;
        return Ok((ROWS.to_owned(), bytes));
    }
    let reports = call.reports.as_ref();
    let environment = call.environment();
    // A scan of an indicator that later goals dropped has no sheet any more.
    let bound = scans.iter().filter(|scan| sheets.iter().any(|sheet| sheet.id == scan.sheet));
    let bound = bound.map(|scan| pages_of(reports, &environment.files, scan)).collect::<Result<Vec<_>, _>>()?;
    let bytes = book(reports, &draft, &sheets, (&rows, &bound))?;
    Ok((BOOK.to_owned(), bytes))
}

/// The pages of a scan; one that cannot be read is named, because the book would be handed in without it.
fn pages_of(reports: &dyn ReadReports, files: &SourceFiles, scan: &PerformanceScan) -> Result<Scan, Fault> {
    let told = |error: String| Fault::Bad(format!("扫描件“{}”：{error}", scan.title));
    let bytes = files.bytes(&scan.file).map_err(|error| told(desk::Refusal::from(error).to_string()))?;
    let pictures = match bytes.starts_with(b"%PDF-") {
        true => reports.pdf_pictures(&files.path(&scan.file)).map_err(|error| told(error.to_string()))?,
        false => vec![bytes],
    };
    let pages = pictures.iter().map(|bytes| Picture::read(bytes)).collect::<Result<Vec<_>, _>>();
    Ok(Scan { of: scan.sheet.clone(), title: scan.title.clone(), pages: pages.map_err(|e| told(e.to_string()))? })
}

fn book(
    reports: &dyn ReadReports,
    draft: &Draft,
    sheets: &[FigureSheet],
    (rows, scans): (&BTreeMap<String, CountedRows>, &[Scan]),
) -> Result<Vec<u8>, Fault> {
    let book = Evidence { project: draft.project(), sheets, rows, scans };
    let (bytes, _) = evidence_book(&book, |docx| laid_out(reports, docx)).map_err(unmade)?;
    Ok(bytes)
}

/// The pages as a layout program sets them, where one is installed.
fn laid_out(reports: &dyn ReadReports, docx: &[u8]) -> Option<Document> {
    let scratch = |bytes: &[u8], ending: &str| {
        let mut file = tempfile::Builder::new().suffix(ending).tempfile().ok()?;
        std::io::Write::write_all(&mut file, bytes).ok()?;
        Some(file)
    };
    let pdf = reports.as_pdf(scratch(docx, ".docx")?.path()).ok()??;
    reports.read(scratch(&pdf, ".pdf")?.path()).ok()
}
