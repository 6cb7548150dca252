//! A cell as it is printed, and the number it holds.

use std::ops::Range;

use rust_decimal::Decimal;

use super::text::plain;
use crate::finding::Quote;

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text in comparable form, without line breaks.
    pub text: String,
    /// Where it is printed; empty for an empty cell.
    pub spot: Option<Quote>,
    /// The cell above reaches down into this one (a vertical merge).
    pub continued: bool,
}

impl Cell {
    /// A cell of one paragraph, or a part of it.
    pub fn printed(paragraph: u32, text: &str, range: Range<usize>) -> Cell {
        let mut cell = Cell::default();
        cell.append(paragraph, text, range);
        cell
    }

    /// Adds a further line of the same cell.
    pub fn append(&mut self, paragraph: u32, text: &str, range: Range<usize>) {
        let Some(slice) = text.get(range.clone()) else { return };
        let trimmed = slice.trim_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}');
        if trimmed.is_empty() {
            return;
        }
        self.text.push_str(plain(trimmed).trim());
        if self.spot.is_none() {
            let start = range.start + slice.find(trimmed).unwrap_or(0);
            let from = text[..start].chars().count();
            let to = from + trimmed.chars().count();
            self.spot = Some(Quote { paragraph, from, to, text: trimmed.to_owned() });
        }
    }

    /// Nothing is printed in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Nothing, or a stroke that stands for nothing.
    pub fn is_void(&self) -> bool {
        self.text.chars().all(|sign| matches!(sign, '-' | '/' | '\\' | '_' | ' '))
    }

    /// The points in the cell: a plain number.
    pub fn points(&self) -> Option<Decimal> {
        self.number().filter(Number::is_points).map(|number| number.value)
    }

    /// The number that fills the cell, with its sign of comparison and its unit.
    pub fn number(&self) -> Option<Number> {
        Number::of(&self.text)
    }
}

/// The comparison a target states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// No sign, or an equals sign.
    Exactly,
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// About: never an operand.
    About,
}

/// A number as printed: its value, its decimals, its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The value as printed; a percentage keeps its hundred.
    pub value: Decimal,
    /// Digits after the point.
    pub decimals: u32,
    /// What follows the number: `%`, 万元, 人, or nothing.
    pub unit: String,
    /// The sign of comparison.
    pub bound: Bound,
}

const SIGNS: [(&str, Bound); 20] = [
    (">=", Bound::AtLeast),
    ("<=", Bound::AtMost),
    ("≥", Bound::AtLeast),
    ("≧", Bound::AtLeast),
    ("⩾", Bound::AtLeast),
    ("≤", Bound::AtMost),
    ("≦", Bound::AtMost),
    ("⩽", Bound::AtMost),
    (">", Bound::AtLeast),
    ("<", Bound::AtMost),
    ("=", Bound::Exactly),
    ("大于等于", Bound::AtLeast),
    ("小于等于", Bound::AtMost),
    ("不低于", Bound::AtLeast),
    ("不少于", Bound::AtLeast),
    ("不高于", Bound::AtMost),
    ("不超过", Bound::AtMost),
    ("约", Bound::About),
    ("近", Bound::About),
    ("超过", Bound::AtLeast),
];

impl Number {
    /// Reads a text that is one number with its signs and its unit, and nothing else.
    pub fn of(text: &str) -> Option<Number> {
        let text = text.trim();
        let (bound, rest) = SIGNS
            .iter()
            .find_map(|(sign, bound)| text.strip_prefix(sign).map(|rest| (*bound, rest.trim())))
            .unwrap_or((Bound::Exactly, text));
        let digits = rest.find(|sign: char| !(sign.is_ascii_digit() || ".,-".contains(sign))).unwrap_or(rest.len());
        let (figure, unit) = rest.split_at(digits);
        let value = decimal(figure)?;
        let decimals = figure.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let (unit, bound) = match (unit.trim().strip_suffix("以上"), bound) {
            (Some(unit), Bound::Exactly) => (unit, Bound::AtLeast),
            _ => match unit.trim().strip_suffix("以下").or(unit.trim().strip_suffix("以内")) {
                Some(unit) if bound == Bound::Exactly => (unit, Bound::AtMost),
                _ => (unit.trim(), bound),
            },
        };
        if unit.chars().count() > 6 || unit.chars().any(|sign| sign.is_ascii_digit()) {
            return None;
        }
        Some(Number { value, decimals: u32::try_from(decimals).ok()?, unit: unit.to_owned(), bound })
    }

    /// Half a unit of the last printed place.
    pub fn half(&self) -> Decimal {
        Decimal::new(5, self.decimals + 1)
    }

    /// The least value that prints like this.
    pub fn low(&self) -> Decimal {
        self.value - self.half()
    }

    /// The greatest value that prints like this.
    pub fn high(&self) -> Decimal {
        self.value + self.half()
    }

    /// A plain number without unit, or with the unit of points.
    pub fn is_points(&self) -> bool {
        self.bound == Bound::Exactly && (self.unit.is_empty() || self.unit == "分")
    }
}

/// A decimal with groups of thousands and at most 9 decimals; nothing else.
fn decimal(figure: &str) -> Option<Decimal> {
    let plain = match figure.contains(',') {
        true if grouped(figure) => figure.replace(',', ""),
        true => return None,
        false => figure.to_owned(),
    };
    let body = plain.strip_prefix('-').unwrap_or(&plain);
    let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
    let clean = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !clean(whole) || !clean(fraction) || whole.len() > 15 || fraction.len() > 9 {
        return None;
    }
    plain.parse().ok()
}

fn grouped(figure: &str) -> bool {
    let whole = figure.split('.').next().unwrap_or("");
    let mut groups = whole.trim_start_matches('-').split(',');
    groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<(String, String, Bound)> {
        Number::of(text).map(|number| (number.value.to_string(), number.unit, number.bound))
    }

    #[test]
    fn a_cell_is_one_number_or_none() {
        assert_eq!(number("661.7252"), Some(("661.7252".into(), String::new(), Bound::Exactly)));
        assert_eq!(number("≥95%"), Some(("95".into(), "%".into(), Bound::AtLeast)));
        assert_eq!(number("1,234.50万元"), Some(("1234.50".into(), "万元".into(), Bound::Exactly)));
        assert_eq!(number("90%以上"), Some(("90".into(), "%".into(), Bound::AtLeast)));
        assert_eq!(number("12,34"), None);
        assert_eq!(number("3月25日前"), None);
        assert_eq!(number("较高"), None);
        assert_eq!(number("10 10"), None);
        assert_eq!(number(""), None);
    }

    #[test]
    fn a_cell_of_two_lines_keeps_its_first_place() {
        let mut cell = Cell::printed(7, "\t 一级 ", 1..9);
        cell.append(8, "指标", 0..6);
        assert_eq!(cell.text, "一级指标");
        let spot = cell.spot.unwrap();
        assert_eq!((spot.paragraph, spot.from, spot.to, spot.text.as_str()), (7, 2, 4, "一级"));
    }
}
