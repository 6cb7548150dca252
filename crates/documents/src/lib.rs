//! Values become documents: reports, tables, notices and letters as `.docx` and `.xlsx`, and
//! comments at the right places of somebody else's `.docx`.
//!
//! This crate never computes a figure and never changes more of a foreign file than the comments it adds.

mod annotate;
mod books;
mod check_edited;
mod commented;
mod container;
mod evaluation_report;
mod evidence;
mod official;
mod paper;
mod review_comments;
mod review_html;
mod review_passages;
mod review_text;
mod template;

pub use annotate::{AnnotateError, Comment, annotate_docx};
pub use books::{BookCell, BookColumn, BookRow, BookTable, book_docx, book_xlsx};
pub use check_edited::{CHECK_COMMAND, CheckedFigures, Edited, check_child_main, check_edited_in_child};
pub use commented::{COMMENT_COMMAND, comment_child_main, commented_in_child, commented_in_process};
pub use evaluation_report::{
    Figures, MonitoringError, difference_docx, evaluation_report_docx, evaluation_table_docx, evaluation_table_xlsx,
    monitoring_docx, report_files,
};
pub use evidence::{Evidence, Picture, PictureError, Scan, evidence_book, evidence_rows_xlsx};
pub use paper::paper_docx;
pub use review_comments::review_comments;
pub use review_html::{REVIEW_STYLE, review_body, review_html};
pub use review_text::review_text;
pub use template::{
    FILL_COMMAND, FilledCell, FilledTemplate, LeftCell, MappedCell, Mapping, TemplateError, fill_child_main,
    fill_template, fill_template_in_child,
};

/// A document could not be written; nothing is left behind.
#[derive(Debug, thiserror::Error)]
#[error("文件没有生成：{0}。请重试；仍不行的，把这句话和项目文件一起交给系统管理员")]
pub struct DocumentError(String);
