//! A workbook as a form: its sheets, and how values are put into their cells.

use std::collections::HashMap;

use files::DocumentError;
use files::package::{Package, relationships};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::docx::attribute;
use super::form::Sheet;
use super::plan::Fill;
use super::xlsx_sheet::{Part, broken};
use super::{Parts, TemplateError};
use crate::container::rewritten;

const WORKBOOK: &str = "xl/workbook.xml";
/// Built-in formats of shares.
const PERCENT_FORMATS: [&str; 2] = ["9", "10"];

/// A workbook.
pub(super) struct Book {
    workbook: String,
    parts: Vec<Part>,
    percent: Vec<bool>,
}

impl Book {
    pub(super) fn read(package: &mut Package<'_>) -> Result<Book, DocumentError> {
        let missing = || DocumentError::Damaged { format: "Excel ", detail: "没有工作簿".to_owned() };
        let workbook = package.part(WORKBOOK)?.ok_or_else(missing)?;
        let rels = package.part("xl/_rels/workbook.xml.rels")?.unwrap_or_default();
        let targets: HashMap<String, String> = relationships(&rels)?.into_iter().map(|r| (r.id, r.target)).collect();
        let shared = match package.part("xl/sharedStrings.xml")? {
            Some(xml) => shared_strings(&xml)?,
            None => Vec::new(),
        };
        let percent = match package.part("xl/styles.xml")? {
            Some(xml) => percent_styles(&xml)?,
            None => Vec::new(),
        };
        let mut parts = Vec::new();
        for (name, id) in sheet_names(&workbook)? {
            let Some(target) = targets.get(&id) else { continue };
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            // A chart is a sheet without cells.
            let Some(xml) = package.part(&path)?.filter(|xml| xml.contains("sheetData")) else { continue };
            parts.push(Part::read(name, path, xml, &shared)?);
        }
        Ok(Book { workbook, parts, percent })
    }

    pub(super) fn sheets(&self) -> Vec<Sheet> {
        self.parts.iter().map(Part::sheet).collect()
    }

    /// The workbook with values in its cells. Its own formulas stay; what they had computed before
    /// is taken out, so that every program computes them anew.
    pub(super) fn filled(&self, package: &mut Package<'_>, fills: &[Fill]) -> Result<Vec<u8>, TemplateError> {
        let mut changed = Parts::new();
        for (at, part) in self.parts.iter().enumerate() {
            let here: Vec<&Fill> = fills.iter().filter(|fill| fill.sheet == at).collect();
            if !here.is_empty() || (part.has_formulas() && !fills.is_empty()) {
                changed.insert(part.path.clone(), part.filled(&here, &self.percent));
            }
        }
        if self.parts.iter().any(Part::has_formulas) && !fills.is_empty() {
            changed.insert(WORKBOOK.to_owned(), recalculated(&self.workbook));
        }
        Ok(rewritten(package, changed)?)
    }
}

/// The workbook asking for its formulas to be computed when it is opened.
fn recalculated(xml: &str) -> String {
    if xml.contains("fullCalcOnLoad") {
        return xml.to_owned();
    }
    let prefix = xml.split("workbook").next().and_then(|head| head.rsplit('<').next()).unwrap_or_default();
    if let Some((before, after)) = xml.split_once(&format!("<{prefix}calcPr")) {
        return format!("{before}<{prefix}calcPr fullCalcOnLoad=\"1\"{after}");
    }
    let ends = ["definedNames", "externalReferences", "functionGroups", "sheets"];
    let found = ends.iter().map(|name| format!("</{prefix}{name}>")).find(|end| xml.contains(end.as_str()));
    match found.and_then(|end| xml.split_once(end.as_str()).map(|(before, after)| (before, end, after))) {
        Some((before, end, after)) => format!("{before}{end}<{prefix}calcPr fullCalcOnLoad=\"1\"/>{after}"),
        None => xml.to_owned(),
    }
}

/// Names and relationship ids of the sheets that are shown.
fn sheet_names(xml: &str) -> Result<Vec<(String, String)>, DocumentError> {
    let mut found = Vec::new();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| broken("工作簿"))? {
            Event::Eof => return Ok(found),
            Event::Start(element) | Event::Empty(element)
                if element.local_name().into_inner() == "sheet"
                    && attribute(&element, "state").is_none_or(|state| state == "visible") =>
            {
                let text = |name: &str| attribute(&element, name).unwrap_or_default();
                found.push((text("name"), text("id")));
            }
            _ => {}
        }
    }
}

fn shared_strings(xml: &str) -> Result<Vec<String>, DocumentError> {
    let mut found = Vec::new();
    let (mut text, mut in_text, mut phonetic) = (String::new(), false, false);
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| broken("共享文字"))? {
            Event::Eof => return Ok(found),
            Event::Start(element) => match element.local_name().into_inner() {
                "si" => text.clear(),
                "rPh" => phonetic = true,
                "t" => in_text = !phonetic,
                _ => {}
            },
            Event::End(element) => match element.local_name().into_inner() {
                "si" => found.push(std::mem::take(&mut text)),
                "rPh" => phonetic = false,
                "t" => in_text = false,
                _ => {}
            },
            Event::Empty(element) if element.local_name().into_inner() == "si" => found.push(String::new()),
            Event::Text(piece) if in_text => text.push_str(&piece.xml_content(quick_xml::XmlVersion::Implicit1_0)),
            Event::GeneralRef(sign) if in_text => text.push(sign.resolve_char_ref().ok().flatten().unwrap_or('&')),
            _ => {}
        }
    }
}

/// Which cell styles print a share.
fn percent_styles(xml: &str) -> Result<Vec<bool>, DocumentError> {
    let mut own: Vec<String> = PERCENT_FORMATS.map(str::to_owned).to_vec();
    let (mut styles, mut in_cells) = (Vec::new(), false);
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| broken("样式"))? {
            Event::Eof => return Ok(styles),
            Event::Start(element) | Event::Empty(element) => match element.local_name().into_inner() {
                "numFmt" if attribute(&element, "formatCode").is_some_and(|code| code.contains('%')) => {
                    own.extend(attribute(&element, "numFmtId"));
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    styles.push(attribute(&element, "numFmtId").is_some_and(|id| own.contains(&id)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().into_inner() == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
}
