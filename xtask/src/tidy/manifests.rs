//! Every crate takes its lints and its dependencies from the workspace, so that one place decides
//! versions and nobody turns a lint off for a whole crate. What a crate depends on, it names.

use super::finding::Finding;
use super::manifest::{dependencies, parse};
use super::tree::{Tree, crate_of};

/// Looks at every crate's manifest and at the lock file's sources.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in tree.texts.iter().filter(|t| t.path.ends_with("Cargo.toml") && crate_of(&t.path).is_some()) {
        let Ok(table) = parse(&manifest.text) else { continue };
        let lints = table.get_ref().get("lints").and_then(|l| l.get_ref().get("workspace"));
        if lints.and_then(|w| w.get_ref().as_bool()) != Some(true) {
            let wrong = "the crate does not take the workspace's lints";
            findings.push(Finding::new(&manifest.path, 1, wrong, "add `[lints]` with `workspace = true`"));
        }
        for dependency in dependencies(&manifest.text).iter().filter(|d| !d.from_workspace && !d.is_itself) {
            let wrong = format!("the version of {} is chosen here", dependency.key);
            let remedy = "list it in the root Cargo.toml and write `.workspace = true` here";
            findings.push(Finding::new(&manifest.path, dependency.line, wrong, remedy));
        }
        findings.extend(unused(tree, &manifest.path, &manifest.text));
    }
    findings.extend(foreign_sources(tree));
    findings
}

/// Dependencies that no code of the crate names. Those of tests are not asked: tests take in files of other crates.
fn unused(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let folder = path.trim_end_matches("Cargo.toml");
    let code: Vec<_> = tree.rust.iter().filter(|file| file.path.starts_with(folder)).collect();
    let names = |name: &str| code.iter().any(|file| file.tokens.iter().any(|token| token.is_word(name)));
    let all = dependencies(text);
    let idle = all.iter().filter(|d| !d.is_itself && !d.only_tests && !names(&d.key.replace('-', "_")));
    let remedy = "remove it: what is not used is built, read and trusted for nothing";
    idle.map(|d| Finding::new(path, d.line, format!("no code names {}", d.key), remedy)).collect()
}

/// Packages of the lock file that come from somewhere else than crates.io.
fn foreign_sources(tree: &Tree) -> Vec<Finding> {
    let lock = tree.text("Cargo.lock").unwrap_or_default();
    let sources = lock.lines().enumerate().filter_map(|(at, line)| Some((at + 1, line.strip_prefix("source = ")?)));
    let foreign = sources.filter(|(_, s)| *s != "\"registry+https://github.com/rust-lang/crates.io-index\"");
    let remedy = "depend on a release on crates.io: an office must be able to build this years from now";
    foreign.map(|(line, s)| Finding::new("Cargo.lock", line, format!("a package comes from {s}"), remedy)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_versions_missing_lints_idle_dependencies_and_foreign_sources_are_found() {
        let tree = Tree::sample(&[
            ("crates/a/Cargo.toml", "[package]\nname = \"a\"\n[dependencies]\nserde = \"1\"\n"),
            ("crates/a/src/lib.rs", "/// Not by serde.\npub fn a() {}\n"),
            ("Cargo.lock", "[[package]]\nname = \"x\"\nsource = \"git+https://example.org/x#1\"\n"),
        ]);
        let lines: Vec<_> = check(&tree).iter().map(|f| (f.path.clone(), f.line)).collect();
        assert_eq!(
            lines,
            [
                ("crates/a/Cargo.toml".to_owned(), 1),
                ("crates/a/Cargo.toml".to_owned(), 4),
                ("crates/a/Cargo.toml".to_owned(), 4),
                ("Cargo.lock".to_owned(), 3)
            ]
        );
    }

    #[test]
    fn a_crate_that_follows_the_workspace_passes() {
        let tree = Tree::sample(&[
            (
                "crates/a/Cargo.toml",
                "[lints]\nworkspace = true\n[dependencies]\nserde.workspace = true\n\
                 [dev-dependencies]\na = { path = \".\", features = [\"testing\"] }\n",
            ),
            ("crates/a/src/lib.rs", "use serde::Serialize;\n"),
            ("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"),
            ("Cargo.toml", "[workspace.dependencies]\nserde = \"1\"\n"),
        ]);
        assert_eq!(check(&tree), []);
    }
}
