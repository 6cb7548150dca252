//! A01 of a total behind its list that says of how many it is, or stands alone behind them: 三种渠道合计25522人次, 以上四类人员共
//! 2,100人, 三个年龄段总人数, 岗位总数为830个. The figures of its measure directly before it are its parts.

use super::Known;
use super::pool::{measured, same_measure};
use crate::finding::{Relation, Review};
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::unit::Dimension;

/// Words of a total.
const TOTAL: &[&str] = &["合计", "共", "总计", "总数", "总额", "总和", "总人数", "相加", "之和", "小计"];
/// Words of the whole before: 全年共, 累计共 begin a story.
const BACK: &[&str] = &["以上", "上述", "合计", "总计", "总数", "小计", "之和", "相加"];
/// More parts than these are a table.
const PARTS: std::ops::RangeInclusive<usize> = 2..=10;
const NUMERALS: [char; 10] = ['二', '三', '四', '五', '六', '七', '八', '九', '十', '两'];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, total) in reading.quantities.iter().enumerate() {
        let told = measured(total) && total.is_amount() && !total.prior && !total.led_by(OPENERS);
        if !told || reading.text.passages[total.passage].cell || known.has(reading, total, &[Relation::Sum]) {
            continue;
        }
        let words = total.lead.rsplit(['，', '。', '；']).next().unwrap_or_default();
        // 8845.08万元为三项支出的总和.
        let behind = total.tail.starts_with('为') && ["总和", "之和"].iter().any(|word| total.tail.contains(word));
        if !behind && !TOTAL.iter().any(|word| words.contains(word)) {
            continue;
        }
        let said = if behind { &total.tail } else { words };
        let count = stated(said);
        let Some(parts) = parts(reading, index, count, BACK.iter().any(|word| said.contains(word))) else { continue };
        // What is only near was of other figures in six correct reports.
        Equation::sum(total, parts).weigh(reading, Miss::Slip, "核对合计与各分项", review);
    }
}

/// 三种, 四类, 五街道: of how many.
fn stated(words: &str) -> Option<usize> {
    let signs: Vec<char> = words.chars().collect();
    let at = signs.iter().position(|sign| NUMERALS.contains(sign))?;
    let plain = !matches!(signs.get(at + 1), Some('季' | '月' | '级' | '线' | '定') | None);
    let digit = NUMERALS.iter().position(|sign| *sign == signs[at])?;
    let count = if signs[at] == '两' { 2 } else { digit + 2 };
    // 第三季度, 二十三项.
    let alone = !signs.get(at + 1).is_some_and(|next| NUMERALS.contains(next))
        && !at.checked_sub(1).is_some_and(|before| matches!(signs[before], '第' | '十'));
    (plain && alone).then_some(count)
}

/// The figures of its measure before it: so many, or all of its sentence, or all of the sentence before.
fn parts<'r>(reading: &'r Reading<'_>, index: usize, count: Option<usize>, back: bool) -> Option<Vec<&'r Quantity>> {
    let total = &reading.quantities[index];
    let part = |q: &&Quantity| {
        same_measure(q, total) && q.number.is_operand() && !q.number.chinese && q.bracket == total.bracket
    };
    let plain = |q: &Quantity| q.is_amount() && !q.prior && !TOTAL.iter().any(|word| q.led_by(&[word]));
    let before = |at: usize| {
        let own = reading.in_sentence(at).iter().filter(part);
        own.filter(|q| q.number.span.start < total.number.span.start).collect::<Vec<_>>()
    };
    let here = before(total.sentence);
    let last = || {
        let at = total.sentence.checked_sub(1).filter(|at| reading.sentences[*at].passage == total.passage);
        at.map(before).unwrap_or_default()
    };
    let mut found = if here.is_empty() && back { last() } else { here };
    if let Some(count) = count {
        found = found.split_off(found.len().checked_sub(count)?);
    }
    let alone = count.is_some() || back;
    let times = total.number.dimension != Dimension::Time;
    (times && alone && PARTS.contains(&found.len()) && found.iter().all(|q| plain(q))).then_some(found)
}
