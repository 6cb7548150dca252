//! Nothing unfinished and nothing untidy: each file parses, opens with what it is, leaves no marker
//! for later, skips no test, and ends no line in blanks.

use super::finding::Finding;
use super::manifest::parse;
use super::rust::{RustFile, Token};
use super::tree::{Text, Tree};

/// Macros that mean "later" or "while I was looking".
const UNFINISHED: &[&str] = &["todo", "unimplemented", "dbg"];

/// Comments that mean "later". Joined here so that this file does not hold them.
const MARKERS: &[&str] = &[concat!("FIX", "ME"), concat!("XX", "X"), concat!("TO", "DO")];

/// Text files in which blanks at a line's end mean nothing.
const NO_TRAILING_BLANKS: &[&str] = &[".rs", ".toml", ".sql", ".md", ".yml"];

/// Looks at every Rust file, and at the line ends of all text.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let broken = tree.broken.iter().map(|(path, line, why)| Finding::new(path, *line, why, "make it parse"));
    let mut findings: Vec<Finding> = broken.collect();
    findings.extend(tree.rust.iter().flat_map(|f| opening(f).into_iter().chain(unfinished(f))));
    findings.extend(tree.texts.iter().flat_map(lines));
    for file in tree.texts.iter().filter(|t| t.path.ends_with(".toml")) {
        let broken = parse(&file.text).err();
        findings.extend(broken.map(|(line, why)| Finding::new(&file.path, line, why, "write valid TOML")));
    }
    findings
}

fn opening(file: &RustFile) -> Option<Finding> {
    let remedy = "open with one `//!` sentence: what a reader finds here";
    let silent = !file.text.starts_with("//!");
    silent.then(|| Finding::new(&file.path, 1, "the file does not say what it is", remedy))
}

fn unfinished(file: &RustFile) -> Vec<Finding> {
    let macros = file.tokens.windows(2).filter(|w| w[1].is_mark("!") && UNFINISHED.iter().any(|m| w[0].is_word(m)));
    let macros = macros.map(|w| {
        Finding::new(&file.path, w[0].line, format!("`{}!` is unfinished work", w[0].text), "finish it or take it out")
    });
    let is_skip = |w: &&[Token]| w[0].is_mark("#") && w[1].is_mark("[") && w[2].is_word("ignore");
    let skipped = file.tokens.windows(3).filter(is_skip).map(|w| {
        let remedy = "make it run, or delete it; a test that needs a missing program says so and passes";
        Finding::new(&file.path, w[0].line, "the test never runs", remedy)
    });
    macros.chain(skipped).collect()
}

fn lines(file: &Text) -> Vec<Finding> {
    let blanks_matter = NO_TRAILING_BLANKS.iter().any(|end| file.path.ends_with(end));
    let rust = file.path.ends_with(".rs");
    let mut findings = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        if blanks_matter && line.ends_with([' ', '\t', '\r']) {
            findings.push(Finding::new(&file.path, at + 1, "blanks at the end of the line", "delete them"));
        }
        if rust && words(line).any(|word| MARKERS.contains(&word)) {
            findings.push(Finding::new(
                &file.path,
                at + 1,
                "a marker for later",
                "do it now, or write an issue and delete it",
            ));
        }
    }
    if rust && !file.text.is_empty() && !file.text.ends_with('\n') {
        findings.push(Finding::new(&file.path, file.text.lines().count(), "no newline at the end", "run cargo fmt"));
    }
    findings
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(text: &str) -> Vec<usize> {
        let mut findings = check(&Tree::sample(&[("crates/a/src/a.rs", text)]));
        findings.sort();
        findings.iter().map(|f| f.line).collect()
    }

    #[test]
    fn everything_unfinished_is_found() {
        let marker = MARKERS[0];
        let text = format!("fn a() {{ todo!() }}\nfn b() {{ dbg!(1); }} \n#[ignore]\nfn c() {{}}\n// {marker}: later");
        assert_eq!(lines_of(&text), [1, 1, 2, 2, 3, 5, 5]);
    }

    #[test]
    fn a_finished_file_passes() {
        assert!(
            lines_of("//! What it is.\n\n/// Says \"todo!\" in words.\nfn a() -> &'static str {\n    \"dbg!\"\n}\n")
                .is_empty()
        );
    }

    #[test]
    fn a_file_that_does_not_parse_is_a_finding() {
        assert_eq!(check(&Tree::sample(&[("cases/a.toml", "a = 1\nb =\n")])).len(), 1);
        assert_eq!(lines_of("//! A.\nfn {\n").len(), 1);
    }
}
