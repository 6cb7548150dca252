//! A01 of what is told by 一是…，二是…: 年中增加1177.37万元，一是上年结转612.37万元，二是上级追加565.00万元. Each item tells one amount.

use crate::finding::{Confidence, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Form, Miss};

const MARKS: [&str; 6] = ["一是", "二是", "三是", "四是", "五是", "六是"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (at, sentence) in reading.sentences.iter().enumerate() {
        let words = reading.between(sentence.passage, sentence.span.clone());
        if reading.text.passages[sentence.passage].cell || !words.contains("一是") || !words.contains("二是") {
            continue;
        }
        let signs: Vec<char> = words.chars().collect();
        let place = |mark: &&str| {
            let mark: Vec<char> = mark.chars().collect();
            signs.windows(2).position(|two| two == mark).map(|at| sentence.span.start + at)
        };
        let marks: Vec<usize> = MARKS.iter().map_while(place).collect();
        if let Some(equation) = told(reading, at, &marks)
            && (equation.holds() || equation.miss(reading) == Miss::Slip)
        {
            equation.tell(reading, Confidence::Likely, "核对合计与所列各项", review);
        }
    }
}

/// The figure directly before 一是, and the first of its measure of each item.
fn told<'r>(reading: &'r Reading<'_>, sentence: usize, marks: &[usize]) -> Option<Equation<'r>> {
    let all = reading.in_sentence(sentence);
    let before = all.iter().rev().find(|q| q.number.span.end <= marks[0]);
    let whole = before.filter(|q| !q.number.chinese && !q.number.per.is_standard() && q.bracket.is_none())?;
    let near = reading.between(whole.passage, whole.number.span.end..marks[0]).chars().count() <= 6;
    let of_item = |at: usize| {
        let end = marks.get(at + 1).copied().unwrap_or(usize::MAX);
        let own = all.iter().filter(|q| (marks[at]..end).contains(&q.number.span.start));
        let mut own = own.filter(|q| q.number.dimension == whole.number.dimension);
        own.next().filter(|q| own.next().is_none() && !q.number.chinese && q.bracket.is_none())
    };
    let parts: Option<Vec<&Quantity>> = (0..marks.len()).map(of_item).collect();
    let parts = parts.filter(|parts| near && parts.len() > 1)?;
    let ways = vec![true; parts.len()];
    let (kind, relation) = (Kind::SumMismatch, Relation::Sum);
    Some(Equation { result: whole, terms: parts, form: Form::Sum(ways), kind, relation })
}
