//! A short fuzzing run with a fixed generator: the kept seeds, changed a few thousand times, are
//! read or refused in words, and none makes a reader of ours panic.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use shebao_files::{FileError, document_from_bytes, document_from_pdf_words, document_from_text, docx};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const ROUNDS: usize = 500;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Some changes of the kinds that break parsers.
fn changed(seed: &[u8], all: &[Vec<u8>], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.random_range(1..6) {
        if bytes.is_empty() {
            bytes.push(b'<');
        }
        let (from, length) = (random.random_range(0..bytes.len()), random.random_range(1..40));
        let to = (from + length).min(bytes.len());
        match random.random_range(0..7) {
            0 => bytes[from] ^= 1 << random.random_range(0..8),
            1 => bytes[from..to].fill(*[0, b'<', b'9', 0xFF].choose(random).unwrap()),
            2 => drop(bytes.drain(from..to)),
            3 => {
                let copy = bytes[from..to].repeat(random.random_range(1..20));
                bytes.splice(from..from, copy);
            }
            4 => bytes.truncate(from),
            5 => {
                let other = all.choose(random).unwrap();
                let start = random.random_range(0..other.len());
                bytes.splice(from..to, other[start..(start + 60).min(other.len())].to_vec());
            }
            _ => {
                let odd = ["&#x0;", "&a;", "]]>", "<![CDATA[", "99999999999", "-1", "\u{feff}", "w:val=\"4294967295\""];
                bytes.splice(from..from, odd.choose(random).unwrap().bytes());
            }
        }
    }
    bytes
}

/// The same container with one part changed, so that the change is not lost to the check sums.
fn changed_inside(container: &[u8], all: &[Vec<u8>], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(container)).unwrap();
    let chosen = random.random_range(0..archive.len());
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if at == chosen {
            bytes = changed(&bytes, all, random);
        }
        out.start_file(entry.name().unwrap(), SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Reads changed seeds and counts what is read and what is refused.
fn run(target: &str, read: impl Fn(&[u8]) -> Result<usize, FileError>) {
    let mut random = ChaCha8Rng::seed_from_u64(20_260_324);
    let all = seeds(target);
    let (mut good, mut refused) = (0, 0);
    for round in 0..ROUNDS * all.len() {
        let seed = &all[round % all.len()];
        let bytes = match seed.starts_with(b"PK") && round % 5 != 0 {
            true => changed_inside(seed, &all, &mut random),
            false => changed(seed, &all, &mut random),
        };
        match read(&bytes) {
            Ok(_) => good += 1,
            Err(error) => {
                refused += 1;
                let words = error.to_string();
                assert!(words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{words}");
                // A foreign library may give up on a workbook; our own readers may not.
                assert!(target == "xlsx" || !words.contains("解析程序无法继续"), "round {round}: {words}");
            }
        }
    }
    assert!(
        good > 0 && refused > 0,
        "{target}: {good} read, {refused} refused: the changes are too small or too large"
    );
}

fn blocks(document: Result<base::document::Document, FileError>) -> Result<usize, FileError> {
    document.map(|document| document.blocks.len())
}

#[test]
fn changed_word_files_are_read_or_refused() {
    run("docx", |bytes| {
        if bytes.starts_with(b"PK") {
            return blocks(document_from_bytes("a.docx", bytes));
        }
        let xml = String::from_utf8_lossy(bytes);
        let places = docx::places(&xml)?;
        for place in &places {
            for segment in place.pieces.iter().flat_map(|piece| &piece.segments) {
                assert!(xml.get(segment.bytes.clone()).is_some(), "{segment:?}");
            }
            assert!(xml.get(place.content..place.end).is_some() && place.content <= place.end, "{place:?}");
        }
        Ok(places.len())
    });
}

#[test]
fn changed_workbooks_pages_and_texts_are_read_or_refused() {
    run("xlsx", |bytes| blocks(document_from_bytes("a.xlsx", bytes)));
    run("html", |bytes| blocks(document_from_bytes("a.html", bytes)));
    run("txt", |bytes| blocks(document_from_text("a.txt", bytes)));
    run("pdf_words", |bytes| blocks(document_from_pdf_words("a.pdf", &String::from_utf8_lossy(bytes))));
}
