//! Web pages.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let page = [b"<html>", data].concat();
    let _ = shebao_files::document_from_bytes("a.html", &page);
});
