//! A01 of a total that is told by its name only: 甲…，乙…，此外支付…，以上六项合计即项目执行数.

use super::columns::is_item;
use super::opener::{Opener, Way, stated};
use super::{Known, division, whole};
use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for sentence in &reading.sentences {
        let words = reading.between(sentence.passage, sentence.span.clone());
        let Some((before, name)) = ["合计即", "相加即", "之和即"].iter().find_map(|word| words.split_once(word))
        else {
            continue;
        };
        let name: String = name.trim_start_matches('为').chars().take_while(|c| !"，。；（".contains(*c)).collect();
        let Some(count) = before.rsplit('，').next().and_then(stated) else { continue };
        let end = sentence.span.start + before.chars().count();
        let here = &reading.quantities[sentence.quantities.clone()];
        let items: Vec<&Quantity> = here.iter().filter(|q| q.number.span.start < end && is_item(q)).collect();
        let Some(last) = items.last() else { continue };
        let parts: Vec<&Quantity> = items
            .iter()
            .copied()
            .filter(|q| q.number.dimension == last.number.dimension && q.bracket.is_none())
            .collect();
        // A name with a figure behind it is another rule's.
        if name.chars().any(|c| c.is_ascii_digit()) {
            continue;
        }
        let opener = Opener { way: Way::Declared, name, direct: None, words: String::new(), count: Some(count) };
        if whole::candidates(reading, sentence.quantities.start, &opener, &parts).is_empty() {
            continue;
        }
        division(reading, known, (sentence.quantities.start, &opener), &parts, review);
    }
}
