//! What remains: 收入－支出＝结余, 应…－已…＝未…, a budget and its adjustment; A13 opening ± flows
//! = closing.

mod accounts;
mod adjusted;
mod remainder;

use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::mains::mains;
use crate::unit::Dimension;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    accounts::check(reading, review);
    for (index, sentence) in reading.sentences.iter().enumerate() {
        if sentence.quantities.is_empty() {
            continue;
        }
        let here = mains(reading, index);
        let before = index.checked_sub(1).filter(|b| reading.sentences[*b].passage == sentence.passage);
        let wide: Vec<&Quantity> =
            before.map(|b| mains(reading, b)).unwrap_or_default().into_iter().chain(here.iter().copied()).collect();
        remainder::check(reading, &here, &wide, review);
        adjusted::check(reading, &here, &wide, review);
    }
}

/// Money, people, things: what can be left over.
fn is_measured(dimension: Dimension) -> bool {
    !matches!(
        dimension,
        Dimension::Percent | Dimension::PercentPoint | Dimension::Score | Dimension::Time | Dimension::Bare
    )
}
