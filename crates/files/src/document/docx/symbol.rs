//! Signs that forms take from symbol fonts.

use quick_xml::events::BytesStart;

use crate::document::package::attribute;

/// The check boxes and ticks of symbol fonts that forms use; others have no character.
pub(crate) fn symbol(element: &BytesStart<'_>) -> Option<char> {
    let code = u32::from_str_radix(&attribute(element, "char")?, 16).ok()?;
    let font = attribute(element, "font").unwrap_or_default();
    match (font.as_str(), code & 0xFF) {
        ("Wingdings", 0xFE) | ("Wingdings 2", 0x52) => Some('☑'),
        ("Wingdings", 0xFD) | ("Wingdings 2", 0x51 | 0x53) => Some('☒'),
        ("Wingdings", 0xFC) | ("Wingdings 2", 0x50) => Some('✓'),
        ("Wingdings", 0x6F | 0x71 | 0xA8) | ("Wingdings 2", 0xA3) => Some('□'),
        ("Symbol", 0xB3) => Some('≥'),
        ("Symbol", 0xA3) => Some('≤'),
        ("Symbol", 0xB4) => Some('×'),
        ("Symbol", 0xB1) => Some('±'),
        _ => Some(char::REPLACEMENT_CHARACTER),
    }
}
