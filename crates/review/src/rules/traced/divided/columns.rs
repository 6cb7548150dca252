//! The figures of a list, measure by measure: 龙泉6个村、1145人；西桥5个村、968人 has two columns.

use super::opener::is_aged;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::terms::total_words;
use crate::rules::traced::pool;
use crate::unit::Dimension;

/// More parts than this are a table.
const LONGEST: usize = 14;

pub(super) fn is_item(q: &Quantity) -> bool {
    pool::measured(q) && q.is_amount() && !q.prior && !q.number.chinese && !is_beside(q)
}

/// An age, a grade or a standard stands beside the figures of a list, not among them.
fn is_beside(q: &Quantity) -> bool {
    is_aged(q) || q.number.per.is_standard() || q.led_by(&["均", "每"])
}

/// The columns of the list that begins with a figure.
pub(super) fn of<'r>(reading: &'r Reading<'_>, first: usize) -> Vec<Vec<&'r Quantity>> {
    let opening = &reading.quantities[first];
    let end = reading.sentences[opening.sentence].quantities.end;
    let rest = &reading.quantities[first..end];
    let region: Vec<&Quantity> =
        rest.iter().filter(|q| q.bracket == opening.bracket && !q.number.chinese && !is_beside(q)).collect();
    let mut columns = Vec::new();
    let mut seen: Vec<Dimension> = Vec::new();
    for (at, figure) in region.iter().enumerate() {
        let dimension = figure.number.dimension;
        if seen.contains(&dimension) || figure.part != opening.part {
            break;
        }
        seen.push(dimension);
        if is_item(figure) {
            let same: Vec<&Quantity> =
                region[at..].iter().copied().filter(|q| q.number.dimension == dimension).collect();
            columns.extend(by_semicolons(&same).unwrap_or_else(|| vec![by_steps(&same)]));
        }
    }
    columns
}

/// Each part between semicolons has as many figures of the measure: one column each.
fn by_semicolons<'r>(same: &[&'r Quantity]) -> Option<Vec<Vec<&'r Quantity>>> {
    let groups: Vec<&[&Quantity]> = same.chunk_by(|a, b| a.part == b.part).collect();
    let width = groups.first()?.len();
    let steady = |pair: &[&[&Quantity]]| pair[1][0].part == pair[0][0].part + 1 && pair[1].len() == width;
    let count = 1 + groups.windows(2).take_while(|pair| steady(pair)).count();
    if !(2..=LONGEST).contains(&count) {
        return None;
    }
    let column = |at: usize| groups[..count].iter().map(|group| group[at]).collect::<Vec<_>>();
    let columns = (0..width).map(column).filter(|column| column.iter().all(|q| is_item(q) && !ends(q)));
    Some(columns.filter(|column| width == 1 || are_called_alike(column)).collect())
}

/// 甲预算a、支出b；乙预算c、支出d: what every figure of the column is called.
fn are_called_alike(column: &[&Quantity]) -> bool {
    noun(column).is_some()
}

/// The last two characters of all names.
pub(super) fn noun(column: &[&Quantity]) -> Option<String> {
    let end = |q: &Quantity| {
        let chars: Vec<char> = q.lead.chars().collect();
        chars[chars.len().saturating_sub(2)..].iter().collect::<String>()
    };
    let first = end(column.first()?);
    (first.chars().count() == 2 && column.iter().all(|q| end(q) == first)).then_some(first)
}

/// Figures that keep their distance: each in a clause of its own, or all in one.
fn by_steps<'r>(same: &[&'r Quantity]) -> Vec<&'r Quantity> {
    let mut parts: Vec<&Quantity> = Vec::new();
    let mut step = None;
    for figure in same {
        if let Some(last) = parts.last() {
            let gap = figure.clause - last.clause;
            let over = figure.part != last.part || !is_item(figure) || ends(figure) || gap > 2;
            if over || *step.get_or_insert(gap) != gap || parts.len() == LONGEST {
                break;
            }
        }
        parts.push(figure);
    }
    parts
}

/// What follows the list in its sentence and may belong to it: 此外支付….
pub(super) fn behind<'r>(reading: &'r Reading<'_>, parts: &[&Quantity]) -> Vec<&'r Quantity> {
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    if first.part != last.part {
        return Vec::new();
    }
    let same = |q: &&Quantity| {
        q.number.dimension == last.number.dimension && q.bracket == last.bracket && !q.number.chinese && !is_beside(q)
    };
    let rest = reading.in_sentence(last.sentence).iter().filter(|q| q.number.span.start > last.number.span.start);
    rest.filter(same)
        .take_while(|q| {
            is_item(q) && q.part == last.part && !q.led_by(OPENERS) && !q.lead.starts_with(['比', '较', '与'])
        })
        .take(4)
        .collect()
}

/// Something new begins.
fn ends(q: &Quantity) -> bool {
    total_words(&q.lead).is_some()
        || q.led_by(OPENERS)
        || q.lead.starts_with(['比', '较', '与'])
        || q.led_by(&["累计", "同时", "此外", "另有", "年初", "结余", "结转", "相差", "涉及"])
}
