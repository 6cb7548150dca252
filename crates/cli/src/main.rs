//! The binary `shebao`.
fn main() {}
