//! Invariants are stated as absences: each crate's first page says what it never does.

use super::finding::Finding;
use super::tree::Tree;

/// Looks at the `//!` text of each crate's root, up to its first heading.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let is_root = |path: &str| path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs");
    let roots = tree.rust.iter().filter(|f| f.krate().is_some() && is_root(&f.path));
    let silent = roots.filter(|f| {
        let doc = f.inner_doc();
        let opening = doc.lines().take_while(|line| !line.trim_start().starts_with('#'));
        let words = opening.flat_map(|line| line.split(|c: char| !c.is_alphabetic()));
        !words.map(str::to_lowercase).any(|word| word == "never")
    });
    silent
        .map(|f| {
            let wrong = "the crate does not say what it never does";
            Finding::new(&f.path, 1, wrong, "add a `//!` sentence with \"never\": the promise its callers rely on")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        check(&Tree::sample(&[("crates/a/src/lib.rs", text)])).len()
    }

    #[test]
    fn a_crate_without_a_promise_is_found() {
        assert_eq!(count("//! The words.\n"), 1);
        assert_eq!(count("//! The words nevertheless.\n"), 1);
        assert_eq!(count("//! The words.\n//!\n//! # Later\n//! It never sleeps.\n"), 1);
    }

    #[test]
    fn a_promise_passes_and_only_roots_are_asked() {
        assert_eq!(count("//! The words.\n//!\n//! This crate never reads a clock.\n"), 0);
        assert_eq!(check(&Tree::sample(&[("crates/a/src/other.rs", "//! Words.\n")])), []);
    }
}
