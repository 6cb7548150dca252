//! A zip container of an office file: only the parts asked for are unpacked, each within its
//! limit. Pictures and whatever else lies in it are never touched.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::error::DocumentError;
use crate::limits;

/// An opened container.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Package<'a> {
    /// Opens a container and looks at its directory.
    pub fn open(bytes: &'a [u8]) -> Result<Package<'a>, DocumentError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if archive.len() > limits::ZIP_ENTRIES {
            return Err(DocumentError::Suspicious(format!("压缩包内有 {} 个文件", archive.len())));
        }
        Ok(Package { archive })
    }

    /// Whether it has an entry of that name.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The names of its entries.
    pub fn names(&self) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
        (0..self.archive.len()).filter_map(|at| self.archive.name_for_index(at)?.ok())
    }

    /// The archive, for copying entries as they are.
    pub fn archive(&mut self) -> &mut ZipArchive<Cursor<&'a [u8]>> {
        &mut self.archive
    }

    /// The text of an XML part, if there is one of that name.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, DocumentError> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        if self.archive.by_index_raw(index).map_err(damaged)?.encrypted() {
            return Err(DocumentError::Encrypted);
        }
        let entry = self.archive.by_index(index).map_err(damaged)?;
        let too_large = |mib: u64| DocumentError::Suspicious(format!("解压后有 {mib} MB 以上的文字"));
        if entry.size() > limits::REPORT_XML_BYTES {
            return Err(too_large(entry.size() / 1_048_576));
        }
        // What the directory says is not believed.
        let mut bytes = Vec::new();
        entry.take(limits::REPORT_XML_BYTES + 1).read_to_end(&mut bytes).map_err(|e| damaged(e.into()))?;
        if bytes.len() as u64 > limits::REPORT_XML_BYTES {
            return Err(too_large(limits::REPORT_XML_BYTES / 1_048_576));
        }
        xml_text(bytes).map(Some)
    }

    /// The name of the part that `.rels` declares as the document itself.
    pub fn main_part(&mut self, usual: &str) -> Result<String, DocumentError> {
        let declared = match self.part("_rels/.rels")? {
            Some(rels) => relationships(&rels)?.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target),
            None => None,
        };
        let name = declared.map(|target| target.trim_start_matches('/').to_owned());
        Ok(name.filter(|name| self.has(name)).unwrap_or_else(|| usual.to_owned()))
    }
}

/// One line of a `.rels` part.
pub struct Relationship {
    /// Its id.
    pub id: String,
    /// The last word of its type.
    pub kind: String,
    /// The part it names, as written.
    pub target: String,
}

/// The lines of a `.rels` part.
pub fn relationships(xml: &str) -> Result<Vec<Relationship>, DocumentError> {
    let mut found = Vec::new();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| broken_xml("关系表", reader.error_position()))? {
            Event::Eof => return Ok(found),
            Event::Start(element) | Event::Empty(element) if local(&element) == "Relationship" => {
                let value = |name: &str| attribute(&element, name).unwrap_or_default();
                let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
                found.push(Relationship { id: value("Id"), kind, target: value("Target") });
            }
            _ => {}
        }
    }
}

/// An element's name without its prefix.
pub(crate) fn local<'e>(element: &'e BytesStart<'_>) -> &'e str {
    let name = element.name().into_inner();
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value of an attribute, whatever its prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| {
        let key = a.key.into_inner();
        key == name || key.rsplit_once(':').is_some_and(|(_, local)| local == name)
    })?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// XML as text: UTF-8, or UTF-16 with its mark, as the standard demands.
fn xml_text(bytes: Vec<u8>) -> Result<String, DocumentError> {
    let coding = match bytes.as_slice() {
        [0xFF, 0xFE, ..] => Some(encoding_rs::UTF_16LE),
        [0xFE, 0xFF, ..] => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    let text = match coding {
        Some(coding) => coding.decode_with_bom_removal(&bytes).0.into_owned(),
        None => String::from_utf8(bytes)
            .map_err(|_| DocumentError::Damaged { format: "Word ", detail: "正文不是 UTF-8 编码".to_owned() })?,
    };
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

pub(crate) fn broken_xml(part: &str, position: u64) -> DocumentError {
    DocumentError::Damaged { format: "Word ", detail: format!("{part}第 {position} 字节处的 XML 有误") }
}

fn damaged(error: ZipError) -> DocumentError {
    match error {
        ZipError::UnsupportedArchive(what) if what.contains("assword") => DocumentError::Encrypted,
        error => DocumentError::Damaged { format: "压缩", detail: error.to_string() },
    }
}
