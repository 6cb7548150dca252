//! Workbooks, of both kinds.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = shebao_files::document_from_bytes("a.xlsx", data);
});
