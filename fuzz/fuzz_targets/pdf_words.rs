//! What `pdftotext -bbox-layout` prints.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(xml) = std::str::from_utf8(data) {
        let _ = shebao_files::document_from_pdf_words("a.pdf", xml);
    }
});
