//! The same slip between the text and a table, or between two places of the text: 93.55% in the table and 95.35% in the
//! text, each in one place alone.

use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use std::collections::HashMap;

/// Digits that agree in text and table.
const WITH_TABLE: usize = 4;
/// Digits that agree in two places of the text.
const WITHIN_TEXT: usize = 6;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    let mut places: HashMap<String, Vec<&Quantity>> = HashMap::new();
    for q in reading.quantities.iter().filter(|q| q.number.is_operand() && !q.number.chinese) {
        places.entry(figure(reading, q)).or_default().push(q);
    }
    for told in reading.quantities.iter().filter(|q| q.number.is_operand() && !is_cell(reading, q)) {
        let own = figure(reading, told);
        let length = own.chars().filter(char::is_ascii_digit).collect::<String>().trim_matches('0').len();
        if length < WITH_TABLE || places.get(&own).is_none_or(|all| all.len() > 1) || known.is_explained(reading, told)
        {
            continue;
        }
        let other = swaps(&own).into_iter().find_map(|swapped| match places.get(&swapped).map(Vec::as_slice) {
            Some([other])
                if same_unit(told, other)
                    && (is_cell(reading, other) || length >= WITHIN_TEXT || are_called_alike(told, other)) =>
            {
                Some(*other)
            }
            // What several places agree in is right.
            Some(others) if others.len() > 1 => others.iter().copied().find(|other| are_called_alike(told, other)),
            _ => None,
        });
        if let Some(other) = other.filter(|other| !known.says_anything(reading, other)) {
            say(reading, told, other, review);
        }
    }
}

fn say(reading: &Reading<'_>, told: &Quantity, other: &Quantity, review: &mut Review) {
    let (a, b) = (reading.printed(told), reading.printed(other));
    let table = is_cell(reading, other);
    let kind = if table { Kind::NarrativeTableContradiction } else { Kind::SameFactDifferentValue };
    let place = if table { "表中" } else { "另一处" };
    let quotes = reading.quotes([told, other]);
    if review.has_said(kind, &reading.quotes([other, told])) || review.has_said(kind, &reading.quotes([other])) {
        return;
    }
    let calc = format!("正文为{a}，{place}为{b}，只差相邻两位数字颠倒");
    review.findings.push(Finding::new(kind, quotes, calc, "核对哪一处抄错").confidence(Confidence::Likely));
}

fn is_cell(reading: &Reading<'_>, q: &Quantity) -> bool {
    reading.text.passages[q.passage].cell
}

/// The digits and the point, without the signs between thousands.
fn figure(reading: &Reading<'_>, q: &Quantity) -> String {
    reading.between(q.passage, q.number.digits.clone()).replace([',', '，', ' '], "")
}

/// 资助参保11,460人 and 资助参保11,640人: nothing but the name stands before either.
fn are_called_alike(a: &Quantity, b: &Quantity) -> bool {
    let name = bare_lead(&a.lead);
    name.chars().count() >= 3 && name == bare_lead(&b.lead) && a.passage != b.passage && a.prior == b.prior
}

/// A cell often leaves its unit to the heading.
fn same_unit(a: &Quantity, b: &Quantity) -> bool {
    let (a, b) = (a.number.dimension, b.number.dimension);
    a == b || a == Dimension::Bare || b == Dimension::Bare
}

/// The figure with two neighbours the other way round; the first digit is never mistaken unseen.
fn swaps(figure: &str) -> Vec<String> {
    let signs: Vec<char> = figure.chars().collect();
    let digits: Vec<usize> = (0..signs.len()).filter(|at| signs[*at].is_ascii_digit()).collect();
    let pairs = digits.windows(2).skip(1).filter(|pair| signs[pair[0]] != signs[pair[1]]);
    pairs
        .map(|pair| {
            let mut swapped = signs.clone();
            swapped.swap(pair[0], pair[1]);
            swapped.into_iter().collect()
        })
        .collect()
}
