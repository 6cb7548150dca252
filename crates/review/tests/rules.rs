//! Every rule speaks where it must and is silent on its near misses.

use base::document::{Block, Document, Paragraph};
use serde::Deserialize;
use shebao_review::{Severity, review};

#[derive(Deserialize)]
struct Cases {
    finds: Vec<Finds>,
    silent: Vec<Silent>,
}

#[derive(Deserialize)]
struct Finds {
    ids: Vec<String>,
    text: String,
}

#[derive(Deserialize)]
struct Silent {
    name: String,
    text: String,
}

fn cases() -> Cases {
    toml::from_str(include_str!("rules.toml")).unwrap()
}

fn document(text: &str) -> Document {
    let lines = text.trim().lines().enumerate();
    let paragraph = |(number, line): (usize, &str)| {
        let number = u32::try_from(number).unwrap();
        Block::Paragraph(Paragraph { number, text: line.to_owned(), heading: None, part: None })
    };
    Document { name: "case.txt".to_owned(), blocks: lines.map(paragraph).collect(), left_out: Vec::new() }
}

/// What is said about a text, without the kinds of other rules that a short text cannot satisfy
/// (evidence, conclusions).
fn said(text: &str) -> Vec<(String, String)> {
    let findings = review(&document(text)).findings;
    let figures = findings.into_iter().filter(|f| f.severity < Severity::Info && "ABC".contains(&f.kind.id()[..1]));
    figures.map(|f| (f.kind.id().to_owned(), f.calc)).collect()
}

#[test]
fn each_rule_speaks() {
    for case in cases().finds {
        let said = said(&case.text);
        for id in &case.ids {
            assert!(said.iter().any(|(kind, _)| kind == id), "{id} is not found in {}: {said:?}", case.text);
        }
        // One root cause, one finding.
        assert_eq!(said.len(), case.ids.len(), "{}: {said:?}", case.text);
    }
}

#[test]
fn near_misses_are_silent() {
    let loud: Vec<_> =
        cases().silent.into_iter().map(|c| (c.name, said(&c.text))).filter(|(_, s)| !s.is_empty()).collect();
    assert!(loud.is_empty(), "{loud:#?}");
}

#[test]
fn quotes_are_the_words_of_the_document() {
    for case in cases().finds {
        let document = document(&case.text);
        for finding in review(&document).findings {
            assert!(!finding.quotes.is_empty() && !finding.place.is_empty(), "{finding:?}");
            for quote in finding.quotes {
                let paragraph = document.paragraphs().find(|p| p.number == quote.paragraph).unwrap();
                let words: String = paragraph.text.chars().skip(quote.from).take(quote.to - quote.from).collect();
                assert_eq!(words, quote.text);
            }
        }
    }
}
