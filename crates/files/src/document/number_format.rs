//! A workbook's number as its format shows it. A format that is not understood shows the number
//! itself, which is never wrong.

/// The shown text of a decimal number.
pub(crate) fn shown(number: &str, code: &str) -> String {
    match pattern(code) {
        Some(pattern) => pattern.apply(number).unwrap_or_else(|| number.to_owned()),
        None => number.to_owned(),
    }
}

/// What a format code says: words, digits after the point, grouping, percent.
#[derive(Debug, Default, PartialEq, Eq)]
struct Pattern {
    before: String,
    after: String,
    decimals: usize,
    optional_decimals: usize,
    grouped: bool,
    percent: bool,
}

/// Reads the first section of a format code.
fn pattern(code: &str) -> Option<Pattern> {
    let mut found = Pattern::default();
    let (mut digits, mut point, mut done) = (0, false, false);
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '0' | '#' | '?' if done => return None,
            '0' | '#' | '?' => {
                digits += 1;
                found.decimals += usize::from(point && c == '0');
                found.optional_decimals += usize::from(point && c != '0');
            }
            '.' if digits > 0 && !point => point = true,
            // A comma between digits groups; one after them divides by a thousand.
            ',' if digits > 0 && !point && matches!(chars.peek(), Some('0' | '#')) => found.grouped = true,
            '%' => (found.percent, done) = (true, true),
            // Space as wide as a character, and filling with a character.
            '_' | '*' => drop(chars.next()),
            '"' => {
                let words: String = chars.by_ref().take_while(|c| *c != '"').collect();
                found.literal(&words, digits, &mut done);
            }
            '\\' => found.literal(&chars.next()?.to_string(), digits, &mut done),
            '[' => {
                // Colours and conditions. Currencies carry their sign.
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if let Some(sign) = inner.strip_prefix('$') {
                    found.literal(sign.split('-').next().unwrap_or(""), digits, &mut done);
                }
            }
            ' ' | '-' | '+' | '(' | ')' | '¥' | '￥' | '$' | '元' | '万' | '亿' | '人' | '个' | '户' | '分' => {
                found.literal(&c.to_string(), digits, &mut done);
            }
            _ => return None,
        }
    }
    (digits > 0).then_some(found)
}

impl Pattern {
    fn literal(&mut self, words: &str, digits: usize, done: &mut bool) {
        if words.is_empty() {
            return;
        }
        *done |= digits > 0;
        let side = if *done { &mut self.after } else { &mut self.before };
        side.push_str(words);
    }

    fn apply(&self, number: &str) -> Option<String> {
        let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
        if !number.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return None;
        }
        let places = self.decimals + self.optional_decimals;
        let rounded = round(number, if self.percent { 2 } else { 0 }, places);
        let (whole, fraction) = rounded.split_at(rounded.len() - places);
        let mut fraction = fraction;
        for _ in 0..self.optional_decimals {
            fraction = fraction.strip_suffix('0').unwrap_or(fraction);
        }
        let whole = if self.grouped { grouped(whole) } else { whole.to_owned() };
        let point = if fraction.is_empty() { "" } else { "." };
        let percent = if self.percent { "%" } else { "" };
        let zero = whole.bytes().chain(fraction.bytes()).all(|b| !matches!(b, b'1'..=b'9'));
        let sign = if zero { "" } else { sign };
        Some(format!("{}{sign}{whole}{point}{fraction}{percent}{}", self.before.trim(), self.after.trim_end()))
    }
}

/// The digits of a number whose point is moved to the right and that is rounded half up to some
/// places, without its point. On decimal digits, because spreadsheets round what they show.
fn round(number: &str, shift: usize, places: usize) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let wanted = shift + places;
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes().take(wanted)).collect();
    digits.resize(whole.len() + wanted, b'0');
    if fraction.as_bytes().get(wanted).is_some_and(|b| *b >= b'5') {
        let nines = digits.iter().rev().take_while(|d| **d == b'9').count();
        let last = digits.len() - nines;
        digits[last..].fill(b'0');
        match last.checked_sub(1) {
            Some(at) => digits[at] += 1,
            None => digits.insert(0, b'1'),
        }
    }
    let keep = places + 1;
    let zeros = digits.iter().take_while(|d| **d == b'0').count().min(digits.len().saturating_sub(keep));
    digits[zeros..].iter().map(|d| char::from(*d)).collect()
}

fn grouped(whole: &str) -> String {
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(code: &str, number: &str) -> String {
        shown(number, code)
    }

    #[test]
    fn numbers_are_shown_as_a_spreadsheet_shows_them() {
        assert_eq!(by("0.00%", "0.98535"), "98.54%");
        assert_eq!(by("0%", "1"), "100%");
        assert_eq!(by("#,##0.00", "1234567.895"), "1,234,567.90");
        assert_eq!(by("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-1234.5"), "-1,234.50");
        assert_eq!(by("0.0\"万元\"", "99.96"), "100.0万元");
        assert_eq!(by("0_);[Red]\\(0\\)", "999.5"), "1000");
        assert_eq!(by("0.0##", "2.5"), "2.5");
        assert_eq!(by("[$¥-804]#,##0", "42195"), "¥42,195");
        assert_eq!(by("0.00", "-0.001"), "0.00");
    }

    #[test]
    fn a_format_that_is_not_understood_shows_the_number() {
        for code in ["General", "", "0!.0,", "0.00E+00", "@", "#,##0,", "# ?/?"] {
            assert_eq!(by(code, "12345.678"), "12345.678", "{code}");
        }
    }
}
