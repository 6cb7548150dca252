//! A10 of things told one by one before their count: （一）…；（二）…；（三）…。以上三项措施….

use super::enumerated::{NUMERALS, say};
use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::{Dimension, starts};
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for quantity in reading.quantities.iter().filter(|q| counts_before(q)) {
        let chars = &reading.text.passages[quantity.passage].chars[..quantity.number.span.start];
        let lists: Vec<(usize, usize)> = STYLES.iter().filter_map(|style| list(chars, *style)).collect();
        // Of two lists nobody knows which is counted.
        let [(from, count)] = lists[..] else { continue };
        let quotes = reading.text.quotes(quantity.passage, from..quantity.number.span.end);
        say(reading, quantity, (quotes, count), review);
    }
}

/// 以上五项措施, 上述三个方面.
fn counts_before(q: &Quantity) -> bool {
    let counted = matches!(q.number.dimension, Dimension::Count("个" | "项" | "条" | "类" | "种"));
    let before = ["以上", "上述"].iter().any(|word| q.lead == *word);
    let noun = [
        "措施", "问题", "工作", "方面", "建议", "举措", "打算", "原因", "经验", "做法", "任务", "改进", "意见", "整改",
    ];
    let tail: String = q.tail.chars().take(4).collect();
    let named = noun.iter().any(|word| tail.contains(word));
    counted && before && named && q.number.is_operand() && q.number.value <= Decimal::TEN
}

type Style = fn(usize) -> String;

const STYLES: [Style; 5] = [
    |at| format!("（{}）", NUMERALS.get(at).unwrap_or(&"")),
    |at| format!("（{}）", at + 1),
    |at| format!("{}是", NUMERALS.get(at).unwrap_or(&"")),
    |at| format!("第{}，", NUMERALS.get(at).unwrap_or(&"")),
    |at| format!("{}.", at + 1),
];

/// Where a list of this style begins, and how many follow one another up to the count.
fn list(chars: &[char], style: Style) -> Option<(usize, usize)> {
    let opens = |at: usize| at == 0 || "，。；：".contains(chars[at - 1]);
    let of =
        |number: usize, from: usize| (from..chars.len()).find(|at| starts(&chars[*at..], &style(number)) && opens(*at));
    let first = of(0, 0)?;
    let (mut count, mut at) = (1, first);
    while let Some(next) = of(count, at + 1).filter(|_| count < NUMERALS.len()) {
        (count, at) = (count + 1, next);
    }
    // A second list begins anew.
    (count > 1 && of(0, first + 1).is_none()).then_some((first, count))
}
