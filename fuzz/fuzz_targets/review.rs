//! The rules on whatever a text says.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(document) = shebao_files::document_from_text("a.txt", data) {
        shebao_review::review(&document);
    }
});
