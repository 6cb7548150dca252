//! A10 of what is told in another paragraph: 在8个乡镇新建社工站 and 新建站点设在：甲镇、乙镇、…; 下属事业单位4个 and the paragraphs under
//! 下属事业单位履职情况, each of which begins with one of them.

use super::enumerated::say;
use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::common;
use crate::rules::outline::outline;
use crate::unit::Dimension;
use rust_decimal::Decimal;
use std::ops::Range;

const PLACES: [&str; 5] = ["镇", "乡", "街道", "社区", "村"];
/// What a unit is called at the end of its name.
const UNITS: [char; 9] = ['站', '处', '院', '所', '馆', '队', '校', '局', '园'];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let lists: Vec<(usize, Range<usize>, String, usize)> =
        (0..reading.sentences.len()).filter_map(|at| sites(reading, at)).collect();
    for q in reading.quantities.iter().filter(|q| is_count(reading, q)) {
        let mut of = lists.iter().filter(|(passage, _, words, _)| {
            *passage != q.passage && common(words, &q.tail).max(common(words, &q.lead)) >= 2
        });
        if let Some((passage, span, _, count)) = of.next().filter(|_| of.next().is_none() && places(q)) {
            let mut quotes = reading.quotes([q]);
            quotes.extend(reading.text.quotes(*passage, span.clone()));
            near(reading, q, (quotes, *count), review);
        } else if let Some((quotes, count)) = units(reading, q).or_else(|| paragraphs(reading, q)) {
            near(reading, q, (quotes, count), review);
        }
    }
}

fn near(reading: &Reading<'_>, q: &Quantity, told: (Vec<crate::finding::Quote>, usize), review: &mut Review) {
    if (q.number.value - Decimal::from(told.1)).abs() <= Decimal::ONE {
        say(reading, q, told, review);
    }
}

fn is_count(reading: &Reading<'_>, q: &Quantity) -> bool {
    let small = (Decimal::TWO..=Decimal::from(20)).contains(&q.number.value) && q.number.is_operand();
    let counted = matches!(q.number.dimension, Dimension::Count("个" | "家" | "所"));
    counted && small && !reading.text.passages[q.passage].cell && q.bracket.is_none() && !q.prior
}

/// 8个乡镇新建: of places, with what was done there.
fn places(q: &Quantity) -> bool {
    let of_places = ["乡镇", "镇", "乡", "街道", "社区", "村"].iter().any(|word| q.tail.starts_with(word));
    of_places && ["在", "覆盖", "涉及"].iter().any(|word| q.lead.ends_with(word))
}

/// 新建站点设在：甲镇、乙镇、…，: where the list stands, what is there, how many they are.
fn sites(reading: &Reading<'_>, at: usize) -> Option<(usize, Range<usize>, String, usize)> {
    let sentence = &reading.sentences[at];
    let passage = reading.text.passages.get(sentence.passage).filter(|passage| !passage.cell)?;
    let text = passage.slice(sentence.span.clone());
    let (before, behind) = ["设在", "分布在", "建在", "位于", "设于"].iter().find_map(|word| text.split_once(word))?;
    let words = before.rsplit(['，', '；']).next().unwrap_or_default();
    let list = behind.trim_start_matches('：').split(['，', '。', '；', '（']).next().unwrap_or_default();
    let names: Vec<&str> = list.split(['、', '和']).collect();
    let of_place =
        |name: &&str| PLACES.iter().any(|word| name.ends_with(word)) && (2..=7).contains(&name.chars().count());
    let from = sentence.span.start + before.chars().count();
    let span = from..from
        + (behind.chars().count() - behind.trim_start_matches('：').chars().count())
        + list.chars().count()
        + 2;
    let whole = names.len() >= 3 && names.iter().all(of_place) && !words.contains("其中");
    whole.then(|| (sentence.passage, span, words.to_owned(), names.len()))
}

/// 覆盖全县五个镇, and paragraphs that each begin with one of them.
fn paragraphs(reading: &Reading<'_>, q: &Quantity) -> Option<(Vec<crate::finding::Quote>, usize)> {
    let of_towns = ["乡镇", "镇", "乡", "街道"].iter().any(|word| q.tail.starts_with(word));
    let kinds: &[&str] = if of_towns { &["镇", "乡", "街道"] } else { &["县", "区", "市"] };
    let counted = of_towns || ["县", "区", "市"].iter().any(|word| q.tail.starts_with(word));
    let whole = ["全县", "全市", "全区", "覆盖", "涉及", "下辖"].iter().any(|word| q.lead.ends_with(word));
    let passages = &reading.text.passages;
    let begins = |index: &usize| {
        let Some(passage) = passages.get(*index).filter(|passage| !passage.cell && !passage.heading) else {
            return false;
        };
        let start: String = passage.chars.iter().take(6).collect();
        let name = kinds
            .iter()
            .filter_map(|kind| start.find(kind).map(|at| &start[..at + kind.len()]))
            .min_by_key(|name| name.len());
        name.is_some_and(|name| {
            name.chars().count() >= 3 && !name.starts_with(['全', '各', '该', '其', '本']) && !name.contains('个')
        })
    };
    let first = q.passage + 1;
    let count = (first..passages.len()).take_while(begins).count();
    let mut quotes = reading.quotes([q]);
    quotes.extend((first..first + count).flat_map(|index| reading.text.quotes(index, 0..6)));
    (counted && whole && count > 2).then_some((quotes, count))
}

/// 下属事业单位4个，均…: the paragraphs of the section of this name, each about one unit.
fn units(reading: &Reading<'_>, q: &Quantity) -> Option<(Vec<crate::finding::Quote>, usize)> {
    let lead: Vec<char> = q.lead.chars().collect();
    let noun: String = lead.get(lead.len().checked_sub(4)?..)?.iter().collect();
    let behind = reading.between(q.passage, q.number.span.end..reading.sentences[q.sentence].span.end);
    if !q.tail.is_empty() || !noun.ends_with("单位") || !behind.contains('均') {
        return None;
    }
    let parts = outline(reading);
    let mut of = parts.iter().filter(|part| part.title.contains(&noun) && part.heading != q.passage);
    let part = of.next().filter(|_| of.next().is_none())?;
    let of_unit = |index: usize| {
        let passage = &reading.text.passages[index];
        let start: Vec<char> = passage.chars.iter().take(12).copied().collect();
        let named = start.iter().position(|sign| UNITS.contains(sign)).is_some_and(|at| at >= 3)
            || start.windows(2).any(|two| two == ['中', '心']);
        named && !passage.cell && !passage.heading
    };
    let all = part.body.len() >= 2 && part.body.clone().all(of_unit);
    let mut quotes = reading.quotes([q]);
    quotes.extend(part.body.clone().flat_map(|index| reading.text.quotes(index, 0..8)));
    all.then(|| (quotes, part.body.len()))
}
