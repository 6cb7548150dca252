//! A12 of a standard, the heads and the amount told in different paragraphs: 自理老人每人每月100元 … 自理老人211人 … 自理老人补贴25.32万元.
//! Each class bears one name in all three places.

use super::facts::{Fact, Facts, name, only};
use crate::finding::{Confidence, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Form, Miss};
use crate::rules::known::Known;
use crate::rules::names::common;
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

/// So many characters of a name two figures share where no class is named.
const ALIKE: usize = 4;

pub(super) fn check<'f>(reading: &Reading<'_>, facts: &'f Facts<'f>, known: &Known, review: &mut Review) {
    let standards: Vec<(&'f Fact<'f>, String)> = facts
        .all
        .iter()
        .filter(|fact| fact.standard && fact.q.number.dimension == Dimension::Money && fact.q.number.per.each)
        .map(|fact| (fact, class(&fact.q.lead)))
        .collect();
    let classes: Vec<&str> = standards.iter().map(|(_, class)| class.as_str()).collect();
    let found = |(standard, class): &(&'f Fact<'f>, String)| {
        Some(equation(standard.q, terms(facts, standard, class, &classes)?))
    };
    let found: Vec<Equation<'_>> = standards.iter().filter_map(found).collect();
    // Where the classes beside it are told so, this one is worth asking.
    let proved = found.iter().any(Equation::holds);
    for equation in &found {
        let [amount, heads] = equation.terms[..] else { continue };
        let apart = [heads, amount].iter().any(|q| q.passage != equation.result.passage);
        let confidence = match equation.miss(reading) {
            _ if equation.holds() => Confidence::Likely,
            Miss::Slip => Confidence::Likely,
            Miss::Near if proved => Confidence::Question,
            _ => continue,
        };
        if apart && !known.has(reading, amount, &[Relation::Product]) {
            equation.tell(reading, confidence, "核对人数、标准、月数与金额", review);
        }
    }
}

/// 自理老人 of 自理老人每人每月.
fn class(lead: &str) -> String {
    let ends = ["每人", "每户", "每名", "每月", "每年", "人均", "月", "按", "标准", "补贴", "补助", "津贴", "（"];
    let lead = lead.rsplit(['，', '：']).next().unwrap_or(lead);
    let end = ends.iter().filter_map(|word| lead.find(word)).min().unwrap_or(lead.len());
    name(&lead[..end])
}

/// The heads and the amount of a class.
fn terms<'r>(facts: &Facts<'r>, standard: &Fact<'r>, class: &str, classes: &[&str]) -> Option<[&'r Quantity; 2]> {
    let alike = |fact: &&Fact<'r>| fact.year == standard.year && !fact.plan && !fact.standard;
    let households = standard.q.led_by(&["户"]) && !standard.q.led_by(&["人"]);
    let counted = |fact: &&Fact<'r>| match fact.q.number.dimension {
        Dimension::Person | Dimension::Count("人月") => !households,
        Dimension::Count("户") => households,
        _ => false,
    };
    let money = |fact: &&Fact<'r>| fact.q.number.dimension == Dimension::Money;
    if class.chars().count() >= 2 {
        // 失能老人 is not 部分失能老人.
        let longer = |words: &str| {
            classes.iter().any(|other| other.len() > class.len() && other.contains(class) && words.contains(other))
        };
        let of_class = |fact: &&Fact<'r>| fact.name.contains(class) && !longer(&fact.name);
        let named = || facts.all.iter().filter(alike).filter(of_class);
        let heads = only(named().filter(counted).map(|fact| fact.q))?;
        let amount = only(named().filter(money).map(|fact| fact.q))?;
        return Some([heads, amount]);
    }
    // Of a single standard the names of heads and amount say that they belong together.
    let [_] = classes else { return None };
    let all = || facts.all.iter().filter(alike);
    let amounts: Vec<&Fact<'r>> = all().filter(money).collect();
    let mut pairs = all().filter(counted).flat_map(|heads| {
        let named = amounts.iter().filter(|amount| common(&heads.name, &amount.name) >= ALIKE);
        named.map(|amount| [heads.q, amount.q])
    });
    pairs.next().filter(|_| pairs.next().is_none())
}

fn equation<'r>(standard: &'r Quantity, [heads, amount]: [&'r Quantity; 2]) -> Equation<'r> {
    let monthly = standard.number.per.time == Some(PerTime::Month);
    let months = if monthly && heads.number.dimension != Dimension::Count("人月") { 12 } else { 1 };
    Equation {
        result: standard,
        terms: vec![amount, heads],
        form: Form::Quotient(Decimal::from(months)),
        kind: Kind::QtyPriceMismatch,
        relation: Relation::Product,
    }
}
