//! Plain text in any Chinese encoding: one paragraph per line.

use base::document::Document;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::BIG5;

use super::build::{Builder, plain};
use super::error::DocumentError;
use crate::encoding::{self, Decoded};
use crate::raw::TextEncoding;

/// Reads a text that is in memory.
pub(crate) fn read(name: &str, bytes: Vec<u8>) -> Result<Document, DocumentError> {
    let (text, damage) = decode(bytes)?;
    let mut builder = Builder::new(name);
    let mut in_cells = false;
    for (number, line) in lines(&text).enumerate() {
        // Form feeds are what printing programs put between pages.
        let line = line.trim_matches('\u{c}');
        // Where tabs set cells apart, a blank cell counts: without it a row would lose a column.
        in_cells = !line.is_empty() && (in_cells || line.contains('\t'));
        let line = if in_cells { line } else { line.trim_end() };
        let mut paragraph = plain(number, line.to_owned(), None);
        paragraph.heading = heading(line);
        builder.paragraph(paragraph)?;
    }
    damage.into_iter().for_each(|what| builder.leave_out(what));
    builder.finish()
}

/// Characters of a text, and where bytes were none.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<(String, Vec<String>), DocumentError> {
    if let Some(text) = big5(&bytes) {
        return Ok((text, Vec::new()));
    }
    let Decoded { text, undecodable, .. } = encoding::decode(bytes);
    // A spot of damage is told; a text that is mostly damage has another encoding.
    if let Some(first) = undecodable.first().filter(|_| undecodable.len() * 20 > text.chars().count()) {
        return Err(DocumentError::Encoding { line: first.line });
    }
    let damage = undecodable.iter().map(|bad| format!("第 {} 行有无法识别的字节（显示为 �）", bad.line));
    Ok((text.replace('\0', "\u{fffd}"), damage.collect()))
}

/// Big5, where it is that and not GB18030: nearly every byte pair is a character in both, so the
/// frequency of the characters decides.
fn big5(bytes: &[u8]) -> Option<String> {
    if encoding::detect(bytes).0 != TextEncoding::Gb18030 {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    if detector.guess(None, Utf8Detection::Deny) != BIG5 {
        return None;
    }
    BIG5.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
}

/// Lines as an editor counts them: `\n`, `\r\n` and a lone `\r` end one.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// The level that a Markdown mark declares.
fn heading(line: &str) -> Option<u8> {
    let marks = line.bytes().take_while(|b| *b == b'#').count();
    let spaced = line[marks..].starts_with(' ');
    u8::try_from(marks).ok().filter(|level| (1..=6).contains(level) && spaced)
}
