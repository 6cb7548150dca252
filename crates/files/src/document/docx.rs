//! Word documents (`.docx`): what stands on the page, in order, each paragraph with its number.
//!
//! Left out because nobody sees it: tracked deletions, hidden text, field codes, the older copy
//! that Word keeps of a text box. Left out and said so: pictures, footnotes, formulas, charts.

mod headings;
mod merge;
mod numbering;
mod paragraph;
mod place;
mod symbol;
mod walk;

use base::document::Document;

pub use place::{ParagraphPlace, Piece, Segment};

use super::build::Builder;
use super::error::DocumentError;
use super::package::Package;
use headings::Headings;
use numbering::Numbering;
pub(crate) use walk::resolve;
use walk::{Seen, Walk};

/// Where the document itself usually lies.
pub const MAIN_PART: &str = "word/document.xml";

/// Reads a `.docx` that is in memory.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Document, DocumentError> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part(MAIN_PART)?;
    let missing = || DocumentError::Damaged { format: "Word ", detail: "没有正文".to_owned() };
    let xml = package.part(&main)?.ok_or_else(missing)?;
    let (headings, numbering) = styles(&mut package, &main);
    let mut builder = Builder::new(name);
    let walked = Walk::new(&xml, &headings, numbering, &mut builder).run()?;
    for block in walked.blocks {
        builder.block(block);
    }
    say_left_out(&walked.seen, &mut builder);
    match builder.finish() {
        Err(DocumentError::Empty) if walked.seen.pictures > 0 => {
            Err(DocumentError::Scanned { what: format!("Word 文档里只有 {} 幅图片", walked.seen.pictures) })
        }
        other => other,
    }
}

/// The text of the main part, and its readable paragraphs with the places of their characters in
/// its bytes.
pub fn main_places(package: &mut Package<'_>, main: &str) -> Result<(String, Vec<ParagraphPlace>), DocumentError> {
    let missing = || DocumentError::Damaged { format: "Word ", detail: "没有正文".to_owned() };
    let xml = package.part(main)?.ok_or_else(missing)?;
    let (headings, numbering) = styles(package, main);
    let places = Walk::new(&xml, &headings, numbering, &mut Builder::new("")).with_places().run()?.places;
    Ok((xml, places))
}

/// The same of a part alone, without the numbers that a list of another part sets.
pub fn places(xml: &str) -> Result<Vec<ParagraphPlace>, DocumentError> {
    let headings = Headings::default();
    Ok(Walk::new(xml, &headings, Numbering::default(), &mut Builder::new("")).with_places().run()?.places)
}

/// Headings and numbers; a document whose styles are broken is read without them.
fn styles(package: &mut Package<'_>, main: &str) -> (Headings, Numbering) {
    let mut part = |name: &str| package.part(&sibling(main, name)).ok().flatten();
    (Headings::read(part("styles.xml").as_deref()), Numbering::read(part("numbering.xml").as_deref()))
}

/// Written by the strict edition of the standard, whose names are others.
pub fn is_strict(xml: &str) -> bool {
    walk::is_strict(xml)
}

/// The name of a part in the same folder.
pub fn sibling(main: &str, name: &str) -> String {
    match main.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name.to_owned(),
    }
}

fn say_left_out(seen: &Seen, builder: &mut Builder) {
    let counts = [
        (seen.pictures, "幅图片没有读取，其中的文字不在内"),
        (seen.charts, "个图表没有读取"),
        (seen.objects, "个嵌入的对象（如 Excel 表格）没有读取"),
        (seen.formulas, "个公式没有读取"),
        (seen.notes, "条脚注、尾注没有读取"),
        (seen.hidden, "处隐藏文字没有读取"),
    ];
    for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
        builder.leave_out(format!("{count} {what}"));
    }
}
