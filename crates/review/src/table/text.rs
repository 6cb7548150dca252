//! Printed text made comparable, with the way back to the print.
//!
//! Full-width letters, digits and signs become their narrow forms, blanks between Chinese characters
//! (a habit of scanned documents) go away, and every byte of the result knows where it stood.

use std::ops::Range;

/// A text in comparable form, and for each of its bytes the place in the printed text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The comparable form: narrow signs, no superfluous blanks.
    pub text: String,
    origin: Vec<usize>,
}

impl Plain {
    /// Reads a printed text.
    pub fn of(printed: &str) -> Plain {
        let letters: Vec<(usize, char)> =
            printed.char_indices().filter_map(|(at, letter)| narrow(letter).map(|narrow| (at, narrow))).collect();
        let mut plain = Plain::default();
        for (index, &(at, letter)) in letters.iter().enumerate() {
            if letter == ' ' && !keeps_blank(&letters, index) {
                continue;
            }
            plain.push(letter, at);
        }
        plain.origin.push(printed.len());
        plain
    }

    fn push(&mut self, letter: char, at: usize) {
        self.text.push(letter);
        self.origin.extend(std::iter::repeat_n(at, letter.len_utf8()));
    }

    /// The range of the printed text behind a range of the comparable text.
    pub fn printed(&self, range: Range<usize>) -> Range<usize> {
        let end = self.origin.last().copied().unwrap_or(0);
        let from = self.origin.get(range.start).copied().unwrap_or(end);
        let last = range.end.checked_sub(1).and_then(|at| self.origin.get(at)).copied().unwrap_or(from);
        let past = self.origin[range.end.min(self.origin.len().saturating_sub(1))..]
            .iter()
            .copied()
            .find(|at| *at > last)
            .unwrap_or(end);
        from..past.max(from)
    }
}

/// The narrow form of a letter; nothing for marks without width.
fn narrow(letter: char) -> Option<char> {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0),
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '*' => None,
        '\t' | '\r' | '\n' | '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200a}' => Some(' '),
        '—' | '–' | '―' | '－' => Some('-'),
        other => Some(other),
    }
}

/// A blank counts between two digits ("10 10" are two numbers), between Latin words, and after the
/// dot of a leading number ("1. 2024年" is a heading, not a decimal).
fn keeps_blank(letters: &[(usize, char)], index: usize) -> bool {
    let before = letters[..index].iter().rev().map(|(_, letter)| *letter).find(|letter| *letter != ' ');
    let after = letters.get(index + 1).map(|(_, letter)| *letter);
    let first_of_run = index == 0 || letters[index - 1].1 != ' ';
    match (before, after) {
        (Some('.'), Some(after)) if after.is_ascii_digit() => first_of_run && is_heading_number(&letters[..index]),
        (Some(before), Some(after)) => first_of_run && before.is_ascii_alphanumeric() && next_sign(letters, index, after),
        _ => false,
    }
}

fn next_sign(letters: &[(usize, char)], index: usize, after: char) -> bool {
    let sign = if after == ' ' {
        letters[index + 1..].iter().map(|(_, letter)| *letter).find(|letter| *letter != ' ')
    } else {
        Some(after)
    };
    sign.is_some_and(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-'))
}

fn is_heading_number(before: &[(usize, char)]) -> bool {
    let text: String = before.iter().map(|(_, letter)| *letter).collect();
    let text = text.trim_start_matches([' ', '#', '-']).trim_end_matches('.');
    !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_signs_become_narrow_and_keep_their_place() {
        let printed = "执行率（Ｂ／Ａ）　９８．５％";
        let plain = Plain::of(printed);
        assert_eq!(plain.text, "执行率(B/A)98.5%");
        let at = plain.text.find("98.5%").unwrap();
        assert_eq!(&printed[plain.printed(at..at + 5)], "９８．５％");
    }

    #[test]
    fn blanks_of_a_scan_go_and_two_numbers_stay_two() {
        assert_eq!(Plain::of("完成 率 101. 92%").text, "完成率101.92%");
        assert_eq!(Plain::of("10   9.8").text, "10 9.8");
        assert_eq!(Plain::of("1. 2024年预算").text, "1. 2024年预算");
        assert_eq!(Plain::of("产出 **指标** 50").text, "产出指标50");
    }
}
