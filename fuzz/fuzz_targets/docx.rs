//! A Word container as it comes, or the XML of a document inside one.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if data.starts_with(b"PK") {
        let _ = shebao_files::document_from_bytes("a.docx", data);
    } else if let Ok(xml) = std::str::from_utf8(data)
        && let Ok(places) = shebao_files::docx::places(xml)
    {
        // What an annotation relies on: every place lies within the bytes and on characters.
        for segment in places.iter().flat_map(|place| &place.pieces).flat_map(|piece| &piece.segments) {
            assert!(xml.get(segment.bytes.clone()).is_some());
        }
    }
});
