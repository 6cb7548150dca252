//! Which crate may use which. Dependencies point one way; the table is the design's sentence
//! "base ← law ← schemes; base ← ledger, store, files, desk; desk ← store; office uses all of
//! these; simulate and cli use office, never store".

use super::finding::Finding;
use super::manifest::dependencies;
use super::tree::{Tree, crate_of};

struct Layer {
    krate: &'static str,
    /// Crates of this workspace that its code may use.
    uses: &'static [&'static str],
    /// Crates that its tests may use besides.
    tests_use: &'static [&'static str],
}

/// The layers, lowest first. A crate uses only crates above its own line.
const LAYERS: &[Layer] = &[
    Layer { krate: "base", uses: &[], tests_use: &[] },
    Layer { krate: "law", uses: &["base"], tests_use: &[] },
    Layer { krate: "schemes", uses: &["base", "law"], tests_use: &[] },
    Layer { krate: "ledger", uses: &["base"], tests_use: &[] },
    Layer { krate: "store", uses: &["base"], tests_use: &[] },
    Layer { krate: "files", uses: &["base"], tests_use: &[] },
    Layer { krate: "review", uses: &["base"], tests_use: &["files"] },
    Layer { krate: "evaluation", uses: &["base"], tests_use: &[] },
    Layer { krate: "documents", uses: &["base", "evaluation", "review", "files"], tests_use: &[] },
    Layer { krate: "desk", uses: &["base", "store"], tests_use: &[] },
    Layer {
        krate: "office",
        uses: &["base", "law", "schemes", "ledger", "evaluation", "store", "files", "desk"],
        tests_use: &[],
    },
    Layer { krate: "prints", uses: &["base", "documents", "desk", "office"], tests_use: &[] },
    Layer {
        krate: "simulate",
        uses: &["base", "law", "schemes", "files", "desk", "office", "evaluation"],
        tests_use: &[],
    },
    // The office's own tests run once more by the browser's forms, and they look into vouchers.
    Layer {
        krate: "web",
        uses: &["base", "law", "schemes", "files", "desk", "office", "evaluation", "review", "documents", "prints"],
        tests_use: &["store", "simulate", "ledger"],
    },
    // Tests of the binary tamper with the database behind its back, so they need to open it.
    Layer {
        krate: "cli",
        uses: &[
            "base",
            "law",
            "schemes",
            "files",
            "desk",
            "office",
            "simulate",
            "evaluation",
            "review",
            "documents",
            "prints",
            "web",
        ],
        tests_use: &["store"],
    },
    // Chores like bench measure the whole and may use what they measure.
    Layer {
        krate: "xtask",
        uses: &["base", "law", "store", "files", "desk", "office", "simulate", "review"],
        tests_use: &[],
    },
];

/// Compares every manifest with the table.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let crates = tree.crates();
    let mut findings = Vec::new();
    for manifest in tree.texts.iter().filter(|t| t.path.ends_with("/Cargo.toml")) {
        let Some(krate) = crate_of(&manifest.path) else { continue };
        let Some(layer) = LAYERS.iter().find(|l| l.krate == krate) else {
            let remedy = "add a row to LAYERS in xtask/src/tidy/layers.rs, as low as it can stand";
            findings.push(Finding::new(&manifest.path, 1, format!("crate {krate} stands in no layer"), remedy));
            continue;
        };
        for dependency in dependencies(&manifest.text) {
            let Some(used) = workspace_crate(&dependency.package, &crates) else { continue };
            // A crate's tests may ask for features of the crate itself.
            let in_tests = dependency.only_tests && (used == krate || layer.tests_use.contains(&used));
            let allowed = in_tests || layer.uses.contains(&used);
            if !allowed {
                findings.push(Finding::new(
                    &manifest.path,
                    dependency.line,
                    format!("{krate} must not use {used}"),
                    format!("move the code to a crate that may (it may use: {})", layer.uses.join(", ")),
                ));
            }
        }
    }
    findings
}

/// The workspace crate behind a package name, with or without the project's prefix.
fn workspace_crate<'a>(package: &str, crates: &'a std::collections::BTreeSet<String>) -> Option<&'a str> {
    let folder = if package == "shebao" { "cli" } else { package.strip_prefix("shebao-").unwrap_or(package) };
    crates.get(folder).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(krate: &str, manifest: &str) -> Vec<Finding> {
        let path = format!("crates/{krate}/Cargo.toml");
        let others =
            ["base", "law", "store", "office", "cli"].map(|c| (format!("crates/{c}/Cargo.toml"), "[package]\n"));
        let mut files: Vec<(&str, &str)> =
            others.iter().map(|(p, t)| (p.as_str(), *t)).filter(|(p, _)| *p != path).collect();
        files.push((&path, manifest));
        check(&Tree::sample(&files))
    }

    #[test]
    fn a_dependency_upwards_is_found_with_its_line() {
        let found = findings("base", "[dependencies]\nserde.workspace = true\nlaw.workspace = true\n");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].line, found[0].wrong.as_str()), (3, "base must not use law"));
    }

    #[test]
    fn renaming_a_package_hides_nothing() {
        assert_eq!(
            findings("simulate", "[dependencies]\ndb = { package = \"shebao-store\", path = \"x\" }\n").len(),
            1
        );
        assert_eq!(findings("cli", "[target.'cfg(unix)'.dependencies]\nstore.workspace = true\n").len(), 1);
    }

    #[test]
    fn tests_may_use_more_only_where_listed() {
        let manifest = "[dev-dependencies]\nstore.workspace = true\n";
        assert_eq!(findings("cli", manifest), []);
        assert_eq!(findings("simulate", manifest).len(), 1);
    }

    #[test]
    fn the_layers_pass_and_a_stranger_does_not() {
        assert_eq!(findings("office", "[dependencies]\nbase.workspace = true\nstore.workspace = true\n"), []);
        assert_eq!(findings("newcomer", "[dependencies]\n").len(), 1);
    }

    #[test]
    fn the_table_itself_points_one_way() {
        for (at, layer) in LAYERS.iter().enumerate() {
            let above: Vec<_> = LAYERS[..at].iter().map(|l| l.krate).collect();
            assert!(layer.uses.iter().all(|used| above.contains(used)), "{}", layer.krate);
        }
    }
}
