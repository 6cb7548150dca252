//! A10 over paragraphs: 重点采取了五项措施 and the headings （一）…（五） that follow, or the paragraphs 一是…, 二是…; 下设4个子项目 and
//! the headings that are all called so, wherever they stand.

use super::enumerated::say;
use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::outline::{Part, numbered, outline, runs};
use crate::text::item_mark;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// What is told one by one, and the headings that promise it.
const NOUNS: [(&str, &[&str]); 8] = [
    ("措施", &["措施", "做法", "举措", "经验", "工作"]),
    ("举措", &["措施", "做法", "举措", "经验", "工作"]),
    ("做法", &["措施", "做法", "举措", "经验", "工作"]),
    ("工作", &["做法", "工作", "举措", "措施"]),
    ("任务", &["任务", "工作"]),
    ("问题", &["问题", "不足"]),
    ("建议", &["建议"]),
    ("方面", &["措施", "做法", "问题", "不足", "建议", "成效", "经验", "原因"]),
];
/// A count and its list differ by no more where one was forgotten.
const FORGOTTEN: usize = 2;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let parts = outline(reading);
    let runs = runs(&parts);
    for quantity in reading.quantities.iter().filter(|q| is_count(reading, q)) {
        let listed = behind(reading, &parts, &runs, quantity)
            .or_else(|| paragraphs(reading, quantity))
            .or_else(|| called(quantity, &runs));
        let Some((count, headings)) = listed else { continue };
        let stated = usize::try_from(quantity.number.value.trunc().mantissa()).unwrap_or(0);
        if stated.abs_diff(count) <= FORGOTTEN {
            let mut quotes = reading.quotes([quantity]);
            let whole =
                |index: &usize| reading.text.quotes(*index, 0..reading.text.passages[*index].chars.len().min(20));
            quotes.extend(headings.iter().flat_map(whole));
            say(reading, quantity, (quotes, count), review);
        }
    }
}

fn is_count(reading: &Reading<'_>, q: &Quantity) -> bool {
    let passage = &reading.text.passages[q.passage];
    let counted = matches!(q.number.dimension, Dimension::Count("个" | "项" | "条" | "类" | "种"))
        || q.number.dimension == Dimension::Bare && q.tail.starts_with("方面");
    let small = (Decimal::TWO..=Decimal::from(12)).contains(&q.number.value) && q.number.is_operand();
    counted && small && !passage.cell && !passage.heading && q.bracket.is_none() && !q.prior && !q.tail.contains('中')
}

type Listed = (usize, Vec<usize>);

/// What is counted, where it is told under a heading that promises it or before a colon.
fn is_announced(reading: &Reading<'_>, q: &Quantity) -> bool {
    let tail: String = q.tail.chars().take(4).collect();
    let noun = NOUNS.iter().find(|(noun, _)| tail.contains(noun));
    let above = (0..q.passage).rev().find(|index| reading.text.passages[*index].heading);
    let title = above.map(|index| reading.text.passages[index].text()).unwrap_or_default();
    let promised = noun.is_some_and(|(_, titles)| titles.iter().any(|word| title.contains(word)));
    let colon = reading.text.passages[q.passage].chars.last() == Some(&'：');
    // 其中3项措施, 完成3项工作, 2022年确定的三项任务: some of them, or others.
    let other = q.led_by(&["其中", "完成", "已", "上述", "以上", "这", "余", "部分", "另", "每", "除"]);
    let last = reading.sentences.get(q.sentence + 1).is_none_or(|next| next.passage != q.passage);
    noun.is_some() && (promised || colon) && !other && last
}

/// The headings directly behind the paragraph, up to the end of what it opens.
fn behind(reading: &Reading<'_>, parts: &[Part], runs: &[Vec<&Part>], q: &Quantity) -> Option<Listed> {
    let run = runs.iter().find(|run| run.first().is_some_and(|first| first.heading == q.passage + 1))?;
    // 一、…。二、…: the paragraph introduces the whole report.
    let above = parts.iter().rev().find(|part| part.heading < q.passage)?;
    let under = run.iter().all(|part| above.body.contains(&part.heading));
    (under && is_announced(reading, q) && run.len() > 1)
        .then(|| (run.len(), run.iter().map(|part| part.heading).collect()))
}

/// Paragraphs 一是…, 二是… directly behind: each begins with its number.
fn paragraphs(reading: &Reading<'_>, q: &Quantity) -> Option<Listed> {
    let passages = &reading.text.passages;
    let mark = |index: usize| {
        let passage = passages.get(index).filter(|passage| !passage.cell)?;
        Some(numbered(&passage.chars[..item_mark(&passage.chars)]))
    };
    let (kind, 1) = mark(q.passage + 1)? else { return None };
    if kind == '#' || !is_announced(reading, q) {
        return None;
    }
    let mut found = vec![q.passage + 1];
    for (index, passage) in passages.iter().enumerate().skip(q.passage + 2) {
        // A short one may look like a heading.
        if passage.heading && mark(index).is_none_or(|(own, _)| own != kind) {
            break;
        }
        match mark(index) {
            Some((own, number)) if own == kind && number == found.len() + 1 => found.push(index),
            Some((own, _)) if own == kind => return None,
            _ => {}
        }
    }
    // 一是…。二是…。 in the last of them.
    let text = passages[*found.last()?].text();
    let next = super::enumerated::NUMERALS.get(found.len()).map(|word| format!("{word}是"));
    let goes_on = kind == '是' && next.is_some_and(|next| text.contains(&next));
    (found.len() > 1 && !goes_on).then_some((found.len(), found))
}

/// 下设4个子项目: headings side by side whose titles all end with what is counted, and none but those.
fn called(q: &Quantity, runs: &[Vec<&Part>]) -> Option<Listed> {
    let whole = ["下设", "分设", "分为", "包括", "包含", "设有", "设", "共有", "共设", "由", "设立", "涉及", "划分为"];
    if !whole.iter().any(|word| q.lead.ends_with(word)) {
        return None;
    }
    let noun: String = q.tail.chars().take_while(|sign| !"的，、组构".contains(*sign)).collect();
    let is_of = |run: &&Vec<&Part>| run.len() > 1 && run.iter().all(|part| part.title.ends_with(&noun));
    let mut of = runs.iter().filter(is_of).filter(|_| noun.chars().count() >= 2);
    let run = of.next().filter(|_| of.next().is_none())?;
    Some((run.len(), run.iter().map(|part| part.heading).collect()))
}
