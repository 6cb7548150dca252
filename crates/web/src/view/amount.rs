//! Money: yuan with thousands separators, two decimals, figures of one width.

use base::Fen;
use maud::{Markup, html};

/// Yuan as text.
pub fn yuan(amount: Fen) -> String {
    let plain = amount.to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{part}")
}

/// An amount in yuan.
pub fn amount(amount: Fen) -> Markup {
    html! { span.amount { (yuan(amount)) } }
}

/// A dash where nothing is at stake.
pub fn amount_or_dash(value: Fen) -> Markup {
    if value.is_zero() {
        html! { span.amount.none { "—" } }
    } else {
        amount(value)
    }
}

/// A difference with its sign.
pub fn signed(value: Fen) -> Markup {
    let plus = if value > Fen::ZERO { "+" } else { "" };
    html! { span.amount { (plus) (yuan(value)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_fen_are_kept() {
        let cases =
            [(0, "0.00"), (5, "0.05"), (123_456, "1,234.56"), (-100_000_000, "-1,000,000.00"), (99_999, "999.99")];
        for (fen, text) in cases {
            assert_eq!(yuan(Fen::new(fen)), text);
        }
    }
}
