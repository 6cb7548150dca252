//! A10 of things that are told by their numbers: 开设5期培训班，第1期育婴、…、第5期电商; 资金分三批下达：第一批…，第二批…，第三批…; and of the
//! months in which something was done: 2月、5月、8月、11月分四批下达.

use super::{List, judge};
use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::{Dimension, starts};
use rust_decimal::Decimal;

const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
/// Fewer may be but the ones worth telling.
const LISTED: usize = 3;
/// What stands between months of a list.
const JOINTS: [char; 4] = ['、', '和', '及', '与'];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for quantity in reading.quantities.iter().filter(|q| is_count(q)) {
        let passage = &reading.text.passages[quantity.passage];
        if passage.cell {
            continue;
        }
        let end = reading.sentences[quantity.sentence].span.end;
        if let Some(list) = numbered(&passage.chars[..end], quantity) {
            judge(reading, quantity, &list, quantity.lead_start..list.end, review);
        } else if let Some((list, start)) = months_before(&passage.chars, quantity) {
            judge(reading, quantity, &list, start..quantity.number.span.end, review);
        } else if let Some(list) = months_behind(&passage.chars[..end], quantity) {
            judge(reading, quantity, &list, quantity.number.span.start..list.end, review);
        }
    }
}

/// 5期, 四批, 两次.
fn is_count(q: &Quantity) -> bool {
    let counted = matches!(q.number.dimension, Dimension::Count("期" | "批" | "批次" | "次"));
    counted && q.number.is_operand() && (Decimal::TWO..=Decimal::from(12)).contains(&q.number.value)
}

/// How many are told by their numbers behind the count, in its sentence.
fn numbered(chars: &[char], quantity: &Quantity) -> Option<List> {
    let Dimension::Count(word) = quantity.number.dimension else { return None };
    let unit = word.chars().next()?;
    let stated = usize::try_from(quantity.number.value.trunc().mantissa()).ok()?;
    let (mut listed, mut end) = (0, quantity.number.span.end);
    while let Some(numeral) = NUMERALS.get(listed) {
        let names = [format!("第{numeral}{unit}"), format!("第{}{unit}", listed + 1)];
        let found = (end..chars.len()).find(|at| names.iter().any(|name| starts(&chars[*at..], name)));
        let Some(at) = found else { break };
        (listed, end) = (listed + 1, at + 3);
    }
    let rest: String = chars[quantity.number.span.end..].iter().collect();
    let has = |words: &[&str]| words.iter().any(|word| rest.contains(word));
    let ranged = has(&["至第", "到第"]);
    // One that is not told was forgotten, unless more is said of it; one too many may be to come.
    let whole = match stated.checked_sub(listed) {
        Some(0) => true,
        Some(1) => listed >= LISTED && !has(&["其余", "其他", "剩余", "等", "最后", "推迟", "取消", "未"]),
        Some(_) => false,
        None => !has(&["将", "拟", "计划", "尚", "明年", "次年"]),
    };
    (listed > 1 && whole && !ranged).then_some(List { end, least: listed, most: listed })
}

/// 2月、5月、8月分三批: the list stands directly before.
fn months_before(chars: &[char], quantity: &Quantity) -> Option<(List, usize)> {
    let mut at = quantity.number.span.start;
    let dealt = at > 0 && chars[at - 1] == '分' || chars[..at].ends_with(&['分', '为']);
    for word in ["分为", "共分", "分", "共"] {
        if chars[..at].ends_with(&word.chars().collect::<Vec<char>>()) {
            at -= word.chars().count();
            break;
        }
    }
    let (mut listed, mut start) = (0, at);
    while let Some(begin) = month_ending(chars, start) {
        (listed, start) = (listed + 1, begin);
        match begin.checked_sub(1).map(|before| chars[before]) {
            Some(sign) if JOINTS.contains(&sign) => start = begin - 1,
            Some('-' | '—' | '至' | '~' | '～' | '年') => return None,
            _ => break,
        }
    }
    let open = start < at && JOINTS.contains(&chars[start]);
    // 9月、10月共3次: in one of them twice.
    let fewer = quantity.number.value < Decimal::from(listed);
    let told = listed > 1 && (fewer || dealt && listed >= LISTED || quantity.number.value == Decimal::from(listed));
    (told && !open).then_some((List { end: at, least: listed, most: listed }, start))
}

/// 分四批于2月、5月、8月、11月下达; 分4次（3月、6月、9月、12月）.
fn months_behind(chars: &[char], quantity: &Quantity) -> Option<List> {
    let mut at = quantity.number.span.end;
    let opener = ["，分别于", "，分别在", "分别于", "分别在", "（", "于", "在", "，即"];
    let word = opener.iter().find(|word| starts(&chars[at..], word))?;
    at += word.chars().count();
    let mut listed = 0;
    loop {
        let digits = chars[at..].iter().take_while(|sign| sign.is_ascii_digit()).count();
        if !(1..=2).contains(&digits) || chars.get(at + digits) != Some(&'月') {
            return None;
        }
        (listed, at) = (listed + 1, at + digits + 1);
        match chars.get(at) {
            Some('份') => at += 1,
            Some(sign) if JOINTS.contains(sign) => at += 1,
            _ => break,
        }
    }
    let more = chars[at..].iter().take(2).any(|sign| matches!(sign, '等' | '-' | '—' | '至'));
    let fewer = quantity.number.value <= Decimal::from(listed);
    (listed > 1 && (fewer || listed >= LISTED) && !more).then_some(List { end: at, least: listed, most: listed })
}

/// Where the month that ends here begins: 11月, 5月份.
fn month_ending(chars: &[char], end: usize) -> Option<usize> {
    let end = if end > 0 && chars[end - 1] == '份' { end - 1 } else { end };
    let at = end.checked_sub(1).filter(|at| chars[*at] == '月')?;
    let digits = chars[..at].iter().rev().take_while(|sign| sign.is_ascii_digit()).count();
    (1..=2).contains(&digits).then(|| at - digits)
}
