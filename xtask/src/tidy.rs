//! House rules that a program can hold better than a habit. Each check is one file with the rule,
//! its tables and two samples: one that breaks the rule and one that keeps it.

mod append_only;
mod finding;
mod floats;
mod glossary;
mod hygiene;
mod law_data;
mod layers;
mod leaks;
mod licences;
mod manifest;
mod manifests;
mod messages;
mod never;
mod purity;
mod rust;
mod size;
mod tree;

use std::path::Path;
use std::process::ExitCode;

use finding::Finding;
use tree::Tree;

type Check = fn(&Tree) -> Vec<Finding>;

/// Every check, in the order a newcomer should read them.
const CHECKS: &[(&str, Check)] = &[
    ("layers", layers::check),
    ("manifests", manifests::check),
    ("purity", purity::check),
    ("floats", floats::check),
    ("never", never::check),
    ("hygiene", hygiene::check),
    ("size", size::check),
    ("leaks", leaks::check),
    ("law", law_data::check),
    ("append-only", append_only::check),
    ("messages", messages::check),
    ("glossary", glossary::check),
];

/// Runs every check on the tree below `root` and prints the findings.
pub fn run(root: &Path) -> ExitCode {
    let tree = match Tree::read(root) {
        Ok(tree) => tree,
        Err(error) => {
            eprintln!("tidy: cannot read {}: {error}", root.display());
            return ExitCode::from(2);
        }
    };
    let of_tree = CHECKS.iter().map(|(name, check)| (*name, check(&tree)));
    let mut count = 0;
    for (name, mut findings) in of_tree.chain([("licences", licences::check(root))]) {
        findings.sort();
        for finding in &findings {
            println!("{finding} [{name}]");
        }
        count += findings.len();
    }
    let (checks, files) = (CHECKS.len() + 1, tree.texts.len());
    if count == 0 {
        println!("tidy: {checks} checks over {files} files, nothing to mend");
        ExitCode::SUCCESS
    } else {
        println!("tidy: {count} to mend ({checks} checks over {files} files)");
        ExitCode::FAILURE
    }
}
