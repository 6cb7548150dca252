//! What we build from must be free to use, and somebody has read under which terms: the licence of
//! every package that is built here stands in the list below, word for word.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::finding::Finding;

/// Terms that a person has read. MPL-2.0 asks for changes to its own files to be published, and there are none.
const READ: &[&str] = &[
    "0BSD OR MIT OR Apache-2.0",
    "(Apache-2.0 OR MIT) AND BSD-3-Clause",
    "(MIT OR Apache-2.0) AND Unicode-3.0",
    "Apache-2.0",
    "Apache-2.0 / MIT",
    "Apache-2.0 OR BSL-1.0",
    "Apache-2.0 OR BSL-1.0 OR MIT",
    "Apache-2.0 OR MIT",
    "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
    "Apache-2.0/MIT",
    "BSD-2-Clause OR Apache-2.0 OR MIT",
    "BSD-3-Clause",
    "BSD-3-Clause OR Apache-2.0",
    "CC0-1.0 OR MIT-0 OR Apache-2.0",
    "ISC",
    "MIT",
    "MIT / Apache-2.0",
    "MIT AND BSD-3-Clause",
    "MIT OR Apache-2.0",
    "MIT OR Apache-2.0 OR BSD-1-Clause",
    "MIT OR Apache-2.0 OR Zlib",
    "MIT OR Zlib OR Apache-2.0",
    "MIT/Apache-2.0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense OR MIT",
    "Unlicense/MIT",
    "Zlib",
    "Zlib OR Apache-2.0 OR MIT",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

/// Looks at every package of the lock file that is built on this machine.
pub fn check(root: &Path) -> Vec<Finding> {
    let said = metadata(root);
    let packages = said.as_deref().map(|said| serde_json::from_slice::<Metadata>(said).map(|all| all.packages));
    match packages {
        Ok(Ok(packages)) => unread(&packages),
        _ => vec![Finding::new("Cargo.lock", 1, "cargo metadata does not say the licences", "run it and read why")],
    }
}

fn metadata(root: &Path) -> std::io::Result<Vec<u8>> {
    let rustc = Command::new("rustc").arg("-vV").output()?.stdout;
    let rustc = String::from_utf8_lossy(&rustc).into_owned();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", host];
    Ok(Command::new("cargo").args(arguments).current_dir(root).output()?.stdout)
}

fn unread(packages: &[Package]) -> Vec<Finding> {
    let known = |package: &&Package| package.license.as_deref().is_some_and(|terms| READ.contains(&terms));
    let found = packages.iter().filter(|package| !known(package)).map(|package| {
        let terms = package.license.as_deref().unwrap_or("no licence");
        let wrong = format!("{} {} comes under {terms}", package.name, package.version);
        Finding::new("Cargo.lock", 1, wrong, "read the terms; list them in tidy/licences.rs, or take another package")
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_nobody_read_are_found() {
        let package = |name: &str, terms: Option<&str>| Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: terms.map(str::to_owned),
        };
        let all = [package("a", Some("MIT")), package("b", Some("AGPL-3.0-only")), package("c", None)];
        let wrong: Vec<_> = unread(&all).into_iter().map(|finding| finding.wrong).collect();
        assert_eq!(wrong, ["b 1.0.0 comes under AGPL-3.0-only", "c 1.0.0 comes under no licence"]);
    }
}
