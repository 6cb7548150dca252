//! C01: one fact with two values. A fact is what is counted, for which scheme, year, month and
//! area, as a plan or as a result; only where all of them agree are two figures compared.

pub(crate) mod again;
mod fact;
mod scope;
mod typo;

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::{Kind, Severity};
use crate::quantity::Quantity;
use crate::reading::Reading;
use fact::{Context, Fact};
use rust_decimal::Decimal;
use std::collections::HashMap;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    let context = Context::new(reading);
    let mut order: Vec<&Fact> = Vec::new();
    let facts: Vec<(Fact, &Quantity)> =
        reading.quantities.iter().filter_map(|q| context.fact(reading, q).map(|f| (f, q))).collect();
    let mut groups: HashMap<&Fact, Vec<&Quantity>> = HashMap::new();
    for (fact, quantity) in &facts {
        let group = groups.entry(fact).or_default();
        if group.is_empty() {
            order.push(fact);
        }
        group.push(quantity);
    }
    let told: Vec<(&Fact, &Vec<&Quantity>)> =
        order.into_iter().filter_map(|fact| Some((fact, groups.get(fact).filter(|g| g.len() > 1)?))).collect();
    // A slip changes one figure. Where several names differ between the same two paragraphs, those tell
    // two lists: what was planned and what was spent.
    let mut apart: HashMap<(usize, usize), usize> = HashMap::new();
    let pairs: Vec<Option<(usize, usize)>> = told.iter().map(|(_, group)| differing(group)).collect();
    pairs.iter().flatten().for_each(|pair| *apart.entry(*pair).or_default() += 1);
    for ((fact, group), pair) in told.iter().zip(pairs) {
        if pair.is_none_or(|pair| apart[&pair] == 1) {
            compare(reading, &context, fact, group, review);
        }
    }
}

/// The two paragraphs that give a fact two values.
fn differing(group: &[&Quantity]) -> Option<(usize, usize)> {
    match &values(group)[..] {
        [a, b] => Some((a[0].passage.min(b[0].passage), a[0].passage.max(b[0].passage))),
        _ => None,
    }
}

/// The different values of a fact, each with its places.
fn values<'q>(group: &[&'q Quantity]) -> Vec<Vec<&'q Quantity>> {
    let mut values: Vec<Vec<&Quantity>> = Vec::new();
    for quantity in group {
        match values.iter_mut().find(|v| same(v[0], quantity)) {
            Some(value) => value.push(quantity),
            None => values.push(vec![quantity]),
        }
    }
    values
}

/// Equal within what the printing leaves open; a figure rounded to tens or hundreds may stand for
/// the exact one.
fn same(a: &Quantity, b: &Quantity) -> bool {
    if a.number.interval().meets(b.number.interval()) {
        return true;
    }
    let rough = rough_step(a).max(rough_step(b));
    (a.number.value - b.number.value).abs() <= rough
}

/// Two printings of one fact lie close together. Values far apart are of two scopes that the words
/// do not tell, a county and the whole city, or one year and three.
fn close(a: &Quantity, b: &Quantity) -> bool {
    let (a, b) = (a.number.value, b.number.value);
    a.max(b) * Decimal::TWO <= a.min(b) * Decimal::from(3)
}

/// The place to which a figure is kept: 125600 may be kept to hundreds.
fn rough_step(q: &Quantity) -> Decimal {
    let digits = (q.number.value / q.number.step).trunc().normalize();
    let text = digits.to_string();
    let zeros = text.len() - text.trim_end_matches('0').len();
    if text.len() < 5 || zeros == 0 {
        return q.number.step / Decimal::TWO;
    }
    q.number.step * Decimal::from(10u64.pow(u32::try_from(zeros.min(3)).unwrap_or(0)))
}

fn compare(reading: &Reading<'_>, context: &Context, fact: &Fact, group: &[&Quantity], review: &mut Review) {
    let values = values(group);
    match &values[..] {
        [places] => {
            let passages: std::collections::BTreeSet<usize> = places.iter().map(|q| q.passage).collect();
            if passages.len() > 1 {
                let calc = format!("{}处均为{}", places.len(), reading.printed(places[0]));
                review.holds(Relation::SameFact, reading.quotes(places.iter().copied()), calc);
            }
        }
        [a, b] => differ(reading, context, fact, a, b, review),
        // Three values of one name are a list of several things.
        _ => {}
    }
}

fn differ(
    reading: &Reading<'_>,
    context: &Context,
    fact: &Fact,
    a: &[&Quantity],
    b: &[&Quantity],
    review: &mut Review,
) {
    // In one sentence, or one paragraph, two figures are meant to be two.
    if a.iter().any(|x| b.iter().any(|y| x.passage == y.passage)) {
        return;
    }
    if scope::are_side_by_side(reading, a[0], b[0]) {
        return;
    }
    // Where the words say that something is left out of one of them, they need not agree.
    if let Some(scopes) = scope::differ(reading, a, b) {
        if !fact.is_generic() && close(a[0], b[0]) {
            review.findings.push(scope::told(reading, &fact.to_string(), (a[0], b[0]), scopes));
        }
        return;
    }
    let slip = typo::is_slip(
        &reading.between(a[0].passage, a[0].number.digits.clone()),
        &reading.between(b[0].passage, b[0].number.digits.clone()),
    );
    if !slip && (fact.is_generic() || context.several_projects || !close(a[0], b[0])) {
        return;
    }
    let (usual, odd) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let calc = format!(
        "同一事实（{fact}）：{}处写{}，{}处写{}",
        usual.len(),
        reading.printed(usual[0]),
        odd.len(),
        reading.printed(odd[0])
    );
    let gap = (usual[0].number.value - odd[0].number.value).abs();
    let small = gap * Decimal::ONE_THOUSAND < usual[0].number.value && !slip;
    let quotes = reading.quotes(odd.iter().chain(usual).copied());
    let mut finding =
        Finding::new(Kind::SameFactDifferentValue, quotes, calc, "核对台账，各处改为同一个数；口径不同的，分别写明")
            .confidence(if slip { Confidence::Certain } else { Confidence::Likely });
    if small {
        finding = finding.severity(Severity::Low);
    }
    review.findings.push(finding);
}
