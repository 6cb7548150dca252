//! What must never be published: paths of somebody's machine, private package sources, secrets.

use super::finding::Finding;
use super::rust::RustFile;
use super::tree::{Text, Tree};

/// Beginnings of paths that exist on one machine only. Joined here so that this file holds none.
const MACHINE_PATHS: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
    concat!("/tm", "p/"),
    concat!("C:\\Us", "ers\\"),
];

/// Ways to name another package source than the public one.
const REGISTRIES: &[&str] = &[concat!("sparse+", "http"), concat!("replace-", "with"), concat!("[registr", "ies")];

/// Beginnings of keys that grant something.
const KEYS: &[&str] =
    &[concat!("PRIVATE ", "KEY-----"), concat!("gh", "p_"), concat!("AK", "IA"), concat!("xo", "xb-")];

/// Words in a constant's name that say its value is secret.
const SECRET_NAMES: &[&str] =
    &["SECRET", "PASSWORD", "PASSWD", "TOKEN", "PRIVATE_KEY", "API_KEY", "HMAC_KEY", "SM4_KEY"];

/// Constants with such a name that hold nothing secret: file, constant, reason.
const HARMLESS: &[(&str, &str, &str)] = &[];

/// Looks at all text, and at the constants outside tests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = tree.texts.iter().flat_map(in_text).collect();
    findings.extend(tree.rust.iter().flat_map(constants));
    findings
}

fn in_text(file: &Text) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        let mut note = |wrong: &str, found: &str, remedy: &str| {
            findings.push(Finding::new(&file.path, at + 1, format!("{wrong} `{found}`"), remedy));
        };
        if let Some(path) = MACHINE_PATHS.iter().find(|p| starts_a_path(line, p)) {
            note(
                "a path of one machine",
                path,
                "write it relative to the root, or take a temporary folder at run time",
            );
        }
        if let Some(registry) = REGISTRIES.iter().find(|r| line.contains(*r)) {
            note("a private package source", registry, "keep it in your own configuration outside the tree");
        }
        if let Some(key) = KEYS.iter().find(|k| line.contains(*k)) {
            note("a key", key, "revoke it now, then take it out of the history");
        }
    }
    findings
}

/// Whether the path stands at the start of a word or an address, so that a folder of that name in our own
/// tree is none of them.
fn starts_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).map(|(at, _)| &line[..at]).any(|before| {
        let inside = before.ends_with(|c: char| c.is_alphanumeric() || "._-)}/~*".contains(c));
        !inside || before.ends_with("file://")
    })
}

fn constants(file: &RustFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for window in file.tokens.windows(2).enumerate() {
        let (at, [keyword, name]) = window else { continue };
        let declared = keyword.is_word("const") || keyword.is_word("static");
        let harmless = HARMLESS.iter().any(|(path, constant, _)| *path == file.path && *constant == name.text);
        if !declared || harmless || file.is_test(name.line) || !SECRET_NAMES.iter().any(|s| name.text.contains(s)) {
            continue;
        }
        // The value is whatever stands between `=` and `;`.
        let value = file.tokens[at..].iter().skip_while(|t| !t.is_mark("=")).skip(1).take_while(|t| !t.is_mark(";"));
        if value
            .take(2)
            .any(|t| matches!(t.kind, super::rust::Kind::Quoted | super::rust::Kind::Literal) && t.text.len() > 3)
        {
            let remedy = "read it from the configured file at run time; a name or a length goes to HARMLESS";
            findings.push(Finding::new(&file.path, name.line, format!("`{}` looks like a secret", name.text), remedy));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::sample(&[(path, text)])).len()
    }

    #[test]
    fn machine_paths_registries_and_keys_are_found() {
        for sample in MACHINE_PATHS {
            assert_eq!(count("docs/a.md", &format!("see `{sample}someone/notes`\n")), 1, "{sample}");
            assert_eq!(count("docs/a.md", &format!("see file://{sample}someone/notes\n")), 1, "{sample}");
        }
        for sample in REGISTRIES.iter().chain(KEYS) {
            assert_eq!(count(".cargo/config.toml", &format!("a = \"{sample}\"\n")), 1, "{sample}");
        }
    }

    #[test]
    fn secret_constants_are_found() {
        assert_eq!(count("crates/a/src/a.rs", "//! A.\nconst DEMO_PASSWORD: &str = \"12345678\";\n"), 1);
        assert_eq!(count("crates/a/src/a.rs", "//! A.\nstatic SM4_KEY: [u8; 16] = *b\"0123456789abcdef\";\n"), 1);
    }

    #[test]
    fn relative_paths_lengths_and_tests_pass() {
        assert_eq!(count("docs/a.md", concat!("see docs/wo", "rk/notes and https://example.org/ho", "me/\n")), 0);
        assert_eq!(count("crates/a/src/a.rs", "//! A.\nconst PASSWORD_LENGTH_MIN: usize = 12;\n"), 0);
        assert_eq!(count("crates/a/tests/t.rs", "//! A.\nconst PASSWORD: &str = \"12345678\";\n"), 0);
    }
}
