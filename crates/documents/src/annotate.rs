//! Word comments in somebody else's `.docx`.
//!
//! Every entry of the container is copied byte for byte, except the document itself, the list of
//! comments, the list of relationships and the list of content types; and in these four nothing is
//! touched but what a comment needs: text is put between their bytes, nothing is written anew.

mod parts;
mod places;

use std::collections::HashMap;
use std::ops::Range;

use base::Date;
use files::docx::ParagraphPlace;
use files::package::Package;
use files::{DocumentError, docx};

use crate::container::{ContainerError, rewritten};
use places::Splices;

/// A comment on a paragraph of a `.docx`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// [`base::document::Paragraph::number`] of the paragraph.
    pub paragraph: u32,
    /// The characters of the paragraph's text that it speaks of; without, the whole paragraph.
    pub chars: Option<Range<usize>>,
    /// Who says it.
    pub author: String,
    /// What is said; each line is a paragraph.
    pub text: String,
}

/// Why a document was not annotated; nothing is left behind.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateError {
    /// The document itself cannot be read.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A comment on a paragraph that is not there.
    #[error("批注要加在第 {0} 段，但文档里没有这一段。文档可能在审核之后改过，请重新审核后再加批注")]
    NoParagraph(u32),
    /// The container cannot be written again.
    #[error("带批注的副本没有写成：{0}。请用 Word 或 WPS 打开原文件，另存为新的 .docx 后再试")]
    Container(String),
}

impl From<ContainerError> for AnnotateError {
    fn from(error: ContainerError) -> AnnotateError {
        AnnotateError::Container(error.to_string())
    }
}

/// A copy of a `.docx` with comments. The dates of the comments are `date`.
///
/// The input is foreign bytes: they are read within the limits of [`files::limits`].
pub fn annotate_docx(original: &[u8], comments: &[Comment], date: Date) -> Result<Vec<u8>, AnnotateError> {
    let mut package = Package::open(original)?;
    let main = package.main_part(docx::MAIN_PART)?;
    let (document, places) = docx::main_places(&mut package, &main)?;
    let list = parts::comment_list(&mut package, &main)?;
    let mut splices = Splices::default();
    mark(&document, places, comments, list.first_id, &mut splices)?;
    let mut changed: HashMap<String, String> = HashMap::new();
    changed.insert(main.clone(), splices.apply(&document));
    changed.insert(list.name.clone(), parts::with_comments(&list, comments, date, docx::is_strict(&document))?);
    if list.is_new {
        let (name, rels) = parts::with_relationship(&mut package, &main, docx::is_strict(&document))?;
        changed.insert(name, rels);
        let types = needed(&mut package, parts::CONTENT_TYPES)?;
        changed.insert(parts::CONTENT_TYPES.to_owned(), parts::with_content_type(&types, &list.name)?);
    }
    Ok(rewritten(&mut package, changed)?)
}

fn needed(package: &mut Package<'_>, name: &str) -> Result<String, DocumentError> {
    let missing = || DocumentError::Damaged { format: "Word ", detail: format!("没有 {name}") };
    package.part(name)?.ok_or_else(missing)
}

/// Decides where the marks of every comment stand.
fn mark(
    xml: &str,
    places: Vec<ParagraphPlace>,
    comments: &[Comment],
    first_id: u64,
    splices: &mut Splices,
) -> Result<(), AnnotateError> {
    let places: HashMap<u32, ParagraphPlace> = places.into_iter().map(|place| (place.number, place)).collect();
    for (id, comment) in (first_id..).zip(comments) {
        let missing = AnnotateError::NoParagraph(comment.paragraph);
        let Some(place) = places.get(&comment.paragraph) else { return Err(missing) };
        match place.around {
            // Word takes no comments inside a text box: they stand at the paragraph it hangs on.
            Some(around) => splices.comment(xml, places.get(&around).ok_or(missing)?, None, id),
            None => splices.comment(xml, place, comment.chars.clone(), id),
        }
    }
    Ok(())
}
