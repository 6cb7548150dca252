//! Text in any encoding.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = shebao_files::document_from_text("a.txt", data);
});
