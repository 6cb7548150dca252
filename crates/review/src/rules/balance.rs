//! What remains: 收入－支出＝结余, 应…－已…＝未…, a budget and its adjustment; A13 opening ± flows
//! = closing.

mod adjusted;
mod remainder;
mod stock;

use crate::finding::Review;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::unit::Dimension;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, sentence) in reading.sentences.iter().enumerate() {
        if sentence.quantities.is_empty() {
            continue;
        }
        let here = mains(reading, index);
        let before = index.checked_sub(1).filter(|b| reading.sentences[*b].passage == sentence.passage);
        let wide: Vec<&Quantity> =
            before.map(|b| mains(reading, b)).unwrap_or_default().into_iter().chain(here.iter().copied()).collect();
        stock::check(reading, &here, review);
        remainder::check(reading, &here, &wide, review);
        adjusted::check(reading, &here, &wide, review);
    }
}

/// The figures of a sentence that are no parts of others: nothing behind 其中, nothing in brackets.
fn mains<'r>(reading: &'r Reading<'_>, sentence: usize) -> Vec<&'r Quantity> {
    let mut mains: Vec<&Quantity> = Vec::new();
    let mut parts_of: Option<Dimension> = None;
    for quantity in reading.in_sentence(sentence) {
        if quantity.led_by(OPENERS) && quantity.bracket.is_none() {
            parts_of = Some(quantity.number.dimension);
        }
        let part = parts_of == Some(quantity.number.dimension) && !ends_parts(quantity);
        if !part {
            parts_of = parts_of.filter(|d| *d != quantity.number.dimension);
        }
        if !part
            && quantity.bracket.is_none()
            && !quantity.number.chinese
            && !quantity.number.per.is_standard()
            && quantity.number.is_operand()
        {
            mains.push(quantity);
        }
    }
    mains
}

/// Words that begin something new after a list of parts.
fn ends_parts(quantity: &Quantity) -> bool {
    quantity.led_by(&[
        "结余", "结转", "剩余", "年末", "年初", "期末", "全年", "合计", "共计", "总", "追加", "调增", "调减", "比",
        "较",
    ])
}

/// Money, people, things: what can be left over.
fn is_measured(dimension: Dimension) -> bool {
    !matches!(
        dimension,
        Dimension::Percent | Dimension::PercentPoint | Dimension::Score | Dimension::Time | Dimension::Bare
    )
}
