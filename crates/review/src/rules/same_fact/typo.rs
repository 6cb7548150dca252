//! Two printed numbers that differ as a typing error does.

/// One digit replaced in at least four, or two neighbours exchanged in at least three.
pub(super) fn is_slip(a: &str, b: &str) -> bool {
    let plain = |s: &str| s.chars().filter(|c| *c != ',').collect::<Vec<char>>();
    let (a, b) = (plain(a), plain(b));
    let digits = a.iter().filter(|c| c.is_ascii_digit()).count();
    if a.len() != b.len() || digits < 3 || a.iter().position(|c| *c == '.') != b.iter().position(|c| *c == '.') {
        return false;
    }
    let differing: Vec<usize> = (0..a.len()).filter(|k| a[*k] != b[*k]).collect();
    match differing[..] {
        [_] => digits > 3,
        [i, j] => {
            let digits_between = a[i + 1..j].iter().all(|c| *c == '.');
            digits_between && a[i] == b[j] && a[j] == b[i]
        }
        _ => false,
    }
}
