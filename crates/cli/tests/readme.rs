//! What README promises of this package.

/// `cargo run --release -- demo` needs a default among the workspace's programs.
#[test]
fn plain_cargo_run_starts_this_binary() {
    let manifest = include_str!("../Cargo.toml");
    assert!(manifest.lines().any(|line| line == "default-run = \"shebao\""));
    let readme = include_str!("../../../README.md");
    assert!(readme.contains("cargo run --release -- demo"));
}
