//! Filling a finance bureau's own form: a `.docx` or `.xlsx` whose cells are found by their labels
//! or named in a mapping. Nothing of the form changes but the cells that are filled; formulas,
//! cells with text and cells whose limit is too small stay as they are, and are said.

mod child;
mod docx;
mod form;
mod labels;
mod limit;
mod mapping;
mod plan;
mod xlsx;
mod xlsx_sheet;

use std::collections::BTreeMap;

use evaluation::Draft;
use files::DocumentError;
use files::package::Package;
use serde::{Deserialize, Serialize};

use crate::container::ContainerError;

pub use child::{FILL_COMMAND, fill_child_main, fill_template_in_child};
pub use mapping::{MappedCell, Mapping};

/// A form with its cells filled.
#[derive(Debug)]
pub struct FilledTemplate {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was filled, in the order of the form.
    pub filled: Vec<FilledCell>,
    /// What was not, and what to do about it.
    pub left: Vec<LeftCell>,
}

/// A cell that was filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledCell {
    /// Sheet and cell, as in `表1!D5`.
    pub place: String,
    /// The name of the value ([`evaluation::cells`]).
    pub value: String,
    /// The text that was put in.
    pub text: String,
}

/// A cell that was not filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftCell {
    /// Sheet and cell, or the indicator that has no cell.
    pub place: String,
    /// The rule, and what to do.
    pub what: String,
}

/// Why a form was not filled.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It cannot be read.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// It is neither of the two.
    #[error("模板不是 .docx 或 .xlsx。请用 Word、WPS 或 Excel 另存为其中一种后再试")]
    Kind,
    /// The container cannot be written again.
    #[error("填好的模板没有写成：{0}。请用 Word、WPS 或 Excel 打开模板，另存一份后再试")]
    Container(String),
}

impl From<ContainerError> for TemplateError {
    fn from(error: ContainerError) -> TemplateError {
        TemplateError::Container(error.to_string())
    }
}

/// Fills a form from an evaluation, in this process: for tests. A form comes from outside, so the program uses
/// [`fill_template_in_child`].
///
/// # Errors
/// The form cannot be read or written. A cell that cannot be filled is no error: it is said.
pub fn fill_template(form: &[u8], draft: &Draft, mapping: &Mapping) -> Result<FilledTemplate, TemplateError> {
    filled(form, &plan::Values::of(draft), mapping)
}

fn filled(form: &[u8], values: &plan::Values, mapping: &Mapping) -> Result<FilledTemplate, TemplateError> {
    let mut package = Package::open(form)?;
    if package.has("xl/workbook.xml") {
        let book = xlsx::Book::read(&mut package)?;
        let plan = plan::plan(&book.sheets(), values, mapping);
        let bytes = book.filled(&mut package, &plan.fills)?;
        return Ok(plan.with(bytes));
    }
    if package.has("word/document.xml") {
        let text = docx::Text::read(&mut package)?;
        let plan = plan::plan(&text.sheets(), values, mapping);
        let year = format!("（{}年度）", values.year);
        let bytes = text.filled(&mut package, &plan.fills, &year)?;
        let mut filled = plan.with(bytes);
        if text.asks_year() {
            let cell = FilledCell { place: "正文".to_owned(), value: "评价年度".to_owned(), text: year };
            filled.filled.insert(0, cell);
        }
        return Ok(filled);
    }
    Err(TemplateError::Kind)
}

impl plan::Plan {
    fn with(self, bytes: Vec<u8>) -> FilledTemplate {
        let filled =
            self.fills.into_iter().map(|fill| FilledCell { place: fill.place, value: fill.value, text: fill.text });
        FilledTemplate { bytes, filled: filled.collect(), left: self.left }
    }
}

/// Changed parts of a container by name.
type Parts = std::collections::HashMap<String, String>;

/// Replacements by the byte where they begin: (end, new text).
type Edits = BTreeMap<usize, (usize, String)>;

/// The text with stretches of it replaced.
fn edited(xml: &str, edits: &Edits) -> String {
    let mut new = String::with_capacity(xml.len() + 4096);
    let mut done = 0;
    for (from, (to, text)) in edits {
        new.push_str(xml.get(done..*from).unwrap_or_default());
        new.push_str(text);
        done = *to;
    }
    new.push_str(xml.get(done..).unwrap_or_default());
    new
}
