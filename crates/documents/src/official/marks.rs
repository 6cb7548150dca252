//! A figure in a document carries a bookmark, and the document carries what stands behind it, so
//! that a printed number leads back to its rows and a changed one is noticed.

use docx_rs::{Docx, Paragraph, Run};
use evaluation::Parent;

/// Numbers the figures of one document.
pub(crate) struct Marks {
    on: bool,
    next: usize,
    vars: Vec<(String, String)>,
}

impl Marks {
    /// `on` is false for a copy without marks.
    pub(crate) fn new(on: bool) -> Marks {
        Marks { on, next: 1, vars: Vec::new() }
    }

    /// Adds a figure to a paragraph.
    pub(crate) fn add(&mut self, paragraph: Paragraph, run: Run, printed: &str, parent: &Parent) -> Paragraph {
        if !self.on {
            return paragraph.add_run(run);
        }
        let id = self.next;
        self.next += 1;
        let name = format!("figure_{id}_{}", short(parent));
        self.vars.push((name.clone(), format!("{printed}|{}", described(parent))));
        paragraph.add_bookmark_start(id, name).add_run(run).add_bookmark_end(id)
    }

    /// Puts what stands behind the marks into the document.
    pub(crate) fn finish(self, docx: Docx) -> Docx {
        self.vars.into_iter().fold(docx, |docx, (name, value)| docx.add_doc_var(&name, &escaped(&value)))
    }
}

/// A bookmark's name has at most 40 letters, digits and underscores.
fn short(parent: &Parent) -> String {
    match parent {
        Parent::Computed { definition, seq } => {
            let name: String = definition.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(18).collect();
            format!("{name}_{seq}").chars().take(28).collect()
        }
        Parent::Declared { .. } => "declared".to_owned(),
    }
}

/// The parent in words.
pub(crate) fn described(parent: &Parent) -> String {
    match parent {
        Parent::Computed { definition, seq } => format!("计算：{definition}，账务状态第{seq}号"),
        Parent::Declared { document, page, who } => {
            let page = if page.is_empty() { String::new() } else { format!("，{page}") };
            format!("填报：{document}{page}（{who}）")
        }
    }
}

/// The library writes document variables as they are.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
