//! Tells the tests of this crate that they ask the desk by the forms of the browser: the office's own tests, which they
//! run again, look for this word (`crates/office/tests/common/mod.rs`).

fn main() {
    println!("cargo::rustc-check-cfg=cfg(by_form)");
    println!("cargo::rustc-cfg=by_form");
    println!("cargo::rerun-if-changed=build.rs");
}
