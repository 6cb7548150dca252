//! A12 of an average whose terms are told elsewhere: 按参保人数计算，人均基金支出970.57元; 住院次均基金支付4055元.

use super::facts::{Fact, Facts, only};
use crate::finding::{Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Form};
use crate::rules::known::Known;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, review: &mut Review) {
    for average in reading.quantities.iter().filter(|q| q.number.dimension == Dimension::Money && q.number.is_operand())
    {
        let cell = reading.text.passages[average.passage].cell;
        if cell
            || average.prior
            || average.is_change()
            || known.has(reading, average, &[Relation::Product, Relation::Ratio])
        {
            continue;
        }
        let Some((before, over, behind)) = asked(&average.lead) else { continue };
        let months = if over.starts_with('月') { 12 } else { 1 };
        let Some([amount, count]) = terms(reading, facts, average, (before, over, behind)) else { continue };
        if amount.sentence == average.sentence && count.sentence == average.sentence {
            continue;
        }
        let months = if count.number.dimension == Dimension::Count("人月") { 1 } else { months };
        let equation = Equation {
            result: average,
            terms: vec![amount, count],
            form: Form::Quotient(Decimal::from(months)),
            kind: Kind::QtyPriceMismatch,
            relation: Relation::Product,
        };
        equation.ask(reading, "核对总额、人数与人均数", review);
    }
}

/// 住院, 次均, 基金支付 of 住院次均基金支付.
fn asked(lead: &str) -> Option<(&str, &str, &str)> {
    let lead = lead.trim_end_matches(['为', '达', '是', '：']).trim_end_matches("达到").trim_end_matches("水平");
    let lead = lead.rsplit(['，', '：']).next().unwrap_or(lead);
    ["月人均", "人均", "次均", "户均"].into_iter().find_map(|word| {
        lead.split_once(word).map(|(before, behind)| (before.trim_end_matches(['月', '年']), word, behind))
    })
}

fn terms<'r>(
    reading: &Reading<'_>,
    facts: &Facts<'r>,
    average: &Quantity,
    (before, over, behind): (&str, &str, &str),
) -> Option<[&'r Quantity; 2]> {
    let amounts = |fact: &Fact<'_>| !fact.plan && !fact.standard && fact.q.number.dimension == Dimension::Money;
    let amount = ["", "支出", "发放", "基金支出"].iter().find_map(|verb| {
        let words = format!("{before}{behind}{verb}");
        facts.called(&words, facts.year, amounts)
    })?;
    let counts = |fact: &Fact<'_>| {
        let dimension = fact.q.number.dimension;
        let fits = match over {
            "次均" => matches!(dimension, Dimension::PersonTimes),
            "户均" => dimension == Dimension::Count("户"),
            _ => matches!(dimension, Dimension::Person | Dimension::Count("人月")),
        };
        fits && !fact.plan && fact.main
    };
    let start = reading.sentences[average.sentence].span.start;
    let words = reading.between(average.passage, start..average.number.span.start);
    let by =
        words.split_once('按').and_then(|(_, words)| words.split_once("计算").or_else(|| words.split_once("测算")));
    let count = match by {
        Some((by, _)) => facts.called(by, facts.year, counts)?,
        None if before.chars().count() >= 2 => facts.called(before, facts.year, counts)?,
        None => only(facts.all.iter().filter(|fact| fact.year == facts.year && counts(fact)).map(|fact| fact.q))?,
    };
    Some([amount, count])
}
