//! Printed text made comparable.
//!
//! Full-width letters, digits and signs become their narrow forms, and blanks between Chinese
//! characters (a habit of scanned documents) go away.

/// The comparable form of a printed text.
pub fn plain(printed: &str) -> String {
    let letters: Vec<char> = printed.chars().filter_map(narrow).collect();
    let kept = letters.iter().enumerate().filter(|(index, letter)| **letter != ' ' || keeps_blank(&letters, *index));
    kept.map(|(_, letter)| *letter).collect()
}

/// The narrow form of a letter; nothing for marks without width.
fn narrow(letter: char) -> Option<char> {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0),
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '*' => None,
        '\t' | '\r' | '\n' | '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200a}' => Some(' '),
        '—' | '–' | '―' => Some('-'),
        other => Some(other),
    }
}

/// A blank counts between two digits ("10 10" are two numbers) and between Latin words; behind the
/// dot it counts only where the number is an item's ("1. 2024年" is a heading, not a decimal).
fn keeps_blank(letters: &[char], index: usize) -> bool {
    let before = letters[..index].iter().rev().find(|letter| **letter != ' ');
    let after = letters[index + 1..].iter().find(|letter| **letter != ' ');
    let first_of_run = index == 0 || letters[index - 1] != ' ';
    match (before, after) {
        (Some('.'), Some(after)) if after.is_ascii_digit() => first_of_run && is_item_number(&letters[..index]),
        (Some(before), Some(after)) => {
            first_of_run
                && before.is_ascii_alphanumeric()
                && (after.is_ascii_alphanumeric() || matches!(after, '.' | '-'))
        }
        _ => false,
    }
}

fn is_item_number(before: &[char]) -> bool {
    let text: String = before.iter().collect();
    let text = text.trim_start_matches([' ', '#', '-']).trim_end_matches('.');
    !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn wide_signs_become_narrow() {
        assert_eq!(plain("执行率（Ｂ／Ａ）　９８．５％"), "执行率(B/A)98.5%");
    }

    #[test]
    fn blanks_of_a_scan_go_and_two_numbers_stay_two() {
        assert_eq!(plain("完成 率 101. 92%"), "完成率101.92%");
        assert_eq!(plain("10   9.8"), "10 9.8");
        assert_eq!(plain("1. 2024年预算"), "1. 2024年预算");
        assert_eq!(plain("产出 **指标** 50"), "产出指标50");
    }
}
