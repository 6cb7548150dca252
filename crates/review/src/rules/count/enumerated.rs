//! A10: 主要有三个问题：一是…；二是…。 The stated count and the things told one by one.

use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::text::Passage;
use crate::unit::{Dimension, starts};
use rust_decimal::Decimal;

pub(super) const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for quantity in &reading.quantities {
        let passage = &reading.text.passages[quantity.passage];
        let listed =
            told(passage, quantity).or_else(|| parted(passage, quantity)).or_else(|| funded(passage, quantity));
        let Some((from, count)) = listed.filter(|_| !passage.cell) else { continue };
        let quotes = reading.text.quotes(quantity.passage, quantity.lead_start..from);
        say(reading, quantity, (quotes, count), review);
    }
}

/// Says whether as many were told one by one.
pub(super) fn say(
    reading: &Reading<'_>,
    quantity: &Quantity,
    (quotes, count): (Vec<Quote>, usize),
    review: &mut Review,
) {
    if quantity.number.value == Decimal::from(count) {
        return review.holds(
            Relation::Count,
            quotes,
            format!("逐条写了{count}项，与{}相符", reading.printed(quantity)),
        );
    }
    let calc = format!("写明{}，逐条写了{count}项", reading.printed(quantity));
    let suggestion = "核对个数与所列各条，漏列的补上，多写的删去";
    let finding = Finding::new(Kind::CountMismatch, quotes, calc, suggestion);
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// A count that may be followed by its things.
fn is_small_count(quantity: &Quantity) -> bool {
    let counted = matches!(quantity.number.dimension, Dimension::Count("个" | "项" | "条" | "类" | "种"))
        || quantity.number.dimension == Dimension::Bare && quantity.tail.starts_with("方面");
    let small = (Decimal::TWO..=Decimal::TEN).contains(&quantity.number.value) && quantity.number.is_operand();
    counted && small && !quantity.tail.contains('中')
}

/// 失分在四个方面：甲；乙；丙；丁。 Semicolons part the things up to the end of the sentence.
fn parted(passage: &Passage, quantity: &Quantity) -> Option<(usize, usize)> {
    if !is_small_count(quantity) {
        return None;
    }
    let end = quantity.number.span.end;
    let mark = end + passage.chars[end..].iter().take(12).position(|sign| "：。；（".contains(*sign))?;
    let between = passage.slice(end..mark);
    let plain = !between.contains('，') || between.ends_with("分别是") || between.ends_with("分别为");
    if passage.chars[mark] != '：' || !plain {
        return None;
    }
    let rest = &passage.chars[mark + 1..];
    let stop = rest.iter().position(|sign| *sign == '。').unwrap_or(rest.len());
    let list: String = rest[..stop].iter().collect();
    let parts = list.split('；').filter(|part| !part.is_empty()).count();
    // Two parts, or marks of another kind, may each hold several things.
    let marked = ["一是", "（1）", "①", "其中", "等", "第一"].iter().any(|word| list.contains(word));
    (parts >= 3 && !marked && passage.chars.get(mark + 1 + stop) == Some(&'。')).then_some((mark + 1, parts))
}

/// 来源有3项：中央财政120万元，省财政80万元，上年结转6万元。 A name and an amount each, up to the end of the sentence.
fn funded(passage: &Passage, quantity: &Quantity) -> Option<(usize, usize)> {
    let end = quantity.number.span.end + quantity.tail.chars().count();
    if !is_small_count(quantity) || passage.chars.get(end) != Some(&'：') {
        return None;
    }
    let rest = &passage.chars[end + 1..];
    let stop = rest.iter().position(|sign| *sign == '。')?;
    let list: String = rest[..stop].iter().collect();
    super::figured::amounts(&list).map(|count| (end + 1, count))
}

/// Where the first item begins directly behind a small count, and how many follow in this paragraph.
fn told(passage: &Passage, quantity: &Quantity) -> Option<(usize, usize)> {
    if !is_small_count(quantity) {
        return None;
    }
    let end = quantity.number.span.end;
    let mark = end + passage.chars[end..].iter().take(12).position(|sign| "：，。；".contains(*sign))?;
    let said = |at: usize| format!("{}是", NUMERALS.get(at).unwrap_or(&""));
    let numbered = |at: usize| format!("（{}）", at + 1);
    let lettered = |at: usize| format!("（{}）", NUMERALS.get(at).unwrap_or(&""));
    let ordered = |at: usize| format!("第{}，", NUMERALS.get(at).unwrap_or(&""));
    // A colon, or 分别 before the first.
    let colon = passage.chars[mark] == '：';
    let joined = |first: usize| colon || passage.slice(end..first).contains("分别");
    let first = first_of(passage, mark, &said(0)).filter(|first| joined(*first));
    match first {
        Some(first) => Some((first, items(passage, first, said)?)),
        None => {
            let words: [&dyn Fn(usize) -> String; 3] = [&numbered, &lettered, &ordered];
            let (word, first) = words
                .into_iter()
                .find_map(|word| Some((word, first_of(passage, mark, &word(0)).filter(|_| colon)?)))?;
            Some((first, items(passage, first, word)?))
        }
    }
}

fn first_of(passage: &Passage, mark: usize, word: &str) -> Option<usize> {
    (mark + 1..mark + 4).find(|at| passage.chars.get(*at..).is_some_and(|rest| starts(rest, word)))
}

/// How many items follow one another; nothing where a second list begins.
fn items(passage: &Passage, first: usize, word: impl Fn(usize) -> String) -> Option<usize> {
    let mut count = 0;
    let mut at = first;
    while count < NUMERALS.len() {
        let rest = &passage.chars[at..];
        let word = word(count);
        let Some(found) = (0..rest.len()).find(|from| starts(&rest[*from..], &word) && opens(rest, *from)) else {
            break;
        };
        at += found + 1;
        count += 1;
    }
    // A second list begins anew: nobody knows which is counted.
    let anew = word(0);
    let again =
        (at..passage.chars.len()).any(|from| starts(&passage.chars[from..], &anew) && opens(&passage.chars, from));
    (count >= 2 && !again).then_some(count)
}

/// An item stands behind a mark; 统一是 is none.
fn opens(chars: &[char], at: usize) -> bool {
    at == 0 || "，。；：".contains(chars[at - 1])
}
