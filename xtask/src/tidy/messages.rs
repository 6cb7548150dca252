//! Whoever sits at the counter reads Chinese: errors of the crates that speak to people say in
//! Chinese what is wrong, where, and what to do now.

use super::finding::Finding;
use super::rust::{Kind, RustFile};
use super::tree::Tree;

/// Crates whose errors reach a person.
const SPEAKING: &[&str] = &["files", "desk", "office", "cli"];

/// Looks at every `#[error("…")]`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let speaking = tree.rust.iter().filter(|f| f.krate().is_some_and(|k| SPEAKING.contains(&k)));
    speaking.flat_map(in_file).collect()
}

fn in_file(file: &RustFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for window in file.tokens.windows(5) {
        let [hash, open, error, paren, text] = window else { continue };
        let is_error = hash.is_mark("#") && open.is_mark("[") && error.is_word("error") && paren.is_mark("(");
        if is_error && text.kind == Kind::Quoted && !file.is_test(text.line) && !is_chinese(&text.text) {
            let remedy = "say in Chinese what is wrong, where, and what to do now";
            findings.push(Finding::new(
                &file.path,
                text.line,
                format!("the message {:?} is not Chinese", text.text),
                remedy,
            ));
        }
    }
    findings
}

/// Contains a Chinese character, or only passes another error's words on.
fn is_chinese(message: &str) -> bool {
    let chinese = message.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let mut depth = 0_usize;
    let own_letters = message.chars().any(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_alphabetic()
    });
    chinese || !own_letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, attribute: &str) -> usize {
        let text = format!("//! E.\npub enum E {{\n    {attribute}\n    A(String),\n}}\n");
        check(&Tree::sample(&[(path, &text)])).len()
    }

    #[test]
    fn an_english_message_is_found() {
        assert_eq!(count("crates/files/src/error.rs", "#[error(\"row {row} has no ID\")]"), 1);
        assert_eq!(count("crates/office/src/a.rs", "#[error(\"bad: {0}\")]"), 1);
    }

    #[test]
    fn chinese_passes_and_so_does_passing_on() {
        assert_eq!(count("crates/files/src/error.rs", "#[error(\"第{row}行没有公民身份号码：请补填后重新导入\")]"), 0);
        assert_eq!(count("crates/files/src/error.rs", "#[error(\"{0}\")]"), 0);
        assert_eq!(count("crates/files/src/error.rs", "#[error(transparent)]"), 0);
        assert_eq!(count("crates/store/src/error.rs", "#[error(\"row {row} has no ID\")]"), 0);
    }
}
