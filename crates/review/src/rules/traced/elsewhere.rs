//! Figures that stand elsewhere under the name that the words here use: 稳岗返还8427.36万元 in one section, and in
//! another 一是稳岗返还。全年返还13654户，户均….

use super::pool::anywhere;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{abbreviates, common, core};
use crate::rules::terms::bare_lead;

/// A name of fewer characters says too little.
const SHORTEST: usize = 4;
/// A title is no longer than this.
const LONGEST_TITLE: usize = 24;

/// What each figure of the report is called; empty where it has no name of its own.
pub(super) struct Names(Vec<String>);

impl Names {
    pub(super) fn of(reading: &Reading<'_>) -> Names {
        let named = |q: &Quantity| q.is_amount() && !q.prior && !reading.text.passages[q.passage].cell;
        Names(reading.quantities.iter().map(|q| if named(q) { name(&q.lead) } else { String::new() }).collect())
    }

    /// The figure whose name is contained in these words, the longest name first; none where figures of as good a
    /// name differ. `subject` may be the end of a name: 助学金 of 圆梦助学金.
    pub(super) fn figure<'r>(
        &self,
        reading: &'r Reading<'_>,
        index: usize,
        (words, subject): (&str, &str),
        kind: impl Fn(&Quantity) -> bool,
    ) -> Option<&'r Quantity> {
        let own = &reading.quantities[index];
        let year = own.year.or(reading.year);
        let mut best: Option<(usize, &Quantity)> = None;
        let mut unlike = false;
        for (name, q) in anywhere(reading, index).map(|q| (&self.0[at(reading, q)], q)) {
            let other_year = q.year.zip(year).is_some_and(|(a, b)| a != b);
            if name.is_empty() || q.sentence == own.sentence || other_year || !kind(q) {
                continue;
            }
            let length = likeness(name, words, subject);
            match best {
                _ if length == 0 => {}
                Some((known, _)) if known > length => {}
                Some((known, first)) if known == length => {
                    unlike |= !first.number.interval().meets(q.number.interval());
                }
                _ => (best, unlike) = (Some((length, q)), false),
            }
        }
        best.filter(|_| !unlike).map(|(_, q)| q)
    }
}

/// The place of a figure among all.
fn at(reading: &Reading<'_>, q: &Quantity) -> usize {
    reading.sentences[q.sentence].quantities.clone().find(|at| std::ptr::eq(&reading.quantities[*at], q)).unwrap_or(0)
}

/// 加上长缴增发养老金 → 长缴增发养老金, 稳岗返还支出 → 稳岗返还.
fn name(lead: &str) -> String {
    let mut name = core(bare_lead(lead.rsplit('：').next().unwrap_or(lead)));
    for word in ["支出", "发放", "支付", "投入", "列支", "拨付", "安排"] {
        name = name.strip_suffix(word).unwrap_or(&name).to_owned();
    }
    for word in ["加上", "用于", "包括", "支付", "发放", "拨付", "安排", "支出", "看", "是"] {
        name = name.strip_prefix(word).unwrap_or(&name).to_owned();
    }
    if name.chars().count() < SHORTEST { String::new() } else { name }
}

/// How many characters of the name the words have: all of them together, or in their order.
fn likeness(name: &str, words: &str, subject: &str) -> usize {
    let length = name.chars().count();
    if words.contains(name) {
        return length;
    }
    if subject.chars().count() > 2 && name.ends_with(subject) {
        return subject.chars().count();
    }
    let in_order = length > 6 && abbreviates(name, words) && common(name, words) * 2 >= length;
    if in_order { length - 1 } else { 0 }
}

/// The words of its sentence before a figure, and before them the title of its item: 一是稳岗返还。（二）社会保险补贴548.32万元，
pub(super) fn words_before(reading: &Reading<'_>, q: &Quantity) -> String {
    let own = (0..=q.sentence).rev().take_while(|at| reading.sentences[*at].passage == q.passage);
    let title =
        |words: String| words.chars().take_while(|c| !"，；（".contains(*c)).take(LONGEST_TITLE).collect::<String>();
    let titles = own.map(|at| (at, reading.between(q.passage, reading.sentences[at].span.clone())));
    // The nearest bare sentence, or how the paragraph begins.
    let bare =
        |at: usize, words: &str| reading.in_sentence(at).is_empty() && words.chars().count() <= LONGEST_TITLE / 2;
    let found = titles.clone().find(|(at, words)| bare(*at, words)).or_else(|| titles.last());
    format!("{}|{}", found.map(|(_, words)| title(words)).unwrap_or_default(), own_words(reading, q))
}

/// The words of its sentence before a figure.
pub(super) fn own_words(reading: &Reading<'_>, q: &Quantity) -> String {
    reading.between(q.passage, reading.sentences[q.sentence].span.start..q.number.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_words_without_verbs() {
        assert_eq!(name("加上长缴增发养老金"), "长缴增发养老金");
        assert_eq!(name("其中：稳岗返还支出"), "稳岗返还");
        assert_eq!(name("支出"), "");
    }

    #[test]
    fn words_may_stand_between_the_parts_of_a_name() {
        assert!(likeness("农民工一次性生活补助", "另有农民工领取了一次性生活补助", "") > 0);
        assert!(likeness("农民工一次性生活补助", "另有农民领取了补助", "") == 0);
        assert!(likeness("圆梦助学金", "助学金按每人", "助学金") > 0);
    }
}
