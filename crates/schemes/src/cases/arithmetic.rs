//! Arithmetic that is no law: averages, rates and totals that a report prints.

use base::{Fen, Rounding};
use serde::Deserialize;

use super::rules::{Got, Yuan, got};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quotient {
    amount: Yuan,
    by: i64,
}

/// An amount over a number, to the fen.
pub(super) fn quotient(facts: Quotient) -> Result<Got, String> {
    let by = positive(facts.by)?;
    let result = Rounding::FenHalfUp.apply(i128::from(facts.amount.0.get()), i128::from(by));
    Ok(got([("result", result.to_string())]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Percentage {
    part: Yuan,
    whole: Yuan,
}

/// A part of a whole in per cent, to two decimals.
pub(super) fn percentage(facts: Percentage) -> Result<Got, String> {
    let whole = positive(facts.whole.0.get())?;
    // Hundredths of a per cent have the shape of fen: 98.39 % prints as 98.39.
    let result = Rounding::FenHalfUp.apply(i128::from(facts.part.0.get()) * 10_000, i128::from(whole));
    Ok(got([("percent", result.to_string())]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Product {
    amount: Yuan,
    times: Vec<i64>,
}

/// An amount times numbers.
pub(super) fn product(facts: Product) -> Result<Got, String> {
    let times = facts.times.iter().try_fold(1_i64, |all, next| all.checked_mul(*next));
    let result = times.and_then(|times| facts.amount.0.get().checked_mul(times));
    let result = result.ok_or("乘积太大，请核对")?;
    Ok(got([("result", Fen::new(result).to_string())]))
}

fn positive(number: i64) -> Result<i64, String> {
    if number > 0 { Ok(number) } else { Err("除数应大于零，请核对".to_owned()) }
}
