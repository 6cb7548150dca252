//! The parts beside the document that a comment needs.

use base::Date;
use files::package::{Package, relationships};
use files::{DocumentError, docx};
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;

use super::{AnnotateError, Comment};

pub(super) const CONTENT_TYPES: &str = "[Content_Types].xml";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const MAIN_STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
const RELATIONSHIP_STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments";
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The comments that a document already has.
pub(super) struct CommentList {
    /// The name of its part.
    pub name: String,
    xml: Option<String>,
    /// The first id that is free.
    pub first_id: u64,
    /// No part lists them yet.
    pub is_new: bool,
}

/// Finds the list of comments, or a name for one.
pub(super) fn comment_list(package: &mut Package<'_>, main: &str) -> Result<CommentList, DocumentError> {
    let rels = package.part(&rels_of(main))?.unwrap_or_default();
    let target = relationships(&rels)?.into_iter().find(|r| r.kind == "comments").map(|r| r.target);
    let name = match target {
        Some(target) => match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => docx::sibling(main, target.trim_start_matches("./")),
        },
        None => (0..).map(|n| docx::sibling(main, &numbered_name(n))).find(|n| !package.has(n)).unwrap_or_default(),
    };
    let xml = package.part(&name)?;
    let first_id = match &xml {
        Some(xml) => highest_id(xml)? + 1,
        None => 0,
    };
    Ok(CommentList { is_new: xml.is_none(), name, xml, first_id })
}

fn numbered_name(n: u32) -> String {
    if n == 0 { "comments.xml".to_owned() } else { format!("comments{n}.xml") }
}

fn highest_id(xml: &str) -> Result<u64, DocumentError> {
    let mut highest = 0;
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| broken("批注"))? {
            Event::Eof => return Ok(highest),
            Event::Start(element) | Event::Empty(element) if element.local_name().into_inner() == "comment" => {
                let mut attributes = element.attributes();
                let ids = attributes.with_checks(false).flatten().filter(|a| a.key.local_name().into_inner() == "id");
                for id in ids.filter_map(|a| a.value.trim().parse::<u32>().ok()) {
                    highest = highest.max(u64::from(id));
                }
            }
            _ => {}
        }
    }
}

/// The list with more comments at its end.
pub(super) fn with_comments(
    list: &CommentList,
    comments: &[Comment],
    date: Date,
    strict: bool,
) -> Result<String, AnnotateError> {
    let namespace = if strict { MAIN_STRICT } else { MAIN };
    let written: String = (list.first_id..).zip(comments).map(|(id, c)| one(id, c, date, namespace)).collect();
    match &list.xml {
        Some(xml) => before_end(xml, &written, "批注"),
        None => Ok(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{namespace}\">{written}</w:comments>"
        )),
    }
}

/// One comment, with its own declaration of the namespace: the list's prefix may be another.
fn one(id: u64, comment: &Comment, date: Date, namespace: &str) -> String {
    let author = clean(&comment.author);
    let initials: String = author.chars().take(2).collect();
    let lines: String = clean(&comment.text)
        .lines()
        .map(|line| format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escape(line)))
        .collect();
    let lines = if lines.is_empty() { "<w:p/>".to_owned() } else { lines };
    format!(
        "<w:comment xmlns:w=\"{namespace}\" w:id=\"{id}\" w:author=\"{}\" w:date=\"{date}T00:00:00Z\" w:initials=\"{}\">{lines}</w:comment>",
        escape(&author),
        escape(&initials)
    )
}

/// Without the characters that XML does not allow.
fn clean(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\n' | '\t' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(allowed).collect()
}

/// The relationships of a document with one to its new list of comments.
pub(super) fn with_relationship(
    package: &mut Package<'_>,
    main: &str,
    strict: bool,
) -> Result<(String, String), AnnotateError> {
    let name = rels_of(main);
    let old = package.part(&name)?;
    let taken: Vec<String> = relationships(old.as_deref().unwrap_or_default())?.into_iter().map(|r| r.id).collect();
    let id = (1..).map(|n| format!("rIdComments{n}")).find(|id| !taken.contains(id)).unwrap_or_default();
    let kind = if strict { RELATIONSHIP_STRICT } else { RELATIONSHIP };
    let list = comment_list(package, main)?.name;
    let line = |prefix: &str| format!("<{prefix}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"/{list}\"/>");
    let new = match old {
        Some(xml) => before_end(&xml, &line(&root_prefix(&xml)), "关系表")?,
        None => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"{RELATIONSHIPS}\">{}</Relationships>",
            line("")
        ),
    };
    Ok((name, new))
}

/// The list of content types with that of the comments.
pub(super) fn with_content_type(xml: &str, part: &str) -> Result<String, AnnotateError> {
    let prefix = root_prefix(xml);
    let line = format!("<{prefix}Override PartName=\"/{part}\" ContentType=\"{CONTENT_TYPE}\"/>");
    before_end(xml, &line, "内容类型表")
}

fn rels_of(main: &str) -> String {
    let (folder, name) = main.rsplit_once('/').map_or(("", main), |(folder, name)| (folder, name));
    if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") }
}

/// The prefix of the root element, with its colon.
fn root_prefix(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(root) | Event::Empty(root)) => {
                return root.name().prefix().map(|p| format!("{}:", p.into_inner())).unwrap_or_default();
            }
            Ok(Event::Eof) | Err(_) => return String::new(),
            Ok(_) => {}
        }
    }
}

/// The text with something put before the end of its root element.
fn before_end(xml: &str, what: &str, part: &str) -> Result<String, AnnotateError> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0_usize;
    loop {
        let from = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|_| broken(part))?;
        let to = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 1 => return Ok(format!("{}{what}{}", &xml[..from], &xml[from..])),
            Event::End(_) => depth = depth.saturating_sub(1),
            // A root without content is unfolded.
            Event::Empty(root) if depth == 0 => {
                let name = root.name().into_inner();
                let start = xml[from..to].trim_end_matches("/>");
                return Ok(format!("{}{start}>{what}</{name}>{}", &xml[..from], &xml[to..]));
            }
            Event::Eof => return Err(broken(part).into()),
            _ => {}
        }
    }
}

fn broken(part: &str) -> DocumentError {
    DocumentError::Damaged { format: "Word ", detail: format!("{part}的 XML 有误") }
}
