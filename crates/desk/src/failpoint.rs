//! Places where a test ends this process, to show that nothing is lost there. They exist only in
//! debug builds: a released binary has none.

/// Counts a place that a write passes. `SHEBAO_FAILPOINT=list` tells them all; with a number the
/// process ends at the place of that number, as if it were killed.
#[cfg(debug_assertions)]
pub(crate) fn reach(place: &str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    static WISH: OnceLock<Option<String>> = OnceLock::new();
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let Some(wish) = WISH.get_or_init(|| std::env::var("SHEBAO_FAILPOINT").ok()) else { return };
    let number = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
    if wish == "list" {
        eprintln!("failpoint {number} {place}");
    } else if *wish == number.to_string() {
        std::process::abort();
    }
}

/// Nothing in a release build.
#[cfg(not(debug_assertions))]
pub(crate) const fn reach(_place: &str) {}
