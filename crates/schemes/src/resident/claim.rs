//! What the law says to somebody who claims: age, years, and what excludes him.

use base::{Date, Month};
use law::{Cited, LawError, PlaceLaw};

/// The law of claims in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRules {
    pub(super) benefit_age: Cited<i64>,
    pub(super) full_years: Cited<i64>,
    pub(super) full_below_age: Cited<i64>,
    pub(super) scheme_start: Cited<Date>,
    pub(super) first_month: Cited<String>,
    pub(super) other_pension: Cited<String>,
}

impl ClaimRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<ClaimRules, LawError> {
        Ok(ClaimRules {
            benefit_age: place.count("resident.benefit_age", month)?,
            full_years: place.count("resident.required_years.full", month)?,
            full_below_age: place.count("resident.required_years.full_below_age", month)?,
            scheme_start: place.date("resident.scheme_start", month)?,
            first_month: place.word("resident.first_month.rule", month)?,
            other_pension: place.word("resident.claim.other_pension", month)?,
        })
    }
}

/// Age in full years on a day: a year is full on the birthday; of 29 February, on 1 March of
/// years without one.
pub fn age_on(birth: Date, day: Date) -> i64 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    i64::from(day.year()) - i64::from(birth.year()) - i64::from(!had_birthday)
}
