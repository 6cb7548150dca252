//! The report as a value, in the outline of its form (handbook d.6, d.8). Every figure in it keeps
//! its parent; what nobody said prints 待说明.

mod department;
mod fund;
mod made_up;
mod money;
mod project;
mod reached;
mod words;

use crate::figure::Figure;
use crate::project::Form;
use crate::self_evaluation::Draft;

/// A report that can be set as a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The title.
    pub title: String,
    /// Lines of the cover: name and value.
    pub cover: Vec<(&'static str, String)>,
    /// Headings and paragraphs in reading order.
    pub elements: Vec<Element>,
}

/// A heading or a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// 一、 is level 1, （一） level 2.
    Heading(u8, String),
    /// A paragraph.
    Body(Vec<Span>),
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Words.
    Words(String),
    /// A number with its parent.
    Figure {
        /// Number and unit as printed.
        text: String,
        /// The exact number in the printed unit, and where it comes from.
        figure: Box<Figure>,
    },
}

impl Element {
    /// The text without marks.
    pub fn text(&self) -> String {
        match self {
            Element::Heading(_, text) => text.clone(),
            Element::Body(spans) => spans.iter().map(Span::text).collect(),
        }
    }
}

impl Span {
    /// The text of the piece.
    pub fn text(&self) -> &str {
        match self {
            Span::Words(text) | Span::Figure { text, .. } => text,
        }
    }
}

/// The report of an evaluation.
pub fn report(draft: &Draft) -> Report {
    let project = draft.project();
    let mut elements: Vec<Element> = words::opening(project).into_iter().collect();
    match project.form {
        Form::Department => department::elements(draft, &mut elements),
        _ => project::elements(draft, &mut elements),
    }
    let mut cover = Vec::new();
    if project.form != Form::Department {
        cover.push((project.form.subject(), project.name.clone()));
    }
    cover.push(("评价年度", format!("{}年度", project.assess_year)));
    cover.push(("主管部门", project.department.clone()));
    let unit = if project.form == Form::Department { "评价单位（公章）" } else { "实施单位（公章）" };
    cover.push((unit, project.unit.clone()));
    let blank = || "　　　　年　　月　　日".to_owned();
    let filed = project.filed_on.map(|on| format!("{}年{}月{}日", on.year(), on.month(), on.day()));
    cover.push(("填报日期", filed.unwrap_or_else(blank)));
    Report { title: project.form.report_title().to_owned(), cover, elements }
}
