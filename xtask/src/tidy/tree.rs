//! The files that the checks look at, read once.

use std::collections::BTreeSet;
use std::path::Path;

use ignore::WalkBuilder;

use super::rust::RustFile;

/// A text file.
pub struct Text {
    /// Path from the root, with `/`.
    pub path: String,
    /// The content.
    pub text: String,
}

/// Everything that git would keep and that is UTF-8 text.
pub struct Tree {
    /// All text files, Rust among them, by path.
    pub texts: Vec<Text>,
    /// The Rust files that parse; the others are findings of `hygiene`.
    pub rust: Vec<RustFile>,
    /// Rust files that do not parse, with the reason.
    pub broken: Vec<(String, usize, String)>,
}

impl Tree {
    /// Reads the tree below `root`, leaving out what `.gitignore` leaves out.
    pub fn read(root: &Path) -> Result<Tree, ignore::Error> {
        let mut texts = Vec::new();
        let walk =
            WalkBuilder::new(root).hidden(false).require_git(false).filter_entry(|e| e.file_name() != ".git").build();
        for entry in walk {
            let entry = entry?;
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            // Editors remove files while we read; binary files are not ours to judge.
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let path = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            texts.push(Text { path, text });
        }
        Ok(Tree::of(texts))
    }

    /// A tree of the given files.
    pub fn of(mut texts: Vec<Text>) -> Tree {
        texts.sort_by(|a, b| a.path.cmp(&b.path));
        let mut rust = Vec::new();
        let mut broken = Vec::new();
        for Text { path, text } in texts.iter().filter(|t| t.path.ends_with(".rs")) {
            match RustFile::parse(path, text) {
                Ok(file) => rust.push(file),
                Err((line, why)) => broken.push((path.clone(), line, why)),
            }
        }
        mark_test_modules(&mut rust);
        Tree { texts, rust, broken }
    }

    /// A tree of samples, for the checks' own tests.
    #[cfg(test)]
    pub fn sample(files: &[(&str, &str)]) -> Tree {
        Tree::of(files.iter().map(|(p, t)| Text { path: (*p).to_owned(), text: (*t).to_owned() }).collect())
    }

    /// One file by its path.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.iter().find(|t| t.path == path).map(|t| t.text.as_str())
    }

    /// The workspace's crates by folder, `xtask` among them.
    pub fn crates(&self) -> BTreeSet<String> {
        let manifests = self.texts.iter().filter_map(|t| t.path.strip_suffix("/Cargo.toml"));
        manifests.filter_map(crate_of).map(str::to_owned).collect()
    }
}

/// The crate a path belongs to: `crates/base/src/fen.rs` is of `base`.
pub fn crate_of(path: &str) -> Option<&str> {
    match path.strip_prefix("crates/") {
        Some(rest) => rest.split('/').next(),
        None if path == "xtask" || path.starts_with("xtask/") => Some("xtask"),
        None => None,
    }
}

/// A file behind `#[cfg(test)] mod name;` is test code from its first line, and so is all below it.
fn mark_test_modules(rust: &mut [RustFile]) {
    let roots: Vec<String> = rust.iter().flat_map(RustFile::test_module_paths).collect();
    for file in rust {
        let Some(stem) = file.path.strip_suffix(".rs").map(str::to_owned) else { continue };
        let below = |root: &String| stem == *root || stem.starts_with(&format!("{root}/"));
        file.all_test = file.all_test || roots.iter().any(below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_out_of_line_test_module_is_test_code_with_all_below_it() {
        let tree = Tree::sample(&[
            ("crates/a/src/lib.rs", "//! A.\n#[cfg(test)]\nmod proofs;\nmod queue;\n"),
            ("crates/a/src/proofs.rs", "//! P.\n"),
            ("crates/a/src/proofs/deep.rs", "//! D.\n"),
            ("crates/a/src/queue.rs", "//! Q.\n#[cfg(test)]\nmod inner;\n"),
            ("crates/a/src/queue/inner.rs", "//! I.\n"),
            ("crates/a/tests/outside.rs", "//! O.\n"),
        ]);
        let test: Vec<_> = tree.rust.iter().filter(|f| f.all_test).map(|f| f.path.as_str()).collect();
        assert_eq!(
            test,
            [
                "crates/a/src/proofs.rs",
                "crates/a/src/proofs/deep.rs",
                "crates/a/src/queue/inner.rs",
                "crates/a/tests/outside.rs"
            ]
        );
    }

    #[test]
    fn crates_are_known_by_folder() {
        assert_eq!(crate_of("crates/base/src/fen.rs"), Some("base"));
        assert_eq!(crate_of("xtask/src/main.rs"), Some("xtask"));
        assert_eq!(crate_of("law/version.toml"), None);
    }

    #[test]
    fn a_file_that_does_not_parse_is_kept_with_its_line() {
        let tree = Tree::sample(&[("crates/a/src/lib.rs", "//! A.\nfn {\n")]);
        assert_eq!(tree.broken.len(), 1);
        assert!(tree.rust.is_empty());
    }
}
