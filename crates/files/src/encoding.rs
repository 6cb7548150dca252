//! Which encoding a text is in, and its characters.
//!
//! The decision is made from the whole text and stated; bytes that are no character become
//! U+FFFD and are reported with line and offset, and the rows they stand in are refused.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::raw::{TextEncoding, Undecodable};

/// Decoded text and what could not be decoded.
pub(crate) struct Decoded {
    pub text: String,
    pub encoding: TextEncoding,
    pub undecodable: Vec<Undecodable>,
}

/// Decodes a whole file.
pub(crate) fn decode(bytes: Vec<u8>) -> Decoded {
    let (encoding, mark) = detect(&bytes);
    if matches!(encoding, TextEncoding::Utf8 | TextEncoding::Utf8Bom) {
        return decode_utf8(bytes, encoding, mark);
    }
    let decoder_of = match encoding {
        TextEncoding::Utf16Le => UTF_16LE,
        TextEncoding::Utf16Be => UTF_16BE,
        _ => GB18030,
    };
    decode_with(decoder_of, &bytes[mark..], encoding, mark)
}

/// The encoding and the length of its byte-order mark.
pub(crate) fn detect(bytes: &[u8]) -> (TextEncoding, usize) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => return (TextEncoding::Utf8Bom, 3),
        [0xFF, 0xFE, ..] => return (TextEncoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => return (TextEncoding::Utf16Be, 2),
        _ => {}
    }
    if looks_like_utf8(bytes) { (TextEncoding::Utf8, 0) } else { (TextEncoding::Gb18030, 0) }
}

/// UTF-8, also with a few broken characters. In a GB18030 text nearly every Chinese character is
/// an error when read as UTF-8; in a damaged UTF-8 text only the damage is. The reverse test would
/// not tell them apart, because most UTF-8 bytes are also valid GB18030. Characters from U+0080 to
/// U+07FF (Cyrillic, Greek …) prove nothing: the two bytes of 一 in GB18030 look like one of them.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad, mut unclear) = (0usize, 0usize, false);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| *c >= '\u{800}').count();
        unclear |= chunk.valid().chars().any(|c| matches!(c, '\u{80}'..'\u{800}'));
        bad += usize::from(!chunk.invalid().is_empty());
        if bad > 1000 && bad * 4 > good {
            return false;
        }
    }
    if bad == 0 { good > 0 || !unclear } else { bad * 4 <= good }
}

fn decode_utf8(bytes: Vec<u8>, encoding: TextEncoding, mark: usize) -> Decoded {
    let rest = if mark == 0 { bytes } else { bytes[mark..].to_vec() };
    match String::from_utf8(rest) {
        Ok(text) => Decoded { text, encoding, undecodable: Vec::new() },
        Err(error) => decode_with(UTF_8, error.as_bytes(), encoding, mark),
    }
}

fn decode_with(coding: &'static Encoding, bytes: &[u8], encoding: TextEncoding, mark: usize) -> Decoded {
    let mut decoder = coding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let mut undecodable = Vec::new();
    let (mut read, mut line, mut counted) = (0, 1, 0);
    loop {
        let (result, taken) = decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += taken;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(bytes.len() - read + 1024),
            DecoderResult::Malformed(length, after) => {
                line += newlines(&text[counted..]);
                counted = text.len();
                let start = read.saturating_sub(usize::from(length) + usize::from(after));
                undecodable.push(Undecodable { line, offset: (mark + start) as u64 });
                text.reserve(3);
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
    Decoded { text, encoding, undecodable }
}

/// Line ends of any kind: `\n`, `\r\n` and a lone `\r`.
pub(crate) fn newlines(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends = bytes
        .iter()
        .enumerate()
        .filter(|(i, b)| **b == b'\n' || (**b == b'\r' && bytes.get(i + 1) != Some(&b'\n')))
        .count();
    u32::try_from(ends).unwrap_or(u32::MAX)
}
